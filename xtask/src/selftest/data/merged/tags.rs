//! The properties by which discriminators choose: which schema is meant where one extends another, and the value that names it.

use codegen::view::Place;

use super::Merged;

/// A property whose value says which alternative was chosen.
pub(in super::super) struct Tag<'d> {
    pub(in super::super) property: &'d str,
    pub(in super::super) value: String,
    pub(super) owner: Place<'d>,
    /// Whether a schema is meant that extends the one with the discriminator.
    pub(super) inherited: bool,
    /// The pointers of the schemas that were merged for it, each after those that it extends: the last one has the value.
    pub(super) extended: Vec<String>,
}

/// How a schema was chosen by a discriminator.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Chosen<'a> {
    /// As one of a list.
    Listed,
    /// As the schema with the discriminator, or as one that extends it, by the schema at the pointer `from`.
    Inherits { from: Option<&'a str> },
}

impl<'d> Merged<'d> {
    /// Takes a schema that extends the one with the discriminator where the value so far is none of those that the property
    /// lists: that schema says which of the others are meant, without being one of them.
    pub(super) fn take_listed_heirs(&mut self, pick: &mut dyn FnMut(usize) -> usize) {
        for index in 0..self.tags.len() {
            let tag = &self.tags[index];
            let (property, owner) = (tag.property, tag.owner.clone());
            if !tag.inherited || self.lists_value(property, &tag.value) {
                continue;
            }
            let mut possible = extending(&owner);
            possible.retain(|schema| self.lists_value(property, &tag_of(&owner, &schema.pointer)));
            if !possible.is_empty() {
                let chosen = possible.swap_remove(pick(possible.len()));
                self.takes_heirs = false;
                self.add(&chosen, pick);
            }
        }
    }

    /// Whether all schemas of a property allow a value, as far as they list values.
    fn lists_value(&self, property: &str, value: &str) -> bool {
        let schemas = self.properties.iter().find(|(name, _)| *name == property);
        let mut schemas = schemas.into_iter().flat_map(|(_, schemas)| schemas);
        schemas.all(|schema| {
            let schema = schema.resolved();
            let listed = schema.node.get("enum");
            listed.is_none_or(|listed| listed.items().iter().any(|one| one.as_str() == Some(value)))
        })
    }

    /// Notes the value of a property by which a discriminator chooses a schema.
    pub(super) fn tag(&mut self, property: &'d str, owner: &Place<'d>, place: &Place<'d>, chosen: Chosen<'_>) {
        let known = self.tags.iter().position(|tag| tag.property == property);
        let mut extended = known.map_or_else(Vec::new, |known| self.tags[known].extended.clone());
        let inherited = chosen != Chosen::Listed;
        if let Chosen::Inherits { from } = chosen
            && extended.contains(&place.pointer)
        {
            // A schema that extends this one was merged before, and has the value; or this one has several with a
            // discriminator by the same property, of which the last one was merged just now.
            if from.is_none() || from != extended.last().map(String::as_str) {
                return;
            }
            extended.retain(|known| *known != place.pointer);
        }
        extended.push(place.pointer.clone());
        // A schema without a name says itself which value the property has.
        if !is_component(&place.pointer) {
            if let Some(known) = known {
                self.tags[known].extended = extended;
            }
            return;
        }
        let value = tag_of(owner, &place.pointer);
        let owner = owner.clone();
        match known.map(|known| &mut self.tags[known]) {
            Some(known) => (known.value, known.owner, known.extended) = (value, owner, extended),
            None => self.tags.push(Tag {
                property,
                value,
                owner,
                inherited,
                extended,
            }),
        }
    }
}

/// Whether a pointer is that of a schema with a name.
pub(super) fn is_component(pointer: &str) -> bool {
    pointer.starts_with("/components/schemas/") && pointer.matches('/').count() == 3
}

/// The value by which the discriminator of `owner` means the schema at `chosen`.
fn tag_of(owner: &Place<'_>, chosen: &str) -> String {
    let name = chosen.rsplit('/').next().unwrap_or_default();
    let name = name.replace("~1", "/").replace("~0", "~");
    let discriminator = owner.get("discriminator");
    let mapping = discriminator.and_then(|discriminator| discriminator.get("mapping"));
    let mapped = mapping.as_ref().and_then(|mapping| {
        let mut entries = mapping.node.members().iter();
        entries.find(|entry| {
            let target = entry.node.as_str().unwrap_or_default();
            target == name || target.strip_prefix('#') == Some(chosen)
        })
    });
    mapped.map_or(name, |entry| entry.key.clone())
}

/// The schema to take for one with a discriminator and without a choice: itself, or one that builds on it. None is itself.
/// Only those are taken whose values the property lists, if it lists some.
pub(super) fn heir<'d>(base: &Place<'d>, property: &str, pick: &mut dyn FnMut(usize) -> usize) -> Option<Place<'d>> {
    let heirs = extending(base);
    let described = base.get("properties").and_then(|properties| properties.get(property));
    let listed = described.and_then(|property| property.resolved().node.get("enum"));
    let is_listed = |schema: &Place<'d>| {
        let tag = tag_of(base, &schema.pointer);
        listed.is_none_or(|listed| listed.items().iter().any(|value| value.as_str() == Some(tag.as_str())))
    };
    let mut possible: Vec<_> = std::iter::once(base.clone()).chain(heirs).filter(is_listed).collect();
    if possible.is_empty() {
        return None;
    }
    let chosen = possible.swap_remove(pick(possible.len()));
    (chosen.pointer != base.pointer).then_some(chosen)
}

