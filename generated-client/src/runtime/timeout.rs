//! Which of the timeouts of a call passed.

/// Which time ran out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Timeout {
    /// That of making a connection. Nothing was sent.
    Connect,
    /// That of one attempt, from connecting to the last byte of the answer.
    Attempt,
    /// That of the whole call, with all its attempts and the waits between them.
    Total,
}
