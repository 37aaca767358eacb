//! What sends requests: the HTTP client, or a transport of the caller.

use std::{sync::Arc, time::Duration};

use super::{
    error::Error,
    facts::Api,
    failure::Failures,
    incoming::{Incoming, Own},
    outgoing::Outgoing,
    secret::Secret,
    transport::{Transport, TransportRequest},
    upload::Upload,
};

/// What a failure before the response says.
const NO_RESPONSE: &str = "no response came";

/// What sends the requests of a client, and what it can reach. Several clients may share it.
#[derive(Clone)]
pub(super) struct Connected {
    pub(super) sender: Arc<Sender>,
    /// The passwords of proxies, which no error may show.
    pub(super) secrets: Vec<Secret>,
    pub(super) connect_timeout: Duration,
    /// Whether it trusts certificates: it is not set up for TLS if nothing needs that.
    pub(super) encrypted: bool,
    /// Whether it is for this machine, so that it uses no proxy of the environment.
    pub(super) loopback: bool,
    /// Whether it uses the proxies of the environment.
    pub(super) uses_environment: bool,
}

impl Connected {
    /// Checks that a client can use it for its own endpoint.
    pub(super) fn check(&self, encrypted: bool, loopback: bool) -> Result<(), Error> {
        if self.sender.is_own() {
            return Ok(());
        }
        let why = match () {
            () if encrypted && !self.encrypted => "is not set up for TLS, because its endpoint has none",
            () if self.loopback && !loopback => "is for this machine, and uses no proxy of the environment",
            () if loopback && self.uses_environment => {
                "uses the proxies of the environment, which must not be sent what is for this machine"
            }
            () => return Ok(()),
        };
        Err(Error::invalid(format!(
            "the client of `share_connections` {why}: share those of a client with an endpoint of the same kind"
        )))
    }
}

/// The request of the HTTP client. A function of its own: in the future of a call, the box would be there until the response is.
fn into_http(outgoing: Box<Outgoing>, upload: &mut Upload) -> reqwest::Request {
    let mut request = reqwest::Request::new(outgoing.method, outgoing.url);
    *request.headers_mut() = outgoing.headers;
    *request.body_mut() = outgoing.body.map(|body| body.into_body(upload));
    request
}

/// The request for a transport of the caller.
fn into_own(outgoing: Box<Outgoing>, api: &'static Api, upload: &mut Upload) -> TransportRequest {
    let outgoing = *outgoing;
    let secrets = (api, outgoing.secrets);
    let request = TransportRequest::new(outgoing.name, &outgoing.method, outgoing.url, outgoing.headers, secrets);
    match outgoing.body {
        Some(body) => request.with_body(body.into_reader(upload)),
        None => request,
    }
}

/// What sends the requests of a client.
pub(super) enum Sender {
    Http {
        client: reqwest::Client,
        /// The same client with a certificate of its own, if one was set.
        with_certificate: Option<reqwest::Client>,
    },
    Own(Arc<dyn Transport>, &'static Api),
}

impl Sender {
    /// Whether the caller's transport sends.
    pub(super) fn is_own(&self) -> bool {
        matches!(self, Self::Own(..))
    }

    /// Whether it connects to nothing.
    #[cfg(feature = "test-util")]
    pub(super) fn is_for_tests(&self) -> bool {
        matches!(self, Self::Own(transport, _) if transport.is_for_tests())
    }

    /// Sends a request, and returns its response before the body is read. `upload` learns why the body of the request
    /// could not be read.
    pub(super) async fn send(
        &self,
        outgoing: Box<Outgoing>,
        upload: &mut Upload,
        failures: Failures,
    ) -> Result<Incoming, Error> {
        match self {
            Self::Http {
                client,
                with_certificate,
            } => {
                let client = match with_certificate {
                    Some(client) if outgoing.with_certificate => client,
                    _ => client,
                };
                let sent = client.execute(into_http(outgoing, upload)).await;
                sent.map(Incoming::Http).map_err(|cause| {
                    let of_body = upload.take_error();
                    of_body.unwrap_or_else(|| failures.of(NO_RESPONSE, cause))
                })
            }
            Self::Own(transport, api) => {
                let method = outgoing.method.clone();
                let sent = transport.send(into_own(outgoing, api, upload)).await;
                let sent = sent.and_then(|response| Own::new(response, &method));
                sent.map(Incoming::Own).map_err(|cause| {
                    let of_body = upload.take_error();
                    of_body.unwrap_or_else(|| failures.of_transport(NO_RESPONSE, &cause))
                })
            }
        }
    }
}
