//! Subscriptions over the `graphql-transport-ws` protocol, as the `graphql-ws` library defines it.
//!
//! One task a socket reads, one a subscription writes into the socket's short queue: a reader that does not
//! read holds up only its own subscriptions, whose sources then skip to the newest state.

use std::collections::HashMap;
use std::time::Duration;

use async_graphql::Response;
use axum::extract::State;
use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade};
use axum::response::Response as HttpResponse;
use futures::stream::{SplitSink, SplitStream};
use futures::{SinkExt, StreamExt};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use super::graphql::{Operation, Transport, give_code};

const PROTOCOL: &str = "graphql-transport-ws";
const INIT_WITHIN: Duration = Duration::from_secs(10);
const PING_EVERY: Duration = Duration::from_secs(20);
/// A reader that takes nothing for this long is gone.
const STALLED_AFTER: Duration = Duration::from_secs(60);
const QUEUE: usize = 16;
const BUFFER: usize = 4 << 10;
const LARGEST_MESSAGE: usize = 1 << 20;
const MOST_SUBSCRIPTIONS: usize = 100;

/// What a client may send.
#[derive(Debug, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Incoming {
    ConnectionInit {
        #[serde(default, rename = "payload")]
        _payload: Option<Value>,
    },
    Ping {
        #[serde(default)]
        payload: Option<Value>,
    },
    Pong {
        #[serde(default, rename = "payload")]
        _payload: Option<Value>,
    },
    Subscribe {
        id: String,
        payload: Operation,
    },
    Complete {
        id: String,
    },
}

/// Why a socket is closed: the protocol's code and its sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Closed(u16, String);

impl Closed {
    fn with(code: u16, reason: &str) -> Self {
        Self(code, reason.to_owned())
    }
}

/// Takes the connection over.
pub async fn upgrade(State(transport): State<Transport>, upgrade: WebSocketUpgrade) -> HttpResponse {
    let held = transport.sockets.token();
    upgrade
        .protocols([PROTOCOL])
        .read_buffer_size(BUFFER)
        .write_buffer_size(BUFFER)
        .max_message_size(LARGEST_MESSAGE)
        .max_frame_size(LARGEST_MESSAGE)
        .on_upgrade(move |socket| async move {
            let _held = held;
            let speaks = socket.protocol().is_some_and(|protocol| protocol.as_bytes() == PROTOCOL.as_bytes());
            let (sink, stream) = socket.split();
            let (outgoing, queue) = mpsc::channel(QUEUE);
            let writer = tokio::spawn(write(sink, queue));
            let closed = if speaks {
                Session::new(transport, outgoing.clone()).run(stream).await
            } else {
                Closed::with(4406, "Subprotocol not acceptable")
            };
            let frame = CloseFrame { code: closed.0, reason: closed.1.into() };
            // A writer that is stuck on a reader who does not read gives up by itself.
            let _ = tokio::time::timeout(Duration::from_secs(1), outgoing.send(Message::Close(Some(frame)))).await;
            drop(outgoing);
            let abort = writer.abort_handle();
            if tokio::time::timeout(Duration::from_secs(2), writer).await.is_err() {
                abort.abort();
            }
        })
}

/// Writes what is queued until the close frame or a reader that has stalled.
async fn write(mut sink: SplitSink<WebSocket, Message>, mut queue: mpsc::Receiver<Message>) {
    while let Some(message) = queue.recv().await {
        let last = matches!(message, Message::Close(_));
        match tokio::time::timeout(STALLED_AFTER, sink.send(message)).await {
            Ok(Ok(())) if !last => {}
            _ => return,
        }
    }
}

struct Session {
    transport: Transport,
    outgoing: mpsc::Sender<Message>,
    running: HashMap<String, CancellationToken>,
    tasks: JoinSet<String>,
    initialised: bool,
}

impl Session {
    fn new(transport: Transport, outgoing: mpsc::Sender<Message>) -> Self {
        Self { transport, outgoing, running: HashMap::new(), tasks: JoinSet::new(), initialised: false }
    }

