//! The sentences of the built-in engine: for each intent and tone one a way of saying it. They promise nothing, name no
//! figure, day or festival, and are true of every shop; what a message is about is put in from the goal.
//!
//! `{subject}` is what the goal names, `{wish}` what one wishes on its occasion. A
//! sentence begins in a capital; where a greeting ends in a comma, the composer takes it down.

use super::Tone;
use super::goal::Intent;

/// A way of saying something: no two suggestions take the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Angle {
    /// Of the relation between shop and customer.
    Warm,
    /// Of what people like.
    Taste,
    /// Short, and asking for one thing.
    Direct,
}

impl Angle {
    /// In the order of suggestions.
    pub const ALL: [Self; 3] = [Self::Warm, Self::Taste, Self::Direct];

    /// One of three.
    pub fn of<T: Copy>(self, three: [T; 3]) -> T {
        let [warm, taste, direct] = three;
        match self {
            Self::Warm => warm,
            Self::Taste => taste,
            Self::Direct => direct,
        }
    }
}

/// Of one intent: for each tone three sentences that stand alone, and three more where there is room.
struct Sentences {
    friendly: [&'static str; 3],
    formal: [&'static str; 3],
    playful: [&'static str; 3],
    urgent: [&'static str; 3],
    more: [&'static str; 3],
}

/// The sentence that carries a message.
pub fn body(intent: Intent, tone: Tone, angle: Angle) -> &'static str {
    let sentences = sentences(intent);
    angle.of(match tone {
        Tone::Friendly => sentences.friendly,
        Tone::Formal => sentences.formal,
        Tone::Playful => sentences.playful,
        Tone::Urgent => sentences.urgent,
    })
}

/// A second sentence, for channels with room.
pub fn more(intent: Intent, angle: Angle) -> &'static str {
    angle.of(sentences(intent).more)
}

/// Whether a product may be praised: not where the message is about something else.
pub fn may_praise(intent: Intent) -> bool {
    !matches!(intent, Intent::Launch | Intent::Restock | Intent::Feedback)
}

/// How many of an audience like a product, `{product}`, without a figure.
pub fn praise(tone: Tone) -> &'static str {
    match tone {
        Tone::Friendly => "{product} is a favourite with people who shop like you.",
        Tone::Formal => "{product} remains a favourite among customers like you.",
        Tone::Playful => "{product} says hello: it is quite the darling around here!",
        Tone::Urgent => "{product} is what people like you love most: take a look.",
    }
}

/// An offer, `{offer}`.
pub fn offering(tone: Tone, angle: Angle) -> &'static str {
    angle.of(match tone {
        Tone::Friendly => ["Enjoy {offer}.", "Here is something for you: {offer}.", "For you: {offer}."],
        Tone::Formal => ["We are glad to tell you of {offer}.", "Please enjoy {offer}.", "Yours: {offer}."],
        Tone::Playful => ["Psst: {offer}!", "Drum roll, please: {offer}!", "Ready? {offer}!"],
        Tone::Urgent => ["Do not miss {offer}.", "It is there for you now: {offer}.", "Now: {offer}."],
    })
}

/// The last words.
pub fn close(intent: Intent, tone: Tone, angle: Angle) -> &'static str {
    if intent == Intent::Feedback {
        return angle.of(match tone {
            Tone::Friendly => ["Thank you for helping us!", "It helps us more than you think.", "We are all ears."],
            Tone::Formal => ["We thank you for your time.", "Your view guides our work.", "We are obliged to you."],
            Tone::Playful => ["Be honest, we can take it!", "We promise not to sulk!", "Pens at the ready!"],
            Tone::Urgent => ["It only takes a moment.", "Please tell us now.", "We are waiting to hear it."],
        });
    }
    angle.of(match tone {
        Tone::Friendly => ["See you soon!", "Have a look when you like.", "We are here for you."],
        Tone::Formal => ["We look forward to seeing you.", "It would be our pleasure.", "With kind regards."],
        Tone::Playful => ["Our door is already smiling!", "Go on, have a peek!", "Ta-da!"],
        Tone::Urgent => ["Have a look now.", "Why wait?", "Please act soon."],
    })
}

fn sentences(intent: Intent) -> &'static Sentences {
    match intent {
        Intent::WinBack => &WIN_BACK,
        Intent::Welcome => &WELCOME,
        Intent::Feedback => &FEEDBACK,
        Intent::Restock => &RESTOCK,
        Intent::Reminder => &REMINDER,
        Intent::Launch => &LAUNCH,
        Intent::Thanks => &THANKS,
        Intent::Discount => &DISCOUNT,
        Intent::Seasonal => &SEASONAL,
        Intent::General => &GENERAL,
    }
}

