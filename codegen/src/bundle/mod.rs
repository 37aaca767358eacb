//! References to other files: what they lead to becomes a part of the document, and the references lead there.
//!
//! What may be a component (a schema, a parameter, a response) becomes one, under a name made of its file and its pointer;
//! everything else (a path item, a whole section of components) is put in the place of the reference. Every value keeps the
//! position in the file that it comes from.
//!
//! Files are read by a [`Loader`], which only gets paths relative to the document: nothing is downloaded.

mod build;
mod collect;
mod files;
mod found;
mod names;
mod resolve;

use crate::diagnostic::Position;
use crate::document::{Document, Node, Value};
use build::Builder;
use files::Files;

/// How many files a document may refer to, directly or through others.
pub const MAX_FILES: usize = 10_000;

/// Reads the files that a document refers to.
pub trait Loader {
    /// Reads the file at `path`: relative to the folder of the document, with `/` between its steps, and with `..` in front
    /// only.
    ///
    /// # Errors
    /// Returns why the file cannot be read, as in "No such file or directory".
    fn load(&mut self, path: &str) -> Result<Loaded, String>;
}

/// A file that was read.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// What diagnostics call it, usually its path.
    pub name: String,
    /// What is in it.
    pub bytes: Vec<u8>,
}

/// Makes one document of a document and the files that it refers to. What cannot be found is reported by
/// [`validate`](crate::validate()), and its reference stays as it is.
pub fn bundle(document: Document, loader: &mut dyn Loader) -> Document {
    if !refers_to_files(document.root()) {
        return document;
    }
    let mut builder = Builder::new(&document, Files::new(&document, loader));
    let root = builder.document();
    let bundled = builder.finish(root);
    document.with_bundled(bundled)
}

/// Whether any reference is not within its file.
fn refers_to_files(node: &Node) -> bool {
    match &node.value {
        Value::Object(members) => members.iter().any(|member| match member.node.as_str() {
            Some(text) if member.key == "$ref" => !text.starts_with('#'),
            Some(text) => is_mapped_file(text),
            None => refers_to_files(&member.node),
        }),
        Value::Array(items) => items.iter().any(refers_to_files),
        _ => false,
    }
}

/// Whether a value of a discriminator's `mapping` is a reference to a file, and no name of a schema.
fn is_mapped_file(text: &str) -> bool {
    let path = text.split('#').next().unwrap_or_default();
    [".yaml", ".yml", ".json"].iter().any(|end| path.ends_with(end))
}

/// The file in which a reference is relative. Where it was rewritten, that is the document.
fn base(reference: &Node) -> usize {
    reference.position.file as usize
}

/// The text of a reference within the document.
fn reference_to(pointer: &str, position: Position) -> Node {
    Node {
        // From now on it is relative to the document. The place of a `$ref` is that of its key, which stays.
        position: Position { file: 0, ..position },
        value: Value::String(format!("#{}", pointer.replace('%', "%25"))),
    }
}
