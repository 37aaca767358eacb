//! Requests that the document does not have, sent like its operations: with the client's address, credentials, signatures,
//! retries, limits and errors.

mod method;
mod path;

use std::{borrow::Cow, fmt};

use bytes::Bytes;
use reqwest::{
    Url,
    header::{ACCEPT, CONTENT_TYPE, HeaderName, HeaderValue},
};
use serde::{Serialize, de::DeserializeOwned};

pub use self::method::Method;
use self::path::Part;
use super::{
    core::{Core, Ready},
    decode::{self, Accepted},
    encode::{Tree, check_finite},
    error::Error,
    facts::Operation,
    options::CallOptions,
    request::{Prepared, UNWRITABLE},
    response::{Head, Response},
    secret::Secret,
    upload::{ByteSource, Payload},
};

/// A request that the document does not have. [`Client::request`](crate::Client::request) returns it.
///
/// ```no_run
/// use huaweicloud_hss::{Client, Error, Method};
///
/// # async fn example(client: Client) -> Result<(), Error> {
/// let policies = client
///     .request(Method::GET, "/v1/{tenant}/policies")
///     .query("limit", "10")
///     .send_json::<serde_json::Value>()
///     .await?
///     .into_inner();
/// client
///     .request("PATCH", "/v1/{tenant}/policies/{id}")
///     .path_parameter("id", "a/b")
///     .json(&serde_json::json!({"name": "strict"}))
///     .send()
///     .await?;
/// # let _ = policies;
/// # Ok(())
/// # }
/// ```
///
/// # Path
///
/// The path begins with `/` and follows the address of the client: another host is out of reach. Escapes such as `%2F` are sent
/// as they are, and every other character that a path cannot have is percent-encoded as UTF-8. A parameter in braces is filled
/// in from [`path_parameter`](Self::path_parameter), or else from the client, such as a `{tenant}`, also one that comes
/// with the credentials; its value stays within its segment. The call fails, and nothing is sent, if the path has a `?`, a `#`,
/// a backslash, a control character, a `%` that begins no escape, or a segment `.` or `..`, also before a `;`.
///
/// # Credentials
///
/// The request is sent with the credentials of the client for the security that the document states for all operations, or
/// if it states none, for any of its operations. [`schemes`](Self::schemes) selects others.
///
/// # Retries
///
/// GET, HEAD, PUT, DELETE and OPTIONS are retried like operations; other methods with an
/// [idempotency key](CallOptions::idempotency_key).
#[derive(Clone)]
#[must_use = "a request does nothing until it is sent"]
pub struct RequestBuilder {
    core: Core,
    operation: &'static Operation,
    method: Method,
    path: String,
    path_parameters: Vec<(String, String)>,
    body: Option<(String, Body)>,
    schemes: Option<Vec<String>>,
    options: CallOptions,
}

#[derive(Clone)]
enum Body {
    Bytes(ByteSource),
    Unwritable,
}

impl RequestBuilder {
    /// A request to a path. For generated code.
    #[doc(hidden)]
    pub fn new(core: &Core, operation: &'static Operation, method: impl Into<Method>, path: impl Into<String>) -> Self {
        Self {
            core: core.clone(),
            operation,
            method: method.into(),
            path: path.into(),
            path_parameters: Vec::new(),
            body: None,
            schemes: None,
            options: CallOptions::default(),
        }
    }

    /// Sets the value of a parameter in braces in the path. It is percent-encoded, `/` included.
    pub fn path_parameter(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.path_parameters.push((name.into(), value.into()));
        self
    }

    /// Adds a parameter of the query. Name and value are percent-encoded.
    pub fn query(self, name: impl Into<String>, value: impl Into<Secret>) -> Self {
        self.options(|options| options.query(name, value))
    }

    /// Adds a header. Those of the client are refused: see [`CallOptions::header`].
    pub fn header(self, name: impl Into<String>, value: impl Into<Secret>) -> Self {
        self.options(|options| options.header(name, value))
    }

    /// Sets the body to a value as JSON. The call fails if it is none: a number that is not finite, or a key that is no text.
    pub fn json<T: Serialize + ?Sized>(mut self, body: &T) -> Self {
        let body = match check_finite(body).and_then(|()| serde_json::to_vec(body)) {
            Ok(text) => Body::Bytes(Bytes::from(text).into()),
            Err(_) => Body::Unwritable,
        };
        self.body = Some(("application/json".to_owned(), body));
        self
    }

    /// Sets the body to bytes, in memory, of a file or of a stream, with their media type.
    pub fn bytes(mut self, content_type: impl Into<String>, body: impl Into<ByteSource>) -> Self {
        self.body = Some((content_type.into(), Body::Bytes(body.into())));
        self
    }

    /// Selects the security schemes that go together, by their names in the document, instead of those of the document; none:
    /// the request has no credentials.
    pub fn schemes<T: Into<String>>(mut self, names: impl IntoIterator<Item = T>) -> Self {
        self.schemes = Some(names.into_iter().map(Into::into).collect());
        self
    }

    /// Changes the options of the call, such as its timeouts, its retries and its credentials.
    pub fn options(mut self, change: impl FnOnce(CallOptions) -> CallOptions) -> Self {
        self.options = change(std::mem::take(&mut self.options));
        self
    }

    /// Sends the request, and ignores the body of a success.
    ///
    /// # Errors
    /// Returns an error if an argument is invalid or nothing is known for a parameter of the path, if the service responds with
    /// an error status or a redirect, or if no valid response arrives.
    pub async fn send(self) -> Result<Response<()>, Error> {
        self.read("*/*", |accepted| {
            accepted.into_success().map(|response| ((), response.head))
        })
        .await
    }

