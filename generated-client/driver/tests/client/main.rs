//! The generated client against the local server, over real sockets.

mod errors;
mod recordings;
mod requests;
mod runtime;
mod secrets;
mod settings;
mod support;
mod tls;
mod transport;
