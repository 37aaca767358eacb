//! Setters of an operation for the properties of its body: who sets a few properties needs no builder of the body.

use super::parameters::setter_names;
use crate::model::{BodyKind, BodyProperty, Operation, Types};

/// Gives each operation with an object as its body a setter for each property of it. A parameter of the same name keeps
/// the name.
pub(super) fn name_setters(operations: &mut [Operation], types: &Types) {
    for operation in operations {
        let mut names = setter_names(&operation.parameters);
        let Some(body) = &mut operation.body else { continue };
        if !matches!(body.kind, BodyKind::Json | BodyKind::Form) {
            continue;
        }
        let name = body.ty.as_ref().and_then(|ty| ty.without_null().name());
        let Some(structure) = name.and_then(|name| types.structs.get(name)) else {
            continue;
        };
        for (index, field) in structure.fields.iter().enumerate() {
            if field.wire_name.is_none() {
                continue;
            }
            let setter = if names.has(&field.name) {
                format!("body_{}", field.name.trim_end_matches('_'))
            } else {
                field.name.clone()
            };
            let setter = names.unique(&setter, "_");
            body.properties.push(BodyProperty { setter, index });
        }
    }
}
