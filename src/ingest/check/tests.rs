//! Every way for a row to be wrong, with its code and path.

use serde_json::{Value, json};
use uuid::Uuid;

use super::*;
use crate::customers::OrderStatus;
use crate::ingest::row::{CustomerInput, CustomerRow, Given, ItemInput, OrderInput, OrderRow};

fn terms() -> Terms {
    let now = DateTime::parse_from_rfc3339("2026-11-22T10:00:00Z").unwrap().with_timezone(&Utc);
    Terms { batch: BatchId(Uuid::nil()), now, currency: Currency::INR }
}

fn customer() -> CustomerInput {
    CustomerInput { external_id: "c1".to_owned(), ..CustomerInput::default() }
}

fn order() -> OrderInput {
    OrderInput {
        external_id: "o1".to_owned(),
        customer_external_id: "c1".to_owned(),
        amount: "10.50".to_owned(),
        placed_at: "2026-01-02T03:04:05Z".to_owned(),
        ..OrderInput::default()
    }
}

fn text(text: &str) -> Given<String> {
    Given::Value(text.to_owned())
}

/// The problems of one customer: code and path.
fn problems_of(change: impl FnOnce(&mut CustomerInput)) -> Vec<(String, String)> {
    let mut input = customer();
    change(&mut input);
    seen(rows::<CustomerRow>(vec![input], &terms()))
}

fn order_problems(change: impl FnOnce(&mut OrderInput)) -> Vec<(String, String)> {
    let mut input = order();
    change(&mut input);
    seen(rows::<OrderRow>(vec![input], &terms()))
}

fn seen<R>((accepted, problems): (Vec<R>, Problems)) -> Vec<(String, String)> {
    assert_eq!(accepted.is_empty(), !problems.listed.is_empty(), "a row is either accepted or has a problem");
    problems.listed.into_iter().map(|problem| (problem.code.into_owned(), problem.path)).collect()
}

fn one(code: &str, field: &str) -> Vec<(String, String)> {
    vec![(code.to_owned(), format!("input.rows.0.{field}"))]
}

#[test]
fn a_good_row_is_trimmed_and_stamped() {
    let input = CustomerInput {
        external_id: " c1 ".to_owned(),
        name: text(" Asha Rao\n"),
        email: text("asha@example.co.in"),
        phone: text("+91 (987) 65-432.10"),
        city: text("  "),
        tags: Given::Value(vec!["vip".to_owned(), " vip ".to_owned(), "new".to_owned()]),
        attributes: Given::Value(json!({ "tier": "gold", "old": null })),
        updated_at: text("2026-11-22T15:34:59.9999999+05:30"),
        ..CustomerInput::default()
    };
    let (accepted, problems) = rows::<CustomerRow>(vec![input], &terms());
    assert_eq!(problems.listed, []);
    let row = accepted.into_iter().next().unwrap();
    assert_eq!((row.external_id.as_str(), row.name, row.city), ("c1", text("Asha Rao"), Given::Null));
    assert_eq!(row.tags, Given::Value(vec!["vip".to_owned(), "new".to_owned()]));
    assert_eq!(row.stamp.version, 1_795_341_899_999_999);
    assert_eq!(row.stamp.accepted, terms().now.timestamp_micros());
    assert_eq!(row.visits, Given::Absent);
}

#[test]
fn bad_ids_and_texts_are_refused_with_their_path() {
    assert_eq!(problems_of(|row| row.external_id = "  ".to_owned()), one("REQUIRED", "externalId"));
    assert_eq!(problems_of(|row| row.external_id = "x".repeat(201)), one("TOO_LONG", "externalId"));
    assert_eq!(problems_of(|row| row.external_id = "é".repeat(200)), []);
    assert_eq!(problems_of(|row| row.external_id = "a\0b".to_owned()), one("CONTAINS_NUL", "externalId"));
    assert_eq!(problems_of(|row| row.name = text(&"x".repeat(5 << 20))), one("TOO_LONG", "name"));
    assert_eq!(problems_of(|row| row.city = text("a\0")), one("CONTAINS_NUL", "city"));
    assert_eq!(problems_of(|row| row.country = text(&"x".repeat(501))), one("TOO_LONG", "country"));
    assert_eq!(problems_of(|row| row.visits = Given::Value(-1)), one("NEGATIVE", "visits"));
    assert_eq!(problems_of(|row| row.visits = Given::Value(1 << 31)), one("TOO_LARGE", "visits"));
    assert_eq!(problems_of(|row| row.visits = Given::Value((1 << 31) - 1)), []);
}

