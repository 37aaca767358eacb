//! Values of other types than documented: null, numbers with a fraction, anything else.

use std::collections::{BTreeMap, BTreeSet};

use codegen::view::Place;

use super::union::{LOOSEN_TYPE, is_often};
use super::{Asked, Change, Offer, Proposed, Proposer, Refusal, append, insert, is_body, remove, replace, written};
use crate::edit::{Action, Edit, Value};
use crate::evolve::drift::{Drift, Occurrence};
use crate::evolve::infer::{KINDS, text};
use crate::evolve::locate::{last, name, use_of};
use crate::evolve::observe::Observed;

impl<'d> Proposer<'_, 'd> {
    /// Where the schema of an occurrence is used, with the reference that leads to it.
    fn used(&self, schema: &str, occurrence: &Occurrence) -> Result<Place<'d>, Refusal> {
        let interaction = &self.sample[occurrence.interaction].interaction;
        let root = self.contract.body_schema(interaction, &occurrence.location);
        let used = root.and_then(|root| use_of(&root, &occurrence.pointer, schema));
        used.map_or_else(|| self.at(schema), Ok)
    }

    /// The drifts by where the schema is used that they are of.
    fn by_use(&self, schema: &str, asked: &Asked<'_>) -> Result<Vec<(Place<'d>, Vec<Drift>)>, Refusal> {
        let mut by_use: BTreeMap<String, (Place<'d>, Vec<Drift>)> = BTreeMap::new();
        for drift in &asked.drifts {
            for occurrence in &drift.occurrences {
                let used = self.used(schema, occurrence)?;
                let (_, drifts) = by_use.entry(used.pointer.clone()).or_insert_with(|| (used, Vec::new()));
                match drifts.iter_mut().find(|known| known.fingerprint == drift.fingerprint) {
                    Some(known) => known.occurrences.push(occurrence.clone()),
                    None => drifts.push(Drift {
                        occurrences: vec![occurrence.clone()],
                        ..drift.without_occurrences()
                    }),
                }
            }
        }
        Ok(by_use.into_values().collect())
    }

    /// Allows null where a schema is used: at each place that showed one.
    pub(super) fn null(&self, asked: &Asked<'_>) -> Proposed {
        if !asked.drifts.iter().all(|drift| is_body(&drift.location)) {
            return Err("a text in a URL or a header is never null".into());
        }
        let stated = asked
            .drifts
            .iter()
            .find_map(|drift| drift.document.as_deref())
            .unwrap_or_default();
        let schema = super::super::locate::in_schema(stated).map_or_else(|| stated.to_owned(), |found| found.schema);
        let mut offer = Offer::default();
        for (used, drifts) in self.by_use(&schema, asked)? {
            let of_use = Asked {
                drifts: drifts.iter().collect(),
            };
            offer.changes.push(self.null_at(&used, &schema, &of_use)?);
        }
        Ok(offer)
    }

    fn null_at(&self, used: &Place<'d>, schema: &str, asked: &Asked<'_>) -> Result<Change, Refusal> {
        let edits = match used.str("$ref") {
            Some(reference) => {
                let of = self.at(schema)?;
                let of_type = of.types().and_then(|types| types.first().copied());
                vec![self.nullable_reference(used, reference, of_type)]
            }
            None => self.nullable(used)?,
        };
        Ok(Change {
            kind: "allow-null",
            place: used.pointer.clone(),
            title: format!("Allow null in `{}`", name(&used.pointer)),
            evidence: vec![format!("null in {}{}", self.times(asked), self.of_operations(asked))],
            edits,
            is_loosening: true,
            ..Change::default()
        })
    }

    /// A reference beside which null is allowed, with what stands beside it from OpenAPI 3.1 on.
    fn nullable_reference(&self, used: &Place<'d>, reference: &str, of_type: Option<&str>) -> Edit {
        let mut value = self.inference.nullable_reference(reference, of_type);
        if let Value::Map(members) = &mut value
            && self.inference.is_json_schema
        {
            let others = used.node.members().iter().filter(|member| member.key != "$ref");
            members.extend(others.map(|member| (member.key.clone(), written(&member.node))));
        }
        replace(used.pointer.clone(), value)
    }

    fn nullable(&self, schema: &Place<'d>) -> Result<Vec<Edit>, Refusal> {
        let mut edits = Vec::new();
        match (self.inference.is_json_schema, schema.raw("type")) {
            (true, Some(stated)) => edits.push(match stated.node.as_str() {
                Some(only) => replace(stated.pointer, Value::List(vec![text(only), text("null")])),
                None => append(stated.pointer, text("null")),
            }),
            (false, Some(_)) => edits.push(match schema.raw("nullable") {
                Some(stated) => replace(stated.pointer, Value::Bool(true)),
                None => Edit {
                    pointer: schema.pointer.clone(),
                    action: Action::Insert {
                        key: "nullable".to_owned(),
                        value: Value::Bool(true),
                        after: Some("type".to_owned()),
                    },
                },
            }),
            (_, None) => return Err("the schema has no `type` beside which null could be allowed".into()),
        }
        if let Some(list) = schema.raw("enum")
            && !list.node.items().iter().any(|item| item.kind() == "null")
        {
            edits.push(append(list.pointer, Value::Null));
        }
        Ok(edits)
    }

    /// Allows the types that were seen.
    pub(super) fn types(&self, schema: &str, asked: &Asked<'_>) -> Proposed {
        let place = self.at(schema)?;
        let stated = place.raw("type").ok_or("the schema states no type")?;
        let documented = place.types().unwrap_or_default();
        if !asked.drifts.iter().all(|drift| is_body(&drift.location)) {
            return self.text_type(&place, &documented, asked);
        }
        let observed = self.observe(asked.occurrences());
        let seen = observed.types();
        let is_number = |name: &&str| matches!(*name, "integer" | "number");
        let change = |edits: Vec<Edit>, title: String| {
            Ok(Change {
                kind: LOOSEN_TYPE,
                place: schema.to_owned(),
                title,
                evidence: vec![format!(
                    "{} in {}{}",
                    observed.what(),
                    self.times(asked),
                    self.of_operations(asked)
                )],
                edits,
                is_loosening: true,
                ..Change::default()
            }
            .into())
        };
        if documented == ["integer"] && seen.iter().all(is_number) {
            let mut edits = vec![replace(stated.pointer, text("number"))];
            edits.extend(place.raw("format").map(|format| remove(format.pointer)));
            return change(edits, format!("Make `{}` a number with fractions", name(schema)));
        }
        let uses = self.by_use(schema, asked)?;
        let is_item = uses.iter().all(|(used, _)| last(&used.pointer) == "items");
        let is_often = |drifts: &Vec<Drift>| is_often(drifts.iter().flat_map(|drift| &drift.occurrences));
        let kinds = documented.iter().filter(|name| **name != "null").chain(&seen);
        let kinds: BTreeSet<_> = kinds
            .map(|name| if is_number(name) { "number" } else { *name })
            .collect();
        if is_item && kinds.len() < KINDS && uses.iter().all(|(_, drifts)| is_often(drifts)) {
            let changes = uses.iter().map(|(used, drifts)| self.union_of_items(used, drifts));
            return Ok(Offer {
                changes: changes.collect(),
                refused: Vec::new(),
            });
        }
        if self.inference.is_json_schema && !is_item {
            let mut all: Vec<&str> = documented;
            for name in seen {
                match all.iter().position(|known| *known == "integer") {
                    Some(index) if name == "number" => all[index] = "number",
                    _ => all.push(name),
                }
            }
            let all: Vec<_> = all.into_iter().map(text).collect();
            let title = format!("Allow another type in `{}`", name(schema));
            return change(vec![replace(stated.pointer, Value::List(all))], title);
        }
        let mut edits = vec![remove(stated.pointer)];
        // A format is one of a type.
        edits.extend(place.raw("format").map(|format| remove(format.pointer)));
        edits.extend(place.raw("nullable").map(|nullable| remove(nullable.pointer)));
        change(edits, format!("Drop the type of `{}`", name(schema)))
    }

    /// A text in a URL or a header that is not of its type is a string.
    fn text_type(&self, schema: &Place<'d>, documented: &[&str], asked: &Asked<'_>) -> Proposed {
        if documented.iter().any(|name| matches!(*name, "array" | "object")) {
            return Err("traffic does not show how a list or an object is written as text".into());
        }
        let mut edits = vec![replace(schema.at("type"), text("string"))];
        for keyword in ["format", "minimum", "maximum", "multipleOf", "default"] {
            edits.extend(schema.raw(keyword).map(|stated| remove(stated.pointer)));
        }
        Ok(Change {
            kind: LOOSEN_TYPE,
            place: schema.pointer.clone(),
            title: format!("Make `{}` a string", name(&schema.pointer)),
            evidence: vec![format!(
                "a text of another type in {}{}",
                self.times(asked),
                self.of_operations(asked)
            )],
            edits,
            is_loosening: true,
            ..Change::default()
        }
        .into())
    }
}

