//! HAR 1.2, the file in which browsers and proxies save traffic: read, never written.
//!
//! [`Entries`] splits a file of any length, [`interaction`] reads one entry exactly. What a HAR says beyond its
//! standard (`_custom` members) is passed over.

mod body;
mod entries;
mod entry;
mod input;
mod scan;
mod sizes;

pub use entries::{Entries, Entry, Place};
pub use entry::interaction;
pub(crate) use entry::of;
pub use sizes::{Size, Sizes, Whole, lists_all};

/// The greatest length of an entry that is read.
pub const MAX_BYTES: usize = 64 * 1024 * 1024;
