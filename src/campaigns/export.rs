//! The ledger of a campaign as a file: read a stretch at a time by id and written as it is read, so that a
//! million messages take no more memory than a thousand. Stretches are read one after the other, so a file that
//! is made while the campaign runs is of several instants; every message is in it once.

use async_stream::try_stream;
use chrono::{DateTime, SecondsFormat, Utc};
use futures::Stream;
use serde_json::json;

use super::campaign::{Campaign, Delivery};
use super::{CampaignError, read, store};
use crate::auth::audit::{self, Deed};
use crate::auth::{Ctx, Permission};
use crate::db::Db;
use crate::ids::{CampaignId, MessageId};

const STRETCH: i64 = 2_000;

/// How the file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Comma-separated, with a header; safe to open in a spreadsheet.
    Csv,
    /// One JSON object a line.
    Ndjson,
}

const HEADER: [&str; 12] = [
    "message_id",
    "customer_external_id",
    "customer_name",
    "status",
    "reason",
    "generation",
    "attempts",
    "accepted",
    "vendor_id",
    "sent_at",
    "finished_at",
    "message",
];

/// The file, in parts of some hundred kilobytes. None where there is no such campaign.
pub async fn ledger(
    ctx: &Ctx,
    db: Db,
    id: CampaignId,
    format: Format,
) -> Result<Option<(Campaign, impl Stream<Item = Result<Vec<u8>, CampaignError>> + Send + use<>)>, CampaignError> {
    let Some(campaign) = read::one(ctx, &db, id).await? else { return Ok(None) };
    ctx.require(Permission::Read)?;
    audit::record(&mut *db.get().await?, ctx, Deed::to("campaign.export", &id.to_string(), &campaign.name)).await?;
    let parts = try_stream! {
        if format == Format::Csv {
            yield csv_part(&[HEADER.map(str::to_owned)])?;
        }
        let mut behind = MessageId(0);
        loop {
            let rows = {
                // A slow reader keeps no connection between two stretches.
                let mut connection = db.get().await?;
                store::export_chunk(&mut connection, id, behind, STRETCH).await?
            };
            let Some(last) = rows.last() else { return };
            behind = last.id;
            yield match format {
                Format::Csv => csv_part(&rows.iter().map(cells).collect::<Vec<_>>())?,
                Format::Ndjson => lines(&rows),
            };
        }
    };
    Ok(Some((campaign, parts)))
}

fn csv_part(rows: &[[String; HEADER.len()]]) -> Result<Vec<u8>, CampaignError> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let unwritable = |_| CampaignError::Stored("a row cannot be written as CSV".to_owned());
    for row in rows {
        writer.write_record(row).map_err(unwritable)?;
    }
    writer.into_inner().map_err(|_| CampaignError::Stored("a row cannot be written as CSV".to_owned()))
}

fn cells(row: &Delivery) -> [String; HEADER.len()] {
    [
        row.id.to_string(),
        harmless(&row.customer_external_id),
        harmless(row.customer_name.as_deref().unwrap_or_default()),
        row.status.name().to_owned(),
        harmless(row.reason.as_deref().unwrap_or_default()),
        row.generation.to_string(),
        row.attempts.to_string(),
        row.accepted.to_string(),
        harmless(row.vendor_id.as_deref().unwrap_or_default()),
        row.sent_at.map(instant).unwrap_or_default(),
        row.finished_at.map(instant).unwrap_or_default(),
        harmless(row.message.as_deref().unwrap_or_default()),
    ]
}

/// A spreadsheet runs a cell that begins like a formula; an apostrophe in front makes it the text that it is
/// (OWASP, CSV injection).
fn harmless(text: &str) -> String {
    if text.trim_start().starts_with(['=', '+', '-', '@', '\t', '\r']) || text.starts_with(['\t', '\r', '\n']) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

fn lines(rows: &[Delivery]) -> Vec<u8> {
    let mut text = String::new();
    for row in rows {
        let line = json!({
            "messageId": row.id.to_string(),
            "customerExternalId": row.customer_external_id,
            "customerName": row.customer_name,
            "status": row.status.name(),
            "reason": row.reason,
            "generation": row.generation,
            "attempts": row.attempts,
            "accepted": row.accepted,
            "vendorId": row.vendor_id,
            "sentAt": row.sent_at.map(instant),
            "finishedAt": row.finished_at.map(instant),
            "message": row.message,
        });
        text.push_str(&line.to_string());
        text.push('\n');
    }
    text.into_bytes()
}

fn instant(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::AutoSi, true)
}

#[cfg(test)]
mod tests {
    use super::harmless;

    #[test]
    fn a_cell_that_begins_like_a_formula_is_made_text() {
        for formula in ["=1+1", "+91", "-1", "@SUM(A1)", "\t=1", " =1", "\r=1"] {
            assert_eq!(harmless(formula), format!("'{formula}"));
        }
        assert_eq!(harmless("Hi = there"), "Hi = there");
    }
}