const WIN_BACK: Sentences = Sentences {
    friendly: [
        "We have missed you and would love to see you again.",
        "It has been a while, and your kind of thing is still here.",
        "Come back and say hello!",
    ],
    formal: [
        "We have missed your custom and would be glad to welcome you back.",
        "It has been some time, and our selection awaits you.",
        "We would be honoured to serve you again.",
    ],
    playful: [
        "Our shelves keep asking where you went.",
        "Long time no see! Your favourites called, they miss you.",
        "Plot twist: you come back and make our day.",
    ],
    urgent: [
        "It has been too long: we would love to have you back now.",
        "What you used to love is here, so do not let it wait.",
        "Come back soon: a look is all we ask.",
    ],
    more: [
        "Nothing has felt quite the same without you, and we have kept everything you liked where you left it.",
        "Have a look around and see what has become of the things you used to enjoy.",
        "If something kept you away, we would like to make it right.",
    ],
};

const WELCOME: Sentences = Sentences {
    friendly: [
        "Welcome! We are so glad that you found us.",
        "Welcome aboard! Here is where good taste begins.",
        "You are in! Look around and make yourself at home.",
    ],
    formal: [
        "We are delighted to welcome you.",
        "It is our pleasure to introduce you to our selection.",
        "Thank you for joining us. We are at your service.",
    ],
    playful: [
        "Welcome to the club! There is no secret handshake, we checked.",
        "Fresh face alert! Our best things are lining up to meet you.",
        "You made it! Shoes on or shoes away, make yourself at home.",
    ],
    urgent: [
        "Welcome! Your place is ready: take it now.",
        "Welcome! Begin with what people love most here.",
        "You are in: begin right away.",
    ],
    more: [
        "We put a lot of care into what we do, and we hope that it shows.",
        "If you do not know where to begin, begin with what others come back for.",
        "Whenever you have a question, we are happy to help.",
    ],
};

const FEEDBACK: Sentences = Sentences {
    friendly: [
        "We would love to hear what you think of {subject}.",
        "What did you like about {subject}, and what not?",
        "How was {subject}?",
    ],
    formal: [
        "We would value your view of {subject}.",
        "May we ask what you appreciated about {subject}?",
        "Kindly tell us how you found {subject}.",
    ],
    playful: [
        "Tell us everything about {subject}: the good, the odd, the wonderful.",
        "Star critic wanted! The stage: {subject}.",
        "Thumbs up or thumbs down for {subject}?",
    ],
    urgent: [
        "We need your view of {subject} to get better.",
        "What should we change about {subject}? Tell us now.",
        "Quick question: how was {subject}?",
    ],
    more: [
        "We read every answer, and it decides what we do next.",
        "What you tell us goes straight to the people who make it.",
        "A few words are enough.",
    ],
};

const RESTOCK: Sentences = Sentences {
    friendly: [
        "Good news, and we thought of you: {subject} is back in stock.",
        "Did you miss it? {subject} is here again.",
        "{subject} is back!",
    ],
    formal: [
        "We are pleased to tell you that {subject} is available again.",
        "For those who appreciate it: {subject} has returned to our shelves.",
        "Please note that {subject} is back in stock.",
    ],
    playful: [
        "Guess who is back? Yes: {subject}.",
        "The shelf was lonely. Not any more: {subject} is here again!",
        "Back by popular longing: {subject}!",
    ],
    urgent: [
        "It is here again, and you may want to be early: {subject}.",
        "Back on the shelf for who loves it: {subject}.",
        "In stock again: {subject}. Be quick.",
    ],
    more: [
        "We know how it feels to wait, and are glad that the waiting is over.",
        "It is just as you remember it.",
        "Have a look while it is there.",
    ],
};

const REMINDER: Sentences = Sentences {
    friendly: [
        "Just a friendly reminder {subject}.",
        "We thought you would like a little nudge {subject}.",
        "Remember? A quick note {subject}.",
    ],
    formal: [
        "We would like to remind you kindly {subject}.",
        "For your convenience, a short note {subject}.",
        "This is a courteous reminder {subject}.",
    ],
    playful: [
        "Knock knock! It is your reminder {subject}.",
        "A little bird told us to nudge you {subject}.",
        "Ping! That is all: a reminder {subject}.",
    ],
    urgent: [
        "Please do not forget: we write {subject}.",
        "A last thought before it slips your mind: a note {subject}.",
        "Reminder {subject}: please take a moment now.",
    ],
    more: [
        "Life is full, so we are happy to keep it in mind for you.",
        "It would be a pity to miss it.",
        "If it is done already, please forgive us the note.",
    ],
};

