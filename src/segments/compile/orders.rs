//! Conditions on orders: one grouped subquery for all of them. A correlated subquery inside a filter would read
//! the orders once for each customer, which no table of millions survives.

use super::condition::{Stored, Subject, compare, put_words};
use super::{Bind, Compiler};
use crate::segments::rule::{Comparison, OrderFilter, OrdersTest, TextTest};

/// The filters of a tree, each once, and which figures are asked of it.
#[derive(Default)]
pub(super) struct SharedOrders {
    columns: Vec<Columns>,
}

struct Columns {
    filter: OrderFilter,
    count: bool,
    total: bool,
    max: bool,
}

impl SharedOrders {
    /// The columns of a filter: their number, and what to ask of them.
    fn of(&mut self, filter: &OrderFilter) -> (usize, &mut Columns) {
        let at = self.columns.iter().position(|known| known.filter == *filter).unwrap_or_else(|| {
            self.columns.push(Columns { filter: filter.clone(), count: false, total: false, max: false });
            self.columns.len() - 1
        });
        (at, &mut self.columns[at])
    }
}

impl Compiler {
    pub(super) fn orders(&mut self, test: &OrdersTest) -> String {
        let (at, columns) = self.orders.of(&test.filter);
        columns.count |= test.count.is_some() || test.average.is_some();
        columns.total |= test.total.is_some() || test.average.is_some();
        columns.max |= test.max.is_some();
        let mut parts = Vec::new();
        if let Some(comparison) = &test.count {
            let count = Subject::present(format!("coalesce(b.n{at}, 0)"));
            parts.push(self.compare(&count, comparison, |count| Bind::Number(*count)));
        }
        if let Some(comparison) = &test.total {
            let total = Subject::present(format!("coalesce(b.s{at}, 0)"));
            parts.push(self.compare(&total, comparison, |amount| Bind::Number(amount.0)));
        }
        match &test.average {
            None => {}
            Some(Comparison::Missing(missing)) => {
                parts.push(format!("(coalesce(b.n{at}, 0) {} 0)", if *missing { "=" } else { ">" }));
            }
            Some(comparison) => {
                let total = Subject::present(format!("b.s{at}"));
                let compared = compare(&total, comparison, |amount| {
                    format!("{}::numeric * b.n{at}", self.binds.put(Bind::Number(amount.0)))
                });
                parts.push(format!("coalesce(b.n{at} > 0 AND {compared}, false)"));
            }
        }
        if let Some(comparison) = &test.max {
            let max = Subject::nullable(format!("b.m{at}"));
            parts.push(self.compare(&max, comparison, |amount| Bind::Number(amount.0)));
        }
        all(parts)
    }

    /// The figures of every filter, a row for each customer with an order that passes one of them.
    pub(super) fn orders_subquery(&mut self, orders: &SharedOrders) -> Option<String> {
        let filters: Vec<String> = orders.columns.iter().map(|columns| self.filter(&columns.filter)).collect();
        if filters.is_empty() {
            return None;
        }
        let mut selected = vec!["o.customer_id".to_owned()];
        for (at, (columns, filter)) in orders.columns.iter().zip(&filters).enumerate() {
            // A filter that is alone is the WHERE already.
            let filter = if filters.len() == 1 { String::new() } else { format!(" FILTER (WHERE {filter})") };
            if columns.count {
                selected.push(format!("count(*){filter} AS n{at}"));
            }
            if columns.total {
                selected.push(format!("sum(o.amount_minor){filter} AS s{at}"));
            }
            if columns.max {
                selected.push(format!("max(o.amount_minor){filter} AS m{at}"));
            }
        }
        let (selected, any) = (selected.join(", "), filters.join(" OR "));
        Some(format!("SELECT {selected} FROM orders o WHERE {any} GROUP BY o.customer_id"))
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