    /// Sends the request and decodes the JSON of its response.
    ///
    /// # Errors
    /// Returns the errors of [`send`](Self::send), and an error if the response is not such JSON.
    pub async fn send_json<T: DeserializeOwned + Send + 'static>(self) -> Result<Response<T>, Error> {
        self.read("application/json", Accepted::json).await
    }

    /// Sends the request and returns its response as text.
    ///
    /// # Errors
    /// Returns the errors of [`send`](Self::send), and an error if the response is not UTF-8.
    pub async fn send_text(self) -> Result<Response<String>, Error> {
        self.read("*/*", |accepted| decode::text(accepted.into_success()?))
            .await
    }

    /// Sends the request and returns its response as bytes, with status and headers.
    ///
    /// # Errors
    /// Returns the errors of [`send`](Self::send).
    pub async fn send_raw(self) -> Result<Response<Vec<u8>>, Error> {
        let bytes = |accepted: Accepted| {
            let response = accepted.into_success()?;
            Ok((response.body.into(), response.head))
        };
        self.read("*/*", bytes).await
    }

    async fn read<T: Send + 'static>(
        mut self,
        accept: &'static str,
        read: impl Fn(Accepted) -> Result<(T, Head), Error> + Send + Sync + 'static,
    ) -> Result<Response<T>, Error> {
        let operation = self.operation;
        let prepared = self.prepare(accept).await.map_err(|error| error.during(operation.id));
        let core = self.core;
        core.send(operation, prepared, |ready| is_within(&core, ready), read)
            .await
    }

    /// The parts of the request.
    async fn prepare(&mut self, accept: &'static str) -> Result<Prepared, Error> {
        let method = self.method.clone().checked()?;
        let security = self.security()?;
        let template = std::mem::take(&mut self.path);
        let mut path = String::new();
        let mut path_parameters = Vec::new();
        for part in path::parse(&template)? {
            match part {
                Part::Text(text) => path.push_str(&path::encode_text(text)),
                Part::Parameter(name) => {
                    let value = self.parameter(name).await?;
                    let (given, sent) = path::encode_parameter(name, &value)?;
                    path.push_str(&sent);
                    path_parameters.push((Cow::Owned(name.to_owned()), given));
                }
            }
        }
        path::check_segments(&path)?;
        let mut headers: Vec<(HeaderName, HeaderValue)> = vec![(ACCEPT, HeaderValue::from_static(accept))];
        let body = match self.body.take() {
            None => None,
            Some((_, Body::Unwritable)) => return Err(Error::invalid(format!("`body` {UNWRITABLE}"))),
            Some((content_type, Body::Bytes(bytes))) => {
                let content_type = HeaderValue::from_str(&content_type).map_err(|_| {
                    Error::invalid("`body` has a content type with a character that is invalid in a header")
                })?;
                headers.push((CONTENT_TYPE, content_type));
                Some(Payload::of("`body`", bytes))
            }
        };
        Ok(Prepared {
            operation: self.operation,
            method,
            security,
            path,
            path_parameters,
            query: Vec::new(),
            headers,
            cookies: Vec::new(),
            body,
            options: std::mem::take(&mut self.options),
        })
    }

    /// The value of a parameter of the path: that of the request, of the client, or of the credentials.
    async fn parameter(&mut self, name: &str) -> Result<Tree, Error> {
        let mut own = self.path_parameters.iter().rev();
        if let Some((_, value)) = own.find(|(known, _)| known == name) {
            return Ok(Tree::String(value.clone()));
        }
        if let Some(value) = self.core.client_parameter(name) {
            return Ok(value.clone());
        }
        let value = self.core.parameter(self.operation.id, name, &mut self.options).await?;
        Ok(Tree::String(value))
    }

    /// The schemes that were selected.
    fn security(&self) -> Result<Option<Vec<&'static str>>, Error> {
        let Some(names) = &self.schemes else { return Ok(None) };
        let schemes = self.core.shared().api.security_schemes;
        let find = |name: &String| {
            let mut all = schemes.iter();
            all.find(|scheme| scheme.name == *name).map(|scheme| scheme.name)
        };
        let found: Option<Vec<_>> = names.iter().map(find).collect();
        found.map(Some).ok_or_else(|| {
            let names: Vec<_> = schemes.iter().map(|scheme| format!("`{}`", scheme.name)).collect();
            Error::invalid(format!(
                "a security scheme of the request is not in the document, which has {}",
                if names.is_empty() {
                    "none".to_owned()
                } else {
                    names.join(", ")
                }
            ))
        })
    }
}

/// Checks that a request goes to the address of the client, in addition to the rules for its path.
fn is_within(core: &Core, ready: &Ready) -> Result<(), Error> {
    let url = &ready.outgoing.url;
    let is_within = Url::parse(core.endpoint()).is_ok_and(|endpoint| {
        endpoint.origin() == url.origin() && url.path().starts_with(endpoint.path().trim_end_matches('/'))
    });
    match is_within && url.username().is_empty() && url.password().is_none() && url.fragment().is_none() {
        true => Ok(()),
        false => Err(Error::invalid(
            "the path of the request leads away from the address of the client",
        )),
    }
}

/// Without the path and the values: any of them may contain a secret.
impl fmt::Debug for RequestBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parameters: Vec<_> = self.path_parameters.iter().map(|(name, _)| name).collect();
        f.debug_struct("RequestBuilder")
            .field("method", &self.method)
            .field("path_parameters", &parameters)
            .field(
                "content_type",
                &self.body.as_ref().map(|(content_type, _)| content_type),
            )
            .field("schemes", &self.schemes)
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}
