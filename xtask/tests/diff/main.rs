//! `cargo xtask diff`: what two documents differ in, and what that does to released clients and to importers of the crate.

#![allow(clippy::unwrap_used, reason = "a helper of a test may panic as the test itself may")]

#[path = "../common/mod.rs"]
mod common;

mod pages;
mod siblings;
mod surface;
