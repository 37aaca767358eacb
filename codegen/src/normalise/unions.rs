//! `oneOf` and `anyOf`: which of the branches a value is of, as far as the value itself shows it.
//!
//! Nothing is guessed: where values of two branches can look alike, the union keeps the value as it is.

use std::collections::{BTreeMap, BTreeSet};

use super::enums::Origin;
use super::listed::{Listed, listed, of_values};
use super::names::{Names, pascal};
use super::schemas::{Typed, integer};
use super::shape::{Merged, Shape};
use super::{Lowering, prose, virtual_pointer};
use crate::diagnostic::rules;
use crate::document::{Node, Value, pointer, reference};
use crate::model::{Branch, Format, Integer, Kind, Literal, Test, Type, Union};

/// How many choices may be nested.
const MOST_LEVELS: usize = 32;

const ALL_KINDS: [Kind; 5] = [Kind::Boolean, Kind::Number, Kind::String, Kind::Array, Kind::Object];

/// What a choice between schemas comes to.
enum Choice<'d> {
    /// A type that needs no name.
    Plain(Type),
    /// One schema, all others being `null`.
    Same(String, &'d Node),
    /// A string, or an integer, of which these values are listed.
    Enum(Vec<Listed<'d>>, Origin),
    /// One of several types.
    Union(Vec<Candidate<'d>>),
}

/// A branch before its type is made: where its schema is, and what it looks like.
struct Candidate<'d> {
    at: String,
    node: &'d Node,
    kinds: BTreeSet<Kind>,
    /// The name of the component, if it is one.
    component: Option<String>,
}

impl<'d> Lowering<'d> {
    /// The type of a choice. The types that need a name are made later, in [`Self::lower_union`].
    pub(super) fn choose(&mut self, at: &str, branches: &[(String, &'d Node)], hint: &str) -> Typed {
        let (choice, nullable) = self.choice(branches);
        let ty = match choice {
            Choice::Plain(ty) => ty,
            Choice::Same(at, node) => {
                let typed = self.lower(&at, node, hint);
                return Typed {
                    nullable: nullable || typed.nullable,
                    ..typed
                };
            }
            Choice::Enum(..) | Choice::Union(_) => Type::Named(self.name(at, hint)),
        };
        Typed { ty, nullable }
    }

    /// Makes the named type of a choice.
    pub(super) fn lower_union(&mut self, at: &str, node: &'d Node, name: &str, branches: &[(String, &'d Node)]) {
        match self.choice(branches).0 {
            Choice::Enum(values, origin) => self.lower_enum(at, node, name, &values, origin),
            Choice::Union(candidates) => self.union_of(at, node, name, candidates),
            Choice::Plain(_) | Choice::Same(..) => {}
        }
    }

    /// What a choice comes to, and whether `null` is one of its values.
    fn choice(&self, branches: &[(String, &'d Node)]) -> (Choice<'d>, bool) {
        let mut candidates = Vec::new();
        let mut nullable = false;
        let branches = match branches {
            // Only the reference has a type, and `nullable` counts.
            [first, second] if is_only_nullable(second.1) && first.1.get("$ref").is_some() => {
                nullable = true;
                &branches[..1]
            }
            _ => branches,
        };
        self.collect(branches, &mut candidates, &mut nullable, 0);
        for kind in [Kind::String, Kind::Number] {
            widest_alone(&mut candidates, kind);
        }
        if candidates
            .iter()
            .any(|candidate| candidate.kinds.len() == ALL_KINDS.len())
        {
            return (Choice::Plain(Type::Any), nullable);
        }
        let only = |kind: Kind| {
            let alone = |candidate: &Candidate<'_>| candidate.kinds.iter().all(|found| *found == kind);
            !candidates.is_empty() && candidates.iter().all(alone)
        };
        let choice = match candidates.as_slice() {
            [] => Choice::Plain(Type::Any),
            [single] => Choice::Same(single.at.clone(), single.node),
            _ if only(Kind::String) => match self.values(&candidates) {
                values if values.is_empty() => Choice::Plain(text(&candidates)),
                values => Choice::Enum(values, self.origin(&candidates)),
            },
            _ if only(Kind::Boolean) => Choice::Plain(Type::Boolean),
            _ if only(Kind::Number) => match (number(&candidates), self.values(&candidates)) {
                (Type::Integer(_), values) if !values.is_empty() => Choice::Enum(values, self.origin(&candidates)),
                (number, _) => Choice::Plain(number),
            },
            _ => Choice::Union(candidates),
        };
        (choice, nullable)
    }

    /// Collects the branches of a choice and of the choices without a name within it, each schema once.
    fn collect(
        &self,
        branches: &[(String, &'d Node)],
        candidates: &mut Vec<Candidate<'d>>,
        nullable: &mut bool,
        level: usize,
    ) {
        for (stated_at, stated) in branches {
            let (mut at, mut node) = self.resolve(stated_at, stated);
            let referenced = at != *stated_at;
            *nullable |= node.get("nullable").and_then(Node::as_bool) == Some(true) || is_null(node);
            if is_null(node) {
                continue;
            }
            let shape = loop {
                match self.shape(&at, node) {
                    Shape::Same(there, same) if level < MOST_LEVELS => {
                        let resolved = self.resolve(&there, same);
                        if resolved.0 == at {
                            break Shape::Plain;
                        }
                        (at, node) = resolved;
                    }
                    shape => break shape,
                }
            };
            match shape {
                Shape::OneOf(inner) if !referenced && level < MOST_LEVELS && node.get("discriminator").is_none() => {
                    self.collect(&inner, candidates, nullable, level + 1);
                }
                _ if candidates.iter().any(|known| known.at == at) => {}
                _ => {
                    candidates.push(Candidate {
                        kinds: self.kinds(&at, node, level),
                        component: component(&virtual_pointer::place(&at)),
                        at,
                        node,
                    });
                }
            }
        }
    }

    /// The kinds of JSON that values of a schema may be, without `null`.
    pub(super) fn kinds(&self, at: &str, node: &'d Node, level: usize) -> BTreeSet<Kind> {
        if level > MOST_LEVELS {
            return ALL_KINDS.into();
        }
        match self.shape(at, node) {
            Shape::Object(_) => [Kind::Object].into(),
            Shape::Enum(values) if matches!(values[0].value, Literal::Text(_)) => [Kind::String].into(),
            Shape::Enum(_) => [Kind::Number].into(),
            Shape::Same(at, node) => {
                let (at, node) = self.resolve(&at, node);
                self.kinds(&at, node, level + 1)
            }
            Shape::OneOf(branches) => {
                let resolved = branches.iter().map(|(at, branch)| self.resolve(at, branch));
                let kinds = resolved.flat_map(|(at, branch)| self.kinds(&at, branch, level + 1));
                kinds.collect()
            }
            Shape::Opaque => ALL_KINDS.into(),
            Shape::Plain => match node.get("type").and_then(Node::as_str).or_else(|| of_values(node)) {
                Some("string") => [Kind::String].into(),
                Some("boolean") => [Kind::Boolean].into(),
                Some("integer" | "number") => [Kind::Number].into(),
                Some("array") => [Kind::Array].into(),
                Some("object") => [Kind::Object].into(),
                _ if node.get("items").is_some() => [Kind::Array].into(),
                _ if node.get("additionalProperties").is_some() => [Kind::Object].into(),
                _ => ALL_KINDS.into(),
            },
        }
    }

    fn origin(&self, candidates: &[Candidate<'d>]) -> Origin {
        let is_list = |one: &Candidate<'d>| matches!(self.shape(&one.at, one.node), Shape::Enum(_));
        match candidates.iter().all(is_list) {
            true => Origin::Lists,
            false => Origin::Open,
        }
    }

    /// The values that enums among these branches list, each once, in the order of the document.
    fn values(&self, candidates: &[Candidate<'d>]) -> Vec<Listed<'d>> {
        let mut all: Vec<Listed<'d>> = Vec::new();
        for candidate in candidates {
            if let Shape::Enum(values) = self.shape(&candidate.at, candidate.node) {
                for value in values {
                    if all.iter().all(|known| known.value != value.value) {
                        all.push(value);
                    }
                }
            }
        }
        all
    }

    fn union_of(&mut self, at: &str, node: &'d Node, name: &str, candidates: Vec<Candidate<'d>>) {
        let mut tests: Vec<_> = self.tests(node, &candidates);
        let distinct = tests.iter().all(|test| *test != Test::None);
        if !distinct {
            self.find(
                &rules::UNION_LOWERED,
                at,
                "nothing in a value shows which of these schemas it is of",
                "the client keeps the value and reads it as any of them on demand; a `discriminator` would distinguish them",
            );
            tests = vec![Test::None; candidates.len()];
            self.choices.insert(virtual_pointer::place(at).into_owned(), false);
        }
        self.read_without_tag(at, &candidates, &mut tests);
        let mut names = Names::reserving(&["Unknown"]);
        let mut branches = Vec::new();
        for (candidate, test) in candidates.iter().zip(tests) {
            let own = candidate.is_base_of(at);
            let variant = if own {
                "Base".to_owned()
            } else {
                variant_name(candidate, &test)
            };
            let variant = names.unique(&variant, "");
            let inline = format!("{name}{variant}");
            let typed = self.lower(&candidate.at, candidate.node, &inline);
            branches.push(Branch {
                at: virtual_pointer::place(&candidate.at).into_owned(),
                name: variant,
                ty: typed.ty,
                test,
            });
        }
        // A property of its own shows more than the properties that a branch merely has to have.
        branches.sort_by_key(|branch| match &branch.test {
            Test::Tag { .. } | Test::TagOrAbsent { .. } => 0,
            Test::Has(properties) if properties.len() == 1 => 1,
            Test::Has(_) => 2,
            _ => 3,
        });
        let definition = Union {
            at: virtual_pointer::place(at).into_owned(),
            docs: prose::of_schema(node),
            branches,
            distinct,
        };
        self.schemas.types.unions.insert(name.to_owned(), definition);
    }

    /// A value without the property that shows the branch is of the one branch that does not require it. In an inheritance
    /// that is the schema on which the others build: without a discriminator, a value is of nothing else.
    fn read_without_tag(&self, at: &str, candidates: &[Candidate<'d>], tests: &mut [Test]) {
        let optional = candidates.iter().zip(tests.iter()).enumerate();
        let optional = optional.filter_map(|(index, (candidate, test))| {
            let Test::Tag { property, .. } = test else { return None };
            let Shape::Object(object) = self.shape(&candidate.at, candidate.node) else {
                return None;
            };
            (!object.required.contains(property.as_str())).then_some((index, candidate))
        });
        let optional: Vec<_> = optional.collect();
        let base = optional.iter().find(|(_, candidate)| candidate.is_base_of(at));
        let tagged = tests.iter().filter(|test| matches!(test, Test::Tag { .. })).count();
        let chosen = match (base, optional.as_slice()) {
            (Some((index, _)), _) => *index,
            (None, [(index, _)]) if tagged == tests.len() => *index,
            _ => return,
        };
        if let Test::Tag { property, values } = &mut tests[chosen] {
            tests[chosen] = Test::TagOrAbsent {
                property: std::mem::take(property),
                values: std::mem::take(values),
            };
        }
    }

    /// How each branch is recognised; [`Test::None`] where values of two branches can look alike.
    fn tests(&self, node: &'d Node, candidates: &[Candidate<'d>]) -> Vec<Test> {
        let mut tests = vec![Test::None; candidates.len()];
        for kind in ALL_KINDS {
            let of_kind: Vec<usize> = (0..candidates.len())
                .filter(|at| candidates[*at].kinds.contains(&kind))
                .collect();
            match of_kind.as_slice() {
                // A branch of several kinds would need several tests.
                [single] if candidates[*single].kinds.len() == 1 => tests[*single] = Test::Kind(kind),
                [_, _, ..] if kind == Kind::Object && of_kind.iter().all(|at| candidates[*at].kinds.len() == 1) => {
                    let found = self.object_tests(node, candidates, &of_kind);
                    for (at, test) in of_kind.into_iter().zip(found) {
                        tests[at] = test;
                    }
                }
                _ => {}
            }
        }
        tests
    }

    /// How objects are recognised: by the discriminator, the value of a property, or a property that only one of them has.
    fn object_tests(&self, node: &'d Node, candidates: &[Candidate<'d>], objects: &[usize]) -> Vec<Test> {
        let nothing = || vec![Test::None; objects.len()];
        let mut merged = Vec::new();
        let discriminator = self.discriminator(node, 0).or_else(|| {
            let inherited = objects.iter().map(|at| self.discriminator(candidates[*at].node, 0));
            let inherited: Option<Vec<_>> = inherited.collect();
            let inherited = inherited?;
            let first = *inherited.first()?;
            inherited
                .iter()
                .all(|other| std::ptr::eq(*other, first))
                .then_some(first)
        });
        if let Some(tests) = discriminator.and_then(|found| self.discriminated(found, candidates, objects)) {
            return tests;
        }
        for at in objects {
            let Shape::Object(object) = self.shape(&candidates[*at].at, candidates[*at].node) else {
                return nothing();
            };
            merged.push(object);
        }
        self.tags(&merged)
            .or_else(|| own_properties(&merged))
            .unwrap_or_else(nothing)
    }

    /// The discriminator of a schema: its own, or one that it inherits.
    fn discriminator(&self, node: &'d Node, level: usize) -> Option<&'d Node> {
        if level > MOST_LEVELS {
            return None;
        }
        node.get("discriminator").or_else(|| {
            let mut parts = node.get("allOf").map(Node::items).unwrap_or_default().iter();
            parts.find_map(|part| self.discriminator(self.resolve("", part).1, level + 1))
        })
    }

    /// The tests by a discriminator: the values that its `mapping` gives a branch, or else the name of the component. A
    /// branch from which others inherit has their values, too.
    fn discriminated(
        &self,
        discriminator: &'d Node,
        candidates: &[Candidate<'d>],
        objects: &[usize],
    ) -> Option<Vec<Test>> {
        let property = discriminator.get("propertyName")?.as_str()?;
        let mut mapped: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for member in discriminator.get("mapping").map(Node::members).unwrap_or_default() {
            let target = member.node.as_str()?;
            let by_name = pointer::child("/components/schemas", target);
            let at = match reference::target(target) {
                Some(at) if self.at(&by_name).is_none() => at,
                _ => by_name,
            };
            mapped.entry(at).or_default().push(member.key.clone());
        }
        let values_of = |at: &str| {
            let values = mapped.get(at).cloned();
            values.or_else(|| component(at).map(|name| vec![name]))
        };
        let tests = objects.iter().map(|index| {
            let candidate = &candidates[*index];
            let at = &*virtual_pointer::place(&candidate.at);
            let mut values = values_of(at)?;
            if !candidate.is_alone() {
                let heirs = self.hierarchy.descendants(at).iter();
                values.extend(heirs.filter_map(|heir| values_of(heir)).flatten());
            }
            Some(Test::Tag {
                property: property.to_owned(),
                values: values.into_iter().map(Literal::Text).collect(),
            })
        });
        tests.collect()
    }

    /// The property whose values differ from branch to branch.
    fn tags(&self, merged: &[Merged<'d>]) -> Option<Vec<Test>> {
        let first = merged.first()?;
        first.properties.iter().find_map(|(property, ..)| {
            let values: Option<Vec<_>> = merged.iter().map(|object| self.listed(object, property)).collect();
            let values = values?;
            let all: BTreeSet<_> = values.iter().flatten().collect();
            if all.len() != values.iter().map(Vec::len).sum::<usize>() {
                return None;
            }
            let tag = |values: Vec<Literal>| Test::Tag {
                property: (*property).to_owned(),
                values,
            };
            Some(values.into_iter().map(tag).collect())
        })
    }

    /// The values that an object lists for a property.
    fn listed(&self, object: &Merged<'d>, property: &str) -> Option<Vec<Literal>> {
        let (_, at, schema) = object.properties.iter().find(|(name, ..)| *name == property)?;
        let (mut at, mut schema) = self.resolve(at, schema);
        for _ in 0..MOST_LEVELS {
            // Also beside an `allOf`: there it says which of the other schema's values there are.
            let values = schema.get("enum").map(Node::items).unwrap_or_default();
            let literals: Option<Vec<_>> = values.iter().map(literal).collect();
            if let Some(literals) = literals.filter(|literals| !literals.is_empty()) {
                return Some(literals);
            }
            if let Shape::Same(there, same) = self.shape(&at, schema) {
                (at, schema) = self.resolve(&there, same);
                continue;
            }
            if let Shape::OneOf(branches) = self.shape(&at, schema)
                && let (Choice::Enum(values, Origin::Lists), false) = self.choice(&branches)
            {
                return Some(values.into_iter().map(|listed| listed.value).collect());
            }
            return None;
        }
        None
    }
}

impl Candidate<'_> {
    /// Whether the branch is the schema at `at`, without those that build on it.
    fn is_base_of(&self, at: &str) -> bool {
        self.is_alone() && virtual_pointer::place(&self.at) == at
    }

    /// Whether the branch is a schema without those that build on it.
    fn is_alone(&self) -> bool {
        virtual_pointer::take_apart(&self.at).is_some_and(|(_, selected)| selected.is_empty())
    }
}

/// A value that identifies a branch.
fn literal(node: &Node) -> Option<Literal> {
    match &node.value {
        Value::String(text) => Some(Literal::Text(text.clone())),
        Value::Number(text) => text.parse().ok().map(Literal::Integer),
        Value::Bool(value) => Some(Literal::Boolean(*value)),
        _ => None,
    }
}

/// Of several branches of strings, or of numbers, among others: the one that takes the values of all, if there is one.
fn widest_alone(candidates: &mut Vec<Candidate<'_>>, kind: Kind) {
    let of_kind = |candidate: &Candidate<'_>| candidate.kinds.iter().all(|found| *found == kind);
    if candidates.iter().all(of_kind) {
        return;
    }
    let narrows = |node: &Node| {
        ["enum", "format", "allOf", "oneOf", "anyOf"]
            .iter()
            .any(|key| node.get(key).is_some())
    };
    let number = |node: &Node| node.get("type").and_then(Node::as_str) != Some("integer");
    let widest = |node: &Node| !narrows(node) && (kind != Kind::Number || number(node));
    let Some(kept) = candidates
        .iter()
        .position(|candidate| of_kind(candidate) && widest(candidate.node))
    else {
        return;
    };
    let mut at = 0;
    candidates.retain(|candidate| {
        at += 1;
        at - 1 == kept || !of_kind(candidate)
    });
}

/// The name of the component that a pointer leads to.
fn component(at: &str) -> Option<String> {
    let name = at.strip_prefix("/components/schemas/")?;
    if name.contains('/') {
        None
    } else {
        pointer::steps(at).last()
    }
}

/// A branch that is `null` alone.
fn is_null(node: &Node) -> bool {
    let values = node.get("enum").map(Node::items).unwrap_or_default();
    !values.is_empty() && values.iter().all(|value| value.value == Value::Null)
}

/// A branch that says "an object, or `null`" and no more. Behind a reference it is how Microsoft.OpenApi.OData writes that
/// what is referred to may be `null`, as OpenAPI 3.0 has no word for it: two thirds of all choices in public documents.
fn is_only_nullable(node: &Node) -> bool {
    let says_no_more = |key: &str| matches!(key, "type" | "nullable" | "title" | "description");
    node.get("type").and_then(Node::as_str) == Some("object")
        && node.get("nullable").and_then(Node::as_bool) == Some(true)
        && node.members().iter().all(|member| says_no_more(&member.key))
}

fn number(candidates: &[Candidate<'_>]) -> Type {
    let integers: Vec<_> = candidates
        .iter()
        .filter(|candidate| {
            let kind = candidate.node.get("type").and_then(Node::as_str);
            kind == Some("integer") || (kind.is_none() && listed(candidate.node).is_some())
        })
        .map(|candidate| integer(candidate.node, format(candidate)))
        .collect();
    match integers.as_slice() {
        _ if integers.len() < candidates.len() => Type::Number,
        [first, others @ ..] if others.iter().all(|other| other == first) => Type::Integer(*first),
        _ if integers.contains(&Integer::U64) => Type::Number,
        _ => Type::Integer(Integer::I64),
    }
}

/// The type of strings that are not restricted to some values.
fn text(candidates: &[Candidate<'_>]) -> Type {
    let mut formats = candidates
        .iter()
        .map(|candidate| format(candidate).and_then(Format::of));
    match formats.next().flatten() {
        Some(first) if formats.all(|other| other == Some(first)) => Type::Formatted(first),
        _ => Type::String,
    }
}

fn format<'d>(candidate: &Candidate<'d>) -> Option<&'d str> {
    candidate.node.get("format").and_then(Node::as_str)
}

/// By a required property that no other branch has. One branch may do without, if it requires another property.
fn own_properties(merged: &[Merged<'_>]) -> Option<Vec<Test>> {
    let own = |at: usize| {
        let others = || merged.iter().enumerate().filter(move |(other, _)| *other != at);
        merged[at].required.iter().find(|property| {
            others().all(|(_, other)| {
                other.properties.iter().all(|(name, ..)| name != *property) && !other.required.contains(*property)
            })
        })
    };
    let found: Vec<_> = (0..merged.len()).map(own).collect();
    let without = found.iter().filter(|property| property.is_none()).count();
    if without > 1 {
        return None;
    }
    let tests = found.iter().enumerate().map(|(at, property)| match property {
        Some(property) => Some(Test::Has(vec![(**property).to_owned()])),
        None => {
            let required: Vec<_> = merged[at].required.iter().map(|name| (*name).to_owned()).collect();
            (!required.is_empty()).then_some(Test::Has(required))
        }
    });
    tests.collect()
}

fn variant_name(candidate: &Candidate<'_>, test: &Test) -> String {
    if let Some(component) = &candidate.component {
        return pascal(component);
    }
    let word = |key: &str| candidate.node.get(key).and_then(Node::as_str);
    let kind = match candidate.kinds.first() {
        Some(Kind::Boolean) => "Boolean",
        Some(Kind::Number) if word("type") == Some("integer") => "Integer",
        Some(Kind::Number) => "Number",
        Some(Kind::String) => "String",
        Some(Kind::Array) => "List",
        _ => "Object",
    };
    match (word("title"), test) {
        (Some(title), _) => pascal(title),
        (None, Test::Tag { property, values } | Test::TagOrAbsent { property, values }) => match values.first() {
            Some(Literal::Text(text)) => pascal(text),
            Some(other) => pascal(&format!("{property} {other}")),
            None => kind.to_owned(),
        },
        (None, Test::Has(properties)) => pascal(properties.first().map_or(kind, String::as_str)),
        (None, _) => kind.to_owned(),
    }
}
