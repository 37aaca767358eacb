//! What kind of value a schema describes, as far as it says: a text alone does not show it.

use std::collections::BTreeSet;

use super::place::Place;

/// What kind of value a schema describes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Shape {
    /// A string, a number, a boolean or null.
    Scalar,
    /// A list.
    List,
    /// An object.
    Object,
}

/// Whether a schema describes this kind of value, as far as it says.
pub fn may_be(schema: &Place<'_>, shape: Shape) -> bool {
    shapes(schema).contains(&shape)
}

/// The kinds of value that a schema describes, as far as it says.
pub fn shapes(schema: &Place<'_>) -> Vec<Shape> {
    let (mut list, mut object, mut scalar) = (false, false, false);
    for place in parts(schema) {
        let Some(types) = place.types() else {
            list |= place.has_any(&["items"]);
            object |= place.has_any(&["properties", "additionalProperties"]);
            continue;
        };
        for name in &types {
            match *name {
                "array" => list = true,
                "object" => object = true,
                // No text is written for it where another type is possible.
                "null" if types.len() > 1 => {}
                _ => scalar = true,
            }
        }
    }
    let kinds = [
        (list, Shape::List),
        (object, Shape::Object),
        (scalar || !(list || object), Shape::Scalar),
    ];
    kinds
        .into_iter()
        .filter(|(is, _)| *is)
        .map(|(_, shape)| shape)
        .collect()
}

/// A schema, and all that it is composed of.
pub fn parts<'d>(schema: &Place<'d>) -> Vec<Place<'d>> {
    let mut seen = BTreeSet::new();
    let mut open = vec![schema.resolved()];
    let mut all = Vec::new();
    while let Some(place) = open.pop() {
        if !seen.insert(place.pointer.clone()) {
            continue;
        }
        open.extend(place.composed_of());
        all.push(place);
    }
    all
}

/// The schema of a property, wherever in a composition it is.
pub fn property<'d>(schema: &Place<'d>, name: &str) -> Option<Place<'d>> {
    let own = |place: &Place<'d>| place.get("properties").and_then(|properties| properties.get(name));
    let other = |place: &Place<'d>| {
        let additional = place.get("additionalProperties");
        additional.filter(|place| place.node.as_bool().is_none())
    };
    let all = parts(schema);
    all.iter().find_map(own).or_else(|| all.iter().find_map(other))
}

/// The schema of a property that is declared by name, wherever in a composition it is.
pub fn declared_property<'d>(schema: &Place<'d>, name: &str) -> Option<Place<'d>> {
    let own = |place: &Place<'d>| place.get("properties").and_then(|properties| properties.get(name));
    parts(schema).iter().find_map(own)
}

/// Whether an object may have properties of any name.
pub fn takes_any_name(schema: &Place<'_>) -> bool {
    let all = parts(schema);
    let additional = |place: &Place<'_>| place.node.get("additionalProperties").map(|node| node.as_bool());
    let open = all
        .iter()
        .any(|place| additional(place).is_some_and(|is| is != Some(false)));
    let described = all
        .iter()
        .any(|place| place.has_any(&["properties", "additionalProperties"]));
    open || !described
}
