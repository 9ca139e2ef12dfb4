//! Queries, mutations and subscriptions over the `graphql-transport-ws` protocol, as the `graphql-ws` library
//! defines it.
//!
//! One task a socket does it all, with no queue between an operation and the wire: while a message is being
//! written nothing is asked of the operations, and their sources skip to the newest state. So a reader that does
//! not read holds up itself alone and costs a constant amount of memory; after [`STALLED_AFTER`] it is let go.
//!
//! Thousands of sockets wait and few have anything to do: what is done is boxed while it is done, so that the
//! task of one that waits is small.

use std::future::pending;
use std::sync::Arc;
use std::time::Duration;

use async_graphql::Response;
use axum::extract::State;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::response::Response as HttpResponse;
use tokio::time::{Instant, sleep, timeout};
use tokio_tungstenite::tungstenite;

use self::protocol::{Closed, Incoming, Outgoing, PROTOCOL};
use self::running::Running;
use super::answer::Answer;
use super::operation::{Operation, Refused};
use super::transport::{Counted, Transport};
use crate::auth::Ctx;

mod protocol;
mod running;

/// How long a client may take to introduce itself.
const INIT_WITHIN: Duration = Duration::from_secs(10);
const PING_EVERY: Duration = Duration::from_secs(20);
/// A peer that says nothing for so long, not even to pings, is gone.
const SILENT_AFTER: Duration = Duration::from_secs(60);
/// A reader that takes nothing for so long is closed; the code is offered for as long again.
const STALLED_AFTER: Duration = Duration::from_secs(15);
/// How long a peer may take to answer the close frame.
const CLOSE_WITHIN: Duration = Duration::from_secs(2);
/// For reading: what clients say is short.
const BUFFER: usize = 512;
const LARGEST_MESSAGE: usize = 1 << 20;
const MOST_OPERATIONS: usize = 100;

/// Takes the connection over.
pub async fn upgrade(State(transport): State<Arc<Transport>>, upgrade: WebSocketUpgrade) -> HttpResponse {
    let upgrade = upgrade
        .protocols([PROTOCOL])
        .read_buffer_size(BUFFER)
        .write_buffer_size(0)
        .max_message_size(LARGEST_MESSAGE)
        .max_frame_size(LARGEST_MESSAGE);
    let speaks = upgrade.selected_protocol().is_some();
    let held = transport.sockets.token();
    upgrade.on_upgrade(move |socket| async move {
        let _held = held;
        let _counted = Counted::in_gauge(metrics::gauge!("xeno_sockets_open"));
        serve(transport, socket, speaks).await;
    })
}

async fn serve(transport: Arc<Transport>, mut socket: WebSocket, speaks: bool) {
    let closed = if speaks {
        let stop = transport.stop.clone();
        let mut session = Session { transport, caller: None, running: Running::default(), heard: Instant::now() };
        tokio::select! {
            () = stop.cancelled() => Closed::GOING_AWAY,
            Err(closed) = session.run(&mut socket) => closed,
        }
    } else {
        Closed::UNKNOWN_PROTOCOL
    };
    Box::pin(close(&mut socket, &closed)).await;
}

async fn close(socket: &mut WebSocket, closed: &Closed) {
    // Where the peer has closed first, or is gone, this fails, and there is nobody to tell.
    let patience = if *closed == Closed::STALLED { STALLED_AFTER } else { CLOSE_WITHIN };
    let _ = timeout(patience, socket.send(Message::Close(Some(closed.frame())))).await;
    // The peer's own close frame says that it has read ours; a connection cut before that may lose it. The rest of a
    // message that is too big is not read at all, so that nothing but time tells.
    let _ = timeout(CLOSE_WITHIN, async {
        while let Some(Ok(_)) = socket.recv().await {}
        if *closed == Closed::TOO_BIG {
            pending::<()>().await;
        }
    })
    .await;
}

/// Why a message could not be read: it was too big, or the connection is gone.
fn unread(error: axum::Error) -> Closed {
    match error.into_inner().downcast_ref() {
        Some(tungstenite::Error::Capacity(_)) => Closed::TOO_BIG,
        _ => Closed::DONE,
    }
}

