//! What the schemas of one side say together: themselves, their references, and all of `allOf`.

use std::collections::HashSet;

use codegen::document::{Node, Value};
use codegen::view::Place;

use super::draft::keyword_site;
use super::keywords;
use super::side::{Side, has_beside};
use super::text::canonical;
use crate::diff::Site;

/// How deep alternatives are looked into for whether they allow `null`.
const MOST_LEVELS: usize = 3;

/// All that applies to a value.
pub(super) struct Effective<'d> {
    pub(super) parts: Vec<Part<'d>>,
    pub(super) choices: Vec<Choice<'d>>,
    /// What the comparison does not know, or what is not as it should be.
    pub(super) rest: Vec<Stated<'d>>,
    stated: Vec<Stated<'d>>,
    /// Whether `null` is allowed whatever the parts say.
    null: bool,
}

/// A schema that applies.
pub(super) struct Part<'d> {
    pub(super) place: Place<'d>,
    /// Whether it need not apply to `null`.
    null: bool,
    /// Whether it is there, and not behind a reference.
    pub(super) is_own: bool,
    /// The part whose `allOf` it is in.
    owner: Option<usize>,
}

/// A keyword of a part.
#[derive(Clone, Copy)]
pub(super) struct Stated<'d> {
    pub(super) keyword: &'d str,
    pub(super) node: &'d Node,
    part: usize,
}

/// A list of alternatives, of which at least two are not `null`.
pub(super) struct Choice<'d> {
    /// `oneOf` or `anyOf`.
    pub(super) keyword: &'static str,
    pub(super) list: Place<'d>,
    /// The alternatives but for `null`, their references not followed.
    pub(super) alternatives: Vec<Place<'d>>,
    /// Whether `null` is one of them.
    pub(super) null: bool,
    /// The schema that has the list.
    pub(super) schema: Place<'d>,
}

struct Open<'d> {
    place: Place<'d>,
    null: bool,
    is_own: bool,
    owner: Option<usize>,
}

impl<'d> Effective<'d> {
    pub(super) fn of(side: &Side<'d>) -> Self {
        Self::at_level(side, 0)
    }

