//! From a checked rule to SQL over `audience a`, values bound.
//!
//! Every predicate is true or false and never null, so that `NOT` is the complement: count(r) + count(not r) is
//! everyone. One scan of the audience answers a whole tree: a condition is a column, told once a row, and a node is a
//! filtered count over columns. All conditions on orders share one grouped subquery, joined left, because who bought
//! nothing has no group there and still must count where a rule asks for fewer than three orders.
//!
//! For who needs the members themselves, [`membership`] hands out the pieces of a statement:
//!
//! ```text
//! // The caller has bound $1 and $2, so the rule's own values begin at $3.
//! let members = compile::membership(&rule, moment, 2);
//! let sql = format!(
//!     "INSERT INTO communication_log (campaign_id, customer_id, status, reason)
//!      SELECT $1, a.customer_id, …, {skip} FROM {from} WHERE {is_member} AND a.created_at < $2",
//!     skip = reach::skip_reason(channel, workspace.consent), from = members.from, is_member = members.predicate,
//! );
//! let query = diesel::sql_query(sql).into_boxed().bind::<BigInt, _>(campaign).bind::<Timestamptz, _>(instant);
//! members.bind(query).execute(connection).await
//! ```
//!
//! The alias `a` is the audience row, one for each customer; `b`, `o` and `m` are taken. What the caller binds after
//! [`Membership::bind`] continues at [`Membership::next_placeholder`].

mod condition;
mod orders;
mod standing;

use chrono::{DateTime, Utc};
use diesel::pg::Pg;
use diesel::query_builder::{BoxedSqlQuery, SqlQuery};
use diesel::sql_types::{Array, BigInt, Double, SmallInt, Text, Timestamptz};

use self::orders::SharedOrders;
use super::eval::Moment;
use super::rule::{Node, Rule};

/// A query whose values are bound one by one.
pub type Boxed = BoxedSqlQuery<'static, Pg, SqlQuery>;

/// A value that a statement carries beside its text.
#[derive(Clone, Debug, PartialEq)]
enum Bind {
    Instant(DateTime<Utc>),
    Number(i64),
    Codes(Vec<i16>),
    Real(f64),
    Text(String),
    Texts(Vec<String>),
}

/// Values with the numbers of their placeholders.
#[derive(Clone, Debug)]
struct Binds {
    /// How many the caller bound before.
    bound: usize,
    values: Vec<Bind>,
}

impl Binds {
    /// The placeholder of a value; equal values share one.
    fn put(&mut self, value: Bind) -> String {
        let at = self.values.iter().position(|known| *known == value).unwrap_or_else(|| {
            self.values.push(value);
            self.values.len() - 1
        });
        format!("${}", self.bound + at + 1)
    }

    fn bind(self, query: Boxed) -> Boxed {
        self.values.into_iter().fold(query, |query, value| match value {
            Bind::Instant(instant) => query.bind::<Timestamptz, _>(instant),
            Bind::Number(number) => query.bind::<BigInt, _>(number),
            Bind::Codes(codes) => query.bind::<Array<SmallInt>, _>(codes),
            Bind::Real(number) => query.bind::<Double, _>(number),
            Bind::Text(text) => query.bind::<Text, _>(text),
            Bind::Texts(texts) => query.bind::<Array<Text>, _>(texts),
        })
    }
}

/// The pieces of a statement over the members of a rule.
#[derive(Clone, Debug)]
pub struct Membership {
    /// What stands behind FROM: `audience a`, and the orders joined to it where the rule asks.
    pub from: String,
    /// True of a member, false of anybody else, never null. In parentheses where it needs them.
    pub predicate: String,
    binds: Binds,
}

impl Membership {
    /// Binds the rule's values. What the caller counted as bound before must be bound already.
    pub fn bind(self, query: Boxed) -> Boxed {
        self.binds.bind(query)
    }

    /// The number of the placeholder that follows the rule's own.
    pub fn next_placeholder(&self) -> usize {
        self.binds.bound + self.binds.values.len() + 1
    }
}

/// The members of a rule at a moment, for a statement in which the first `bound` placeholders are the caller's.
pub fn membership(rule: &Rule, moment: Moment, bound: usize) -> Membership {
    let mut compiler = Compiler::new(moment, bound);
    let predicate = compiler.node(rule.root());
    let (from, binds) = compiler.finish();
    Membership { from, predicate, binds }
}

/// One statement that counts a whole tree: one row with an array, everyone first, then the reachable members,
/// then each node in the order of [`Rule::nodes`].
#[derive(Clone, Debug)]
pub struct CountQuery {
    sql: String,
    binds: Binds,
}

impl CountQuery {
    /// The statement, ready to run: one row, `counts bigint[]`.
    pub fn boxed(self) -> Boxed {
        self.binds.bind(diesel::sql_query(self.sql).into_boxed())
    }

    /// Its text.
    pub fn sql(&self) -> &str {
        &self.sql
    }
}

