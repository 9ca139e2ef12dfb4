//! What was gathered as a list of facts: each says what it is about, in which spellings its number may be written, and
//! what it counts, so that it stands nowhere else ([`super::kind`]). Which of two numbers is more is a fact as well.

use super::figure::{Figure, Unit, clock, grouped, percent, points, whole_percent};
use super::gathered::{Gathered, Highlight, HighlightKind};
use super::kind::{Kind, Topic};
use super::name::{Means, Name, reason, said, said_by_vendor};
use super::vocabulary::Way;
use super::write::channel;
use crate::campaigns::status::{CampaignStatus, MessageStatus};
use crate::config::Workspace;

/// Reasons of each kind that are told.
pub const REASONS_TOLD: usize = 2;
/// Points apart below which a share is as usual.
const AS_USUAL: f64 = 0.01;
/// How much larger than the usual one an audience is before it is worth a word, as a factor.
const LARGER: f64 = 1.25;

/// Something that a query returned.
#[derive(Clone, Debug, PartialEq)]
pub struct Fact {
    /// In words, for whoever writes of it: "messages that arrived".
    pub says: String,
    /// Its number as it is best written: "85.6%".
    pub written: String,
    /// Every figure that stands for it.
    pub figures: Vec<Figure>,
    /// What it counts, and so in which company it may stand.
    pub kind: Kind,
    /// The part of the campaign or the reason that it is of.
    pub of: Option<String>,
}

/// The facts of a campaign.
#[derive(Clone, Debug, PartialEq)]
pub struct Facts {
    /// All of them, the most important first.
    pub list: Vec<Fact>,
    /// What may be named: the campaign, its cities and tiers that stand out, its reasons.
    pub names: Vec<Name>,
    /// What the campaign is called: by its name, unless a part of it has the same.
    pub campaign: String,
    /// The way by which it goes, as it is spelled in a sentence.
    pub channel: &'static str,
    /// How its share lies to the usual one.
    pub rate: Option<Way>,
    /// How its audience lies to the usual one.
    pub size: Option<Way>,
    /// How the shares of its parts lie to its own.
    pub parts: Vec<(String, Way)>,
    /// What every text has to say.
    pub goes_on: bool,
}

impl Facts {
    /// Of what was gathered.
    pub fn of(gathered: &Gathered, highlights: &[Highlight], workspace: &Workspace) -> Self {
        let mut facts = Self {
            list: Vec::new(),
            names: Vec::new(),
            campaign: said(&gathered.campaign.name),
            channel: channel(gathered.campaign.channel),
            rate: None,
            size: None,
            parts: Vec::new(),
            goes_on: gathered.goes_on(),
        };
        facts.progress(gathered, workspace);
        facts.reasons(gathered, workspace);
        facts.usual(gathered, workspace);
        for highlight in highlights {
            facts.highlight(highlight, workspace);
        }
        if !highlights.is_empty() && !gathered.looked_at_all {
            let looked_at = i32::try_from(gathered.looked_at.messages).unwrap_or(i32::MAX);
            let says = "messages by which cities, tiers and hours are judged, evenly spread";
            facts.count(says, looked_at, Kind::Looked, workspace);
        }
        facts.phrases(gathered.campaign.status);
        if facts.names.iter().any(|name| name.said == facts.campaign) {
            "The campaign".clone_into(&mut facts.campaign);
        } else {
            facts.names.push(Name { said: facts.campaign.clone(), means: Means::Campaign });
        }
        facts
    }

    fn count(&mut self, says: &str, count: i32, kind: Kind, workspace: &Workspace) -> &mut Fact {
        let mut figures = vec![Figure::count(count)];
        if count == 0 {
            figures.push(Figure::said("none", Unit::Word));
        }
        let written = grouped(count, workspace);
        self.put(Fact { says: says.to_owned(), written, figures, kind, of: None })
    }

    fn share(&mut self, says: &str, share: f64, kind: Kind) -> &mut Fact {
        let written = format!("{}%", percent(share));
        self.put(Fact { says: says.to_owned(), written, figures: share_figures(share), kind, of: None })
    }

    fn put(&mut self, fact: Fact) -> &mut Fact {
        self.list.push(fact);
        let last = self.list.len() - 1;
        &mut self.list[last]
    }

    fn progress(&mut self, gathered: &Gathered, workspace: &Workspace) {
        let figures = &gathered.campaign.figures;
        let all =
            (figures.delivered == figures.audience && figures.audience > 0).then(|| Figure::said("all", Unit::Word));
        let delivered = self.count("people whom the campaign reached", figures.delivered, Kind::Delivered, workspace);
        delivered.figures.extend(all.clone());
        let audience = self.count("people in its audience", figures.audience, Kind::Audience, workspace);
        audience.figures.extend(all);
        if let Some(rate) = figures.delivery_rate() {
            self.count("messages that came to an end", gathered.ended(), Kind::Ended, workspace);
            self.share("share of the messages that came to an end that was delivered", rate, Kind::Rate);
        }
        for (says, count, kind) in [
            ("messages still to be sent", figures.pending, Kind::Pending),
            ("messages that await their receipt", figures.sent, Kind::Awaited),
            ("messages that failed", figures.failed, Kind::Failed),
            ("messages whose outcome is unknown", figures.unknown, Kind::Unknown),
            ("people who were skipped", figures.skipped, Kind::Skipped),
        ] {
            self.count(says, count, kind, workspace);
        }
    }

