//! A body of several parts, made of the arguments of a call.

use std::fmt;

use reqwest::header::HeaderValue;
use serde::Serialize;

use super::{
    arguments::{Argument, Body, Part as Facts},
    encode::{self, Tree},
    input::put,
    multipart::{self, FilePart, Part},
    request::{Request, UNWRITABLE},
};

/// The parts of a body as they were given. The types of parts of an operation are made of it.
#[derive(Clone, Default)]
pub struct Parts {
    /// Each part, followed by its headers.
    arguments: Vec<Argument>,
    /// Parts that the document does not name.
    others: Vec<(String, Argument)>,
}

impl Parts {
    /// Sets a part, or a header of a part, by its position.
    #[must_use]
    pub fn set(mut self, index: usize, value: impl Serialize) -> Self {
        put(&mut self.arguments, index, Argument::of(value));
        self
    }

    /// Sets a part, or a header of a part, to a text.
    #[must_use]
    pub fn set_text(self, index: usize, value: impl Into<String>) -> Self {
        self.set(index, value.into())
    }

    /// Sets a part to files, by its position.
    #[must_use]
    pub fn set_files(mut self, index: usize, files: Vec<FilePart>) -> Self {
        put(&mut self.arguments, index, Argument::Files(files));
        self
    }

    /// Adds a part that the document does not name.
    #[must_use]
    pub fn add_part(mut self, name: String, file: FilePart) -> Self {
        self.others.push((name, Argument::Files(vec![file])));
        self
    }

    /// Adds a part that the document does not name, and whose value is set next.
    #[must_use]
    pub fn begin_part(mut self, name: String) -> Self {
        self.others.push((name, Argument::Unset));
        self
    }

    /// Sets the value of the part that was added last.
    #[must_use]
    pub fn part_value(mut self, value: impl Serialize) -> Self {
        if let Some((_, last)) = self.others.last_mut() {
            *last = Argument::of(value);
        }
        self
    }

    /// Sets the value of the part that was added last to a text.
    #[must_use]
    pub fn part_value_text(self, value: impl Into<String>) -> Self {
        self.part_value(value.into())
    }

    /// Sets the body of `request`.
    pub(super) fn set_body(self, request: &mut Request, body: &Body) {
        set(request, body, &self.arguments, self.others);
    }

    /// Adds the names of what must be set and was not.
    pub(super) fn missing(&self, body: &Body, found: &mut Vec<String>) {
        missing(body, &self.arguments, found);
    }
}

/// Without the values: one may be a secret.
impl fmt::Debug for Parts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Parts").finish_non_exhaustive()
    }
}

/// Sets the body of `request` to its parts. `arguments` are those of the parts, each followed by its headers. A body that
/// is not required is left out if it has no part.
pub(super) fn set(request: &mut Request, body: &Body, arguments: &[Argument], others: Vec<(String, Argument)>) {
    let mut all = Vec::new();
    let mut arguments = arguments.iter();
    for facts in body.parts {
        let value = arguments.next().unwrap_or(&Argument::Unset);
        let headers: Vec<_> = arguments.by_ref().take(facts.headers.len()).collect();
        let first = all.len();
        match value {
            Argument::Unset => {}
            Argument::Invalid => request.refuse(facts.name, UNWRITABLE),
            Argument::Files(files) => add_files(request, (facts.name, facts.content_type), files, &mut all),
            Argument::Tree(tree) => {
                request.check(facts.name, &facts.bounds, tree);
                add_values((facts.name, facts.content_type), tree, &mut all);
            }
        }
        if all.len() > first {
            let headers = headers_of(request, facts, &headers);
            let parts = all.drain(first..).map(|part: Part| part.with_headers(&headers));
            let parts: Vec<_> = parts.collect();
            all.extend(parts);
        }
    }
    for (name, value) in &others {
        match value {
            Argument::Unset => {}
            Argument::Invalid => request.refuse("part", UNWRITABLE),
            Argument::Files(files) => add_files(request, (name, None), files, &mut all),
            Argument::Tree(tree) => add_values((name, None), tree, &mut all),
        }
    }
    if all.is_empty() && !body.required {
        return;
    }
    let (boundary, payload) = multipart::encode(all);
    match HeaderValue::from_str(&format!("{}; boundary={boundary}", body.content_type)) {
        Ok(content_type) => request.set_body(content_type, payload),
        Err(_) => request.refuse("body", "has a content type that no header can have"),
    }
}

