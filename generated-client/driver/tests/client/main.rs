//! The generated client against the local server, over real sockets.

mod authenticate;
mod errors;
mod lenient;
mod limits;
mod recordings;
mod requests;
mod retries;
mod runtime;
mod secrets;
mod settings;
mod small;
mod support;
mod tls;
mod transport;
