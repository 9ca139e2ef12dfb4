//! What was said of orders, and the rule that it makes. The parts may come in any order; which condition they
//! make together is decided here, once all are known.

use super::amount::Bound;
use super::person::WHOEVER;
use super::reader::{Clause, Polarity, Reader};
use super::window::Window;
use crate::customers::kind::OrderStatus;
use crate::segments::input::{
    DateComparison, DecimalComparison, IntComparison, OrdersCondition, OrdersWhere, RuleInput, TextComparison,
};

/// What an amount is asked of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slot {
    Total,
    Average,
    Max,
    Count,
    /// Of one order.
    Amount,
}

/// All that a clause says of orders.
#[derive(Clone, Debug)]
pub struct Frame {
    pub polarity: Polarity,
    pub total: Option<Bound>,
    pub average: Option<Bound>,
    pub max: Option<Bound>,
    pub count: Option<Bound>,
    pub amount: Option<Bound>,
    /// Which of them was said last.
    pub slot: Option<Slot>,
    pub window: Option<Window>,
    pub status: Vec<OrderStatus>,
    pub channels: Vec<String>,
    pub skus: Vec<String>,
    pub categories: Vec<String>,
    /// "bought coffee and tea": each of them, not one of them.
    pub each_category: bool,
    /// What was said of the customer in the midst of it: "ordered in Pune in the last 30 days".
    pub aside: Vec<RuleInput>,
}

impl Frame {
    pub fn new(polarity: Polarity) -> Self {
        Self {
            polarity,
            total: None,
            average: None,
            max: None,
            count: None,
            amount: None,
            slot: None,
            window: None,
            status: Vec::new(),
            channels: Vec::new(),
            skus: Vec::new(),
            categories: Vec::new(),
            each_category: false,
            aside: Vec::new(),
        }
    }

    pub fn put(&mut self, slot: Slot, bound: Bound) {
        match slot {
            Slot::Total => self.total = Some(bound),
            Slot::Average => self.average = Some(bound),
            Slot::Max => self.max = Some(bound),
            Slot::Count => self.count = Some(bound),
            Slot::Amount => self.amount = Some(bound),
        }
        self.slot = Some(slot);
    }

    pub fn has(&self, slot: Slot) -> bool {
        match slot {
            Slot::Total => self.total.is_some(),
            Slot::Average => self.average.is_some(),
            Slot::Max => self.max.is_some(),
            Slot::Count => self.count.is_some(),
            Slot::Amount => self.amount.is_some(),
        }
    }

    /// Whether anything but "an order" was said.
    pub fn is_bare(&self) -> bool {
        !self.has_figure() && !self.has_filter() && self.window.is_none()
    }

    pub fn has_figure(&self) -> bool {
        [&self.total, &self.average, &self.max, &self.count].into_iter().any(Option::is_some)
    }

    /// "at least once" says no more than that there was an order.
    pub fn forget_mere_existence(&mut self) {
        let alone = [self.total, self.average, self.max].iter().all(Option::is_none);
        if alone && self.count.is_some_and(|count| count.test == Bound::exists().test) {
            self.count = None;
        }
    }

    /// Whether a figure is to be exactly a number.
    fn asks_exactly(&self) -> bool {
        [self.total, self.average, self.max, self.count].into_iter().flatten().any(Bound::is_exact)
    }

    pub fn has_filter(&self) -> bool {
        self.amount.is_some()
            || [&self.channels, &self.skus, &self.categories].into_iter().any(|list| !list.is_empty())
            || !self.status.is_empty()
    }

    fn filter(&self, placed_at: Option<DateComparison>) -> Option<OrdersWhere> {
        let filter = OrdersWhere {
            status: (!self.status.is_empty()).then(|| self.status.clone()),
            amount: self.amount.map(Bound::decimal),
            placed_at,
            channel: one_of(&self.channels),
            sku: one_of(&self.skus),
            category: one_of(&self.categories),
        };
        (filter != OrdersWhere::default()).then_some(filter)
    }
}

