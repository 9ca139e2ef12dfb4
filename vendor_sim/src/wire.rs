//! TCP connections that a handler can break off.
//!
//! HTTP libraries go to great lengths to answer every request; a vendor that dies in the
//! middle of a call does not. So each connection carries a switch, handed to its
//! handlers, after which the next write fails and the connection goes away without one
//! byte of an answer, or all that is written trickles.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, AtomicU64, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{Sleep, sleep};

const WHOLE: u8 = 0;
const CUT: u8 = 1;
const RESET: u8 = 2;
const DRIP: u8 = 3;

/// The switch of one connection.
#[derive(Clone, Debug, Default)]
pub struct Wire(Arc<Switch>);

#[derive(Debug, Default)]
struct Switch {
    fault: AtomicU8,
    /// What each byte takes while it drips.
    byte_ms: AtomicU64,
}

impl Wire {
    /// Closes the connection in place of the next answer, in the orderly way of TCP.
    pub fn cut(&self) {
        self.0.fault.store(CUT, Ordering::Relaxed);
    }

    /// Resets the connection in place of the next answer.
    pub fn reset(&self) {
        self.0.fault.store(RESET, Ordering::Relaxed);
    }

    /// Lets all that is written from now on trickle, `byte` a byte.
    pub fn drip(&self, byte: Duration) {
        let milliseconds = u64::try_from(byte.as_millis()).unwrap_or(u64::MAX);
        self.0.byte_ms.store(milliseconds, Ordering::Relaxed);
        self.0.fault.store(DRIP, Ordering::Release);
    }

    fn dripping(&self) -> Option<Duration> {
        let dripping = self.0.fault.load(Ordering::Acquire) == DRIP;
        dripping.then(|| Duration::from_millis(self.0.byte_ms.load(Ordering::Relaxed)))
    }
}

/// Accepts connections that carry a [`Wire`].
pub struct WireListener(pub TcpListener);

/// A connection with its switch.
pub struct WireStream {
    stream: TcpStream,
    wire: Wire,
    /// Until the next byte may drip.
    pause: Option<Pin<Box<Sleep>>>,
}

impl Listener for WireListener {
    type Io = WireStream;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (WireStream, SocketAddr) {
        let (stream, peer) = Listener::accept(&mut self.0).await;
        // Only a delay is at stake if this fails.
        let _ = stream.set_nodelay(true);
        let wire = Wire::default();
        (WireStream { stream, wire, pause: None }, peer)
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.0.local_addr()
    }
}

impl Connected<IncomingStream<'_, WireListener>> for Wire {
    fn connect_info(connection: IncomingStream<'_, WireListener>) -> Self {
        connection.io().wire.clone()
    }
}

impl WireStream {
    /// Fails once the switch has been thrown.
    fn whole(&self) -> io::Result<()> {
        match self.wire.0.fault.load(Ordering::Relaxed) {
            WHOLE | DRIP => Ok(()),
            fault => {
                if fault == RESET {
                    // Turns the coming close into a reset.
                    self.stream.set_zero_linger()?;
                }
                Err(io::ErrorKind::ConnectionAborted.into())
            }
        }
    }

    fn stream(self: Pin<&mut Self>) -> Pin<&mut TcpStream> {
        Pin::new(&mut self.get_mut().stream)
    }

    /// Writes one byte, once its time has come.
    fn poll_drip(&mut self, byte: Duration, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let pause = self.pause.get_or_insert_with(|| Box::pin(sleep(byte)));
        ready!(pause.as_mut().poll(context));
        let written = ready!(Pin::new(&mut self.stream).poll_write(context, bytes.get(..1).unwrap_or_default()))?;
        self.pause = None;
        Poll::Ready(Ok(written))
    }
}

impl AsyncRead for WireStream {
    fn poll_read(self: Pin<&mut Self>, context: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        self.stream().poll_read(context, buffer)
    }
}

impl AsyncWrite for WireStream {
    fn poll_write(self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.whole()?;
        match self.wire.dripping() {
            Some(byte) => self.get_mut().poll_drip(byte, context, bytes),
            None => self.stream().poll_write(context, bytes),
        }
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.whole()?;
        match self.wire.dripping() {
            Some(byte) => {
                let first = slices.iter().find(|slice| !slice.is_empty()).map_or(&[][..], |slice| slice);
                self.get_mut().poll_drip(byte, context, first)
            }
            None => self.stream().poll_write_vectored(context, slices),
        }
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.stream().poll_flush(context)
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.whole()?;
        self.stream().poll_shutdown(context)
    }
}
