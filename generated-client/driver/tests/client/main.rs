//! The generated client against the local server, over real sockets.

mod recordings;
mod support;
