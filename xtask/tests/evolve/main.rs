//! Edits of documents, and the proposals that they are made for.

#![allow(clippy::unwrap_used, reason = "a helper of a test may panic as the test itself may")]

#[path = "../common/mod.rs"]
mod common;
mod edit;
mod propose;
