//! The web client, embedded in the binary. Unknown paths get its front page, so that a link into the client
//! works; what looks like a file or an API and is none gets a 404.

use axum::http::{HeaderName, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "web/dist"]
#[allow_missing = true]
struct Files;

const PAGES: [(&str, &str); 1] = [("playground", "playground.html")];
// What an agent looks for under `.well-known` it would take for an answer, were it given a page.
const API: [&str; 8] = ["graphql", "api", "webhooks", "auth", "mcp", "exports", "docs", ".well-known"];

/// A file of the client, or its front page.
pub async fn serve(uri: Uri) -> Response {
    let path = uri.path().trim_start_matches('/');
    let first = path.split('/').next().unwrap_or_default();
    let named = PAGES.iter().find(|(page, _)| *page == path).map_or(path, |(_, file)| *file);
    if let Some(file) = Files::get(named) {
        return found(named, file);
    }
    if API.contains(&first) || first == "assets" || path.rsplit('/').next().is_some_and(|name| name.contains('.')) {
        return (StatusCode::NOT_FOUND, "There is nothing here.\n").into_response();
    }
    match Files::get("index.html") {
        Some(file) => found("index.html", file),
        None => {
            let text = "The web client is not built into this binary. Run `make web`, or use /graphql.\n";
            (StatusCode::NOT_FOUND, text).into_response()
        }
    }
}

fn found(path: &str, file: rust_embed::EmbeddedFile) -> Response {
    // Names under assets/ carry a hash of the content; everything else may change under its name.
    let cache = if path.starts_with("assets/") { "public, max-age=31536000, immutable" } else { "no-cache" };
    let mut response = file.data.into_response();
    let mut set = |name: HeaderName, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            response.headers_mut().insert(name, value);
        }
    };
    set(header::CONTENT_TYPE, file.metadata.mimetype());
    set(header::CACHE_CONTROL, cache);
    response
}
