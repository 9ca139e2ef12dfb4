//! A subscription over a WebSocket, as any client holds one: `graphql-transport-ws`, small buffers, since there are
//! thousands of them.

use std::time::Duration;

use anyhow::{Context as _, bail, ensure};
use futures::stream::{StreamExt as _, TryStreamExt as _};
use futures::{SinkExt as _, stream};
use serde::Deserialize;
use serde_json::json;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::http::HeaderValue;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::tungstenite::{Message, Utf8Bytes};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async_with_config};

use super::processes::Server;

const BUFFER: usize = 2 << 10;
/// How long the server may take to say something.
const PATIENCE: Duration = Duration::from_secs(60);
/// Sockets that are opened at a time.
const AT_ONCE: usize = 50;
/// Files beside the sockets.
const OTHER_FILES: usize = 200;

const PROGRESS: &str = "subscription Progress($id: ID!) { campaignProgress(id: $id) { delivered failed } }";

/// An open subscription to a campaign's figures.
pub struct Socket {
    stream: WebSocketStream<MaybeTlsStream<TcpStream>>,
}

#[derive(Deserialize)]
struct Incoming {
    #[serde(rename = "type")]
    kind: String,
    payload: Option<Payload>,
}

#[derive(Deserialize)]
struct Payload {
    data: Option<Data>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Data {
    campaign_progress: Figures,
}

#[derive(Deserialize)]
struct Figures {
    delivered: u64,
    failed: u64,
}

impl Socket {
    /// Connects and subscribes; the first answer has come.
    pub async fn open(server: &Server, campaign: &str) -> anyhow::Result<Self> {
        let mut request = format!("{}/graphql/ws", server.url.replace("http://", "ws://")).into_client_request()?;
        let headers = request.headers_mut();
        headers.insert("sec-websocket-protocol", HeaderValue::from_static("graphql-transport-ws"));
        headers.insert("authorization", HeaderValue::from_str(&format!("Bearer {}", server.key))?);
        let config = WebSocketConfig::default().read_buffer_size(BUFFER).write_buffer_size(BUFFER);
        let (stream, _) = connect_async_with_config(request, Some(config), true).await?;
        let mut socket = Self { stream };
        socket.say(json!({ "type": "connection_init" })).await?;
        let payload = json!({ "query": PROGRESS, "variables": { "id": campaign } });
        socket.say(json!({ "id": "1", "type": "subscribe", "payload": payload })).await?;
        socket.next().await?;
        Ok(socket)
    }

    async fn say(&mut self, message: serde_json::Value) -> anyhow::Result<()> {
        Ok(self.stream.send(Message::text(message.to_string())).await?)
    }

    /// How many messages have come to an end, when that has changed.
    pub async fn next(&mut self) -> anyhow::Result<u64> {
        loop {
            let said = tokio::time::timeout(PATIENCE, self.stream.next()).await.context("a subscription is silent")?;
            let Message::Text(text) = said.context("a socket was closed")?? else { continue };
            if let Some(count) = self.read(&text).await? {
                return Ok(count);
            }
        }
    }

    async fn read(&mut self, text: &Utf8Bytes) -> anyhow::Result<Option<u64>> {
        let incoming: Incoming = serde_json::from_str(text)?;
        match (incoming.kind.as_str(), incoming.payload.and_then(|payload| payload.data)) {
            ("next", Some(Data { campaign_progress: Figures { delivered, failed } })) => Ok(Some(delivered + failed)),
            ("connection_ack" | "pong", _) => Ok(None),
            ("ping", _) => {
                self.say(json!({ "type": "pong" })).await?;
                Ok(None)
            }
            _ => bail!("a subscription got {text}"),
        }
    }
}

/// Opens many of the same.
pub async fn open_many(server: &Server, campaign: &str, count: usize) -> anyhow::Result<Vec<Socket>> {
    let most = open_files()?;
    ensure!(
        count + OTHER_FILES <= most,
        "{count} sockets take more than the {most} files that this process may open; raise that with \"ulimit -n {}\"",
        count + OTHER_FILES
    );
    let opened = stream::iter(0..count).map(|_| Socket::open(server, campaign)).buffer_unordered(AT_ONCE);
    opened.try_collect().await
}

/// How many files this process, and each that it starts, may open; no limit where the kernel does not say.
fn open_files() -> anyhow::Result<usize> {
    let limits = std::fs::read_to_string("/proc/self/limits").unwrap_or_default();
    let line = limits.lines().find_map(|line| line.strip_prefix("Max open files"));
    Ok(line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or(usize::MAX))
}