/// The schemas with a name that build on a schema, directly or not.
fn extending<'d>(base: &Place<'d>) -> Vec<Place<'d>> {
    let all = Place::at_pointer(base.document, "/components/schemas");
    let all: Vec<_> = all.iter().flat_map(Place::members).map(|(_, schema)| schema).collect();
    let mut found: Vec<Place<'d>> = Vec::new();
    let mut bases = vec![base.pointer.clone()];
    while let Some(base) = bases.pop() {
        for schema in &all {
            let parts = schema.raw("allOf");
            let mut parts = parts.iter().flat_map(Place::items);
            let is_new = found.iter().all(|known| known.pointer != schema.pointer);
            if is_new && parts.any(|part| part.pointer == base || part.resolved().pointer == base) {
                bases.push(schema.pointer.clone());
                found.push(schema.clone());
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use codegen::Document;

    use super::*;

    #[test]
    fn the_schema_that_extends_the_others_has_the_value_of_an_inherited_discriminator() {
        let text = "openapi: 3.0.3
info: {title: A, version: '1'}
paths: {}
components:
  schemas:
    Pet: {type: object, discriminator: {propertyName: kind, mapping: {lion: Lion}}, properties: {kind: {type: string}}}
    Cat: {allOf: [{allOf: [{$ref: '#/components/schemas/Pet'}]}]}
    Lion: {allOf: [{$ref: '#/components/schemas/Cat'}]}
";
        let document = Document::parse("a.yaml", text.as_bytes()).unwrap();
        for (names, expected) in [
            (&["Pet"][..], "Pet"),
            (&["Cat"], "Cat"),
            (&["Pet", "Cat"], "Cat"),
            (&["Cat", "Pet"], "Cat"),
            (&["Cat", "Cat"], "Cat"),
            (&["Lion", "Pet", "Cat"], "lion"),
            (&["Pet", "Lion", "Cat"], "lion"),
            (&["Cat", "Lion"], "lion"),
        ] {
            let places = names
                .iter()
                .map(|name| Place::at_pointer(&document, &format!("/components/schemas/{name}")).unwrap());
            let merged = Merged::of(&places.collect::<Vec<_>>(), &mut |_| 0);
            let values: Vec<_> = merged.tags.iter().map(|tag| tag.value.as_str()).collect();
            assert_eq!(values, [expected], "{names:?}");
        }
    }

    #[test]
    fn a_schema_that_builds_on_one_with_a_discriminator_is_chosen_instead_of_it() {
        let text = "openapi: 3.0.3
info: {title: A, version: '1'}
paths: {}
components:
  schemas:
    Pet: {type: object, discriminator: {propertyName: kind}, properties: {kind: {type: string, enum: [Cat, Dog]}}}
    Cat: {allOf: [{$ref: '#/components/schemas/Pet'}, {type: object, properties: {claws: {type: integer}}}]}
    Dog: {allOf: [{$ref: '#/components/schemas/Pet'}]}
    Other: {type: object}
    Inline: {type: object, properties: {pet: {description: Mine, allOf: [{$ref: '#/components/schemas/Pet'}]}}}
";
        let document = Document::parse("a.yaml", text.as_bytes()).unwrap();
        for (pointer, number, expected) in [
            ("/components/schemas/Pet", 0, "Cat"),
            ("/components/schemas/Pet", 1, "Dog"),
            ("/components/schemas/Cat", 1, "Cat"),
            ("/components/schemas/Inline/properties/pet", 1, "Dog"),
        ] {
            let place = Place::at_pointer(&document, pointer).unwrap();
            let merged = Merged::of(&[place], &mut |count| number.min(count - 1));
            let values: Vec<_> = merged.tags.iter().map(|tag| tag.value.as_str()).collect();
            assert_eq!(values, [expected], "{pointer}");
            let has_claws = merged.properties.iter().any(|(name, _)| *name == "claws");
            assert_eq!(has_claws, expected == "Cat", "{pointer}");
        }
    }

    #[test]
    fn a_schema_that_lists_which_of_the_others_are_meant_is_made_as_one_of_them() {
        let text = "openapi: 3.0.3
info: {title: A, version: '1'}
paths: {}
components:
  schemas:
    Pet: {type: object, discriminator: {propertyName: kind}, properties: {kind: {type: string}}}
    Cat: {allOf: [{$ref: '#/components/schemas/Pet'}, {type: object, properties: {claws: {type: integer}}}]}
    Dog: {allOf: [{$ref: '#/components/schemas/Pet'}]}
    Allowed: {allOf: [{$ref: '#/components/schemas/Pet'}, {type: object, properties: {kind: {enum: [Cat]}}}]}
    Small: {type: object, discriminator: {propertyName: kind}, properties: {kind: {type: string, enum: [Mouse, Rat]}}}
    Mouse: {allOf: [{$ref: '#/components/schemas/Pet'}, {$ref: '#/components/schemas/Small'}]}
    Rat: {allOf: [{$ref: '#/components/schemas/Small'}, {$ref: '#/components/schemas/Pet'}]}
";
        let document = Document::parse("a.yaml", text.as_bytes()).unwrap();
        for (name, number, expected) in [
            ("Allowed", 0, "Cat"),
            ("Allowed", 9, "Cat"),
            ("Mouse", 0, "Mouse"),
            ("Rat", 0, "Rat"),
            ("Small", 0, "Mouse"),
            ("Small", 1, "Rat"),
        ] {
            let place = Place::at_pointer(&document, &format!("/components/schemas/{name}")).unwrap();
            let merged = Merged::of(&[place], &mut |count| number.min(count - 1));
            let values: Vec<_> = merged.tags.iter().map(|tag| tag.value.as_str()).collect();
            assert_eq!(values, [expected], "{name}");
            let has_claws = merged.properties.iter().any(|(name, _)| *name == "claws");
            assert_eq!(has_claws, expected == "Cat", "{name}");
        }
    }
}
