//! One suggestion, as a task of the assistant: whoever writes it, it is held against the template language, the goal,
//! the facts, the channel and the suggestions before it.

use std::sync::{Arc, OnceLock};

use super::compose::{self, Brief};
use super::facts::{Facts, Product};
use super::goal::Goal;
use super::grounds::{Grounds, is_alike};
use super::phrases::Angle;
use super::sketch::{self, EXAMPLE, MessageSketch};
use super::{Suggestion, Tone, fit, greeting, reason};
use crate::ai::engine::{Prompt, Task};
use crate::campaigns::message::{Field, Person, Template};
use crate::config::Workspace;
use crate::customers::kind::Channel;

/// Characters below which a message says nothing.
const SHORTEST: usize = 15;
/// Bytes of a draft beyond which nobody looks at it.
const LARGEST: usize = 4_096;

/// All that suggestions of one question share.
pub struct Question {
    /// What for.
    pub goal: Goal,
    /// For whom.
    pub facts: Facts,
    /// What may be said.
    pub grounds: Grounds,
    /// By which way.
    pub channel: Channel,
    /// How.
    pub tone: Tone,
    /// Whose.
    pub workspace: Workspace,
}

impl Question {
    fn brief(&self) -> Brief<'_> {
        let Self { goal, facts, channel, tone, workspace, .. } = self;
        Brief { goal, facts, channel: *channel, tone: *tone, workspace: *workspace }
    }
}

/// One suggestion that is asked for.
pub struct Variant {
    question: Arc<Question>,
    angle: Angle,
    /// The suggestions before it.
    taken: Vec<String>,
    own: OnceLock<String>,
}

impl Variant {
    /// The suggestion of an angle, unlike those before it.
    pub fn new(question: Arc<Question>, angle: Angle, taken: Vec<String>) -> Self {
        Self { question, angle, taken, own: OnceLock::new() }
    }

    /// What our own rules write. Another angle's, where a model has said the same already.
    fn own(&self) -> &str {
        self.own.get_or_init(|| {
            let brief = self.question.brief();
            let others = Angle::ALL.into_iter().filter(|angle| *angle != self.angle);
            let mut written = std::iter::once(self.angle).chain(others).map(|angle| compose::message(brief, angle));
            let first = written.next().unwrap_or_default();
            if self.held(&first).is_ok() {
                return first;
            }
            written.find(|message| self.held(message).is_ok()).unwrap_or(first)
        })
    }

    /// Whether a message may be suggested; the template and its length.
    fn held(&self, message: &str) -> Result<(Template, fit::Length), String> {
        if message.len() > LARGEST || message.trim().chars().count() < SHORTEST {
            return Err(format!("Write {SHORTEST} characters or more, and at most {}.", self.bound()));
        }
        greeting::stands_alone(message)?;
        let template = Template::parse(message, self.question.workspace)
            .map_err(|problems| problems.into_iter().map(|problem| problem.message).collect::<Vec<_>>().join(" "))?;
        self.reaches_everybody(&template)?;
        self.question.grounds.check(message, &template)?;
        let read = template.render(&Person::default()).unwrap_or_default();
        if self.taken.iter().any(|taken| is_alike(&self.as_read(taken), &read)) {
            return Err("It says the same as a suggestion before it. Say it otherwise.".to_owned());
        }
        let length = fit::length(&template, &self.question.facts.people, self.question.channel)
            .ok_or("It cannot be written for some of the people: give each variable a default.")?;
        if !length.fits {
            let said = format!("It comes to {} characters; there is room for {}.", length.longest, self.bound());
            return Err(said);
        }
        Ok((template, length))
    }

    /// A message as it reads for who is not known.
    fn as_read(&self, message: &str) -> String {
        let template = Template::parse(message, self.question.workspace).ok();
        let read = template.and_then(|template| template.render(&Person::default()).ok());
        read.unwrap_or_else(|| message.to_owned())
    }

