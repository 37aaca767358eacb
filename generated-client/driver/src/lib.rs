//! What needs the generated client on behalf of xtask, and the local test server.
//!
//! xtask starts the program of this package and talks to it over a pipe, so that a client that does not compile never
//! stops the command that would mend it. Tests use the library.
//!
//! - [`server`] answers on a socket of this machine with recordings, or with whatever a test wants.
//! - [`decode`] reads recorded bodies into the generated types and back, and says what was lost.
//! - [`call`] calls an operation by the facts of the document, and hands on what came.
//! - [`verify`] checks the signature of a request that came.
//! - [`generated`] is the table from an operation and a status to its type. The generator writes it.
//!
//! This package is never published. But for [`call`], it reaches no other machine.

pub mod call;
pub mod decode;
#[rustfmt::skip] // The generator formats what it writes.
pub mod generated;
pub mod server;
pub mod verify;

#[cfg(doctest)]
mod growth;
