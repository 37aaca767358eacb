//! A document as it was written: a tree in which every value knows its position. It knows no rule of OpenAPI.

mod index;
mod json;
mod lenient;
pub(crate) mod location;
mod node;
mod origins;
pub mod pointer;
pub(crate) mod reference;
pub(crate) mod resources;
mod scalar;
mod surrogates;
mod text;
mod tree;
mod version;

use crate::diagnostic::{Diagnostic, Diagnostics, Position, Source};
use index::Index;
pub use node::{Member, Node, Value};
pub(crate) use origins::Part;
pub use origins::{Origin, Origins};
pub use reference::target as reference_target;
pub use resources::Keywords;
use resources::Resources;
use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};
pub use text::MAX_BYTES;
pub(crate) use text::sha256;
pub use tree::{MAX_DEPTH, MAX_NODES};
pub use version::Version;

/// The value of a YAML scalar that is written without quotes and without a tag; nothing if JSON has no such value, as for
/// `.inf`.
pub fn plain_scalar(text: &str) -> Option<Value> {
    scalar::resolve(text, saphyr_parser::ScalarStyle::Plain, None).ok()
}

/// A document that was read. Whether it is OpenAPI, [`validate`](crate::validate()) says.
#[derive(Clone, Debug)]
pub struct Document {
    name: String,
    /// The document itself, then the other files that parts of it come from.
    sources: Arc<[Source]>,
    sha256: String,
    root: Node,
    flaws: Diagnostics,
    broken: BTreeSet<String>,
    version: Version,
    /// Found when they are first needed.
    resources: OnceLock<Resources>,
    index: Index,
    origins: Arc<Origins>,
}

/// The parts of a document that change where other files become a part of it.
pub(crate) struct Bundled {
    pub(crate) root: Node,
    pub(crate) sources: Arc<[Source]>,
    pub(crate) origins: Origins,
    /// The SHA-256 of all files.
    pub(crate) sha256: String,
    /// What was found in the files, and about the references between them, with pointers of the new tree.
    pub(crate) flaws: Vec<Diagnostic>,
}

impl Document {
    /// Reads a document. `name` is what diagnostics call it, usually its path.
    ///
    /// # Errors
    /// Returns the findings if the text cannot be read to its end.
    pub fn parse(name: &str, bytes: &[u8]) -> Result<Self, Diagnostics> {
        let mut flaws = Diagnostics::new(name);
        let sources = |text| -> Arc<[Source]> {
            Arc::new([Source {
                name: name.into(),
                text,
            }])
        };
        let text = match text::read(bytes) {
            Ok(text) => text,
            Err(refusal) => {
                if refusal.position.is_some() {
                    flaws = flaws.with_sources(sources(text::lossy(bytes)));
                }
                flaws.push(*refusal);
                return Err(flaws);
            }
        };
        let sources = sources(Arc::clone(&text));
        flaws = flaws.with_sources(Arc::clone(&sources));
        let root = tree::read(&text, &mut flaws);
        flaws.sort();
        let Some(root) = root else {
            return Err(flaws);
        };
        Ok(Self {
            name: name.to_owned(),
            sha256: sha256(&text),
            sources,
            version: Version::of(&root),
            root,
            flaws,
            broken: BTreeSet::new(),
            resources: OnceLock::new(),
            index: Index::default(),
            origins: Arc::default(),
        })
    }

    /// No findings yet about this document; what is added to them is shown with the lines of its text.
    pub fn diagnostics(&self) -> Diagnostics {
        Diagnostics::new(&self.name).with_sources(Arc::clone(&self.sources))
    }

    /// The name under which the document was given.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The SHA-256 of the document's text with a byte order mark dropped and line ends as `\n`, in hex.
    pub fn sha256(&self) -> &str {
        &self.sha256
    }

    /// The version of OpenAPI that it states, if it states one.
    pub fn openapi_version(&self) -> Option<&str> {
        self.root.get("openapi").and_then(Node::as_str)
    }

    /// The version of OpenAPI that it states, as far as it decides what references and schemas mean.
    pub fn version(&self) -> Version {
        self.version
    }

    /// The line of text that a position is in, without its end.
    pub fn line(&self, position: Position) -> Option<&str> {
        let source = self.sources.get(position.file as usize)?;
        source.text.lines().nth(position.line.checked_sub(1)?)
    }

    /// The name of the file that a position belongs to.
    pub fn file(&self, position: Position) -> &str {
        match self.sources.get(position.file as usize) {
            Some(source) => &source.name,
            None => &self.name,
        }
    }

    /// Which parts of it come from other files.
    pub fn origins(&self) -> &Origins {
        &self.origins
    }

    /// The raw tree.
    pub fn root(&self) -> &Node {
        &self.root
    }

    /// The same document with another tree.
    #[must_use]
    pub(crate) fn with_root(&self, root: Node) -> Self {
        Self {
            version: Version::of(&root),
            resources: OnceLock::new(),
            root,
            ..self.clone()
        }
    }

