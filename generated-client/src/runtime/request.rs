//! A request as generated code builds it from arguments. Nothing is sent here.
//!
//! A wrong argument does not stop the chain of calls; it is stored, and `send` reports it.

use std::{borrow::Cow, fmt};

use bytes::Bytes;
use reqwest::header::{ACCEPT, CONTENT_TYPE, HeaderName, HeaderValue};
use serde::Serialize;

use super::{
    arguments::{Location, Parameter},
    bounds::{Bounds, OutOfBounds},
    encode::{self, Pair, Refusal, Style, Tree},
    error::Error,
    extra::Extra,
    facts::Operation,
    options::CallOptions,
    upload::{ByteSource, Payload},
};

/// Why an argument is refused that serde cannot write.
pub(super) const UNWRITABLE: Refusal =
    "cannot be written as text: it contains a number that is not finite, or a key that is not a text";

const UNSENDABLE: Refusal = "has a character that is invalid in a header";

/// A request that is not sent yet.
#[must_use = "a request does nothing until it is sent"]
pub struct Request {
    operation: &'static Operation,
    path: Vec<Segment>,
    query: Vec<Pair>,
    headers: Vec<(HeaderName, HeaderValue)>,
    cookies: Vec<String>,
    body: Option<Payload>,
    options: CallOptions,
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
    pub(super) method: Cow<'static, str>,
    /// The schemes that go together, if they are not those of the operation.
    pub(super) security: Option<Vec<&'static str>>,
    pub(super) path: String,
    pub(super) path_parameters: Vec<(Cow<'static, str>, String)>,
    pub(super) query: Vec<Pair>,
    pub(super) headers: Vec<(HeaderName, HeaderValue)>,
    /// Each as `name=value`.
    pub(super) cookies: Vec<String>,
    pub(super) body: Option<Payload>,
    pub(super) options: CallOptions,
}

impl Prepared {
    /// What the call has in addition to its arguments.
    pub(super) fn extra(&self) -> Option<Box<Extra>> {
        self.options.extra.clone()
    }
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
            options: CallOptions::default(),
            refused: None,
        }
    }

    /// Sets a parameter of the path in the style `simple`.
    pub fn path<T: Serialize + ?Sized>(self, name: &'static str, value: &T) -> Self {
        self.argument(&Parameter::path(name), value)
    }

    /// Sets a parameter of the query. Nothing is sent for `None`, null or an empty list.
    pub fn query<T: Serialize + ?Sized>(self, name: &'static str, style: Style, value: &T) -> Self {
        self.argument(&Parameter::query(name).style(style), value)
    }

    /// Sets a header in the style `simple`. Nothing is sent for `None`, null or an empty list.
    pub fn header<T: Serialize + ?Sized>(self, name: &'static str, value: &T) -> Self {
        self.argument(&Parameter::header(name), value)
    }

    fn argument<T: Serialize + ?Sized>(mut self, parameter: &Parameter, value: &T) -> Self {
        match Tree::of(value) {
            Ok(tree) => self.set(parameter, &tree),
            Err(_) => self.refuse(parameter.name, UNWRITABLE),
        }
        self
    }

    /// Sets a parameter.
    pub(super) fn set(&mut self, parameter: &Parameter, value: &Tree) {
        let Parameter { name, style, .. } = *parameter;
        self.check(name, &parameter.bounds, value);
        let outcome = match parameter.location {
            Location::Path => encode::path(name, style, value).map(|(value, text)| {
                self.path.push(Segment { name, value, text });
            }),
            Location::Query => self.pairs(parameter, value),
            Location::Cookie => encode::cookies(name, style, value, &mut self.cookies),
            Location::Header => encode::header(style, value).and_then(|text| self.line(name, text)),
        };
        if let Err(refusal) = outcome {
            self.refuse(name, refusal);
        }
    }

    fn pairs(&mut self, parameter: &Parameter, value: &Tree) -> Result<(), Refusal> {
        let first = self.query.len();
        encode::query(parameter.name, parameter.style, value, &mut self.query)?;
        if parameter.reserved {
            self.query[first..].iter_mut().for_each(Pair::allow_reserved);
        }
        if parameter.or_empty && self.query.len() == first {
            self.query.push(Pair::new(parameter.name, String::new()));
        }
        Ok(())
    }

    /// Adds a header, if it has a value.
    fn line(&mut self, name: &str, text: Option<String>) -> Result<(), Refusal> {
        let Some(text) = text else { return Ok(()) };
        let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| UNSENDABLE)?;
        let value = HeaderValue::from_bytes(text.as_bytes()).map_err(|_| UNSENDABLE)?;
        self.headers.push((name, value));
        Ok(())
    }

    /// Sets the body to a value as JSON.
    pub fn json<T: Serialize + ?Sized>(mut self, body: &T) -> Self {
        match serde_json::to_vec(body) {
            Ok(text) => self.bytes("application/json", text),
            Err(_) => {
                self.refuse("body", UNWRITABLE);
                self
            }
        }
    }

    /// Sets the body to the members of an object as a form.
    pub fn form<T: Serialize + ?Sized>(mut self, body: &T) -> Self {
        match Tree::of(body) {
            Ok(tree) => self.set_form("application/x-www-form-urlencoded", &[], &tree),
            Err(_) => self.refuse("body", UNWRITABLE),
        }
        self
    }

    /// Sets the body to the members of an object as a form, some of them in a style of their own.
    pub(super) fn set_form(&mut self, content_type: &'static str, styles: &[(&str, Style)], body: &Tree) {
        match encode::form_body(styles, body) {
            Ok(text) => self.set_body(HeaderValue::from_static(content_type), Bytes::from(text)),
            Err(refusal) => self.refuse("body", refusal),
        }
    }

    /// Sets the body to a text.
    pub fn text(self, content_type: impl AsRef<str>, body: String) -> Self {
        self.bytes(content_type, body)
    }

    /// Sets the body to bytes.
    pub fn bytes(mut self, content_type: impl AsRef<str>, body: impl Into<ByteSource>) -> Self {
        match HeaderValue::from_str(content_type.as_ref()) {
            Ok(content_type) => self.set_body(content_type, Payload::of("`body`", body.into())),
            Err(_) => self.refuse(
                "body",
                "has a content type with a character that is invalid in a header",
            ),
        }
        self
    }

    pub(super) fn set_body(&mut self, content_type: HeaderValue, body: impl Into<Payload>) {
        self.headers.retain(|(name, _)| name != CONTENT_TYPE);
        self.headers.push((CONTENT_TYPE, content_type));
        self.body = Some(body.into());
    }

    /// Decodes each record of the response separately.
    pub(super) fn lenient(mut self) -> Self {
        self.options.is_lenient = true;
        self
    }

    /// Sets the options of this call.
    pub fn options(mut self, options: CallOptions) -> Self {
        if let Some(media_type) = options.accept {
            self.headers.push((ACCEPT, HeaderValue::from_static(media_type)));
        }
        self.options = options;
        self
    }

    /// Checks a value against its bounds.
    pub(super) fn check(&mut self, name: &str, bounds: &Bounds, value: &Tree) {
        if !bounds.is_none()
            && let Err(fault) = bounds.check(value)
        {
            self.refuse_bounds(name, &fault);
        }
    }

    /// Keeps the first wrong argument, which is out of its bounds.
    pub(super) fn refuse_bounds(&mut self, name: &str, fault: &OutOfBounds) {
        let operation = self.operation.id;
        self.refused
            .get_or_insert_with(|| Error::invalid(fault.describe(name)).during(operation));
    }

    /// Keeps the first wrong argument. Its value is not shown: it may be a secret.
    pub(super) fn refuse(&mut self, name: &str, refusal: Refusal) {
        let operation = self.operation.id;
        self.refused
            .get_or_insert_with(|| Error::invalid(format!("`{name}` {refusal}")).during(operation));
    }

    pub(super) fn operation(&self) -> &'static Operation {
        self.operation
    }

    /// The request with its path filled in, or the first wrong argument.
    pub(super) fn prepare(self) -> Result<Prepared, Error> {
        if let Some(refused) = self.refused {
            return Err(refused);
        }
        let mut path = String::new();
        // Some documents distinguish operations of one path by a fragment, which no request has.
        let mut rest = self.operation.path.split('#').next().unwrap_or_default();
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
            method: self.operation.method.into(),
            security: None,
            path,
            path_parameters: self
                .path
                .into_iter()
                .map(|segment| (segment.name.into(), segment.value))
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
            .field("body_length", &self.body)
            .field("refused", &self.refused)
            .finish()
    }
}
