//! The part of xtask that links the generated client, and recordings for the local test server.
//!
//! xtask starts the program of this package and talks to it over a pipe, so that a client that does not compile never
//! blocks the command that would fix it. Tests use the library.
//!
//! - [`server`] serves recordings, or whatever a test needs, on a local socket.
//! - [`decode`] decodes recorded bodies into the generated types, encodes them again, and reports what was lost.
//! - [`call`] calls an operation that is described by the document, and returns the response.
//! - [`verify`] verifies the signature of a received request.
//! - [`generated`] is the table from an operation and a status to its type. The generator writes it.
//!
//! This package is never published. Only [`call`] connects to other machines.

pub mod call;
pub mod decode;
#[rustfmt::skip] // The generator formats what it writes.
pub mod generated;
pub mod server;
pub mod verify;

#[cfg(doctest)]
mod semver;
