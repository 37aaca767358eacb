//! What the feature `metrics` measures: calls, attempts, throttling, times and bytes. Without it, nothing.
//!
//! The labels are names of the document and of this crate, and classes of statuses: a server cannot add a value to them, and
//! no label holds anything of a request or a response.
//!
//! | metric | kind | labels |
//! |---|---|---|
//! | `api_client_calls_total` | counter | `client`, `operation`, `outcome` |
//! | `api_client_call_duration_seconds` | histogram | `client`, `operation`, `outcome` |
//! | `api_client_attempts_total` | counter | `client`, `operation`, `status`, `outcome` |
//! | `api_client_attempt_duration_seconds` | histogram | `client`, `operation`, `status`, `outcome` |
//! | `api_client_throttled_total` | counter | `client`, `operation` |
//! | `api_client_sent_bytes_total` | counter | `client`, `operation` |
//! | `api_client_received_bytes_total` | counter | `client`, `operation` |

use std::future::Future;

use super::{
    attempt_outcome::{Failure, Success},
    error::Error,
    outgoing::Outgoing,
};

#[cfg(feature = "metrics")]
use self::enabled::{CLIENT, Measured};

/// Measures a call. One that is dropped before its end has the outcome `cancelled`.
#[cfg(feature = "metrics")]
pub(super) fn call<A, F: Future<Output = Result<A, Error>>>(
    outgoing: &Outgoing,
    call: F,
) -> impl Future<Output = Result<A, Error>> + use<A, F> {
    let operation = outgoing.name;
    // Boxed, as a future that is moved into another one is stored in it twice.
    let call = Box::pin(call);
    // It begins when it is first polled.
    async move {
        let mut measured = Measured::call(operation);
        let outcome = call.await;
        measured.outcome = outcome.as_ref().map_or_else(Error::kind_name, |_| "success");
        outcome
    }
}

/// Measures an attempt, if something was sent in it.
#[cfg(feature = "metrics")]
pub(super) fn attempt<F: Future<Output = Result<Success, Failure>>>(
    outgoing: &Outgoing,
    attempt: F,
) -> impl Future<Output = Result<Success, Failure>> + use<F> {
    let operation = outgoing.name;
    let attempt = Box::pin(attempt);
    async move {
        let mut measured = Measured::attempt(operation);
        let outcome = attempt.await;
        match &outcome {
            Ok(response) => measured.end("success", Some(response.head.status)),
            Err(Failure::Call(_)) => measured.discard(),
            Err(failure) => {
                let error = failure.error();
                measured.end(error.kind_name(), error.status());
                if error.is_throttled() {
                    ::metrics::counter!("api_client_throttled_total", "client" => CLIENT, "operation" => operation)
                        .increment(1);
                }
            }
        }
        outcome
    }
}

#[cfg(not(feature = "metrics"))]
pub(super) fn call<A, F: Future<Output = Result<A, Error>>>(_: &Outgoing, call: F) -> F {
    call
}

#[cfg(not(feature = "metrics"))]
pub(super) fn attempt<F: Future<Output = Result<Success, Failure>>>(_: &Outgoing, attempt: F) -> F {
    attempt
}

/// Counts the bytes of a body that was sent, if their number was known before.
pub(super) fn sent(operation: &'static str, bytes: Option<u64>) {
    #[cfg(feature = "metrics")]
    if let Some(bytes) = bytes {
        ::metrics::counter!("api_client_sent_bytes_total", "client" => CLIENT, "operation" => operation)
            .increment(bytes);
    }
    #[cfg(not(feature = "metrics"))]
    let _ = (operation, bytes);
}

/// Counts the bytes of a body, or of a piece of it, after decompression.
pub(super) fn received(operation: &'static str, bytes: usize) {
    #[cfg(feature = "metrics")]
    ::metrics::counter!("api_client_received_bytes_total", "client" => CLIENT, "operation" => operation)
        .increment(bytes as u64);
    #[cfg(not(feature = "metrics"))]
    let _ = (operation, bytes);
}

/// Describes the metrics to the recorder of the program, if it has installed one.
pub(super) fn describe() {
    #[cfg(feature = "metrics")]
    {
        use ::metrics::{Unit, describe_counter as counter, describe_histogram as histogram};
        counter!("api_client_calls_total", Unit::Count, "Calls that ended");
        histogram!(
            "api_client_call_duration_seconds",
            Unit::Seconds,
            "Time of a call with all its attempts"
        );
        counter!("api_client_attempts_total", Unit::Count, "Requests that were sent");
        histogram!(
            "api_client_attempt_duration_seconds",
            Unit::Seconds,
            "Time from sending a request to the end of its response"
        );
        counter!(
            "api_client_throttled_total",
            Unit::Count,
            "Requests that the service refused because there were too many"
        );
        counter!(
            "api_client_sent_bytes_total",
            Unit::Bytes,
            "Bytes of the bodies of requests"
        );
        counter!(
            "api_client_received_bytes_total",
            Unit::Bytes,
            "Bytes of the bodies of responses, after decompression"
        );
    }
}

#[cfg(feature = "metrics")]
mod enabled {
    use tokio::time::Instant;

    /// The crate, which distinguishes the clients of one program.
    pub(super) const CLIENT: &str = env!("CARGO_PKG_NAME");

    /// A call or an attempt that runs. It is recorded when it is dropped, which may be before its end.
    pub(super) struct Measured {
        operation: &'static str,
        /// The class of the status, of an attempt.
        status: Option<&'static str>,
        pub(super) outcome: &'static str,
        began: Instant,
        discarded: bool,
    }

    impl Measured {
        pub(super) fn call(operation: &'static str) -> Self {
            Self::new(operation, None)
        }

        pub(super) fn attempt(operation: &'static str) -> Self {
            Self::new(operation, Some("none"))
        }

        fn new(operation: &'static str, status: Option<&'static str>) -> Self {
            Self {
                operation,
                status,
                outcome: "cancelled",
                began: Instant::now(),
                discarded: false,
            }
        }

        pub(super) fn end(&mut self, outcome: &'static str, status: Option<u16>) {
            self.outcome = outcome;
            self.status = Some(match status.map(|status| status / 100) {
                None => "none",
                Some(1) => "1xx",
                Some(2) => "2xx",
                Some(3) => "3xx",
                Some(4) => "4xx",
                Some(5) => "5xx",
                Some(_) => "other",
            });
        }

        pub(super) fn discard(&mut self) {
            self.discarded = true;
        }
    }

    impl Drop for Measured {
        fn drop(&mut self) {
            let &mut Self {
                operation,
                status,
                outcome,
                ..
            } = self;
            if self.discarded {
                return;
            }
            let time = self.began.elapsed();
            match status {
                None => {
                    metrics::counter!(
                        "api_client_calls_total",
                        "client" => CLIENT, "operation" => operation, "outcome" => outcome
                    )
                    .increment(1);
                    metrics::histogram!(
                        "api_client_call_duration_seconds",
                        "client" => CLIENT, "operation" => operation, "outcome" => outcome
                    )
                    .record(time);
                }
                Some(status) => {
                    metrics::counter!(
                        "api_client_attempts_total",
                        "client" => CLIENT, "operation" => operation, "status" => status, "outcome" => outcome
                    )
                    .increment(1);
                    metrics::histogram!(
                        "api_client_attempt_duration_seconds",
                        "client" => CLIENT, "operation" => operation, "status" => status, "outcome" => outcome
                    )
                    .record(time);
                }
            }
        }
    }
}
