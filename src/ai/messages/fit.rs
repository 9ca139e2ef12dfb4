//! How long a message may become on its channel, for the people of the audience for whom it becomes longest.

use crate::campaigns::message::{Person, Template, sms_segments};
use crate::customers::kind::Channel;

/// Characters of a WhatsApp message that people still read on a lock screen and behind it.
const MOST_WHATSAPP: usize = 600;
/// Characters of a mail that makes one point.
const MOST_EMAIL: usize = 1_200;

/// How long a message becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Length {
    /// Characters of the longest rendering.
    pub longest: usize,
    /// Whether every rendering fits the channel.
    pub fits: bool,
}

/// The length of a message over people; over nobody known, where there are none. None where somebody would be left out.
pub fn length(template: &Template, people: &[Person], channel: Channel) -> Option<Length> {
    let nobody = [Person::default()];
    let people = if people.is_empty() { nobody.as_slice() } else { people };
    let mut length = Length { longest: 0, fits: true };
    for person in people {
        let text = template.render(person).ok()?;
        length.longest = length.longest.max(text.chars().count());
        length.fits &= fits(&text, channel);
    }
    Some(length)
}

fn fits(text: &str, channel: Channel) -> bool {
    match channel {
        Channel::Sms => sms_segments(text) == 1,
        Channel::Whatsapp => text.chars().count() <= MOST_WHATSAPP,
        Channel::Email => text.chars().count() <= MOST_EMAIL,
    }
}

/// How much may be written, for whoever writes.
pub fn bound(channel: Channel) -> String {
    match channel {
        Channel::Sms => {
            "one SMS: 160 characters of plain letters, or 70 where there is any other sign or a name needs one"
                .to_owned()
        }
        Channel::Whatsapp => format!("{MOST_WHATSAPP} characters"),
        Channel::Email => format!("{MOST_EMAIL} characters"),
    }
}
