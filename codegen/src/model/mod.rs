//! The model: every decision about the client of a document, made, as plain data.
//!
//! The passes in `normalise` make it of the document; the emitters in `generate` print it and decide nothing. It has no word of OpenAPI in it: a type is a Rust type, a parameter knows its place on the
//! wire.

mod bounds;
mod operations;
mod responses;
mod types;

use crate::diagnostic::Diagnostics;

pub(crate) use bounds::*;
pub(crate) use operations::*;
pub(crate) use responses::*;
pub(crate) use types::*;

/// The client of a document: what is generated, before it is printed.
#[derive(Clone, Debug)]
pub struct Model {
    /// What diagnostics call the document.
    pub(crate) name: String,
    /// The hash of the document's text.
    pub(crate) sha256: String,
    pub(crate) title: String,
    pub(crate) version: String,
    /// The documentation of the whole API.
    pub(crate) docs: Vec<String>,
    pub(crate) servers: Vec<Server>,
    pub(crate) security_schemes: Vec<SecurityScheme>,
    pub(crate) error_body: ErrorBody,
    pub(crate) types: Types,
    pub(crate) operations: Vec<Operation>,
    /// The documented headers of all responses, by their names.
    pub(crate) headers: Vec<ResponseHeader>,
    pub(crate) warnings: Diagnostics,
}

impl Model {
    /// What the client says less of than the document does.
    pub fn warnings(&self) -> &Diagnostics {
        &self.warnings
    }
}
