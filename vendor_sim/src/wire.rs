//! TCP connections that a handler can break off.
//!
//! HTTP libraries go to great lengths to answer every request; a vendor that dies in the
//! middle of a call does not. So each connection carries a switch, handed to its
//! handlers, after which the next write fails and the connection goes away without one
//! byte of an answer.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::task::{Context, Poll};

use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};

const WHOLE: u8 = 0;
const CUT: u8 = 1;
const RESET: u8 = 2;

/// The switch of one connection.
#[derive(Clone, Debug, Default)]
pub struct Wire(Arc<AtomicU8>);

impl Wire {
    /// Closes the connection in place of the next answer, in the orderly way of TCP.
    pub fn cut(&self) {
        self.0.store(CUT, Ordering::Relaxed);
    }

    /// Resets the connection in place of the next answer.
    pub fn reset(&self) {
        self.0.store(RESET, Ordering::Relaxed);
    }
}

/// Accepts connections that carry a [`Wire`].
pub struct WireListener(pub TcpListener);

/// A connection with its switch.
pub struct WireStream {
    stream: TcpStream,
    wire: Wire,
}

impl Listener for WireListener {
    type Io = WireStream;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (WireStream, SocketAddr) {
        let (stream, peer) = Listener::accept(&mut self.0).await;
        // Only a delay is at stake if this fails.
        let _ = stream.set_nodelay(true);
        let wire = Wire::default();
        (WireStream { stream, wire }, peer)
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
        match self.wire.0.load(Ordering::Relaxed) {
            WHOLE => Ok(()),
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
}

impl AsyncRead for WireStream {
    fn poll_read(self: Pin<&mut Self>, context: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        self.stream().poll_read(context, buffer)
    }
}

impl AsyncWrite for WireStream {
    fn poll_write(self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.whole()?;
        self.stream().poll_write(context, bytes)
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.whole()?;
        self.stream().poll_write_vectored(context, slices)
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
