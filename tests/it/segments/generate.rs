//! Random rules, from small pools of values, so that equal values and edges are met and not only passed by.

use chrono::{DateTime, TimeDelta, Utc};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use xeno::customers::kind::{ChurnRisk, Consent, CustomerTier, OrderStatus};
use xeno::ids::LookalikeId;
use xeno::scalar::{self, Decimal};
use xeno::segments::input::*;
use xeno::segments::window::Span;

/// Around these the stored instants and the windows' ends crowd.
pub fn as_of() -> DateTime<Utc> {
    "2026-03-31T10:00:00Z".parse().unwrap()
}

/// A zone whose clocks changed two days before.
pub const ZONE: chrono_tz::Tz = chrono_tz::Europe::Berlin;

pub const SPANS: [Span; 7] =
    [Span::Hours(1), Span::Hours(24), Span::Days(1), Span::Days(90), Span::Weeks(2), Span::Months(1), Span::Years(1)];

/// Stored lookalike audiences.
pub const LOOKALIKES: [i64; 3] = [1, 2, 3];

pub const AMOUNTS: [i64; 8] = [0, 1, 1999, 2000, 2001, 100_000, 333_333, 999_999_999_999_999];
pub const TEXTS: [&str; 12] =
    ["Mumbai", "mumbai ", "MÜNCHEN", "Straße", "STRASSE", "50%_off\\", "मुंबई", "O'Brien", "a", "ΟΔΟΣ", "οδος α", "x"];
pub const NAMES: [&str; 6] = ["tier", "age", "since", "vip", "it's {odd}, $1", "nobody"];
pub const NUMBERS: [&str; 10] = [
    "0",
    "0.1",
    "0.10",
    "-3",
    "12.5",
    "12.500001",
    "9007199254740993",
    "9007199254740992",
    "100000000000000000000",
    "7",
];

/// The instants at which something changes, and their neighbours.
pub fn edges() -> Vec<DateTime<Utc>> {
    let mut edges: Vec<DateTime<Utc>> = vec![as_of(), "2025-01-01T00:00:00Z".parse().unwrap()];
    edges.extend(SPANS.map(|span| span.before(as_of(), ZONE)));
    let beside = [TimeDelta::microseconds(-1), TimeDelta::zero(), TimeDelta::microseconds(1)];
    edges.iter().flat_map(|edge| beside.map(|step| *edge + step)).collect()
}

/// A rule that passes the check.
pub fn rule() -> BoxedStrategy<RuleInput> {
    condition()
        .prop_recursive(4, 24, 4, |inner| {
            prop_oneof![
                vec(inner.clone(), 1..4).prop_map(RuleInput::All),
                vec(inner.clone(), 1..4).prop_map(RuleInput::Any),
                inner.prop_map(|child| RuleInput::Not(Box::new(child))),
            ]
        })
        .boxed()
}

fn condition() -> BoxedStrategy<RuleInput> {
    prop_oneof![
        1 => Just(RuleInput::Everyone(true)),
        2 => money().prop_map(RuleInput::Spend),
        2 => money().prop_map(RuleInput::AverageOrderValue),
        1 => int().prop_map(RuleInput::OrderCount),
        1 => int().prop_map(RuleInput::Visits),
        1 => date().prop_map(RuleInput::FirstOrderAt),
        2 => date().prop_map(RuleInput::LastOrderAt),
        1 => date().prop_map(RuleInput::CreatedAt),
        1 => text().prop_map(RuleInput::Name),
        1 => text().prop_map(RuleInput::Email),
        1 => text().prop_map(RuleInput::Phone),
        2 => text().prop_map(RuleInput::City),
        1 => text().prop_map(RuleInput::Country),
        2 => tag().prop_map(RuleInput::Tag),
        1 => select(Consent::ALL.to_vec()).prop_map(RuleInput::Consent),
        2 => select(CustomerTier::ALL.to_vec()).prop_map(RuleInput::Tier),
        2 => select(ChurnRisk::ALL.to_vec()).prop_map(RuleInput::ChurnRisk),
        2 => select(LOOKALIKES.to_vec()).prop_map(|id| RuleInput::Lookalike(LookalikeId(id).to_string().into())),
        5 => attribute().prop_map(RuleInput::Attribute),
        8 => orders().prop_map(|orders| RuleInput::Orders(Box::new(orders))),
    ]
    .boxed()
}

fn decimal(minor: i64) -> Decimal {
    Decimal(format!("{}.{:02}", minor / 100, minor % 100))
}

fn comparison(
    number: BoxedStrategy<Decimal>,
    ordered: BoxedStrategy<(Decimal, Decimal)>,
) -> BoxedStrategy<DecimalComparison> {
    prop_oneof![
        number.clone().prop_map(DecimalComparison::Eq),
        number.clone().prop_map(DecimalComparison::Ne),
        number.clone().prop_map(DecimalComparison::Gt),
        number.clone().prop_map(DecimalComparison::Gte),
        number.clone().prop_map(DecimalComparison::Lt),
        number.prop_map(DecimalComparison::Lte),
        ordered.prop_map(|(from, to)| DecimalComparison::Between(DecimalRange { from, to })),
        any::<bool>().prop_map(DecimalComparison::IsMissing),
    ]
    .boxed()
}

fn money() -> BoxedStrategy<DecimalComparison> {
    let amount = || select(AMOUNTS.to_vec());
    let ordered = (amount(), amount()).prop_map(|(one, other)| (decimal(one.min(other)), decimal(one.max(other))));
    comparison(amount().prop_map(decimal).boxed(), ordered.boxed())
}

