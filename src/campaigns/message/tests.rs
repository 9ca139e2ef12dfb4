use chrono::TimeZone as _;
use serde_json::json;

use super::*;
use crate::config::{ConsentPolicy, Currency};

const WORKSPACE: Workspace =
    Workspace { currency: Currency::INR, timezone: chrono_tz::Asia::Kolkata, consent: ConsentPolicy::OptOut };

fn asha() -> Person {
    let attributes = json!({ "tier": "gold", "score": 4.5, "empty": " ", "nothing": null, "list": [1], "vip": true });
    Person {
        name: Some(" Asha  Rao ".to_owned()),
        city: Some("Pune".to_owned()),
        country: None,
        spend: Minor(123_456_750),
        order_count: 3,
        visits: 0,
        last_order_at: Some(Utc.with_ymd_and_hms(2026, 11, 21, 20, 0, 0).unwrap()),
        attributes: attributes.as_object().unwrap().clone(),
    }
}

fn say(text: &str, person: &Person) -> Result<String, Unrendered> {
    let parsed = Template::parse(text, WORKSPACE);
    parsed.unwrap_or_else(|problems| panic!("{text}: {problems:?}")).render(person)
}

#[test]
fn a_message_says_what_is_known_of_a_person() {
    let cases = [
        ("Hi {{ first_name | default('there') }}, here's 10% off…", "Hi Asha, here's 10% off…"),
        ("{{ name }} of {{ city | upper }}", "Asha  Rao of PUNE"),
        ("{{ spend }} {{ spend | money }} {{ spend | round }}", "1234567.5 ₹12,34,567.50 1234568"),
        ("{{ spend | round | number }} {{ 12500 | money }}", "12,34,568 ₹12,500"),
        ("{{ order_count }} orders, {{ visits }} visits", "3 orders, 0 visits"),
        ("{{ last_order_at }} {{ last_order_at | date }}", "2026-11-22 22 Nov 2026"),
        ("{{ last_order_at | date('%d/%m/%y') }}", "22/11/26"),
        ("{{ attributes.tier | title }} {{ attributes['score'] }} {{ attributes.vip }}", "Gold 4.5 True"),
        ("{{ name | truncate(5) }}", "Asha…"),
        ("{% if spend > 1000 %}big{% else %}small{% endif %}", "big"),
        ("{% if country %}{{ country }}{% else %}abroad{% endif %}", "abroad"),
        ("{% if city in ['Pune', 'Mumbai'] and visits < 3 %}near{% endif %}", "near"),
        ("{% if country == 'India' %}home{% elif country is undefined %}unknown{% endif %}", "unknown"),
        ("{{ country or city }} {{ 'x' if visits == 0 else 'y' }}", "Pune x"),
        ("{{ country | default('India') | upper }}", "INDIA"),
        ("{# said to nobody #}{{ '<b>' }}\n", "<b>"),
    ];
    for (text, said) in cases {
        assert_eq!(say(text, &asha()).as_deref(), Ok(said), "{text}");
    }
}

#[test]
fn a_missing_value_without_a_default_leaves_a_person_out() {
    let missing = [
        "{{ country }}",
        "{{ country | upper }}",
        "{{ country | upper | default('x') }}",
        "{{ attributes.absent }}",
        "{{ attributes.empty }}",
        "{{ attributes.nothing }}",
        "{{ attributes.list }}",
        "{{ attributes.tier | number }}",
        "{{ city | date }}",
        "{{ country or attributes.absent }}",
        "{% if visits == 0 %}{{ country }}{% endif %}",
        "{% if visits > 9 %}nothing to say otherwise{% endif %}",
    ];
    for text in missing {
        assert_eq!(say(text, &asha()), Err(Unrendered::MissingValue), "{text}");
    }
    let nobody = Person { name: Some("  ".to_owned()), ..Person::default() };
    assert_eq!(say("{{ first_name }}", &nobody), Err(Unrendered::MissingValue));
    assert_eq!(say("Hi {{ first_name | default('there') }}", &nobody).as_deref(), Ok("Hi there"));
}

