//! Which types are sent, and which are received: builders and tables of properties are for those that are sent, public
//! fields for those that are received.

use std::collections::BTreeMap;

use crate::model::{Direction, Operation, RequestBody, Type, Types};

/// States the direction of each named type.
pub(super) fn compute(operations: &[Operation], types: &mut Types) {
    let mut found = BTreeMap::new();
    for operation in operations {
        for ty in sent(operation) {
            visit(ty, Direction::REQUEST, types, &mut found);
        }
        for ty in operation.received() {
            visit(ty, Direction::RESPONSE, types, &mut found);
        }
    }
    // A type that no operation reaches is for programs to use as they like: it can be built and read, with all that it is
    // made of.
    let unreached = types.structs.keys().chain(types.unions.keys());
    let unreached: Vec<_> = unreached.filter(|name| !found.contains_key(*name)).cloned().collect();
    for name in unreached {
        visit(&Type::Named(name), Direction::BOTH, types, &mut found);
    }
    types.directions = found;
}

/// The types of what an operation sends.
fn sent(operation: &Operation) -> impl Iterator<Item = &Type> {
    let parameters = operation.parameters.iter().map(|parameter| &parameter.ty);
    let body = operation.bodies().filter_map(|body| body.ty.as_ref());
    let parts = operation.bodies().flat_map(RequestBody::part_types);
    parameters.chain(body).chain(parts)
}

/// Adds a direction to a type and to all that it is made of.
fn visit<'t>(ty: &'t Type, direction: Direction, types: &'t Types, found: &mut BTreeMap<String, Direction>) {
    let mut waiting = vec![ty];
    while let Some(ty) = waiting.pop() {
        let Type::Named(name) = ty else {
            waiting.extend(ty.inner());
            continue;
        };
        let known = found.entry(name.clone()).or_default();
        let both = known.with(direction);
        if *known == both {
            continue;
        }
        *known = both;
        if let Some(structure) = types.structs.get(name) {
            waiting.extend(structure.fields.iter().map(|field| &field.ty));
        }
        if let Some(union) = types.unions.get(name) {
            waiting.extend(union.branches.iter().map(|branch| &branch.ty));
        }
    }
}
