//! The ledger of a campaign as a file, streamed: `/exports/campaigns/ID.csv` and `.ndjson`.

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Extension, Router};

use super::visitor::{self, Visitor};
use crate::app::App;
use crate::campaigns::CampaignError;
use crate::campaigns::export::{self, Format};
use crate::ids::CampaignId;

/// The routes of exports.
pub fn routes() -> Router<App> {
    Router::new().route("/exports/campaigns/{file}", get(ledger))
}

async fn ledger(State(app): State<App>, Extension(visitor): Extension<Visitor>, Path(file): Path<String>) -> Response {
    let caller = visitor.ctx;
    let Some((id, format)) = named(&file) else {
        return (StatusCode::NOT_FOUND, "There is no such file; ask for a campaign's id with .csv or .ndjson.\n")
            .into_response();
    };
    let (media_type, ending) = match format {
        Format::Csv => ("text/csv; charset=utf-8", "csv"),
        Format::Ndjson => ("application/x-ndjson", "ndjson"),
    };
    match export::ledger(&caller, app.db.clone(), id, format).await {
        Ok(Some((campaign, parts))) => {
            let disposition = format!("attachment; filename=\"{}.{ending}\"", campaign.id);
            let headers = [(header::CONTENT_TYPE, media_type.to_owned()), (header::CONTENT_DISPOSITION, disposition)];
            (headers, Body::from_stream(parts)).into_response()
        }
        Ok(None) => (StatusCode::NOT_FOUND, format!("There is no campaign {id}.\n")).into_response(),
        Err(CampaignError::Forbidden(error)) => visitor::forbidden(error),
        Err(error) => {
            tracing::error!(%error, cause = ?std::error::Error::source(&error), "an export of {id} could not begin");
            (StatusCode::SERVICE_UNAVAILABLE, "The ledger cannot be read now. Try again in a moment.\n").into_response()
        }
    }
}

fn named(file: &str) -> Option<(CampaignId, Format)> {
    let (id, format) = match file.strip_suffix(".csv") {
        Some(id) => (id, Format::Csv),
        None => (file.strip_suffix(".ndjson")?, Format::Ndjson),
    };
    Some((id.parse().ok()?, format))
}
