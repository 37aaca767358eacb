//! What a report shows, in which order, and what it only counts.

#![allow(clippy::unwrap_used, reason = "a helper of a test may panic as the test itself may")]

#[path = "../common/mod.rs"]
mod common;

mod excerpts;
mod hosts;
mod limits;
mod picture;
mod status;
mod traffic;
