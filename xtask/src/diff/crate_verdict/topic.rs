//! What a difference of the crate is about.

/// What a difference is about, by which the change is found that caused it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Topic {
    Added,
    Removed,
    Type,
    Docs,
    Deprecated,
    Feature,
    Required,
    Bounds,
    Default,
    Wire,
    Security,
    Servers,
    Code,
}
