//! The files of a bundle: each is read and parsed once.

use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

use super::{Loader, MAX_FILES};
use crate::diagnostic::{Diagnostic, Diagnostics, Source};
use crate::document::{Document, MAX_BYTES, Node, Value};

/// A file that was read.
pub(super) struct File {
    /// Its place relative to the folder of the document.
    pub(super) location: String,
    pub(super) root: Node,
    pub(super) flaws: Diagnostics,
    /// Its hash, which is a part of the hash of all files.
    sha256: String,
    /// Whether its text could be read to its end.
    pub(super) is_readable: bool,
}

pub(super) struct Files<'l> {
    loader: &'l mut dyn Loader,
    all: Vec<Rc<File>>,
    sources: Vec<Source>,
    by_location: HashMap<String, Result<usize, String>>,
    /// The files by the `$id` of the schema that they are.
    by_id: HashMap<String, usize>,
    bytes: u64,
}

impl<'l> Files<'l> {
    pub(super) fn new(document: &Document, loader: &'l mut dyn Loader) -> Self {
        let name = document.name();
        let own = name.rsplit(['/', '\\']).next().unwrap_or(name).to_owned();
        let sources = document.sources().to_vec();
        Self {
            loader,
            bytes: sources.iter().map(|source| source.text.len() as u64).sum(),
            by_id: HashMap::new(),
            by_location: HashMap::from([(own.clone(), Ok(0))]),
            all: vec![Rc::new(File {
                location: own,
                root: document.root().clone(),
                flaws: document.flaws().clone(),
                sha256: document.sha256().to_owned(),
                is_readable: true,
            })],
            sources,
        }
    }

    pub(super) fn get(&self, file: usize) -> Rc<File> {
        Rc::clone(&self.all[file])
    }

    pub(super) fn len(&self) -> usize {
        self.all.len()
    }

    /// The number of the file that is a schema with this `$id`, if it was read.
    pub(super) fn by_id(&self, uri: &str) -> Option<usize> {
        self.by_id.get(uri).copied()
    }

    /// The number of the file at a location.
    ///
    /// # Errors
    /// Returns why it cannot be read.
    pub(super) fn open(&mut self, location: String) -> Result<usize, String> {
        if let Some(known) = self.by_location.get(&location) {
            return known.clone();
        }
        let read = self.read(&location);
        self.by_location.insert(location, read.clone());
        read
    }

    fn read(&mut self, location: &str) -> Result<usize, String> {
        if self.all.len() > MAX_FILES {
            return Err(format!("the document refers to more than {MAX_FILES} files"));
        }
        let loaded = self.loader.load(location)?;
        self.bytes += loaded.bytes.len() as u64;
        if self.bytes > MAX_BYTES {
            return Err(format!("the files of the document have more than {MAX_BYTES} bytes"));
        }
        let index = self.all.len();
        let file = u32::try_from(index).map_err(|error| error.to_string())?;
        let (root, flaws, sources, sha256, is_readable) = match Document::parse(&loaded.name, &loaded.bytes) {
            Ok(part) => {
                let mut root = part.root().clone();
                root.set_file(file);
                (
                    root,
                    part.flaws().clone(),
                    part.sources().to_vec(),
                    part.sha256().to_owned(),
                    true,
                )
            }
            Err(flaws) => (null(), flaws.clone(), flaws.sources().to_vec(), String::new(), false),
        };
        let source = sources.into_iter().next();
        self.sources.push(source.unwrap_or_else(|| Source {
            name: loaded.name.as_str().into(),
            text: "".into(),
        }));
        if let Some(id) = root.get("$id").and_then(Node::as_str) {
            self.by_id.entry(id.trim_end_matches('#').to_owned()).or_insert(index);
        }
        self.all.push(Rc::new(File {
            location: location.to_owned(),
            root,
            flaws: flaws.in_file(file),
            sha256,
            is_readable,
        }));
        Ok(index)
    }

    /// The texts of all files, in the order in which they were read.
    pub(super) fn sources(&self) -> Arc<[Source]> {
        self.sources.as_slice().into()
    }

    /// A text that differs if any file does.
    pub(super) fn fingerprint(&self) -> String {
        let (own, others) = self
            .all
            .split_first()
            .map_or((None, &[][..]), |(own, others)| (Some(own), others));
        let mut lines: Vec<_> = others
            .iter()
            .map(|file| format!("{} {}\n", file.sha256, file.location))
            .collect();
        lines.sort();
        format!("{}\n{}", own.map_or("", |own| &own.sha256), lines.concat())
    }

    /// The findings about one file.
    pub(super) fn flaws(&self, file: usize) -> impl Iterator<Item = &Diagnostic> {
        self.all[file].flaws.iter()
    }
}

fn null() -> Node {
    Node {
        position: crate::diagnostic::Position {
            file: 0,
            line: 1,
            column: 1,
        },
        value: Value::Null,
    }
}
