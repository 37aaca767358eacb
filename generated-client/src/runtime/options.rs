//! Settings of one call.

use std::time::Duration;

use super::{clock::Deadline, continuation::RequestedPage, retry::RetryPolicy};

/// Settings of one call. The client's settings apply where none is set.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct CallOptions {
    /// When to retry.
    pub retry: Option<RetryPolicy>,
    /// The most time that the call takes, with all attempts and the waits between them.
    pub timeout: Option<Duration>,
    /// The most time that one attempt takes, from connecting to the last byte of the response, sending the body included.
    pub attempt_timeout: Option<Duration>,
    /// The media type that is requested instead of those of the operation.
    pub(super) accept: Option<&'static str>,
    /// The deadline of a call that has already begun.
    pub(super) deadline: Option<Deadline>,
    /// The page that is requested, where an earlier one named it.
    pub(super) page: Option<RequestedPage>,
    /// How many items the list of the response probably has, so that there is room for them at once.
    pub(super) expected_items: Option<usize>,
    /// Whether each record is decoded separately, in which case an invalid one takes much longer than a valid one.
    pub(super) is_lenient: bool,
}
