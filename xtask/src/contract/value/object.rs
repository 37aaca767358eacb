//! Objects: their properties, those that are required, and undocumented ones.

use std::collections::HashSet;

use recording::json::{Node, Value, child};

use codegen::view::{Direction, Place};

use super::found::Found;
use super::schema::Walk;
use super::text::cut;
use crate::contract::findings::rules;

impl Walk<'_> {
    /// The keywords of objects.
    pub(crate) fn object(&self, schema: &Place<'_>, value: &Node, pointer: &str, found: &mut Found) {
        let members = last_of_each(value);
        self.names(schema, value, members.len(), pointer, found);
        if self.context.keywords.json_schema {
            self.dependent(schema, value, pointer, found);
            self.property_names(schema, &members, pointer, found);
        }
        let says = Says::of(schema);
        self.note_documented(schema, pointer, found);
        let counters = self.context.counters;
        let counters = counters.and_then(|counters| counters.object(schema.node, self.context.direction));
        found
            .seen
            .0
            .extend(counters.map(|counters| (counters.objects, value.start)));
        for (key, member) in members {
            let counter = counters.and_then(|counters| counters.property(key));
            found.seen.0.extend(counter.map(|counter| (counter, value.start)));
            self.member(schema, &says, (key, member), pointer, found);
        }
    }

    /// What is said of the names of an object: which must be there, and how many.
    pub(crate) fn names(&self, schema: &Place<'_>, value: &Node, count: usize, pointer: &str, found: &mut Found) {
        if !self.asserts(schema) {
            return;
        }
        self.required(schema, value, pointer, found);
        for (keyword, word) in [("minProperties", "fewer"), ("maxProperties", "more")] {
            let Some(limit) = schema.count(keyword) else { continue };
            if (keyword == "minProperties" && count < limit) || (keyword == "maxProperties" && count > limit) {
                let message = format!("the object has {count} properties, {word} than {limit}");
                self.report(&rules::PROPERTIES, pointer, message, schema.at(keyword), found);
            }
        }
    }

    /// Checks one member of the object at `pointer`.
    pub(crate) fn member(
        &self,
        schema: &Place<'_>,
        says: &Says<'_>,
        (key, member): (&str, &Node),
        pointer: &str,
        found: &mut Found,
    ) {
        let at = child(pointer, key);
        let by_pattern = self.by_pattern(schema, (key, member), pointer, found);
        if let Some(property) = says.property(key) {
            // The property itself, not what its reference leads to.
            if !self.context.keywords.observed.is_empty() {
                let declared = child(&schema.at("properties"), key);
                self.visit(&declared, member, &at, found);
            }
            self.direction(&property, key, &at, found);
            self.value(&property, member, &at, found);
        } else if !by_pattern && says.is_closed() {
            let message = format!(
                "the property `{}` is not documented, and the document allows no others",
                cut(key)
            );
            let place = schema.at("additionalProperties");
            self.report(&rules::ADDITIONAL, &at, message, place, found);
            // It is reported as this, and not also as undocumented.
            found
                .documented
                .entry(pointer.to_owned())
                .or_default()
                .names
                .insert(key.to_owned());
        } else if !by_pattern
            && let Some(additional) = says.additional.as_ref().filter(|place| place.node.as_bool().is_none())
        {
            self.value(additional, member, &at, found);
        }
    }

    /// `required`. What goes only one way is required only there.
    fn required(&self, schema: &Place<'_>, value: &Node, pointer: &str, found: &mut Found) {
        let Some(list) = schema.raw("required") else { return };
        for (index, name) in list.node.items().iter().enumerate() {
            let Some(name) = name.as_str() else { continue };
            if value.get(name).is_none() && !self.goes_elsewhere(schema, name, pointer, found) {
                let message = format!("the required property `{name}` is missing");
                let document = format!("{}/{index}", list.pointer);
                self.report(&rules::REQUIRED, &child(pointer, name), message, document, found);
            }
        }
    }

    /// Whether a property of the object at `pointer` goes only the other way. Any schema that is being applied to the
    /// object may say so: `required` and `properties` often are in two branches of one `allOf`.
    pub(super) fn goes_elsewhere(&self, schema: &Place<'_>, name: &str, pointer: &str, found: &Found) -> bool {
        let says_so = |entered: &str| {
            let reach = self.reaches.of(schema.document, entered, self.other_way());
            reach.elsewhere().contains(name)
        };
        let mut outer = found.entered.iter().filter(|(_, at)| at == pointer);
        outer.any(|(entered, _)| says_so(entered))
    }

    /// `readOnly` and `writeOnly`.
    fn direction(&self, property: &Place<'_>, key: &str, pointer: &str, found: &mut Found) {
        match self.context.direction {
            Direction::Response if property.marks("writeOnly") => {
                let message = format!("the write-only property `{}` is in a response", cut(key));
                self.report(&rules::WRITE_ONLY, pointer, message, property.at("writeOnly"), found);
            }
            Direction::Request if property.marks("readOnly") => {
                let message = format!("the read-only property `{}` is in a request", cut(key));
                self.report(&rules::READ_ONLY, pointer, message, property.at("readOnly"), found);
            }
            _ => {}
        }
    }

    /// `patternProperties`. Returns whether a pattern matches the name of a member.
    fn by_pattern(&self, schema: &Place<'_>, (key, member): (&str, &Node), pointer: &str, found: &mut Found) -> bool {
        if !self.context.keywords.json_schema {
            return false;
        }
        let patterns = schema.raw("patternProperties");
        let at = child(pointer, key);
        let mut any = false;
        for (pattern, property) in patterns.iter().flat_map(Place::members) {
            // One that cannot be compared may match.
            if self.matches(pattern, key, ("the name of the property", &at), found) == Some(false) {
                continue;
            }
            any = true;
            self.direction(&property, key, &at, found);
            self.value(&property, member, &at, found);
        }
        if any {
            let documented = found.documented.entry(pointer.to_owned()).or_default();
            documented.matched.insert(key.to_owned());
        }
        any
    }

    /// `propertyNames`
    fn property_names(&self, schema: &Place<'_>, members: &[(&str, &Node)], pointer: &str, found: &mut Found) {
        let Some(names) = schema.get("propertyNames") else {
            return;
        };
        for (key, member) in members {
            let name = Node {
                start: member.start,
                end: member.start,
                value: Value::String((*key).to_owned()),
            };
            let at = child(pointer, key);
            // The value at this pointer is another one: the results for it are not those for the name.
            let mut result = Found::default();
            let results = self.results.take();
            self.value(&names, &name, &at, &mut result);
            self.results.replace(results);
            found.absorb_visits(&result);
            if let Some(obstacle) = result.obstacles().next() {
                let message = format!("the name `{}` is not allowed: {}", cut(key), obstacle.message);
                let document = obstacle.document.clone().unwrap_or_else(|| names.pointer.clone());
                self.report(&rules::PROPERTY_NAMES, &at, message, document, found);
            }
        }
    }

    /// The keywords in addition to `properties` and `additionalProperties` that say which properties there may be.
    fn other_names(&self) -> &'static [&'static str] {
        match self.context.keywords.json_schema {
            true => &["patternProperties", "unevaluatedProperties"],
            false => &[],
        }
    }

    /// Stores what a schema says of the properties of the object at `pointer`.
    pub(crate) fn note_documented(&self, schema: &Place<'_>, pointer: &str, found: &mut Found) {
        let names = schema.get("properties");
        let additional = schema.raw("additionalProperties");
        let documented = found.documented.entry(pointer.to_owned()).or_default();
        documented.described |= names.is_some() || additional.is_some() || schema.has_any(self.other_names());
        documented.open |= additional.is_some_and(|place| place.node.as_bool() != Some(false));
        documented.names.extend(
            names
                .iter()
                .flat_map(|place| place.node.members())
                .map(|member| member.key.clone()),
        );
        // The schema at the root is entered first.
        if documented.schema.is_empty() {
            documented.schema = schema.nearest(&["properties", "allOf", "oneOf", "anyOf"]);
        }
    }

    /// Reports a property that no schema documents; `schema` is where a person would add it.
    pub(crate) fn nowhere(&self, key: &str, at: &str, schema: String, found: &mut Found) {
        let message = format!("the property `{}` is not documented", cut(key));
        self.report(&rules::UNDOCUMENTED, at, message, schema, found);
    }

    /// Reports the properties that no schema that applies to their object documents.
    pub(crate) fn undocumented(&self, value: &Node, pointer: &str, found: &mut Found) {
        match &value.value {
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    self.undocumented(item, &child(pointer, &index.to_string()), found);
                }
            }
            Value::Object(_) => {
                for (key, member) in last_of_each(value) {
                    let at = child(pointer, key);
                    match found.documented.get(pointer) {
                        Some(documented) if !documented.knows(key) => {
                            let schema = documented.schema.clone();
                            self.nowhere(key, &at, schema, found);
                        }
                        _ => self.undocumented(member, &at, found),
                    }
                }
            }
            _ => {}
        }
    }
}

/// What a schema says of the properties of its objects.
pub(crate) struct Says<'d> {
    pub(crate) properties: Option<Place<'d>>,
    additional: Option<Place<'d>>,
}

impl<'d> Says<'d> {
    pub(crate) fn of(schema: &Place<'d>) -> Self {
        Self {
            properties: schema.get("properties"),
            additional: schema.raw("additionalProperties"),
        }
    }

    pub(crate) fn property(&self, name: &str) -> Option<Place<'d>> {
        self.properties.as_ref()?.get(name)
    }

    /// Whether no other property may be there.
    pub(crate) fn is_closed(&self) -> bool {
        let additional = self.additional.as_ref();
        additional.is_some_and(|place| place.node.as_bool() == Some(false))
    }
}

/// The members of an object in their order; of a name that occurs twice the last one, which is what most readers take.
pub(super) fn last_of_each(value: &Node) -> Vec<(&str, &Node)> {
    let mut seen = HashSet::new();
    let mut members: Vec<_> = value
        .members()
        .iter()
        .rev()
        .filter(|member| seen.insert(member.key.as_str()))
        .collect();
    members.reverse();
    members
        .into_iter()
        .map(|member| (member.key.as_str(), &member.node))
        .collect()
}
