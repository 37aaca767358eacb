//! The discriminator: the value itself names the alternative that it is.

use std::collections::BTreeSet;

use codegen::view::{Alternatives, Place};
use recording::json::{Node, Value, child};

use super::combine::name;
use super::found::Found;
use super::schema::Walk;
use crate::contract::findings::rules;

impl Walk<'_> {
    /// Which of the branches, if it is one alone, the value itself names by a discriminator that they inherit.
    pub(super) fn named(&self, branches: &[Place<'_>], value: &Node) -> Option<String> {
        let mut named: Vec<(usize, &Place<'_>)> = Vec::new();
        for branch in branches {
            for (_, ancestor) in ancestors(branch) {
                let property = ancestor.raw("discriminator").and_then(|one| one.str("propertyName"));
                let word = property.and_then(|property| value.get(property)).and_then(Node::as_str);
                let by_value = self.context.keywords.discriminators.get(&ancestor.pointer);
                let chosen = by_value.and_then(|by_value| by_value.by_value(branch.document, word?));
                let distance = chosen.and_then(|chosen| distance(&chosen, branch));
                named.extend(distance.map(|distance| (distance, branch)));
            }
        }
        // Of several that the named schema builds on, the nearest one is meant.
        let nearest = named.iter().map(|(distance, _)| *distance).min()?;
        let mut nearest = named.iter().filter(|(distance, _)| *distance == nearest);
        let pointer = nearest.next()?.1.pointer.clone();
        nearest.all(|(_, branch)| branch.pointer == pointer).then_some(pointer)
    }

    /// `discriminator`: the value itself names its alternative. Returns whether that decided it.
    pub(super) fn discriminated(&self, schema: &Place<'_>, value: &Node, pointer: &str, found: &mut Found) -> bool {
        let Some(discriminator) = schema.raw("discriminator") else {
            return false;
        };
        let (Some(property), Value::Object(_)) = (discriminator.str("propertyName"), &value.value) else {
            return false;
        };
        let alternatives = schema.raw("oneOf").or_else(|| schema.raw("anyOf"));
        // What was chosen already by this property builds on this schema: the choice is unchanged.
        let decision = (pointer.to_owned(), property.to_owned());
        if alternatives.is_none() && found.decided.contains(&decision) {
            return false;
        }
        let at = child(pointer, property);
        // The original value is unknown.
        if self.is_masked(&at, found) {
            return false;
        }
        let Some(by_value) = self.context.keywords.discriminators.get(&schema.pointer) else {
            return false;
        };
        let document = schema.document;
        let word = value.get(property).and_then(Node::as_str);
        let Some(chosen) = word.and_then(|word| by_value.by_value(document, word)) else {
            if word.is_none() && alternatives.is_none() {
                return false;
            }
            let message = match word {
                Some(word) => {
                    let word = self.quoted(word, &at);
                    format!("{word} names none of the alternatives: {}", words(by_value))
                }
                None => {
                    format!("the property `{property}`, which distinguishes the alternatives, is not a string here")
                }
            };
            let keyword = discriminator.nearest(&["mapping", "propertyName"]);
            self.report(&rules::DISCRIMINATOR, &at, message, keyword, found);
            // Properties of any alternative count as documented.
            for place in by_value.schemas(document) {
                let result = self.try_schema(&place, value, pointer, found);
                found.absorb_documented(&result);
            }
            return true;
        };
        found.decided.insert(decision.clone());
        let result = self.try_schema(&chosen, value, pointer, found);
        let closely = |place: &Place<'_>| {
            let other = self.try_schema(place, value, pointer, found);
            let known = other.documented.get(pointer);
            let known = |key: &str| known.is_some_and(|known| known.knows(key));
            other.fits() && value.members().iter().all(|member| known(&member.key))
        };
        // That a value fits another schema says something only if it has a property that the chosen one does not know,
        // and never if the chosen one builds on the other.
        let chosen_knows = result.documented.get(pointer);
        let strange = |key: &str| chosen_knows.is_some_and(|known| !known.knows(key));
        let other = (!result.fits() && value.members().iter().any(|member| strange(&member.key)))
            .then(|| {
                by_value
                    .schemas(document)
                    .find(|other| !builds_on(&chosen, other) && closely(other))
            })
            .flatten();
        if let Some(other) = other {
            let why = result
                .obstacles()
                .next()
                .map(|violation| violation.message.clone())
                .unwrap_or_default();
            let word = self.quoted(word.unwrap_or_default(), &at);
            let message = format!(
                "`{property}` says {word}, but the value fits {} instead: {why}",
                name(&other)
            );
            self.report(
                &rules::DISCRIMINATOR,
                pointer,
                message,
                discriminator.pointer.clone(),
                found,
            );
            // What the value has of the other alternative is reported already.
            let other = self.try_schema(&other, value, pointer, found);
            found.absorb_documented(&result);
            found.absorb_documented(&other);
        } else {
            found.absorb(&result);
        }
        found.decided.remove(&decision);
        true
    }
}

/// How many schemas are looked at around one by `allOf`.
const MAX_ANCESTORS: usize = 1000;

/// A schema and all that it builds on by `allOf`, each with the number of steps to it.
fn ancestors<'d>(schema: &Place<'d>) -> Vec<(usize, Place<'d>)> {
    let mut known = BTreeSet::new();
    let mut all: Vec<(usize, Place<'d>)> = vec![(0, schema.resolved())];
    let mut next = 0;
    while let Some((distance, place)) = all.get(next).cloned() {
        next += 1;
        if known.insert(place.pointer.clone()) && known.len() < MAX_ANCESTORS {
            all.extend(place.all_of().into_iter().map(|branch| (distance + 1, branch)));
        }
    }
    all
}

/// How many steps of `allOf` lead from a schema to one that it builds on, or is.
fn distance(schema: &Place<'_>, base: &Place<'_>) -> Option<usize> {
    let mut ancestors = ancestors(schema).into_iter();
    ancestors
        .find(|(_, place)| place.pointer == base.pointer)
        .map(|(distance, _)| distance)
}

/// Whether a schema builds on another one by `allOf`, or is that one.
fn builds_on(schema: &Place<'_>, base: &Place<'_>) -> bool {
    distance(schema, base).is_some()
}

/// The values of a discriminator, quoted, for a message.
fn words(alternatives: &Alternatives) -> String {
    let words: Vec<_> = alternatives.values().map(|word| format!("`{word}`")).collect();
    words.join(", ")
}
