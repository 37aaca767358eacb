//! Bounds of values that are sent.

/// The bounds of one value, as the document states them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Bounds {
    pub(crate) minimum: Option<Limit>,
    pub(crate) maximum: Option<Limit>,
    pub(crate) multiple_of: Option<String>,
    pub(crate) min_length: Option<u64>,
    pub(crate) max_length: Option<u64>,
    pub(crate) min_items: Option<u64>,
    pub(crate) max_items: Option<u64>,
    pub(crate) unique_items: bool,
    /// A regular expression, which the service checks and the client does not.
    pub(crate) pattern: Option<String>,
    pub(crate) min_properties: Option<u64>,
    pub(crate) max_properties: Option<u64>,
    /// The bounds of each item of a list, or of each value of a map.
    pub(crate) items: Option<Box<Bounds>>,
}

/// A bound of a number, as the document writes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Limit {
    pub(crate) value: String,
    pub(crate) exclusive: bool,
}
