//! Compiles schemas.
//!
//! The unit of compilation is a set: all schemas that apply to one value. So `allOf` needs no merging; its
//! branches join the set, and each property has the set of what they say of it.

use std::cmp::Ordering;
use std::collections::{BTreeMap, HashMap};

use codegen::document::Value;
use codegen::view::{Direction, Place};

use super::program::{Array, Id, Listed, Node, Numbers, Object, Program, Property, Strings, kind};
use crate::contract::counters::Counters;
use crate::contract::value::Keywords;
use crate::contract::value::decimal::Decimal;

/// Schemas that apply to one value.
type Schemas<'d> = Vec<Place<'d>>;

/// How many nodes are compiled. Sets of schemas could grow without end; what comes later is left to the exact check.
const MAX_NODES: usize = 100_000;

/// How many properties all nodes have together.
const MAX_PROPERTIES: usize = 1_000_000;

/// Compiles the schemas of a document, each set once.
pub(super) struct Compiler<'c, 'd> {
    pub(super) program: Program<'d>,
    pub(super) schemas: HashMap<(String, Direction), Id>,
    keywords: &'c Keywords,
    counters: &'c Counters<'d>,
    known: HashMap<(Direction, Vec<String>), Id>,
    /// The nodes whose inner nodes are not compiled yet.
    open: Vec<Id>,
}

impl<'c, 'd> Compiler<'c, 'd> {
    pub(super) fn new(keywords: &'c Keywords, counters: &'c Counters<'d>) -> Self {
        Self {
            program: Program::default(),
            schemas: HashMap::new(),
            keywords,
            counters,
            known: HashMap::new(),
            open: Vec::new(),
        }
    }

    /// The node of one schema that is not nested.
    pub(super) fn schema(&mut self, schema: &Place<'d>, direction: Direction) -> Id {
        let id = self.node(vec![schema.clone()], direction);
        self.schemas.insert((schema.resolved().pointer, direction), id);
        while let Some(open) = self.open.pop() {
            self.inner(open);
        }
        id
    }

    /// The node of a value of which nothing is said.
    pub(super) fn anything(&mut self) -> Id {
        self.node(Vec::new(), Direction::Response)
    }

    fn node(&mut self, schemas: Schemas<'d>, direction: Direction) -> Id {
        let mut roots: Schemas<'d> = Vec::new();
        for place in schemas {
            let root = if place.is_broken() { place } else { place.resolved() };
            if !roots.iter().any(|known| known.pointer == root.pointer) {
                roots.push(root);
            }
        }
        let key: Vec<_> = roots.iter().map(|place| place.pointer.clone()).collect();
        let next = self.program.nodes.len();
        let Ok(id) = Id::try_from(next) else { return 0 };
        if let Some(known) = self.known.get(&(direction, key.clone())) {
            return *known;
        }
        self.known.insert((direction, key), id);
        let (schemas, nested) = all(&roots);
        self.program.nested = self.program.nested.max(nested);
        let composed = |place: &Place<'_>| {
            ["oneOf", "anyOf", "not", "discriminator"]
                .iter()
                .any(|keyword| place.node.get(keyword).is_some())
        };
        let exact = schemas.iter().any(|place| composed(place) || place.is_broken())
            || next >= MAX_NODES
            || self.program.slots >= MAX_PROPERTIES;
        self.program.nodes.push(Node {
            kinds: schemas.iter().fold(kind::ALL, |kinds, place| kinds & kinds_of(place)),
            listed: schemas
                .iter()
                .filter_map(|place| listed(place, self.counters))
                .collect(),
            number: numbers(&schemas),
            string: strings(&schemas, self.keywords),
            array: Array::default(),
            object: Object::default(),
            roots,
            direction,
            exact,
            single: schemas.len() == 1,
        });
        if !exact {
            self.open.push(id);
        }
        id
    }

    /// Compiles what is within the values of a node.
    fn inner(&mut self, id: Id) {
        let node = &self.program.nodes[id as usize];
        let ((schemas, _), direction) = (all(&node.roots), node.direction);
        let array = Array {
            least: counts(&schemas, "minItems").max().unwrap_or_default(),
            most: counts(&schemas, "maxItems").min(),
            unique: schemas.iter().any(|place| place.is("uniqueItems")),
            items: self.node(
                schemas.iter().filter_map(|place| place.raw("items")).collect(),
                direction,
            ),
        };
        let mut object = self.object(&schemas, direction);
        object.slot = self.program.slots;
        self.program.slots += object.properties.len() + 1;
        let node = &mut self.program.nodes[id as usize];
        (node.array, node.object) = (array, object);
    }

    fn object(&mut self, schemas: &Schemas<'d>, direction: Direction) -> Object {
        let says: Vec<_> = schemas.iter().map(Says::new).collect();
        // Where no schema describes the properties, any is as documented.
        let open = says.iter().any(|says| says.open) || !says.iter().any(Says::describes);
        let mut names: BTreeMap<&'d str, ()> = BTreeMap::new();
        let mut order = Vec::new();
        let mut required = Vec::new();
        for says in &says {
            let own = says.properties.iter().flat_map(|place| place.node.members());
            let own = own.map(|member| member.key.as_str());
            let needed = says.required(direction);
            order.extend(
                own.chain(needed.iter().copied())
                    .filter(|name| names.insert(name, ()).is_none()),
            );
            required.extend(needed);
        }
        let counted = schemas
            .iter()
            .filter_map(|place| self.counters.object(place.node, direction));
        let counted: Vec<_> = counted.collect();
        let mut properties = Vec::new();
        for name in &order {
            let documented = open || says.iter().any(|says| says.property(name).is_some());
            properties.push(Property {
                name: Box::from(*name),
                quoted: quoted(name),
                required: required.contains(name),
                counters: counted.iter().filter_map(|counters| counters.property(name)).collect(),
                value: documented.then(|| self.under(&says, Some(name), direction)).flatten(),
            });
        }
        Object {
            any_name: open,
            least: counts(schemas, "minProperties").max().unwrap_or_default(),
            most: counts(schemas, "maxProperties").min(),
            required: u32::try_from(properties.iter().filter(|property| property.required).count()).unwrap_or(u32::MAX),
            by_name: (0..)
                .zip(&order)
                .map(|(index, name)| (Box::from(*name), index))
                .collect(),
            properties,
            slot: 0,
            counters: counted.iter().map(|counters| counters.objects).collect(),
            other: open.then(|| self.under(&says, None, direction)).flatten(),
        }
    }

    /// The node of what is under a name, or under any name that no schema documents; `None` if it must not be there.
    fn under(&mut self, says: &[Says<'d>], name: Option<&str>, direction: Direction) -> Option<Id> {
        let mut inner = Vec::new();
        for says in says {
            match (name.and_then(|name| says.property(name)), &says.additional) {
                (Some(property), _) => {
                    let elsewhere = match direction {
                        Direction::Request => "readOnly",
                        Direction::Response => "writeOnly",
                    };
                    if property.is(elsewhere) {
                        return None;
                    }
                    inner.push(property);
                }
                (None, Some(additional)) => match additional.node.as_bool() {
                    Some(true) => {}
                    Some(false) => return None,
                    None => inner.push(additional.clone()),
                },
                (None, None) => {}
            }
        }
        Some(self.node(inner, direction))
    }
}

