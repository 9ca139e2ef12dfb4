//! An audience before it is frozen: how many it has, who of them would be left out, and a few of them.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Integer, Text};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::super::message::{Field, LONGEST, Needs, Person};
use super::audience::{PERSON, PersonRow, Reach};
use crate::db::DbError;
use crate::segments::compile::{Boxed, Membership};

/// Someone of an audience, for a preview.
#[derive(Clone, Debug)]
pub struct Someone {
    /// The brand's key.
    pub external_id: String,
    /// What a template may say.
    pub person: Person,
}

/// Which of the people whom a campaign would message.
#[derive(Clone, Copy, Debug)]
pub enum Which<'a> {
    /// All of them.
    Everyone,
    /// Those of whose texts the message might become too long.
    Lengthy(&'a Needs),
}

/// People whom a campaign would message, in the order of their arrival.
pub async fn sample_people(
    connection: &mut AsyncPgConnection,
    reach: Reach,
    members: Membership,
    (which, limit): (Which<'_>, i64),
) -> Result<Vec<Someone>, DbError> {
    let own = members.next_placeholder();
    let mut names = Names { first: own + 1, bound: Vec::new() };
    let which = match which {
        Which::Everyone => "true".to_owned(),
        Which::Lengthy(needs) => lengthy(needs, &mut names),
    };
    let sql = format!(
        "SELECT a.customer_id AS id, u.external_id, {PERSON}
         FROM {} JOIN customers u ON u.id = a.customer_id
         WHERE {} AND {} AND {which} ORDER BY a.customer_id LIMIT ${own}",
        members.from,
        members.predicate,
        reach.reachable(),
    );
    let query = members.bind(diesel::sql_query(sql).into_boxed()).bind::<BigInt, _>(limit);
    let rows: Vec<PersonRow> = names.bind(query).load(connection).await?;
    let someone = |row: PersonRow| Someone { external_id: row.external_id.clone(), person: row.into_person() };
    Ok(rows.into_iter().map(someone).collect())
}

/// People for whom a message may turn out longest, of those whom a campaign would message: the ones with the longest
/// first names, names and cities, the ones whose names need more than ASCII, and some drawn as if by chance; so many of
/// each, the same ones as long as they match. Without their attributes.
pub async fn varied_people(
    connection: &mut AsyncPgConnection,
    reach: Reach,
    members: Membership,
    each: i64,
) -> Result<Vec<Person>, DbError> {
    let own = members.next_placeholder();
    let sql = format!(
        "WITH reached AS MATERIALIZED (
             SELECT a.customer_id, a.name_folded AS name, split_part(a.name_folded, ' ', 1) AS first_name,
                    a.city_folded AS city
             FROM {from} WHERE {predicate} AND {reachable}),
         chosen AS (
             (SELECT customer_id FROM reached ORDER BY char_length(first_name) DESC NULLS LAST, customer_id LIMIT ${own})
             UNION (SELECT customer_id FROM reached ORDER BY char_length(name) DESC NULLS LAST, customer_id LIMIT ${own})
             UNION (SELECT customer_id FROM reached ORDER BY char_length(city) DESC NULLS LAST, customer_id LIMIT ${own})
             UNION (SELECT customer_id FROM reached WHERE octet_length(name) > char_length(name)
                    ORDER BY char_length(first_name) DESC, customer_id LIMIT ${own})
             UNION (SELECT customer_id FROM reached ORDER BY hashint8(customer_id), customer_id LIMIT ${own}))
         SELECT a.customer_id AS id, u.external_id, {PERSON}
         FROM chosen JOIN audience a ON a.customer_id = chosen.customer_id
                     JOIN customers u ON u.id = chosen.customer_id
         ORDER BY a.customer_id",
        from = members.from,
        predicate = members.predicate,
        reachable = reach.reachable(),
    );
    let query = members.bind(diesel::sql_query(sql).into_boxed()).bind::<BigInt, _>(each);
    let rows: Vec<PersonRow> = query.load(connection).await?;
    let person = |row: PersonRow| Person { attributes: serde_json::Map::new(), ..row.into_person() };
    Ok(rows.into_iter().map(person).collect())
}

