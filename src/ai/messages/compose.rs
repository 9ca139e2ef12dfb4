//! The built-in engine: a greeting, a sentence, a product or an offer and last words, put together in the tone that was
//! asked for. Of the forms that a suggestion may take, the richest that fits the channel for everybody is taken.

use super::Tone;
use super::facts::Facts;
use super::fit;
use super::goal::{Goal, Intent, Offer};
use super::phrases::{self, Angle};
use crate::campaigns::message::Template;
use crate::config::Workspace;
use crate::customers::kind::Channel;

/// For whom and how a message is written.
#[derive(Clone, Copy)]
pub struct Brief<'a> {
    /// What for.
    pub goal: &'a Goal,
    /// For whom.
    pub facts: &'a Facts,
    /// By which way.
    pub channel: Channel,
    /// How.
    pub tone: Tone,
    /// Whose.
    pub workspace: Workspace,
}

/// How much a message holds; a leaner form for a narrower channel.
#[derive(Clone, Copy)]
struct Form {
    named: bool,
    body: bool,
    extras: bool,
    close: bool,
    subject: bool,
}

/// The richest first.
const FORMS: [Form; 7] = [
    Form { named: true, body: true, extras: true, close: true, subject: true },
    Form { named: true, body: true, extras: true, close: false, subject: true },
    Form { named: true, body: true, extras: false, close: false, subject: true },
    Form { named: true, body: false, extras: false, close: false, subject: true },
    Form { named: false, body: true, extras: true, close: false, subject: true },
    Form { named: false, body: true, extras: false, close: false, subject: true },
    Form { named: false, body: true, extras: false, close: false, subject: false },
];

/// The message of one angle: it fits, and leaves nobody out.
pub fn message(brief: Brief<'_>, angle: Angle) -> String {
    let forms = FORMS.iter().map(|form| written(brief, angle, *form));
    let fitting = |message: &String| {
        let template = Template::parse(message, brief.workspace).ok();
        let length = template.and_then(|template| fit::length(&template, &brief.facts.people, brief.channel));
        length.is_some_and(|length| length.fits)
    };
    let leanest = || sentence(brief, phrases::body(Intent::General, brief.tone, angle), None);
    forms.into_iter().find(fitting).unwrap_or_else(leanest)
}

fn written(brief: Brief<'_>, angle: Angle, form: Form) -> String {
    let Brief { goal, channel, tone, .. } = brief;
    let subject = if form.subject { goal.subject.as_deref() } else { None };
    let offer = goal.offer.as_ref().filter(|_| form.subject);
    let roomy = channel != Channel::Sms;
    let mut parts: Vec<String> = Vec::new();
    let wish = goal.occasion.filter(|_| form.extras && goal.intent != Intent::Seasonal);
    if let Some((called, _)) = wish.and_then(|occasion| occasion.wish) {
        parts.push(format!("{called}!"));
    }
    // A promise says enough where there is room for one sentence.
    if form.body || offer.is_none() {
        parts.push(sentence(brief, phrases::body(goal.intent, tone, angle), subject));
    }
    if form.extras && roomy {
        parts.push(phrases::more(goal.intent, angle).to_owned());
    }
    if form.extras && angle == Angle::Taste {
        parts.extend(praise(brief));
    }
    parts.extend(offer.map(|offer| offering(offer, (tone, angle))));
    let close = phrases::close(goal.intent, tone, angle);
    let link = goal.link.as_deref().filter(|_| form.subject);
    let text = match (roomy, form.close) {
        (true, true) => format!("{}\n\n{close}", parts.join(" ")),
        (false, true) => format!("{} {close}", parts.join(" ")),
        (_, false) => parts.join(" "),
    };
    let text = greeted(brief, form.named, &text);
    let text = link.map_or(text.clone(), |link| format!("{text} {link}"));
    if channel == Channel::Sms { in_plain_letters(&text) } else { text }
}

