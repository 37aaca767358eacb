//! Whether a value may fit two schemas, which `oneOf` forbids.

use std::collections::HashSet;

use codegen::view::Place;

use super::effective::{Choice, Effective};
use super::objects::is_closed;
use super::properties::Properties;
use super::side::Side;
use super::types::Types;
use super::values::values;
use super::way::Way;

/// How deep properties are compared.
const MOST_LEVELS: usize = 3;

/// How many pairs of alternatives are compared. Of more, any may overlap.
const MOST_PAIRS: usize = 10_000;

/// Whether values of one of these schemas may fit another one, which was not among them.
pub(super) fn overlaps(known: &[Place<'_>], other: &Place<'_>, way: Way) -> bool {
    if known.len() > MOST_PAIRS {
        return true;
    }
    let other = Effective::of(&Side::one(other.clone()));
    let mut known = known.iter().map(|one| Effective::of(&Side::one(one.clone())));
    known.any(|one| !are_apart(&one, &other, way, 0))
}

/// Whether values of a schema may fit several of the alternatives that it became.
pub(super) fn fits_several(schema: &Effective<'_>, choice: &Choice<'_>, way: Way) -> bool {
    let alternatives = choice.alternatives.iter();
    let effective = alternatives.map(|alternative| Effective::of(&Side::one(alternative.clone())));
    let fitting = effective.filter(|alternative| !are_apart(schema, alternative, way, 0));
    fitting.take(2).count() > 1
}

/// Whether a property distinguishes the alternatives of a choice, so that each value is of one of them.
pub(super) fn is_discriminated(choice: &Choice<'_>) -> bool {
    let discriminator = choice.schema.node.get("discriminator");
    discriminator.is_some_and(|node| node.get("propertyName").is_some())
}

/// Whether it is certain that no value fits both.
fn are_apart(one: &Effective<'_>, other: &Effective<'_>, way: Way, level: usize) -> bool {
    if one.is_forbidden() || other.is_forbidden() {
        return true;
    }
    if one.allows_null() && other.allows_null() {
        return false;
    }
    let (types, other_types) = (Types::of(one).0, Types::of(other).0);
    if !types.may_meet(other_types, way) {
        return true;
    }
    if let (Some(listed), Some(others)) = (values(one), values(other)) {
        let known: HashSet<_> = listed.iter().map(|(text, _)| text.as_str()).collect();
        return !others.iter().any(|(text, _)| known.contains(text.as_str()));
    }
    if !types.is_object() || !other_types.is_object() || level >= MOST_LEVELS {
        return false;
    }
    let (properties, others) = (Properties::of(one), Properties::of(other));
    let lacks = |closed: &Effective<'_>, of_closed: &Properties<'_>, of_other: &Properties<'_>| {
        let required = of_other.all.iter().filter(|property| property.is_required(way));
        is_closed(closed)
            && required
                .into_iter()
                .any(|property| of_closed.get(property.name).is_none())
    };
    if lacks(one, &properties, &others) || lacks(other, &others, &properties) {
        return true;
    }
    // A property that a value must have, and that cannot be as both say.
    properties.all.iter().any(|property| {
        let Some(same) = others.get(property.name) else {
            return false;
        };
        let is_needed = property.is_required(way) || same.is_required(way);
        is_needed
            && are_apart(
                &Effective::of(&property.side()),
                &Effective::of(&same.side()),
                way,
                level + 1,
            )
    })
}
