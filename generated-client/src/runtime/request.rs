//! A request as generated code builds it from arguments. Nothing is sent here.
//!
//! A wrong argument does not stop the chain of calls; it is stored, and `send` reports it.

mod parts;

use std::fmt;

use bytes::Bytes;
use reqwest::header::{ACCEPT, CONTENT_TYPE, HeaderName, HeaderValue};
use serde::Serialize;

use self::parts::Parts;
use super::{
    bounds::{Bounds, OutOfBounds},
    encode::{self, Pair, Refusal, Style, Tree},
    error::Error,
    facts::Operation,
    options::CallOptions,
};

/// A request that is not sent yet.
#[must_use = "a request does nothing until it is sent"]
pub struct Request {
    operation: &'static Operation,
    path: Vec<Segment>,
    query: Vec<Pair>,
    headers: Vec<(HeaderName, HeaderValue)>,
    cookies: Vec<String>,
    body: Option<Bytes>,
    parts: Option<Parts>,
    options: CallOptions,
    /// The bounds of the argument that is set next.
    bounds: Option<&'static Bounds>,
    /// The headers of the part that is set next.
    part_headers: Vec<(String, String)>,
    refused: Option<Error>,
}

/// A parameter of the path.
struct Segment {
    name: &'static str,
    /// The argument as it was given.
    value: String,
    /// The argument as it is sent.
    text: String,
}

/// The parts of a request, without endpoint and credentials.
pub(super) struct Prepared {
    pub(super) operation: &'static Operation,
    pub(super) path: String,
    pub(super) path_parameters: Vec<(&'static str, String)>,
    pub(super) query: Vec<Pair>,
    pub(super) headers: Vec<(HeaderName, HeaderValue)>,
    /// Each as `name=value`.
    pub(super) cookies: Vec<String>,
    pub(super) body: Option<Bytes>,
    pub(super) options: CallOptions,
}

impl Request {
    /// A request for `operation`, without arguments.
    pub fn new(operation: &'static Operation) -> Self {
        let headers = operation
            .accept
            .map(|accept| (ACCEPT, HeaderValue::from_static(accept)))
            .into_iter()
            .collect();
        Self {
            operation,
            path: Vec::new(),
            query: Vec::new(),
            headers,
            cookies: Vec::new(),
            body: None,
            parts: None,
            options: CallOptions::default(),
            bounds: None,
            part_headers: Vec::new(),
            refused: None,
        }
    }

    /// Sets the bounds of the argument that is set next.
    pub fn within(mut self, bounds: &'static Bounds) -> Self {
        self.bounds = Some(bounds);
        self
    }

    /// Sets a parameter of the path in the style `simple`.
    pub fn path<T: Serialize + ?Sized>(self, name: &'static str, value: &T) -> Self {
        self.path_as(name, Style::Simple, value)
    }

    /// Sets a parameter of the path in another style.
    pub fn path_as<T: Serialize + ?Sized>(mut self, name: &'static str, style: Style, value: &T) -> Self {
        match self.tree(name, value).and_then(|tree| encode::path(name, style, &tree)) {
            Ok((value, text)) => self.path.push(Segment { name, value, text }),
            Err(refusal) => self.refuse(name, refusal),
        }
        self
    }

    /// Sets a parameter of the query. Nothing is sent for `None`, null or an empty list.
    pub fn query<T: Serialize + ?Sized>(mut self, name: &'static str, style: Style, value: &T) -> Self {
        self.pairs(name, style, value);
        self
    }

    /// Sets a parameter of the query, and leaves reserved characters in its value as they are.
    pub fn query_reserved<T: Serialize + ?Sized>(mut self, name: &'static str, style: Style, value: &T) -> Self {
        let first = self.query.len();
        self.pairs(name, style, value);
        self.query[first..].iter_mut().for_each(Pair::allow_reserved);
        self
    }