/// A sentence with what it is about put in.
fn sentence(brief: Brief<'_>, sentence: &str, subject: Option<&str>) -> String {
    let subject = match brief.goal.intent {
        Intent::Launch => subject.map_or("what is new with us".to_owned(), |subject| format!("our new {subject}")),
        Intent::Restock => named_product(brief).map_or("what you were looking for".to_owned(), ToOwned::to_owned),
        Intent::Reminder => subject.unwrap_or("that we are here for you").to_owned(),
        Intent::Feedback => subject.unwrap_or("your experience with us").to_owned(),
        _ => subject.map(|subject| format!("about {subject}")).unwrap_or_default(),
    };
    let wish = wish(brief);
    let text = sentence.replace("{subject}", &subject).replace("{wish}", &wish);
    // A sentence that could say what it is about and has nothing ends without it.
    let text = text.replace(" .", ".").replace(" :", ":").trim().to_owned();
    capitalised(&text)
}

fn named_product(brief: Brief<'_>) -> Option<&str> {
    brief.facts.product.as_ref().filter(|product| product.is_named).and_then(|product| product.spoken())
}

fn wish(brief: Brief<'_>) -> String {
    let Some(occasion) = brief.goal.occasion else { return String::new() };
    match (occasion.wish, brief.tone) {
        (Some((_, wished)), Tone::Formal) => format!("We wish you {wished}."),
        (Some((called, _)), _) => format!("{called}!"),
        (None, Tone::Formal) => format!("For this {}, our best wishes.", occasion.label),
        (None, _) => format!("This {} is for you.", occasion.label),
    }
}

/// What most of them like, where the message may speak of it.
fn praise(brief: Brief<'_>) -> Option<String> {
    let product = brief.facts.product.as_ref().filter(|_| phrases::may_praise(brief.goal.intent))?;
    Some(phrases::praise(brief.tone).replace("{product}", product.spoken()?))
}

fn offering(offer: &Offer, (tone, angle): (Tone, Angle)) -> String {
    let until = offer.until.as_ref().filter(|until| !offer.what.contains(until.as_str()));
    let what = until.map_or(offer.what.clone(), |until| format!("{} {until}", offer.what));
    let mut text = phrases::offering(tone, angle).replace("{offer}", &what);
    if let Some(code) = &offer.code {
        text.push_str(&format!(" Use the code {code}."));
    }
    text
}

/// With a greeting: by name where one is known, and another one for who has none.
fn greeted(brief: Brief<'_>, named: bool, text: &str) -> String {
    let by = |unknown: &str| format!("{{{{ first_name | default('{unknown}') }}}}");
    let greeting = match (brief.tone, named) {
        (Tone::Friendly, true) => format!("Hi {}!", by("there")),
        (Tone::Friendly, false) => "Hello!".to_owned(),
        (Tone::Formal, true) => format!("Dear {},", by("customer")),
        (Tone::Formal, false) => "Dear customer,".to_owned(),
        (Tone::Playful, true) => format!("Hey {}!", by("you")),
        (Tone::Playful, false) => "Hey!".to_owned(),
        (Tone::Urgent, true) => format!("{},", by("Hello")),
        (Tone::Urgent, false) => "Hello,".to_owned(),
    };
    match brief.channel {
        Channel::Email | Channel::Whatsapp => format!("{greeting}\n\n{text}"),
        Channel::Sms if greeting.ends_with(',') => format!("{greeting} {}", taken_down(text, brief)),
        Channel::Sms => format!("{greeting} {text}"),
    }
}

/// With a small letter at its beginning, unless a name stands there.
fn taken_down(text: &str, brief: Brief<'_>) -> String {
    let names =
        [named_product(brief), brief.goal.occasion.and_then(|occasion| occasion.wish).map(|(called, _)| called)];
    if names.into_iter().flatten().any(|name| text.starts_with(name)) {
        return text.to_owned();
    }
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Signs of the goal that would halve what an SMS holds, written with plain ones.
fn in_plain_letters(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '₹' => plain.push_str("Rs "),
            '’' | '‘' => plain.push('\''),
            '“' | '”' => plain.push('"'),
            '–' | '—' => plain.push('-'),
            '…' => plain.push_str("..."),
            '\u{a0}' => plain.push(' '),
            other => plain.push(other),
        }
    }
    plain.replace("Rs  ", "Rs ")
}
