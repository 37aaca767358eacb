//! Counts what was seen of what a document promises: as many counters as the document has such promises, whatever the
//! number of interactions.

use std::collections::HashMap;
use std::sync::Arc;

use codegen::Document;
use codegen::document::Node;

use super::fast::Scratch;
use super::parameters;
use super::place::Place;
use super::schema::Direction;
use super::{Contract, Operation};

/// The number of a counter.
pub(super) type Counter = u32;

/// Which counters there are, and for what.
pub(super) struct Counters<'d> {
    /// How many there are.
    len: Counter,
    /// For each operation: the first of its own.
    pub(super) operations: Vec<OfOperation<'d>>,
    /// For each schema that names properties, by where it stands in memory.
    objects: HashMap<usize, usize>,
    /// For each list of values, by where it stands in memory: the first of its counters, one for each value.
    enums: HashMap<usize, Counter>,
    /// In the order of the document.
    pub(super) places: Vec<Counted<'d>>,
    names: Arc<HashMap<String, Counter>>,
}

/// The counters of an operation.
pub(super) struct OfOperation<'d> {
    /// How many interactions.
    pub(super) interactions: Counter,
    /// The statuses in the document's order; the counters follow each other.
    pub(super) statuses: Counter,
    /// The parameters of the query in the order in which they are looked at; the counters follow each other.
    pub(super) queries: Counter,
    pub(super) query_places: Vec<Place<'d>>,
}

/// A schema whose objects, or whose values, are counted.
pub(super) struct Counted<'d> {
    pub(super) schema: Place<'d>,
    /// The names of the properties, with their places; nothing for a list of values.
    pub(super) properties: Option<Properties<'d>>,
    first: Counter,
}

/// The properties of a schema.
pub(super) struct Properties<'d> {
    pub(super) place: Place<'d>,
    by_name: HashMap<&'d str, Counter>,
}

/// The counters of a schema that names properties, for values that go one way.
#[derive(Clone, Copy)]
pub(super) struct OfObject<'c, 'd> {
    /// How many objects.
    pub(super) objects: Counter,
    properties: &'c Properties<'d>,
}

impl OfObject<'_, '_> {
    /// In how many of the objects a property was.
    pub(super) fn property(&self, name: &str) -> Option<Counter> {
        Some(self.objects + 1 + self.properties.by_name.get(name)?)
    }
}

impl<'d> Counted<'d> {
    /// The counter of the objects that went one way, which those of the properties follow.
    pub(super) fn objects(&self, direction: Direction) -> Counter {
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
    pub(super) fn values(&self) -> Counter {
        self.first
    }
}

fn address(node: &Node) -> usize {
    std::ptr::from_ref(node).addr()
}

/// The counter of interactions that are an example of no operation.
const NO_OPERATION: Counter = 0;

impl<'d> Counters<'d> {
    pub(super) fn of(document: &'d Document, operations: &[Operation<'d>]) -> Self {
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
            let responses = operation.place.get("responses");
            let statuses = responses.map_or(0, |responses| responses.node.members().len());
            let query_places: Vec<_> = parameters::in_order(operation)
                .into_iter()
                .filter(parameters::is_query)
                .collect();
            let interactions = counters.take(1);
            names.extend(operation.id().map(|id| (id, interactions)));
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

    /// Finds the schemas below a value of the document: whatever looks like one. What is none is never counted.
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

    fn take(&mut self, count: usize) -> Counter {
        let first = self.len;
        self.len = self
            .len
            .saturating_add(Counter::try_from(count).unwrap_or(Counter::MAX));
        first
    }

    /// The counters of a schema that names properties.
    pub(super) fn object(&self, schema: &Node, direction: Direction) -> Option<OfObject<'_, 'd>> {
        let counted = &self.places[*self.objects.get(&address(schema))?];
        Some(OfObject {
            objects: counted.objects(direction),
            properties: counted.properties.as_ref()?,
        })
    }

    /// The counter of the first value that a schema lists.
    pub(super) fn listed(&self, schema: &Node) -> Option<Counter> {
        self.enums.get(&address(schema)).copied()
    }
}

/// What was seen of what a document promises.
#[derive(Debug)]
pub struct Evidence {
    counts: Vec<u64>,
    names: Arc<HashMap<String, Counter>>,
    pub(super) scratch: Scratch,
}

impl Evidence {
    /// Nothing yet. It counts for this contract alone.
    pub fn new(contract: &Contract<'_>) -> Self {
        Self {
            counts: vec![0; contract.counters.len as usize],
            names: Arc::clone(&contract.counters.names),
            scratch: Scratch::default(),
        }
    }

    /// How many interactions of an operation were seen, or of none.
    pub fn interactions(&self, operation: Option<&str>) -> usize {
        let counter = match operation {
            None => Some(NO_OPERATION),
            Some(name) => self.names.get(name).copied(),
        };
        counter.map_or(0, |counter| usize::try_from(self.count(counter)).unwrap_or(usize::MAX))
    }

    /// Takes over what another worker has seen of the same contract.
    pub fn merge(&mut self, other: &Self) {
        for (count, more) in self.counts.iter_mut().zip(&other.counts) {
            *count += more;
        }
    }

    pub(super) fn count(&self, counter: Counter) -> u64 {
        self.counts.get(counter as usize).copied().unwrap_or_default()
    }

    pub(super) fn add(&mut self, counter: Counter, more: u32) {
        if let Some(count) = self.counts.get_mut(counter as usize) {
            *count += u64::from(more);
        }
    }

    /// Adds what the exact look has seen of one interaction.
    pub(super) fn add_all(&mut self, seen: Vec<Counter>) {
        if seen.is_empty() {
            self.add(NO_OPERATION, 1);
        }
        for counter in seen {
            self.add(counter, 1);
        }
    }

    /// All counts, so that two ways of counting can be held against each other.
    #[doc(hidden)]
    pub fn counts(&self) -> &[u64] {
        &self.counts
    }
}