/// One value, or one of several.
pub fn one_of(values: &[String]) -> Option<TextComparison> {
    match values {
        [] => None,
        [only] => Some(TextComparison::Eq(only.clone())),
        several => Some(TextComparison::In(several.to_vec())),
    }
}

/// Rules that all hold: one stands alone.
pub fn all(mut rules: Vec<RuleInput>) -> RuleInput {
    match rules.len() {
        1 => rules.swap_remove(0),
        _ => RuleInput::All(rules),
    }
}

pub fn negated(rule: RuleInput) -> RuleInput {
    RuleInput::Not(Box::new(rule))
}

impl Reader<'_> {
    /// The rule of a frame. What no rule can say is refused.
    pub fn resolve(&mut self, frame: &Frame) -> Clause {
        let ends = |status: &OrderStatus| matches!(status, OrderStatus::Cancelled | OrderStatus::Refunded);
        if frame.window.is_some() && frame.status.iter().any(ends) {
            self.doubt("the time is when the order was placed");
        }
        if frame.each_category && frame.categories.len() > 1 {
            return self.resolve_each(frame);
        }
        let rules = match (frame.has_figure(), frame.polarity) {
            (true, _) => self.figures(frame),
            (false, _) if frame.has_filter() => self.filtered(frame),
            (false, Polarity::Plain) => self.any_order(frame),
            (false, Polarity::Negated) => no_order(frame),
        };
        let Some(mut rules) = rules else { return Clause::Refused };
        rules.extend(frame.aside.iter().cloned());
        Clause::Rule(all(rules))
    }

    /// "bought coffee and tea", at whatever time: an order with each.
    fn resolve_each(&mut self, frame: &Frame) -> Clause {
        if frame.has_figure() || frame.polarity == Polarity::Negated {
            let joined = Frame { each_category: false, ..frame.clone() };
            self.doubt(format!("{} are taken together", frame.categories.join(" and ")));
            return self.resolve(&joined);
        }
        let mut rules = Vec::new();
        for category in &frame.categories {
            let one = Frame { categories: vec![category.clone()], aside: Vec::new(), ..frame.clone() };
            match self.resolve(&one) {
                Clause::Rule(rule) => rules.push(rule),
                Clause::Refused => return Clause::Refused,
            }
        }
        if self.excepting {
            self.doubt(WHOEVER);
            rules = vec![RuleInput::Any(rules)];
        }
        rules.extend(frame.aside.iter().cloned());
        Clause::Rule(all(rules))
    }

    /// Sums, counts and averages.
    fn figures(&mut self, frame: &Frame) -> Option<Vec<RuleInput>> {
        let placed_at = match &frame.window {
            None => None,
            Some(window) => Some(self.placed_at(window)?),
        };
        if matches!(frame.window, Some(Window::One(_))) {
            self.doubt("the time is the one that ends now, not any that is as long");
        }
        let filter = frame.filter(placed_at);
        let count = match frame.count {
            Some(bound) => Some(bound.count()?),
            None => None,
        };
        if frame.polarity == Polarity::Negated && frame.asks_exactly() {
            self.doubt("“not” is said of exactly that number");
        }
        if frame.categories.len() > 1 && frame.count.is_none() {
            self.doubt(format!("{} are taken together", frame.categories.join(" and ")));
        }
        let decimal = |bound: Option<Bound>| bound.map(Bound::decimal);
        let (total, average, max) = (decimal(frame.total), decimal(frame.average), decimal(frame.max));
        let mut rules: Vec<RuleInput> = Vec::new();
        if filter.is_some() {
            rules.push(orders(OrdersCondition { filter, count, total, average, max }));
        } else {
            rules.extend(total.map(RuleInput::Spend));
            rules.extend(average.map(RuleInput::AverageOrderValue));
            rules.extend(count.map(RuleInput::OrderCount));
            rules.extend(max.map(|max| orders(OrdersCondition { max: Some(max), ..OrdersCondition::default() })));
        }
        Some(match frame.polarity {
            Polarity::Plain => rules,
            Polarity::Negated => vec![negated(all(rules))],
        })
    }

    /// An order of a kind, or none.
    fn filtered(&mut self, frame: &Frame) -> Option<Vec<RuleInput>> {
        let placed_at = match (&frame.window, frame.polarity) {
            (None, _) => None,
            (Some(Window::Stretching(duration)), Polarity::Negated) => {
                Some(DateComparison::WithinLast(duration.clone()))
            }
            (Some(window), _) => Some(self.placed_at(window)?),
        };
        Some(vec![orders(OrdersCondition {
            filter: frame.filter(placed_at),
            count: Some(existence(frame.polarity)),
            ..OrdersCondition::default()
        })])
    }

    /// When an order that counts was placed.
    fn placed_at(&mut self, window: &Window) -> Option<DateComparison> {
        match window {
            Window::Last(duration) | Window::One(duration) => Some(DateComparison::WithinLast(duration.clone())),
            Window::Beyond(duration) => {
                self.doubt("orders of later are left out");
                Some(DateComparison::NotWithinLast(duration.clone()))
            }
            Window::Open(test) | Window::Shut(test) => Some(test.clone()),
            Window::Stretching(_) | Window::Ring(..) => None,
        }
    }

    /// "bought", "ordered in the last 30 days".
    fn any_order(&mut self, frame: &Frame) -> Option<Vec<RuleInput>> {
        let rule = match &frame.window {
            None => Bound::exists().count().map(RuleInput::OrderCount)?,
            Some(Window::Last(duration) | Window::One(duration)) => {
                RuleInput::LastOrderAt(DateComparison::WithinLast(duration.clone()))
            }
            Some(Window::Open(test @ DateComparison::After(_))) => RuleInput::LastOrderAt(test.clone()),
            Some(Window::Beyond(duration)) => {
                self.doubt("the last order is meant, and who never ordered is included");
                RuleInput::LastOrderAt(DateComparison::NotWithinLast(duration.clone()))
            }
            Some(Window::Ring(near, far)) => {
                self.doubt("the last order is meant");
                ring(near, far, RuleInput::LastOrderAt)
            }
            Some(Window::Open(_) | Window::Shut(_)) => return self.filtered(frame),
            Some(Window::Stretching(_)) => return None,
        };
        Some(vec![rule])
    }
}