/// Keywords that say nothing of a value.
const ANNOTATIONS: [&str; 7] = [
    "title",
    "description",
    "example",
    "examples",
    "deprecated",
    "externalDocs",
    "default",
];

/// Whether all that was seen is as a schema says. What cannot be decided from a summary is not.
pub(super) fn fits(observed: &Observed, schema: &Place<'_>) -> bool {
    let schema = schema.resolved();
    let is_nullable = schema.is("nullable") || schema.types().is_some_and(|types| types.contains(&"null"));
    if observed.nulls > 0 && !is_nullable {
        return false;
    }
    schema.node.members().iter().all(|member| match member.key.as_str() {
        key if key.starts_with("x-") || ANNOTATIONS.contains(&key) => true,
        "nullable" | "readOnly" | "additionalProperties" => true,
        "type" => {
            let types = schema.types().unwrap_or_default();
            let has = |name: &str| types.contains(&name) || (name == "integer" && types.contains(&"number"));
            observed.types().into_iter().all(has)
        }
        "format" => match member.node.as_str() {
            Some("int64") => !observed.is_beyond_i64,
            Some("double" | "float") => true,
            Some(format) if observed.strings.count > 0 => observed.strings.format() == Some(format),
            _ => false,
        },
        "enum" => {
            let listed = |text: &String| member.node.items().iter().any(|item| item.as_str() == Some(text));
            observed.types().iter().all(|name| *name == "string")
                && observed.strings.texts().is_some_and(|texts| texts.iter().all(listed))
        }
        "required" => member.node.items().iter().filter_map(|name| name.as_str()).all(|name| {
            let seen = observed.members.get(name).map_or(0, |member| member.values);
            seen >= observed.objects
        }),
        "properties" => observed.members.iter().all(|(name, member)| {
            let property = schema.raw("properties").and_then(|properties| properties.raw(name));
            property.is_some_and(|property| fits(member, &property))
        }),
        "items" => {
            let items = schema.raw("items");
            observed
                .items
                .as_deref()
                .is_none_or(|seen| items.is_some_and(|items| fits(seen, &items)))
        }
        _ => false,
    })
}

/// The edit that puts a member behind another one.
pub(super) fn insert_after(pointer: &str, key: &str, value: Value, after: Option<String>) -> Edit {
    let mut edit = insert(pointer, key, value);
    if let Action::Insert { after: place, .. } = &mut edit.action {
        *place = after;
    }
    edit
}
