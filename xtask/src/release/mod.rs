//! What a release consists of: its version, its section of the changelog, and the files that it writes. Texts and values in,
//! texts and values out; `cmd/release` reads, runs and writes.
//!
//! ```text
//! parts (document, generator, crate, package) ─▶ version ─┐
//! CHANGELOG.md, changes ─▶ changelog ─────────────────────┼─▶ files to write
//! manifest, lock file, readmes, accepted changes ─────────┘
//! ```

mod accepted;
mod changelog;
mod manifest;
mod outcome;
mod version;

pub(crate) use accepted::split as split_accepted;
pub(crate) use changelog::{Edit, Edited, Entry, draft, edit as edit_changelog};
pub(crate) use manifest::{Package, in_lock, in_manifest, in_readme, package};
pub(crate) use outcome::{Refusal, Released};
pub(crate) use version::{Decision, Part, Request, decide};
