//! Recordings: one interaction in a file of JSON, with a version.
//!
//! This reader takes what a program needs to play a recording. It does not check that a recording is redacted.

use std::{collections::BTreeMap, fmt, path::Path};

use base64::{Engine, prelude::BASE64_STANDARD};
use reqwest::Url;
use serde::{Deserialize, de::IgnoredAny};
use serde_json::value::RawValue;

use super::{
    super::error::{Cause, Error},
    reply::Reply,
    sent::{SentRequest, decoded},
};

/// The version of recordings that is read.
const VERSION: u64 = 1;

/// Headers that belong to the connection they came over, and the one that is decoded already.
const OF_THE_CONNECTION: [&str; 5] = [
    "connection",
    "content-encoding",
    "content-length",
    "keep-alive",
    "transfer-encoding",
];

/// A recording, as a [`MockTransport`](super::MockTransport) plays it.
///
/// ```no_run
/// use huaweicloud_hss::test_util::{MockTransport, Recording};
///
/// # fn main() -> Result<(), huaweicloud_hss::Error> {
/// let mock = MockTransport::new();
/// mock.play([Recording::read("tests/recordings/200-empty-page.json")?]);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Recording {
    unobserved: Vec<String>,
    method: String,
    url: Url,
    request_body: Option<Vec<u8>>,
    status: u16,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Envelope<'a> {
    #[serde(rename = "version")]
    _version: IgnoredAny,
    #[serde(rename = "provenance")]
    _provenance: IgnoredAny,
    #[serde(default)]
    unobserved: Vec<String>,
    #[serde(borrow)]
    request: Request<'a>,
    #[serde(borrow)]
    response: Response<'a>,
    #[serde(default, rename = "redacted")]
    _redacted: IgnoredAny,
}

#[derive(Deserialize)]
struct Version {
    version: u64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Request<'a> {
    method: String,
    url: String,
    #[serde(default, rename = "headers")]
    _headers: IgnoredAny,
    #[serde(borrow, default)]
    body: Option<Body<'a>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Response<'a> {
    status: u16,
    #[serde(default)]
    headers: BTreeMap<String, Values>,
    #[serde(borrow, default)]
    body: Option<Body<'a>>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Values {
    One(String),
    Several(Vec<String>),
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Body<'a> {
    /// The bytes as they are in the file.
    #[serde(borrow)]
    Json(&'a RawValue),
    Text(String),
    Base64(String),
}

impl Body<'_> {
    fn bytes(self) -> Result<Vec<u8>, Error> {
        match self {
            Self::Json(raw) => Ok(raw.get().as_bytes().to_owned()),
            Self::Text(text) => Ok(text.into_bytes()),
            Self::Base64(text) => BASE64_STANDARD.decode(text).map_err(|cause| {
                Error::invalid("a body of the recording is not Base64").with_source(Cause::chain(&cause))
            }),
        }
    }
}

impl Recording {
    /// Reads a recording from a file.
    ///
    /// # Errors
    /// Returns an error if the file cannot be read, or is not a recording.
    pub fn read(path: impl AsRef<Path>) -> Result<Self, Error> {
        let path = path.as_ref();
        let text = std::fs::read(path).map_err(|cause| {
            let message = format!("the recording {} cannot be read", path.display());
            Error::invalid(message).with_source(Cause::chain(&cause))
        })?;
        Self::parse(&text)
            .map_err(|cause| Error::invalid(format!("{}: {}", path.display(), cause.message())).with_source(cause))
    }

    /// Reads the text of a recording.
    ///
    /// # Errors
    /// Returns an error if the text is not JSON, not a recording, or one of another version.
    pub fn parse(text: &[u8]) -> Result<Self, Error> {
        let refuse = |cause: serde_json::Error| Error::invalid(format!("this is not a recording: {cause}"));
        // The version comes first: of another one, nothing else can be said.
        let Version { version } = serde_json::from_slice(text).map_err(refuse)?;
        if version != VERSION {
            return Err(Error::invalid(format!(
                "the version of the recording is {version}; this crate reads version {VERSION}"
            )));
        }
        let envelope: Envelope<'_> = serde_json::from_slice(text).map_err(refuse)?;
        let (request, response) = (envelope.request, envelope.response);
        let url = Url::parse(&request.url).map_err(|cause| {
            Error::invalid("the URL of the recording is not an absolute URL").with_source(Cause::chain(&cause))
        })?;
        let headers = response.headers.into_iter().flat_map(|(name, values)| {
            let values = match values {
                Values::One(value) => vec![value],
                Values::Several(values) => values,
            };
            values.into_iter().map(move |value| (name.clone(), value))
        });
        Ok(Self {
            unobserved: envelope.unobserved,
            method: request.method,
            url,
            request_body: request.body.map(Body::bytes).transpose()?,
            status: response.status,
            headers: headers.collect(),
            body: response.body.map(Body::bytes).transpose()?.unwrap_or_default(),
        })
    }

