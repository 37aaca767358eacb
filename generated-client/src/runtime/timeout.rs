//! Which of the timeouts of a call passed.

/// Which timeout expired.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Timeout {
    /// The timeout of connecting, 10 seconds by default. Nothing was sent.
    Connect,
    /// The timeout of one attempt, from connecting to the last byte of the response: 60 seconds by default.
    Attempt,
    /// The timeout of the whole call, with all its attempts and the delays between them: 180 seconds by default.
    Total,
}
