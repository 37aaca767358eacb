//! Compares schemas where they are used, in the direction in which their values go.

use std::marker::PhantomData;

use codegen::Document;
use codegen::view::{Direction, Place};

use crate::diff::Change;

/// Where a schema is used.
#[derive(Clone, Copy, Debug)]
pub(super) struct Use<'u> {
    /// The name of the operation.
    pub(super) operation: &'u str,
    /// The direction in which values go.
    pub(super) direction: Direction,
    /// What the value is, for a message: "the parameter `limit`", "the body", "the response 200".
    pub(super) subject: &'u str,
    /// How the value is written.
    pub(super) kind: Subject,
}

/// How a value is written on the wire. A text has no type of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Subject {
    /// A parameter, as text. A parameter with a media type of JSON is like a request body.
    Parameter,
    /// A body that is sent. One of a form is text, like a parameter.
    RequestBody,
    /// A body that is received.
    ResponseBody,
    /// A header that is received, as text.
    Header,
}

/// The comparison of all schemas of two documents.
pub(super) struct Schemas<'b, 'r> {
    of: PhantomData<(&'b Document, &'r Document)>,
}

#[allow(
    clippy::unused_self,
    clippy::needless_pass_by_ref_mut,
    unused_variables,
    dead_code,
    reason = "not written yet"
)]
impl<'b, 'r> Schemas<'b, 'r> {
    pub(super) fn new(base: &'b Document, revision: &'r Document) -> Self {
        Self { of: PhantomData }
    }

    /// Compares two schemas where they are used.
    pub(super) fn compare(&mut self, base: &Place<'b>, revision: &Place<'r>, use_: &Use<'_>) {}

    /// The changes: one entry for each cause, with the operations that it is used in.
    pub(super) fn finish(self) -> Vec<Change> {
        Vec::new()
    }
}
