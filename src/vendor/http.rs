//! The vendor over HTTP: `POST /v1/messages`, one client with its pool of connections, no redirects, no proxy,
//! and a time-out over the whole call, so that a slow drip ends like a silence.

use std::time::Duration;

use chrono::Utc;
use reqwest::header::{CONTENT_TYPE, RETRY_AFTER};
use reqwest::{Client, Response, StatusCode};
use serde::{Deserialize, Serialize};

use super::{Answer, MessageVendor, OutgoingMessage, retry_after};
use crate::config::VendorConfig;

const CONNECT_TIMEOUT: Duration = Duration::from_secs(3);
/// More of an answer than this is not read.
const LARGEST_ANSWER: usize = 64 << 10;
const LONGEST_CODE: usize = 40;
const LONGEST_ID: usize = 200;

/// The vendor behind `VENDOR_URL`.
#[derive(Clone)]
pub struct HttpVendor {
    client: Client,
    url: String,
    callback_url: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Body<'a> {
    channel: &'a str,
    to: &'a str,
    text: &'a str,
    callback_url: &'a str,
}

#[derive(Deserialize)]
struct Taken {
    id: String,
}

#[derive(Deserialize)]
struct Refusal {
    error: RefusalError,
}

#[derive(Deserialize)]
struct RefusalError {
    code: String,
}

impl HttpVendor {
    /// A client for the configured vendor; receipts are asked for at `public_url`.
    pub fn new(config: &VendorConfig, public_url: &str) -> anyhow::Result<Self> {
        let client = Client::builder()
            .timeout(config.timeout)
            .connect_timeout(CONNECT_TIMEOUT.min(config.timeout))
            .pool_max_idle_per_host(config.concurrency)
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .tcp_nodelay(true)
            .build()?;
        Ok(Self {
            client,
            url: format!("{}/v1/messages", config.url),
            callback_url: format!("{public_url}/webhooks/receipts"),
        })
    }
}

impl MessageVendor for HttpVendor {
    async fn send(&self, message: &OutgoingMessage) -> Answer {
        let body =
            Body { channel: &message.channel, to: &message.to, text: &message.text, callback_url: &self.callback_url };
        let Ok(body) = serde_json::to_vec(&body) else {
            return Answer::Refused { code: "NOT_ENCODABLE".to_owned() };
        };
        let call = self.client.post(&self.url).header("idempotency-key", &message.key);
        match call.header(CONTENT_TYPE, "application/json").body(body).send().await {
            Ok(answer) => classed(answer).await,
            Err(error) if error.is_connect() => Answer::Unreachable,
            Err(_) => Answer::NoAnswer,
        }
    }
}

async fn classed(answer: Response) -> Answer {
    let status = answer.status();
    match status {
        status if status.is_success() => Answer::Accepted { id: taken_id(&read(answer).await) },
        StatusCode::TOO_MANY_REQUESTS => {
            let header = answer.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok());
            Answer::RateLimited { retry_after: retry_after::parse(header, Utc::now()) }
        }
        StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_EARLY | StatusCode::SERVICE_UNAVAILABLE => Answer::Busy,
        status if status.is_client_error() => refused(status, &read(answer).await),
        _ => Answer::ServerError,
    }
}

/// What comes of the body, up to a bound. A body that breaks off says less and changes no class.
async fn read(mut answer: Response) -> Vec<u8> {
    let mut body = Vec::new();
    while let Ok(Some(chunk)) = answer.chunk().await {
        if body.len() + chunk.len() > LARGEST_ANSWER {
            break;
        }
        body.extend_from_slice(&chunk);
    }
    body
}

fn taken_id(body: &[u8]) -> Option<String> {
    let taken: Taken = serde_json::from_slice(body).ok()?;
    Some(taken.id).filter(|id| !id.is_empty() && id.len() <= LONGEST_ID && !id.contains('\0'))
}

/// 409 and 422 are what the IETF's draft on the Idempotency-Key header has a vendor say of a key.
fn refused(status: StatusCode, body: &[u8]) -> Answer {
    let code = refusal_code(status, body);
    let conflict = status == StatusCode::CONFLICT
        || (status == StatusCode::UNPROCESSABLE_ENTITY && (code.contains("KEY") || code.contains("IDEMPOTENCY")));
    if conflict { Answer::KeyConflict { code } } else { Answer::Refused { code } }
}

fn refusal_code(status: StatusCode, body: &[u8]) -> String {
    let given = serde_json::from_slice::<Refusal>(body).map(|refusal| refusal.error.code).unwrap_or_default();
    let code: String = given
        .chars()
        .filter(|letter| letter.is_ascii_alphanumeric() || *letter == '_')
        .map(|letter| letter.to_ascii_uppercase())
        .take(LONGEST_CODE)
        .collect();
    if code.is_empty() { status.as_u16().to_string() } else { code }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusals_code_is_clean_or_the_status() {
        let cases: [(&[u8], &str); 4] = [
            (br#"{"error":{"code":"INVALID_TO"}}"#, "INVALID_TO"),
            (br#"{"error":{"code":"bad number; drop"}}"#, "BADNUMBERDROP"),
            (br#"{"error":{"code":""}}"#, "422"),
            (b"<html>", "422"),
        ];
        for (body, code) in cases {
            assert_eq!(refusal_code(StatusCode::UNPROCESSABLE_ENTITY, body), code);
        }
    }

    #[test]
    fn a_conflict_over_the_key_is_no_refusal_of_the_message() {
        let answer = |status: u16, code: &str| {
            let body = format!(r#"{{"error":{{"code":"{code}"}}}}"#);
            refused(StatusCode::from_u16(status).unwrap(), body.as_bytes())
        };
        let code = |code: &str| code.to_owned();
        assert_eq!(answer(409, ""), Answer::KeyConflict { code: code("409") });
        assert_eq!(answer(422, "KEY_REUSED"), Answer::KeyConflict { code: code("KEY_REUSED") });
        assert_eq!(answer(422, "INVALID_TO"), Answer::Refused { code: code("INVALID_TO") });
        assert_eq!(answer(400, "INVALID_KEY"), Answer::Refused { code: code("INVALID_KEY") });
    }

    #[test]
    fn an_id_that_cannot_be_stored_is_none() {
        assert_eq!(taken_id(br#"{"id":"v-1"}"#).as_deref(), Some("v-1"));
        for body in [&br#"{"id":""}"#[..], br#"{"id":"a\u0000"}"#, b"{", b""] {
            assert_eq!(taken_id(body), None);
        }
    }
}
