//! What is refused, where and by which code.

use super::*;
use crate::segments::describe::sentence;

const A: SegmentId = SegmentId(1);
const B: SegmentId = SegmentId(2);

fn terms(library: &Library) -> Terms<'_> {
    Terms { currency: Currency::INR, library, editing: None }
}

fn problems_with(json: &str, library: &Library, editing: Option<SegmentId>) -> Vec<(String, String)> {
    let input = parse(json).unwrap_or_else(|problem| panic!("{json}: {problem:?}"));
    let terms = Terms { editing, ..terms(library) };
    let problems = check(&input, terms).err().unwrap_or_default();
    problems.into_iter().map(|problem| (problem.path, problem.code.into_owned())).collect()
}

fn problems(json: &str) -> Vec<(String, String)> {
    problems_with(json, &Library::default(), None)
}

fn library(segments: &[(SegmentId, &str, &str)]) -> Library {
    let mut library = Library::default();
    for (id, name, rule) in segments {
        library.insert(*id, (*name).to_owned(), parse(rule));
    }
    library
}

#[test]
fn what_could_widen_a_rule_is_refused_where_it_stands() {
    for (json, path, code) in [
        (r#"{"all": []}"#, "all", "EMPTY_GROUP"),
        (r#"{"any": []}"#, "any", "EMPTY_GROUP"),
        (r#"{"not": {"any": []}}"#, "not.any", "EMPTY_GROUP"),
        (r#"{"everyone": false}"#, "everyone", "EVERYONE_IS_FALSE"),
        (
            r#"{"any": [{"all": [{"visits": {"lt": 1}}, {"spend": {"gt": "1.005"}}]}]}"#,
            "any.0.all.1.spend.gt",
            "INVALID_AMOUNT",
        ),
        (r#"{"spend": {"gt": "many"}}"#, "spend.gt", "INVALID_AMOUNT"),
        (r#"{"spend": {"gt": "-1"}}"#, "spend.gt", "NEGATIVE_AMOUNT"),
        (r#"{"spend": {"gt": "99999999999999999999"}}"#, "spend.gt", "INVALID_AMOUNT"),
        (r#"{"spend": {"between": {"from": "2", "to": "1"}}}"#, "spend.between", "REVERSED_RANGE"),
        (
            r#"{"averageOrderValue": {"between": {"from": "x", "to": "1"}}}"#,
            "averageOrderValue.between.from",
            "INVALID_AMOUNT",
        ),
        (r#"{"visits": {"eq": -1}}"#, "visits.eq", "NEGATIVE_NUMBER"),
        (r#"{"orderCount": {"between": {"from": 3, "to": 2}}}"#, "orderCount.between", "REVERSED_RANGE"),
        (r#"{"createdAt": {"before": "1899-12-31T23:59:59Z"}}"#, "createdAt.before", "DATE_OUT_OF_RANGE"),
        (r#"{"createdAt": {"after": "2201-01-01T00:00:00Z"}}"#, "createdAt.after", "DATE_OUT_OF_RANGE"),
        (
            r#"{"createdAt": {"between": {"from": "2026-01-02T00:00:00Z", "to": "2026-01-01T00:00:00Z"}}}"#,
            "createdAt.between",
            "REVERSED_RANGE",
        ),
        (r#"{"lastOrderAt": {"withinLast": {"days": 0}}}"#, "lastOrderAt.withinLast.days", "INVALID_DURATION"),
        (r#"{"lastOrderAt": {"notWithinLast": {"hours": -1}}}"#, "lastOrderAt.notWithinLast.hours", "INVALID_DURATION"),
        (r#"{"lastOrderAt": {"withinLast": {"years": 201}}}"#, "lastOrderAt.withinLast.years", "INVALID_DURATION"),
        (r#"{"city": {"in": []}}"#, "city.in", "EMPTY_LIST"),
        (r#"{"city": {"notIn": []}}"#, "city.notIn", "EMPTY_LIST"),
        (r#"{"city": {"in": ["Pune", " "]}}"#, "city.in.1", "EMPTY_TEXT"),
        (r#"{"name": {"contains": ""}}"#, "name.contains", "EMPTY_TEXT"),
        (r#"{"name": {"eq": "a\u0000"}}"#, "name.eq", "INVALID_TEXT"),
        (r#"{"tag": {"hasAny": []}}"#, "tag.hasAny", "EMPTY_LIST"),
        (r#"{"tag": {"hasAll": []}}"#, "tag.hasAll", "EMPTY_LIST"),
        (r#"{"tag": {"hasNone": []}}"#, "tag.hasNone", "EMPTY_LIST"),
        (r#"{"attribute": {"name": "tier"}}"#, "attribute", "EMPTY_COMPARISON"),
        (r#"{"attribute": {"name": "tier", "flag": true, "isMissing": true}}"#, "attribute", "EMPTY_COMPARISON"),
        (r#"{"attribute": {"name": "", "flag": true}}"#, "attribute.name", "EMPTY_TEXT"),
        (r#"{"attribute": {"name": "age", "number": {"eq": "1e3"}}}"#, "attribute.number.eq", "INVALID_NUMBER"),
        (r#"{"orders": {}}"#, "orders", "NO_AGGREGATE"),
        (r#"{"orders": {"where": {"sku": {"eq": "a"}}}}"#, "orders", "NO_AGGREGATE"),
        (r#"{"orders": {"where": {}, "count": {"gt": 1}}}"#, "orders.where", "EMPTY_WHERE"),
        (r#"{"orders": {"where": {"status": []}, "count": {"gt": 1}}}"#, "orders.where.status", "EMPTY_LIST"),
        (
            r#"{"orders": {"where": {"amount": {"gt": "x"}, "sku": {"eq": "a"}}, "count": {"gt": 1}}}"#,
            "orders.where.amount.gt",
            "INVALID_AMOUNT",
        ),
        (r#"{"orders": {"total": {"lt": "x"}}}"#, "orders.total.lt", "INVALID_AMOUNT"),
        (r#"{"segment": "cam_1"}"#, "segment", "INVALID_ID"),
        (r#"{"any": [{"segment": "seg_9"}]}"#, "any.0.segment", "NO_SUCH_SEGMENT"),
    ] {
        assert_eq!(problems(json), [(path.to_owned(), code.to_owned())], "{json}");
    }
}

#[test]
fn every_problem_of_a_rule_is_listed() {
    let found = problems(
        r#"{"all": [{"any": []}, {"city": {"in": []}}, {"orders": {"count": {"eq": -1}, "max": {"eq": "x"}}}]}"#,
    );
    let paths: Vec<&str> = found.iter().map(|(path, _)| path.as_str()).collect();
    assert_eq!(paths, ["all.0.any", "all.1.city.in", "all.2.orders.count.eq", "all.2.orders.max.eq"]);
}

#[test]
fn stored_text_that_is_no_rule_is_refused() {
    for json in [
        "",
        "{}",
        "[]",
        "null",
        r#"{"all": [], "any": []}"#,
        r#"{"spent": {"gt": "1"}}"#,
        r#"{"spend": {}}"#,
        r#"{"spend": {"gt": "1", "lt": "2"}}"#,
        r#"{"attribute": {"name": "a", "flag": true, "else": 1}}"#,
        r#"{"orders": {"where": {"colour": {"eq": "a"}}, "count": {"gt": 1}}}"#,
        r#"{"consent": "MAYBE"}"#,
        r#"{"visits": {"gt": 3000000000}}"#,
        r#"{"createdAt": {"before": "yesterday"}}"#,
    ] {
        assert_eq!(
            parse(json).err().map(|problem| problem.code.into_owned()).as_deref(),
            Some("INVALID_RULE"),
            "{json}"
        );
    }
    let deep = format!("{}{{\"everyone\": true}}{}", "{\"not\": ".repeat(100_000), "}".repeat(100_000));
    assert_eq!(parse(&deep).err().map(|problem| problem.code.into_owned()).as_deref(), Some("INVALID_RULE"));
}

fn nested(levels: usize) -> String {
    format!("{}{{\"everyone\": true}}{}", "{\"not\": ".repeat(levels - 1), "}".repeat(levels - 1))
}

#[test]
fn ten_levels_pass_and_eleven_do_not() {
    assert_eq!(problems(&nested(10)), []);
    assert_eq!(problems(&nested(11)), [(["not"; 10].join("."), "RULE_TOO_DEEP".to_owned())]);
    let inner = library(&[(A, "deep", &nested(9))]);
    assert_eq!(problems_with(r#"{"not": {"segment": "seg_1"}}"#, &inner, None), []);
    assert_eq!(
        problems_with(r#"{"not": {"not": {"segment": "seg_1"}}}"#, &inner, None),
        [("not.not.segment".to_owned(), "RULE_TOO_DEEP".to_owned())]
    );
}

#[test]
fn two_hundred_nodes_pass_and_one_more_does_not() {
    let wide = |leaves: usize| format!("{{\"any\": [{}]}}", vec![r#"{"everyone": true}"#; leaves].join(","));
    assert_eq!(problems(&wide(199)), []);
    assert_eq!(problems(&wide(200)), [("any.199".to_owned(), "RULE_TOO_LARGE".to_owned())]);
    let inner = library(&[(A, "wide", &wide(99))]);
    assert_eq!(problems_with(r#"{"segment": "seg_1"}"#, &inner, None), []);
    assert_eq!(
        problems_with(r#"{"any": [{"segment": "seg_1"}, {"segment": "seg_1"}]}"#, &inner, None),
        [("any.1.segment".to_owned(), "RULE_TOO_LARGE".to_owned())]
    );
}

#[test]
fn segments_that_double_at_each_step_are_stopped_early() {
    let mut doubling = Library::default();
    for id in 1..40 {
        let rule = format!(r#"{{"any": [{{"segment": "{0}"}}, {{"segment": "{0}"}}]}}"#, SegmentId(id + 1));
        doubling.insert(SegmentId(id), format!("s{id}"), parse(&rule));
    }
    assert_eq!(problems_with(r#"{"segment": "seg_1"}"#, &doubling, None).len(), 1);
    let mut chain = Library::default();
    for id in 1..100_000 {
        chain.insert(SegmentId(id), format!("s{id}"), parse(&format!(r#"{{"segment": "{}"}}"#, SegmentId(id + 1))));
    }
    let found = problems_with(r#"{"segment": "seg_1"}"#, &chain, None);
    assert_eq!(found, [("segment".to_owned(), "RULE_TOO_DEEP".to_owned())]);
}

#[test]
fn a_segment_that_would_contain_itself_is_refused() {
    let two =
        library(&[(A, "one", r#"{"not": {"segment": "seg_2"}}"#), (B, "two", r#"{"any": [{"segment": "seg_1"}]}"#)]);
    assert_eq!(
        problems_with(r#"{"segment": "seg_1"}"#, &two, None),
        [("segment".to_owned(), "SEGMENT_CYCLE".to_owned())]
    );
    let one = library(&[(B, "two", r#"{"any": [{"segment": "seg_1"}]}"#), (A, "one", r#"{"everyone": true}"#)]);
    assert_eq!(
        problems_with(r#"{"all": [{"segment": "seg_2"}]}"#, &one, Some(A)),
        [("all.0.segment".to_owned(), "SEGMENT_CYCLE".to_owned())]
    );
}

#[test]
fn a_frozen_rule_names_no_segment_and_means_the_same() {
    let library = library(&[
        (A, "big spenders", r#"{"any": [{"segment": "seg_2"}, {"spend": {"gt": "10000"}}]}"#),
        (B, "locals", r#"{"city": {"eq": "Pune"}}"#),
    ]);
    let input = parse(r#"{"not": {"segment": "seg_1"}}"#).unwrap();
    let rule = check(&input, terms(&library)).unwrap();
    let frozen = serde_json::to_string(rule.inlined()).unwrap();
    assert_eq!(frozen, r#"{"not":{"any":[{"city":{"eq":"Pune"}},{"spend":{"gt":"10000"}}]}}"#);
    assert!(check(&parse(&frozen).unwrap(), terms(&Library::default())).is_ok());
    assert_eq!(rule.nodes().into_iter().map(|place| place.path).collect::<Vec<_>>(), ["", "not"]);
}

#[test]
fn a_rule_reads_as_a_sentence() {
    let library = library(&[(A, "Regulars", r#"{"orderCount": {"gte": 5}}"#)]);
    let workspace = crate::config::Workspace {
        currency: Currency::INR,
        timezone: chrono_tz::Asia::Kolkata,
        consent: crate::config::ConsentPolicy::OptOut,
    };
    for (json, expected) in [
        (
            r#"{"any": [{"all": [{"spend": {"gt": "10000"}}, {"visits": {"lt": 3}}]}, {"lastOrderAt": {"notWithinLast": {"days": 90}}}]}"#,
            "spent more than ₹10,000 and visited fewer than 3 times, or has not ordered within the last 90 days",
        ),
        (
            r#"{"all": [{"any": [{"city": {"in": ["Pune", "Mumbai"]}}, {"tag": {"has": "vip"}}]}, {"not": {"segment": "seg_1"}}]}"#,
            "(city is “Pune” or “Mumbai” or has the tag “vip”) and not (is in the segment “Regulars”)",
        ),
        (
            r#"{"orders": {"where": {"amount": {"gt": "20"}, "placedAt": {"withinLast": {"months": 1}}}, "count": {"gte": 2}}}"#,
            "has at least 2 completed orders of more than ₹20 placed within the last month",
        ),
        (
            r#"{"orders": {"where": {"status": ["REFUNDED"], "sku": {"eq": "A-1"}}, "total": {"between": {"from": "1", "to": "2.50"}}}}"#,
            "spent ₹1 to ₹2.50 in total on refunded orders with an item whose sku is “A-1”",
        ),
        (r#"{"attribute": {"name": "tier", "text": {"notIn": ["gold"]}}}"#, "attribute “tier” is not “gold”"),
        (r#"{"lastOrderAt": {"isMissing": true}}"#, "has never ordered"),
        (r#"{"createdAt": {"after": "2025-02-28T18:29:59.999999Z"}}"#, "joined since 1 Mar 2025"),
        (r#"{"not": {"lastOrderAt": {"after": "2025-02-28T18:29:59.999999Z"}}}"#, "not (ordered since 1 Mar 2025)"),
        (
            r#"{"orders": {"where": {"placedAt": {"after": "2025-02-28T18:29:59.999999Z"}}, "total": {"gt": "500"}}}"#,
            "spent more than ₹500 in total on completed orders placed since 1 Mar 2025",
        ),
        (
            r#"{"attribute": {"name": "birthday", "date": {"after": "2025-02-28T18:29:59.999999Z"}}}"#,
            "attribute “birthday” is 1 Mar 2025 or later",
        ),
        (r#"{"createdAt": {"after": "2025-02-28T18:30:00Z"}}"#, "joined after 1 Mar 2025"),
        (r#"{"lastOrderAt": {"after": "2025-02-28T18:29:00Z"}}"#, "last ordered after 28 Feb 2025, 23:59"),
        (r#"{"everyone": true}"#, "everyone"),
    ] {
        let rule = check(&parse(json).unwrap(), terms(&library)).unwrap();
        assert_eq!(sentence(rule.root(), &workspace), expected);
    }
}