const LAUNCH: Sentences = Sentences {
    friendly: [
        "We could not wait to show you {subject}.",
        "If you like good things, you will like {subject}.",
        "Say hello to {subject}!",
    ],
    formal: [
        "It is our pleasure to present {subject}.",
        "We believe that {subject} will be to your taste.",
        "We invite you to discover {subject}.",
    ],
    playful: [
        "Drum roll, please! Here comes {subject}.",
        "Curious? You should be: meet {subject}.",
        "Fresh, shiny and a little proud: {subject}!",
    ],
    urgent: [
        "It is here, and we want you to see it early: {subject}.",
        "Be among those who try it before the others: {subject}.",
        "Now here: {subject}.",
    ],
    more: [
        "We have worked on it for a long while, and you are among the people we had in mind.",
        "Come and see for yourself what it is like.",
        "We are curious what you will say.",
    ],
};

const THANKS: Sentences = Sentences {
    friendly: [
        "Thank you for being with us: you make our work worthwhile.",
        "People with your taste are why we do this. Thank you!",
        "A simple thank you, from all of us to you.",
    ],
    formal: [
        "We would like to thank you sincerely for your trust.",
        "Your good taste has long guided our work. Thank you.",
        "Please accept our warmest thanks for your loyalty.",
    ],
    playful: [
        "We would hug you if messages had arms. Thank you!",
        "Breaking news: you have excellent taste. Thank you!",
        "Thank you, thank you, thank you. That is the message!",
    ],
    urgent: [
        "This could not wait: thank you for being with us.",
        "Your taste keeps us going, and we want you to know it now: thank you.",
        "Straight to the point: thank you.",
    ],
    more: [
        "Every order that you place with us is a vote for doing things with care.",
        "What you choose shows us what is worth making.",
        "We will keep doing our best for you.",
    ],
};

const DISCOUNT: Sentences = Sentences {
    friendly: ["We have something nice for you.", "There is no better moment for what you love.", "Good news!"],
    formal: [
        "As a valued customer you are on our mind.",
        "For the things that you appreciate, we have good news.",
        "We have news for you.",
    ],
    playful: ["Your basket just did a little dance.", "Somebody said treat yourself, and we agree.", "Guess what?"],
    urgent: [
        "This is worth a look right now.",
        "What you love is waiting, and now is the moment.",
        "Do not miss this.",
    ],
    more: [
        "We wanted you to hear it from us directly.",
        "Look around and take what you like best.",
        "It is as simple as it sounds.",
    ],
};

const SEASONAL: Sentences = Sentences {
    friendly: [
        "{wish} May it be full of light and good company.",
        "{wish} It is best with something you love.",
        "{wish} All our best to you and yours.",
    ],
    formal: [
        "{wish} May it bring joy to you and your family.",
        "{wish} We have chosen our selection with it in mind.",
        "{wish} With our best regards.",
    ],
    playful: [
        "{wish} May your heart be full and your phone be quiet.",
        "{wish} Our shelves have dressed up already.",
        "{wish} That is it, that is the message!",
    ],
    urgent: [
        "{wish} It comes around quickly: be ready for it.",
        "{wish} Choose what you love while there is time.",
        "{wish} Get ready now.",
    ],
    more: [
        "Thank you for letting us be a small part of your celebrations.",
        "Have a look at what we have put together, and find something for the people you love.",
        "We are glad to have you with us.",
    ],
};

const GENERAL: Sentences = Sentences {
    friendly: [
        "We were thinking of you and have some news {subject}.",
        "Here is something that people with your taste like to hear {subject}.",
        "A quick note from us {subject}.",
    ],
    formal: [
        "We would like to share some news with you {subject}.",
        "For those with a discerning taste, a word {subject}.",
        "A brief word from us {subject}.",
    ],
    playful: [
        "We can hardly sit still: we have news {subject}.",
        "Your favourites asked us to write {subject}.",
        "Hello from us! Just a note {subject}.",
    ],
    urgent: [
        "You will want to know this now: news {subject}.",
        "If you love what we do, hear the latest {subject}.",
        "Please take a moment for a word {subject}.",
    ],
    more: [
        "You are among the people we like to tell such things early.",
        "Have a look, and tell us what you think.",
        "More on it whenever you like.",
    ],
};
