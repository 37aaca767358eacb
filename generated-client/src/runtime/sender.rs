//! What sends requests: the HTTP client, or a transport of the caller.

use std::sync::Arc;

use super::{
    error::Error,
    facts::Api,
    failure::Failures,
    incoming::{Incoming, Own},
    outgoing::Outgoing,
    transport::{Transport, TransportRequest},
    upload::Upload,
};

/// What a failure before the response says.
const NO_RESPONSE: &str = "no response came";

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
                let mut request = reqwest::Request::new(outgoing.method, outgoing.url);
                *request.headers_mut() = outgoing.headers;
                *request.body_mut() = outgoing.body.map(|body| body.into_body(upload));
                let sent = client.execute(request).await;
                sent.map(Incoming::Http).map_err(|cause| {
                    let of_body = upload.take_error();
                    of_body.unwrap_or_else(|| failures.of(NO_RESPONSE, cause))
                })
            }
            Self::Own(transport, api) => {
                let Outgoing {
                    name,
                    method,
                    url,
                    headers,
                    body,
                    secrets,
                    ..
                } = *outgoing;
                let mut request = TransportRequest::new(name, &method, url, headers, (*api, secrets));
                if let Some(body) = body {
                    request = request.with_body(body.into_reader(upload));
                }
                let sent = transport.send(request).await;
                let sent = sent.and_then(|response| Own::new(response, &method));
                sent.map(Incoming::Own).map_err(|cause| {
                    let of_body = upload.take_error();
                    of_body.unwrap_or_else(|| failures.of_transport(NO_RESPONSE, &cause))
                })
            }
        }
    }
}
