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
    /// What requests that the document does not have require: alternatives of sets of schemes.
    pub(crate) security: Vec<Vec<Requirement>>,
    pub(crate) error_body: ErrorBody,
    pub(crate) types: Types,
    pub(crate) operations: Vec<Operation>,
    /// The documented headers of all responses, by their names.
    pub(crate) headers: Vec<ResponseHeader>,
    pub(crate) coverage: Coverage,
    pub(crate) warnings: Diagnostics,
}

impl Model {
    /// What the client says less of than the document does.
    pub fn warnings(&self) -> &Diagnostics {
        &self.warnings
    }

    /// What diagnostics call the document.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The title of the API.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// Whether the document requires signed requests (`x-signing`), which the provider's part of a crate makes.
    pub fn signs_requests(&self) -> bool {
        let mut schemes = self.security_schemes.iter();
        schemes.any(|scheme| matches!(scheme.kind, SchemeKind::Signing { .. }))
    }

    /// How many operations of the document the client offers.
    pub fn coverage(&self) -> Coverage {
        self.coverage
    }
}

/// How many operations of the document the client offers, and how many of them in full.
///
/// In full means that every parameter, media type and status of the operation is there, and typed wherever its schema says
/// more than "anything". What is missing is a finding of [`Model::warnings`] with
/// [`is_loss`](crate::Diagnostic::is_loss).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Coverage {
    /// The operations of the document.
    pub operations: usize,
    /// Those that the client offers in full.
    pub in_full: usize,
    /// Those that the client offers with something left out.
    pub in_part: usize,
    /// The choices between schemas (`oneOf`, `anyOf`).
    pub choices: usize,
    /// The choices whose values have a type: an enum, an `Option`, or the type that all branches have.
    pub typed_choices: usize,
}

impl Coverage {
    /// The operations that the client does not offer.
    #[must_use]
    pub fn left_out(&self) -> usize {
        self.operations.saturating_sub(self.in_full + self.in_part)
    }
}

/// "581 of 582 operations in full, 1 in part": what is zero is not mentioned.
impl std::fmt::Display for Coverage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let noun = if self.operations == 1 {
            "operation"
        } else {
            "operations"
        };
        write!(f, "{} of {} {noun} in full", self.in_full, self.operations)?;
        for (count, what) in [(self.in_part, "in part"), (self.left_out(), "left out")] {
            if count > 0 {
                write!(f, ", {count} {what}")?;
            }
        }
        Ok(())
    }
}
