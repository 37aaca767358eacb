//! A request and its response, as sent.

use std::fmt;

use crate::headers::{HeaderPolicy, header_policy};

/// The text that replaces the value of a header.
pub const REDACTED: &str = "REDACTED";

/// A request and its response. It may contain secrets and cannot be written; only a [`Recording`](crate::Recording)
/// can.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Interaction {
    /// Where it comes from.
    pub provenance: Provenance,
    /// The parts that were not observed. They are not checked.
    pub unobserved: Vec<Unobserved>,
    /// The request.
    pub request: Request,
    /// The response.
    pub response: Response,
    /// The values that were replaced: JSON pointers into the response's body; into the request's body,
    /// with the prefix `request.body:`; and parameters as `path:NAME` and `query:NAME`.
    pub redacted: Vec<String>,
}

/// The prefix of pointers into the request's body in `redacted`.
pub(crate) const REQUEST_BODY: &str = "request.body:";

/// The prefix of path parameters in `redacted`.
pub(crate) const PATH: &str = "path:";

/// The prefix of query parameters in `redacted`.
pub(crate) const QUERY: &str = "query:";

fn encloses(outer: &str, pointer: &str) -> bool {
    pointer
        .strip_prefix(outer)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

impl Interaction {
    /// Returns whether this part was not observed.
    pub fn is_unobserved(&self, part: Unobserved) -> bool {
        self.unobserved.contains(&part) || (part.of_request() && self.unobserved.contains(&Unobserved::Request))
    }

    /// Returns whether the value at a pointer into the response's body, or a value that contains it, was replaced.
    pub fn is_redacted(&self, pointer: &str) -> bool {
        self.redacted.iter().any(|redacted| encloses(redacted, pointer))
    }

    /// Returns the pointers of the replaced values in the request's body.
    pub fn redacted_in_request(&self) -> impl Iterator<Item = &str> {
        self.redacted
            .iter()
            .filter_map(|redacted| redacted.strip_prefix(REQUEST_BODY))
    }

    /// Returns whether the value of a path parameter was replaced.
    pub fn is_redacted_in_path(&self, name: &str) -> bool {
        self.redacted
            .iter()
            .any(|redacted| redacted.strip_prefix(PATH) == Some(name))
    }

    /// Returns whether the value of a query parameter was replaced.
    pub fn is_redacted_in_query(&self, name: &str) -> bool {
        self.redacted
            .iter()
            .any(|redacted| redacted.strip_prefix(QUERY) == Some(name))
    }
}

/// Where an interaction comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Provenance {
    /// What kind of source it is.
    pub kind: Kind,
    /// Which source, in words.
    pub source: String,
    /// The day, as in `2026-04-03`, or empty if it is unknown. A recording must have one.
    pub date: String,
}

/// What kind of source an interaction comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The service, called by this program.
    Live,
    /// Another tool captured it; this program did not see the service.
    Capture,
    /// The provider's documentation shows it.
    Documentation,
    /// It was written by hand.
    Synthetic,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Self; 4] = [Self::Live, Self::Capture, Self::Documentation, Self::Synthetic];

    /// The word for it in a recording.
    pub fn word(self) -> &'static str {
        match self {
            Self::Live => "live",
            Self::Capture => "capture",
            Self::Documentation => "documentation",
            Self::Synthetic => "synthetic",
        }
    }
}

/// A part of an interaction that may not have been observed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unobserved {
    /// The whole request. Its method and URL only name the operation.
    Request,
    /// The scheme and the host that the request was sent to.
    RequestHost,
    /// The query of the request.
    RequestQuery,
    /// The headers of the request.
    RequestHeaders,
    /// The body of the request.
    RequestBody,
    /// The headers of the response.
    ResponseHeaders,
    /// The body of the response.
    ResponseBody,
}

impl Unobserved {
    pub(crate) const ALL: [Self; 7] = [
        Self::Request,
        Self::RequestHost,
        Self::RequestQuery,
        Self::RequestHeaders,
        Self::RequestBody,
        Self::ResponseHeaders,
        Self::ResponseBody,
    ];

    /// The word for it in a recording.
    pub fn word(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::RequestHost => "request.host",
            Self::RequestQuery => "request.query",
            Self::RequestHeaders => "request.headers",
            Self::RequestBody => "request.body",
            Self::ResponseHeaders => "response.headers",
            Self::ResponseBody => "response.body",
        }
    }

    fn of_request(self) -> bool {
        !matches!(self, Self::ResponseHeaders | Self::ResponseBody)
    }
}

/// The request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// The method, in capitals.
    pub method: String,
    /// The whole URL.
    pub url: String,
    /// The headers, in the order in which they were sent.
    pub headers: Vec<Header>,
    /// The bytes of the body, if one was sent.
    pub body: Option<Vec<u8>>,
}

/// The response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Response {
    /// The status.
    pub status: u16,
    /// The headers, in the order in which they came.
    pub headers: Vec<Header>,
    /// The bytes of the body.
    pub body: Vec<u8>,
}

/// A header. Its `Debug` shows the value only if a recording keeps it.
#[derive(Clone, PartialEq, Eq)]
pub struct Header {
    /// The name, as it was written.
    pub name: String,
    /// The value.
    pub value: String,
}

impl Header {
    /// A header.
    pub fn new(name: impl Into<String>, value: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            value: value.into(),
        }
    }

    /// Returns the value of the first header of this name. Letter case does not matter.
    pub fn find<'a>(headers: &'a [Header], name: &str) -> Option<&'a str> {
        headers
            .iter()
            .find(|header| header.name.eq_ignore_ascii_case(name))
            .map(|header| header.value.as_str())
    }
}

impl fmt::Debug for Header {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let value = if header_policy(&self.name) == HeaderPolicy::Value {
            &self.value
        } else {
            REDACTED
        };
        write!(f, "{}: {value}", self.name)
    }
}
