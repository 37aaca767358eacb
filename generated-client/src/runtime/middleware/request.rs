//! A request that steps see and add to, and the one that is sent in the end.

use std::fmt;

use super::{
    super::{
        error::Error,
        extra::{add_headers, add_query, recognise_documented},
        facts::Api,
        outgoing::Outgoing,
        secret::Secret,
    },
    view::Mask,
};

/// A request before it is signed. A step can look at it, and add headers and parameters of the query.
pub struct Request {
    pub(super) outgoing: Outgoing,
    api: &'static Api,
    /// The headers of the way to authenticate.
    reserved: &'static [&'static str],
}

impl Request {
    pub(super) fn new(api: &'static Api, reserved: &'static [&'static str], outgoing: Outgoing) -> Self {
        Self {
            outgoing,
            api,
            reserved,
        }
    }

    /// Returns the `operationId` of the operation; `request` for a request that the document does not have.
    pub fn operation(&self) -> &'static str {
        self.outgoing.name()
    }

    /// Returns the number of the attempt, from 1 on; 0 around the whole call.
    pub fn attempt(&self) -> u32 {
        self.outgoing.attempt
    }

    /// Returns the method, in capitals.
    pub fn method(&self) -> &str {
        self.outgoing.method()
    }

    /// Returns `https` or `http`.
    pub fn scheme(&self) -> &str {
        self.outgoing.scheme()
    }

    /// Returns the host, in brackets if it is an IPv6 address.
    pub fn host(&self) -> &str {
        self.outgoing.host()
    }

    /// Returns the port.
    pub fn port(&self) -> u16 {
        self.outgoing.port()
    }

    /// Returns the path, percent-encoded.
    pub fn path(&self) -> String {
        self.mask().text(self.outgoing.path())
    }

    /// Returns the path as the document has it, with its parameters in braces; empty for a request that the document does not
    /// have.
    pub fn path_template(&self) -> &'static str {
        self.outgoing.operation.map_or("", |operation| operation.path)
    }

    /// Returns the query, percent-encoded, without the `?`. Values of credentials, and those that were added, are masked.
    pub fn query(&self) -> String {
        self.mask().query()
    }

    /// Returns the value of a header, if it is there and is text. Those of credentials, and those that were added, are masked.
    pub fn header(&self, name: &str) -> Option<String> {
        self.mask().header(self.outgoing.headers.get(name)?)
    }

    /// Returns the names of the headers, in small letters. A name may come several times.
    pub fn header_names(&self) -> impl Iterator<Item = &str> {
        self.outgoing.headers().map(|(name, _)| name)
    }

    /// Returns the body, if it is in memory; empty if there is none. It is what the program sends: nothing is masked in it.
    pub fn body(&self) -> Option<&[u8]> {
        self.outgoing.body()
    }

    /// Returns whether sending the request twice does no more than sending it once, so that it is retried.
    pub fn is_idempotent(&self) -> bool {
        self.outgoing.idempotent
    }

    /// Sets a header, instead of any of that name. The value is treated as a secret.
    ///
    /// # Errors
    /// Returns an error, which a step can return as its outcome, if the header is the client's own (`Host`, `Content-Length`,
    /// those of credentials, that of a page that a reader requests, …), or if it cannot be sent. Around an attempt it also does for the header of the call's
    /// idempotency key, which all attempts have in common.
    pub fn set_header(&mut self, name: &str, value: impl Into<Secret>) -> Result<(), Error> {
        let key = self.outgoing.idempotency_header.as_ref();
        if self.attempt() > 0 && key.is_some_and(|key| key.as_str().eq_ignore_ascii_case(name)) {
            return Err(Error::invalid(
                "the idempotency key cannot be set around an attempt, since all attempts of a call have the same one: set it \
                 around the call",
            ));
        }
        let added = [(name.to_owned(), value.into())];
        add_headers(self.api, self.reserved, &mut self.outgoing, &added)?;
        if self.attempt() == 0 {
            recognise_documented(&mut self.outgoing);
        }
        Ok(())
    }

    /// Sets a parameter of the query, instead of any of that name. The value is treated as a secret.
    ///
    /// # Errors
    /// Returns an error, which a step can return as its outcome, if the parameter is for credentials, or if pages are read and it
    /// says which page it is.
    pub fn set_query(&mut self, name: &str, value: impl Into<Secret>) -> Result<(), Error> {
        add_query(self.api, &mut self.outgoing, &[(name.to_owned(), value.into())])
    }

    fn mask(&self) -> Mask<'_> {
        Mask::new(self.api, &self.outgoing, &self.outgoing.secrets)
    }
}

/// A request as it is sent, with its credentials and its signature: a copy without secrets.
pub struct SentRequest<'a> {
    outgoing: &'a Outgoing,
    mask: Mask<'a>,
}

impl<'a> SentRequest<'a> {
    pub(in super::super) fn new(api: &'a Api, outgoing: &'a Outgoing, secrets: &[Secret]) -> Self {
        Self {
            outgoing,
            mask: Mask::new(api, outgoing, secrets),
        }
    }

    /// Returns the `operationId` of the operation; `request` for a request that the document does not have.
    pub fn operation(&self) -> &'static str {
        self.outgoing.name()
    }

    /// Returns the number of the attempt, from 1 on.
    pub fn attempt(&self) -> u32 {
        self.outgoing.attempt
    }

    /// Returns the method, in capitals.
    pub fn method(&self) -> &str {
        self.outgoing.method()
    }

    /// Returns the address with path and query, percent-encoded. Secrets in it are masked.
    pub fn url(&self) -> String {
        self.mask.url()
    }

    /// Returns the headers that are text, with their names in small letters. Secrets in them are masked.
    pub fn headers(&self) -> impl Iterator<Item = (&str, String)> {
        let headers = self.outgoing.headers.iter();
        headers.filter_map(|(name, value)| Some((name.as_str(), self.mask.header(value)?)))
    }

    /// Returns the body, if it is in memory; empty if there is none. Secrets in it are masked.
    pub fn body(&self) -> Option<Vec<u8>> {
        self.mask.body()
    }
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request")
            .field("operation", &self.operation())
            .field("attempt", &self.attempt())
            .field("method", &self.method())
            .field("headers", &self.header_names().collect::<Vec<_>>())
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for SentRequest<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SentRequest")
            .field("operation", &self.operation())
            .field("attempt", &self.attempt())
            .field("method", &self.method())
            .field("url", &self.url())
            .field("headers", &self.headers().collect::<Vec<_>>())
            .finish_non_exhaustive()
    }
}
