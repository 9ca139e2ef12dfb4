//! GraphQL over HTTP beyond what its public suite asks.

use reqwest::header::{ACCEPT, ALLOW, CONTENT_TYPE};
use reqwest::{Method, Response};
use serde_json::{Value, json};

use crate::support::TestApp;

const JSON: &str = "application/json";
const GRAPHQL_JSON: &str = "application/graphql-response+json";
const VIEWER: &str = "{ viewer { id } }";
const CREATE: &str =
    r#"mutation { segmentCreate(input: { name: "Stolen", rule: { everyone: true } }) { segment { id } } }"#;

async fn post(test: &TestApp, accept: Option<&str>, body: Value) -> Response {
    let request = test.http.post(format!("{}/graphql", test.url)).json(&body);
    let request = match accept {
        Some(accept) => request.header(ACCEPT, accept),
        None => request,
    };
    request.send().await.unwrap()
}

fn media_type(answer: &Response) -> String {
    answer.headers()[CONTENT_TYPE].to_str().unwrap().split(';').next().unwrap().to_owned()
}

async fn code(answer: Response) -> String {
    let answer: Value = answer.json().await.unwrap();
    assert!(answer.get("data").is_none(), "{answer}");
    answer["errors"][0]["extensions"]["code"].as_str().unwrap_or_else(|| panic!("no code: {answer}")).to_owned()
}

