//! `cargo xtask diff`: what two documents differ in, and what that does to released clients and to importers of the crate.

#![allow(clippy::unwrap_used, reason = "a helper of a test may panic as the test itself may")]

#[path = "../common/mod.rs"]
mod common;

mod accepted;
mod cases;
mod composed;
mod edits;
mod formats;
mod history;
mod hostile;
mod keywords;
mod ledger;
mod limits;
mod lost;
mod pages;
mod positions;
mod proof;
mod properties;
#[path = "../accepts/random.rs"]
#[allow(dead_code, reason = "each test takes what it needs")]
mod random;
mod recordings;
use common::repository as sandbox;
#[path = "../common/sarif.rs"]
mod sarif;
mod schemas;
mod siblings;
mod sources;
mod surface;
mod unread;
mod uploads;
mod versions;
