//! Schemas: objects and string enums become named types, everything else is written where it is used.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::enums::Origin;
use super::listed::of_values;
use super::names::{TAKEN_TYPES, pascal};
use super::shape::{Loss, Merged, Shape, has_null_branch, is_choice};
use super::{Lowering, prose, rust_names, virtual_pointer};
use crate::diagnostic::rules;
use crate::document::{Node, pointer};
use crate::markdown::code_span;
use crate::model::{Bounds, Field, Format, Integer, Literal, Struct, Type, Types};

/// How many schemas without a name of their own may be nested.
const MOST_LEVELS: usize = 128;

/// The types met so far.
#[derive(Debug)]
pub(super) struct Schemas {
    pub(super) types: Types,
    /// Names of types, by the pointer of their schema.
    names: BTreeMap<String, String>,
    /// The names of all types, where some want the same one.
    given: BTreeMap<String, String>,
    /// Pointers and names of the types still to be lowered: a queue, because a recursion would follow the document.
    waiting: VecDeque<(String, String)>,
    /// Pointers of the schemas that are being lowered in place.
    within: Vec<String>,
}

impl Schemas {
    /// The pointer of the schema whose type is called `name`.
    pub(super) fn place_of(&self, name: &str) -> Option<String> {
        let mut named = self.names.iter();
        named.find(|(_, known)| *known == name).map(|(at, _)| at.clone())
    }
}

impl Schemas {
    /// No types yet, with names by the pointers of the schemas where those that the places want are not distinct.
    pub(super) fn with_names(given: BTreeMap<String, String>) -> Self {
        Self {
            types: Types::default(),
            names: BTreeMap::new(),
            given,
            waiting: VecDeque::new(),
            within: Vec::new(),
        }
    }
}

/// The type of a schema, and whether it allows `null`.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Typed {
    pub(super) ty: Type,
    pub(super) nullable: bool,
}

impl Typed {
    pub(super) fn not_null(ty: Type) -> Self {
        Self { ty, nullable: false }
    }

    /// The type of all values, `null` included where the schema has it.
    pub(super) fn into_type(self) -> Type {
        if self.nullable { self.ty.or_null() } else { self.ty }
    }
}

impl<'d> Lowering<'d> {
    /// Gives the document's own schemas their names, before any schema without a name takes one of them.
    pub(super) fn name_components(&mut self) {
        for (at, node) in self.component_schemas() {
            let shape = self.shape(&at, node);
            let typed = matches!(shape, Shape::Object(_) | Shape::Enum(_) | Shape::OneOf(_));
            if node.get("$ref").is_none() && typed {
                let step = pointer::steps(&at).last().unwrap_or_default();
                self.name(&at, &pascal(&step));
            }
        }
        // A schema on which others build, by itself.
        for (at, _) in self.component_schemas() {
            if !self.hierarchy.descendants(&at).is_empty() {
                let step = pointer::steps(&at).last().unwrap_or_default();
                self.name(
                    &virtual_pointer::pointer_of(&at, &[]),
                    &format!("{}Base", pascal(&step)),
                );
            }
        }
    }

    /// Lowers every schema of the document that has a type of its own, whether an operation uses it or not.
    pub(super) fn lower_components(&mut self) {
        for (at, node) in self.component_schemas() {
            let step = pointer::steps(&at).last().unwrap_or_default();
            self.lower(&at, node, &pascal(&step));
        }
        self.lower_waiting();
    }

    /// Makes the types that others refer to.
    pub(super) fn lower_waiting(&mut self) {
        while let Some((at, name)) = self.schemas.waiting.pop_front() {
            let Some(node) = self.at(&at) else { continue };
            match self.shape(&at, node) {
                Shape::Object(merged) => self.lower_object(&at, node, &name, &merged),
                Shape::Enum(values) => self.lower_enum(&at, node, &name, &values, Origin::List),
                Shape::OneOf(branches) => self.lower_union(&at, node, &name, &branches),
                _ => {}
            }
        }
    }

    pub(super) fn component_schemas(&self) -> Vec<(String, &'d Node)> {
        let schemas = self
            .document
            .at("/components/schemas")
            .map(Node::members)
            .unwrap_or_default();
        let at = |key: &str| pointer::child("/components/schemas", key);
        schemas.iter().map(|member| (at(&member.key), &member.node)).collect()
    }