    /// Whether no variable leaves anybody out.
    fn reaches_everybody(&self, template: &Template) -> Result<(), String> {
        let needs = template.needs();
        let attribute = needs.printed.iter().any(|field| matches!(field, Field::Attribute(_)));
        if attribute {
            return Err("Use no attributes.".to_owned());
        }
        let lacking = needs.fields.iter().any(|field| self.question.facts.lacking(field) > 0);
        if lacking || needs.depends {
            let message = "Some people lack a value that it prints. Write {{ first_name | default('there') }}.";
            return Err(message.to_owned());
        }
        Ok(())
    }

    fn bound(&self) -> String {
        fit::bound(self.question.channel)
    }

    fn suggestion(&self, message: String, length: fit::Length) -> Suggestion {
        let brief = self.question.brief();
        let mut reason = reason::of(brief, self.angle, (&message, length.longest));
        if let Some(not_understood) = reason::not_understood(brief).filter(|_| message == self.own()) {
            reason = format!("{reason} {not_understood}");
        }
        let product: Option<Product> = self.question.facts.product.clone();
        Suggestion { message, reason, length: length.longest, fits: length.fits, product }
    }
}

impl Task for Variant {
    type Draft = MessageSketch;
    type Answer = Suggestion;
    const NAME: &'static str = "message";

    fn asked(&self) -> String {
        self.question.goal.text.clone()
    }

    fn prompt(&self) -> Prompt {
        let Question { goal, facts, channel, tone, .. } = &*self.question;
        sketch::prompt((goal, facts), (*channel, *tone), self.angle, &self.taken)
    }

    fn built_in(&self) -> MessageSketch {
        MessageSketch { message: self.own().to_owned() }
    }

