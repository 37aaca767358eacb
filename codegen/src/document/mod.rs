//! An OpenAPI document as it was written: the raw tree with positions, and the openapiv3 model.

mod node;
pub mod pointer;

use crate::diagnostic::{Diagnostics, Position};
pub use node::{Member, Node, Value};

/// An OpenAPI 3.0 document that was read and is well-formed: every value is where the standard has it.
#[derive(Clone, Debug)]
pub struct Document {
    name: String,
    sha256: String,
    root: Node,
    model: openapiv3::OpenAPI,
    warnings: Diagnostics,
}

impl Document {
    /// Reads a document. `name` is what diagnostics call it, usually its path.
    ///
    /// # Errors
    /// Everything that is wrong with it, at once.
    pub fn parse(name: &str, bytes: &[u8]) -> Result<Self, Diagnostics> {
        let _ = (name, bytes);
        Err(Diagnostics::new(name))
    }

    /// The name under which the document was given.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The SHA-256 of the document's text with a byte order mark dropped and line ends as `\n`, in hex.
    pub fn sha256(&self) -> &str {
        &self.sha256
    }

    /// The raw tree.
    pub fn root(&self) -> &Node {
        &self.root
    }

    /// The model of the `openapiv3` crate.
    pub fn model(&self) -> &openapiv3::OpenAPI {
        &self.model
    }

    /// What is dubious but does not refuse the document.
    pub fn warnings(&self) -> &Diagnostics {
        &self.warnings
    }

    /// The value at a JSON pointer; no `$ref` is followed.
    pub fn at(&self, pointer: &str) -> Option<&Node> {
        let _ = pointer;
        None
    }

    /// Where the value at a JSON pointer stands: of a member its key, of an item its beginning.
    pub fn position(&self, pointer: &str) -> Option<Position> {
        let _ = pointer;
        None
    }

    /// The value and the pointer that a `$ref` of `node` leads to at last; `node` itself and `pointer` where it has none.
    pub fn resolve<'a>(&'a self, pointer: &str, node: &'a Node) -> (String, &'a Node) {
        (pointer.to_owned(), node)
    }
}
