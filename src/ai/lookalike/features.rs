//! What of a customer's behaviour is compared, and how it is written for people.

use chrono::{DateTime, Utc};

use crate::config::Currency;

/// How many features there are.
pub const COUNT: usize = 7;

/// One customer's features, in the order of [`Feature::ALL`]; NaN where there is nothing to tell.
pub type Values = [f32; COUNT];

/// What is compared. All are logarithms of one more than the plain value: the step from one order to two says as much
/// as the one from ten to twenty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Feature {
    /// The sum of the completed orders.
    Spend,
    /// Their number.
    Orders,
    /// Days since the last one; for who never ordered, since they came.
    Silence,
    /// Days since the first one, or since they came, whichever is longer.
    Tenure,
    /// What an order comes to on average; unknown without any.
    OrderValue,
    /// Days from one order to the next on average; unknown without two.
    Gap,
    /// How often they came.
    Visits,
}

impl Feature {
    /// All of them.
    pub const ALL: [Self; COUNT] =
        [Self::Spend, Self::Orders, Self::Silence, Self::Tenure, Self::OrderValue, Self::Gap, Self::Visits];

    /// For programs: "daysSinceLastOrder".
    pub fn name(self) -> &'static str {
        match self {
            Self::Spend => "spend",
            Self::Orders => "orderCount",
            Self::Silence => "daysSinceLastOrder",
            Self::Tenure => "daysAsCustomer",
            Self::OrderValue => "averageOrderValue",
            Self::Gap => "daysBetweenOrders",
            Self::Visits => "visits",
        }
    }

    /// For people: "Days since the last order".
    pub fn label(self) -> &'static str {
        match self {
            Self::Spend => "Total spend",
            Self::Orders => "Number of orders",
            Self::Silence => "Days since the last order",
            Self::Tenure => "Days as a customer",
            Self::OrderValue => "Average order value",
            Self::Gap => "Days between orders",
            Self::Visits => "Number of visits",
        }
    }

    /// A value of it in plain units, amounts in the currency's major unit; two decimals.
    pub fn plain(self, value: f32, currency: Currency) -> f64 {
        let plain = f64::from(value).exp_m1();
        let plain = match self {
            Self::Spend | Self::OrderValue => plain / 10_f64.powf(f64::from(currency.digits)),
            _ => plain,
        };
        (plain * 100.0).round() / 100.0
    }
}

/// What the audience knows of how a customer behaves.
#[derive(Clone, Copy, Debug)]
pub struct Behaviour {
    /// The sum of the completed orders.
    pub spend_minor: i64,
    /// Their number.
    pub order_count: i32,
    /// How often they came.
    pub visits: i32,
    /// The first completed order.
    pub first_order_at: Option<DateTime<Utc>>,
    /// The last one.
    pub last_order_at: Option<DateTime<Utc>>,
    /// When they came.
    pub created_at: Option<DateTime<Utc>>,
}

impl Behaviour {
    /// The features as of an instant.
    pub fn features(&self, as_of: DateTime<Utc>) -> Values {
        let days_since = |instant: DateTime<Utc>| days(as_of - instant);
        let came = [self.first_order_at, self.created_at].into_iter().flatten().min();
        let orders = f64::from(self.order_count);
        let gap = match (self.first_order_at, self.last_order_at) {
            (Some(first), Some(last)) if self.order_count > 1 => days(last - first) / (orders - 1.0),
            _ => f64::NAN,
        };
        let order_value = if self.order_count > 0 { self.spend_minor as f64 / orders } else { f64::NAN };
        [
            self.spend_minor as f64,
            orders,
            self.last_order_at.or(came).map_or(f64::NAN, days_since),
            came.map_or(f64::NAN, days_since),
            order_value,
            gap,
            f64::from(self.visits),
        ]
        .map(|plain| plain.ln_1p() as f32)
    }
}

/// Days, none below 0: what lies ahead is as of now.
fn days(span: chrono::TimeDelta) -> f64 {
    (span.num_milliseconds() as f64 / 86_400_000.0).max(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn told(behaviour: Behaviour) -> [f64; COUNT] {
        let values = behaviour.features(at("2026-03-31T00:00:00Z"));
        std::array::from_fn(|at| Feature::ALL[at].plain(values[at], Currency::INR))
    }

    #[test]
    fn features_come_back_in_plain_units() {
        let regular = Behaviour {
            spend_minor: 1_234_567,
            order_count: 3,
            visits: 9,
            first_order_at: Some(at("2026-01-30T00:00:00Z")),
            last_order_at: Some(at("2026-03-21T12:00:00Z")),
            created_at: Some(at("2025-12-31T00:00:00Z")),
        };
        let told = told(regular);
        for (told, plain) in told.into_iter().zip([12_345.67, 3.0, 9.5, 90.0, 4_115.22, 25.25, 9.0]) {
            assert!((told - plain).abs() <= plain * 1e-5, "{told} is not {plain}");
        }
    }

    #[test]
    fn what_cannot_be_told_is_not_a_number() {
        let stranger = Behaviour {
            spend_minor: 0,
            order_count: 0,
            visits: 0,
            first_order_at: None,
            last_order_at: None,
            created_at: None,
        };
        let unknown = stranger.features(at("2026-03-31T00:00:00Z")).map(f32::is_nan);
        assert_eq!(unknown, [false, false, true, true, true, true, false]);
        let newcomer = Behaviour { created_at: Some(at("2026-03-01T00:00:00Z")), ..stranger };
        assert_eq!(told(newcomer)[2..4], [30.0, 30.0], "silent since they came");
    }
}