/// What one schema says of the properties of its objects.
struct Says<'d> {
    properties: Option<Place<'d>>,
    additional: Option<Place<'d>>,
    required: Option<Place<'d>>,
    /// Properties of any other name are documented too.
    open: bool,
}

impl<'d> Says<'d> {
    fn new(schema: &Place<'d>) -> Self {
        let properties = schema.get("properties");
        let additional = schema.raw("additionalProperties");
        Self {
            open: additional
                .as_ref()
                .is_some_and(|place| place.node.as_bool() != Some(false)),
            properties,
            additional,
            required: schema.raw("required"),
        }
    }

    /// Whether it says which properties there may be.
    fn describes(&self) -> bool {
        self.properties.is_some() || self.additional.is_some()
    }

    fn property(&self, name: &str) -> Option<Place<'d>> {
        self.properties.as_ref()?.get(name)
    }

    /// The names that must be there. What goes only the other way is required only there.
    fn required(&self, direction: Direction) -> Vec<&'d str> {
        let elsewhere = match direction {
            Direction::Request => "readOnly",
            Direction::Response => "writeOnly",
        };
        let names = self.required.iter().flat_map(|list| list.node.items());
        names
            .filter_map(|name| name.as_str())
            .filter(|name| !self.property(name).is_some_and(|property| property.is(elsewhere)))
            .collect()
    }
}

/// The schemas with the branches of their `allOf`, each once, in the order in which they apply; and how many are in
/// each other at most.
fn all<'d>(roots: &Schemas<'d>) -> (Schemas<'d>, usize) {
    let mut all: Schemas<'d> = Vec::new();
    let mut deepest = 0;
    let mut open: Vec<_> = roots.iter().rev().map(|root| (root.clone(), 1)).collect();
    while let Some((schema, depth)) = open.pop() {
        deepest = deepest.max(depth);
        if all.iter().any(|known| known.pointer == schema.pointer) {
            continue;
        }
        let branches = schema.raw("allOf");
        let branches: Vec<_> = branches.iter().flat_map(Place::items).collect();
        let inner = branches.into_iter().rev().map(|branch| (branch, depth + 1));
        open.extend(inner);
        all.push(schema);
    }
    (all, deepest)
}

