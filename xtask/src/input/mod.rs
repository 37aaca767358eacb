//! Reads what the commands work on: the document, and the interactions.
//!
//! Interactions come from recordings, HAR files and lines of JSON, in files, folders or standard input, compressed or
//! not. They are read as a stream: only a few batches are in memory for any length of input. Nothing
//! here looks into an interaction; that is done by the receiver of a [`Batch`], so that it can be done by many at a
//! time.

mod document;
mod file;
mod files;
mod git;
mod kind;
pub(crate) mod released;
mod revision;
mod texts;

pub(crate) use document::{document, model, text as document_text, usable_document, usable_texts};
pub(crate) use file::Refused;
pub(crate) use git::REPAIR;
pub(crate) use released::Releases;
pub(crate) use revision::{Origin, Revision, Revisions};
pub(crate) use texts::{Batch, Text, read};
