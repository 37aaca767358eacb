//! The formats of machines: what each requires, and how the text of a document is written so that it stays text.

pub(super) mod github;
pub(super) mod gitlab;
pub(super) mod junit;
pub(super) mod markdown;
pub(super) mod sarif;