    /// Sets a parameter of the query that is sent without a value for null or an empty list. Nothing is sent for `None`.
    pub fn query_or_empty<T: Serialize + ?Sized>(
        mut self,
        name: &'static str,
        style: Style,
        value: Option<&T>,
    ) -> Self {
        let first = self.query.len();
        if let Some(value) = value {
            self.pairs(name, style, value);
            if self.query.len() == first {
                self.query.push(Pair::new(name, String::new()));
            }
        }
        self
    }

    fn pairs<T: Serialize + ?Sized>(&mut self, name: &'static str, style: Style, value: &T) {
        let tree = self.tree(name, value);
        let pairs = &mut self.query;
        if let Err(refusal) = tree.and_then(|tree| encode::query(name, style, &tree, pairs)) {
            self.refuse(name, refusal);
        }
    }

    /// Sets a header in the style `simple`. Nothing is sent for `None`, null or an empty list.
    pub fn header<T: Serialize + ?Sized>(self, name: &'static str, value: &T) -> Self {
        self.header_as(name, Style::Simple, value)
    }

    /// Sets a header in another style.
    pub fn header_as<T: Serialize + ?Sized>(mut self, name: &'static str, style: Style, value: &T) -> Self {
        let text = match self.tree(name, value).and_then(|tree| encode::header(style, &tree)) {
            Ok(text) => text,
            Err(refusal) => {
                self.refuse(name, refusal);
                return self;
            }
        };
        let Some(text) = text else { return self };
        match (
            HeaderName::from_bytes(name.as_bytes()),
            HeaderValue::from_bytes(text.as_bytes()),
        ) {
            (Ok(name), Ok(value)) => self.headers.push((name, value)),
            _ => self.refuse(name, "has a character that is invalid in a header"),
        }
        self
    }

    /// Sets a cookie, or several for an exploded list or object. Nothing is sent for `None`, null or an empty list.
    pub fn cookie<T: Serialize + ?Sized>(mut self, name: &'static str, style: Style, value: &T) -> Self {
        let tree = self.tree(name, value);
        let cookies = &mut self.cookies;
        if let Err(refusal) = tree.and_then(|tree| encode::cookies(name, style, &tree, cookies)) {
            self.refuse(name, refusal);
        }
        self
    }

    /// Sets the body to a value as JSON.
    pub fn json<T: Serialize + ?Sized>(self, body: &T) -> Self {
        self.json_as("application/json", body)
    }

    /// Sets the body to a value as JSON under another media type, such as `application/merge-patch+json`.
    pub fn json_as<T: Serialize + ?Sized>(mut self, content_type: &'static str, body: &T) -> Self {
        // A body without bounds is written once.
        if self.bounds.is_some()
            && let Err(refusal) = self.tree("body", body)
        {
            self.refuse("body", refusal);
        }
        match serde_json::to_vec(body) {
            Ok(text) => self.bytes(content_type, text),
            Err(_) => {
                self.refuse("body", "cannot be written as JSON");
                self
            }
        }
    }

    /// Sets the body to the members of an object as a form.
    pub fn form<T: Serialize + ?Sized>(self, body: &T) -> Self {
        self.form_as(&[], body)
    }

    /// Sets the body to the members of an object as a form, some of them in a style of their own.
    pub fn form_as<T: Serialize + ?Sized>(mut self, styles: &[(&str, Style)], body: &T) -> Self {
        match self
            .tree("body", body)
            .and_then(|tree| encode::form_body(styles, &tree))
        {
            Ok(text) => self.text("application/x-www-form-urlencoded", text),
            Err(refusal) => {
                self.refuse("body", refusal);
                self
            }
        }
    }

    /// Sets the body to a text.
    pub fn text(mut self, content_type: impl AsRef<str>, body: String) -> Self {
        if let Some(bounds) = self.bounds.take()
            && let Err(fault) = bounds.check_text(&body)
        {
            self.refuse_bounds("body", &fault);
        }
        self.bytes(content_type, body)
    }

