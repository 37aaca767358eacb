//! `CHANGELOG.md`, in the form of Keep a Changelog: what is under `[Unreleased]` becomes the section of the release,
//! together with the entries that are drafted from the changes.

mod draft;
mod edit;
mod lines;
mod links;

pub(crate) use draft::draft;
pub(crate) use edit::{Edit, Edited, edit};

/// What a section of a release is divided into, in the usual order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    Added,
    Changed,
    Deprecated,
    Removed,
    Fixed,
    Security,
}

impl Kind {
    const ALL: [Self; 6] = [
        Self::Added,
        Self::Changed,
        Self::Deprecated,
        Self::Removed,
        Self::Fixed,
        Self::Security,
    ];

    /// Its heading.
    pub(crate) fn heading(self) -> &'static str {
        match self {
            Self::Added => "Added",
            Self::Changed => "Changed",
            Self::Deprecated => "Deprecated",
            Self::Removed => "Removed",
            Self::Fixed => "Fixed",
            Self::Security => "Security",
        }
    }
}

/// An entry of a section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) kind: Kind,
    /// Markdown without the bullet.
    pub(crate) text: String,
}
