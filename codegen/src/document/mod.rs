//! An OpenAPI document as it was written: the raw tree with positions, and the openapiv3 model.

mod model;
mod node;
pub mod pointer;
pub(crate) mod reference;
mod scalar;
mod surrogates;
mod text;
mod tree;
mod version;

use crate::diagnostic::{Diagnostic, Diagnostics, Position, rules};
use crate::validate::validate;
pub use node::{Member, Node, Value};
use std::sync::Arc;
pub use text::MAX_BYTES;
pub use tree::{MAX_DEPTH, MAX_NODES};

/// An OpenAPI 3.0 document that was read and is well-formed: every value is where the standard has it.
#[derive(Clone, Debug)]
pub struct Document {
    name: String,
    text: Arc<str>,
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
        let (document, found) = Self::read(name, bytes)?;
        if found.errors() > 0 { Err(found) } else { Ok(document) }
    }

    /// Reads a document as far as that goes: with what is wrong with it where its tree could be read at all.
    pub(crate) fn read(name: &str, bytes: &[u8]) -> Result<(Self, Diagnostics), Diagnostics> {
        let mut diagnostics = Diagnostics::new(name);
        let text = match text::read(bytes) {
            Ok(text) => text,
            Err(refusal) => {
                if refusal.position.is_some() {
                    diagnostics = diagnostics.with_text(text::lossy(bytes));
                }
                diagnostics.push(*refusal);
                return Err(diagnostics);
            }
        };
        diagnostics = diagnostics.with_text(Arc::clone(&text));
        let root = tree::read(&text, &mut diagnostics);
        let Some(root) = root.filter(|root| version::check(root, &mut diagnostics)) else {
            diagnostics.sort();
            return Err(diagnostics);
        };
        validate(&root, &mut diagnostics);
        let mut model = openapiv3::OpenAPI::default();
        if diagnostics.errors() == 0 {
            match model::read(&root) {
                Ok(read) => model = read,
                Err(refused) => {
                    let position = pointer::find(&root, &refused.pointer).map(|place| place.position);
                    let help = "write this part in a simpler way, or remove it";
                    let finding = Diagnostic::of(&rules::UNSUPPORTED, refused.pointer, refused.message, help);
                    diagnostics.push(finding.at(position));
                }
            }
        }
        diagnostics.sort();
        let document = Self {
            name: name.to_owned(),
            sha256: text::sha256(&text),
            text,
            root,
            model,
            warnings: diagnostics.clone(),
        };
        Ok((document, diagnostics))
    }

    /// No findings yet about this document; what is added to them is shown with the lines of its text.
    pub fn diagnostics(&self) -> Diagnostics {
        Diagnostics::new(&self.name).with_text(Arc::clone(&self.text))
    }

    /// The name under which the document was given.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The SHA-256 of the document's text with a byte order mark dropped and line ends as `\n`, in hex.
    pub fn sha256(&self) -> &str {
        &self.sha256
    }

    /// A line of its text, from 1 on, without its end.
    pub fn line(&self, number: usize) -> Option<&str> {
        self.text.lines().nth(number.checked_sub(1)?)
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
        pointer::find(&self.root, pointer).map(|place| place.node)
    }

    /// Where the value at a JSON pointer stands: of a member its key, of an item its beginning.
    pub fn position(&self, pointer: &str) -> Option<Position> {
        pointer::find(&self.root, pointer).map(|place| place.position)
    }

    /// Where the value at a JSON pointer stands, or, if nothing does, the innermost value around that place.
    pub fn nearest_position(&self, pointer: &str) -> Position {
        let mut pointer = pointer;
        loop {
            match (self.position(pointer), pointer.rsplit_once('/')) {
                (Some(position), _) => return position,
                (None, Some((around, _))) => pointer = around,
                (None, None) => return self.root.position,
            }
        }
    }

    /// The value and the pointer that a `$ref` of `node` leads to at last; `node` itself and `pointer` where it has none.
    ///
    /// A document that was read has no `$ref` that leads nowhere or only to itself, save within examples and extensions.
    pub fn resolve<'a>(&'a self, pointer: &str, node: &'a Node) -> (String, &'a Node) {
        reference::resolve(&self.root, pointer, node)
    }
}