async fn segments(test: &TestApp) -> i64 {
    test.database.number("SELECT count(*) FROM segments").await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_is_written_as_the_client_takes_it() {
    let test = TestApp::with(&[], &[]).await;
    for (accept, expected) in [
        (None, JSON),
        (Some("*/*"), JSON),
        (Some("application/json;q=0.1, application/graphql-response+json;q=0.2"), GRAPHQL_JSON),
        (Some("application/json;q=0.2, application/graphql-response+json;q=0.1"), JSON),
        (Some("application/json, application/graphql-response+json"), GRAPHQL_JSON),
        (Some("text/html, */*;q=0.1"), JSON),
        (Some("text/event-stream"), "text/event-stream"),
    ] {
        let answer = post(&test, accept, json!({ "query": VIEWER })).await;
        assert_eq!((answer.status().as_u16(), media_type(&answer).as_str()), (200, expected), "{accept:?}");
        assert!(answer.headers()[CONTENT_TYPE].to_str().unwrap().contains("charset=utf-8"));
    }
    for accept in ["text/html", "application/xml", "*/*;q=0"] {
        let answer = post(&test, Some(accept), json!({ "query": VIEWER })).await;
        assert_eq!((answer.status().as_u16(), code(answer).await.as_str()), (406, "NOT_ACCEPTABLE"), "{accept}");
    }
    let follow = json!({ "query": "subscription { campaignsChanged { id } }" });
    let answer = post(&test, Some(JSON), follow).await;
    assert_eq!((answer.status().as_u16(), code(answer).await.as_str()), (406, "NOT_ACCEPTABLE"));
    test.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_with_faults_is_400_without_data_for_who_takes_graphql_json() {
    let test = TestApp::with(&[], &[]).await;
    let required = "query ($id: ID!) { customer(id: $id) { id } }";
    for body in [
        json!({ "query": "{" }),
        json!({ "query": "{ nope }" }),
        json!({ "query": "" }),
        json!({ "query": "query A { __typename }", "operationName": "B" }),
        json!({ "query": "query A { __typename } query B { __typename }" }),
        json!({ "query": "{a".repeat(100) }),
        json!({ "query": required }),
        json!({ "query": required, "variables": { "id": null } }),
    ] {
        let strict = post(&test, Some(GRAPHQL_JSON), body.clone()).await;
        assert_eq!((strict.status().as_u16(), media_type(&strict).as_str()), (400, GRAPHQL_JSON), "{body}");
        code(strict).await;
        let plain = post(&test, Some(JSON), body.clone()).await;
        assert_eq!((plain.status().as_u16(), media_type(&plain).as_str()), (200, JSON), "{body}");
        code(plain).await;
    }
    test.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_operation_that_is_named_runs() {
    let test = TestApp::with(&[], &[]).await;
    let query = "query A { a: __typename } query B { b: __typename }";
    for (name, expected) in [("A", json!({ "a": "Query" })), ("B", json!({ "b": "Query" }))] {
        let answer = post(&test, None, json!({ "query": query, "operationName": name })).await;
        assert_eq!(answer.json::<Value>().await.unwrap()["data"], expected);
        let url = [("query", query), ("operationName", name), ("variables", ""), ("extensions", "{}")];
        let answer = test.http.get(format!("{}/graphql", test.url)).query(&url).send().await.unwrap();
        assert_eq!(answer.json::<Value>().await.unwrap()["data"], expected);
    }
    test.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_request_is_400() {
    let test = TestApp::with(&[], &[]).await;
    for body in ["", "nonsense", "[]", "null", r#"["{ __typename }"]"#, r#"{"query":["{ __typename }"]}"#] {
        let request = test.http.post(format!("{}/graphql", test.url)).header(CONTENT_TYPE, JSON).body(body);
        let answer = request.send().await.unwrap();
        assert_eq!((answer.status().as_u16(), code(answer).await.as_str()), (400, "BAD_REQUEST"), "{body}");
    }
    for url in ["", "?query=", "?query={a}&query={b}", "?query={a}&variables=[]", "?query={a}&extensions=1"] {
        let request = test.http.get(format!("{}/graphql{url}", test.url)).header(ACCEPT, GRAPHQL_JSON);
        let answer = request.send().await.unwrap();
        assert_eq!(answer.status().as_u16(), 400, "{url}");
        code(answer).await;
    }
    test.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_mutation_runs_but_by_a_post_of_json() {
    let test = TestApp::with(&[], &[]).await;
    let url = format!("{}/graphql", test.url);
    let body = json!({ "query": CREATE }).to_string();
    for media in [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/json; charset=utf-16",
        "application/json, text/plain",
        "application/graphql",
    ] {
        let answer = test.http.post(&url).header(CONTENT_TYPE, media).body(body.clone()).send().await.unwrap();
        assert_eq!((answer.status().as_u16(), code(answer).await.as_str()), (415, "UNSUPPORTED_MEDIA_TYPE"), "{media}");
    }
    let without = test.http.post(&url).body(body.clone()).send().await.unwrap();
    assert_eq!(without.status(), 415);
    let part = "--x\r\nContent-Disposition: form-data; name=\"operations\"\r\n\r\n";
    let multipart = test.http.post(&url).header(CONTENT_TYPE, "multipart/form-data; boundary=x");
    let answer = multipart.body(format!("{part}{body}\r\n--x--\r\n")).send().await.unwrap();
    assert_eq!(answer.status(), 415);
    let form = test.http.post(&url).form(&[("query", CREATE)]).send().await.unwrap();
    assert_eq!(form.status(), 415);
    for accept in [JSON, GRAPHQL_JSON, "text/event-stream"] {
        let answer = test.http.get(&url).query(&[("query", CREATE)]).header(ACCEPT, accept).send().await.unwrap();
        assert_eq!((answer.status().as_u16(), answer.headers()[ALLOW].to_str().unwrap()), (405, "POST"), "{accept}");
    }
    let head = test.http.head(&url).query(&[("query", CREATE)]).send().await.unwrap();
    assert_eq!(head.status(), 405);
    assert_eq!(segments(&test).await, 0);
    // The same does run where it may.
    assert_eq!(post(&test, None, json!({ "query": CREATE })).await.status(), 200);
    assert_eq!(segments(&test).await, 1);
    test.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn other_methods_are_told_which_there_are() {
    let test = TestApp::with(&[], &[]).await;
    for method in [Method::PUT, Method::DELETE, Method::PATCH, Method::OPTIONS] {
        let answer = test.http.request(method.clone(), format!("{}/graphql", test.url)).send().await.unwrap();
        assert_eq!((answer.status().as_u16(), &answer.headers()[ALLOW]), (405, &"GET, HEAD, POST".parse().unwrap()));
        assert_eq!(code(answer).await, "METHOD_NOT_ALLOWED", "{method}");
    }
    let head = test.http.head(format!("{}/graphql", test.url)).query(&[("query", VIEWER)]).send().await.unwrap();
    assert_eq!((head.status().as_u16(), media_type(&head).as_str()), (200, JSON));
    test.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_ingestion_may_send_more_than_a_megabyte() {
    let test = TestApp::with(&[], &[]).await;
    let padding = " ".repeat(1 << 20);
    // The name of an ingestion mutation is not enough: it has to be one, and nothing else.
    for query in ["# customersIngest\n{ viewer { id } }", "query customersIngest { viewer { id } }"] {
        let answer = post(&test, None, json!({ "query": query, "variables": { "padding": padding } })).await;
        assert_eq!((answer.status().as_u16(), code(answer).await.as_str()), (413, "BODY_TOO_LARGE"));
    }
    let load = "mutation ($input: CustomersIngestInput!) { customersIngest(input: $input) { acceptedCount } }";
    let rows = json!([{ "externalId": "c1", "attributes": { "padding": "x".repeat(1 << 10) } }]);
    let variables = json!({ "input": { "rows": rows }, "padding": padding });
    let answer: Value = post(&test, None, json!({ "query": load, "variables": variables })).await.json().await.unwrap();
    assert_eq!(answer["data"]["customersIngest"]["acceptedCount"], 1, "{answer}");
    let huge = json!({ "query": load, "variables": { "padding": " ".repeat(33 << 20) } });
    let answer = post(&test, None, huge).await;
    assert_eq!((answer.status().as_u16(), code(answer).await.as_str()), (413, "BODY_TOO_LARGE"));
    test.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_comes_from_elsewhere_never_runs() {
    let test = TestApp::with(&[], &[]).await;
    for (name, value) in [("origin", "http://evil.example"), ("host", "evil.example"), ("x-forwarded-for", "10.0.0.1")]
    {
        let request = test.http.post(format!("{}/graphql", test.url)).json(&json!({ "query": CREATE }));
        let answer = request.header(name, value).send().await.unwrap();
        assert_eq!((answer.status().as_u16(), code(answer).await.as_str()), (403, "FORBIDDEN"), "{name}");
    }
    assert_eq!(segments(&test).await, 0);
    test.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn graphiql_can_read_the_schema_within_the_limits() {
    let test = TestApp::with(&[], &[]).await;
    let data = test.data(include_str!("introspection.graphql"), json!({})).await;
    let types = data["__schema"]["types"].as_array().unwrap();
    assert!(types.iter().any(|named| named["name"] == "Viewer"));
    test.finish(0).await;
}
