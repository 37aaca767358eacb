//! Setters of an operation for its body: for the properties, so that who sets a few needs no builder of the body, and for
//! other media types.

use super::names::Names;
use super::parameters::setter_names;
use crate::model::{BodyKind, BodyProperty, Operation, RequestBody, Types};

/// Gives each operation with an object as its body a setter for each property of it, and each other media type of a body a
/// setter of its own; and each other media type of a response its method. A parameter of the same name keeps the name, and so
/// does a property: a document may get another media type.
pub(super) fn name_setters(operations: &mut [Operation], types: &Types) {
    let mut of_operations = Names::of_types();
    for operation in &*operations {
        of_operations.unique(&operation.builder_name, "");
    }
    for operation in operations {
        let mut names = setter_names(&operation.parameters);
        if let Some(body) = &mut operation.body {
            body.properties = properties(body, types, &mut names);
            for part in &body.parts {
                names.unique(&part.field, "_");
                for header in &part.headers {
                    names.unique(&header.field, "_");
                }
            }
            if let Some(others) = &body.other_parts {
                names.unique(&others.setter, "_");
            }
            for other in &mut body.others {
                other.setter = names.unique(&other.setter, "_");
                if let Some(name) = &mut other.parts_type {
                    *name = of_operations.unique(&format!("{}{name}", operation.builder_name), "");
                }
            }
        }
        for other in &mut operation.responses.others {
            other.method = names.unique(&other.method, "_");
        }
    }
}

fn properties(body: &RequestBody, types: &Types, names: &mut Names) -> Vec<BodyProperty> {
    if !matches!(body.kind, BodyKind::Json | BodyKind::Form) {
        return Vec::new();
    }
    let name = body.ty.as_ref().and_then(|ty| ty.without_null().name());
    let Some(structure) = name.and_then(|name| types.structs.get(name)) else {
        return Vec::new();
    };
    let mut properties = Vec::new();
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
        properties.push(BodyProperty { setter, index });
    }
    properties
}
