//! What a client cannot say of the presence of a property that it sends.
//!
//! An absent property, `null` and an empty collection are different things on the wire. The types of the client have one
//! value for some of them, and the document's author learns which.

use std::collections::BTreeSet;

use super::Lowering;
use crate::diagnostic::rules;
use crate::model::{Field, Operation, Type};

impl Lowering<'_> {
    /// Reports each type that is sent and has properties of which the client cannot say all that the document allows.
    pub(super) fn report_presence(&mut self, operations: &[Operation]) {
        let mut waiting: Vec<Type> = operations
            .iter()
            .filter_map(|operation| operation.body.as_ref()?.ty.clone())
            .collect();
        let mut seen = BTreeSet::new();
        while let Some(ty) = waiting.pop() {
            let fields = match &ty {
                Type::Nullable(inner) | Type::Boxed(inner) | Type::List(inner) | Type::Map(inner) => {
                    waiting.push((**inner).clone());
                    continue;
                }
                Type::Named(name) if seen.insert(name.clone()) => match self.schemas.types.structs.get(name) {
                    Some(structure) => structure.fields.clone(),
                    None => continue,
                },
                _ => continue,
            };
            waiting.extend(fields.iter().map(|field| field.ty.clone()));
            if let Some(name) = ty.name() {
                self.report_fields(name, &fields);
            }
        }
    }

    fn report_fields(&mut self, name: &str, fields: &[Field]) {
        let which = |of: &dyn Fn(&Field) -> bool| {
            let named = fields.iter().filter(|field| of(field));
            let named: Vec<_> = named
                .filter_map(|field| Some(format!("`{}`", field.wire_name.as_ref()?)))
                .collect();
            named.join(", ")
        };
        let nullable = |field: &Field| matches!(field.ty, Type::Nullable(_));
        let losses = [
            (
                which(&Field::empty_is_absent),
                "an empty value is sent as if it were absent",
            ),
            (
                which(&|field| !field.required && nullable(field)),
                "`null` is sent as if it were absent",
            ),
            (
                which(&|field| field.required && nullable(field)),
                "a value that is not set is sent as `null`",
            ),
        ];
        let losses: Vec<_> = losses
            .iter()
            .filter(|(properties, _)| !properties.is_empty())
            .map(|(properties, loss)| format!("of {properties}, {loss}"))
            .collect();
        let Some(at) = self.schemas.place_of(name).filter(|_| !losses.is_empty()) else {
            return;
        };
        self.find(
            &rules::PRESENCE_LOST,
            &at,
            losses.join("; "),
            "nothing needs to be done if the service treats these alike; otherwise send this body by other means",
        );
    }
}
