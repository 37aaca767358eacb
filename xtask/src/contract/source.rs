//! Where an interaction comes from, and how its text is written.

/// Where an interaction comes from, which decides which parts of it can be missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// Traffic as it was, complete.
    Traffic,
    /// A recording, which has only those headers that are on a list.
    Recording,
}

/// How the text of an interaction is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A recording.
    Recording,
    /// A line of NDJSON: a recording, or traffic as it was.
    Line,
    /// An entry of a HAR.
    Entry,
}