    fn at_level(side: &Side<'d>, level: usize) -> Self {
        let mut effective = Self {
            parts: Vec::new(),
            choices: Vec::new(),
            rest: Vec::new(),
            stated: Vec::new(),
            null: side.null,
        };
        let mut seen = HashSet::new();
        let root = |place: &Place<'d>| Open {
            place: place.resolved(),
            null: false,
            is_own: true,
            owner: None,
        };
        let mut open = Vec::new();
        for place in side.places.iter().rev() {
            // What is beside a reference describes the value, from OpenAPI 3.1 on.
            if place.document.version().has_json_schema() && has_beside(place) {
                open.push(Open {
                    place: place.clone(),
                    null: false,
                    is_own: true,
                    owner: None,
                });
            }
            open.push(root(place));
        }
        while let Some(next) = open.pop() {
            if seen.insert((next.place.pointer.clone(), next.null)) {
                effective.part(next, side, level, &mut open);
            }
        }
        effective
    }

    fn part(&mut self, part: Open<'d>, side: &Side<'d>, level: usize, open: &mut Vec<Open<'d>>) {
        let Open {
            place,
            null,
            is_own,
            owner,
        } = part;
        let json_schema = place.document.version().has_json_schema();
        let index = self.parts.len();
        let mut inner = Vec::new();
        let deeper = |found: Place<'d>, null, inner: &mut Vec<Open<'d>>| {
            let target = found.resolved();
            let is_own = is_own && target.pointer == found.pointer;
            inner.push(Open {
                place: target,
                null,
                is_own,
                owner: Some(index),
            });
        };
        for member in place.node.members() {
            let stated = Stated {
                keyword: &member.key,
                node: &member.node,
                part: index,
            };
            if !keywords::is_known(&member.key, &member.node, json_schema) {
                self.rest.push(stated);
                continue;
            }
            self.stated.push(stated);
            match member.key.as_str() {
                "allOf" => {
                    for branch in place.raw("allOf").iter().flat_map(Place::children) {
                        deeper(branch, null, &mut inner);
                    }
                }
                "$ref" => match place.reference() {
                    Some(target) => deeper(target, null, &mut inner),
                    None => self.rest.push(stated),
                },
                "oneOf" | "anyOf" if level < MOST_LEVELS + 1 => {
                    let keyword = if member.key == "oneOf" { "oneOf" } else { "anyOf" };
                    let Some(list) = place.raw(keyword) else { continue };
                    if side.chosen.contains(&list.pointer) {
                        continue;
                    }
                    let mut alternatives = list.children();
                    let before = alternatives.len();
                    alternatives.retain(|alternative| !is_null(&alternative.resolved()));
                    let has_null = alternatives.len() < before;
                    match <[Place<'d>; 1]>::try_from(alternatives) {
                        // One alternative is no choice.
                        Ok([only]) => deeper(only, null || has_null, &mut inner),
                        Err(alternatives) => self.choices.push(Choice {
                            keyword,
                            list,
                            alternatives,
                            null: null || has_null,
                            schema: place.clone(),
                        }),
                    }
                }
                _ => {}
            }
        }
        if let Some(false) = place.node.as_bool() {
            // Known by its part.
        } else if !matches!(place.node.value, Value::Object(_) | Value::Bool(_)) {
            self.rest.push(Stated {
                keyword: "",
                node: place.node,
                part: index,
            });
        }
        open.extend(inner.into_iter().rev());
        self.parts.push(Part {
            place,
            null,
            is_own,
            owner,
        });
    }

    /// What the parts say under a keyword.
    pub(super) fn all<'e>(&'e self, keyword: &'e str) -> impl Iterator<Item = Stated<'d>> + 'e {
        self.stated
            .iter()
            .copied()
            .filter(move |stated| stated.keyword == keyword)
    }

    /// Whether a part has the keyword.
    pub(super) fn has(&self, keyword: &str) -> bool {
        self.all(keyword).next().is_some()
    }

    /// What the parts say under a keyword, as places; references are not followed.
    pub(super) fn places(&self, keyword: &str) -> Vec<Place<'d>> {
        let place = |stated: Stated<'d>| self.schema(stated).raw(stated.keyword);
        self.all(keyword).filter_map(place).collect()
    }

    /// The schemas under a keyword that say anything; none if every value is allowed.
    pub(super) fn side(&self, keyword: &str) -> Side<'d> {
        let mut places = self.places(keyword);
        places.retain(|place| place.node.as_bool() != Some(true));
        Side::all(places)
    }

    /// The schema that says this.
    pub(super) fn schema(&self, stated: Stated<'d>) -> &Place<'d> {
        &self.parts[stated.part].place
    }

    /// Where a person finds a keyword, or the schema if none of its parts has it. A part that says what no part of the other
    /// side says comes first.
    pub(super) fn site(&self, keyword: &str, other: &Effective<'_>) -> Option<Site> {
        let mut stated = self.all(keyword);
        if self.parts.len() + other.parts.len() > 2 {
            let known: Vec<_> = other.all(keyword).map(|stated| canonical(stated.node)).collect();
            let is_new = |stated: &Stated<'_>| !known.contains(&canonical(stated.node));
            let first = self.all(keyword).find(is_new);
            if let Some(first) = first {
                return Some(keyword_site(self.schema(first), keyword));
            }
        }
        if let Some(stated) = stated.next() {
            return Some(keyword_site(self.schema(stated), keyword));
        }
        // Where the other side has it.
        let there = other.all(keyword).next().map(|stated| &other.schema(stated).pointer);
        let same = self.parts.iter().find(|part| Some(&part.place.pointer) == there);
        same.or(self.parts.first()).map(|part| Site::of(&part.place))
    }

    /// The names of the parts that have one.
    pub(super) fn names(&self) -> Vec<String> {
        self.parts
            .iter()
            .filter_map(|part| component(&part.place.pointer))
            .collect()
    }

    /// The schema with the reference to a named part: the one whose `allOf` the part is in.
    pub(super) fn owner_of(&self, name: &str) -> Option<&Place<'d>> {
        let mut parts = self.parts.iter();
        let part = parts.find(|part| component(&part.place.pointer).as_deref() == Some(name))?;
        Some(&self.parts[part.owner?].place)
    }

    /// The part that is this schema.
    pub(super) fn part_at(&self, pointer: &str) -> Option<&Place<'d>> {
        let mut parts = self.parts.iter().map(|part| &part.place);
        parts.find(|place| place.pointer == pointer)
    }

    /// Whether nothing is said of values.
    pub(super) fn is_any(&self) -> bool {
        let restricts = |stated: &Stated<'_>| !ANNOTATIONS.contains(&stated.keyword);
        self.choices.is_empty()
            && !self.is_forbidden()
            && !self.stated.iter().any(restricts)
            && self.rest.iter().all(|stated| stated.keyword.starts_with("x-"))
    }

    /// Whether no value is allowed.
    pub(super) fn is_forbidden(&self) -> bool {
        self.parts.iter().any(|part| part.place.node.as_bool() == Some(false))
    }

    /// Whether `null` is allowed.
    pub(super) fn allows_null(&self) -> bool {
        self.allows_null_at(0)
    }

    fn allows_null_at(&self, level: usize) -> bool {
        let of_old = |part: &Part<'d>| {
            let is_old = !part.place.document.version().has_json_schema();
            is_old && part.is_own && part.place.is("nullable") && part.place.node.get("type").is_none()
        };
        if self.null || self.parts.first().is_some_and(of_old) {
            return true;
        }
        if self.is_forbidden() {
            return false;
        }
        let by_part = |part: &Part<'d>| part.null || part_allows_null(&part.place);
        let by_choice = |choice: &Choice<'d>| {
            let alternative = |place: &Place<'d>| {
                level < MOST_LEVELS && Self::at_level(&Side::one(place.clone()), level + 1).allows_null_at(level + 1)
            };
            choice.null || choice.alternatives.iter().any(alternative)
        };
        self.parts.iter().all(by_part) && self.choices.iter().all(by_choice)
    }
}