    /// Whether the type called `name` is one of several types.
    pub(super) fn is_union(&self, name: &str) -> bool {
        let mut named = self.schemas.names.iter();
        let at = named.find(|(_, known)| *known == name).map(|(at, _)| at.as_str());
        at.and_then(|at| Some((at, self.at(at)?)))
            .is_some_and(|(at, node)| matches!(self.shape(at, node), Shape::OneOf(_)))
    }

    /// Whether the type called `name` is a struct.
    pub(super) fn is_object(&self, name: &str) -> bool {
        let mut named = self.schemas.names.iter();
        let Some((at, _)) = named.find(|(_, known)| *known == name) else {
            return false;
        };
        self.at(at)
            .is_some_and(|node| matches!(self.shape(at, node), Shape::Object(_)))
    }

    /// Whether the type called `name` is an enum of integers.
    pub(super) fn is_integer(&self, name: &str) -> bool {
        matches!(self.type_of_values(name), Some(Type::Integer(_)))
    }

    /// What the values of the enum called `name` are: integers or texts.
    pub(super) fn type_of_values(&self, name: &str) -> Option<Type> {
        let mut named = self.schemas.names.iter();
        let (at, _) = named.find(|(_, known)| *known == name)?;
        match self.shape(at, self.at(at)?) {
            Shape::Enum(values) => Some(match values.first()?.value {
                Literal::Text(_) => Type::String,
                Literal::Integer(_) => Type::Integer(Integer::I64),
                Literal::Boolean(_) => Type::Boolean,
            }),
            _ => None,
        }
    }

    /// The name that a place wants, whichever others want it, too.
    fn wanted_name(&self, at: &str, wanted: &str) -> String {
        let is_own = virtual_pointer::is_of_document(at) && !rust_names::is_property(at);
        if let Some(name) = self.at(at).filter(|_| is_own).and_then(rust_names::of_type) {
            return name.to_owned();
        }
        // Put together of names, it may be none that naming leaves alone: `AB` in `ResponseAB`.
        let name = pascal(wanted);
        match TAKEN_TYPES.contains(&name.as_str()) {
            true => format!("{name}Value"),
            false => name,
        }
    }

    /// A name of its own for each type, if some want the same one.
    pub(super) fn distinct_names(&self) -> Option<BTreeMap<String, String>> {
        let names = &self.schemas.names;
        let different: BTreeSet<&String> = names.values().collect();
        (different.len() < names.len()).then(|| rust_names::assign(names, self))
    }

    pub(super) fn name(&mut self, at: &str, wanted: &str) -> String {
        if let Some(name) = self.schemas.names.get(at) {
            return name.clone();
        }
        let name = self.schemas.given.get(at).cloned();
        let name = name.unwrap_or_else(|| self.wanted_name(at, wanted));
        self.schemas.names.insert(at.to_owned(), name.clone());
        self.schemas.waiting.push_back((at.to_owned(), name.clone()));
        name
    }

    /// Lowers the schema at `at`. `hint` is what its type is called if it needs a name and the document gives it none.
    pub(super) fn lower(&mut self, at: &str, node: &'d Node, hint: &str) -> Typed {
        let (there, target) = self.resolve(at, node);
        let hint = if there == at {
            hint.to_owned()
        } else {
            pascal(&pointer::steps(&there).last().unwrap_or_default())
        };
        if self.schemas.within.contains(&there) || self.schemas.within.len() > MOST_LEVELS {
            self.find(
                &rules::RECURSIVE_ALIAS,
                at,
                "this schema contains itself without an object in between, which no Rust type can express",
                "the client has an untyped JSON value here; make it an object to have it typed",
            );
            return Typed::not_null(Type::Any);
        }
        self.schemas.within.push(there.clone());
        let mut typed = self.lower_target(&there, target, &hint);
        self.schemas.within.pop();
        self.schemas.types.has_formats |= matches!(typed.ty, Type::Formatted(_));
        match target.get("nullable").and_then(Node::as_bool) {
            Some(true) => typed.nullable = true,
            // Another schema that applies does not allow it.
            Some(false) if virtual_pointer::is_intersection(&there) => typed.nullable = false,
            _ if has_null_branch(target) => typed.nullable = true,
            _ => {}
        }
        typed
    }

