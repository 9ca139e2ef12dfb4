//! What customers did apart from what they bought, and when: joining, visiting, the first and the last order, silence.

use super::amount::{Bound, Sort, Test};
use super::carry::Carry;
use super::frame::{Frame, negated, ring};
use super::lexicon::Sense;
use super::number::Exact;
use super::reader::{Clause, Polarity, Reader};
use super::token::{Op, Shape};
use super::vocabulary::{Form, Meaning};
use super::window::{Bare, Window};
use crate::segments::input::{DateComparison, RuleInput};
use crate::segments::rule::DateField;

/// The condition on an instant of the customer's life.
fn of_field(field: DateField) -> fn(DateComparison) -> RuleInput {
    match field {
        DateField::FirstOrderAt => RuleInput::FirstOrderAt,
        DateField::LastOrderAt => RuleInput::LastOrderAt,
        DateField::CreatedAt => RuleInput::CreatedAt,
    }
}

impl Reader<'_> {
    /// "joined in the last 30 days", "last order before March", "first bought in 2025".
    pub fn dated_event(&mut self, polarity: Polarity) -> Option<Clause> {
        self.take(Meaning::Placed);
        let field = self.take_map(|meaning| match meaning {
            Meaning::Joined => Some(DateField::CreatedAt),
            Meaning::FirstOrder => Some(DateField::FirstOrderAt),
            Meaning::LastOrder => Some(DateField::LastOrderAt),
            _ => None,
        })?;
        while self.take_any(&[Meaning::Be, Meaning::Have, Meaning::Placed, Meaning::People]).is_some() {}
        let denied = self.take(Meaning::Not);
        let polarity = match (denied, polarity) {
            (false, polarity) => polarity,
            (true, Polarity::Plain) => Polarity::Negated,
            (true, Polarity::Negated) => return None,
        };
        // "last order between 2000 and 2100" may ask an amount.
        if field != DateField::CreatedAt && self.years_or_amounts_follow() {
            self.doubt("both numbers are years");
        }
        let window = self.event_window()?;
        self.in_life(field, &window, polarity)
    }

    /// A window, or a date behind a sign: "joined > 2025-03-01". A bare number there would be an amount as well.
    fn event_window(&mut self) -> Option<Window> {
        self.window().or_else(|| {
            self.attempt(|reader| {
                let op = reader.op()?;
                let days = reader.stretch()?;
                Some(match op {
                    Op::Gt => Window::Open(reader.since_day(days.end)),
                    Op::Gte => Window::Open(reader.since_day(days.begin)),
                    Op::Lt => Window::Open(reader.before_day(days.begin)),
                    Op::Lte => Window::Open(reader.before_day(days.end)),
                    Op::Eq => Window::Shut(reader.during(days)),
                    Op::Ne => return None,
                })
            })
        })
    }

    pub fn in_life(&mut self, field: DateField, window: &Window, polarity: Polarity) -> Option<Clause> {
        let make = of_field(field);
        let rule = match (window, polarity) {
            (Window::Last(duration) | Window::One(duration) | Window::Stretching(duration), Polarity::Negated) => {
                make(DateComparison::NotWithinLast(duration.clone()))
            }
            (Window::Last(duration) | Window::One(duration), Polarity::Plain) => {
                make(DateComparison::WithinLast(duration.clone()))
            }
            (Window::Beyond(duration), _) => {
                self.doubt(match field {
                    DateField::CreatedAt => "whoever has no date of joining is included",
                    DateField::FirstOrderAt | DateField::LastOrderAt => "who never ordered is included",
                });
                make(DateComparison::NotWithinLast(duration.clone()))
            }
            (Window::Ring(near, far), _) => ring(near, far, make),
            (Window::Open(test) | Window::Shut(test), _) => make(test.clone()),
            (Window::Stretching(_), Polarity::Plain) => return None,
        };
        let told = matches!(window, Window::Last(_) | Window::One(_) | Window::Stretching(_));
        let denied = polarity == Polarity::Negated && !told;
        self.carry = Some(Carry::Date(field));
        Some(Clause::Rule(if denied { negated(rule) } else { rule }))
    }

    /// "new customers in the last 30 days", "customers since 2024", "customers for over 2 years".
    pub fn newcomers(&mut self, polarity: Polarity) -> Option<Clause> {
        let after_people = self.before().is_some_and(|item| item.meaning == Some(Meaning::People));
        if self.take(Meaning::New) {
            while self.take_any(&[Meaning::People, Meaning::Who, Meaning::Joined, Meaning::Be]).is_some() {}
            let window = self.window()?;
            return match window {
                Window::Beyond(_) | Window::Stretching(_) | Window::Ring(..) => None,
                window => self.in_life(DateField::CreatedAt, &window, polarity),
            };
        }
        if !after_people || !matches!(self.meaning(), Some(Meaning::Since | Meaning::For)) {
            return None;
        }
        let since = self.meaning() == Some(Meaning::Since);
        match self.window()? {
            window @ (Window::Open(_) | Window::Last(_)) if since => {
                self.in_life(DateField::CreatedAt, &window, polarity)
            }
            Window::Stretching(duration) if !since => {
                self.in_life(DateField::CreatedAt, &Window::Beyond(duration), polarity)
            }
            _ => None,
        }
    }

    /// "inactive for 90 days", "active in the last month", "dormant 6 months".
    pub fn activity(&mut self, polarity: Polarity) -> Option<Clause> {
        let mark = self.mark();
        let active = match self.take_any(&[Meaning::Active, Meaning::Inactive])? {
            Meaning::Active => polarity,
            _ if polarity == Polarity::Negated => Polarity::Plain,
            _ => Polarity::Negated,
        };
        while self.take_any(&[Meaning::People, Meaning::Be, Meaning::Who]).is_some() {}
        let window = self.window().or_else(|| self.attempt(Self::bare_stretch));
        let Some(window) = window else {
            if !self.unknown_follows() {
                self.reset(mark);
                return None;
            }
            self.pass_unknown();
            return Some(Clause::Refused);
        };
        let window = match (window, active) {
            (Window::Beyond(duration), Polarity::Negated) => Window::Stretching(duration),
            (window, _) => window,
        };
        let frame = Frame { window: Some(window), ..Frame::new(active) };
        let clause = self.resolve(&frame);
        self.carry = Some(Carry::Orders(Box::new(frame)));
        Some(clause)
    }

    /// "90 days" behind "inactive".
    fn bare_stretch(&mut self) -> Option<Window> {
        let bracket = self.take_shape(&Shape::Open);
        let op = self.op();
        let (duration, open) = self.open_span(Bare::Article)?;
        self.take(Meaning::Ago);
        let closed = !bracket || self.take_shape(&Shape::Close);
        let op = open.or(op);
        (closed && matches!(op, None | Some(Op::Gt | Op::Gte))).then_some(Window::Stretching(duration))
    }

    /// "90 days inactive", "more than 30 days since their last order", "60 days without a purchase".
    pub fn so_long(&mut self, polarity: Polarity) -> Option<Clause> {
        let op = self.op();
        let (duration, open) = self.open_span(Bare::Article)?;
        let longer = match open.or(op) {
            None | Some(Op::Gt | Op::Gte) => true,
            Some(Op::Lt | Op::Lte) => false,
            Some(_) => return None,
        };
        let silent = self.take(Meaning::Inactive)
            || self
                .attempt(|reader| {
                    reader.take(Meaning::Without).then_some(())?;
                    reader.take_map(|meaning| matches!(meaning, Meaning::Order(_) | Meaning::Active).then_some(()))
                })
                .is_some();
        if silent {
            return (longer && polarity == Polarity::Plain)
                .then_some(Clause::Rule(RuleInput::LastOrderAt(DateComparison::NotWithinLast(duration))));
        }
        self.take(Meaning::Since).then_some(())?;
        if open.or(op).is_none() {
            self.doubt("so long or longer");
        }
        let field = self.take_map(|meaning| match meaning {
            Meaning::LastOrder => Some(DateField::LastOrderAt),
            Meaning::FirstOrder => Some(DateField::FirstOrderAt),
            Meaning::Joined => Some(DateField::CreatedAt),
            _ => None,
        })?;
        let window = if longer { Window::Beyond(duration) } else { Window::Last(duration) };
        self.in_life(field, &window, polarity)
    }

    /// "visited at least 3 times", "more than 5 visits", "never visited".
    pub fn visits(&mut self, polarity: Polarity) -> Option<Clause> {
        self.take(Meaning::Placed);
        let no = self.take(Meaning::No);
        let polarity = match (no, polarity) {
            (true, Polarity::Negated) => return None,
            (true, Polarity::Plain) => Polarity::Negated,
            (false, polarity) => polarity,
        };
        let lead = self.bound();
        self.take(Meaning::TimesWord);
        let noun = self.peek().is_some_and(|item| self.written(item.range.clone()).to_lowercase().contains("visits"));
        let has = self.before().is_some_and(|item| {
            matches!(item.meaning, Some(Meaning::With | Meaning::Have | Meaning::Not | Meaning::No | Meaning::Without))
        });
        self.take(Meaning::Visit).then_some(())?;
        while self.take_any(&[Meaning::Be, Meaning::Visit]).is_some() {}
        let bound = match lead {
            Some(bound) => Some(self.completed(bound)),
            None => self.attempt(|reader| {
                let bound = reader.bound()?;
                let times = reader.take(Meaning::TimesWord) || bound.sort == Sort::Times;
                let bound = reader.completed(bound);
                Some(if times { Bound { sort: Sort::Times, ..bound } } else { bound })
            }),
        };
        self.carry = Some(Carry::Visits);
        if bound.is_none() && self.window().is_some() {
            return Some(Clause::Refused);
        }
        if bound.is_none() && noun && !has {
            self.doubt("any visit at all");
        }
        if bound.is_some_and(|bound| bound.sort >= Sort::Money) {
            return Some(Clause::Refused);
        }
        self.visits_asked(bound, polarity)
    }

    fn visits_asked(&mut self, bound: Option<Bound>, polarity: Polarity) -> Option<Clause> {
        let (bound, denied) = match (bound, polarity) {
            (Some(bound), Polarity::Plain) => (bound, false),
            (Some(bound), Polarity::Negated) => (bound, true),
            (None, Polarity::Plain) => (Bound::exists(), false),
            (None, Polarity::Negated) => (Bound::none(), false),
        };
        if denied && bound.is_exact() {
            self.doubt("“not” is said of exactly that number");
        }
        let at = matches!(self.meaning(), Some(Meaning::In | Meaning::At));
        if at && self.peek_far(1).is_some_and(|item| item.senses.iter().any(Sense::is_place)) {
            self.doubt("visits are counted wherever they were made");
        }
        let Some(test) = bound.count() else { return Some(Clause::Refused) };
        let rule = RuleInput::Visits(test);
        Some(Clause::Rule(if denied { negated(rule) } else { rule }))
    }

    /// "repeat customers", "one-time buyers".
    pub fn habit(&mut self, polarity: Polarity) -> Option<Clause> {
        let op = self.take_map(|meaning| match meaning {
            Meaning::Repeat => Some((Op::Gte, 2)),
            Meaning::OneTime => Some((Op::Eq, 1)),
            _ => None,
        })?;
        self.take(Meaning::Order(Form::Buyers));
        // "repeat orders in the last month" asks something else.
        if matches!(self.meaning(), Some(Meaning::Order(_))) {
            return None;
        }
        let (op, number) = op;
        let test = Bound { test: Test::Is(op, Exact::whole(number)), sort: Sort::Bare };
        let rule = RuleInput::OrderCount(test.count()?);
        Some(Clause::Rule(if polarity == Polarity::Negated { negated(rule) } else { rule }))
    }
}
