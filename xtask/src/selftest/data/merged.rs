//! What several schemas say together: the keywords of a schema, of what it is composed of, and of the alternatives that
//! were chosen.

mod tags;

use std::collections::BTreeSet;

use codegen::document::Node;
use codegen::view::{Direction, Place};

use super::of_document;
use tags::{Chosen, Tag, heir, is_component};

/// How many schemas may be merged. More is a composition without end.
const MOST: usize = 200;

/// What several schemas say together.
#[derive(Default)]
pub(super) struct Merged<'d> {
    /// The kinds of value that all allow; none if none says.
    pub(super) kinds: Option<BTreeSet<&'d str>>,
    pub(super) nullable: bool,
    /// The values that are listed, of each schema that lists some.
    pub(super) listed: Vec<Vec<&'d Node>>,
    /// Values that the document shows.
    pub(super) shown: Vec<&'d Node>,
    pub(super) format: Option<&'d str>,
    pub(super) patterns: Vec<&'d str>,
    pub(super) lengths: Range,
    pub(super) counts: Range,
    pub(super) sizes: Range,
    pub(super) minimum: Option<(f64, bool)>,
    pub(super) maximum: Option<(f64, bool)>,
    pub(super) steps: Vec<&'d str>,
    pub(super) unique: bool,
    pub(super) items: Vec<Place<'d>>,
    /// The schemas of the first items, by their positions.
    pub(super) first_items: Vec<Place<'d>>,
    /// The properties in the order of the document, with the schemas of each.
    pub(super) properties: Vec<(&'d str, Vec<Place<'d>>)>,
    pub(super) required: BTreeSet<&'d str>,
    /// The schemas of properties that have no name in the document.
    pub(super) additional: Vec<Place<'d>>,
    /// Whether the document allows no others.
    pub(super) closed: bool,
    /// The values of properties that say which alternative was chosen.
    pub(super) tags: Vec<Tag<'d>>,
    /// Whether an alternative was chosen.
    pub(super) chosen: bool,
    /// Whether no value conforms.
    pub(super) impossible: bool,
    /// Whether a schema that builds on one with a discriminator may be chosen instead of that one.
    takes_heirs: bool,
    seen: usize,
}

/// A lower and an upper bound of a count.
#[derive(Default)]
pub(super) struct Range {
    pub(super) least: usize,
    pub(super) most: Option<usize>,
}

impl Range {
    fn add(&mut self, least: Option<usize>, most: Option<usize>) {
        self.least = self.least.max(least.unwrap_or_default());
        self.most = match (self.most, most) {
            (Some(known), Some(new)) => Some(known.min(new)),
            (known, new) => known.or(new),
        };
    }

    pub(super) fn clamp(&self, count: usize) -> usize {
        count.max(self.least).min(self.most.unwrap_or(usize::MAX))
    }
}

