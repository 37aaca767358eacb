//! The things of a document that are counted, and the counter of each: as many as the document has of them, whatever
//! the number of interactions.

use std::collections::HashMap;
use std::sync::Arc;

use codegen::Document;
use codegen::document::Node;

use codegen::view::{Direction, Operation, ParameterLocation, Place};

/// The number of a counter.
pub(crate) type Counter = u32;

/// Which counters there are, and for what.
pub(crate) struct Counters<'d> {
    /// How many there are.
    len: Counter,
    /// For each operation: its first counter.
    pub(crate) operations: Vec<OfOperation<'d>>,
    /// For each schema that names properties, by where it is in memory.
    objects: HashMap<usize, usize>,
    /// For each list of values, by where it is in memory: the first of its counters, one for each value.
    enums: HashMap<usize, Counter>,
    /// In the order of the document.
    pub(crate) places: Vec<Counted<'d>>,
    pub(crate) names: Arc<HashMap<String, Counter>>,
}

/// The counters of an operation.
pub(crate) struct OfOperation<'d> {
    /// How many interactions.
    pub(crate) interactions: Counter,
    /// The statuses in the document's order; the counters follow each other.
    pub(crate) statuses: Counter,
    /// The parameters of the query in the order in which they are looked at; the counters follow each other.
    pub(crate) queries: Counter,
    pub(crate) query_places: Vec<Place<'d>>,
}

/// A schema whose objects, or whose values, are counted.
pub(crate) struct Counted<'d> {
    pub(crate) schema: Place<'d>,
    /// The names of the properties, with their places; nothing for a list of values.
    pub(crate) properties: Option<Properties<'d>>,
    first: Counter,
}

/// The properties of a schema.
pub(crate) struct Properties<'d> {
    pub(crate) place: Place<'d>,
    by_name: HashMap<&'d str, Counter>,
}

/// The counters of a schema that names properties, for values that go one way.
#[derive(Clone, Copy)]
pub(crate) struct OfObject<'c, 'd> {
    /// How many objects.
    pub(crate) objects: Counter,
    properties: &'c Properties<'d>,
}

impl OfObject<'_, '_> {
    /// In how many of the objects a property was.
    pub(crate) fn property(&self, name: &str) -> Option<Counter> {
        Some(self.objects + 1 + self.properties.by_name.get(name)?)
    }
}

impl<'d> Counted<'d> {
    /// The counter of the objects that went one way, which those of the properties follow.
    pub(crate) fn objects(&self, direction: Direction) -> Counter {
        let count = self
            .properties
            .as_ref()
            .map_or(0, |properties| properties.by_name.len());
        match direction {
            Direction::Request => self.first,
            Direction::Response => self.first + 1 + Counter::try_from(count).unwrap_or_default(),
        }
    }

    /// The counter of the first value of a list.
    pub(crate) fn values(&self) -> Counter {
        self.first
    }
}

fn address(node: &Node) -> usize {
    std::ptr::from_ref(node).addr()
}

/// The counter of interactions that are an example of no operation.
pub(crate) const NO_OPERATION: Counter = 0;

impl<'d> Counters<'d> {
    pub(crate) fn of(document: &'d Document, operations: &[Operation<'d>]) -> Self {
        let mut counters = Self {
            len: NO_OPERATION + 1,
            operations: Vec::new(),
            objects: HashMap::new(),
            enums: HashMap::new(),
            places: Vec::new(),
            names: Arc::default(),
        };
        let mut names = HashMap::new();
        for operation in operations {
            let responses = operation.responses.as_ref();
            let statuses = responses.map_or(0, |responses| responses.entries.len());
            let query_places: Vec<_> = operation
                .parameters_to_read()
                .into_iter()
                .filter(|parameter| parameter.location == ParameterLocation::Query)
                .map(|parameter| parameter.place.clone())
                .collect();
            let interactions = counters.take(1);
            names.insert(operation.name(), interactions);
            let of = OfOperation {
                interactions,
                statuses: counters.take(statuses),
                queries: counters.take(query_places.len()),
                query_places,
            };
            counters.operations.push(of);
        }
        counters.names = Arc::new(names);
        counters.schemas(Place::root(document));
        counters
    }

    /// Finds the schemas below a value of the document: whatever looks like one. Others are never counted.
    fn schemas(&mut self, root: Place<'d>) {
        let mut open = vec![root];
        while let Some(place) = open.pop() {
            if let Some(properties) = place.get("properties").filter(|place| !place.node.members().is_empty()) {
                let names = properties.node.members().iter().map(|member| member.key.as_str());
                let by_name: HashMap<_, _> = names.zip(0..).collect();
                let first = self.take(2 * (1 + by_name.len()));
                self.objects.insert(address(place.node), self.places.len());
                let properties = Some(Properties {
                    place: properties,
                    by_name,
                });
                self.places.push(Counted {
                    schema: place.clone(),
                    properties,
                    first,
                });
            }
            if let Some(list) = place.node.get("enum").filter(|list| !list.items().is_empty()) {
                let first = self.take(list.items().len());
                self.enums.insert(address(place.node), first);
                self.places.push(Counted {
                    schema: place.clone(),
                    properties: None,
                    first,
                });
            }
            open.extend(place.children());
        }
    }

    /// How many counters there are.
    pub(crate) fn len(&self) -> usize {
        self.len as usize
    }

    fn take(&mut self, count: usize) -> Counter {
        let first = self.len;
        self.len = self
            .len
            .saturating_add(Counter::try_from(count).unwrap_or(Counter::MAX));
        first
    }

    /// The counters of a schema that names properties.
    pub(crate) fn object(&self, schema: &Node, direction: Direction) -> Option<OfObject<'_, 'd>> {
        let counted = &self.places[*self.objects.get(&address(schema))?];
        Some(OfObject {
            objects: counted.objects(direction),
            properties: counted.properties.as_ref()?,
        })
    }

    /// The counter of the first value that a schema lists.
    pub(crate) fn listed(&self, schema: &Node) -> Option<Counter> {
        self.enums.get(&address(schema)).copied()
    }
}
