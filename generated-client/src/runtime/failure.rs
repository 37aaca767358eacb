//! What a failed exchange means: time that ran out, a certificate that is not trusted, or a connection that broke.

use std::{error::Error as StdError, io};

use super::error::{Error, ErrorKind};

/// The failure of an exchange. The address is taken out of it: a query may hold what nobody else should read.
pub(super) fn failed(what: &'static str, cause: reqwest::Error) -> Error {
    let cause = cause.without_url();
    let error = if cause.is_timeout() {
        Error::new(ErrorKind::Timeout, "the time ran out")
    } else if is_distrusted(&cause) {
        Error::new(ErrorKind::Transport, "the server's certificate is not trusted")
    } else {
        Error::new(ErrorKind::Transport, what).transient()
    };
    error.with_source(cause)
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
            Some(held) => Some(held),
            None => cause.source(),
        };
    }
    false
}
