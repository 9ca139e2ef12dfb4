//! A `graphql-transport-ws` client for tests: a subscription as a sequence of answers.

use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::{TcpSocket, TcpStream};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::Request;
use tokio_tungstenite::tungstenite::protocol::{CloseFrame, WebSocketConfig};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, client_async_with_config, connect_async_with_config};

use super::entrance::cookie_at;

/// Longer than the server lets a socket be silent.
const PATIENCE: Duration = Duration::from_secs(60);
pub const PROTOCOL: &str = "graphql-transport-ws";

/// A socket, from the client's side.
pub struct Socket {
    pub stream: WebSocketStream<MaybeTlsStream<TcpStream>>,
}

/// What came in.
#[derive(Debug)]
pub enum Received {
    Message(Value),
    Closed(Option<CloseFrame>),
}

/// Brings the session that the test holds at the server, if it holds one.
fn bring_session(url: &str, request: &mut Request<()>) {
    if let Some(cookie) = cookie_at(url) {
        request.headers_mut().insert("cookie", cookie.parse().unwrap());
    }
}

impl Socket {
    /// Connects without saying anything yet.
    pub async fn connect(url: &str, protocol: Option<&str>) -> Self {
        let mut request = format!("{}/graphql/ws", url.replace("http://", "ws://")).into_client_request().unwrap();
        bring_session(url, &mut request);
        if let Some(protocol) = protocol {
            request.headers_mut().insert("sec-websocket-protocol", protocol.parse().unwrap());
        }
        let (stream, _) = connect_async_with_config(request, Some(config()), true).await.unwrap();
        Self { stream }
    }

    /// Connects with this cookie, or with none.
    pub async fn connect_as(url: &str, cookie: Option<&str>) -> Self {
        let mut request = format!("{}/graphql/ws", url.replace("http://", "ws://")).into_client_request().unwrap();
        request.headers_mut().insert("sec-websocket-protocol", PROTOCOL.parse().unwrap());
        if let Some(cookie) = cookie {
            request.headers_mut().insert("cookie", cookie.parse().unwrap());
        }
        let (stream, _) = connect_async_with_config(request, Some(config()), true).await.unwrap();
        Self { stream }
    }

    /// Connects with as little room for what is not yet read as the system gives.
    pub async fn connect_narrowly(url: &str) -> Self {
        let address = url.strip_prefix("http://").unwrap();
        let narrow = TcpSocket::new_v4().unwrap();
        narrow.set_recv_buffer_size(1).unwrap();
        let stream = MaybeTlsStream::Plain(narrow.connect(address.parse().unwrap()).await.unwrap());
        let mut request = format!("ws://{address}/graphql/ws").into_client_request().unwrap();
        bring_session(url, &mut request);
        request.headers_mut().insert("sec-websocket-protocol", PROTOCOL.parse().unwrap());
        let (stream, _) = client_async_with_config(request, stream, Some(config())).await.unwrap();
        Self { stream }
    }

    /// Connects, is acknowledged, and subscribes under the id "1".
    pub async fn subscribe(url: &str, query: &str, variables: Value) -> Self {
        let mut socket = Self::connect(url, Some(PROTOCOL)).await;
        socket.begin(query, variables).await;
        socket
    }

    /// Is acknowledged, and subscribes under the id "1".
    pub async fn begin(&mut self, query: &str, variables: Value) {
        self.send(json!({ "type": "connection_init" })).await;
        match self.receive().await {
            Received::Message(message) if message["type"] == "connection_ack" => {}
            other => panic!("expected an acknowledgement, got {other:?}"),
        }
        let payload = json!({ "query": query, "variables": variables });
        self.send(json!({ "id": "1", "type": "subscribe", "payload": payload })).await;
    }

    pub async fn send(&mut self, message: Value) {
        self.stream.send(Message::text(message.to_string())).await.unwrap();
    }

    /// The next message; the server's pings are answered and passed over, however many there are meanwhile.
    pub async fn receive(&mut self) -> Received {
        tokio::time::timeout(PATIENCE, self.received()).await.expect("the server says something")
    }

    async fn received(&mut self) -> Received {
        loop {
            match self.stream.next().await {
                Some(Ok(Message::Text(text))) => {
                    let message: Value = serde_json::from_str(&text).unwrap();
                    if message["type"] == "ping" {
                        self.send(json!({ "type": "pong" })).await;
                        continue;
                    }
                    return Received::Message(message);
                }
                Some(Ok(Message::Close(frame))) => return Received::Closed(frame),
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return Received::Closed(None),
            }
        }
    }

    /// The `data` of the subscription's next answer; `None` when it is complete.
    pub async fn next(&mut self) -> Option<Value> {
        match self.receive().await {
            Received::Message(mut message) => match message["type"].as_str() {
                Some("next") => {
                    assert!(message["payload"].get("errors").is_none(), "{message}");
                    Some(message["payload"]["data"].take())
                }
                Some("complete") => None,
                _ => panic!("unexpected {message}"),
            },
            Received::Closed(frame) => panic!("the socket was closed: {frame:?}"),
        }
    }
}

/// Small buffers: a test may open thousands.
fn config() -> WebSocketConfig {
    WebSocketConfig::default().read_buffer_size(1 << 10)
}