#[test]
fn emails_that_are_none_are_refused() {
    for bad in [
        "asha",
        "@example.com",
        "asha@",
        "asha@example",
        "a b@example.com",
        "a@b@example.com",
        "a@.com",
        "a@x..com",
        "a@-x.com",
        "a..b@x.com",
        ".a@x.com",
        "a@x.com, b@x.com",
        "Asha <asha@example.com>",
        "a@x.com\nBcc: b@x.com",
    ] {
        assert_eq!(problems_of(|row| row.email = text(bad)), one("INVALID_EMAIL", "email"), "{bad}");
    }
    for good in ["asha@example.com", "a.b+c@sub.example.co", "आशा@उदाहरण.भारत", "o'neil@x.org"]
    {
        assert_eq!(problems_of(|row| row.email = text(good)), [], "{good}");
    }
}

#[test]
fn phones_that_are_none_are_refused() {
    for bad in ["1234", "12345678901234567", "phone", "+91-abc-12345", "98765+43210"] {
        assert_eq!(problems_of(|row| row.phone = text(bad)), one("INVALID_PHONE", "phone"), "{bad}");
    }
}

#[test]
fn dates_must_be_rfc_3339_between_1900_and_2200_and_not_ahead() {
    for bad in ["yesterday", "2026-01-02", "1899-12-31T23:59:59Z", "2201-01-01T00:00:00Z", "1700000000"] {
        assert_eq!(problems_of(|row| row.created_at = text(bad)), one("INVALID_DATE", "createdAt"), "{bad}");
    }
    for good in ["1900-01-01T00:00:00Z", "2200-12-31T23:59:59.999999Z", "2026-01-02T03:04:05.123456789+05:30"] {
        assert_eq!(problems_of(|row| row.created_at = text(good)), [], "{good}");
    }
    assert_eq!(problems_of(|row| row.updated_at = text("2026-11-22T10:05:00Z")), []);
    assert_eq!(problems_of(|row| row.updated_at = text("2026-11-22T10:05:01Z")), one("IN_THE_FUTURE", "updatedAt"));
}

#[test]
fn tags_and_attributes_have_limits() {
    let tags = |tags: Vec<String>| move |row: &mut CustomerInput| row.tags = Given::Value(tags);
    assert_eq!(problems_of(tags((0..101).map(|n| n.to_string()).collect())), one("TOO_MANY", "tags"));
    assert_eq!(problems_of(tags(vec!["a".to_owned(), " ".to_owned()])), one("REQUIRED", "tags.1"));
    assert_eq!(problems_of(tags(vec!["x".repeat(101)])), one("TOO_LONG", "tags.0"));
    let attributes = |value: Value| move |row: &mut CustomerInput| row.attributes = Given::Value(value);
    assert_eq!(problems_of(attributes(json!([1]))), one("NOT_AN_OBJECT", "attributes"));
    let many: serde_json::Map<_, _> = (0..101).map(|n| (n.to_string(), json!(n))).collect();
    assert_eq!(problems_of(attributes(Value::Object(many))), one("TOO_MANY", "attributes"));
    assert_eq!(problems_of(attributes(json!({ "a": "x".repeat(17 << 10) }))), one("TOO_LONG", "attributes"));
    assert_eq!(problems_of(attributes(json!({ "a": [[[[1]]]] }))), []);
    assert_eq!(problems_of(attributes(json!({ "a": [[[[[1]]]]] }))), one("TOO_DEEP", "attributes.a"));
    assert_eq!(problems_of(attributes(json!({ "a": { "b": ["x\0"] } }))), one("CONTAINS_NUL", "attributes.a"));
    assert_eq!(problems_of(attributes(json!({ "a\0": 1 }))), one("CONTAINS_NUL", "attributes"));
    assert_eq!(problems_of(attributes(json!({ "": 1 }))), one("REQUIRED", "attributes"));
}

