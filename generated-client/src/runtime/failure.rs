//! What a failed exchange means: time that ran out, a certificate that is not trusted, or a connection that broke.

use std::{error::Error as StdError, io, time::Duration};

use super::{
    clock::timed_out,
    error::{Cause, Error, ErrorKind},
    timeout::Timeout,
    transport::{TransportError, TransportFailure},
};

/// Tells what failures mean, for a client that waits so long for a connection.
#[derive(Clone, Copy, Debug)]
pub(super) struct Failures {
    pub(super) connect_timeout: Duration,
}

impl Failures {
    /// The failure of an exchange. The URL is removed from it: a query may contain secrets.
    pub(super) fn of(self, what: &'static str, cause: reqwest::Error) -> Error {
        let cause = cause.without_url();
        let connecting = cause.is_connect();
        let error = if connecting && cause.is_timeout() {
            timed_out(Timeout::Connect, self.connect_timeout)
        } else if is_distrusted(&cause) {
            Error::new(ErrorKind::Transport, "the server's certificate is not trusted")
        } else if connecting {
            Error::new(ErrorKind::Transport, "no connection was made")
                .transient()
                .unsent()
        } else {
            Error::new(ErrorKind::Transport, what).transient()
        };
        // As text: the HTTP library is not part of the public API.
        error.with_source(Cause::chain(&cause))
    }

    /// The failure of a transport of the caller.
    pub(super) fn of_transport(self, what: &'static str, cause: &TransportError) -> Error {
        let error = match cause.failure() {
            TransportFailure::Connect => Error::new(ErrorKind::Transport, "no connection was made")
                .transient()
                .unsent(),
            TransportFailure::ConnectTimeout(after) => timed_out(Timeout::Connect, after),
            TransportFailure::Interrupted => Error::new(ErrorKind::Transport, what).transient(),
            // It says itself what to do about it.
            TransportFailure::Permanent => {
                let error = Error::new(ErrorKind::Transport, cause.to_string()).quoted();
                return match cause.source() {
                    Some(source) => error.with_source(Cause::chain(source)),
                    None => error,
                };
            }
        };
        error.with_source(Cause::chain(cause))
    }
}

/// Whether the server's certificate was refused: it stays so, however often one tries.
fn is_distrusted(cause: &(dyn StdError + 'static)) -> bool {
    let mut next = Some(cause);
    while let Some(cause) = next {
        if matches!(cause.downcast_ref(), Some(rustls::Error::InvalidCertificate(_))) {
            return true;
        }
        // An I/O error names as its source not what it holds, but the source of that.
        next = match cause.downcast_ref().and_then(io::Error::get_ref) {
            Some(cause) => Some(cause),
            None => cause.source(),
        };
    }
    false
}