/// How many a campaign is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, QueryableByName)]
pub struct Counted {
    /// Everyone who matches.
    #[diesel(sql_type = Integer)]
    pub audience: i32,
    /// Of whom so many may and can be messaged.
    #[diesel(sql_type = Integer)]
    pub reachable: i32,
    /// Of everyone, so many may not be messaged.
    #[diesel(sql_type = Integer)]
    pub not_allowed: i32,
    /// Of the reachable, so many lack one of the fields.
    #[diesel(sql_type = Integer)]
    pub lacking: i32,
    /// Of the reachable, so many have texts of which the message might become too long.
    #[diesel(sql_type = Integer)]
    pub lengthy: i32,
    /// Who the reachable are that lack nothing: the same number for the same people, in whatever order they come. Of
    /// two different audiences it is the same once in 2^64 times.
    #[diesel(sql_type = BigInt)]
    pub recipients: i64,
}

/// How many times longer than its folded text a text may be in bytes, as it was written or after a change of case:
/// each of the two makes a letter three times as long at most.
const STRETCH: usize = 9;

/// Names of attributes, bound once each.
struct Names<'a> {
    /// The number of the first one's placeholder.
    first: usize,
    bound: Vec<&'a str>,
}

impl<'a> Names<'a> {
    /// The placeholder of a name.
    fn place(&mut self, name: &'a str) -> String {
        let place = self.bound.iter().position(|known| *known == name).unwrap_or_else(|| {
            self.bound.push(name);
            self.bound.len() - 1
        });
        format!("${}", self.first + place)
    }

    fn bind(self, query: Boxed) -> Boxed {
        self.bound.into_iter().fold(query, |query, name| query.bind::<Text, _>(name.to_owned()))
    }
}

/// Counts in one scan who matches, who can be reached, who of those lacks a field that the message needs, and for
/// whom it might become too long; and notes who lacks nothing.
pub async fn count_lacking(
    connection: &mut AsyncPgConnection,
    reach: Reach,
    members: Membership,
    needs: &Needs,
) -> Result<Counted, DbError> {
    let mut names = Names { first: members.next_placeholder(), bound: Vec::new() };
    let reachable = reach.reachable();
    let lacking = lacking(needs, &mut names);
    let sql = format!(
        "SELECT count(*)::int AS audience, count(*) FILTER (WHERE {reachable})::int AS reachable,
                count(*) FILTER (WHERE NOT {allowed})::int AS not_allowed,
                count(*) FILTER (WHERE {reachable} AND {lacking})::int AS lacking,
                count(*) FILTER (WHERE {reachable} AND {lengthy})::int AS lengthy,
                coalesce(bit_xor(hashint8extended(a.customer_id, 0)) FILTER (WHERE {reachable} AND NOT {lacking}), 0)
                    AS recipients
         FROM {from} WHERE {predicate}",
        allowed = reach.allowed(),
        lengthy = lengthy(needs, &mut names),
        from = members.from,
        predicate = members.predicate,
    );
    Ok(names.bind(members.bind(diesel::sql_query(sql).into_boxed())).get_result(connection).await?)
}

/// Whether a person lacks one of the fields.
fn lacking<'a>(needs: &'a Needs, names: &mut Names<'a>) -> String {
    let mut lacks = vec!["false".to_owned()];
    for field in &needs.fields {
        lacks.push(match field {
            Field::Name => "coalesce(a.name_folded, '') = ''".to_owned(),
            Field::City => "coalesce(a.city_folded, '') = ''".to_owned(),
            Field::Country => "coalesce(a.country_folded, '') = ''".to_owned(),
            Field::LastOrder => "a.last_order_at IS NULL".to_owned(),
            Field::Attribute(name) => {
                let name = names.place(name);
                format!(
                    "(coalesce(jsonb_typeof(a.attributes -> {name}), 'null') NOT IN ('string', 'number', 'boolean')
                      OR btrim(a.attributes ->> {name}, E' \\t\\n\\r') = '')"
                )
            }
        });
    }
    format!("({})", lacks.join(" OR "))
}

/// Whether the message might become too long of a person's texts.
fn lengthy<'a>(needs: &'a Needs, names: &mut Names<'a>) -> String {
    let mut lengths = vec!["0".to_owned()];
    for field in &needs.printed {
        lengths.push(match field {
            Field::Name => "coalesce(octet_length(a.name_folded), 0)".to_owned(),
            Field::City => "coalesce(octet_length(a.city_folded), 0)".to_owned(),
            Field::Country => "coalesce(octet_length(a.country_folded), 0)".to_owned(),
            // A day: "2026-11-22".
            Field::LastOrder => "10".to_owned(),
            Field::Attribute(name) => format!("coalesce(octet_length(a.attributes ->> {}), 0)", names.place(name)),
        });
    }
    format!("({}) * {STRETCH} + {} > {LONGEST}", lengths.join(" + "), needs.own_bytes)
}
