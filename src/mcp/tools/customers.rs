//! Customers in.

use schemars::JsonSchema;
use serde::Deserialize;

use super::ingest::{ErrorPolicy, Taken, intake, taken};
use crate::customers::Consent;
use crate::ingest::{self, Given};
use crate::mcp::refusal::Refusal;
use crate::mcp::tool::{Call, Effect, Tool};

/// Takes customers in.
pub struct AddCustomers;

/// Rows, and how to treat them.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Rows {
    /// 1 to 10,000, each externalId once.
    rows: Vec<CustomerRow>,
    /// What bad rows do to the others: REJECT_FAILED_ROWS unless given.
    error_policy: Option<ErrorPolicy>,
    /// At most 200 bytes. The same key with the same rows has the same answer for a day, and nothing is taken again.
    idempotency_key: Option<String>,
}

/// A customer. What is absent keeps its stored value, null clears it. Texts are trimmed; an empty one counts as null.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CustomerRow {
    /// The brand's own id, at most 200 characters.
    external_id: String,
    /// Full name, at most 500 characters.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    name: Given<String>,
    /// Where mails go.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    email: Given<String>,
    /// Where text and WhatsApp messages go.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    phone: Given<String>,
    /// Where they live.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    city: Given<String>,
    /// Where they live.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    country: Given<String>,
    /// How often they came.
    #[serde(default)]
    #[schemars(with = "Option<i32>")]
    visits: Given<i64>,
    /// Replaced whole; at most 100.
    #[serde(default)]
    #[schemars(with = "Option<Vec<String>>")]
    tags: Given<Vec<String>>,
    /// Whether they may be messaged.
    #[serde(default)]
    #[schemars(with = "Option<Consent>")]
    consent: Given<Consent>,
    /// At most 100 keys and 16 KB. Merged by key; null removes a key.
    #[serde(default)]
    #[schemars(with = "Option<serde_json::Map<String, serde_json::Value>>")]
    attributes: Given<serde_json::Value>,
    /// RFC 3339: when they became a customer.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    created_at: Given<String>,
    /// RFC 3339: when the brand's system changed the row. The newest row wins, field by field; the moment of
    /// acceptance where absent.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    updated_at: Given<String>,
}

impl From<CustomerRow> for ingest::CustomerInput {
    fn from(row: CustomerRow) -> Self {
        Self {
            external_id: row.external_id,
            name: row.name,
            email: row.email,
            phone: row.phone,
            city: row.city,
            country: row.country,
            visits: row.visits,
            tags: row.tags,
            consent: row.consent,
            attributes: row.attributes,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}

impl Tool for AddCustomers {
    type Takes = Rows;
    type Gives = Taken;
    const NAME: &'static str = "add_customers";
    const TITLE: &'static str = "Add customers";
    const DESCRIPTION: &'static str = "Adds customers or changes them, by the brand's own externalId: absent fields \
        stay as they are. Rows are checked one by one, and problems name the row and field. They are stored within \
        moments: ask ingest_progress. Takes the permission INGEST.";
    const EFFECT: Effect = Effect::Merges;

    async fn run(call: &Call, takes: Rows) -> Result<Taken, Refusal> {
        let rows = ingest::Call {
            rows: takes.rows.into_iter().map(ingest::CustomerInput::from).collect(),
            policy: takes.error_policy.unwrap_or_default().into(),
            idempotency_key: takes.idempotency_key,
        };
        taken(ingest::customers(&call.ctx, intake(call), rows).await?)
    }
}
