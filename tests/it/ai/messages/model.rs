//! A model that writes well, badly, late, never or with ill will.

use std::time::Duration;

use serde_json::{Value, json};

use super::{QUERY, city, shop};
use crate::support::TestApp;
use crate::support::ollama::{Model, Says};

const GOAL: &str = "win back lapsed customers with 20% off until Sunday";
const HI: &str = "{{ first_name | default('there') }}";

pub async fn app_with(model: &Model, seconds: &str) -> TestApp {
    let settings =
        [("OLLAMA_URL", model.url.as_str()), ("OLLAMA_MODEL", "stand-in"), ("OLLAMA_TIMEOUT_SECONDS", seconds)];
    let app = TestApp::with(&[], &settings).await;
    shop(&app).await;
    app
}

pub fn sketch(message: &str) -> Says {
    Says::json(&json!({ "message": message }))
}

async fn ask(app: &TestApp, goal: &str) -> Vec<Value> {
    let asked = json!({ "goal": goal, "rule": city("Pune") });
    app.data(QUERY, asked).await["messageSuggestions"].as_array().unwrap().clone()
}

fn engines(suggestions: &[Value]) -> Vec<&str> {
    suggestions.iter().map(|one| one["origin"]["engine"].as_str().unwrap()).collect()
}

/// Three good ones, each its own.
fn good() -> [String; 3] {
    [
        format!("Hello {HI}, we kept your chair warm. Take 20% off until Sunday."),
        format!("{HI}, the chai has been asking after you: 20% off if you come by until Sunday!"),
        "A small nudge from the shop around the corner: 20% off, until Sunday.".to_owned(),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn a_models_messages_that_hold_are_used_with_reasons_that_are_ours() {
    let messages = good();
    let model = Model::start(messages.iter().map(|message| sketch(message))).await;
    let app = app_with(&model, "5").await;
    let suggestions = ask(&app, GOAL).await;
    for (suggestion, message) in suggestions.iter().zip(&messages) {
        assert_eq!(suggestion["message"], *message);
        assert_eq!(suggestion["origin"], json!({ "engine": "OLLAMA", "model": "stand-in", "insteadOf": null }));
        assert!(suggestion["reason"].as_str().unwrap().starts_with("20 people of this audience"), "{suggestion}");
        assert_eq!((&suggestion["fits"], &suggestion["product"]["sku"]), (&json!(true), &json!("TEA-1")));
    }
    let asked = model.asked.lock().unwrap().clone();
    assert_eq!(asked.len(), 3);
    assert!(asked[0].get("tools").is_none(), "there is nothing to call");
    let question: Value = serde_json::from_str(asked[2]["messages"][1]["content"].as_str().unwrap()).unwrap();
    assert_eq!((&question["goal"], &question["popularProduct"]), (&json!(GOAL), &json!("Masala Chai")));
    assert_eq!(question["doNotRepeat"], json!([messages[0], messages[1]]));
    assert!(!asked[0]["messages"][0]["content"].as_str().unwrap().contains("win back"));
    app.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bad_message_is_asked_for_once_more_with_what_was_wrong() {
    let [one, two, three] = good();
    let bad = one.replace("20%", "50%");
    let model = Model::start([bad, one.clone(), two, three].iter().map(|message| sketch(message))).await;
    let app = app_with(&model, "5").await;
    let suggestions = ask(&app, GOAL).await;
    assert_eq!((&suggestions[0]["message"], engines(&suggestions)), (&json!(one), vec!["OLLAMA"; 3]));
    let again = model.asked.lock().unwrap()[1]["messages"].to_string();
    assert!(again.contains("The number 50 does not stand in the goal."), "{again}");
    app.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_model_makes_up_or_means_ill_is_never_suggested() {
    let long = format!("We miss you, 20% off. {}", "come back ".repeat(1_000));
    let cases = [
        ("made-up code", format!("Hi {HI}! 20% off with FREECOFFEE until Sunday.")),
        ("made-up number", format!("Hi {HI}! 20% off, and 30 presents until Sunday.")),
        ("number in another script", format!("Hi {HI}! 20% off, or ५०% until Sunday.")),
        ("number in words", format!("Hi {HI}! 20% off, and fifty more until Sunday.")),
        ("fraction", format!("Hi {HI}! 20% off, almost ½ of it, until Sunday.")),
        ("made-up link", format!("Hi {HI}! 20% off at evil.example until Sunday.")),
        ("made-up address", format!("Hi {HI}! 20% off, write to me@evil until Sunday.")),
        ("made-up offer", format!("Hi {HI}! 20% off and a gift until Sunday.")),
        ("made-up day", format!("Hi {HI}! 20% off until Sunday, or Monday.")),
        ("made-up festival", format!("Happy Diwali, {HI}! 20% off until Sunday.")),
        ("offer left out", format!("Hi {HI}! Come back and see us again.")),
        ("unknown variable", "Hi {{ nickname }}! 20% off until Sunday.".to_owned()),
        ("attribute", "Hi {{ attributes.tier | default('you') }}! 20% off until Sunday.".to_owned()),
        ("no fallback", "Hi {{ first_name }}! 20% off until Sunday.".to_owned()),
        ("blank fallback", "{{ first_name | default('') }} 20% off until Sunday {{ city }}".to_owned()),
        ("huge", "{{ 'x' * 100000000 }} 20% off until Sunday".to_owned()),
        ("loop", "{% for a in b %}20% off until Sunday{% endfor %}".to_owned()),
        ("hidden in an if", format!("Hi {HI}! 20% off. {{% if visits > 99 %}}evil{{% endif %}}")),
        ("put together of pieces", "20% off until Sunday, a {{ 'gi' }}{{ 'ft' }} for you".to_owned()),
        ("link in pieces", "20% off until Sunday at evil{{ city | default('.') }}example".to_owned()),
        ("comment", "20% off until Sunday at evil{# #}.example".to_owned()),
        ("invisible", format!("Hi {HI}! 20% off until\u{202e} Sunday.")),
        ("markup", format!("<b>Hi {HI}!</b> 20% off until Sunday.")),
        ("letters of another alphabet", format!("Hi {HI}! 20% оff until Sunday, скидка.")),
        ("ten thousand characters", long),
        ("two parts", format!("Hi {HI}! 20% off until Sunday. {}", "We really miss you so much. ".repeat(6))),
        ("nothing", " ".to_owned()),
    ];
    let says = cases.iter().flat_map(|(_, message)| std::iter::repeat_n(sketch(message), 6));
    let malformed = [
        Says::Content("Sure! Here is your message.".to_owned()),
        Says::json(&json!({ "text": "20% off" })),
        Says::json(&json!({ "message": "20% off until Sunday for you", "send": true })),
        Says::Raw(200, "{\"done\": true}"),
    ];
    let says = says.chain(malformed.iter().flat_map(|says| std::iter::repeat_n(says.clone(), 6)));
    let model = Model::start(says).await;
    let app = app_with(&model, "30").await;
    for (at, what) in cases.iter().map(|(what, _)| *what).chain(["no JSON", "shape", "field", "protocol"]).enumerate() {
        let suggestions = ask(&app, GOAL).await;
        assert_eq!(engines(&suggestions), vec!["BUILT_IN"; 3], "{what}: {suggestions:?}");
        assert_eq!(model.times_asked(), 6 * (at + 1), "{what}: each is asked for twice");
        for suggestion in suggestions {
            assert!(suggestion["origin"]["insteadOf"].is_string(), "{what}: {suggestion}");
            let message = suggestion["message"].as_str().unwrap();
            assert!(message.contains("20% off until Sunday"), "{what}: {message}");
        }
    }
    let runs = app.data("{ assistantRuns(first: 1) { nodes { outcome model } } }", json!({})).await;
    assert_eq!(runs["assistantRuns"]["nodes"], json!([{ "outcome": "FELL_BACK", "model": "stand-in" }]));
    app.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_model_that_says_the_same_again_is_told_and_then_replaced() {
    let [one, ..] = good();
    let model = Model::start(std::iter::repeat_n(sketch(&one), 5)).await;
    let app = app_with(&model, "5").await;
    let suggestions = ask(&app, GOAL).await;
    assert_eq!(engines(&suggestions), ["OLLAMA", "BUILT_IN", "BUILT_IN"]);
    let why = suggestions[1]["origin"]["insteadOf"].as_str().unwrap();
    assert!(why.contains("the same as a suggestion before it"), "{why}");
    app.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_model_that_hangs_is_waited_for_once_and_one_that_is_slow_each_time() {
    let model = Model::start([]).await;
    let app = app_with(&model, "1").await;
    let suggestions = ask(&app, GOAL).await;
    assert_eq!(engines(&suggestions), ["BUILT_IN"; 3]);
    for suggestion in &suggestions {
        assert_eq!(suggestion["origin"]["insteadOf"], "the model took longer than 1 s", "{suggestion}");
    }
    assert_eq!(model.times_asked(), 1);
    app.finish(0).await;

    let late = |message: &String| Says::Late(Duration::from_millis(700), json!({ "message": message }).to_string());
    let model = Model::start(good().iter().map(late)).await;
    let app = app_with(&model, "2").await;
    assert_eq!(engines(&ask(&app, GOAL).await), ["OLLAMA"; 3], "longer than its time in all, but not for any one");
    app.finish(0).await;
}