/// The counts that a keyword sets.
fn counts<'s>(schemas: &'s Schemas<'_>, keyword: &'static str) -> impl Iterator<Item = usize> + 's {
    schemas.iter().filter_map(move |place| place.count(keyword))
}

/// The kinds of values that a schema takes.
fn kinds_of(schema: &Place<'_>) -> u8 {
    let kinds = match schema.str("type") {
        None => return kind::ALL,
        Some("boolean") => kind::BOOL,
        Some("integer") => kind::WHOLE,
        Some("number") => kind::WHOLE | kind::FRACTION,
        Some("string") => kind::STRING,
        Some("array") => kind::ARRAY,
        Some("object") => kind::OBJECT,
        Some(_) => 0,
    };
    kinds | if schema.is("nullable") { kind::NULL } else { 0 }
}

fn listed(schema: &Place<'_>, counters: &Counters<'_>) -> Option<Listed> {
    let list = schema.raw("enum")?;
    let mut listed = Listed {
        first: counters.listed(schema.node),
        ..Listed::default()
    };
    for (index, value) in (0..).zip(list.node.items()) {
        match &value.value {
            Value::Null => _ = listed.null.get_or_insert(index),
            Value::Bool(truth) => _ = listed.bools[usize::from(*truth)].get_or_insert(index),
            Value::String(text) => _ = listed.strings.entry(text.as_str().into()).or_insert(index),
            Value::Number(text) => match Decimal::parse(text) {
                Some(number) => _ = listed.numbers.entry(number).or_insert(index),
                // As the exact check has it.
                None => _ = listed.strings.entry(text.as_str().into()).or_insert(index),
            },
            // Lists and objects are compared by the exact check.
            Value::Array(_) | Value::Object(_) => {}
        }
    }
    Some(listed)
}

fn numbers<'d>(schemas: &Schemas<'d>) -> Option<Box<Numbers<'d>>> {
    let mut numbers = Numbers::default();
    let mut range = Some((i64::MIN, i64::MAX));
    for schema in schemas {
        if let Some(format) = schema.str("format") {
            match format {
                "int32" => range = range.map(|range| within(range, i32::MIN.into(), i32::MAX.into())),
                "int64" | "float" | "double" => {}
                _ => continue,
            }
            numbers.formats.push(format);
        }
    }
    for schema in schemas {
        for (keyword, exclusive, wrong) in [
            ("minimum", "exclusiveMinimum", Ordering::Less),
            ("maximum", "exclusiveMaximum", Ordering::Greater),
        ] {
            let Some(text) = schema.number(keyword) else { continue };
            let Some(bound) = Decimal::parse(text) else { continue };
            let closed = schema.is(exclusive);
            range = range.and_then(|range| {
                let bound: i64 = text.parse().ok()?;
                Some(match wrong {
                    Ordering::Less => within(range, bound.checked_add(closed.into())?, i64::MAX),
                    _ => within(range, i64::MIN, bound.checked_sub(closed.into())?),
                })
            });
            numbers.bounds.push((bound, wrong, closed));
        }
        if let Some(step) = schema.number("multipleOf").and_then(Decimal::parse) {
            numbers.steps.push(step);
            range = None;
        }
    }
    numbers.range = range;
    let nothing = numbers.formats.is_empty() && numbers.bounds.is_empty() && numbers.steps.is_empty();
    (!nothing).then(|| Box::new(numbers))
}

/// What two ranges have in common.
fn within((least, most): (i64, i64), other_least: i64, other_most: i64) -> (i64, i64) {
    (least.max(other_least), most.min(other_most))
}

fn strings<'d>(schemas: &Schemas<'d>, keywords: &Keywords) -> Option<Box<Strings<'d>>> {
    const CHECKED: [&str; 6] = ["date-time", "date", "ipv4", "ipv6", "uuid", "byte"];
    let mut strings = Strings {
        least: counts(schemas, "minLength").max().unwrap_or_default(),
        most: counts(schemas, "maxLength").min(),
        ..Strings::default()
    };
    for schema in schemas {
        if let Some(pattern) = schema.str("pattern") {
            match keywords.pattern(pattern) {
                Some(regex) => strings.patterns.push(regex.clone()),
                None => strings.unreadable = true,
            }
        }
        strings
            .formats
            .extend(schema.str("format").filter(|format| CHECKED.contains(format)));
    }
    let nothing = strings.least == 0
        && strings.most.is_none()
        && strings.patterns.is_empty()
        && !strings.unreadable
        && strings.formats.is_empty();
    (!nothing).then(|| Box::new(strings))
}

/// A name in quotes, as a text has it; empty where it cannot be there without escapes.
fn quoted(name: &str) -> Box<[u8]> {
    let plain = name.bytes().all(|byte| !matches!(byte, b'"' | b'\\' | 0..=0x1F));
    if plain {
        format!("\"{name}\"").into_bytes().into()
    } else {
        Box::default()
    }
}
