//! What is known of the place that a value takes, in addition to its schema.

/// The place of a value: a parameter, a body, a property.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(in crate::diff::wire) struct Slot {
    /// Whether released clients read `null` as absent, or as an empty list or map.
    pub(in crate::diff::wire) is_optional: bool,
    /// Whether released clients have to send a value, so that no default takes its place.
    pub(in crate::diff::wire) is_always_sent: bool,
    /// How a list is written, where a list of one value is the same text as that value: `p=v`.
    pub(in crate::diff::wire) list: Option<Separator>,
    /// Whether each property is a field of a form or a part of a multipart body, and a list is written as one field or part for
    /// each of its values.
    pub(in crate::diff::wire) has_fields: bool,
}

/// What is between the values of a list that is written as text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(in crate::diff::wire) enum Separator {
    /// No character that a value can have: each value is written with the name, as in `p=a&p=b`.
    None,
    /// These characters, which a value of the list can so not have.
    Characters {
        /// Each of them.
        any: &'static [char],
        /// What they are called.
        name: &'static str,
    },
}

impl Slot {
    /// A value that released clients read as absent where it is `null`.
    pub(super) const OPTIONAL: Self = Self {
        is_optional: true,
        is_always_sent: false,
        list: None,
        has_fields: false,
    };
}
