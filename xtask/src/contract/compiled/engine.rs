//! A document, compiled.

use std::collections::HashMap;

use codegen::view::{Direction, Place};

use super::compile::Compiler;
use super::endpoint::Endpoint;
use super::program::{Id, Program};
use crate::contract::prepared::Prepared;

/// What was compiled of a document.
pub(crate) struct Compiled<'d> {
    pub(super) program: Program<'d>,
    /// A value of which nothing is said.
    pub(super) anything: Id,
    /// The nodes of the schemas that are not nested, by their places and the way that their values go.
    pub(super) schemas: HashMap<(String, Direction), Id>,
    /// For each operation.
    pub(super) endpoints: Vec<Endpoint<'d>>,
}

impl<'d> Compiled<'d> {
    pub(crate) fn of(prepared: &Prepared<'d>) -> Self {
        let mut compiler = Compiler::new(&prepared.keywords, &prepared.counters);
        let anything = compiler.anything();
        let operations = &prepared.api.operations;
        let endpoints = operations
            .iter()
            .zip(&prepared.counters.operations)
            .map(|(operation, counters)| Endpoint::of(prepared, operation, counters, &mut compiler))
            .collect();
        Self {
            schemas: compiler.schemas,
            program: compiler.program,
            anything,
            endpoints,
        }
    }
}

impl Compiled<'_> {
    /// The node of a schema that is not nested.
    pub(crate) fn node(&self, schema: &Place<'_>, direction: Direction) -> Option<Id> {
        self.schemas.get(&(schema.resolved().pointer, direction)).copied()
    }
}