#[test]
fn what_a_message_needs_is_known_before_it_is_rendered() {
    let needs = |text: &str| Template::parse(text, WORKSPACE).unwrap().needs().clone();
    let plain =
        needs("{{ first_name }} {{ name }} {{ city | default('x') }} {{ attributes.tier | upper }} {{ spend }}");
    let tier = || Field::Attribute("tier".to_owned());
    assert_eq!((plain.fields, plain.depends), ([Field::Name, tier()].into(), false));
    assert_eq!(plain.printed, [Field::Name, Field::Name, Field::City, tier()]);
    let nothing = needs("Hi {% if city %}from home{% endif %}");
    assert_eq!((nothing.fields.len(), nothing.depends), (0, false));
    for text in [
        "{% if visits %}{{ city }}{% endif %}",
        "{{ 'x' if city }}",
        "{{ city or 'x' }}",
        "{{ attributes.n | number }}",
        "{% if city | upper == 'X' %}x{% endif %}",
        "{% if name %}Hello{% endif %}",
        "{{ name | default('') }}",
        "{{ 'x' if city else '' }}",
        "Hi {{ name | default('') | upper }}",
        "{{ last_order_at | date(' ') }}",
    ] {
        assert!(needs(text).depends, "{text}");
    }
    for text in ["{{ spend | money }}", "{{ name | default('you') | upper }}", "{% if name %}Hello{% endif %}!"] {
        assert!(!needs(text).depends, "{text}");
    }
}

#[test]
fn a_message_is_never_longer_than_its_own_bytes_and_what_it_prints() {
    let long = Person { name: Some("ΐ".repeat(60)), city: Some("ß".repeat(60)), ..asha() };
    for text in [
        "Hi {{ name | upper }} of {{ city | upper }}{{ 'ΐ' | upper }}",
        "{{ spend | money }} {{ spend | number }} {{ spend }} {{ order_count }} {{ visits | round(6) }}",
        "{{ -5 }}{{ 12345.678 | money }}{{ last_order_at }}",
    ] {
        let template = Template::parse(text, WORKSPACE).unwrap();
        let needs = template.needs();
        let printed: usize = needs
            .printed
            .iter()
            .map(|field| match field {
                Field::Name => long.name.as_ref().unwrap().len(),
                Field::City => long.city.as_ref().unwrap().len(),
                _ => 10,
            })
            .sum();
        assert!(template.render(&long).unwrap().len() <= needs.own_bytes + 3 * printed, "{text}");
    }
}