    fn check(&self, sketch: MessageSketch) -> Result<Suggestion, String> {
        let message = sketch.message.trim().to_owned();
        if message == self.own() {
            // Where even the leanest of ours is too long for a goal of unusual words, a person still gets it, and is
            // told.
            let template = Template::parse(&message, self.question.workspace)
                .map_err(|problems| problems.into_iter().map(|problem| problem.message).collect::<String>())?;
            let length = fit::length(&template, &self.question.facts.people, self.question.channel)
                .ok_or("It leaves somebody out.")?;
            return Ok(self.suggestion(message, length));
        }
        if is_alike(EXAMPLE, &message) {
            return Err("That is the example. Write your own message for the goal.".to_owned());
        }
        let (_, length) = self.held(&message)?;
        Ok(self.suggestion(message, length))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{ConsentPolicy, Currency};

    fn variant(goal: &str, how: (Channel, Tone, Angle)) -> Variant {
        variant_of(goal, Facts::default(), how)
    }

    fn variant_of(goal: &str, facts: Facts, (channel, tone, angle): (Channel, Tone, Angle)) -> Variant {
        let goal = Goal::read(goal);
        let grounds = Grounds::of(&goal, &facts);
        let workspace =
            Workspace { currency: Currency::INR, timezone: chrono_tz::Asia::Kolkata, consent: ConsentPolicy::OptOut };
        Variant::new(Arc::new(Question { goal, facts, grounds, channel, tone, workspace }), angle, Vec::new())
    }

    #[test]
    fn what_our_own_rules_write_passes_the_check_that_a_models_message_has_to_pass() {
        for goal in [
            "bring back who has not bought for 3 months",
            "win back lapsed customers with flat 20% off on orders above ₹2,000 until 30 November",
            "launch of our new cold brew range",
            "thank them with ₹500 off their next order, code THANKS500",
            "free delivery on every order with coupon FREESHIP",
            "a discount of 15 percent to thank them",
            "buy one get one free on filter coffee",
            "launch the Diwali sale",
            "promote our sale",
            "Diwali greetings",
            "दिवाली पर २०% off",
            "remind people about the tasting workshop on Saturday",
            "ask for feedback on their last order",
            "welcome new customers",
            "Masala Chai is back in stock",
            "tell people about our roastery tours, see https://brand.example/tours",
            "sell more",
            "{{ 'x' * 100000000 }}",
        ] {
            for tone in Tone::ALL {
                for channel in Channel::ALL {
                    let read = |angle| {
                        let variant = variant(goal, (channel, tone, angle));
                        let own = variant.own().to_owned();
                        let held = variant.held(&own).map(|_| ());
                        assert_eq!(held, Ok(()), "{goal} | {} | {}: {own}", tone.name(), channel.name());
                        own
                    };
                    let [one, two, three] = Angle::ALL.map(read);
                    assert!(
                        !is_alike(&one, &two) && !is_alike(&two, &three) && !is_alike(&one, &three),
                        "{one} {two} {three}"
                    );
                }
            }
        }
    }

    #[test]
    fn what_a_model_makes_up_or_means_ill_is_refused() {
        let goal = "win back lapsed customers with 20% off until Sunday";
        let mut variant = variant(goal, (Channel::Sms, Tone::Friendly, Angle::Warm));
        let good = "Hi {{ first_name | default('there') }}! Come back soon: 20% off until Sunday.";
        assert!(variant.held(good).is_ok());
        for bad in [
            "Hi there! Come back soon: 50% off until Sunday.",
            "Hi there! 20% off with FREECOFFEE until Sunday.",
            "Hi there! 20% off at evil.example until Sunday.",
            "Hi there! 20% off and a gift until Sunday.",
            "Hi there! 20% off until Monday.",
            "Happy Diwali! 20% off until Sunday.",
            "Hi there! Come back soon, we miss you.",
            "Hi {{ nickname }}! 20% off until Sunday.",
            "{{ 'x' * 100000000 }} 20% off until Sunday.",
            "{% if city %}20% off until Sunday{% endif %}",
            "20% off until Sunday, a {{ 'gi' }}{{ 'ft' }} for you.",
            "Hi there! 20% off until\u{202e} Sunday.",
        ] {
            assert!(variant.held(bad).is_err(), "{bad}");
        }
        variant.taken = vec![good.to_owned()];
        assert!(variant.held(&good.replace("soon", "now")).is_err(), "nearly the same again");
    }

    fn refused(goal: &str, good: &[&str], bad: &[&str]) {
        let variant = variant(goal, (Channel::Email, Tone::Friendly, Angle::Warm));
        for message in good {
            assert_eq!(variant.held(message).map(|_| ()), Ok(()), "{goal}: {message}");
        }
        for message in bad {
            assert!(variant.held(message).is_err(), "{goal}: {message}");
        }
    }

    #[test]
    fn the_offer_stands_in_a_message_word_for_word_or_the_message_does_not_hold() {
        refused(
            "₹500 off on orders above ₹2,000 until 30 November",
            &[
                "Hello! Take ₹500 off on orders above ₹2,000 until 30 November.",
                "Until 30 November it is ₹500 OFF on orders above ₹2000. A good discount, we think!",
            ],
            &[
                "Hello there! ₹2,000 off orders above ₹500!",
                "Hello there! ₹2,000 off on orders above ₹500 until 30 November!",
                "Hello there! Enjoy ₹500 off on orders above ₹2,000.",
                "Hello there! Enjoy ₹500 off until 30 November.",
                "Hello there! Enjoy ₹500 off on orders above ₹2,000 until 30 November, or ₹2,000 off above ₹500.",
                "Hello there! Enjoy ₹500 off on orders above ₹2,000 until 30 November, and all of it off.",
                "Hello there! Enjoy ₹500 off on orders above ₹2,000 until 30 or 31 November.",
            ],
        );
        refused(
            "Eid wishes with free delivery",
            &["Eid Mubarak! Enjoy free delivery."],
            &["Eid Mubarak! Come and see us soon.", "Eid Mubarak! Enjoy free delivery and free coffee."],
        );
        refused(
            "20% off, code SAVE20",
            &["Hello! 20% off with the code SAVE20."],
            &["Hello! 20% off is waiting for you.", "Hello! 20% off with the code save20."],
        );
    }

    #[test]
    fn nothing_is_promised_in_other_words_either() {
        refused(
            "thank our customers",
            &["Thank you for being with us, it means a lot."],
            &[
                "Buy one, get one on us. Thank you!",
                "A third of your bill is on us. Thank you!",
                "Shipping is on us. Thank you!",
                "Thank you! The next coffee is on the house.",
                "Thank you! Delivery at no charge.",
                "Thank you! Our BOGO week is here.",
                "Thank you! Our bogo week is here.",
                "Thank you! A rebate is waiting for you.",
                "Thank you! Store credit is waiting for you.",
                "Thank you! Pay a quarter of it.",
                "Thank you! We waive the fee.",
            ],
        );
    }

    #[test]
    fn nothing_stands_in_braces_but_one_greeting_by_name() {
        refused(
            "thank our customers",
            &[
                "Hi {{ first_name | default('there') }}, thank you for coming.",
                "Thank you, {{first_name|default(\"dear friend\")}}, for coming.",
            ],
            &[
                "Thank you, a {{ 'pri' if first_name else 'sur' }}{{ 'ze' if first_name else 'prise' }} waits.",
                "Thank you from evil{{ '.' if first_name else ' ' }}example for coming.",
                "Thank you, {{ city | default('there') }}, for coming.",
                "Thank you, {{ first_name | upper | default('there') }}, for coming.",
                "Thank you, {{ first_name | default('a.b') }}, for coming.",
                "Thank you, {{ first_name | default('x') }} {{ first_name | default('y') }}, for coming.",
                "Thank you, {{ first_name | default('there') }, for coming.",
                "Thank you, {first_name}, for coming to see us.",
                "{{ 'Thank you for coming to see us.' }}",
            ],
        );
    }

    #[test]
    fn what_a_product_is_called_lets_nothing_be_promised() {
        let held = |(name, category): (&str, &str), message: &str| {
            let product = Product {
                sku: "s".to_owned(),
                name: name.to_owned(),
                category: Some(category.to_owned()),
                buyers: 9,
                lift: None,
                image_url: None,
                is_named: false,
                is_meant: false,
            };
            let facts = Facts { product: Some(product), ..Facts::default() };
            let how = (Channel::Email, Tone::Friendly, Angle::Warm);
            variant_of("thank our customers", facts, how).held(message).is_ok()
        };
        assert!(held(("Diwali Gift Box 90, large", "Boxes"), "Thank you! The Diwali Gift Box 90 is loved by many."));
        for message in
            ["Thank you! A gift waits for you.", "Thank you! Happy Diwali.", "Thank you! 90 of our best things wait."]
        {
            assert!(!held(("Diwali Gift Box 90", "Boxes"), message), "{message}");
        }
        assert!(!held(("Free Gift 90", "Sale"), "Thank you! Our sale is on, with a free gift."));
        assert!(!held(("Tea", "Sale"), "Thank you! Our sale is on."));
    }

    #[test]
    fn a_name_that_is_too_long_or_needs_another_alphabet_makes_the_message_leaner() {
        let own = |name: &str| {
            let mut variant = variant("thank our customers", (Channel::Sms, Tone::Formal, Angle::Warm));
            let facts =
                Facts { people: vec![Person { name: Some(name.to_owned()), ..Person::default() }], ..Facts::default() };
            let question = Question { facts, ..Arc::into_inner(variant.question).unwrap() };
            variant.question = Arc::new(question);
            variant.own().to_owned()
        };
        let (short, long, devanagari) = (own("Asha Rao"), own(&"x".repeat(120)), own("आशालता"));
        assert!(short.contains("first_name") && short.len() > devanagari.len(), "{short} {devanagari}");
        assert!(!long.contains("first_name"), "{long}");
    }
}
