//! Which of our formats a client takes (RFC 9110, section 12.5.1; GraphQL over HTTP, "Accept").
//!
//! The weight of a format is that of the most specific range that covers it. Between equals the one that was
//! named wins over the one that a wildcard let in; what is left is our choice: plain JSON for who takes anything,
//! `application/graphql-response+json` for who names it. A stream of events is sent only to who asks for one.

use axum::http::{HeaderMap, HeaderValue, header};

/// How an answer is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// `application/json`: the status speaks of the request alone, so a document with faults is answered by 200.
    Json,
    /// `application/graphql-response+json`: the status speaks of the document, too.
    GraphqlJson,
    /// `text/event-stream`: results as events, after the graphql-sse protocol.
    Events,
}

impl Format {
    fn media_type(self) -> (&'static str, &'static str) {
        match self {
            Self::Json => ("application", "json"),
            Self::GraphqlJson => ("application", "graphql-response+json"),
            Self::Events => ("text", "event-stream"),
        }
    }

    /// The `Content-Type` of an answer.
    pub fn content_type(self) -> HeaderValue {
        HeaderValue::from_static(match self {
            Self::Json => "application/json; charset=utf-8",
            Self::GraphqlJson => "application/graphql-response+json; charset=utf-8",
            Self::Events => "text/event-stream; charset=utf-8",
        })
    }
}

/// How closely a range names a format: by a wildcard, by its first half, in full.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Closeness {
    Anything,
    Kind,
    Exact,
}

#[derive(Debug)]
struct Range {
    kind: String,
    subtype: String,
    /// In thousandths; 0 means "not this".
    weight: u16,
}

impl Range {
    fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split(';').map(str::trim);
        let (kind, subtype) = parts.next()?.split_once('/')?;
        let weight = parts
            .filter_map(|parameter| parameter.split_once('='))
            .find(|(name, _)| name.trim().eq_ignore_ascii_case("q"))
            .map_or(Some(1000), |(_, value)| weight(value.trim()))?;
        Some(Self { kind: kind.to_ascii_lowercase(), subtype: subtype.to_ascii_lowercase(), weight })
    }

    fn covers(&self, (kind, subtype): (&str, &str)) -> Option<Closeness> {
        match (self.kind.as_str(), self.subtype.as_str()) {
            ("*", "*") => Some(Closeness::Anything),
            (own, "*") if own == kind => Some(Closeness::Kind),
            (own, named) if own == kind && named == subtype => Some(Closeness::Exact),
            _ => None,
        }
    }
}

fn weight(text: &str) -> Option<u16> {
    let weight: f32 = text.parse().ok()?;
    (0.0..=1.0).contains(&weight).then_some((weight * 1000.0).round() as u16)
}

/// What a request's `Accept` says.
#[derive(Debug)]
pub struct Accept(Vec<Range>);

impl Accept {
    /// Reads the header. Without one, or with an empty one, everything is welcome; ranges that are none are
    /// passed over.
    pub fn of(headers: &HeaderMap) -> Self {
        let said: Vec<&str> = headers.get_all(header::ACCEPT).iter().filter_map(|value| value.to_str().ok()).collect();
        if said.iter().all(|value| value.trim().is_empty()) {
            return Self(Range::parse("*/*").into_iter().collect());
        }
        Self(said.iter().flat_map(|value| value.split(',')).filter_map(Range::parse).collect())
    }

    /// The best of what an answer of one piece can be written in; `None` if none is welcome.
    pub fn answer(&self) -> Option<Format> {
        let ranked = [Format::Json, Format::GraphqlJson, Format::Events].map(|format| (self.rank(format), format));
        let welcome = ranked.into_iter().filter_map(|(rank, format)| Some((rank?, format)));
        welcome.max_by_key(|(rank, _)| *rank).map(|(_, format)| format)
    }

    /// What a refusal is written in: as the answer would be, but never as events.
    pub fn refusal(&self) -> Format {
        if self.rank(Format::GraphqlJson) > self.rank(Format::Json) { Format::GraphqlJson } else { Format::Json }
    }

    /// Whether a stream of events is welcome.
    pub fn events(&self) -> bool {
        self.rank(Format::Events).is_some()
    }

    /// Weight, closeness, and our own preference between equals.
    fn rank(&self, format: Format) -> Option<(u16, Closeness, u8)> {
        let covering = self.0.iter().filter_map(|range| Some((range.covers(format.media_type())?, range.weight)));
        let (closeness, weight) = covering.max_by_key(|(closeness, _)| *closeness)?;
        let preference = match (format, closeness) {
            (Format::Events, Closeness::Anything) => return None,
            (Format::Events, _) => 0,
            (Format::GraphqlJson, Closeness::Exact) => 3,
            (Format::GraphqlJson, _) => 1,
            (Format::Json, _) => 2,
        };
        (weight > 0).then_some((weight, closeness, preference))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accept(values: &[&str]) -> Accept {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(header::ACCEPT, value.parse().unwrap());
        }
        Accept::of(&headers)
    }

    #[test]
    fn the_best_that_the_client_takes_is_chosen() {
        use Format::{Events, GraphqlJson, Json};
        let cases: &[(&[&str], Option<Format>)] = &[
            (&[], Some(Json)),
            (&[""], Some(Json)),
            (&["*/*"], Some(Json)),
            (&["application/*"], Some(Json)),
            (&["application/json"], Some(Json)),
            (&["APPLICATION/JSON; charset=utf-8"], Some(Json)),
            (&["application/graphql-response+json"], Some(GraphqlJson)),
            (&["application/graphql-response+json; charset=utf-8, application/json; charset=utf-8"], Some(GraphqlJson)),
            (&["application/json, application/graphql-response+json"], Some(GraphqlJson)),
            (&["application/json", "application/graphql-response+json"], Some(GraphqlJson)),
            (&["application/graphql-response+json;q=0.5, application/json"], Some(Json)),
            (&["application/graphql-response+json;q=0.5, */*;q=0.1"], Some(GraphqlJson)),
            (&["application/json;q=0, */*"], Some(GraphqlJson)),
            (&["application/*;q=0, application/json;q=0.2"], Some(Json)),
            (&["text/html, */*;q=0.8"], Some(Json)),
            (&["text/event-stream"], Some(Events)),
            (&["text/event-stream, application/json"], Some(Json)),
            (&["text/event-stream, application/json;q=0.9"], Some(Events)),
            (&["text/html"], None),
            (&["*/*;q=0"], None),
            (&["application/json;q=2"], None),
            (&["json"], None),
        ];
        for (values, expected) in cases {
            assert_eq!(accept(values).answer(), *expected, "{values:?}");
        }
    }

    #[test]
    fn events_are_sent_to_who_asks_for_them() {
        assert!(accept(&["text/event-stream"]).events());
        assert!(accept(&["application/json, text/event-stream;q=0.1"]).events());
        assert!(accept(&["text/*"]).events());
        assert!(!accept(&["*/*"]).events());
        assert!(!accept(&[]).events());
        assert!(!accept(&["text/event-stream;q=0, text/*"]).events());
    }

    #[test]
    fn a_refusal_is_json_of_the_kind_that_the_client_takes() {
        assert_eq!(accept(&["application/graphql-response+json"]).refusal(), Format::GraphqlJson);
        assert_eq!(accept(&["text/event-stream"]).refusal(), Format::Json);
        assert_eq!(accept(&["text/html"]).refusal(), Format::Json);
    }
}