/// The name of a schema that has one.
pub(super) fn component(pointer: &str) -> Option<String> {
    let name = pointer.strip_prefix("/components/schemas/")?;
    (!name.contains('/')).then(|| name.replace("~1", "/").replace("~0", "~"))
}

/// Keywords that do not restrict values.
const ANNOTATIONS: &[&str] = &[
    "$ref",
    "allOf",
    "oneOf",
    "anyOf",
    "nullable",
    "readOnly",
    "writeOnly",
    "default",
    "deprecated",
    "title",
    "description",
    "example",
    "examples",
    "externalDocs",
    "xml",
    "$defs",
    "definitions",
    "$id",
    "$anchor",
    "$dynamicAnchor",
    "$comment",
    "$schema",
    "$vocabulary",
];

fn part_allows_null(place: &Place<'_>) -> bool {
    let json_schema = place.document.version().has_json_schema();
    let typed = match place.types() {
        None => true,
        Some(types) => types.contains(&"null") || (!json_schema && place.is("nullable")),
    };
    let is_null = |node: &Node| node.value == Value::Null;
    let values = place.node.get("enum");
    let listed = values.is_none_or(|values| values.items().iter().any(is_null));
    let constant = place.node.get("const").filter(|_| json_schema);
    typed && (listed || (!json_schema && place.is("nullable"))) && constant.is_none_or(is_null)
}

/// Whether a schema allows `null` alone.
fn is_null(place: &Place<'_>) -> bool {
    let json_schema = place.document.version().has_json_schema();
    let is_null = |node: &Node| node.value == Value::Null;
    if json_schema && place.types().is_some_and(|types| types == ["null"]) {
        return true;
    }
    if json_schema && place.node.get("const").is_some_and(is_null) {
        return true;
    }
    let values = place.node.get("enum").map(Node::items).unwrap_or_default();
    !values.is_empty() && values.iter().all(is_null)
}
