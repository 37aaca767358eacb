//! What a mock transport does with a request: a response, or a failure.

use std::time::Duration;

use bytes::Bytes;
use serde::Serialize;
use serde_json::{Map, Value};

use super::super::{
    facts::ErrorBody,
    future::BoxFuture,
    transport::{ResponseBody, TransportError, TransportResponse},
};

/// What a [`MockTransport`](super::MockTransport) does with one request.
///
/// ```
/// use std::time::Duration;
/// use huaweicloud_hss::test_util::Reply;
/// use serde_json::json;
///
/// let fine = Reply::json(json!({ "total": 1 })).header("X-Request-Id", "r-1");
/// let busy = Reply::error(429, "T.1", "too many calls").header("Retry-After", "2");
/// let slow = Reply::json(json!([])).delay(Duration::from_secs(5));
/// ```
#[derive(Clone, Debug)]
#[must_use = "a reply does nothing until a transport has it"]
pub struct Reply {
    delay: Duration,
    headers: Vec<(String, String)>,
    kind: Kind,
    /// Whether the connection breaks off after the body.
    breaks_off: bool,
}

#[derive(Clone, Debug)]
enum Kind {
    Response(u16, Body),
    /// Status, code and message, in the form that the document gives errors.
    Error(u16, String, String),
    Connect,
    ConnectTimeout(Duration),
    Interrupted,
    NoResponse,
    /// What cannot be a response.
    Invalid(String),
}

#[derive(Clone, Debug)]
enum Body {
    Whole(Bytes),
    Chunks(Vec<Bytes>),
}

impl Reply {
    fn of(kind: Kind) -> Self {
        Self {
            delay: Duration::ZERO,
            headers: Vec::new(),
            kind,
            breaks_off: false,
        }
    }

    /// Responds with status 200 and a value as JSON. A value that is not JSON fails the call.
    pub fn json(value: impl Serialize) -> Self {
        match serde_json::to_vec(&value) {
            Ok(body) => Self::status(200).body(body).header("Content-Type", "application/json"),
            Err(cause) => Self::of(Kind::Invalid(format!("the value of a reply is not JSON: {cause}"))),
        }
    }

    /// Responds with a status, and without a body.
    pub fn status(status: u16) -> Self {
        Self::of(Kind::Response(status, Body::Whole(Bytes::new())))
    }

    /// Responds with an error of the API, in the form that the document gives errors (`x-error-body`). The call fails if
    /// the document says nothing of it: use [`status`](Self::status) and [`body`](Self::body) then.
    pub fn error(status: u16, code: impl Into<String>, message: impl Into<String>) -> Self {
        Self::of(Kind::Error(status, code.into(), message.into())).header("Content-Type", "application/json")
    }

    /// Fails to connect: nothing is sent, and every call is repeated.
    pub fn no_connection() -> Self {
        Self::of(Kind::Connect)
    }

    /// Fails to connect within a time, which is the only thing said: nothing waits for it.
    pub fn connect_timeout(after: Duration) -> Self {
        Self::of(Kind::ConnectTimeout(after))
    }

    /// Breaks the connection off before the response: the service may have executed the request.
    pub fn interrupted() -> Self {
        Self::of(Kind::Interrupted)
    }

    /// Never responds: the timeout of the attempt or of the call expires.
    pub fn no_response() -> Self {
        Self::of(Kind::NoResponse)
    }

    /// Sets the status. A reply without a response, such as [`no_connection`](Self::no_connection), fails the call then.
    pub fn with_status(mut self, new: u16) -> Self {
        match &mut self.kind {
            Kind::Response(status, _) | Kind::Error(status, ..) => *status = new,
            _ => self.kind = without_response("a status"),
        }
        self
    }

    /// Adds a header.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Sets the body of a response. It is sent as it is: not compressed, and without a `Content-Type`.
    pub fn body(self, body: impl Into<Bytes>) -> Self {
        self.with_body(Body::Whole(body.into()))
    }

    /// Sets a body that arrives in chunks, as of a response that is read while it arrives.
    pub fn chunks<B: Into<Bytes>>(self, chunks: impl IntoIterator<Item = B>) -> Self {
        self.with_body(Body::Chunks(chunks.into_iter().map(Into::into).collect()))
    }

    /// Breaks the connection off after the body.
    pub fn then_interrupted(mut self) -> Self {
        self.breaks_off = true;
        self
    }

    fn with_body(mut self, new: Body) -> Self {
        match &mut self.kind {
            Kind::Response(_, body) => *body = new,
            Kind::Error(status, ..) => self.kind = Kind::Response(*status, new),
            _ => self.kind = without_response("a body"),
        }
        self
    }

    /// Waits before it responds or fails, by tokio's clock.
    pub fn delay(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }

    /// Does what the reply says. `error_body` is how the document says that errors look.
    pub(super) async fn run(self, error_body: &ErrorBody) -> Result<TransportResponse, TransportError> {
        if !self.delay.is_zero() {
            tokio::time::sleep(self.delay).await;
        }
        let breaks_off = self.breaks_off;
        let response = match self.kind {
            Kind::Response(status, Body::Whole(body)) if !breaks_off => TransportResponse::new(status).with_body(body),
            Kind::Response(status, body) => {
                let chunks = match body {
                    Body::Whole(whole) => vec![whole],
                    Body::Chunks(chunks) => chunks,
                };
                in_chunks(status, chunks, breaks_off)
            }
            Kind::Error(status, code, message) => {
                let (Some(of_code), Some(of_message)) = (error_body.code.first(), error_body.message.first()) else {
                    return Err(TransportError::permanent(
                        "the document does not say where the code and the message of an error are (`x-error-body`): use \
                         `Reply::status(…)` and `body(…)`",
                    ));
                };
                let members = [(of_code, code), (of_message, message)];
                let members = members.map(|(name, text)| ((*name).to_owned(), Value::String(text)));
                let body = Value::Object(Map::from_iter(members)).to_string();
                in_chunks(status, vec![Bytes::from(body)], breaks_off)
            }
            Kind::Connect => return Err(TransportError::connect("the test refuses the connection")),
            Kind::ConnectTimeout(after) => return Err(TransportError::connect_timeout(after)),
            Kind::Interrupted => return Err(interrupted()),
            Kind::NoResponse => return std::future::pending().await,
            Kind::Invalid(reason) => return Err(TransportError::permanent(reason)),
        };
        let add = |response: TransportResponse, (name, value): (String, String)| response.with_header(name, value);
        Ok(self.headers.into_iter().fold(response, add))
    }
}

/// Responds with status 200 and the value as JSON.
impl From<Value> for Reply {
    fn from(value: Value) -> Self {
        Self::json(value)
    }
}

fn without_response(what: &str) -> Kind {
    Kind::Invalid(format!("a reply that is no response was given {what}: leave that out"))
}

fn interrupted() -> TransportError {
    TransportError::interrupted("the test breaks the connection off")
}

fn in_chunks(status: u16, chunks: Vec<Bytes>, breaks_off: bool) -> TransportResponse {
    let chunks = chunks.into_iter();
    TransportResponse::new(status).with_chunks(Chunks { chunks, breaks_off })
}

struct Chunks {
    chunks: std::vec::IntoIter<Bytes>,
    breaks_off: bool,
}

impl ResponseBody for Chunks {
    fn chunk(&mut self) -> BoxFuture<'_, Result<Option<Bytes>, TransportError>> {
        let next = match self.chunks.next() {
            None if self.breaks_off => Err(interrupted()),
            next => Ok(next),
        };
        Box::pin(async { next })
    }
}
