//! `cargo xtask record` from end to end: the command, the program of this package, and a server on a socket.
#![cfg(unix)]

mod canaries;
mod captured;
mod live;
mod support;
