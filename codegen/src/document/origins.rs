//! Which file each part of a document comes from that was made of several, and where it stands there.

use super::{location, reference};
use std::collections::{BTreeSet, HashMap};

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
    /// The number of the part at each pointer.
    by_pointer: HashMap<String, usize>,
}

impl Origins {
    pub(crate) fn new(locations: Vec<String>, parts: Vec<Part>) -> Self {
        let by_pointer = parts.iter().enumerate();
        let by_pointer = by_pointer
            .map(|(number, part)| (part.pointer.clone(), number))
            .collect();
        Self {
            locations,
            parts,
            by_pointer,
        }
    }

    /// Whether there are other files.
    pub fn are_several(&self) -> bool {
        !self.parts.is_empty()
    }

    /// Where the value at a pointer of the document is written.
    pub fn of(&self, pointer: &str) -> Origin {
        let mut around = std::iter::successors(Some(pointer), |inner| inner.rsplit_once('/').map(|(outer, _)| outer));
        match around.find_map(|outer| self.by_pointer.get(outer)) {
            Some(number) => {
                let part = &self.parts[*number];
                let inner = &pointer[part.pointer.len()..];
                Origin {
                    file: part.file,
                    pointer: format!("{}{inner}", part.at),
                }
            }
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
            pointer => format!("#{}", reference::percent_encode(pointer)),
        };
        if from == to.file {
            return Some(fragment);
        }
        let (from, to) = (self.locations.get(from)?, self.locations.get(to.file)?);
        let path = reference::percent_encode(&location::relative(from, to)?);
        Some(format!("{path}{fragment}"))
    }

    /// The place that a reference in a file leads to, if it is a file of the document.
    pub fn target(&self, from: usize, reference: &str) -> Option<Origin> {
        let (path, fragment) = reference.split_once('#').unwrap_or((reference, ""));
        let file = match path {
            "" => from,
            path => {
                let path = reference::percent_decode(path);
                let location = location::join(self.locations.get(from)?, &path).ok()?;
                self.locations.iter().position(|known| *known == location)?
            }
        };
        let pointer = reference::percent_decode(fragment);
        let is_pointer = pointer.is_empty() || pointer.starts_with('/');
        is_pointer.then_some(Origin { file, pointer })
    }
}

/// The rest of a pointer to a part of the value at another one.
fn inner<'p>(pointer: &'p str, around: &str) -> Option<&'p str> {
    let rest = pointer.strip_prefix(around)?;
    (rest.is_empty() || rest.starts_with('/')).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::{Origin, Origins, Part};

    fn origin(file: usize, pointer: &str) -> Origin {
        let pointer = pointer.to_owned();
        Origin { file, pointer }
    }

    /// Escapes are read as the bundler reads them, and what has to be escaped is.
    #[test]
    fn references_between_files_are_written_and_read_with_escapes() {
        let locations = ["api.yaml", "my schemas/a#b.yaml", "100%/c.yaml"];
        let origins = Origins::new(locations.map(str::to_owned).to_vec(), Vec::new());
        for (from, reference, to) in [
            (0, "./my%20schemas/a%23b.yaml#/A%20B", origin(1, "/A B")),
            (1, "../api.yaml#/paths/~1a~1%7Bid%7D", origin(0, "/paths/~1a~1{id}")),
            (0, "./100%25/c.yaml", origin(2, "")),
            (2, "#/50%25", origin(2, "/50%")),
        ] {
            assert_eq!(origins.target(from, reference), Some(to.clone()), "{reference}");
            assert_eq!(origins.reference(from, &to).as_deref(), Some(reference));
        }
        for (from, reference, to) in [
            (0, "my schemas/./a%23b.yaml#/paths/%7E1a", origin(1, "/paths/~1a")),
            (1, "..//api.yaml#/%41", origin(0, "/A")),
            (1, "../api.yaml#/a~1{id}", origin(0, "/a~1{id}")),
            (0, "100%/c.yaml#/50%", origin(2, "/50%")),
        ] {
            assert_eq!(origins.target(from, reference), Some(to), "{reference}");
        }
        for reference in [
            "other.yaml#/A",
            "/api.yaml#/A",
            "https://example.com/api.yaml",
            "../api.yaml#name",
        ] {
            assert_eq!(origins.target(1, reference), None, "{reference}");
        }
    }

    #[test]
    fn the_innermost_part_says_where_a_value_is_written() {
        let part = |pointer: &str, file, at: &str| Part {
            pointer: pointer.to_owned(),
            file,
            at: at.to_owned(),
        };
        let parts = vec![
            part("/components/schemas/A", 1, "/A"),
            part("/components/schemas/A/properties/b", 2, ""),
            part("/paths/~1a", 1, "/A"),
        ];
        let origins = Origins::new(vec!["a".to_owned(), "b".to_owned(), "c".to_owned()], parts);
        for (pointer, expected) in [
            ("", origin(0, "")),
            ("/components/schemas/AB", origin(0, "/components/schemas/AB")),
            ("/components/schemas/A", origin(1, "/A")),
            ("/components/schemas/A/type", origin(1, "/A/type")),
            ("/components/schemas/A/properties/b/type", origin(2, "/type")),
            ("/components/schemas/A/properties/c", origin(1, "/A/properties/c")),
        ] {
            assert_eq!(origins.of(pointer), expected, "{pointer}");
        }
        let both = ["/components/schemas/A/type", "/paths/~1a/type"].map(str::to_owned);
        assert_eq!(origins.pointers(&origin(1, "/A/type")), both);
        let one = ["/paths/~1a/properties/b/type".to_owned()];
        assert_eq!(origins.pointers(&origin(1, "/A/properties/b/type")), one);
    }
}