fn number() -> BoxedStrategy<DecimalComparison> {
    let text = |number: &str| Decimal(number.to_owned());
    let ordered = select(vec![("-3", "0.1"), ("0.1", "0.10"), ("7", "12.5"), ("9007199254740992", "9007199254740993")]);
    comparison(
        select(NUMBERS.to_vec()).prop_map(text).boxed(),
        ordered.prop_map(move |(from, to)| (text(from), text(to))).boxed(),
    )
}

fn int() -> BoxedStrategy<IntComparison> {
    let number = || 0..6_i32;
    prop_oneof![
        number().prop_map(IntComparison::Eq),
        number().prop_map(IntComparison::Ne),
        number().prop_map(IntComparison::Gt),
        number().prop_map(IntComparison::Gte),
        number().prop_map(IntComparison::Lt),
        number().prop_map(IntComparison::Lte),
        (number(), number())
            .prop_map(|(one, other)| { IntComparison::Between(IntRange { from: one.min(other), to: one.max(other) }) }),
        any::<bool>().prop_map(IntComparison::IsMissing),
    ]
    .boxed()
}

fn duration() -> BoxedStrategy<DurationInput> {
    let input = |span: Span| {
        let count = i32::try_from(span.parts().0).unwrap();
        match span {
            Span::Hours(_) => DurationInput::Hours(count),
            Span::Days(_) => DurationInput::Days(count),
            Span::Weeks(_) => DurationInput::Weeks(count),
            Span::Months(_) => DurationInput::Months(count),
            Span::Years(_) => DurationInput::Years(count),
        }
    };
    select(SPANS.to_vec()).prop_map(input).boxed()
}

fn date() -> BoxedStrategy<DateComparison> {
    let instant = || select(edges());
    prop_oneof![
        instant().prop_map(|at| DateComparison::Before(scalar::DateTime(at))),
        instant().prop_map(|at| DateComparison::After(scalar::DateTime(at))),
        (instant(), instant()).prop_map(|(one, other)| DateComparison::Between(DateRange {
            from: scalar::DateTime(one.min(other)),
            to: scalar::DateTime(one.max(other)),
        })),
        duration().prop_map(DateComparison::WithinLast),
        duration().prop_map(DateComparison::NotWithinLast),
        any::<bool>().prop_map(DateComparison::IsMissing),
    ]
    .boxed()
}

fn word() -> BoxedStrategy<String> {
    select(TEXTS.to_vec()).prop_map(ToOwned::to_owned).boxed()
}

fn part() -> BoxedStrategy<String> {
    prop_oneof![word(), select(vec!["%", "_", "\\", "S", "ü", "ος", "मु", "'"]).prop_map(ToOwned::to_owned)].boxed()
}

fn text() -> BoxedStrategy<TextComparison> {
    prop_oneof![
        word().prop_map(TextComparison::Eq),
        word().prop_map(TextComparison::Ne),
        vec(word(), 1..4).prop_map(TextComparison::In),
        vec(word(), 1..4).prop_map(TextComparison::NotIn),
        part().prop_map(TextComparison::Contains),
        part().prop_map(TextComparison::StartsWith),
        part().prop_map(TextComparison::EndsWith),
        any::<bool>().prop_map(TextComparison::IsMissing),
    ]
    .boxed()
}

fn tag() -> BoxedStrategy<TagComparison> {
    prop_oneof![
        word().prop_map(TagComparison::Has),
        vec(word(), 1..4).prop_map(TagComparison::HasAny),
        vec(word(), 1..3).prop_map(TagComparison::HasAll),
        vec(word(), 1..4).prop_map(TagComparison::HasNone),
    ]
    .boxed()
}

fn attribute() -> BoxedStrategy<AttributeComparison> {
    let empty = |name: &str| AttributeComparison {
        name: name.to_owned(),
        text: None,
        number: None,
        date: None,
        flag: None,
        is_missing: None,
    };
    let name = || select(NAMES.to_vec()).prop_map(empty);
    prop_oneof![
        (name(), text()).prop_map(|(name, text)| AttributeComparison { text: Some(text), ..name }),
        (name(), number()).prop_map(|(name, number)| AttributeComparison { number: Some(number), ..name }),
        (name(), date()).prop_map(|(name, date)| AttributeComparison { date: Some(date), ..name }),
        (name(), any::<bool>()).prop_map(|(name, flag)| AttributeComparison { flag: Some(flag), ..name }),
        (name(), any::<bool>()).prop_map(|(name, missing)| AttributeComparison { is_missing: Some(missing), ..name }),
    ]
    .boxed()
}

fn filter() -> BoxedStrategy<OrdersWhere> {
    (
        option::weighted(0.3, vec(select(OrderStatus::ALL.to_vec()), 1..4)),
        option::weighted(0.3, money()),
        option::weighted(0.3, date()),
        option::weighted(0.2, text()),
        option::weighted(0.3, text()),
        option::weighted(0.3, text()),
    )
        .prop_map(|(status, amount, placed_at, channel, sku, category)| OrdersWhere {
            status,
            amount,
            placed_at,
            channel,
            sku,
            category,
        })
        .prop_filter("a where asks something", |filter| *filter != OrdersWhere::default())
        .boxed()
}

fn orders() -> BoxedStrategy<OrdersCondition> {
    (
        option::weighted(0.7, filter()),
        option::weighted(0.6, int()),
        option::weighted(0.3, money()),
        option::weighted(0.3, money()),
        option::weighted(0.3, money()),
    )
        .prop_map(|(filter, count, total, average, max)| OrdersCondition { filter, count, total, average, max })
        .prop_filter("orders ask for a figure", |orders| {
            orders.count.is_some() || orders.total.is_some() || orders.average.is_some() || orders.max.is_some()
        })
        .boxed()
}
