//! The responses of an operation: what its `send` returns, and what the bodies of its errors are.

use super::types::Type;

/// The responses of an operation.
#[derive(Clone, Debug)]
pub(crate) struct Responses {
    /// What `send` returns.
    pub(crate) success: Success,
    /// Exact statuses first, then ranges, then `default`.
    pub(crate) documented: Vec<Response>,
    /// The media types that the client decodes in a success, preferred first.
    pub(crate) accept: Vec<String>,
    /// The properties that the object of a success declares; none if it may have any property.
    pub(crate) declared: Option<Vec<String>>,
    /// The documented headers, each once.
    pub(crate) headers: Vec<ResponseHeader>,
    /// The other media types of a success that the client can request.
    pub(crate) others: Vec<OtherResponse>,
}

/// A media type of a success that a method of its own requests.
#[derive(Clone, Debug)]
pub(crate) struct OtherResponse {
    /// As the document has it.
    pub(crate) media_type: String,
    pub(crate) method: String,
    /// What the method returns: never an enum by status.
    pub(crate) success: Success,
}

/// What `send` returns.
#[derive(Clone, Debug)]
pub(crate) enum Success {
    /// The same for each status of a success.
    One(Body),
    /// A body under some statuses, none under others.
    Optional(Body),
    /// An enum with a variant for each status of a success.
    Several,
}

/// The body of a response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Body {
    Json(Type),
    Text,
    Bytes,
    Empty,
}

/// A documented response.
#[derive(Clone, Debug)]
pub(crate) struct Response {
    /// The JSON pointer of what it is made of.
    pub(crate) at: String,
    pub(crate) status: Status,
    /// Whether the call succeeds with it.
    pub(crate) succeeds: bool,
    /// Whether the call fails with it. Where no success is documented, `default` is both.
    pub(crate) fails: bool,
    pub(crate) body: Body,
    /// The media types that are documented but not decoded.
    pub(crate) undecoded: Vec<String>,
    /// Its documentation, a text for each paragraph or more.
    pub(crate) docs: Vec<String>,
}

/// A documented header of responses.
#[derive(Clone, Debug)]
pub(crate) struct ResponseHeader {
    /// The JSON pointer of what it is made of.
    pub(crate) at: String,
    pub(crate) name: String,
    /// A scalar; text for everything else.
    pub(crate) ty: Type,
    /// Its documentation, a text for each paragraph or more.
    pub(crate) docs: Vec<String>,
}

impl Responses {
    /// The responses with which a call succeeds.
    pub(crate) fn successes(&self) -> impl Iterator<Item = &Response> {
        self.documented.iter().filter(|response| response.succeeds)
    }

    /// The responses with which a call fails.
    pub(crate) fn failures(&self) -> impl Iterator<Item = &Response> {
        self.documented.iter().filter(|response| response.fails)
    }

    /// The errors with a body that says more than that it is JSON.
    pub(crate) fn has_typed_errors(&self) -> bool {
        self.failures()
            .any(|response| matches!(&response.body, Body::Json(ty) if *ty != Type::Any))
    }

    /// The type of the body, if it is the same JSON whenever the call succeeds.
    pub(crate) fn json(&self) -> Option<&Type> {
        match &self.success {
            Success::One(Body::Json(ty)) => Some(ty),
            _ => None,
        }
    }
}

/// A status, or the hundred of a range.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Status {
    Exact(u16),
    Range(u8),
    Default,
}

impl Status {
    /// Reads `200`, `2XX` or `default`.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        if text == "default" {
            return Some(Self::Default);
        }
        if let Some(hundred) = text.strip_suffix("XX") {
            return hundred.parse().ok().map(Self::Range);
        }
        text.parse().ok().map(Self::Exact)
    }

    /// The hundred that the status is of; none for `default`.
    pub(crate) fn hundred(self) -> Option<u16> {
        match self {
            Self::Exact(status) => Some(status / 100),
            Self::Range(hundred) => Some(hundred.into()),
            Self::Default => None,
        }
    }

    /// The name of the variant of an enum by status.
    pub(crate) fn variant(self) -> String {
        match self {
            Self::Exact(status) => format!("Status{status}"),
            Self::Range(hundred) => format!("Status{hundred}xx"),
            Self::Default => "Default".to_owned(),
        }
    }
}

impl std::fmt::Display for Status {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Exact(status) => write!(f, "`{status}`"),
            Self::Range(hundred) => write!(f, "`{hundred}XX`"),
            Self::Default => f.write_str("`default`"),
        }
    }
}
