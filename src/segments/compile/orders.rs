//! Conditions on orders: one grouped subquery for all of them. A correlated subquery inside a filter would read
//! the orders once for each customer, which no table of millions survives.

use super::condition::{Stored, Subject, compare, put_words};
use super::{Bind, Compiler};
use crate::db::money::Minor;
use crate::segments::rule::{Comparison, OrderFilter, OrdersTest, TextTest};

/// Keeps Postgres from joining in parallel, in which each worker would group all orders for itself. An OFFSET that has
/// yet to be cast is taken for one that may cut rows, and what cuts rows is read once; within, it is read in parallel.
const ONCE: &str = "OFFSET 0";

/// The questions that a tree asks about orders, each once.
#[derive(Default)]
pub(super) struct SharedOrders {
    tests: Vec<OrdersTest>,
}

impl SharedOrders {
    /// The number of a question's column.
    fn column(&mut self, test: &OrdersTest) -> usize {
        self.tests.iter().position(|known| known == test).unwrap_or_else(|| {
            self.tests.push(test.clone());
            self.tests.len() - 1
        })
    }
}

/// Where the figures of some orders stand, never null but for the largest.
pub(super) struct Figures {
    count: String,
    total: String,
    max: String,
    counts_in_32_bits: bool,
}

impl Figures {
    /// Those of all completed orders, which the audience has; but not the largest.
    pub(super) fn of_audience() -> Self {
        Self {
            count: "a.order_count".to_owned(),
            total: "a.spend_minor".to_owned(),
            max: String::new(),
            counts_in_32_bits: true,
        }
    }

    /// Those of whoever has none of the orders.
    fn of_none() -> Self {
        Self { count: "0".to_owned(), total: "0".to_owned(), max: "NULL::bigint".to_owned(), counts_in_32_bits: true }
    }

    /// Those of a group of orders; `filter` is what each aggregate leaves out, or nothing.
    fn of_group(filter: &str) -> Self {
        Self {
            count: format!("count(*){filter}"),
            total: format!("coalesce(sum(o.amount_minor){filter}, 0)"),
            max: format!("max(o.amount_minor){filter}"),
            counts_in_32_bits: false,
        }
    }
}

impl Compiler {
    pub(super) fn orders(&mut self, test: &OrdersTest) -> String {
        // What the audience knows already is not counted again.
        if test.filter.is_every_completed_order() && test.max.is_none() {
            return self.passes(&Figures::of_audience(), test);
        }
        let without_any = self.passes(&Figures::of_none(), test);
        format!("coalesce(b.t{}, {without_any})", self.orders.column(test))
    }

    /// Whether these figures are as the test wants them.
    fn passes(&mut self, figures: &Figures, test: &OrdersTest) -> String {
        let mut parts = Vec::new();
        if let Some(comparison) = &test.count {
            let count = Subject::present(figures.count.clone());
            parts.push(self.compare(&count, comparison, |count| Bind::Number(*count)));
        }
        if let Some(comparison) = &test.total {
            let total = Subject::present(figures.total.clone());
            parts.push(self.compare(&total, comparison, |amount| Bind::Number(amount.0)));
        }
        if let Some(comparison) = &test.average {
            parts.push(self.average(figures, comparison));
        }
        if let Some(comparison) = &test.max {
            let max = Subject::nullable(figures.max.clone());
            parts.push(self.compare(&max, comparison, |amount| Bind::Number(amount.0)));
        }
        all(parts)
    }

    /// A mean is compared by multiplying: no digit is lost, and there is nothing to divide by zero.
    pub(super) fn average(&mut self, figures: &Figures, comparison: &Comparison<Minor>) -> String {
        let Figures { count, total, .. } = figures;
        if let Comparison::Missing(missing) = comparison {
            return format!("({count} {} 0)", if *missing { "=" } else { ">" });
        }
        let compared = compare(&Subject::present(total), comparison, |amount| {
            // Numeric is exact whatever the size, and several times as slow.
            let is_small = figures.counts_in_32_bits && amount.0.unsigned_abs() <= 1 << 32;
            let cast = if is_small { "" } else { "::numeric" };
            format!("{}{cast} * {count}", self.binds.put(Bind::Number(amount.0)))
        });
        format!("({count} > 0 AND {compared})")
    }

