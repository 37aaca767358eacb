//! A request as generated code builds it: arguments in, nothing sent yet.
//!
//! A wrong argument does not stop the chain of calls; it is stored, and `send` reports it.

use std::fmt;

use reqwest::header::{ACCEPT, CONTENT_TYPE, HeaderName, HeaderValue};
use serde::Serialize;
use serde_json::Value;

use super::{
    bounds::{Bounds, OutOfBounds},
    encode::{self, QueryStyle, Refusal},
    error::Error,
    facts::Operation,
    options::CallOptions,
};

/// A request that is not sent yet.
#[must_use = "a request does nothing until it is sent"]
pub struct Request {
    operation: &'static Operation,
    path: Vec<Segment>,
    query: Vec<(String, String)>,
    headers: Vec<(HeaderName, HeaderValue)>,
    body: Option<Vec<u8>>,
    options: CallOptions,
    /// The bounds of the argument that is set next.
    bounds: Option<&'static Bounds>,
    refused: Option<Error>,
}

/// A parameter of the path.
struct Segment {
    name: &'static str,
    /// As it was given.
    value: String,
    /// As it is sent.
    text: String,
}

/// What is sent, but for the endpoint and the credentials.
pub(super) struct Parts {
    pub(super) operation: &'static Operation,
    pub(super) path: String,
    pub(super) path_parameters: Vec<(&'static str, String)>,
    pub(super) query: Vec<(String, String)>,
    pub(super) headers: Vec<(HeaderName, HeaderValue)>,
    pub(super) body: Option<Vec<u8>>,
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
            body: None,
            options: CallOptions::default(),
            bounds: None,
            refused: None,
        }
    }

    /// States the bounds of the argument that is set next.
    pub fn within(mut self, bounds: &'static Bounds) -> Self {
        self.bounds = Some(bounds);
        self
    }

    /// Sets a parameter of the path, percent-encoded as one segment. A list is joined by commas.
    pub fn path<T: Serialize + ?Sized>(mut self, name: &'static str, value: &T) -> Self {
        match self.tree(name, value).and_then(|tree| encode::segment(&tree)) {
            Ok((value, text)) => self.path.push(Segment { name, value, text }),
            Err(refusal) => self.refuse(name, refusal),
        }
        self
    }

    /// Sets a parameter of the query. Nothing is sent for `None`, null or an empty list.
    pub fn query<T: Serialize + ?Sized>(mut self, name: &'static str, style: QueryStyle, value: &T) -> Self {
        let tree = self.tree(name, value);
        let pairs = &mut self.query;
        if let Err(refusal) = tree.and_then(|tree| encode::pairs(name, style, &tree, pairs)) {
            self.refuse(name, refusal);
        }
        self
    }

    /// Sets a header. Nothing is sent for `None`, null or an empty list; a list is joined by commas.
    pub fn header<T: Serialize + ?Sized>(mut self, name: &'static str, value: &T) -> Self {
        let text = match self.tree(name, value).and_then(|tree| encode::header(&tree)) {
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
    pub fn form<T: Serialize + ?Sized>(mut self, body: &T) -> Self {
        match self.tree("body", body).and_then(|tree| encode::form_body(&tree)) {
            Ok(text) => self.text("application/x-www-form-urlencoded", text),
            Err(refusal) => {
                self.refuse("body", refusal);
                self
            }
        }
    }

    /// Sets the body to a text.
    pub fn text(mut self, content_type: &'static str, body: String) -> Self {
        if let Some(bounds) = self.bounds.take()
            && let Err(fault) = bounds.check_text(&body)
        {
            self.refuse_bounds("body", &fault);
        }
        self.bytes(content_type, body.into_bytes())
    }

    /// Sets the body to bytes.
    pub fn bytes(mut self, content_type: &'static str, body: Vec<u8>) -> Self {
        self.headers.retain(|(name, _)| name != CONTENT_TYPE);
        self.headers
            .push((CONTENT_TYPE, HeaderValue::from_static(content_type)));
        self.body = Some(body);
        self
    }

    /// States that each record of the response is decoded by itself.
    pub(super) fn lenient(mut self) -> Self {
        self.options.is_lenient = true;
        self
    }

    /// Sets what this call does otherwise than its client.
    pub fn options(mut self, options: CallOptions) -> Self {
        self.options = options;
        self
    }

    /// An argument as a tree, checked against the bounds that were stated for it.
    fn tree<T: Serialize + ?Sized>(&mut self, name: &str, value: &T) -> Result<Value, Refusal> {
        let tree = encode::tree(value)?;
        if let Some(bounds) = self.bounds.take()
            && let Err(fault) = bounds.check(&tree)
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
    pub(super) fn into_parts(self) -> Result<Parts, Error> {
        if let Some(refused) = self.refused {
            return Err(refused);
        }
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
        Ok(Parts {
            operation: self.operation,
            path,
            path_parameters: self
                .path
                .into_iter()
                .map(|segment| (segment.name, segment.value))
                .collect(),
            query: self.query,
            headers: self.headers,
            body: self.body,
            options: self.options,
        })
    }
}

/// The names of what was set, without the values.
impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path: Vec<_> = self.path.iter().map(|segment| segment.name).collect();
        let query: Vec<_> = self.query.iter().map(|(name, _)| name).collect();
        let headers: Vec<_> = self.headers.iter().map(|(name, _)| name.as_str()).collect();
        f.debug_struct("Request")
            .field("operation", &self.operation.id)
            .field("path", &path)
            .field("query", &query)
            .field("headers", &headers)
            .field("body_length", &self.body.as_ref().map(Vec::len))
            .field("refused", &self.refused)
            .finish()
    }
}
