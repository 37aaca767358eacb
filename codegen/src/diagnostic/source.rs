//! The files that a document was read from.

use std::sync::Arc;

/// A file that a document, or a part of it, was read from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// What diagnostics call it, usually its path.
    pub name: Arc<str>,
    /// Its text, with `\n` as the only line end.
    pub text: Arc<str>,
}