impl<'d> Merged<'d> {
    /// What these schemas say together. `pick(n)` chooses an alternative, a number below `n`.
    pub(super) fn of(schemas: &[Place<'d>], pick: &mut dyn FnMut(usize) -> usize) -> Self {
        let mut merged = Self {
            takes_heirs: schemas.len() == 1,
            ..Self::default()
        };
        let mut nullable = true;
        for schema in schemas {
            nullable &= merged.add(schema, pick);
        }
        merged.nullable = nullable && !schemas.is_empty();
        merged.take_listed_heirs(pick);
        merged
    }

    /// Adds a schema; returns whether it allows `null`.
    fn add(&mut self, schema: &Place<'d>, pick: &mut dyn FnMut(usize) -> usize) -> bool {
        let schema = schema.resolved();
        self.seen += 1;
        if self.seen > MOST || schema.node.as_bool() == Some(false) {
            self.impossible = true;
            return false;
        }
        let chooses = ["oneOf", "anyOf"]
            .into_iter()
            .any(|keyword| schema.node.get(keyword).is_some());
        let tag = schema.get("discriminator");
        let tag = tag.as_ref().and_then(|discriminator| discriminator.str("propertyName"));
        if self.takes_heirs
            && !chooses
            && let Some(property) = tag
        {
            self.takes_heirs = false;
            if let Some(heir) = heir(&schema, property, pick) {
                return self.add(&heir, pick);
            }
        }
        if is_component(&schema.pointer) {
            // What it builds on has the value that names this schema.
            self.takes_heirs &= schema.node.get("allOf").is_none_or(|parts| parts.items().is_empty());
        }
        let mut nullable = self.kinds(&schema);
        self.scalars(&schema);
        self.lists(&schema);
        self.objects(&schema);
        if let (Some(property), false) = (tag, chooses) {
            // The requested schema is one of those that extend this one, or this one itself.
            self.tag(property, &schema, &schema, Chosen::Inherits { from: None });
        }
        for part in schema.raw("allOf").iter().flat_map(Place::items) {
            nullable &= self.add(&part, pick) || !part.has_any(&["type", "$ref"]);
            // A schema with a name that extends one with a discriminator is what the discriminator names.
            let base = part.resolved().pointer;
            let inherited = self.tags.iter();
            let inherited = inherited.filter(|tag| tag.inherited && tag.extended.contains(&base));
            let inherited: Vec<_> = inherited.map(|tag| (tag.property, tag.owner.clone())).collect();
            for (property, owner) in inherited {
                self.tag(property, &owner, &schema, Chosen::Inherits { from: Some(&base) });
            }
        }
        for keyword in ["oneOf", "anyOf"] {
            let Some(list) = schema.raw(keyword) else { continue };
            let (nulls, branches): (Vec<_>, Vec<_>) = list.items().partition(|branch| means_null(branch.node));
            // Microsoft's tools write a type as well.
            let (typed_nulls, others): (Vec<_>, Vec<_>) = branches
                .iter()
                .cloned()
                .partition(|branch| means_null_object(branch.node));
            let has_others = !others.is_empty();
            let branches = if has_others { others } else { branches };
            nullable |= has_others && !typed_nulls.is_empty();
            nullable |= !nulls.is_empty();
            if branches.is_empty() {
                continue;
            }
            let possible: Vec<_> = branches.iter().filter(|branch| self.may_be(branch)).collect();
            let chosen = match possible.is_empty() {
                true => &branches[pick(branches.len())],
                false => possible[pick(possible.len())],
            };
            self.chosen = true;
            nullable |= self.add(chosen, pick);
            if let Some(property) = tag {
                self.tag(property, &schema, chosen, Chosen::Listed);
            }
        }
        nullable
    }

    /// Whether a value that all else allows can be of an alternative, as far as its own keywords show.
    fn may_be(&self, branch: &Place<'d>) -> bool {
        let branch = branch.resolved();
        let own = branch.node.get("const").map(|value| vec![value]);
        let own = own.or_else(|| branch.node.get("enum").map(|list| list.items().iter().collect()));
        let Some(own) = own else { return true };
        let same = |one: &&Node, other: &&Node| of_document(one).same(&of_document(other));
        let mut lists = self.listed.iter();
        lists.all(|list| list.iter().any(|one| own.iter().any(|other| same(one, other))))
    }

    /// Adds the kinds of value; returns whether `null` is one.
    fn kinds(&mut self, schema: &Place<'d>) -> bool {
        let types: Vec<&str> = match schema.node.get("type") {
            Some(node) => node
                .as_str()
                .into_iter()
                .chain(node.items().iter().filter_map(Node::as_str))
                .collect(),
            None => Vec::new(),
        };
        let mut nullable = schema.is("nullable") || types.contains(&"null");
        let kinds: BTreeSet<&str> = types.into_iter().filter(|kind| *kind != "null").collect();
        if schema.node.get("type").is_none() {
            nullable |= !schema.has_any(&["enum", "const", "properties", "items", "allOf", "oneOf", "anyOf"]);
        } else {
            self.kinds = Some(match self.kinds.take() {
                None => kinds,
                Some(known) => {
                    let both = known
                        .iter()
                        .filter(|kind| kinds.contains(*kind) || (**kind == "integer" && kinds.contains("number")));
                    let mut both: BTreeSet<&str> = both.copied().collect();
                    if known.contains("number") && kinds.contains("integer") {
                        both.insert("integer");
                    }
                    both
                }
            });
        }
        nullable
    }

    fn scalars(&mut self, schema: &Place<'d>) {
        if let Some(list) = schema.node.get("enum") {
            self.listed.push(list.items().iter().collect());
        }
        self.listed.extend(schema.node.get("const").map(|value| vec![value]));
        self.shown.extend(schema.node.get("example"));
        self.shown
            .extend(schema.node.get("examples").into_iter().flat_map(Node::items));
        self.shown.extend(schema.node.get("default"));
        self.format = schema.str("format").or(self.format);
        self.patterns.extend(schema.str("pattern"));
        self.lengths.add(schema.count("minLength"), schema.count("maxLength"));
        self.steps.extend(schema.number("multipleOf"));
        let bound = |inclusive: &str, exclusive: &str| {
            let own = schema.number(inclusive).and_then(|text| text.parse::<f64>().ok());
            let other = schema.number(exclusive).and_then(|text| text.parse::<f64>().ok());
            own.map(|value| (value, schema.is(exclusive)))
                .or(other.map(|value| (value, true)))
        };
        let minimum = bound("minimum", "exclusiveMinimum");
        let maximum = bound("maximum", "exclusiveMaximum");
        self.minimum = [self.minimum, minimum]
            .into_iter()
            .flatten()
            .max_by(|a, b| a.0.total_cmp(&b.0));
        self.maximum = [self.maximum, maximum]
            .into_iter()
            .flatten()
            .min_by(|a, b| a.0.total_cmp(&b.0));
    }

    fn lists(&mut self, schema: &Place<'d>) {
        self.counts.add(schema.count("minItems"), schema.count("maxItems"));
        self.unique |= schema.is("uniqueItems");
        self.items.extend(schema.get("items"));
        if let Some(first) = schema.raw("prefixItems") {
            self.first_items = first.items().collect();
        }
        if let Some(contained) = schema.get("contains") {
            self.items.push(contained);
            self.counts.add(Some(schema.count("minContains").unwrap_or(1)), None);
        }
    }

    fn objects(&mut self, schema: &Place<'d>) {
        self.sizes
            .add(schema.count("minProperties"), schema.count("maxProperties"));
        for (name, property) in schema.get("properties").iter().flat_map(Place::members) {
            match self.properties.iter_mut().find(|(known, _)| *known == name) {
                Some((_, schemas)) => schemas.push(property),
                None => self.properties.push((name, vec![property])),
            }
        }
        let required = schema.node.get("required").into_iter().flat_map(Node::items);
        self.required.extend(required.filter_map(Node::as_str));
        match schema.raw("additionalProperties") {
            Some(place) if place.node.as_bool() == Some(false) => self.closed = true,
            Some(place) => self.additional.push(place.resolved()),
            None => {}
        }
        self.closed |= schema.node.get("unevaluatedProperties").and_then(Node::as_bool) == Some(false);
    }

    /// Whether a property can have one value only, which may show which alternative was chosen.
    pub(super) fn has_one_value(schemas: &[Place<'d>]) -> bool {
        let has_one = |schema: &Place<'d>| {
            let schema = schema.resolved();
            let listed = schema.node.get("enum").map(|list| list.items().len());
            schema.node.get("const").is_some() || listed == Some(1)
        };
        schemas.iter().any(|schema| {
            // It may be `null` beside that.
            let choices = ["oneOf", "anyOf"]
                .into_iter()
                .filter_map(|keyword| schema.resolved().raw(keyword));
            let branches: Vec<_> = choices.flat_map(|list| list.items().collect::<Vec<_>>()).collect();
            let others: Vec<_> = branches
                .iter()
                .filter(|branch| branch.str("type") != Some("null"))
                .collect();
            has_one(schema) || matches!(others.as_slice(), [branch] if branches.len() > 1 && has_one(branch))
        })
    }

    /// Whether a property goes only the other way.
    pub(super) fn goes_other_way(schemas: &[Place<'d>], direction: Direction) -> bool {
        let keyword = match direction {
            Direction::Request => "readOnly",
            Direction::Response => "writeOnly",
        };
        schemas.iter().any(|schema| {
            let all = schema.raw("allOf");
            schema.is(keyword) || all.iter().flat_map(Place::items).any(|part| part.is(keyword))
        })
    }
}

/// Whether a branch of a choice is there for `null`: `{nullable: true}`, which by itself allows every value.
fn means_null(branch: &Node) -> bool {
    let describes = |key: &str| matches!(key, "nullable" | "title" | "description") || key.starts_with("x-");
    branch.get("nullable").and_then(Node::as_bool) == Some(true)
        && branch.members().iter().all(|member| describes(&member.key))
}

/// The same with a type: nothing but `{type: object, nullable: true}`.
fn means_null_object(branch: &Node) -> bool {
    let describes = |key: &str| matches!(key, "type" | "nullable" | "title" | "description") || key.starts_with("x-");
    branch.get("nullable").and_then(Node::as_bool) == Some(true)
        && branch.get("type").and_then(Node::as_str) == Some("object")
        && branch.members().iter().all(|member| describes(&member.key))
}

#[cfg(test)]
mod tests {
    use codegen::Document;

    use super::*;

    #[test]
    fn alternatives_that_the_other_keywords_exclude_are_not_chosen() {
        let text = "openapi: 3.0.3
x-one: {enum: [8], allOf: [{oneOf: [{enum: [1]}, {enum: [5]}, {enum: [8]}]}]}
x-null: {anyOf: [{type: string}, {type: object, nullable: true}]}
";
        let document = Document::parse("a.yaml", text.as_bytes()).unwrap();
        let merged = Merged::of(&[Place::at_pointer(&document, "/x-one").unwrap()], &mut |_| 0);
        let last = merged.listed.last().unwrap();
        assert!(of_document(last[0]).same(&of_document(merged.listed[0][0])));
        for pick in [0, 1] {
            let place = Place::at_pointer(&document, "/x-null").unwrap();
            let merged = Merged::of(&[place], &mut |count| pick.min(count - 1));
            assert!(merged.nullable);
            assert_eq!(merged.kinds, Some(BTreeSet::from(["string"])));
        }
    }

    #[test]
    fn a_branch_without_a_type_that_is_nullable_means_null() {
        for (branch, expected) in [
            ("{nullable: true}", true),
            ("{nullable: true, description: None}", true),
            ("{nullable: false}", false),
            ("{type: string, nullable: true}", false),
            ("{}", false),
        ] {
            let text = format!("openapi: 3.0.3\nx-branch: {branch}\n");
            let document = Document::parse("a.yaml", text.as_bytes()).unwrap();
            let node = document.root().get("x-branch").unwrap();
            assert_eq!(means_null(node), expected, "{branch}");
        }
    }
}
