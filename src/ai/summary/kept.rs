//! What was told of campaigns a moment ago, so that a page that is open, or a hundred of them, costs one telling. A
//! campaign that has not changed is told once; one that runs, at most every [`FRESH_FOR`]; one about which a model is
//! asked, at most every [`MODEL_RESTS`] by the model, in between by ourselves. Who asks for what is being told waits for
//! it, but not for a telling of the other wording: a list never waits for a model.

use std::collections::HashMap;
use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::Mutex as AsyncMutex;

use super::{Summary, Wording};
use crate::ai::Answered;
use crate::campaigns::status::CampaignStatus;
use crate::ids::CampaignId;

/// How old a telling of a campaign may be that has changed since.
const FRESH_FOR: Duration = Duration::from_secs(3);
/// How old one may be at all: those that it is compared with may have changed.
const LONGEST_KEPT: Duration = Duration::from_secs(300);
/// After a model was asked about a campaign, it is not asked about it for so long: receipts may come late for hours, and
/// each changes the figures.
const MODEL_RESTS: Duration = Duration::from_secs(30);
/// Tellings that are kept, a process.
const MOST_KEPT: usize = 1_000;

/// A campaign as it is asked for: what was told of an earlier sequence is old.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asked {
    /// Which.
    pub campaign: CampaignId,
    /// Where it stands.
    pub status: CampaignStatus,
    /// Its figures' sequence.
    pub sequence: i64,
    /// Who words it.
    pub wording: Wording,
    /// When.
    pub at: Instant,
}

struct Told {
    at: Instant,
    status: CampaignStatus,
    sequence: i64,
    wording: Wording,
    summary: Answered<Summary>,
}

#[derive(Default)]
struct Kept {
    told: Option<Told>,
    model_asked: Option<Instant>,
}

impl Kept {
    /// Who words it now.
    fn wording(&self, asked: &Asked) -> Wording {
        let rests = self.model_asked.is_some_and(|at| asked.at.saturating_duration_since(at) < MODEL_RESTS);
        if rests { Wording::BuiltIn } else { asked.wording }
    }

    /// What was told, where that still serves.
    fn told(&self, asked: &Asked, wording: Wording) -> Option<&Answered<Summary>> {
        let told = self.told.as_ref()?;
        let age = asked.at.saturating_duration_since(told.at);
        let fresh = age < FRESH_FOR || (told.sequence == asked.sequence && age < LONGEST_KEPT);
        let worded = told.wording == wording || wording == Wording::BuiltIn;
        (fresh && worded && told.status == asked.status).then_some(&told.summary)
    }
}

type Place = Arc<AsyncMutex<Kept>>;

/// What is kept. Cheap to clone.
#[derive(Clone, Default)]
pub struct Summaries {
    places: Arc<Mutex<HashMap<(CampaignId, Wording), Place>>>,
}

impl Summaries {
    /// What was told of a campaign, or what `tell` tells now in the wording that it is given.
    pub async fn or_tell<E, T>(
        &self,
        asked: Asked,
        tell: impl FnOnce(Wording) -> T,
    ) -> Result<Option<Answered<Summary>>, E>
    where
        T: Future<Output = Result<Option<Answered<Summary>>, E>>,
    {
        let place = self.place((asked.campaign, asked.wording));
        let mut kept = place.lock().await;
        let wording = kept.wording(&asked);
        if let Some(told) = kept.told(&asked, wording) {
            return Ok(Some(told.clone()));
        }
        let by_model = wording == Wording::ByModel;
        // Before it answers, too: whoever asks and leaves, again and again, has it asked once.
        kept.model_asked = if by_model { Some(asked.at) } else { kept.model_asked };
        let begun = Instant::now();
        let summary = tell(wording).await?;
        let at = asked.at + begun.elapsed();
        kept.model_asked = if by_model { Some(at) } else { kept.model_asked };
        let Asked { status, sequence, .. } = asked;
        kept.told = summary.clone().map(|summary| Told { at, status, sequence, wording, summary });
        Ok(summary)
    }

    fn place(&self, key: (CampaignId, Wording)) -> Place {
        let mut places = self.places.lock().unwrap_or_else(PoisonError::into_inner);
        if places.len() >= MOST_KEPT && !places.contains_key(&key) {
            // Whoever is telling holds a place of their own; it is only not found again.
            places.clear();
        }
        Arc::clone(places.entry(key).or_default())
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;
    use std::future::ready;

    use super::*;
    use crate::ai::AnsweredBy;

    fn asked(at: Instant, sequence: i64) -> Asked {
        Asked { campaign: CampaignId(7), status: CampaignStatus::Completed, sequence, wording: Wording::ByModel, at }
    }

    /// Asks; who had to tell it, where somebody had.
    async fn ask(summaries: &Summaries, asked: Asked) -> Option<Wording> {
        let mut told_by = None;
        let told = summaries.or_tell(asked, |wording| {
            told_by = Some(wording);
            let answer = Summary { sentences: Vec::new(), highlights: Vec::new(), compared_with: 0 };
            ready(Ok::<_, Infallible>(Some(Answered { answer, by: AnsweredBy::built_in() })))
        });
        assert!(told.await.is_ok_and(|told| told.is_some()));
        told_by
    }

    #[tokio::test]
    async fn a_model_is_asked_twice_a_minute_however_often_the_figures_change() {
        let (summaries, begin) = (Summaries::default(), Instant::now());
        let mut by_model = Vec::new();
        for second in 0..=70 {
            let at = begin + Duration::from_millis(1_001 * second);
            let sequence = i64::try_from(second).unwrap();
            if ask(&summaries, asked(at, sequence)).await == Some(Wording::ByModel) {
                by_model.push(second);
            }
        }
        assert_eq!(by_model, [0, 30, 60]);
    }

    #[tokio::test]
    async fn changed_figures_are_told_while_the_model_rests_and_by_the_model_once_it_has() {
        let (summaries, begin) = (Summaries::default(), Instant::now());
        let at = |seconds| begin + Duration::from_secs(seconds);
        assert_eq!(ask(&summaries, asked(at(0), 1)).await, Some(Wording::ByModel));
        assert_eq!(ask(&summaries, asked(at(200), 1)).await, None, "nothing has changed");
        assert_eq!(
            ask(&summaries, asked(at(301), 1)).await,
            Some(Wording::ByModel),
            "what it is compared with may have"
        );
        assert_eq!(ask(&summaries, asked(at(310), 2)).await, Some(Wording::BuiltIn));
        assert_eq!(ask(&summaries, asked(at(320), 2)).await, None);
        assert_eq!(ask(&summaries, asked(at(340), 2)).await, Some(Wording::ByModel));
    }
}