    fn lower_target(&mut self, at: &str, node: &'d Node, hint: &str) -> Typed {
        let shape = self.shape(at, node);
        self.report_loss(at, node);
        let is_dropped = matches!(shape, Shape::Object(_)) && self.has_choice(at, node);
        if is_dropped {
            self.find(
                &rules::COMPOSITION_LOWERED,
                at,
                "this choice is next to properties, and not every branch is an object",
                "the client has the properties without the choice; describe each branch as an object",
            );
        }
        let typed = self.lower_shape(at, node, shape, hint);
        if is_choice(node) {
            let is_typed = !is_dropped && typed.ty != Type::Any;
            self.choices
                .entry(virtual_pointer::place(at).into_owned())
                .or_insert(is_typed);
        }
        typed
    }

    fn lower_shape(&mut self, at: &str, node: &'d Node, shape: Shape<'d>, hint: &str) -> Typed {
        match shape {
            Shape::Object(_) => self.reference(at, hint),
            Shape::Enum(_) => self.reference(at, hint),
            Shape::Same(at, node) => self.lower(&at, node, hint),
            Shape::OneOf(branches) => self.choose(at, &branches, hint),
            Shape::Opaque => Typed::not_null(Type::Any),
            Shape::Plain => self.lower_plain(at, node, hint),
        }
    }

    /// Reports what the type of schemas that all apply says less than they do.
    fn report_loss(&mut self, at: &str, node: &'d Node) {
        let is_intersection = virtual_pointer::is_intersection(at);
        let loss = match is_intersection {
            true => self.meet(at, node).loss,
            false if matches!(self.shape(at, node), Shape::Opaque) => Some(Loss::Contradiction),
            false => None,
        };
        let Some(loss) = loss else { return };
        let places = virtual_pointer::places_of(at).unwrap_or_default();
        let schemas = match places.as_slice() {
            [] | [_] => "all schemas of this `allOf`".to_owned(),
            several => {
                let places: Vec<_> = several.iter().map(|place| format!("`{place}`")).collect();
                format!("{}, which all apply to this value", places.join(" and "))
            }
        };
        let (message, help) = match loss {
            Loss::Contradiction => (
                format!("no Rust type has the values of {schemas}"),
                "the client has an untyped JSON value here; correct what contradicts the rest to have it typed",
            ),
            Loss::Choice => (
                format!("a choice cannot be combined with the rest of {schemas}"),
                "the client has the type of the last schema; describe the values in one schema to have all of them typed",
            ),
        };
        self.find(&rules::COMPOSITION_LOWERED, at, message, help);
    }

    fn reference(&mut self, at: &str, hint: &str) -> Typed {
        let name = self.name(at, hint);
        Typed::not_null(Type::Named(name))
    }

    fn lower_plain(&mut self, at: &str, node: &'d Node, hint: &str) -> Typed {
        let kind = node.get("type").and_then(Node::as_str);
        let kind = kind
            .or_else(|| node.get("items").map(|_| "array"))
            .or_else(|| node.get("additionalProperties").map(|_| "object"))
            .or_else(|| of_values(node));
        let format = node.get("format").and_then(Node::as_str);
        let text = format.and_then(Format::of).map_or(Type::String, Type::Formatted);
        Typed::not_null(match kind {
            Some("string") => text,
            Some("boolean") => Type::Boolean,
            // Also with the format `float`: as 32 bits a number would not be written back as it was read.
            Some("number") => Type::Number,
            Some("integer") => Type::Integer(integer(node, format)),
            Some("array") => {
                let items = self
                    .value_at(at, node, "items")
                    .map(|(items_at, items)| self.lower(&items_at, items, &format!("{hint}Item")).into_type());
                Type::List(Box::new(items.unwrap_or(Type::Any)))
            }
            Some("object") => match self.value_at(at, node, "additionalProperties") {
                Some((values_at, values)) if values.as_bool().is_none() => {
                    let values = self.lower(&values_at, values, &format!("{hint}Value")).into_type();
                    Type::Map(Box::new(values))
                }
                _ => Type::Map(Box::new(Type::Any)),
            },
            _ => Type::Any,
        })
    }

