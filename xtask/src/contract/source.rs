//! Where the text of an interaction comes from.

/// How much of an interaction has reached us.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// Everything: it is traffic as it was.
    All,
    /// What a recording keeps: of the headers, those on its list.
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
