//! Edits of a YAML or JSON document's text: the lines that an edit must change, and no other byte.
//!
//! Text in, text out. The engine knows how people write YAML and JSON, and nothing of OpenAPI. What an edit adds is written
//! in the style of its siblings. The new text is read again before it is returned: unless everything but the edits means the
//! same, there is an error and no text.
//!
//! ```text
//! text ─▶ Source ─▶ Syntax (nodes with byte ranges) ─▶ splices ─▶ text ─▶ verified
//! ```
//!
//! The ranges come from the events of the parser that [`codegen::Document`] is built on. `yaml-edit` 0.3.6, the alternative,
//! takes 250 ms of a processor for one edit of a document of 2.3 MB, without reading the result again, and writes four of
//! twenty edits in another style than their siblings'. The limit is 100 ms.

use codegen::Document;
use codegen::document::Node;

mod difference;
mod error;
mod locate;
mod model;
mod order;
mod overlay;
mod pass;
mod plan;
mod quote;
mod shared;
mod source;
mod style;
mod syntax;
mod verify;
mod window;
mod write;

pub use error::{EditError, EditErrorKind};
pub use overlay::OverlayInfo;

/// One change of a document's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// The JSON pointer (RFC 6901) of the value that is changed.
    pub pointer: String,
    /// What becomes of it.
    pub action: Action,
}

/// What an edit does with the value at its pointer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// Adds a member to the mapping at the pointer, which may also be null.
    Insert {
        /// The name of the member.
        key: String,
        /// Its value.
        value: Value,
        /// The member that it comes after; the last one if there is no such member.
        after: Option<String>,
    },
    /// Adds an item to the end of the sequence at the pointer, which may also be null.
    Append(Value),
    /// Puts another value in the place of the one at the pointer.
    Replace(Value),
    /// Removes the member or item at the pointer.
    Remove,
}

/// A value as JSON knows it, its members in order. How it is written, the engine decides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number, as JSON writes it.
    Number(String),
    /// A string.
    String(String),
    /// A list.
    List(Vec<Value>),
    /// An object.
    Map(Vec<(String, Value)>),
}

/// Applies edits, in their order, to the text of a YAML or JSON document. Each pointer is one of the document with the
/// edits before it. `name` is what errors call the document.
///
/// # Errors
/// Returns an error if the document cannot be read, an edit does not fit it, an edit would also change a place that no edit
/// names, or the new text does not mean what it should.
pub fn apply(name: &str, text: &str, edits: &[Edit]) -> Result<String, EditError> {
    verify::apply(text, edits).map_err(|problem| problem.of(name))
}

/// The same edits of each of several changes, each followed by the same one of every other place that changes with it in the
/// text: a value that aliases (`*name`) repeat, or whose members are merged elsewhere (`<<`). [`apply`] makes these together,
/// with one change.
///
/// # Errors
/// Returns an error if the document cannot be read.
pub fn everywhere(name: &str, text: &str, changes: &[&[Edit]]) -> Result<Vec<Vec<Edit>>, EditError> {
    verify::everywhere(text, changes).map_err(|problem| problem.of(name))
}

/// Whether a tree is another one with edits, whatever the order of members.
pub(crate) fn is_edited(old: &Node, edits: &[Edit], new: &Node) -> bool {
    verify::is_edited(old, edits, new)
}

/// Writes edits of a document that was read as an overlay, as [`overlay`] does: also of one of several files.
///
/// # Errors
/// Returns the errors of [`overlay`].
pub(crate) fn overlay_of(document: Document, info: &OverlayInfo, edits: &[Edit]) -> Result<String, EditError> {
    let name = document.name().to_owned();
    verify::overlay(document, info, edits).map_err(|problem| problem.of(&name))
}

/// Writes edits as an OpenAPI Overlay 1.1, for a document that is not one's own to edit. `name` and `text` are the document's.
/// Applied to it, the overlay gives what [`apply`] gives, save for the order of members.
///
/// # Errors
/// Returns an error if there is no edit, if the edits do not fit the document, or if no overlay expresses them: none can
/// replace the document by a value of another kind.
pub fn overlay(name: &str, text: &str, info: &OverlayInfo, edits: &[Edit]) -> Result<String, EditError> {
    let written = verify::document(text).and_then(|document| verify::overlay(document, info, edits));
    written.map_err(|problem| problem.of(name))
}

/// Applies edits as to a large document, whatever its size: only the parts around the changes are read again.
///
/// # Errors
/// Returns the errors of [`apply`].
#[doc(hidden)]
pub fn apply_in_parts(name: &str, text: &str, edits: &[Edit]) -> Result<String, EditError> {
    verify::apply_in_parts(text, edits).map_err(|problem| problem.of(name))
}