    fn lower_object(&mut self, at: &str, node: &'d Node, name: &str, merged: &Merged<'d>) {
        let stated: Vec<_> = merged.properties.iter().map(|(name, _, node)| (*name, *node)).collect();
        // The name of the map stays if a property is called like it.
        let reserved: &[&str] = if merged.additional.is_some() { &["extra"] } else { &[] };
        let names = rust_names::of_fields(&stated, reserved);
        let mut fields = Vec::new();
        for ((property, at, schema), field) in merged.properties.iter().zip(names) {
            let mut typed = self.lower(at, schema, &format!("{name}{}", pascal(property)));
            let target = self.resolve(at, schema).1;
            let one_way = |key: &str| target.get(key).and_then(Node::as_bool) == Some(true);
            // What is only in requests or only in responses cannot be required of a type that serves both.
            let required = merged.required.contains(property) && !one_way("readOnly") && !one_way("writeOnly");
            let nullable = typed.nullable;
            if !required && matches!(typed.ty, Type::List(_)) {
                // Absent, null and empty are one for an optional list.
                typed.nullable = false;
            }
            fields.push(Field {
                at: virtual_pointer::place(at).into_owned(),
                name: field,
                wire_name: Some((*property).to_owned()),
                ty: typed.into_type(),
                required,
                nullable,
                deprecated: prose::is_deprecated(schema) || prose::is_deprecated(target),
                bounds: self.bounds(at, schema),
                default: target.get("default").map(prose::value),
                docs: prose::of_schema(target),
            });
        }
        if let Some((at, additional)) = &merged.additional {
            let values = match additional.as_bool() {
                Some(_) => Type::Any,
                None => self.lower(at, additional, &format!("{name}Value")).into_type(),
            };
            fields.push(Field {
                at: virtual_pointer::place(at).into_owned(),
                name: "extra".to_owned(),
                wire_name: None,
                ty: Type::Map(Box::new(values)),
                required: false,
                nullable: false,
                deprecated: false,
                bounds: Bounds::default(),
                default: None,
                docs: vec!["The properties that have no name in the document.".to_owned()],
            });
        }
        let mut docs = prose::description(node);
        if docs.is_empty() {
            let name = pointer::last(&virtual_pointer::place(at));
            docs.push(format!("{} of the document.", code_span(&name)));
        }
        if prose::is_deprecated(node) {
            docs.push("**Deprecated.**".to_owned());
        }
        docs.extend(prose::external_docs(node));
        let at = virtual_pointer::place(at).into_owned();
        self.schemas
            .types
            .structs
            .insert(name.to_owned(), Struct { at, docs, fields });
    }
}

/// How wide an integer is by its format, or by its bounds and values where that width does not hold them.
pub(super) fn integer(node: &Node, format: Option<&str>) -> Integer {
    let is_exclusive = node.get("exclusiveMinimum").and_then(Node::as_bool) == Some(true);
    let minimum = node.get("minimum").and_then(whole);
    let minimum = minimum.map(|minimum| minimum.saturating_add(is_exclusive.into()));
    let maximum = node.get("maximum").and_then(whole);
    let default = node.get("default").and_then(whole);
    let listed = node.get("enum").map(Node::items).unwrap_or_default();
    let values: Vec<i128> = listed.iter().filter_map(whole).chain(default).collect();
    let least = values.iter().copied().chain(minimum).min();
    let greatest = values.iter().copied().chain(minimum).chain(maximum).max();
    let holds = |from: i128, to: i128| {
        let holds = |bound: Option<i128>| bound.is_none_or(|bound| from <= bound && bound <= to);
        holds(least) && holds(greatest)
    };
    // Where the bounds contradict the format, they may be what is true.
    let narrow = |integer, from: i128, to: i128| if holds(from, to) { integer } else { Integer::I64 };
    match format {
        Some("int8") => narrow(Integer::I8, i8::MIN.into(), i8::MAX.into()),
        Some("int16") => narrow(Integer::I16, i16::MIN.into(), i16::MAX.into()),
        Some("int32") => narrow(Integer::I32, i32::MIN.into(), i32::MAX.into()),
        Some("int64") => Integer::I64,
        Some("uint8") => narrow(Integer::U8, 0, u8::MAX.into()),
        Some("uint16") => narrow(Integer::U16, 0, u16::MAX.into()),
        Some("uint32") => narrow(Integer::U32, 0, u32::MAX.into()),
        Some("uint64") => narrow(Integer::U64, 0, i128::MAX),
        // A maximum alone does not say that there are no negative values.
        _ if holds(0, i128::MAX) && !holds(0, i64::MAX.into()) && (minimum.is_some() || !values.is_empty()) => {
            Integer::U64
        }
        _ => Integer::I64,
    }
}

/// A whole number, also one that is written as `1e3`.
fn whole(node: &Node) -> Option<i128> {
    let text = node.as_number()?;
    // A number that is too great becomes the greatest one.
    #[expect(clippy::cast_possible_truncation, reason = "it saturates")]
    let rounded = || text.parse::<f64>().ok().map(|number| number as i128);
    text.parse().ok().or_else(rounded)
}
