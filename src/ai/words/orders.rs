//! Clauses about orders and money: "spent over 5K", "ordered at least twice in the last 6 months", "3+ coffee orders on
//! the app", "never bought tea", "an order over ₹2,000".

use super::amount::{Bound, Sort};
use super::carry::Carry;
use super::frame::{Frame, Slot, nothing_spent};
use super::reader::{Clause, Mark, Polarity, Reader};
use super::scan::Item;
use super::token::{Op, Shape};
use super::vocabulary::{Form, Meaning};
use super::window::Window;

/// What the clause is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Head {
    /// "spent", "revenue"
    Money,
    /// "worth"
    Worth,
    Average,
    Largest,
    /// "number of orders"
    Counted,
    /// "a single order"
    Single,
    Order(Form),
    /// "refunds", "cancelled": the orders of a status.
    OfStatus,
}

impl Reader<'_> {
    /// A clause about orders.
    pub fn orders(&mut self, polarity: Polarity) -> Option<Clause> {
        let start = self.mark();
        let mut frame = Frame::new(polarity);
        self.take(Meaning::Placed);
        if polarity == Polarity::Plain && self.take(Meaning::No) {
            frame.polarity = Polarity::Negated;
        }
        let loose_one = self.meaning() == Some(Meaning::Number(1));
        let bound = self.bound();
        let mut glued = false;
        while bound.is_some() && self.take_any(&[Meaning::In, Meaning::Of, Meaning::Worth]).is_some() {
            glued = true;
        }
        while self.take(Meaning::Placed) {}
        self.adjectives(&mut frame);
        let head = self.head(&mut frame)?;
        if let Some(bound) = bound {
            let bound = self.completed(bound);
            self.lead_bound(&mut frame, (head, bound))?;
            if !glued && frame.total.is_some() && matches!(head, Head::Order(_) | Head::Single) {
                self.doubt("the amount is that of all orders together");
            }
        }
        if head == Head::Worth && bound.is_none() && !self.begins_bound() {
            return None;
        }
        self.body(&mut frame, head);
        // "one order over 5K" may be one of several.
        if loose_one && head == Head::Order(Form::One) && frame.amount.is_some() {
            frame.count = None;
        }
        let foreign = |bound: &Option<Bound>| bound.is_some_and(|bound| bound.sort == Sort::Foreign);
        if [frame.total, frame.average, frame.max, frame.count, frame.amount].iter().any(foreign) {
            return Some(Clause::Refused);
        }
        self.finish(frame, (head, start))
    }

    /// What was said before the noun: "coffee", "app", "cancelled or refunded".
    fn adjectives(&mut self, frame: &mut Frame) {
        let begun = self.mark();
        while self.named_filter(frame) || self.statuses(frame) {}
        let headed = matches!(
            self.meaning(),
            Some(
                Meaning::Order(_)
                    | Meaning::Spend
                    | Meaning::Spent
                    | Meaning::OrderCount
                    | Meaning::Average
                    | Meaning::Largest
            )
        );
        let of_status = !frame.status.is_empty();
        if !headed && !of_status {
            self.reset(begun);
            *frame = Frame::new(frame.polarity);
        }
    }

    fn head(&mut self, frame: &mut Frame) -> Option<Head> {
        if self.meaning() == Some(Meaning::Single) {
            return self.attempt(|reader| {
                reader.advance();
                let single = reader.take_map(|meaning| match meaning {
                    Meaning::Order(Form::One) => Some(Head::Single),
                    Meaning::Order(form @ Form::Many) => Some(Head::Order(form)),
                    _ => None,
                })?;
                Some(single)
            });
        }
        if !frame.status.is_empty() && !matches!(self.meaning(), Some(Meaning::Order(_))) {
            return Some(Head::OfStatus);
        }
        let (head, status) = self.take_map(|meaning| match meaning {
            Meaning::Spent | Meaning::Spend => Some((Head::Money, None)),
            Meaning::Worth => Some((Head::Worth, None)),
            Meaning::Average => Some((Head::Average, None)),
            Meaning::Largest => Some((Head::Largest, None)),
            Meaning::OrderCount => Some((Head::Counted, None)),
            Meaning::Order(form) => Some((Head::Order(form), None)),
            Meaning::StatusNoun(status) => Some((Head::OfStatus, Some(status))),
            _ => None,
        })?;
        frame.status.extend(status);
        Some(head)
    }

    /// A number before the noun.
    fn lead_bound(&mut self, frame: &mut Frame, (head, bound): (Head, Bound)) -> Option<()> {
        let slot = match head {
            Head::Money | Head::Worth => Slot::Total,
            Head::Average => Slot::Average,
            Head::Largest => Slot::Max,
            Head::Order(Form::One | Form::Many) | Head::Single if bound.is_money() || bound.sort == Sort::Foreign => {
                Slot::Total
            }
            Head::Counted | Head::Order(Form::One | Form::Many) | Head::Single | Head::OfStatus => Slot::Count,
            Head::Order(Form::Verb | Form::Buyers) => return None,
        };
        if slot == Slot::Count && bound.sort == Sort::Times {
            return None;
        }
        frame.put(slot, bound);
        Some(())
    }

    /// What follows the noun or the verb, in any order.
    fn body(&mut self, frame: &mut Frame, head: Head) {
        loop {
            let before = self.mark();
            while self.take_any(&[Meaning::Be, Meaning::Who, Meaning::Have, Meaning::With, Meaning::Placed]).is_some() {
            }
            let read = self.money_tail(frame, head)
                || self.one_window(frame, head)
                || self.one_bound(frame, head)
                || self.placed_somewhere(frame)
                || self.status_tail(frame)
                || self.aside(frame);
            if !read {
                self.reset(before);
                return;
            }
        }
    }

    /// "in a single order", "per order", "each", "products".
    fn money_tail(&mut self, frame: &mut Frame, head: Head) -> bool {
        if self.take(Meaning::Thing) || (frame.average.is_some() && self.take(Meaning::PerOrder)) {
            return true;
        }
        if frame.is_bare() && frame.polarity == Polarity::Plain && self.take(Meaning::Nothing) {
            frame.polarity = Polarity::Negated;
            return true;
        }
        if frame.total.is_some() && self.take(Meaning::PerOrder) {
            frame.average = frame.total.take();
            frame.slot = Some(Slot::Average);
            return true;
        }
        if frame.total.is_some() && frame.count.is_some() && self.take(Meaning::Each) {
            frame.amount = frame.total.take();
            return true;
        }
        if frame.amount.is_some() && self.take(Meaning::Each) {
            return true;
        }
        if head != Head::Money || frame.total.is_none() {
            return false;
        }
        let single = self.attempt(|reader| {
            reader.take_any(&[Meaning::In, Meaning::On, Meaning::For, Meaning::At])?;
            let _ = reader.take(Meaning::Single) || reader.take(Meaning::Number(1));
            reader.take(Meaning::Order(Form::One)).then_some(())
        });
        if single.is_some() {
            frame.amount = frame.total.take();
            frame.slot = Some(Slot::Amount);
        }
        single.is_some()
    }

    fn one_window(&mut self, frame: &mut Frame, head: Head) -> bool {
        if frame.window.is_some() {
            return false;
        }
        // "spent between 2000 and 2100" asks an amount, not two years.
        let years = self.years_or_amounts_follow();
        if years && !frame.has_figure() {
            let slot = match head {
                Head::Money | Head::Worth => Some(Slot::Total),
                Head::Average => Some(Slot::Average),
                Head::Largest => Some(Slot::Max),
                Head::Counted | Head::Single | Head::Order(_) | Head::OfStatus => None,
            };
            if let Some(slot) = slot
                && let Some(bound) = self.attempt(Self::bound)
            {
                frame.put(slot, bound);
                return true;
            }
        }
        frame.window = self.window();
        let priced = frame.amount.is_some() || [frame.total, frame.average, frame.max].iter().any(Option::is_some);
        if frame.window.is_some() && years && !priced {
            self.doubt("both numbers are years");
        }
        if frame.window.is_none() && frame.polarity == Polarity::Negated {
            frame.window = self.attempt(|reader| {
                let op = reader.op();
                let (duration, _) = reader.open_span(super::window::Bare::None)?;
                matches!(op, None | Some(Op::Gt | Op::Gte)).then_some(Window::Stretching(duration))
            });
        }
        frame.window.is_some()
    }

    pub fn begins_bound(&mut self) -> bool {
        let before = self.mark();
        while self.take_any(&[Meaning::Of, Meaning::For, Meaning::Be]).is_some() {}
        let found = self.bound().is_some();
        self.reset(before);
        found
    }

    /// A number behind the noun or the verb.
    fn one_bound(&mut self, frame: &mut Frame, head: Head) -> bool {
        let before = self.mark();
        let found = self.attempt(|reader| {
            reader.take_shape(&Shape::Colon);
            let glue = reader.take_any(&[Meaning::Worth, Meaning::Of, Meaning::For]);
            reader.take_any(&[Meaning::Of, Meaning::Be]);
            // "orders of 2025" are those of a year.
            let of = matches!(glue, Some(Meaning::Of | Meaning::For));
            if of && reader.attempt(Self::year).is_some() {
                return None;
            }
            let bound = reader.bound()?;
            let bound = match reader.take(Meaning::TimesWord) {
                true => Bound { sort: Sort::Times, ..bound },
                false => bound,
            };
            let bound = reader.completed(bound);
            if bound.is_money() {
                reader.take(Meaning::Worth);
            }
            if reader.other_measure_follows(head) {
                return None;
            }
            let nouned = bound.sort != Sort::Times && reader.noun_behind(head);
            Some((bound, glue, nouned))
        });
        let Some((bound, glue, nouned)) = found else { return false };
        match self.slot_of(frame, head, (bound, glue, nouned)) {
            Some(slot) if !frame.has(slot) => {
                frame.put(slot, bound);
                true
            }
            _ => {
                self.reset(before);
                false
            }
        }
    }

    /// "bought 3 orders", "ordered 5 orders": the noun behind a number that a verb brought.
    fn noun_behind(&mut self, head: Head) -> bool {
        matches!(head, Head::Order(Form::Verb))
            && self.take_any(&[Meaning::Order(Form::Many), Meaning::Order(Form::One)]).is_some()
    }

    fn slot_of(
        &mut self,
        frame: &Frame,
        head: Head,
        (bound, glue, nouned): (Bound, Option<Meaning>, bool),
    ) -> Option<Slot> {
        let glued = glue.is_some();
        let money = bound.is_money() || bound.sort == Sort::Foreign;
        if bound.sort == Sort::Times || nouned {
            return matches!(head, Head::Order(_) | Head::OfStatus).then_some(Slot::Count);
        }
        match head {
            Head::Money | Head::Worth => Some(Slot::Total),
            Head::Average => Some(Slot::Average),
            Head::Largest => Some(Slot::Max),
            Head::Counted => (!money).then_some(Slot::Count),
            Head::Single | Head::Order(Form::One) => {
                if !money && !glued && bound.is_exact() {
                    self.doubt("the number is the amount of the order, not what it is called");
                }
                Some(Slot::Amount)
            }
            Head::Order(Form::Many) | Head::OfStatus if frame.count.is_some() => {
                if glued {
                    self.doubt("the amount is that of each order");
                }
                Some(Slot::Amount)
            }
            Head::Order(Form::Many) if glue == Some(Meaning::Worth) => {
                self.assume("the amount is that of all orders together");
                Some(Slot::Total)
            }
            Head::Order(Form::Many) if glued => {
                self.doubt("the amount is that of one order");
                Some(Slot::Amount)
            }
            Head::Order(Form::Many) | Head::OfStatus if money => Some(Slot::Amount),
            Head::Order(Form::Many) | Head::OfStatus if bound.is_large() => {
                self.doubt("the number is the amount of an order, not how many they are");
                Some(Slot::Amount)
            }
            Head::Order(Form::Many) | Head::OfStatus => {
                if bound.is_many() {
                    self.doubt("the number is how many orders they are, not the amount of one");
                }
                Some(Slot::Count)
            }
            Head::Order(Form::Verb) if money || glued => Some(Slot::Total),
            Head::Order(Form::Verb | Form::Buyers) => None,
        }
    }

    /// "with orders", "no orders": the noun by itself is meant.
    fn is_had(&self, start: Mark) -> bool {
        let has = [Meaning::With, Meaning::Without, Meaning::Have, Meaning::No, Meaning::Placed, Meaning::Not];
        let begins = |item: &Item| item.meaning.is_some_and(|meaning| has.contains(&meaning));
        self.item_before(start).is_some_and(begins) || self.item_at(start).is_some_and(begins)
    }

    fn finish(&mut self, frame: Frame, (head, start): (Head, Mark)) -> Option<Clause> {
        if !frame.has_figure() && frame.amount.is_none() {
            match (head, frame.polarity) {
                (Head::Worth | Head::Average | Head::Largest | Head::Counted, _) => return None,
                (Head::Money, Polarity::Plain) if !frame.has_filter() => return None,
                // "haven't spent anything"
                (Head::Money, Polarity::Negated) if frame.is_bare() => {
                    self.doubt("nothing was spent at all");
                    return Some(Clause::Rule(nothing_spent()));
                }
                _ => {}
            }
        }
        if matches!(head, Head::Order(Form::Verb)) && frame.count.is_some() && frame.total.is_some() {
            self.doubt("the amount is that of all orders together, and the number that of all orders");
        }
        if frame.is_bare() && self.unknown_follows() {
            self.pass_unknown();
            return Some(Clause::Refused);
        }
        if frame.is_bare() && self.time_or_number_follows(head) {
            return Some(Clause::Refused);
        }
        if frame.is_bare() && head == Head::Order(Form::Many) && !self.is_had(start) {
            self.doubt("any order at all");
        }
        let clause = self.resolve(&frame);
        self.carry = Some(Carry::Orders(Box::new(frame)));
        Some(clause)
    }
}
