//! The built-in engine's sentences. Each number in them is spelled as its fact is.

use super::facts::{Facts, REASONS_TOLD, end_of_hour};
use super::figure::{grouped, percent, points};
use super::gathered::{Gathered, Highlight, HighlightKind, Usual};
use super::name::{reason, said, said_by_vendor};
use super::vocabulary::Way;
use crate::campaigns::campaign::FailureCount;
use crate::campaigns::status::{CampaignStatus, MessageStatus};
use crate::config::Workspace;
use crate::customers::kind::Channel;

struct Writer<'a> {
    gathered: &'a Gathered,
    facts: &'a Facts,
    workspace: &'a Workspace,
}

/// What there is to say, one thing a sentence.
pub fn sentences(gathered: &Gathered, highlights: &[Highlight], facts: &Facts, workspace: &Workspace) -> Vec<String> {
    let writer = Writer { gathered, facts, workspace };
    let mut sentences = vec![writer.reached()];
    sentences.extend(writer.rate());
    sentences.extend(writer.to_come());
    sentences.extend(writer.lost());
    sentences.extend(writer.skipped());
    sentences.extend(gathered.usual.map(|usual| writer.compared(usual)).unwrap_or_default());
    sentences.extend(highlights.iter().filter_map(|highlight| writer.stands_out(highlight)));
    sentences.extend(writer.judged_by(highlights));
    sentences
}

/// A way as it is spelled in a sentence.
pub fn channel(channel: Channel) -> &'static str {
    match channel {
        Channel::Sms => "SMS",
        Channel::Email => "email",
        Channel::Whatsapp => "WhatsApp",
    }
}

impl Writer<'_> {
    fn number(&self, count: i32) -> String {
        grouped(count, self.workspace)
    }

    /// "1 message", "2 messages".
    fn messages(&self, count: i32) -> String {
        format!("{} {}", self.number(count), if count == 1 { "message" } else { "messages" })
    }

    fn people(&self, count: i32) -> String {
        format!("{} {}", self.number(count), if count == 1 { "person" } else { "people" })
    }

    fn reached(&self) -> String {
        let name = &self.facts.campaign;
        let figures = &self.gathered.campaign.figures;
        let reached = format!("{} of {}", self.number(figures.delivered), self.people(figures.audience));
        match self.gathered.campaign.status {
            CampaignStatus::Draft | CampaignStatus::Preparing => {
                format!("{name} is being prepared and has reached {reached} so far.")
            }
            CampaignStatus::Running => format!("{name} has reached {reached} so far."),
            CampaignStatus::Paused => format!("{name} is paused and has reached {reached} so far."),
            CampaignStatus::Completed => format!("{name} reached {reached}."),
            CampaignStatus::Cancelled => format!("{name} was cancelled and reached {reached}."),
        }
    }

    fn rate(&self) -> Option<String> {
        let rate = self.gathered.campaign.figures.delivery_rate()?;
        let (ended, were) = (self.gathered.ended(), were(self.gathered.ended()));
        Some(format!("Of {} that came to an end, {}% {were} delivered.", self.messages(ended), percent(rate)))
    }

    fn to_come(&self) -> Option<String> {
        let figures = &self.gathered.campaign.figures;
        let is = |count: i32| if count == 1 { "is" } else { "are" };
        let awaits = |count: i32| if count == 1 { "awaits its receipt" } else { "await their receipt" };
        match (figures.pending, figures.sent) {
            (0, 0) => None,
            (pending, 0) => Some(format!("{} {} still to be sent.", self.messages(pending), is(pending))),
            (0, sent) => Some(format!("{} {}.", self.messages(sent), awaits(sent))),
            (pending, sent) => Some(format!(
                "{} {} still to be sent, and {} {}.",
                self.messages(pending),
                is(pending),
                self.number(sent),
                awaits(sent)
            )),
        }
    }

    fn lost(&self) -> Vec<String> {
        let figures = &self.gathered.campaign.figures;
        let failed = (figures.failed > 0)
            .then(|| format!("{} failed{}.", self.messages(figures.failed), self.because(MessageStatus::Failed)));
        let unknown = (figures.unknown > 0).then(|| {
            let because = self.because(MessageStatus::Unknown);
            format!("The outcome of {} is unknown{because}.", self.messages(figures.unknown))
        });
        failed.into_iter().chain(unknown).collect()
    }

    fn skipped(&self) -> Option<String> {
        let skipped = self.gathered.campaign.figures.skipped;
        let because = self.because(MessageStatus::Skipped);
        (skipped > 0).then(|| format!("{} {} skipped{because}.", self.people(skipped), were(skipped)))
    }

    /// ", 40 because the receipt is missing and 12 because …".
    fn because(&self, status: MessageStatus) -> String {
        let told = |counted: &FailureCount| {
            let count = self.number(counted.count);
            match reason(&counted.reason) {
                Some(words) => format!("{count} because {words}"),
                None => format!("{count} because of {}", said_by_vendor(&counted.reason)),
            }
        };
        let told: Vec<String> = self.gathered.reasons_of(status).take(REASONS_TOLD).map(told).collect();
        if told.is_empty() { String::new() } else { format!(", {}", told.join(" and ")) }
    }

    fn compared(&self, usual: Usual) -> Vec<String> {
        let channel = channel(self.gathered.campaign.channel);
        let earlier = self.number(usual.campaigns);
        let mut sentences = Vec::new();
        if let Some(rate) = self.gathered.campaign.figures.delivery_rate() {
            let usually = percent(usual.rate);
            let apart = points(rate, usual.rate);
            let compared = match self.facts.rate {
                Some(Way::Below) => format!("so this campaign lies {apart} points below what is usual"),
                Some(Way::Above) => format!("so this campaign lies {apart} points above what is usual"),
                Some(Way::Near) | None => "which is as usual".to_owned(),
            };
            sentences.push(format!("The earlier {channel} campaigns usually delivered {usually}%, {compared}."));
        }
        let than = match self.facts.size {
            Some(Way::Above) => "larger than",
            Some(Way::Below) => "smaller than",
            Some(Way::Near) | None => "close to",
        };
        let size = self.number(usual.audience);
        sentences.push(format!("Its audience is {than} the usual {size} of the {earlier} earlier campaigns."));
        sentences
    }

    fn stands_out(&self, highlight: &Highlight) -> Option<String> {
        let place = match highlight.by {
            HighlightKind::Reason => return None,
            HighlightKind::Hour => format!("Between {} and {}", highlight.label, end_of_hour(&highlight.label)),
            HighlightKind::City => format!("In {}", said(&highlight.label)),
            HighlightKind::Tier => format!("In the tier {}", said(&highlight.label)),
        };
        let than = if highlight.rate < highlight.usual { "worse" } else { "better" };
        let (share, messages) = (percent(highlight.rate), self.messages(highlight.messages));
        let (were, whole) = (were(highlight.messages), percent(highlight.usual));
        Some(format!(
            "{place}, {share}% of {messages} {were} delivered, {than} than {whole}% for the campaign as a whole."
        ))
    }

    fn judged_by(&self, highlights: &[Highlight]) -> Option<String> {
        let parts = highlights.iter().any(|highlight| highlight.by != HighlightKind::Reason);
        let looked_at = i32::try_from(self.gathered.looked_at.messages).unwrap_or(i32::MAX);
        (parts && !self.gathered.looked_at_all).then(|| {
            format!("Cities, tiers and hours are judged by {} of its messages, evenly spread.", self.number(looked_at))
        })
    }
}

fn were(count: i32) -> &'static str {
    if count == 1 { "was" } else { "were" }
}
