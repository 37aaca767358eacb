//! Small programs as importing teams write them, each in a file with its tests.
//!
//! They use the client as it is published: its public API, and nothing of `runtime`, which is for generated code. Most
//! tests give the client the transport of its feature `test-util`; those of connections use the local test server.

pub mod alerts;
pub mod archive;
pub mod block_user;
pub mod command;
pub mod health;
pub mod image_report;
pub mod quota;
pub mod relay;
pub mod rotation;
pub mod sync;