    /// Until the socket ends; dropping the session ends its subscriptions.
    async fn run(mut self, mut stream: SplitStream<WebSocket>) -> Closed {
        let init_by = tokio::time::sleep(INIT_WITHIN);
        tokio::pin!(init_by);
        let mut pings = tokio::time::interval(PING_EVERY);
        pings.tick().await;
        let stop = self.transport.stop.clone();
        loop {
            tokio::select! {
                () = stop.cancelled() => return Closed::with(1001, "Going away"),
                () = &mut init_by, if !self.initialised => {
                    return Closed::with(4408, "Connection initialisation timeout");
                }
                Some(ended) = self.tasks.join_next(), if !self.tasks.is_empty() => {
                    if let Ok(id) = ended {
                        self.running.remove(&id);
                    }
                }
                _ = pings.tick() => {
                    // A full queue says that the reader is behind; it will hear enough.
                    let _ = self.outgoing.try_send(text(&json!({ "type": "ping" })));
                }
                received = stream.next() => match received {
                    Some(Ok(Message::Text(message))) => {
                        if let Err(closed) = self.take(&message).await {
                            return closed;
                        }
                    }
                    Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                    Some(Ok(Message::Binary(_))) => return Closed::with(4400, "Send text messages"),
                    Some(Ok(Message::Close(_)) | Err(_)) | None => return Closed::with(1000, ""),
                }
            }
        }
    }

    async fn take(&mut self, message: &str) -> Result<(), Closed> {
        let incoming: Incoming =
            serde_json::from_str(message).map_err(|_| Closed::with(4400, "Invalid message received"))?;
        match incoming {
            Incoming::ConnectionInit { .. } if self.initialised => {
                Err(Closed::with(4429, "Too many initialisation requests"))
            }
            Incoming::ConnectionInit { .. } => {
                self.initialised = true;
                self.send(&json!({ "type": "connection_ack" })).await
            }
            Incoming::Ping { payload } => {
                let pong = payload
                    .map_or_else(|| json!({ "type": "pong" }), |payload| json!({ "type": "pong", "payload": payload }));
                self.send(&pong).await
            }
            Incoming::Pong { .. } => Ok(()),
            Incoming::Complete { id } => {
                if let Some(token) = self.running.remove(&id) {
                    token.cancel();
                }
                Ok(())
            }
            Incoming::Subscribe { .. } if !self.initialised => Err(Closed::with(4401, "Unauthorized")),
            Incoming::Subscribe { id, .. } if self.running.contains_key(&id) => {
                Err(Closed(4409, format!("Subscriber for {} already exists", id.chars().take(60).collect::<String>())))
            }
            Incoming::Subscribe { .. } if self.running.len() >= MOST_SUBSCRIPTIONS => {
                Err(Closed::with(4429, "Too many subscriptions on one socket"))
            }
            Incoming::Subscribe { id, payload } => self.subscribe(id, payload).await,
        }
    }

    async fn subscribe(&mut self, id: String, operation: Operation) -> Result<(), Closed> {
        let request = match operation.prepare() {
            Ok((request, _)) => request.data(self.transport.caller()),
            Err(refused) => {
                return self.send(&json!({ "id": id, "type": "error", "payload": [refused.error()] })).await;
            }
        };
        let token = CancellationToken::new();
        self.running.insert(id.clone(), token.clone());
        let results = self.transport.schema.execute_stream(request);
        let outgoing = self.outgoing.clone();
        self.tasks.spawn(async move {
            tokio::select! {
                () = token.cancelled() => {}
                () = forward(&id, results, &outgoing) => {}
            }
            id
        });
        Ok(())
    }

    async fn send(&self, message: &Value) -> Result<(), Closed> {
        self.outgoing.send(text(message)).await.map_err(|_| Closed::with(1000, ""))
    }
}

/// Hands results on until they end: `next` for each, then `complete`; `error` alone where nothing ran.
async fn forward(id: &str, results: impl futures::Stream<Item = Response>, outgoing: &mpsc::Sender<Message>) {
    tokio::pin!(results);
    while let Some(mut response) = results.next().await {
        for error in &mut response.errors {
            give_code(error);
        }
        let never_ran = response.is_err()
            && response.data == async_graphql::Value::Null
            && response.errors.iter().all(|error| error.path.is_empty());
        let message = if never_ran {
            json!({ "id": id, "type": "error", "payload": response.errors })
        } else {
            json!({ "id": id, "type": "next", "payload": response })
        };
        if outgoing.send(text(&message)).await.is_err() || never_ran {
            return;
        }
    }
    let _ = outgoing.send(text(&json!({ "id": id, "type": "complete" }))).await;
}

fn text(message: &Value) -> Message {
    Message::Text(message.to_string().into())
}