/// Whether nothing is set of a body, so that no part of it is missing either.
pub(super) fn is_empty(arguments: &[Argument]) -> bool {
    arguments.iter().all(|argument| matches!(argument, Argument::Unset))
}

/// The names of what must be set in a body that has parts, and was not.
pub(super) fn missing(body: &Body, arguments: &[Argument], found: &mut Vec<String>) {
    let mut arguments = arguments.iter();
    for facts in body.parts {
        let is_set = !arguments.next().is_none_or(is_nothing);
        if facts.required && !is_set {
            found.push(format!("`{}`", facts.name));
        }
        for header in facts.headers {
            // Only a part that is there has headers.
            if arguments.next().is_none_or(is_nothing) && header.required && is_set {
                found.push(format!("`{}`", header.name));
            }
        }
    }
}

fn is_nothing(argument: &Argument) -> bool {
    match argument {
        Argument::Unset | Argument::Tree(Tree::Null) => true,
        Argument::Files(files) => files.is_empty(),
        Argument::Tree(Tree::List(items)) => items.is_empty(),
        Argument::Tree(_) | Argument::Invalid => false,
    }
}

fn headers_of(request: &mut Request, facts: &Facts, arguments: &[&Argument]) -> Vec<(String, String)> {
    let mut headers = Vec::new();
    for (header, argument) in facts.headers.iter().zip(arguments) {
        let Argument::Tree(tree) = argument else { continue };
        let text = encode::header(header.style, tree);
        let checked = text.and_then(|text| {
            multipart::check_header(text.as_deref().unwrap_or_default())?;
            Ok(text)
        });
        match checked {
            Ok(text) => headers.extend(text.map(|text| (header.name.to_owned(), text))),
            Err(refusal) => request.refuse(header.name, refusal),
        }
    }
    headers
}

/// Adds a value: as text, or as JSON if it is an object. The items of a list are parts of one name. Nothing is added for
/// null.
fn add_values((name, content_type): (&str, Option<&str>), tree: &Tree, all: &mut Vec<Part>) {
    let is_json = content_type.is_some_and(is_json);
    let items = match tree {
        // A content type that was stated for a list of JSON is that of the whole.
        Tree::List(items) if !is_json => items.as_slice(),
        single => std::slice::from_ref(single),
    };
    all.extend(items.iter().filter_map(|item| match item {
        Tree::Null => None,
        Tree::Object(_) | Tree::List(_) => {
            let content_type = content_type.unwrap_or("application/json");
            Some(Part::new(name, Some(content_type), item.json()))
        }
        item if is_json => Some(Part::new(name, content_type, item.json())),
        item => {
            let text = encode::scalar(item).ok().flatten()?;
            Some(Part::new(name, content_type, text))
        }
    }));
}

fn add_files(
    request: &mut Request,
    (name, content_type): (&str, Option<&str>),
    files: &[FilePart],
    all: &mut Vec<Part>,
) {
    for file in files {
        if let Err(refusal) = multipart::check_header(file.media_type()) {
            request.refuse(name, refusal);
        }
        all.push(Part::file(name, content_type, file.clone()));
    }
}

/// Whether a media type is JSON.
fn is_json(content_type: &str) -> bool {
    let essence = content_type.split(';').next().unwrap_or_default().trim();
    essence.ends_with("/json") || essence.ends_with("+json")
}