/// Counts every node of a rule; `reachable` is a predicate over `a` that is never null.
pub fn counts(rule: &Rule, moment: Moment, reachable: &str) -> CountQuery {
    let mut compiler = Compiler { columns: Some(Vec::new()), ..Compiler::new(moment, 0) };
    let mut predicates = Vec::new();
    let root = compiler.nodes(rule.root(), &mut predicates);
    let mut counted = vec!["count(*)".to_owned(), format!("count(*) FILTER (WHERE {root} AND reachable)")];
    counted.extend(predicates.iter().map(|predicate| match predicate.as_str() {
        "true" => "count(*)".to_owned(),
        predicate => format!("count(*) FILTER (WHERE {predicate})"),
    }));
    let mut columns = vec![format!("({reachable}) AS reachable")];
    let asked = compiler.columns.take().unwrap_or_default();
    columns.extend(asked.iter().enumerate().map(|(at, condition)| format!("{condition} AS c{at}")));
    let (from, binds) = compiler.finish();
    let (counted, columns) = (counted.join(", "), columns.join(", "));
    let sql =
        format!("SELECT ARRAY[{counted}]::bigint[] AS counts FROM (SELECT {columns} FROM {from} {FENCE}) AS asked");
    CountQuery { sql, binds }
}

/// Keeps Postgres from putting the columns back into the counts, where each would be told anew for every node above
/// it. The type matters: an integer that has yet to be cast is taken for one that may cut rows, and a subquery that
/// cuts rows is not read in parallel.
const FENCE: &str = "OFFSET bigint '0'";

struct Compiler {
    moment: Moment,
    binds: Binds,
    orders: SharedOrders,
    /// The conditions, each once, where they are told apart from what is made of them.
    columns: Option<Vec<String>>,
}

impl Compiler {
    fn new(moment: Moment, bound: usize) -> Self {
        Self { moment, binds: Binds { bound, values: Vec::new() }, orders: SharedOrders::default(), columns: None }
    }

    /// What stands behind FROM, and every value.
    fn finish(mut self) -> (String, Binds) {
        let orders = std::mem::take(&mut self.orders);
        let from = match self.orders_subquery(&orders) {
            Some(subquery) => format!("audience a LEFT JOIN ({subquery}) b ON b.customer_id = a.customer_id"),
            None => "audience a".to_owned(),
        };
        (from, self.binds)
    }

    fn node(&mut self, node: &Node) -> String {
        self.nodes(node, &mut Vec::new())
    }

    /// A node's predicate; it and those below are also put into `list`, parents before children.
    fn nodes(&mut self, node: &Node, list: &mut Vec<String>) -> String {
        let place = list.len();
        list.push(String::new());
        let predicate = match node {
            Node::All(children) => self.group(children, " AND ", list),
            Node::Any(children) => self.group(children, " OR ", list),
            Node::Not(child) => format!("(NOT {})", self.nodes(child, list)),
            Node::Everyone => "true".to_owned(),
            Node::Segment(segment) => self.node(&segment.rule),
            Node::Condition(condition) => {
                let condition = self.condition(condition);
                self.told(condition)
            }
        };
        if let Some(entry) = list.get_mut(place) {
            entry.clone_from(&predicate);
        }
        predicate
    }

    /// The condition itself, or the name of its column.
    fn told(&mut self, condition: String) -> String {
        let Some(columns) = &mut self.columns else { return condition };
        let at = columns.iter().position(|known| *known == condition).unwrap_or_else(|| {
            columns.push(condition);
            columns.len() - 1
        });
        format!("c{at}")
    }

    fn group(&mut self, children: &[Node], word: &str, list: &mut Vec<String>) -> String {
        let parts: Vec<String> = children.iter().map(|child| self.nodes(child, list)).collect();
        format!("({})", parts.join(word))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Currency;
    use crate::segments::check::{Library, Terms, check, parse};

    fn rule(json: &str) -> Rule {
        let library = Library::default();
        check(&parse(json).unwrap(), Terms { currency: Currency::INR, library: &library, editing: None }).unwrap()
    }

    fn moment() -> Moment {
        Moment { as_of: "2026-06-01T00:00:00Z".parse().unwrap(), zone: chrono_tz::Asia::Kolkata }
    }

    #[test]
    fn values_are_bound_behind_the_callers_own() {
        let rule = rule(r#"{"any": [{"spend": {"gt": "10000"}}, {"city": {"eq": "Pune'; DROP TABLE orders"}}]}"#);
        let members = membership(&rule, moment(), 2);
        assert_eq!(members.from, "audience a");
        assert_eq!(members.predicate, "(a.spend_minor > $3 OR coalesce(a.city_folded = $4, false))");
        assert_eq!(members.next_placeholder(), 5);
        assert_eq!(members.binds.values, [Bind::Number(1_000_000), Bind::Text("pune'; drop table orders".to_owned())]);
    }

    #[test]
    fn a_question_about_orders_is_put_once_and_answered_for_whom_it_concerns() {
        let rule = rule(
            r#"{"any": [{"orders": {"where": {"status": ["REFUNDED"]}, "count": {"gte": 2}}},
                {"not": {"orders": {"where": {"status": ["REFUNDED"]}, "count": {"gte": 2}}}},
                {"orders": {"where": {"status": ["REFUNDED"]}, "total": {"lt": "5"}}}]}"#,
        );
        let members = membership(&rule, moment(), 0);
        assert_eq!(
            members.from,
            "audience a LEFT JOIN (SELECT o.customer_id, (count(*) >= $1) AS t0, \
             (coalesce(sum(o.amount_minor), 0) < $2) AS t1 \
             FROM orders o WHERE o.status = ANY($3) GROUP BY o.customer_id \
             HAVING (count(*) >= $1) <> (0 >= $1) OR (coalesce(sum(o.amount_minor), 0) < $2) <> (0 < $2) OFFSET 0) b \
             ON b.customer_id = a.customer_id"
        );
        assert_eq!(
            members.predicate,
            "(coalesce(b.t0, 0 >= $1) OR (NOT coalesce(b.t0, 0 >= $1)) OR coalesce(b.t1, 0 < $2))"
        );
    }

