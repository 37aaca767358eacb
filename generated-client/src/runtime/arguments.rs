//! What an operation takes, as the generator states it: its parameters and its body.

use serde::Serialize;

use super::{
    bounds::{Bounds, Members},
    encode::{Style, Tree},
    multipart::FilePart,
};

/// Where a parameter is in a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Location {
    /// In the path.
    Path,
    /// In the query.
    Query,
    /// A header.
    Header,
    /// A cookie.
    Cookie,
}

/// A parameter of an operation, or a header of a part of its body.
#[derive(Clone, Copy, Debug)]
pub struct Parameter {
    pub(super) name: &'static str,
    pub(super) location: Location,
    pub(super) style: Style,
    pub(super) required: bool,
    /// Whether the client has a value for calls that do not set one.
    pub(super) of_client: bool,
    /// Whether reserved characters of a query are sent as they are.
    pub(super) reserved: bool,
    /// Whether null and an empty list are sent as a name without a value.
    pub(super) or_empty: bool,
    pub(super) bounds: Bounds,
}

impl Parameter {
    const fn new(name: &'static str, location: Location, style: Style) -> Self {
        Self {
            name,
            location,
            style,
            required: false,
            of_client: false,
            reserved: false,
            or_empty: false,
            bounds: Bounds::NONE,
        }
    }

    /// A parameter of the path, which is always required, in the style `simple`.
    pub const fn path(name: &'static str) -> Self {
        Self::new(name, Location::Path, Style::Simple).required()
    }

    /// A parameter of the query in the style `form`.
    pub const fn query(name: &'static str) -> Self {
        Self::new(name, Location::Query, Style::Form)
    }

    /// A header in the style `simple`.
    pub const fn header(name: &'static str) -> Self {
        Self::new(name, Location::Header, Style::Simple)
    }

    /// A cookie in the style `form`.
    pub const fn cookie(name: &'static str) -> Self {
        Self::new(name, Location::Cookie, Style::Form)
    }

    /// The same in another style.
    #[must_use]
    pub const fn style(mut self, style: Style) -> Self {
        self.style = style;
        self
    }

    /// The same, but it must be set.
    #[must_use]
    pub const fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// The same, but a call that does not set it has the value of the client.
    #[must_use]
    pub const fn of_client(mut self) -> Self {
        self.of_client = true;
        self
    }

    /// The same, with reserved characters sent as they are.
    #[must_use]
    pub const fn reserved(mut self) -> Self {
        self.reserved = true;
        self
    }

    /// The same, with null and an empty list sent as the name without a value.
    #[must_use]
    pub const fn or_empty(mut self) -> Self {
        self.or_empty = true;
        self
    }

    /// The same with bounds of its value.
    #[must_use]
    pub const fn within(mut self, bounds: Bounds) -> Self {
        self.bounds = bounds;
        self
    }
}

/// How a body is encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BodyKind {
    Json,
    Form,
    Multipart,
    /// A text or bytes, as they are given.
    Raw,
}

/// The body of an operation.
#[derive(Clone, Copy, Debug)]
pub struct Body {
    pub(super) kind: BodyKind,
    pub(super) content_type: &'static str,
    pub(super) required: bool,
    pub(super) bounds: Bounds,
    /// The styles of properties of a form that have one of their own.
    pub(super) styles: &'static [(&'static str, Style)],
    pub(super) parts: &'static [Part],
}

impl Body {
    const fn new(kind: BodyKind, content_type: &'static str) -> Self {
        Self {
            kind,
            content_type,
            required: false,
            bounds: Bounds::NONE,
            styles: &[],
            parts: &[],
        }
    }

    /// JSON.
    pub const fn json() -> Self {
        Self::new(BodyKind::Json, "application/json")
    }

    /// JSON under another media type, such as `application/merge-patch+json`.
    pub const fn json_as(content_type: &'static str) -> Self {
        Self::new(BodyKind::Json, content_type)
    }

    /// A form.
    pub const fn form() -> Self {
        Self::new(BodyKind::Form, "application/x-www-form-urlencoded")
    }

    /// Several parts.
    pub const fn multipart(content_type: &'static str, parts: &'static [Part]) -> Self {
        let mut body = Self::new(BodyKind::Multipart, content_type);
        body.parts = parts;
        body
    }

    /// A text or bytes of this media type; an empty one is stated by the caller.
    pub const fn raw(content_type: &'static str) -> Self {
        Self::new(BodyKind::Raw, content_type)
    }

    /// The same, but it must be set.
    #[must_use]
    pub const fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// The same with bounds of its value.
    #[must_use]
    pub const fn within(mut self, bounds: Bounds) -> Self {
        self.bounds = bounds;
        self
    }

    /// The same with styles of some properties.
    #[must_use]
    pub const fn styles(mut self, styles: &'static [(&'static str, Style)]) -> Self {
        self.styles = styles;
        self
    }

    /// The properties of the object that the body is.
    pub(super) fn members(&self) -> &'static [super::bounds::Member] {
        self.bounds.members.map_or(&[], |Members(members)| members)
    }
}

/// A part of a body of several parts.
#[derive(Clone, Copy, Debug)]
pub struct Part {
    pub(super) name: &'static str,
    /// The `Content-Type` that the document states.
    pub(super) content_type: Option<&'static str>,
    pub(super) required: bool,
    pub(super) bounds: Bounds,
    pub(super) headers: &'static [Parameter],
}

impl Part {
    /// A part that may be absent.
    pub const fn new(name: &'static str) -> Self {
        Self {
            name,
            content_type: None,
            required: false,
            bounds: Bounds::NONE,
            headers: &[],
        }
    }

    /// The same with a content type.
    #[must_use]
    pub const fn content_type(mut self, content_type: &'static str) -> Self {
        self.content_type = Some(content_type);
        self
    }

    /// The same, but it must be set.
    #[must_use]
    pub const fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// The same with bounds of its value.
    #[must_use]
    pub const fn within(mut self, bounds: Bounds) -> Self {
        self.bounds = bounds;
        self
    }

    /// The same with headers of its own.
    #[must_use]
    pub const fn headers(mut self, headers: &'static [Parameter]) -> Self {
        self.headers = headers;
        self
    }
}

/// An argument as it was given.
#[derive(Clone, Default)]
pub(super) enum Argument {
    #[default]
    Unset,
    Tree(Tree),
    Files(Vec<FilePart>),
    /// Serde cannot write it.
    Invalid,
}

impl Argument {
    pub(super) fn of(value: impl Serialize) -> Self {
        Tree::of(&value).map_or(Self::Invalid, Self::Tree)
    }
}
