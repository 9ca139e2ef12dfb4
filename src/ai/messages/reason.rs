//! Why a message fits its audience: what it does, told from the message itself, beside the figures that speak for it.
//! Nobody but this module writes a reason, so that no figure in one can be made up.

use super::compose::Brief;
use super::goal::Intent;
use super::grounds::Promised;
use super::phrases::Angle;
use crate::customers::kind::Channel;
use crate::db::money::Minor;
use crate::segments::describe::Wording;

/// What is said beside a message that our own rules wrote: they do not understand every goal.
pub fn not_understood(brief: Brief<'_>) -> Option<&'static str> {
    let meant = brief.facts.product.as_ref().is_some_and(|product| product.is_meant);
    (brief.goal.says_nothing() && !meant).then_some("Nothing of the goal could be taken up: add what you want to say.")
}

/// The reason of a message that passed the checks, of which the longest rendering has so many characters.
pub fn of(brief: Brief<'_>, angle: Angle, (message, longest): (&str, usize)) -> String {
    let reasons = Reasons { brief, wording: Wording::of(&brief.workspace), message };
    let mut said = vec![reasons.reach()];
    match angle {
        Angle::Warm => said.extend([reasons.name(), reasons.intent()].into_iter().flatten()),
        Angle::Taste => said.extend([reasons.product(), reasons.name()].into_iter().flatten()),
        Angle::Direct => {
            said.push(format!("It makes its point in {longest} characters at most."));
            said.extend(reasons.habit());
        }
    }
    said.extend(reasons.left_out());
    said.join(" ")
}

struct Reasons<'a> {
    brief: Brief<'a>,
    wording: Wording,
    message: &'a str,
}

impl Reasons<'_> {
    fn reach(&self) -> String {
        let figures = &self.brief.facts.figures;
        let way = match self.brief.channel {
            Channel::Sms => "by SMS",
            Channel::Whatsapp => "on WhatsApp",
            Channel::Email => "by email",
        };
        match (figures.reachable, figures.audience) {
            (_, 0) => "Nobody is in this audience now.".to_owned(),
            (0, audience) => {
                format!("Of the {} in this audience nobody can be reached {way} now.", self.people(audience))
            }
            (1, _) => format!("One person of this audience can be reached {way}."),
            (reachable, _) => format!("{} of this audience can be reached {way}.", self.people(reachable)),
        }
    }

    fn name(&self) -> Option<String> {
        let figures = &self.brief.facts.figures;
        if !self.message.contains("first_name") || figures.reachable == 0 {
            return None;
        }
        Some(match figures.reachable - figures.named {
            0 => "All of them have a name to be greeted by.".to_owned(),
            _ if figures.named == 0 => "None of them has a name, so all read the other greeting.".to_owned(),
            lacking => format!(
                "{} have a name to be greeted by; the other {} {} another greeting.",
                self.count(figures.named),
                self.count(lacking),
                if lacking == 1 { "reads" } else { "read" }
            ),
        })
    }

    /// What speaks for writing to them with this intent.
    fn intent(&self) -> Option<String> {
        let figures = &self.brief.facts.figures;
        let never = figures.reachable - figures.buyers;
        match self.brief.goal.intent {
            Intent::WinBack | Intent::Reminder => {
                let day = self.wording.day(figures.median_last_order?);
                Some(format!("Half of those who bought ordered last on {day} or before."))
            }
            Intent::Welcome if never > 0 => Some(format!("{} of them have not bought yet.", self.count(never))),
            Intent::Thanks if figures.regulars > 0 => {
                Some(format!("{} of them bought more than once.", self.count(figures.regulars)))
            }
            _ => self.habit(),
        }
    }

    fn habit(&self) -> Option<String> {
        let average = self.brief.facts.figures.average_order_minor?;
        Some(format!("An order of theirs comes to {} on average.", self.wording.money(Minor(average))))
    }

    fn product(&self) -> Option<String> {
        let facts = self.brief.facts;
        let looked_at = self.count(facts.looked_at);
        let named =
            facts.product.as_ref().filter(|product| product.spoken().is_some_and(|name| self.message.contains(name)));
        if let Some(product) = named {
            let name = product.spoken().unwrap_or_default();
            let often = product.lift.filter(|lift| *lift >= 1.2);
            let often = often.map(|lift| format!(", {lift:.1} times as often as all customers do")).unwrap_or_default();
            return Some(format!(
                "It names {name}, which {} of the {looked_at} buyers looked at bought{often}.",
                self.count(product.buyers)
            ));
        }
        let favourite = facts.favourite.as_ref()?;
        // A name is data: one that is a sentence of its own is not repeated.
        let plain = favourite.name.chars().count() <= 40;
        plain.then(|| {
            let bought = self.count(favourite.buyers);
            format!("Of the {looked_at} buyers looked at, {bought} bought something of “{}”.", favourite.name)
        })
    }

    /// An offer that does not fit or has other terms is left out, and that is said.
    fn left_out(&self) -> Option<String> {
        if self.brief.goal.has_other_terms {
            let told = "The offer has terms that could not be carried over word for word, so it is left out: add it.";
            return Some(told.to_owned());
        }
        let offer = self.brief.goal.offer.as_ref()?;
        let lost = !Promised::of(offer).is_carried_by(self.message);
        lost.then(|| "The offer is too long for this channel and is left out: add it where it fits.".to_owned())
    }

    fn people(&self, number: i32) -> String {
        if number == 1 { "1 person".to_owned() } else { format!("{} people", self.count(number)) }
    }

    fn count(&self, number: i32) -> String {
        self.wording.count(i64::from(number))
    }
}