    fn reasons(&mut self, gathered: &Gathered, workspace: &Workspace) {
        for status in [MessageStatus::Failed, MessageStatus::Unknown, MessageStatus::Skipped] {
            for counted in gathered.reasons_of(status).take(REASONS_TOLD) {
                let said = reason(&counted.reason).map_or_else(|| said_by_vendor(&counted.reason), ToOwned::to_owned);
                self.name(Name::phrase(&said, Means::Reason(said.clone())));
                let says = format!("of the {} ones so many because {said}", status.name().to_lowercase());
                self.count(&says, counted.count, Kind::Reason(status), workspace).of = Some(said);
            }
        }
    }

    fn usual(&mut self, gathered: &Gathered, workspace: &Workspace) {
        let Some(usual) = gathered.usual else { return };
        self.count("earlier campaigns on the same channel", usual.campaigns, Kind::Earlier, workspace);
        self.count("their usual audience", usual.audience, Kind::UsualAudience, workspace);
        self.size = Some(size(gathered.campaign.figures.audience, usual.audience));
        self.share("share of their messages that is usually delivered", usual.rate, Kind::UsualRate);
        let Some(rate) = gathered.campaign.figures.delivery_rate() else { return };
        let (way, called) = match rate - usual.rate {
            apart if apart.abs() < AS_USUAL => (Way::Near, "as usual"),
            apart if apart < 0.0 => (Way::Below, "below"),
            _ => (Way::Above, "above"),
        };
        self.rate = Some(way);
        if way == Way::Near {
            return self.name(Name::phrase("which is as usual", Means::AsUsual));
        }
        let apart = points(rate, usual.rate);
        let figures = vec![Figure::new(&apart, Unit::Points)];
        let says = format!("how far the share of this campaign lies {called} the usual one");
        self.put(Fact { says, written: format!("{apart} points"), figures, kind: Kind::Points, of: None });
    }

    fn highlight(&mut self, highlight: &Highlight, workspace: &Workspace) {
        let name = highlight.label.clone();
        let place = match highlight.by {
            // A reason is told with those above.
            HighlightKind::Reason => return,
            HighlightKind::Hour => {
                let to = end_of_hour(&name);
                for words in ["Between {} and {}", "between {} and {}", "From {} to {}", "from {} to {}"] {
                    let words = words.replacen("{}", &name, 1).replacen("{}", &to, 1);
                    self.name(Name::phrase(&words, Means::Part(name.clone())));
                }
                format!("sent between {name} and {to}")
            }
            HighlightKind::City | HighlightKind::Tier => {
                let said = said(&name);
                self.name(Name::phrase(&said, Means::Part(name.clone())));
                let tier = if highlight.by == HighlightKind::Tier { "the tier " } else { "" };
                format!("to people in {tier}{said}")
            }
        };
        let of = Some(name.clone());
        self.count(&format!("messages {place}"), highlight.messages, Kind::PartMessages, workspace).of = of.clone();
        let arrived = format!("messages {place} that were delivered");
        self.count(&arrived, highlight.delivered, Kind::PartDelivered, workspace).of = of.clone();
        self.share(&format!("share of the messages {place} that was delivered"), highlight.rate, Kind::PartRate).of =
            of;
        self.parts.push((name, if highlight.rate < highlight.usual { Way::Below } else { Way::Above }));
    }

    /// What is said in several words, where it is true.
    fn phrases(&mut self, status: CampaignStatus) {
        for (words, topic) in [
            ("came to an end", Topic::Ended),
            ("to be sent", Topic::Pending),
            ("Cities, tiers and hours are judged by", Topic::Judged),
        ] {
            self.name(Name::phrase(words, Means::Speaks(topic)));
        }
        self.name(Name::phrase("evenly spread", Means::Holds));
        let state = match status {
            CampaignStatus::Draft | CampaignStatus::Preparing => Some("is being prepared"),
            CampaignStatus::Paused => Some("is paused"),
            CampaignStatus::Cancelled => Some("was cancelled"),
            CampaignStatus::Running | CampaignStatus::Completed => None,
        };
        if let Some(state) = state {
            self.name(Name::phrase(state, Means::Holds));
        }
        if self.goes_on {
            self.name(Name::phrase("so far", Means::SoFar));
        }
    }

    /// Takes up a name.
    fn name(&mut self, name: Name) {
        if !self.names.contains(&name) {
            self.names.push(name);
        }
    }
}

/// How an audience lies to the usual one.
fn size(audience: i32, usual: i32) -> Way {
    let (audience, usual) = (f64::from(audience), f64::from(usual));
    if audience > usual * LARGER {
        Way::Above
    } else if audience * LARGER < usual {
        Way::Below
    } else {
        Way::Near
    }
}

/// "19:00" of "18:00".
pub fn end_of_hour(from: &str) -> String {
    let hour = from.split(':').next().and_then(|hour| hour.parse::<u32>().ok()).unwrap_or(0);
    clock(hour + 1)
}

fn share_figures(share: f64) -> Vec<Figure> {
    let mut figures = vec![Figure::new(&percent(share), Unit::Percent)];
    figures.extend(whole_percent(share).map(|whole| Figure::new(&whole, Unit::Percent)));
    let words: [(bool, &str); 4] =
        [(share == 0.5, "half"), (share > 0.5, "most"), (share >= 1.0, "all"), (share <= 0.0, "none")];
    figures.extend(words.into_iter().filter(|(holds, _)| *holds).map(|(_, word)| Figure::said(word, Unit::Word)));
    figures
}
