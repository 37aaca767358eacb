//! What one call does otherwise than its client.

use std::time::Duration;

use super::{clock::Deadline, retry::RetryPolicy};

/// Settings of one call. What is not set is the client's.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct CallOptions {
    /// When to try again.
    pub retry: Option<RetryPolicy>,
    /// The most time that the call takes, with all attempts and the waits between them.
    pub timeout: Option<Duration>,
    /// The most time that one attempt takes, from connecting to the last byte of the response.
    pub attempt_timeout: Option<Duration>,
    /// The end of a call that has begun already.
    pub(super) deadline: Option<Deadline>,
    /// Whether each record is decoded by itself, where a bad one takes much longer than a good one.
    pub(super) is_lenient: bool,
}
