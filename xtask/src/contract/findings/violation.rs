//! What was found about one interaction.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use recording::json::Node;

use super::rules::Rule;

/// What was found about one interaction.
#[derive(Clone, Debug, Default)]
pub struct Checked {
    /// The `operationId` of the operation that it is an example of, if the document has it.
    pub operation: Option<String>,
    /// Where it breaks the contract. Where it does so many thousand times in one way, the first of them: a note says
    /// how many more there are.
    pub violations: Vec<Violation>,
    /// What could not be checked, or is worth knowing. Notes never fail a check.
    pub notes: Vec<Note>,
    /// How many values and other parts of it were not checked, because a part of the document is broken.
    pub not_checked: usize,
    /// The values that the schemas under observation apply to.
    pub(crate) visits: Visits,
    /// Whether the request was checked: it was observed, and not refused.
    pub(crate) is_request_checked: bool,
    /// How many violations are only counted so far.
    pub(crate) left_out: LeftOut,
}

/// A value that a schema under observation applies to.
#[derive(Clone)]
pub(crate) struct Visit {
    /// The JSON pointer of the schema in the document.
    pub(crate) schema: String,
    /// The part of the interaction.
    pub(crate) location: Location,
    /// The JSON pointer into that part.
    pub(crate) pointer: String,
    /// The value, which may be a secret; none if nothing is known of it but that it was there.
    pub(crate) value: Option<Arc<Node>>,
    /// Whether the value was replaced.
    pub(crate) redacted: bool,
}

/// The values that the schemas under observation apply to. `Debug` shows their number alone.
#[derive(Clone, Default)]
pub(crate) struct Visits(pub(crate) Vec<Visit>);

impl fmt::Debug for Visits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} values", self.0.len())
    }
}

/// How many violations were only counted, by their places and rules.
pub(crate) type LeftOut = BTreeMap<(Location, &'static str), usize>;

/// One place where an interaction breaks the contract.
#[derive(Clone, Debug)]
pub struct Violation {
    /// The rule that it breaks.
    pub rule: &'static Rule,
    /// The part of the interaction.
    pub location: Location,
    /// The JSON pointer into the body; empty for the whole body, and where the location is no body.
    pub pointer: String,
    /// The pointer with `*` for each step that is no name of the document: the index of an item, the key of a map. What
    /// is wrong at places that differ in nothing else says the same of the API. Of what the document has not, the
    /// status, the method or the path as it is shown: each is another drift.
    pub general: String,
    /// What is wrong.
    pub message: String,
    /// The JSON pointer of the promise in the document.
    pub document: Option<String>,
}

/// Something worth knowing that breaks nothing.
#[derive(Clone, Debug)]
pub struct Note {
    /// The part of the interaction.
    pub location: Location,
    /// The JSON pointer into the body.
    pub pointer: String,
    /// What it is.
    pub message: String,
}

/// A part of an interaction.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Location {
    /// The URL of the request.
    Url,
    /// Its method.
    Method,
    /// The status of the response.
    Status,
    /// The credentials of the request.
    Security,
    /// A variable of the path.
    Path(String),
    /// A parameter of the query.
    Query(String),
    /// A header of the request.
    Header(String),
    /// A cookie of the request.
    Cookie(String),
    /// A header of the response.
    ResponseHeader(String),
    /// The body of the request.
    RequestBody,
    /// The body of the response.
    ResponseBody,
}

impl Location {
    /// Whether a value here is one that was sent.
    pub(crate) fn is_sent(&self) -> bool {
        matches!(
            self,
            Self::Path(_) | Self::Query(_) | Self::Header(_) | Self::Cookie(_) | Self::RequestBody
        )
    }

    /// The JSON pointer of this part in the envelope of a recording. Where nothing is there, the nearest part that
    /// encloses it is meant.
    pub fn in_envelope(&self, pointer: &str) -> String {
        let member = |base: &str, name: &str| recording::json::child(base, name);
        match self {
            Self::Url | Self::Path(_) | Self::Query(_) => "/request/url".to_owned(),
            Self::Method => "/request/method".to_owned(),
            Self::Status => "/response/status".to_owned(),
            Self::Security | Self::Cookie(_) => "/request/headers".to_owned(),
            Self::Header(name) => member("/request/headers", name),
            Self::ResponseHeader(name) => member("/response/headers", name),
            Self::RequestBody => format!("/request/body/json{pointer}"),
            Self::ResponseBody => format!("/response/body/json{pointer}"),
        }
    }
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Url => f.write_str("url"),
            Self::Method => f.write_str("method"),
            Self::Status => f.write_str("status"),
            Self::Security => f.write_str("security"),
            Self::Path(name) => write!(f, "path:{name}"),
            Self::Query(name) => write!(f, "query:{name}"),
            Self::Header(name) => write!(f, "header:{name}"),
            Self::Cookie(name) => write!(f, "cookie:{name}"),
            Self::ResponseHeader(name) => write!(f, "response.header:{name}"),
            Self::RequestBody => f.write_str("request.body"),
            Self::ResponseBody => f.write_str("response.body"),
        }
    }
}
