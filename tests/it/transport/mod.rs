//! The transports and the guard before them, from the outside: what may come in and how, what is said of what may
//! not, and what it costs to keep many listening. The public suites and clients are in `web/protocols`.

mod codes;
mod given;
mod hostile;
mod http;
mod load;
mod sharing;
mod slow;
mod sockets;
