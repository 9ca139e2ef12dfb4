//! The SQL of tier and churn risk: a customer's own columns against the breaks, which are bound.

use std::fmt::Write as _;

use super::{Bind, Compiler};
use crate::customers::kind::{ChurnRisk, CustomerTier};
#[cfg(doc)]
use crate::customers::rfm::Scores;
use crate::customers::rfm::{Breaks, Fifths, HIGH_AFTER, MEDIUM_AFTER, Reached, seconds};

impl Compiler {
    /// A case for each row of [`Scores::tier`], in its order.
    pub(super) fn tier(&mut self, tier: CustomerTier, breaks: &Breaks) -> String {
        let fifths = breaks.fifths.as_ref();
        let recency = fifths.map(|fifths| &fifths.recency);
        let lately = self.reached("a.last_order_at", Fifths::reached(recency, 4), Bind::Instant);
        let of_late = self.reached("a.last_order_at", Fifths::reached(recency, 3), Bind::Instant);
        let mut worth = "(2".to_owned();
        for score in 2..=5 {
            let frequency = Fifths::reached(fifths.map(|fifths| &fifths.frequency), score);
            let monetary = Fifths::reached(fifths.map(|fifths| &fifths.monetary), score);
            let frequency = self.reached("a.order_count", frequency, Bind::Number);
            let monetary = self.reached("a.spend_minor", monetary, Bind::Number);
            let _ = write!(worth, " + ({frequency})::integer + ({monetary})::integer");
        }
        worth.push(')');
        let code = |tier: CustomerTier| tier.code();
        let [champion, loyal, promising, new, attention, risk, hibernating, prospect] = CustomerTier::ALL.map(code);
        format!(
            "(CASE WHEN a.order_count = 0 THEN {prospect} \
             WHEN {lately} THEN CASE WHEN a.order_count = 1 THEN {new} WHEN {worth} >= 8 THEN {champion} \
             WHEN {worth} >= 6 THEN {loyal} ELSE {promising} END \
             WHEN {of_late} THEN CASE WHEN {worth} >= 7 THEN {loyal} WHEN {worth} >= 5 THEN {promising} \
             ELSE {attention} END \
             WHEN {worth} >= 6 THEN {risk} ELSE {hibernating} END) = {}",
            self.binds.put(Bind::Number(tier.code().into()))
        )
    }

    fn reached<T>(&mut self, column: &str, reached: Reached<T>, bind: fn(T) -> Bind) -> String {
        match reached {
            Reached::Always => "true".to_owned(),
            Reached::Never => "false".to_owned(),
            Reached::From(least) => format!("{column} >= {}", self.binds.put(bind(least))),
        }
    }

    /// In seconds as doubles, each step as [`Breaks::churn_risk`] does it, so that both come to the same; intervals
    /// would overflow where orders are many.
    pub(super) fn churn_risk(&mut self, risk: ChurnRisk, breaks: &Breaks) -> String {
        let Some(usual) = breaks.usual_gap_seconds else { return "false".to_owned() };
        let (first, last) = ("date_part('epoch', a.first_order_at)", "date_part('epoch', a.last_order_at)");
        let now = self.binds.put(Bind::Real(seconds(self.moment.as_of)));
        let usual = self.binds.put(Bind::Real(usual as f64));
        let silence = format!("(({now} - {last}) * a.order_count)");
        let gap = format!("({last} - {first} + {usual})");
        let medium = format!("{silence} >= {gap} * {}", self.binds.put(Bind::Real(MEDIUM_AFTER)));
        let high = format!("{silence} >= {gap} * {}", self.binds.put(Bind::Real(HIGH_AFTER)));
        let such = match risk {
            ChurnRisk::Low => format!("NOT {medium}"),
            ChurnRisk::Medium => format!("{medium} AND NOT {high}"),
            ChurnRisk::High => high,
        };
        format!("(a.order_count > 0 AND {such})")
    }
}