struct Session {
    transport: Arc<Transport>,
    /// Who asks, once that is known.
    caller: Option<Ctx>,
    running: Running,
    /// When the peer said something last.
    heard: Instant,
}

impl Session {
    /// Until the socket is to be closed; dropping the session ends its operations.
    async fn run(&mut self, socket: &mut WebSocket) -> Result<(), Closed> {
        let timer = sleep(INIT_WITHIN);
        tokio::pin!(timer);
        loop {
            tokio::select! {
                () = &mut timer => {
                    Box::pin(self.look_after(socket)).await?;
                    timer.as_mut().reset(Instant::now() + PING_EVERY);
                }
                (id, result) = self.running.next() => Box::pin(answer(socket, &id, result, &mut self.running)).await?,
                received = socket.recv() => {
                    self.heard = Instant::now();
                    match received {
                        Some(Ok(Message::Text(message))) => Box::pin(self.take(socket, &message)).await?,
                        Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                        Some(Ok(Message::Binary(_))) => return Err(Closed::INVALID),
                        Some(Err(error)) => return Err(unread(error)),
                        Some(Ok(Message::Close(_))) | None => return Err(Closed::DONE),
                    }
                }
            }
        }
    }

    /// What is done every so often.
    async fn look_after(&mut self, socket: &mut WebSocket) -> Result<(), Closed> {
        if self.caller.is_none() {
            return Err(Closed::NOT_INITIALISED);
        }
        if self.heard.elapsed() > SILENT_AFTER {
            return Err(Closed::SILENT);
        }
        send(socket, &Outgoing::Ping).await
    }

    async fn take(&mut self, socket: &mut WebSocket, message: &str) -> Result<(), Closed> {
        match Incoming::read(message).ok_or(Closed::INVALID)? {
            Incoming::Init(_) if self.caller.is_some() => Err(Closed::INITIALISED_TWICE),
            Incoming::Init(payload) => {
                self.caller = Some(self.transport.admit(&payload).map_err(|_| Closed::FORBIDDEN)?);
                send(socket, &Outgoing::ConnectionAck).await
            }
            Incoming::Ping(payload) => send(socket, &Outgoing::Pong { payload: payload.as_deref() }).await,
            Incoming::Pong => Ok(()),
            Incoming::Complete(id) => {
                self.running.remove(&id);
                Ok(())
            }
            Incoming::Subscribe(id, operation) => {
                let caller = self.caller.clone().ok_or(Closed::UNAUTHORIZED)?;
                if self.running.contains(&id) {
                    return Err(Closed::already_exists(&id));
                }
                match self.begin(operation, caller, id.clone()) {
                    Ok(()) => Ok(()),
                    Err(refused) => send(socket, &Outgoing::Error { id: &id, payload: &[refused.into_error()] }).await,
                }
            }
        }
    }

    fn begin(&mut self, operation: Operation, caller: Ctx, id: Box<str>) -> Result<(), Refused> {
        if self.running.len() >= MOST_OPERATIONS {
            return Err(Refused::too_many(MOST_OPERATIONS));
        }
        let request = operation.prepare(&self.transport.given)?.request.data(caller);
        self.running.add(id, self.transport.schema.execute_stream(request));
        Ok(())
    }
}

/// Hands a result on: `next`, or `error` alone where nothing ran; `complete` at the end.
async fn answer(
    socket: &mut WebSocket,
    id: &str,
    result: Option<Response>,
    running: &mut Running,
) -> Result<(), Closed> {
    let Some(response) = result else { return send(socket, &Outgoing::Complete { id }).await };
    let answer = Answer::from(response);
    if answer.ran() {
        send(socket, &Outgoing::Next { id, payload: &answer }).await
    } else {
        running.remove(id);
        send(socket, &Outgoing::Error { id, payload: answer.errors() }).await
    }
}

async fn send(socket: &mut WebSocket, message: &Outgoing<'_>) -> Result<(), Closed> {
    match timeout(STALLED_AFTER, socket.send(Message::Text(message.text()))).await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(_)) => Err(Closed::DONE),
        Err(_) => Err(Closed::STALLED),
    }
}