    /// Sets the body to bytes.
    pub fn bytes(mut self, content_type: impl AsRef<str>, body: impl Into<Bytes>) -> Self {
        match HeaderValue::from_str(content_type.as_ref()) {
            Ok(content_type) => self.set_body(content_type, body.into()),
            Err(_) => self.refuse(
                "body",
                "has a content type with a character that is invalid in a header",
            ),
        }
        self
    }

    /// Sets the body to bytes of a media type that the caller states.
    pub fn body(self, (content_type, body): (String, Vec<u8>)) -> Self {
        self.bytes(content_type, body)
    }

    fn set_body(&mut self, content_type: HeaderValue, body: Bytes) {
        self.headers.retain(|(name, _)| name != CONTENT_TYPE);
        self.headers.push((CONTENT_TYPE, content_type));
        self.body = Some(body);
    }

    /// Decodes each record of the response separately.
    pub(super) fn lenient(mut self) -> Self {
        self.options.is_lenient = true;
        self
    }

    /// Sets the options of this call.
    pub fn options(mut self, options: CallOptions) -> Self {
        self.options = options;
        self
    }

    /// An argument as a tree, checked against the bounds that were stated for it.
    fn tree<T: Serialize + ?Sized>(&mut self, name: &str, value: &T) -> Result<Tree, Refusal> {
        let tree = Tree::of(value).map_err(|_| "cannot be written as text")?;
        if let Some(bounds) = self.bounds.take()
            && let Err(fault) = bounds.check(&tree.to_value())
        {
            self.refuse_bounds(name, &fault);
        }
        Ok(tree)
    }

    /// Keeps the first wrong argument, which is out of its bounds.
    fn refuse_bounds(&mut self, name: &str, fault: &OutOfBounds) {
        let operation = self.operation.id;
        self.refused
            .get_or_insert_with(|| Error::invalid(fault.describe(name)).during(operation));
    }

    /// Keeps the first wrong argument. Its value is not shown: it may be a secret.
    fn refuse(&mut self, name: &str, refusal: Refusal) {
        let operation = self.operation.id;
        self.refused
            .get_or_insert_with(|| Error::invalid(format!("`{name}` {refusal}")).during(operation));
    }

    pub(super) fn operation(&self) -> &'static Operation {
        self.operation
    }

    /// The request with its path filled in, or the first wrong argument.
    pub(super) fn prepare(mut self) -> Result<Prepared, Error> {
        if let Some(refused) = self.refused {
            return Err(refused);
        }
        self.finish_parts()?;
        let mut path = String::new();
        let mut rest = self.operation.path;
        while let Some((before, after)) = rest.split_once('{') {
            let Some((name, after)) = after.split_once('}') else {
                break;
            };
            path.push_str(before);
            match self.path.iter().rev().find(|segment| segment.name == name) {
                Some(segment) => path.push_str(&segment.text),
                None => return Err(Error::invalid(format!("`{name}` is part of the path and was not set"))),
            }
            rest = after;
        }
        path.push_str(rest);
        Ok(Prepared {
            operation: self.operation,
            path,
            path_parameters: self
                .path
                .into_iter()
                .map(|segment| (segment.name, segment.value))
                .collect(),
            query: self.query,
            headers: self.headers,
            cookies: self.cookies,
            body: self.body,
            options: self.options,
        })
    }
}

/// The names of the arguments, without the values.
impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path: Vec<_> = self.path.iter().map(|segment| segment.name).collect();
        let query: Vec<_> = self.query.iter().map(|pair| &pair.name).collect();
        let headers: Vec<_> = self.headers.iter().map(|(name, _)| name.as_str()).collect();
        f.debug_struct("Request")
            .field("operation", &self.operation.id)
            .field("path", &path)
            .field("query", &query)
            .field("headers", &headers)
            .field("body_length", &self.body.as_ref().map(Bytes::len))
            .field("refused", &self.refused)
            .finish()
    }
}