/// "haven't ordered", "haven't ordered in 90 days".
fn no_order(frame: &Frame) -> Option<Vec<RuleInput>> {
    let rule = match &frame.window {
        None => Bound::none().count().map(RuleInput::OrderCount)?,
        Some(Window::Last(duration) | Window::One(duration) | Window::Stretching(duration)) => {
            RuleInput::LastOrderAt(DateComparison::NotWithinLast(duration.clone()))
        }
        Some(Window::Open(test @ DateComparison::After(_))) => negated(RuleInput::LastOrderAt(test.clone())),
        Some(Window::Open(test) | Window::Shut(test)) => orders(OrdersCondition {
            filter: frame.filter(Some(test.clone())),
            count: Some(existence(Polarity::Negated)),
            ..OrdersCondition::default()
        }),
        Some(Window::Beyond(_) | Window::Ring(..)) => return None,
    };
    Some(vec![rule])
}

/// Between two lengths of time before now.
pub fn ring(
    near: &crate::segments::input::DurationInput,
    far: &crate::segments::input::DurationInput,
    field: fn(DateComparison) -> RuleInput,
) -> RuleInput {
    RuleInput::All(vec![
        field(DateComparison::WithinLast(far.clone())),
        field(DateComparison::NotWithinLast(near.clone())),
    ])
}

fn existence(polarity: Polarity) -> IntComparison {
    match polarity {
        Polarity::Plain => IntComparison::Gte(1),
        Polarity::Negated => IntComparison::Eq(0),
    }
}

fn orders(condition: OrdersCondition) -> RuleInput {
    RuleInput::Orders(Box::new(condition))
}

/// Nothing is asked of an amount: for what is denied of all orders.
pub fn nothing_spent() -> RuleInput {
    RuleInput::Spend(DecimalComparison::Eq(crate::scalar::Decimal("0".to_owned())))
}
