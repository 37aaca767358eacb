//! What is known of a reference: where it leads, or why it leads nowhere.

use crate::diagnostic::Rule;
use crate::document::Node;

/// Where a reference leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// Where it says: it is within the document.
    AsWritten,
    /// To this pointer of the document.
    InDocument(String),
    /// To a value of another file.
    InFile { file: usize, pointer: String },
}

/// Why a reference leads nowhere.
#[derive(Clone, Debug)]
pub(super) struct Problem {
    pub(super) rule: &'static Rule,
    pub(super) message: String,
    pub(super) help: String,
}

/// The text of the `$ref` of a value.
pub(super) fn reference_in(node: &Node) -> Option<&Node> {
    node.get("$ref").filter(|text| text.as_str().is_some())
}