    /// The same document with other files in it.
    #[must_use]
    pub(crate) fn with_bundled(self, bundled: Bundled) -> Self {
        let mut flaws = self.flaws.clone().with_sources(Arc::clone(&bundled.sources));
        bundled.flaws.into_iter().for_each(|flaw| flaws.push(flaw));
        flaws.sort();
        Self {
            flaws,
            sources: bundled.sources,
            origins: Arc::new(bundled.origins),
            sha256: bundled.sha256,
            ..self.with_root(bundled.root)
        }
    }

    /// The files that it was read from.
    pub(crate) fn sources(&self) -> &[Source] {
        &self.sources
    }

    /// The same document, in which the parts at these pointers are marked as unusable: whoever reads it leaves them out.
    #[must_use]
    pub fn with_broken(mut self, pointers: impl IntoIterator<Item = String>) -> Self {
        self.broken.extend(pointers);
        self
    }

    /// The pointers of the parts that are marked as unusable.
    pub fn broken(&self) -> impl Iterator<Item = &str> {
        self.broken.iter().map(String::as_str)
    }

    /// Whether any part is marked as unusable.
    pub fn has_broken(&self) -> bool {
        !self.broken.is_empty()
    }

    /// Whether the value at a pointer is marked as unusable.
    pub fn is_broken(&self, pointer: &str) -> bool {
        self.has_broken() && self.broken.contains(pointer)
    }

    /// What was left out when the text was read, such as the second of two members with the same key.
    pub(crate) fn flaws(&self) -> &Diagnostics {
        &self.flaws
    }

    /// The value at a JSON pointer; no `$ref` is followed.
    pub fn at(&self, pointer: &str) -> Option<&Node> {
        self.find(pointer).map(|place| place.node)
    }

    /// The position of the value at a JSON pointer: that of the key for a member, that of the value for an item.
    pub fn position(&self, pointer: &str) -> Option<Position> {
        self.find(pointer).map(|place| place.position)
    }

    fn find(&self, pointer: &str) -> Option<pointer::Place<'_>> {
        let member = |members, key: &str| self.index.member(&self.root, members, key);
        pointer::find_with(&self.root, pointer, member)
    }

    /// The position of the value at a JSON pointer or, if there is none, of the innermost value around that place.
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
    /// A chain of references that is broken, or leads back to itself, ends at its last value. From OpenAPI 3.1 on, so does one
    /// at a schema that says more than its `$ref`.
    pub fn resolve<'a>(&'a self, pointer: &str, node: &'a Node) -> (String, &'a Node) {
        match self.resources() {
            Some(resources) => resources.resolve(self, pointer, node),
            None => reference::resolve(self, pointer, node),
        }
    }

    /// Returns the pointer of the target of a reference in the value at `from`, if the target exists.
    pub fn target(&self, from: &str, reference: &str) -> Option<String> {
        let target = match self.resources() {
            Some(resources) => resources.target(from, reference),
            None => reference::target(reference),
        };
        target.filter(|target| self.at(target).is_some())
    }

    /// Returns the number of the schema resource that contains the value at a pointer. The document is the first one; every
    /// schema with an `$id` is another one.
    pub fn resource(&self, pointer: &str) -> usize {
        self.resources().map_or(0, |resources| resources.at(pointer))
    }

    /// Whether a URI, as the value at a pointer refers to it, is that of a schema resource in the document.
    pub(crate) fn has_resource(&self, from: &str, uri: &str) -> bool {
        self.resources()
            .is_some_and(|resources| resources.by_uri(from, uri).is_some())
    }

    /// The pointer of the schema with a `$dynamicAnchor` of this name in a schema resource.
    pub fn dynamic_anchor(&self, resource: usize, name: &str) -> Option<&str> {
        self.resources()?.dynamic_anchor(resource, name)
    }

    /// Whether references may lead to different schemas, depending on which others led to them.
    pub fn has_dynamic_anchors(&self) -> bool {
        self.resources().is_some_and(Resources::has_dynamic_anchors)
    }

    /// Which keywords assert something in the schema at a pointer.
    pub fn keywords(&self, pointer: &str) -> Keywords {
        self.resources()
            .map_or(Keywords::ALL, |resources| resources.keywords(pointer))
    }

    /// Whether schemas in a dialect of this URI are read by its rules.
    pub(crate) fn knows_dialect(&self, dialect: &str) -> bool {
        self.resources()
            .is_some_and(|resources| resources.knows_dialect(dialect))
    }

    /// The schema resources of a document whose schemas are JSON Schema 2020-12.
    pub(crate) fn resources(&self) -> Option<&Resources> {
        let has_resources = self.version.has_json_schema();
        has_resources.then(|| self.resources.get_or_init(|| Resources::of(&self.root)))
    }
}