#[test]
fn what_a_message_may_not_do_is_refused_when_it_is_saved() {
    let long = format!("{{{{ {}1 }}}}", "(".repeat(2000));
    let deep = "{% if visits %}".repeat(270);
    let cases = [
        ("", "EMPTY_MESSAGE"),
        (" \n", "EMPTY_MESSAGE"),
        ("Hi {{ frist_name }}", "UNKNOWN_VARIABLE"),
        ("Hi {{ person.name }}", "UNKNOWN_VARIABLE"),
        ("Hi {{ name", "INVALID_TEMPLATE"),
        ("Hi {{ name.first }}", "INVALID_TEMPLATE"),
        ("{{ attributes }}", "INVALID_TEMPLATE"),
        ("{{ attributes.a.b }}", "INVALID_TEMPLATE"),
        ("{{ attributes[name] }}", "INVALID_TEMPLATE"),
        ("{{ 'x' * 100000000 }}", "INVALID_TEMPLATE"),
        ("{{ 9 ** 999999999 }}", "INVALID_TEMPLATE"),
        ("{{ name ~ name }}", "INVALID_TEMPLATE"),
        ("{{ spend + 1 }}", "INVALID_TEMPLATE"),
        ("{{ -spend }}", "INVALID_TEMPLATE"),
        ("{% for x in range(1000000000) %}x{% endfor %}", "INVALID_TEMPLATE"),
        ("{% for x in name %}x{% endfor %}", "INVALID_TEMPLATE"),
        ("{{ range(10) }}", "INVALID_TEMPLATE"),
        ("{{ name.upper() }}", "INVALID_TEMPLATE"),
        ("{% set x = 1 %}", "INVALID_TEMPLATE"),
        ("{% with x = 1 %}{% endwith %}", "INVALID_TEMPLATE"),
        ("{% macro m() %}{% endmacro %}", "INVALID_TEMPLATE"),
        ("{% include 'x' %}", "INVALID_TEMPLATE"),
        ("{% extends 'x' %}", "INVALID_TEMPLATE"),
        ("{% filter upper %}x{% endfilter %}", "INVALID_TEMPLATE"),
        ("{{ [1, 2] }}", "INVALID_TEMPLATE"),
        ("{{ name[0:2] }}", "INVALID_TEMPLATE"),
        ("{{ name | replace('a', 'b') }}", "UNKNOWN_FILTER"),
        ("{{ name | default }}", "INVALID_TEMPLATE"),
        ("{{ name | default(city) }}", "INVALID_TEMPLATE"),
        ("{{ name | truncate('x') }}", "INVALID_TEMPLATE"),
        ("{{ spend | round(-1) }}", "INVALID_TEMPLATE"),
        ("{{ last_order_at | date('%Q') }}", "INVALID_TEMPLATE"),
        ("{{ name is string }}", "INVALID_TEMPLATE"),
        ("{% if city < 'M' %}x{% endif %}", "INVALID_TEMPLATE"),
        ("{% if spend > name %}x{% endif %}", "INVALID_TEMPLATE"),
        ("{# said to nobody #}", "SAYS_NOTHING"),
        ("{{ '' }} ", "SAYS_NOTHING"),
        ("{% if false %}x{% endif %}", "SAYS_NOTHING"),
        ("{% if city %} {% else %}{{ none | default('') }}{% endif %}", "SAYS_NOTHING"),
        ("Hi {{ '' | upper }}", "SAYS_NOTHING"),
        ("Hi {{ spend | date }}", "INVALID_TEMPLATE"),
        ("nul \0", "INVALID_TEXT"),
        (&long, "INVALID_TEMPLATE"),
        (&deep, "INVALID_TEMPLATE"),
    ];
    for (text, code) in cases {
        let problems = Template::parse(text, WORKSPACE).err().unwrap_or_else(|| panic!("{text} was accepted"));
        assert_eq!(problems[0].code, code, "{text}: {problems:?}");
    }
    let problems = Template::parse(&"x".repeat(LONGEST + 1), WORKSPACE).err().unwrap();
    assert_eq!(problems[0].code, "TEMPLATE_TOO_LONG");
}

#[test]
fn a_message_never_grows_beyond_its_limit() {
    let person = Person { name: Some("न".repeat(400)), ..Person::default() };
    assert_eq!(say(&"{{ name }}".repeat(3), &person).unwrap().len(), 3600);
    assert_eq!(say(&"{{ name }}".repeat(4), &person), Err(Unrendered::TooLong));
}

#[test]
fn parts_of_a_text_message_are_counted_as_the_networks_do() {
    let cases = [
        ("".to_owned(), 0),
        ("a".repeat(160), 1),
        ("a".repeat(161), 2),
        ("a".repeat(306), 2),
        ("a".repeat(307), 3),
        ("€".repeat(80), 1),
        ("€".repeat(81), 2),
        ("न".repeat(70), 1),
        ("न".repeat(71), 2),
        ("🙂".repeat(35), 1),
        ("🙂".repeat(36), 2),
    ];
    for (text, parts) in cases {
        assert_eq!(sms_segments(&text), parts, "{} × {:?}", text.chars().count(), text.chars().next());
    }
}

#[test]
fn what_no_customer_should_read_is_refused() {
    let code = |text: &str| Template::parse(text, WORKSPACE).err().map(|problems| problems[0].code.to_string());
    for text in [
        "Hi {{ none }}",
        "{{ true }}",
        "{{ city == 'Pune' }}",
        "{{ not city }}",
        "{{ city is defined }}",
        "Hi {{ none if city else 'you' }}",
    ] {
        assert_eq!(code(text).as_deref(), Some("INVALID_TEMPLATE"), "{text}");
    }
    for text in ["a {{ 'b\\u0000c' }}", "{{ '\\x00' }}", "{{ '\\0' }}", "{{ attributes['a\\u0000b'] }}", "a\0b"] {
        assert_eq!(code(text).as_deref(), Some("INVALID_TEXT"), "{text}");
    }
}
