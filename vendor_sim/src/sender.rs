//! One HTTP call that carries one receipt, and what its answer means.

use std::time::Duration;

use chrono::{DateTime, Utc};
use reqwest::StatusCode;
use reqwest::header::{CONTENT_TYPE, HeaderMap, RETRY_AFTER};
use serde::Serialize;

use crate::book::Receipt;
use crate::clock::rfc3339;
use crate::message::vendor_id;
use crate::signature::Secret;

const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
const CALL_TIMEOUT: Duration = Duration::from_secs(15);
/// The longest Retry-After that is honoured.
const MAX_RETRY_AFTER: Duration = Duration::from_secs(60 * 60);

/// What became of one call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Answered 2xx.
    Taken,
    /// Answered with a 4xx that another try would only get again.
    Rejected,
    /// Anything else; not before `after` if the receiver asked for that.
    Again { after: Option<Duration> },
}

/// Signs and posts receipts.
#[derive(Clone)]
pub struct Sender {
    client: reqwest::Client,
    secret: Secret,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Body<'a> {
    key: &'a str,
    vendor_id: String,
    status: &'static str,
    reason: Option<&'static str>,
    occurred_at: String,
}

impl Sender {
    /// # Errors
    /// If the HTTP client cannot be built.
    pub fn new(secret: Secret) -> reqwest::Result<Self> {
        let client = reqwest::Client::builder()
            .connect_timeout(CONNECT_TIMEOUT)
            .timeout(CALL_TIMEOUT)
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .build()?;
        Ok(Self { client, secret })
    }

    /// Posts `receipt` at `now`. The webhook id depends on the message alone, so it is
    /// the same in every try, copy and life of this service.
    pub async fn send(&self, receipt: &Receipt, now: DateTime<Utc>) -> Verdict {
        let body = Body {
            key: &receipt.key,
            vendor_id: vendor_id(receipt.id),
            status: receipt.outcome.status(),
            reason: receipt.outcome.reason(),
            occurred_at: rfc3339(receipt.occurred_ms),
        };
        let Ok(body) = serde_json::to_vec(&body) else {
            return Verdict::Rejected;
        };
        let id = format!("rcpt_{}", receipt.id.simple());
        let timestamp_s = now.timestamp();
        let answer = self
            .client
            .post(&*receipt.callback)
            .header(CONTENT_TYPE, "application/json")
            .header("webhook-id", &id)
            .header("webhook-timestamp", timestamp_s)
            .header("webhook-signature", self.secret.sign(&id, timestamp_s, &body))
            .body(body)
            .send()
            .await;
        match answer {
            Ok(answer) => verdict(answer.status(), answer.headers(), now),
            Err(error) => {
                tracing::debug!(key = %receipt.key, error = %error.without_url(), "receipt not delivered");
                Verdict::Again { after: None }
            }
        }
    }
}

fn verdict(status: StatusCode, headers: &HeaderMap, now: DateTime<Utc>) -> Verdict {
    let worth_a_retry = status == StatusCode::REQUEST_TIMEOUT || status == StatusCode::TOO_MANY_REQUESTS;
    if status.is_success() {
        Verdict::Taken
    } else if status.is_client_error() && !worth_a_retry {
        Verdict::Rejected
    } else {
        let after = retry_after(headers, now);
        Verdict::Again { after }
    }
}

/// Seconds or an HTTP date (RFC 9110, section 10.2.3); nothing if it is neither.
fn retry_after(headers: &HeaderMap, now: DateTime<Utc>) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    let wait = match text.parse() {
        Ok(seconds) => Duration::from_secs(seconds),
        Err(_) => {
            let until = DateTime::parse_from_rfc2822(text).ok()?;
            (until.to_utc() - now).to_std().unwrap_or_default()
        }
    };
    Some(wait.min(MAX_RETRY_AFTER))
}

/// How long to wait before try number `tries` (1 is the first repetition): doubling
/// from 200 ms to five minutes, of which `jitter`, in `0..1`, spreads the upper half, so
/// that receipts which failed together do not come back together.
#[must_use]
pub fn backoff(tries: u32, jitter: f64) -> Duration {
    let doubled = 2u32.saturating_pow(tries.saturating_sub(1));
    let full = Duration::from_millis(200).saturating_mul(doubled);
    full.min(Duration::from_secs(300)).mul_f64(0.5 + jitter / 2.0)
}

#[cfg(test)]
mod tests {
    use reqwest::header::HeaderValue;

    use super::*;

    fn judged(status: u16, retry_after: Option<&'static str>) -> Verdict {
        let mut headers = HeaderMap::new();
        if let Some(value) = retry_after {
            headers.insert(RETRY_AFTER, HeaderValue::from_static(value));
        }
        let now = DateTime::parse_from_rfc3339("2026-01-05T10:00:00Z").unwrap();
        verdict(StatusCode::from_u16(status).unwrap(), &headers, now.to_utc())
    }

    #[test]
    fn only_answers_that_may_change_are_tried_again() {
        for status in [200, 202, 204] {
            assert_eq!(judged(status, None), Verdict::Taken, "{status}");
        }
        for status in [400, 401, 404, 410, 422] {
            assert_eq!(judged(status, None), Verdict::Rejected, "{status}");
        }
        for status in [302, 408, 429, 500, 503] {
            assert_eq!(judged(status, None), Verdict::Again { after: None }, "{status}");
        }
    }

    #[test]
    fn retry_after_is_read_as_seconds_and_as_a_date_within_bounds() {
        for (value, seconds) in [
            ("7", Some(7)),
            ("Mon, 05 Jan 2026 10:00:30 GMT", Some(30)),
            ("Mon, 05 Jan 2026 09:00:00 GMT", Some(0)),
            ("99999999", Some(3600)),
            ("soon", None),
        ] {
            let after = seconds.map(Duration::from_secs);
            assert_eq!(judged(503, Some(value)), Verdict::Again { after }, "{value}");
        }
    }

    #[test]
    fn the_backoff_doubles_up_to_five_minutes() {
        assert_eq!(backoff(1, 1.0), Duration::from_millis(200));
        assert_eq!(backoff(2, 1.0), Duration::from_millis(400));
        assert_eq!(backoff(2, 0.0), Duration::from_millis(200));
        assert_eq!(backoff(u32::MAX, 1.0), Duration::from_secs(300));
    }
}