    /// The answer to every question, a row for each customer whose orders make one of them come out otherwise than
    /// it does without any: only they have to be joined.
    pub(super) fn orders_subquery(&mut self, orders: &SharedOrders) -> Option<String> {
        let filters: Vec<String> = orders.tests.iter().map(|test| self.filter(&test.filter)).collect();
        let mut each_once: Vec<&str> = Vec::new();
        for filter in &filters {
            if !each_once.contains(&filter.as_str()) {
                each_once.push(filter);
            }
        }
        if each_once.is_empty() {
            return None;
        }
        let (mut selected, mut different) = (vec!["o.customer_id".to_owned()], Vec::new());
        for (at, (test, filter)) in orders.tests.iter().zip(&filters).enumerate() {
            // A filter that is alone is the WHERE already.
            let left_out = if each_once.len() == 1 { String::new() } else { format!(" FILTER (WHERE {filter})") };
            let passes = self.passes(&Figures::of_group(&left_out), test);
            let without_any = self.passes(&Figures::of_none(), test);
            selected.push(format!("({passes}) AS t{at}"));
            different.push(format!("({passes}) <> ({without_any})"));
        }
        Some(format!(
            "SELECT {} FROM orders o WHERE {} GROUP BY o.customer_id HAVING {} {ONCE}",
            selected.join(", "),
            each_once.join(" OR "),
            different.join(" OR ")
        ))
    }

    fn filter(&mut self, filter: &OrderFilter) -> String {
        let codes = filter.status.iter().map(|status| status.code()).collect();
        let mut parts = vec![format!("o.status = ANY({})", self.binds.put(Bind::Codes(codes)))];
        if let Some(comparison) = &filter.amount {
            parts.push(self.compare(&Subject::present("o.amount_minor"), comparison, |amount| Bind::Number(amount.0)));
        }
        if let Some(test) = &filter.placed_at {
            parts.push(self.date(&Subject::present("o.placed_at"), test, Stored::Timestamp));
        }
        if let Some(test) = &filter.channel {
            parts.push(self.text(&Subject::nullable("o.channel_folded"), test));
        }
        parts.extend(self.item(filter));
        all(parts)
    }

    /// One item with this sku and this category.
    fn item(&mut self, filter: &OrderFilter) -> Vec<String> {
        let asked = [("o.item_skus", "i.sku", &filter.sku), ("o.item_categories", "i.category", &filter.category)];
        let mut parts = Vec::new();
        let mut on_item = Vec::new();
        let mut exact = true;
        for (array, column, test) in asked {
            let Some(test) = test else { continue };
            // Whether the value occurs at all is quick to tell, and the whole answer where nothing else is asked.
            match test {
                TextTest::Eq(word) => {
                    let words = put_words(&mut self.binds, std::slice::from_ref(word));
                    parts.push(format!("coalesce({array} && {words}, false)"));
                }
                TextTest::In(words) => {
                    parts.push(format!("coalesce({array} && {}, false)", put_words(&mut self.binds, words)));
                }
                _ => exact = false,
            }
            on_item.push((column, test));
        }
        if on_item.len() == 2 || (!exact && !on_item.is_empty()) {
            let tests: Vec<String> =
                on_item.into_iter().map(|(column, test)| self.text(&Subject::nullable(column), test)).collect();
            parts.push(format!(
                "EXISTS (SELECT 1 FROM unnest(o.item_skus, o.item_categories) AS i(sku, category) WHERE {})",
                tests.join(" AND ")
            ));
        }
        parts
    }
}

fn all(mut parts: Vec<String>) -> String {
    match parts.len() {
        1 => parts.remove(0),
        _ => format!("({})", parts.join(" AND ")),
    }
}
