//! `release`: four releases in a row in a repository of their own, with git and `cargo package`; what is refused; and what is
//! left of a run that fails or dies.
//!
//! cargo-semver-checks takes minutes to install, and minutes to build the documentation of two crates with all their
//! dependencies. So its place is taken here by a program that sees no change, which leaves the verdict to the other parts.
//! With the real one, from the PATH or from `SEMVER_CHECKS`:
//!
//! ```sh
//! cargo test --package xtask --test release -- --ignored with_cargo_semver_checks
//! ```
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test may panic, and no other program reads its files"
)]

mod project;
mod refused;
mod series;
mod transaction;
