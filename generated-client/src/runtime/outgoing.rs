//! An outgoing request, complete except for its credentials.
//!
//! Signatures are computed from it, so it holds exactly what is sent: path and query as they are on the wire.

use std::{borrow::Cow, fmt, time::SystemTime};

use reqwest::{
    Method, Url,
    header::{CONTENT_TYPE, HOST, HeaderMap, HeaderName, HeaderValue},
};

use super::{
    continuation::SentAs,
    endpoint::Endpoint,
    error::Error,
    facts::{Operation, SecurityScheme},
    secret::Secret,
    slot::Slot,
    upload::Payload,
};

/// A request that is complete except for its credentials.
#[derive(Clone)]
pub struct Outgoing {
    pub(super) name: &'static str,
    pub(super) operation: Option<&'static Operation>,
    pub(super) method: Method,
    pub(super) url: Url,
    pub(super) headers: HeaderMap,
    pub(super) body: Option<Payload>,
    pub(super) path_parameters: Vec<(Cow<'static, str>, String)>,
    pub(super) schemes: Vec<SecurityScheme>,
    pub(super) idempotent: bool,
    /// The header by which the service recognises another attempt, if the request has one.
    pub(super) idempotency_header: Option<HeaderName>,
    /// Whether the client's certificate authenticates it. No other request presents it.
    pub(super) with_certificate: bool,
    /// Where the response is put before its body is read, if it is a success; otherwise it is read whole.
    pub(super) slot: Option<Slot>,
    /// When the response was sent, by the server's clock.
    pub(super) responded_at: Option<SystemTime>,
    /// What no error may show of what is sent.
    pub(super) secrets: Vec<Secret>,
    /// The number of the attempt, where there is a middleware; 0 before the first.
    pub(super) attempt: u32,
    /// The parameters of the query that were added, whose values may be secrets.
    pub(super) added_query: Vec<String>,
    /// Where it says which page it is for, if pages are read.
    pub(super) paged_by: Vec<SentAs>,
    /// The parameters of the link that it follows. They say which page it is for, so that none is replaced.
    pub(super) link_query: Vec<String>,
    guard: Guard,
}

/// A guard that is dropped when the response is known. A clone of the request has none.
#[derive(Default)]
struct Guard(#[allow(dead_code, reason = "it is there to be dropped")] Option<Box<dyn Send + Sync>>);

impl Clone for Guard {
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl Outgoing {
    /// A request to `url`, whose path and query are sent as they are. `name` is what errors call it.
    pub(super) fn new(name: &'static str, method: &str, url: Url) -> Result<Self, Error> {
        let method =
            Method::from_bytes(method.as_bytes()).map_err(|_| Error::invalid("the method is not one of HTTP"))?;
        let mut host = url.host_str().unwrap_or_default().to_owned();
        if let Some(port) = url.port() {
            host.push_str(&format!(":{port}"));
        }
        let host = HeaderValue::from_str(&host)
            .map_err(|_| Error::invalid("the host has a character that is invalid in a header"))?;
        // Room for those that are added before a request is sent, as most have them. It is held as long as the call takes.
        let mut headers = HeaderMap::with_capacity(6);
        headers.insert(HOST, host);
        Ok(Self {
            name,
            operation: None,
            idempotent: matches!(method.as_str(), "GET" | "HEAD" | "PUT" | "DELETE" | "OPTIONS"),
            idempotency_header: None,
            method,
            url,
            headers,
            body: None,
            path_parameters: Vec::new(),
            schemes: Vec::new(),
            with_certificate: false,
            slot: None,
            responded_at: None,
            secrets: Vec::new(),
            attempt: 0,
            added_query: Vec::new(),
            paged_by: Vec::new(),
            link_query: Vec::new(),
            guard: Guard::default(),
        })
    }

    /// A request that is not an operation of the document, to an address that an endpoint might have, too.
    pub(super) fn elsewhere(name: &'static str, method: &str, url: &str, allow_http: bool) -> Result<Self, Error> {
        let url = Url::parse(url).map_err(|_| Error::invalid("the address is not a URL"))?;
        let mut endpoint = url.clone();
        endpoint.set_query(None);
        Endpoint::parse(endpoint.as_str(), allow_http)?;
        Self::new(name, method, url)
    }

    /// Whether something that says which page is requested fulfils a condition.
    pub(super) fn is_paged_by(&self, condition: impl Fn(&SentAs) -> bool) -> bool {
        self.paged_by.iter().any(condition)
    }

    /// Holds a guard until it is known whether the service accepts the credentials, or until there will be no response.
    pub(crate) fn hold_until_response(&mut self, guard: impl Send + Sync + 'static) {
        self.guard = Guard(Some(Box::new(guard)));
    }

    /// Drops the guard.
    pub(super) fn release(&mut self) {
        self.guard = Guard::default();
    }

    /// Returns the request without its body, and moves the guard to it.
    pub(super) fn take_without_body(&mut self) -> Self {
        Self {
            guard: std::mem::take(&mut self.guard),
            name: self.name,
            operation: self.operation,
            method: self.method.clone(),
            url: self.url.clone(),
            headers: self.headers.clone(),
            body: None,
            path_parameters: self.path_parameters.clone(),
            schemes: self.schemes.clone(),
            secrets: Vec::new(),
            attempt: self.attempt,
            added_query: Vec::new(),
            paged_by: Vec::new(),
            link_query: Vec::new(),
            responded_at: None,
            idempotent: self.idempotent,
            idempotency_header: None,
            with_certificate: self.with_certificate,
            slot: None,
        }
    }

    /// What errors call the request: the `operationId`, if it is an operation of the document.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// The HTTP method, in capitals.
    pub fn method(&self) -> &str {
        self.method.as_str()
    }

    /// `https` or `http`.
    pub fn scheme(&self) -> &str {
        self.url.scheme()
    }

    /// The host that is called, in brackets if it is an IPv6 address. The header `Host` also has the port, unless it
    /// is the scheme's own.
    pub fn host(&self) -> &str {
        self.url.host_str().unwrap_or_default()
    }

    /// The port that is called.
    pub fn port(&self) -> u16 {
        self.url.port_or_known_default().unwrap_or_default()
    }

    /// The path as it is sent, percent-encoded.
    pub fn path(&self) -> &str {
        self.url.path()
    }

    /// The query as it is sent, without the `?`; empty if there is none. It is in canonical form (pairs sorted, everything
    /// that is reserved percent-encoded) if the document has a scheme for signatures.
    pub fn query(&self) -> &str {
        self.url.query().unwrap_or_default()
    }

    /// The value of a header, if it is there and is text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The headers, their names in small letters. A name may come several times.
    pub fn headers(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.headers
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_bytes()))
    }

    /// The bytes of the body; empty if there is none, `None` if they are not in memory: see [`read_body`](Self::read_body).
    pub fn body(&self) -> Option<&[u8]> {
        match &self.body {
            Some(payload) => payload.memory().map(|bytes| &**bytes),
            None => Some(&[]),
        }
    }

    /// Calls `each` with the bytes of the body, one chunk after the other, for a signature with a hash of the body. Files,
    /// and streams that are made again, are read once more to be sent.
    ///
    /// # Errors
    /// The body cannot be read, or has a stream that can be read only once.
    pub async fn read_body(&self, each: impl FnMut(&[u8]) + Send) -> Result<(), Error> {
        match &self.body {
            Some(payload) => payload.read(each).await,
            None => Ok(()),
        }
    }

    /// The value of a parameter of the path, not encoded.
    pub fn path_parameter(&self, name: &str) -> Option<&str> {
        let mut all = self.path_parameters.iter().rev();
        all.find(|(given, _)| given == name).map(|(_, value)| value.as_str())
    }

    /// When the server refused the request, by its own clock (the header `Date` of its response). It is known in
    /// [`Authenticate::renew`](super::Authenticate::renew) alone.
    pub fn refused_at(&self) -> Option<SystemTime> {
        self.responded_at
    }

    /// The security schemes of the operation that are still to be served, those of its first alternative first.
    pub fn schemes(&self) -> &[SecurityScheme] {
        &self.schemes
    }

    /// Sets a header, instead of any of that name.
    ///
    /// # Errors
    /// The value has a character that is invalid in a header. The value is not shown.
    pub fn set_header(&mut self, name: &str, value: &str) -> Result<(), Error> {
        self.put(name, value, false)
    }

    /// Sets a secret header, which is never printed and which no error of this request shows. It replaces any header of
    /// that name.
    ///
    /// # Errors
    /// The value has a character that is invalid in a header. The value is not shown.
    pub fn set_secret_header(&mut self, name: &str, value: &Secret) -> Result<(), Error> {
        self.hide(value.clone());
        self.put(name, value.expose(), true)
    }

    /// Keeps a part of the request out of its errors.
    pub fn hide(&mut self, secret: Secret) {
        self.secrets.push(secret);
    }

    fn put(&mut self, name: &str, value: &str, secret: bool) -> Result<(), Error> {
        let refuse = || {
            Error::invalid(format!(
                "the header `{name}` has a character that is invalid in a header"
            ))
        };
        let key = HeaderName::from_bytes(name.as_bytes()).map_err(|_| refuse())?;
        let mut value = HeaderValue::from_str(value).map_err(|_| refuse())?;
        value.set_sensitive(secret);
        self.headers.insert(key, value);
        Ok(())
    }

    /// Sets the body.
    pub(crate) fn set_body(&mut self, content_type: &'static str, body: Vec<u8>) {
        self.headers
            .insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
        self.body = Some(body.into());
    }

    /// States that sending the request twice does no more than sending it once, whatever its method.
    pub(crate) fn set_idempotent(&mut self) {
        self.idempotent = true;
    }
}

/// Without the values: any of them may be a secret.
impl fmt::Debug for Outgoing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let headers: Vec<_> = self.headers.keys().map(HeaderName::as_str).collect();
        f.debug_struct("Outgoing")
            .field("name", &self.name)
            .field("method", &self.method)
            .field("host", &self.host())
            .field("headers", &headers)
            .field("body_length", &self.body)
            .finish_non_exhaustive()
    }
}