    #[test]
    fn questions_about_different_orders_are_put_in_one_pass() {
        let rule = rule(
            r#"{"all": [{"orders": {"where": {"status": ["REFUNDED"]}, "max": {"gt": "9"}}},
                {"orders": {"where": {"amount": {"gt": "20"}}, "count": {"eq": 0}}}]}"#,
        );
        let members = membership(&rule, moment(), 0);
        assert_eq!(
            members.from,
            "audience a LEFT JOIN (SELECT o.customer_id, \
             (coalesce(max(o.amount_minor) FILTER (WHERE o.status = ANY($3)) > $1, false)) AS t0, \
             (count(*) FILTER (WHERE (o.status = ANY($4) AND o.amount_minor > $5)) = $2) AS t1 \
             FROM orders o WHERE o.status = ANY($3) OR (o.status = ANY($4) AND o.amount_minor > $5) \
             GROUP BY o.customer_id \
             HAVING (coalesce(max(o.amount_minor) FILTER (WHERE o.status = ANY($3)) > $1, false)) \
             <> (coalesce(NULL::bigint > $1, false)) \
             OR (count(*) FILTER (WHERE (o.status = ANY($4) AND o.amount_minor > $5)) = $2) <> (0 = $2) OFFSET 0) b \
             ON b.customer_id = a.customer_id"
        );
    }

    #[test]
    fn a_condition_is_told_once_however_many_nodes_stand_on_it() {
        let rule = rule(r#"{"any": [{"visits": {"lt": 3}}, {"not": {"visits": {"lt": 3}}}, {"everyone": true}]}"#);
        assert_eq!(
            counts(&rule, moment(), "a.consent <> 0").sql(),
            "SELECT ARRAY[count(*), count(*) FILTER (WHERE (c0 OR (NOT c0) OR true) AND reachable), \
             count(*) FILTER (WHERE (c0 OR (NOT c0) OR true)), count(*) FILTER (WHERE c0), \
             count(*) FILTER (WHERE (NOT c0)), count(*) FILTER (WHERE c0), count(*)]::bigint[] AS counts \
             FROM (SELECT (a.consent <> 0) AS reachable, a.visits < $1 AS c0 FROM audience a OFFSET bigint '0') AS asked"
        );
    }

    #[test]
    fn a_text_is_compared_before_its_kind_is_looked_at() {
        let rule = rule(r#"{"attribute": {"name": "tier", "text": {"in": ["Gold", "Platinum"]}}}"#);
        assert_eq!(
            membership(&rule, moment(), 0).predicate,
            "coalesce((a.attributes ->> $1) COLLATE \"C\" = ANY($2) \
             AND jsonb_typeof(a.attributes -> $1) = 'string', false)"
        );
    }

    #[test]
    fn all_completed_orders_are_counted_in_the_audience_already() {
        let rule = rule(
            r#"{"all": [{"orders": {"count": {"gte": 2}, "average": {"gt": "15"}}},
                {"orders": {"where": {"status": ["COMPLETED"]}, "total": {"lt": "5"}}},
                {"averageOrderValue": {"lt": "50000000"}}]}"#,
        );
        let members = membership(&rule, moment(), 0);
        assert_eq!(members.from, "audience a");
        assert_eq!(
            members.predicate,
            "((a.order_count >= $1 AND (a.order_count > 0 AND a.spend_minor > $2 * a.order_count)) \
             AND a.spend_minor < $3 AND (a.order_count > 0 AND a.spend_minor < $4::numeric * a.order_count))"
        );
        let largest = membership(&self::rule(r#"{"orders": {"max": {"gt": "20"}}}"#), moment(), 0);
        assert!(largest.from.contains("max(o.amount_minor) > $1"), "{}", largest.from);
    }

    #[test]
    fn a_pattern_has_no_wildcards_of_its_own() {
        let members = membership(&rule(r#"{"name": {"contains": "50%_\\"}}"#), moment(), 0);
        assert_eq!(members.predicate, "coalesce(a.name_folded LIKE $1, false)");
        assert_eq!(members.binds.values, [Bind::Text("%50\\%\\_\\\\%".to_owned())]);
    }
}