    /// Returns the method of the request.
    pub fn method(&self) -> &str {
        &self.method
    }

    /// Returns the URL of the request.
    pub fn url(&self) -> &str {
        self.url.as_str()
    }

    /// Returns the body of the request, if it has one.
    pub fn request_body(&self) -> Option<&[u8]> {
        self.request_body.as_deref()
    }

    /// Returns the status of the response.
    pub fn status(&self) -> u16 {
        self.status
    }

    /// Returns the headers of the response, as they were recorded. Values that were redacted are `REDACTED`.
    pub fn headers(&self) -> &[(String, String)] {
        &self.headers
    }

    /// Returns the body of the response.
    pub fn body(&self) -> &[u8] {
        &self.body
    }

    fn is_unobserved(&self, part: &str) -> bool {
        self.unobserved.iter().any(|unobserved| unobserved == part)
    }

    /// The response. Where its headers were not observed, JSON is labelled as what it is.
    pub(super) fn reply(&self) -> Reply {
        let of_the_connection = |name: &str| OF_THE_CONNECTION.iter().any(|known| known.eq_ignore_ascii_case(name));
        let headers = self.headers.iter().filter(|(name, _)| !of_the_connection(name));
        let reply = headers.fold(Reply::status(self.status), |reply, (name, value)| {
            reply.header(name, value)
        });
        let is_json = || serde_json::from_slice::<IgnoredAny>(&self.body).is_ok();
        let reply = reply.body(self.body.clone());
        if self.is_unobserved("response.headers") && is_json() {
            return reply.header("Content-Type", "application/json");
        }
        reply
    }

    /// The request that it is the response to.
    pub(super) fn recorded(&self) -> Recorded {
        let has_any_query = self.is_unobserved("request") || self.is_unobserved("request.query");
        let pairs = self.url.query_pairs();
        let pairs = pairs.map(|(name, value)| (name.into_owned(), value.into_owned()));
        Recorded {
            method: self.method.clone(),
            path: decoded(self.url.path()),
            query: (!has_any_query).then(|| sorted(pairs.collect())),
        }
    }
}

/// What identifies a request that was recorded.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Recorded {
    method: String,
    path: String,
    /// The pairs, decoded and sorted; `None`: not observed.
    query: Option<Vec<(String, String)>>,
}

impl Recorded {
    pub(super) fn matches(&self, request: &SentRequest) -> bool {
        let query = || sorted(request.query().to_vec());
        self.method == request.method()
            && self.path == decoded(request.path())
            && self.query.as_ref().is_none_or(|recorded| *recorded == query())
    }

    /// The parameters of the query in which a request differs that is otherwise the same one. Its values may be secrets, so that
    /// they are not shown.
    pub(super) fn differences(&self, request: &SentRequest) -> Vec<String> {
        let is_other = self.method != request.method() || self.path != decoded(request.path());
        let Some(recorded) = self.query.as_ref().filter(|_| !is_other) else {
            return Vec::new();
        };
        let sent = sorted(request.query().to_vec());
        let only = |these: &[(String, String)], those: &[(String, String)]| {
            let these = these.iter().filter(|pair| !those.contains(pair));
            these.map(|(name, _)| name.clone()).collect::<Vec<_>>()
        };
        let mut names = [only(recorded, &sent), only(&sent, recorded)].concat();
        names.sort();
        names.dedup();
        names
    }

    pub(super) fn has_any_query(&self) -> bool {
        self.query.is_none()
    }
}

impl fmt::Display for Recorded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method, self.path)?;
        let Some(query) = &self.query else {
            return f.write_str(" with any query");
        };
        for (index, (name, value)) in query.iter().enumerate() {
            write!(f, "{}{name}={value}", if index == 0 { '?' } else { '&' })?;
        }
        Ok(())
    }
}

fn sorted(mut pairs: Vec<(String, String)>) -> Vec<(String, String)> {
    pairs.sort();
    pairs
}
