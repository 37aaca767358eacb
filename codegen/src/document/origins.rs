//! Which file each part of a document comes from that was made of several, and where it stands there.

use std::collections::BTreeSet;

/// A part of another file that stands in the document.
#[derive(Clone, Debug)]
pub(crate) struct Part {
    /// Its pointer in the document.
    pub(crate) pointer: String,
    /// The number of its file.
    pub(crate) file: usize,
    /// Its pointer in the file.
    pub(crate) at: String,
}

/// A place in one of the files that a document was made of.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Origin {
    /// The number of the file: 0 is the document itself.
    pub file: usize,
    /// The pointer in it.
    pub pointer: String,
}

/// The files that a document was made of, and the parts of them.
#[derive(Clone, Debug, Default)]
pub struct Origins {
    /// Where the files are: relative to the folder of the first, which is the document itself.
    locations: Vec<String>,
    parts: Vec<Part>,
}

impl Origins {
    pub(crate) fn new(locations: Vec<String>, parts: Vec<Part>) -> Self {
        Self { locations, parts }
    }

    /// Whether there are other files.
    pub fn are_several(&self) -> bool {
        !self.parts.is_empty()
    }

    /// Where the value at a pointer of the document is written.
    pub fn of(&self, pointer: &str) -> Origin {
        let around = self
            .parts
            .iter()
            .filter_map(|part| Some((part, inner(pointer, &part.pointer)?)));
        match around.max_by_key(|(part, _)| part.pointer.len()) {
            Some((part, inner)) => Origin {
                file: part.file,
                pointer: format!("{}{inner}", part.at),
            },
            None => Origin {
                file: 0,
                pointer: pointer.to_owned(),
            },
        }
    }

    /// All pointers of the document under which a place of a file stands.
    pub fn pointers(&self, origin: &Origin) -> Vec<String> {
        let own = (origin.file == 0).then(|| origin.pointer.clone());
        let of_parts = self.parts.iter().filter(|part| part.file == origin.file);
        let of_parts =
            of_parts.filter_map(|part| Some(format!("{}{}", part.pointer, inner(&origin.pointer, &part.at)?)));
        let all: BTreeSet<String> = own.into_iter().chain(of_parts).collect();
        all.into_iter().filter(|pointer| self.of(pointer) == *origin).collect()
    }

    /// A reference from one file to a place of another, relative to the former; nothing if no path leads there.
    pub fn reference(&self, from: usize, to: &Origin) -> Option<String> {
        let fragment = match to.pointer.as_str() {
            "" if from != to.file => String::new(),
            pointer => format!("#{}", pointer.replace('%', "%25")),
        };
        if from == to.file {
            return Some(fragment);
        }
        let (from, to) = (self.locations.get(from)?, self.locations.get(to.file)?);
        Some(format!("{}{fragment}", relative(from, to)?))
    }

    /// The place that a reference in a file leads to, if it is a file of the document.
    pub fn target(&self, from: usize, reference: &str) -> Option<Origin> {
        let (path, fragment) = reference.split_once('#').unwrap_or((reference, ""));
        let file = match path {
            "" => from,
            path => {
                let location = joined(self.locations.get(from)?, path)?;
                self.locations.iter().position(|known| *known == location)?
            }
        };
        let pointer = fragment.replace("%25", "%");
        Some(Origin { file, pointer })
    }
}

/// The rest of a pointer to a part of the value at another one.
fn inner<'p>(pointer: &'p str, around: &str) -> Option<&'p str> {
    let rest = pointer.strip_prefix(around)?;
    (rest.is_empty() || rest.starts_with('/')).then_some(rest)
}

/// The path from the folder of a file to another file.
fn relative(from: &str, to: &str) -> Option<String> {
    let mut from: Vec<&str> = from.split('/').collect();
    from.pop();
    let to: Vec<&str> = to.split('/').collect();
    let common = from.iter().zip(&to).take_while(|(one, other)| one == other).count();
    // What a folder above is called is not known.
    if from[common..].contains(&"..") {
        return None;
    }
    let steps = from[common..].iter().map(|_| "..").chain(to[common..].iter().copied());
    let path = steps.collect::<Vec<_>>().join("/");
    Some(if path.starts_with("..") {
        path
    } else {
        format!("./{path}")
    })
}

/// The location of a path that is relative to a file.
fn joined(from: &str, path: &str) -> Option<String> {
    let mut steps: Vec<&str> = from.split('/').collect();
    steps.pop();
    for step in path.split('/') {
        match step {
            "" => return None,
            "." => {}
            ".." if steps.last().is_some_and(|last| *last != "..") => {
                steps.pop();
            }
            step => steps.push(step),
        }
    }
    Some(steps.join("/"))
}

#[cfg(test)]
mod tests {
    use super::{joined, relative};

    #[test]
    fn paths_lead_from_file_to_file() {
        for (from, to, path) in [
            ("api.yaml", "schemas/pet.yaml", Some("./schemas/pet.yaml")),
            ("schemas/pet.yaml", "api.yaml", Some("../api.yaml")),
            ("schemas/pet.yaml", "schemas/tag.json", Some("./tag.json")),
            ("a/b/c.yaml", "a/d/e.yaml", Some("../d/e.yaml")),
            ("../shared/a.yaml", "../shared/b.yaml", Some("./b.yaml")),
            ("../a.yaml", "api.yaml", None),
            ("api.yaml", "../a.yaml", Some("../a.yaml")),
        ] {
            assert_eq!(relative(from, to).as_deref(), path, "{from} {to}");
            if let Some(path) = path {
                assert_eq!(joined(from, path).as_deref(), Some(to), "{from} {path}");
            }
        }
    }
}
