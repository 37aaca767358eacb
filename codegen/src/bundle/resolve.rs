//! Where a reference leads: through files, and through other references.

use super::build::Builder;
use super::found::{Found, Problem, reference_in};
use super::{base, files::File};
use crate::diagnostic::rules;
use crate::document::location::{self, NoFile};
use crate::document::{Node, Value, pointer, reference};

/// How many references a reference may lead through.
const MAX_HOPS: usize = 64;

impl Builder<'_, '_> {
    /// Where the text of a reference leads; `at` is the pointer of the value that has the reference, if it is of the document.
    pub(super) fn resolve(&mut self, text: &Node, at: &str) -> Result<Found, Problem> {
        self.follow(text, at, 0)
    }

    fn follow(&mut self, text: &Node, at: &str, hops: usize) -> Result<Found, Problem> {
        let base = base(text);
        let text = text.as_str().unwrap_or_default();
        let (uri, fragment) = text.split_once('#').unwrap_or((text, ""));
        // A schema may name another one by the URI that this has as its `$id`.
        let is_own = base == 0 && (uri.is_empty() || self.document.has_resource(at, uri));
        if is_own {
            return Ok(Found::AsWritten);
        }
        if hops > MAX_HOPS {
            return Err(Problem {
                rule: &rules::ENDLESS_CYCLE,
                message: format!("`{text}` leads back to itself"),
                help: "replace one of these references by what is meant".to_owned(),
            });
        }
        let file = match uri {
            "" => base,
            uri => self.file(text, uri, base)?,
        };
        let fragment = reference::percent_decode(fragment);
        let pointer = match fragment.as_str() {
            pointer if pointer.is_empty() || pointer.starts_with('/') => pointer.to_owned(),
            name => anchor(&self.files.get(file).root, name).ok_or_else(|| self.missing(text, file, name))?,
        };
        self.locate(text, file, &pointer, hops)
    }

    /// The file that a reference names.
    fn file(&mut self, text: &str, uri: &str, base: usize) -> Result<usize, Problem> {
        let from = self.files.get(base);
        let external = |message: String, help: &str| Problem {
            rule: &rules::EXTERNAL_REF,
            message,
            help: help.to_owned(),
        };
        let location = match location::join(&from.location, &reference::percent_decode(uri)) {
            Ok(location) => location,
            Err(NoFile::Url) => {
                if let Some(file) = self.files.by_id(uri) {
                    return Ok(file);
                }
                return Err(external(
                    format!("`{text}` is not a file: nothing is downloaded"),
                    "save it next to the document and refer to it by a relative path, or bundle the document first, for \
                     example with `npx @redocly/cli bundle`",
                ));
            }
            Err(NoFile::Absolute) => {
                return Err(external(
                    format!("`{text}` is an absolute path, which leads elsewhere on every machine"),
                    "write the path relative to this file",
                ));
            }
        };
        let file = self.files.open(location).map_err(|error| {
            external(
                format!("`{text}` cannot be read: {error}"),
                "correct the path, or add the file",
            )
        })?;
        match self.files.get(file).is_readable {
            true => Ok(file),
            false => Err(external(
                format!("`{text}` cannot be read: the file is neither YAML nor JSON"),
                "correct the file: its mistakes are reported, too",
            )),
        }
    }

    /// The value at a pointer of a file. References on the way, and one at the end that says nothing else, are followed.
    fn locate(&mut self, text: &str, file: usize, at: &str, hops: usize) -> Result<Found, Problem> {
        if file == 0 {
            return Ok(Found::InDocument(at.to_owned()));
        }
        let whole = self.files.get(file);
        let mut node = &whole.root;
        let mut walked = 0;
        for step in pointer::steps(at) {
            let next = child(node, &step);
            if next.is_none()
                && let Some(reference) = reference_in(node)
            {
                return match self.follow(reference, "", hops + 1)? {
                    Found::InFile { file, pointer } => {
                        self.locate(text, file, &format!("{pointer}{}", &at[walked..]), hops + 1)
                    }
                    Found::InDocument(pointer) => Ok(Found::InDocument(format!("{pointer}{}", &at[walked..]))),
                    Found::AsWritten => Err(self.missing(text, file, at)),
                };
            }
            node = next.ok_or_else(|| self.missing(text, file, at))?;
            walked += at[walked + 1..]
                .find('/')
                .map_or(at.len() - walked, |length| length + 1);
        }
        let here = Found::InFile {
            file,
            pointer: at.to_owned(),
        };
        match reference_in(node).filter(|_| node.members().len() == 1) {
            // Where it leads nowhere, that is reported at that reference.
            Some(reference) => match self.follow(reference, "", hops + 1) {
                Err(problem) if problem.rule.id != rules::ENDLESS_CYCLE.id => Ok(here),
                other => other,
            },
            None => Ok(here),
        }
    }

    fn missing(&self, text: &str, file: usize, at: &str) -> Problem {
        let name = &self.files.get(file).location;
        let in_document = at.starts_with('/') && self.document.at(at).is_some();
        Problem {
            rule: &rules::UNRESOLVED_REF,
            message: format!("`{text}` does not exist in {name}"),
            help: match in_document {
                true => format!(
                    "references are relative to the file that they are in; if the document is meant, write its path in \
                     front of `#{at}`"
                ),
                false => "define the target, or correct the reference".to_owned(),
            },
        }
    }

    /// What is at a pointer of a file.
    pub(super) fn value<'f>(file: &'f File, at: &str) -> Option<&'f Node> {
        pointer::find(&file.root, at).map(|place| place.node)
    }
}

fn child<'n>(node: &'n Node, step: &str) -> Option<&'n Node> {
    match &node.value {
        Value::Object(_) => node.get(step),
        Value::Array(items) => items.get(step.parse::<usize>().ok()?),
        _ => None,
    }
}

/// The pointer of the schema with an `$anchor` of this name.
fn anchor(root: &Node, name: &str) -> Option<String> {
    let mut open = vec![(String::new(), root)];
    while let Some((at, node)) = open.pop() {
        let is_named = |key| node.get(key).and_then(Node::as_str) == Some(name);
        if is_named("$anchor") || is_named("$dynamicAnchor") {
            return Some(at);
        }
        let members = node.members().iter().rev();
        open.extend(members.map(|member| (pointer::child(&at, &member.key), &member.node)));
        let items = node.items().iter().enumerate().rev();
        open.extend(items.map(|(index, item)| (format!("{at}/{index}"), item)));
    }
    None
}
