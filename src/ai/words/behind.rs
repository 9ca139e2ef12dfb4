//! What stands behind a clause about orders: a number that belongs to another noun, or a time that should have
//! belonged here and was not understood.

use super::lexicon::Sense;
use super::orders::Head;
use super::reader::Reader;
use super::token::Shape;
use super::vocabulary::{Form, Meaning};

impl Reader<'_> {
    /// "3 orders with 5 visits": the second number is not of the orders.
    pub fn other_measure_follows(&self, head: Head) -> bool {
        // In "spend > 10k visits < 3" the noun has a number of its own.
        if matches!(self.peek_far(1).map(|item| &item.shape), Some(Shape::Sign(_))) {
            return false;
        }
        let attribute = self.peek().is_some_and(|item| {
            item.meaning.is_none() && item.senses.iter().any(|sense| matches!(sense, Sense::Attribute(_)))
        });
        let noun = match self.meaning() {
            Some(Meaning::Order(Form::One | Form::Many)) => {
                !matches!(head, Head::Order(Form::Verb | Form::Buyers) | Head::OfStatus)
            }
            Some(Meaning::Visit | Meaning::OrderCount | Meaning::Average | Meaning::Largest | Meaning::Status(_)) => {
                true
            }
            Some(Meaning::Spend) => head != Head::Money,
            // Items are no orders, and nothing counts them.
            Some(Meaning::Thing) => head != Head::Order(Form::Verb),
            _ => false,
        };
        attribute || noun
    }

    /// Whether something follows that should have belonged here and could not be read: an order at a time that nobody
    /// understood is not any order.
    pub fn time_or_number_follows(&mut self, head: Head) -> bool {
        use Meaning::{
            After, Before, Between, Compare, During, For, Last, Number, On, Only, Since, TheLast, Unit, Until, Within,
        };
        let number = matches!(self.shape(), Some(Shape::Number(_) | Shape::Sign(_) | Shape::Money(_)));
        let time = self.meaning().is_some_and(|meaning| {
            matches!(
                meaning,
                After
                    | Before
                    | Between
                    | Compare(_)
                    | During
                    | For
                    | Last
                    | Number(_)
                    | On
                    | Only
                    | Since
                    | TheLast
                    | Until
                    | Within
            )
        });
        let led = self.meaning() == Some(Meaning::In)
            && self.peek_far(1).is_some_and(|item| {
                let time = matches!(item.meaning, Some(Last | TheLast | Number(_) | Unit(..) | Compare(_)));
                time || matches!(item.shape, Shape::Number(_))
            });
        (number || time || led) && !self.number_of_another(head)
    }

    /// "never ordered 5+ visits": the number has a noun of its own.
    fn number_of_another(&mut self, head: Head) -> bool {
        let before = self.mark();
        let found = self.bound().is_some() && self.other_measure_follows(head);
        self.reset(before);
        found && self.meaning() != Some(Meaning::Only)
    }
}
