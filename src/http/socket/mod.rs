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
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use async_graphql::Response;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::extract::{ConnectInfo, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response as HttpResponse};
use tokio::time::{Instant, sleep, timeout};
use tokio_tungstenite::tungstenite;

use self::protocol::{Closed, Incoming, Outgoing, PROTOCOL};
use self::running::Running;
use super::answer::Answer;
use super::limits::TooOften;
use super::operation::{Operation, Refused};
use super::origin;
use super::transport::{BeganAs, Counted, Transport};
use super::visitor::{self, Turned};
use crate::auth::Ctx;
use crate::auth::door::{Credential, Watching};

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
pub async fn upgrade(
    State(transport): State<Arc<Transport>>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    upgrade: WebSocketUpgrade,
) -> HttpResponse {
    let began_as = match began_as(&transport, &headers, peer.ip()).await {
        Ok(began_as) => began_as,
        Err(turned) => return turned.into_response(),
    };
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
        serve(transport, began_as, socket, speaks).await;
    })
}

/// Whom the request came from. A page of another origin opens no socket, whatever it brings; a stranger may still
/// bring a key.
async fn began_as(transport: &Transport, headers: &HeaderMap, address: IpAddr) -> Result<BeganAs, Turned> {
    let app = &transport.app;
    origin::own_page(&app.config, headers).map_err(Turned::Misplaced)?;
    let visitor = match visitor::recognise(app, headers, Some(address)).await {
        Ok(visitor) => Some(visitor),
        Err(Turned::Stranger) => None,
        Err(turned) => return Err(turned),
    };
    Ok(BeganAs { visitor, address: Some(address) })
}

async fn serve(transport: Arc<Transport>, began_as: BeganAs, mut socket: WebSocket, speaks: bool) {
    let closed = if speaks {
        let stop = transport.stop.clone();
        let mut session = Session::new(transport, began_as);
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
    began_as: BeganAs,
    /// Who asks, once that is known, and who tells if they no longer may.
    caller: Option<(Ctx, Credential, Watching)>,
    running: Running,
    /// When the peer said something last.
    heard: Instant,
}

impl Session {
    fn new(transport: Arc<Transport>, began_as: BeganAs) -> Self {
        Self { transport, began_as, caller: None, running: Running::default(), heard: Instant::now() }
    }

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
                closed = dismissed(&mut self.caller) => return Err(closed),
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
                let visitor = self.transport.admit(&payload, &self.began_as).await.map_err(|turned| match turned {
                    Turned::Away(_) => Closed::AWAY,
                    _ => Closed::FORBIDDEN,
                })?;
                let watching = self.transport.watch(&visitor);
                self.caller = Some((visitor.ctx, visitor.credential, watching));
                send(socket, &Outgoing::ConnectionAck).await
            }
            Incoming::Ping(payload) => send(socket, &Outgoing::Pong { payload: payload.as_deref() }).await,
            Incoming::Pong => Ok(()),
            Incoming::Complete(id) => {
                self.running.remove(&id);
                Ok(())
            }
            Incoming::Subscribe(id, operation) => {
                let caller = self.caller.as_ref().map(|(caller, ..)| caller.clone()).ok_or(Closed::UNAUTHORIZED)?;
                if self.running.contains(&id) {
                    return Err(Closed::already_exists(&id));
                }
                if let Some(wait) = self.asks_too_often() {
                    let refused = Refused::too_often(wait);
                    return send(socket, &Outgoing::Error { id: &id, payload: &[refused.into_error()] }).await;
                }
                match self.begin(operation, caller, id.clone()) {
                    Ok(()) => Ok(()),
                    Err(refused) => send(socket, &Outgoing::Error { id: &id, payload: &[refused.into_error()] }).await,
                }
            }
        }
    }

    fn asks_too_often(&self) -> Option<TooOften> {
        let (_, credential, _) = self.caller.as_ref()?;
        self.transport.limits.take(*credential).err()
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

/// Waits until the caller's session has ended or their key is revoked, or what they may do has changed.
async fn dismissed(caller: &mut Option<(Ctx, Credential, Watching)>) -> Closed {
    match caller {
        None => std::future::pending().await,
        Some((.., watching)) => {
            // An error says that nobody looks any more: the process ends, and says so itself.
            if watching.changes.changed().await.is_err() {
                return Closed::GOING_AWAY;
            }
            if watching.changes.borrow().is_some() { Closed::CHANGED } else { Closed::UNAUTHORIZED }
        }
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