#[test]
fn orders_are_checked_to_their_last_item() {
    let amounts = [
        ("-1", "NEGATIVE"),
        ("1.005", "INVALID_AMOUNT"),
        ("ten", "INVALID_AMOUNT"),
        ("", "INVALID_AMOUNT"),
        ("10000000000000000", "INVALID_AMOUNT"),
    ];
    for (amount, code) in amounts {
        assert_eq!(order_problems(|row| row.amount = amount.to_owned()), one(code, "amount"), "{amount}");
    }
    assert_eq!(order_problems(|row| row.amount = "0".to_owned()), []);
    assert_eq!(order_problems(|row| row.currency = text("USD")), one("FOREIGN_CURRENCY", "currency"));
    assert_eq!(order_problems(|row| row.currency = text("INR")), []);
    assert_eq!(order_problems(|row| row.status = Given::Null), one("REQUIRED", "status"));
    assert_eq!(order_problems(|row| row.status = Given::Value(OrderStatus::Refunded)), []);
    assert_eq!(order_problems(|row| row.placed_at = "soon".to_owned()), one("INVALID_DATE", "placedAt"));
    assert_eq!(order_problems(|row| row.customer_external_id = String::new()), one("REQUIRED", "customerExternalId"));
    let item = |change: fn(&mut ItemInput)| {
        let mut item = ItemInput { sku: "s".to_owned(), quantity: 1, price: "5".to_owned(), ..ItemInput::default() };
        change(&mut item);
        move |row: &mut OrderInput| row.items = Given::Value(vec![item])
    };
    assert_eq!(order_problems(item(|item| item.quantity = 0)), one("INVALID_QUANTITY", "items.0.quantity"));
    assert_eq!(order_problems(item(|item| item.price = "-5".to_owned())), one("NEGATIVE", "items.0.price"));
    assert_eq!(order_problems(item(|item| item.sku = " ".to_owned())), one("REQUIRED", "items.0.sku"));
    assert_eq!(
        order_problems(item(|item| item.category = Some("\0".to_owned()))),
        one("CONTAINS_NUL", "items.0.category")
    );
    assert_eq!(
        order_problems(|row| row.items = Given::Value(vec![ItemInput::default(); 201])),
        one("TOO_MANY", "items")
    );
}

#[test]
fn a_picture_is_a_path_of_ours_or_an_https_address() {
    let picture = |url: &str| {
        let item = ItemInput {
            sku: "s".to_owned(),
            quantity: 1,
            price: "5".to_owned(),
            image_url: Some(url.to_owned()),
            ..ItemInput::default()
        };
        order_problems(|row| row.items = Given::Value(vec![item]))
    };
    let long = |length: usize| format!("/{}.svg", "x".repeat(length - 5));
    for good in [
        "",
        " /products/coffee.svg ",
        "/a.gif",
        "/products/coffee%20beans.PNG",
        "https://cdn.example/a/b.webp?x=1",
        "https://cdn.example:8443",
        &long(500),
    ] {
        assert_eq!(picture(good), [], "{good}");
    }
    for bad in [
        "/",
        "/a",
        "/svg",
        "/a.svg?size=2",
        "/a.svg#top",
        "/auth/login",
        "/graphql?query=%7Bcampaigns%7Bnodes%7Bname%7D%7D%7D&a=.svg",
        "/exports/campaigns/cam_1.csv",
        "//evil.example/a.svg",
        "///evil.example",
        "/\\evil.example",
        "/\t/evil.example",
        "/a/../../auth/logout",
        "/a/%2E%2e/b",
        "products/coffee.svg",
        "http://cdn.example/a.png",
        "HTTPS:cdn.example",
        "https://",
        "https:///a.png",
        "https://user:secret@cdn.example/a.png",
        "https://cdn.example/a b.png",
        "javascript:alert(1)",
        "data:image/svg+xml,<svg/>",
        "/a\"onerror=alert(1)",
    ] {
        assert_eq!(picture(bad), one("INVALID_IMAGE_URL", "items.0.imageUrl"), "{bad}");
    }
    assert_eq!(picture(&long(501)), one("TOO_LONG", "items.0.imageUrl"));
    assert_eq!(picture("/a\0.svg"), one("CONTAINS_NUL", "items.0.imageUrl"));
}

#[test]
fn a_second_row_with_the_same_id_names_the_first() {
    let again = CustomerInput { external_id: " c1".to_owned(), ..CustomerInput::default() };
    let (accepted, problems) = rows::<CustomerRow>(vec![customer(), customer(), again], &terms());
    assert_eq!(accepted.len(), 1);
    let paths: Vec<&str> = problems.listed.iter().map(|problem| problem.path.as_str()).collect();
    assert_eq!(paths, ["input.rows.1.externalId", "input.rows.2.externalId"]);
    assert_eq!(problems.listed[1].code, "DUPLICATE_ID");
    assert!(problems.listed[1].message.contains("Row 0"), "{}", problems.listed[1].message);
}

#[test]
fn at_most_a_thousand_problems_are_listed() {
    let inputs: Vec<CustomerInput> = (0..1_500).map(|_| CustomerInput::default()).collect();
    let (accepted, problems) = rows::<CustomerRow>(inputs, &terms());
    assert_eq!((accepted.len(), problems.listed.len()), (0, MOST_PROBLEMS));
}
