//! A transport of one's own, instead of the HTTP client of this crate: for tests, for a sidecar, or for a network that
//! is reached in another way.
//!
//! [`Transport`] sends one request and returns one response. Everything else stays with the client, and is the same as
//! without an own transport: credentials and signatures, attempts and the delays between them, timeouts, the limits of
//! a response, decompression, decoding, and the removal of secrets from errors. The requests of credentials, such as a
//! login, are sent by the transport, too.
//!
//! ```
//! use huaweicloud_hss::transport::{BoxFuture, Transport, TransportError, TransportRequest, TransportResponse};
//!
//! /// Refuses all calls, as a server in maintenance would.
//! struct Maintenance;
//!
//! impl Transport for Maintenance {
//!     fn send(&self, request: TransportRequest) -> BoxFuture<'_, Result<TransportResponse, TransportError>> {
//!         Box::pin(async move {
//!             println!("{} {}", request.method(), request.url());
//!             Ok(TransportResponse::new(503).with_header("Retry-After", "60"))
//!         })
//!     }
//! }
//!
//! # fn main() -> Result<(), huaweicloud_hss::Error> {
//! let builder = huaweicloud_hss::Client::builder().transport(Maintenance);
//! # let _ = builder;
//! # Ok(())
//! # }
//! ```

mod error;
mod request;
mod response;

use std::sync::Arc;

#[doc(no_inline)]
pub use bytes::Bytes;

pub use self::{
    error::TransportError,
    request::TransportRequest,
    response::{ResponseBody, TransportResponse},
};
pub(super) use self::{error::TransportFailure, response::TransportBody};
pub use super::future::BoxFuture;

/// Sends requests and returns responses. `ClientBuilder::transport` takes it.
///
/// An implementation has these duties:
///
/// - It sends the request once. The client decides whether another attempt is made, and by
///   [`TransportError`] whether a call may be repeated that is not idempotent.
/// - It sends method, URL and all headers as they are, because a signature may cover them. It adds only what the
///   connection requires: `Content-Length` or `Transfer-Encoding`, of which the request has a `Content-Length` only if it
///   is zero; [`TransportRequest::body_length`] returns the length. In HTTP/2 it leaves out `Host`.
/// - It follows no redirects, and returns their responses: a redirect would send the credentials to another host.
/// - It stores no cookies and caches no responses.
/// - It does not decompress. The client decodes gzip, within its limits, and requests it with the feature `gzip`.
/// - It returns the response when the headers have arrived. A body that ends early is an error of its
///   [`ResponseBody`]; the client compares the length of a body with `Content-Length`, if the response has one. The
///   body of a response that has none in HTTP is ignored: to `HEAD`, and with status 204 or 304.
/// - It stops when its future is dropped: timeouts and callers cancel a call in this way.
/// - It logs no credentials. [`TransportRequest::is_secret`] says which headers have them.
///
/// Settings of the builder that concern connections, such as `proxy`, cannot be used together with a transport: `build`
/// returns an error that names them.
pub trait Transport: Send + Sync + 'static {
    /// Sends a request, and returns the response when its headers have arrived.
    fn send(&self, request: TransportRequest) -> BoxFuture<'_, Result<TransportResponse, TransportError>>;

    /// Whether it connects to nothing, so that a client with it needs neither an endpoint nor credentials.
    #[doc(hidden)]
    fn is_for_tests(&self) -> bool {
        false
    }
}

impl<T: Transport + ?Sized> Transport for Arc<T> {
    fn send(&self, request: TransportRequest) -> BoxFuture<'_, Result<TransportResponse, TransportError>> {
        (**self).send(request)
    }

    fn is_for_tests(&self) -> bool {
        (**self).is_for_tests()
    }
}
