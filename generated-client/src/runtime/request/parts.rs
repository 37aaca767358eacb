//! A request whose body has several parts: the parts that generated code sets, and the body that is made of them.

use reqwest::header::HeaderValue;
use serde::Serialize;

use super::Request;
use crate::runtime::{
    encode::{self, Style, Tree},
    error::Error,
    multipart::{self, FilePart, Part},
};

/// The parts of a body.
pub(super) struct Parts {
    content_type: &'static str,
    is_required: bool,
    /// The names of those that a body must have.
    required: &'static [&'static str],
    all: Vec<Part>,
}

impl Request {
    /// Begins a body of several parts, of which those called `required` must be set. A body that is not required is left out
    /// if it has no part.
    pub fn multipart(
        mut self,
        content_type: &'static str,
        is_required: bool,
        required: &'static [&'static str],
    ) -> Self {
        self.parts = Some(Parts {
            content_type,
            is_required,
            required,
            all: Vec::new(),
        });
        self
    }

    /// Sets a header of the part that is set next. Nothing is sent for `None` or null.
    pub fn part_header<T: Serialize + ?Sized>(mut self, name: &'static str, style: Style, value: &T) -> Self {
        let text = self.tree(name, value).and_then(|tree| encode::header(style, &tree));
        let checked = text.and_then(|text| {
            multipart::check_header(text.as_deref().unwrap_or_default())?;
            Ok(text)
        });
        match checked {
            Ok(text) => self.part_headers.extend(text.map(|text| (name.to_owned(), text))),
            Err(refusal) => self.refuse(name, refusal),
        }
        self
    }

    /// Adds a value as a part: as text, or as JSON if it is an object. The items of a list are parts of one name. Nothing is
    /// added for `None` or null.
    pub fn part<T: Serialize + ?Sized>(
        mut self,
        name: &'static str,
        content_type: Option<&'static str>,
        value: &T,
    ) -> Self {
        let tree = match self.tree(name, value) {
            Ok(tree) => tree,
            Err(refusal) => {
                self.refuse(name, refusal);
                return self;
            }
        };
        let items = match tree {
            // A content type that was stated for a list of JSON is that of the whole.
            Tree::List(items) if !content_type.is_some_and(is_json) => items,
            single => vec![single],
        };
        let parts = items.iter().filter_map(|item| match item {
            Tree::Null => None,
            Tree::Object(_) | Tree::List(_) => {
                let content_type = content_type.unwrap_or("application/json");
                Some(Part::new(name, Some(content_type), item.json()))
            }
            item if content_type.is_some_and(is_json) => Some(Part::new(name, content_type, item.json())),
            item => {
                let text = encode::scalar(item).ok().flatten()?;
                Some(Part::new(name, content_type, text))
            }
        });
        let parts: Vec<_> = parts.collect();
        self.add_parts(parts);
        self
    }

    /// Adds files as parts of one name.
    pub fn files(
        mut self,
        name: &'static str,
        content_type: Option<&'static str>,
        files: impl IntoIterator<Item = FilePart>,
    ) -> Self {
        let mut parts = Vec::new();
        for file in files {
            if let Err(refusal) = multipart::check_header(file.media_type()) {
                self.refuse(name, refusal);
            }
            parts.push(Part::file(name, content_type, file));
        }
        self.add_parts(parts);
        self
    }

    /// Adds files as parts whose names the document does not state.
    pub fn other_parts(mut self, files: impl IntoIterator<Item = (String, FilePart)>) -> Self {
        let mut parts = Vec::new();
        for (name, file) in files {
            if let Err(refusal) = multipart::check_header(file.media_type()) {
                self.refuse("part", refusal);
            }
            parts.push(Part::file(&name, None, file));
        }
        self.add_parts(parts);
        self
    }

    fn add_parts(&mut self, parts: Vec<Part>) {
        let headers = std::mem::take(&mut self.part_headers);
        if let Some(known) = &mut self.parts {
            known
                .all
                .extend(parts.into_iter().map(|part| part.with_headers(&headers)));
        }
    }

    /// Makes the body of its parts.
    pub(super) fn finish_parts(&mut self) -> Result<(), Error> {
        let Some(parts) = self.parts.take() else { return Ok(()) };
        if parts.all.is_empty() && !parts.is_required {
            return Ok(());
        }
        let is_set = |name: &&&str| parts.all.iter().any(|part| part.name() == **name);
        if let Some(missing) = parts.required.iter().find(|name| !is_set(name)) {
            return Err(Error::missing(self.operation.id, missing));
        }
        let (boundary, body) = multipart::encode(&parts.all);
        let content_type = format!("{}; boundary={boundary}", parts.content_type);
        let content_type = HeaderValue::from_str(&content_type)
            .map_err(|_| Error::invalid("the content type is none that a header can carry"))?;
        self.set_body(content_type, body.into());
        Ok(())
    }
}

/// Whether a media type is JSON.
fn is_json(content_type: &str) -> bool {
    let essence = content_type.split(';').next().unwrap_or_default().trim();
    essence.ends_with("/json") || essence.ends_with("+json")
}
