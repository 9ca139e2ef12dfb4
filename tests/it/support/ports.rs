//! Ports for servers that are killed and started again on the same one.

use std::net::TcpListener;

use rand::RngExt;

/// A free port from below the range that the kernel gives to clients, so that it is still free after a kill.
pub fn free_port() -> u16 {
    loop {
        let port = rand::rng().random_range(20_000..32_000);
        if TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return port;
        }
    }
}
