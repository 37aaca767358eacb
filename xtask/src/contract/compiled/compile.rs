//! Compiles schemas.
//!
//! The unit of compilation is a set: all schemas that apply to one value. So `allOf` needs no merging; its
//! branches join the set, and each property has the set of what they say of it.

use std::cmp::Ordering;
use std::collections::{BTreeMap, HashMap};

use codegen::document::{Keywords as Asserted, Value};
use codegen::view::{Direction, Place};

use super::program::{Array, Id, Listed, Node, Numbers, Object, Program, Property, Strings};
use super::together::{Together, or_null};
use crate::contract::counters::Counters;
use crate::contract::value::decimal::Decimal;
use crate::contract::value::{Keywords, bounds};

/// The keywords that choose among schemas, which are left to the exact check.
const COMPOSED: [&str; 4] = ["oneOf", "anyOf", "not", "discriminator"];

/// The keywords of JSON Schema 2020-12 that are left to the exact check.
const BEYOND: [&str; 12] = [
    "if",
    "dependentRequired",
    "dependentSchemas",
    "patternProperties",
    "propertyNames",
    "unevaluatedProperties",
    "prefixItems",
    "contains",
    "unevaluatedItems",
    "$dynamicRef",
    "then",
    "else",
];

/// Whether a schema of JSON Schema 2020-12 says what only the exact check understands.
fn is_beyond(schema: &Place<'_>) -> bool {
    let is_plain = || schema.node.as_bool() != Some(false) && schema.keywords() == Asserted::ALL;
    schema.document.version().has_json_schema() && (schema.has_any(&BEYOND) || !is_plain())
}

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
        let together = Together::of(&roots);
        self.program.nested = self.program.nested.max(together.nested);
        let is_composed = |place: &Place<'_>| place.has_any(&COMPOSED) && or_null(place).is_none();
        let is_exact = |place: &Place<'_>| place.is_broken() || is_composed(place) || is_beyond(place);
        let kinds = together.kinds();
        let (schemas, optional) = (together.schemas, together.optional);
        // Where a dynamic reference leads depends on all schemas around it.
        let exact = schemas.iter().any(is_exact)
            || self.keywords.dynamic
            || together.is_mixed
            || next >= MAX_NODES
            || self.program.slots >= MAX_PROPERTIES;
        self.program.nodes.push(Node {
            kinds,
            listed: schemas
                .iter()
                .zip(optional)
                .flat_map(|(place, is_optional)| {
                    let all = [listed(place, self.counters), constant(place, self.keywords)];
                    all.map(|listed| listed.map(|listed| Listed { is_optional, ..listed }))
                })
                .flatten()
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
        let (schemas, direction) = (Together::of(&node.roots).schemas, node.direction);
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
                    if property.marks(elsewhere) {
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
            .filter(|name| !self.property(name).is_some_and(|property| property.marks(elsewhere)))
            .collect()
    }
}

/// The counts that a keyword sets.
fn counts<'s>(schemas: &'s Schemas<'_>, keyword: &'static str) -> impl Iterator<Item = usize> + 's {
    schemas.iter().filter_map(move |place| place.count(keyword))
}

fn listed(schema: &Place<'_>, counters: &Counters<'_>) -> Option<Listed> {
    let list = schema.raw("enum")?;
    let mut listed = Listed {
        first: counters.listed(schema.node),
        ..Listed::default()
    };
    for (index, value) in (0..).zip(list.node.items()) {
        listed.add(index, &value.value);
    }
    Some(listed)
}

/// `const`: an enumeration of one value.
fn constant(schema: &Place<'_>, keywords: &Keywords) -> Option<Listed> {
    let value = schema.raw("const").filter(|_| keywords.json_schema)?;
    let mut listed = Listed::default();
    listed.add(0, &value.node.value);
    Some(listed)
}

impl Listed {
    fn add(&mut self, index: u32, value: &Value) {
        match value {
            Value::Null => _ = self.null.get_or_insert(index),
            Value::Bool(truth) => _ = self.bools[usize::from(*truth)].get_or_insert(index),
            Value::String(text) => _ = self.strings.entry(text.as_str().into()).or_insert(index),
            Value::Number(text) => match Decimal::parse(text) {
                Some(number) => _ = self.numbers.entry(number).or_insert(index),
                // As the exact check has it.
                None => _ = self.strings.entry(text.as_str().into()).or_insert(index),
            },
            // Lists and objects are compared by the exact check.
            Value::Array(_) | Value::Object(_) => {}
        }
    }
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
        for limit in bounds(schema).into_iter().flatten() {
            let Some(bound) = Decimal::parse(limit.text) else {
                continue;
            };
            let (wrong, closed) = (limit.wrong, limit.closed);
            range = range.and_then(|range| {
                let bound: i64 = limit.text.parse().ok()?;
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
