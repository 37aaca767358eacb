//! What a client cannot say of the presence of a property that it sends.
//!
//! An absent property, `null` and an empty collection are different things on the wire. The types of the client have one
//! value for some of them, and the document's author learns which: in one finding, since any list that may be absent is
//! such a property.

use std::collections::BTreeSet;

use super::Lowering;
use crate::diagnostic::rules;
use crate::model::{Field, Operation, Type};

/// How many properties of a kind are named.
const NAMED: usize = 3;

/// Whether something is lost of a field.
type IsLost = fn(&Field) -> bool;

/// What is lost, and of which fields.
const LOSSES: [(&str, IsLost); 3] = [
    ("an empty value is sent as if it were absent", Field::empty_is_absent),
    ("`null` is sent as if it were absent", |field| {
        !field.required && matches!(field.ty, Type::Nullable(_))
    }),
    ("a value that is not set is sent as `null`", |field| {
        field.required && matches!(field.ty, Type::Nullable(_))
    }),
];

impl Lowering<'_> {
    /// Reports the properties that are sent and of which the client cannot say all that the document allows.
    pub(super) fn report_presence(&mut self, operations: &[Operation]) {
        let types = self.types_sent(operations);
        let losses: Vec<_> = LOSSES
            .iter()
            .filter_map(|(loss, is_lost)| {
                let properties = types.iter().flat_map(|(name, fields)| {
                    let lost = fields.iter().filter(|field| is_lost(field));
                    lost.filter_map(move |field| Some(format!("`{name}.{}`", field.wire_name.as_ref()?)))
                });
                let properties: Vec<_> = properties.collect();
                (!properties.is_empty()).then(|| format!("of {}, {loss}", listed(&properties)))
            })
            .collect();
        let is_lost = |fields: &[Field]| {
            fields
                .iter()
                .any(|field| LOSSES.iter().any(|(_, is_lost)| is_lost(field)))
        };
        let mut with_losses = types.iter().filter(|(_, fields)| is_lost(fields));
        let Some(at) = with_losses.find_map(|(name, _)| self.schemas.place_of(name)) else {
            return;
        };
        self.find(
            &rules::PRESENCE_LOST,
            &at,
            losses.join("; "),
            "nothing needs to be done if the service treats these alike; otherwise send such a body by other means",
        );
    }

    /// The structs that are sent, by name, with their fields.
    fn types_sent(&self, operations: &[Operation]) -> Vec<(String, Vec<Field>)> {
        let mut waiting: Vec<Type> = operations
            .iter()
            .rev()
            .filter_map(|operation| operation.body.as_ref()?.ty.clone())
            .collect();
        let mut seen = BTreeSet::new();
        let mut found = Vec::new();
        while let Some(ty) = waiting.pop() {
            match ty {
                Type::Nullable(inner) | Type::Boxed(inner) | Type::List(inner) | Type::Map(inner) => {
                    waiting.push(*inner)
                }
                Type::Named(name) if seen.insert(name.clone()) => {
                    if let Some(structure) = self.schemas.types.structs.get(&name) {
                        waiting.extend(structure.fields.iter().rev().map(|field| field.ty.clone()));
                        found.push((name, structure.fields.clone()));
                    }
                }
                _ => {}
            }
        }
        found
    }
}

/// The first names of a list, and how many there are beyond them.
fn listed(names: &[String]) -> String {
    let shown = names.iter().take(NAMED).cloned().collect::<Vec<_>>().join(", ");
    match names.len().saturating_sub(NAMED) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}
