//! Properties that a schema lacks.

use std::collections::{BTreeMap, BTreeSet};

use codegen::view::Place;

use super::{Asked, Change, Proposed, Proposer, insert, replace};
use crate::edit::{Edit, Value};
use crate::evolve::drift::Occurrence;
use crate::evolve::infer::{DESCRIPTION, map, text};
use crate::evolve::locate::{last, name, parent, use_of};
use crate::evolve::observe::Observed;
use crate::evolve::secrets::Text;

impl<'d> Proposer<'_, 'd> {
    /// Adds the properties that objects of a schema have and it does not describe; if their names are data, the schema of
    /// all of them.
    pub(super) fn properties(&self, schema: &str, asked: &Asked<'_>) -> Proposed {
        let place = self.at(schema)?;
        if place.node.as_bool().is_some() {
            return Err("the schema is `true` or `false`, and has no properties".to_owned());
        }
        let mut by_name: BTreeMap<String, Vec<&Occurrence>> = BTreeMap::new();
        for occurrence in asked.occurrences() {
            by_name.entry(last(&occurrence.pointer)).or_default().push(occurrence);
        }
        if self.have_data_names(&by_name) {
            return self.any_property(&place, asked);
        }
        let mut changes = Vec::new();
        let mut refused = Vec::new();
        for (property, occurrences) in &by_name {
            match self.property(&place, property, occurrences, asked, changes.is_empty()) {
                Ok(change) => changes.extend(change),
                Err(reason) => refused.push(reason),
            }
        }
        match changes.first_mut() {
            Some(change) => change.refused = refused,
            None => return Err(refused.join("; ")),
        }
        Ok(changes)
    }

    /// Whether the names are data, such as identifiers.
    fn have_data_names(&self, by_name: &BTreeMap<String, Vec<&Occurrence>>) -> bool {
        // The objects in which they are, with these members only.
        let mut objects: BTreeSet<(usize, &str)> = BTreeSet::new();
        let mut observed = Observed::default();
        for (property, occurrences) in by_name {
            for occurrence in occurrences {
                objects.insert((occurrence.interaction, parent(&occurrence.pointer)));
            }
            let member = self.observe(occurrences.iter().copied());
            observed.members.insert(property.clone(), member);
        }
        observed.objects = objects.len();
        observed.has_data_names()
    }

    /// Adds a property to a schema; if its users have values of different types under this name, to each of the users.
    fn property(
        &self,
        schema: &Place<'d>,
        property: &str,
        occurrences: &[&Occurrence],
        asked: &Asked<'_>,
        is_first: bool,
    ) -> Result<Vec<Change>, String> {
        let seen: BTreeSet<usize> = occurrences.iter().map(|occurrence| occurrence.interaction).collect();
        self.gate
            .check(property, Text::Name(asked.operation()), &seen, seen.len())
            .map_err(|why| format!("the name of the property does not enter the document: {why}"))?;
        let drifts = asked.drifts.iter().copied().filter(|drift| drift.has(property));
        let of_property = Asked {
            drifts: drifts.collect(),
        };
        let observed = self.observe(of_property.occurrences());
        if observed.types().len() > 1
            && let Some(by_user) = self.by_user(schema, &of_property)
        {
            let each = by_user
                .iter()
                .map(|(user, asked)| self.added(user, property, asked, true));
            return Ok(each.collect());
        }
        Ok(vec![self.added(schema, property, &of_property, is_first)])
    }

    fn added(&self, schema: &Place<'d>, property: &str, asked: &Asked<'_>, is_first: bool) -> Change {
        let observed = self.observe(asked.occurrences());
        let words = observed.in_words();
        let (observed, left) = self.admitted(&observed, asked.operation(), &asked.interactions());
        let value = self.described(&observed);
        Change {
            left,
            kind: "add-property",
            place: schema.pointer.clone(),
            name: property.to_owned(),
            title: format!("Add the optional property `{property}` to `{}`", name(&schema.pointer)),
            evidence: vec![format!(
                "`{property}` in {}{}, {words}",
                self.times(asked),
                self.of_operations(asked)
            )],
            edits: vec![self.insertion(schema, property, value, is_first)],
            is_loosening: true,
            ..Change::default()
        }
    }

    /// The drifts by the references through which a schema is used, if there are several, and the values of each have one
    /// type.
    fn by_user<'a>(&self, schema: &Place<'d>, asked: &Asked<'a>) -> Option<Vec<(Place<'d>, Asked<'a>)>> {
        let mut by_user: BTreeMap<String, (Place<'d>, Asked<'a>)> = BTreeMap::new();
        for drift in &asked.drifts {
            let first = drift.occurrences.first()?;
            let interaction = &self.sample[first.interaction].interaction;
            let root = self.contract.body_schema(interaction, &first.location)?;
            let user = use_of(&root, parent(&first.pointer), &schema.pointer)?;
            user.str("$ref")?;
            let of_user = by_user.entry(user.pointer.clone());
            let (_, asked) = of_user.or_insert_with(|| (user, Asked { drifts: Vec::new() }));
            asked.drifts.push(drift);
        }
        let is_of_one_type = |asked: &Asked<'a>| self.observe(asked.occurrences()).types().len() <= 1;
        let is_useful = by_user.len() > 1 && by_user.values().all(|(_, asked)| is_of_one_type(asked));
        is_useful.then(|| by_user.into_values().collect())
    }

    /// The schema of what was seen, with references to components that describe it.
    pub(super) fn described(&self, observed: &Observed) -> Value {
        self.inference
            .described(observed, &mut |object| self.known_schema(object))
    }

    /// Where a property is added: to the properties of the schema, to those of a part that it is composed of, or else to
    /// new ones.
    fn insertion(&self, schema: &Place<'d>, property: &str, value: Value, is_first: bool) -> Edit {
        if let (Some(reference), false) = (schema.str("$ref"), self.inference.is_json_schema) {
            // What stands beside a reference is ignored.
            let properties = Value::Map(vec![(property.to_owned(), value)]);
            let part = map([("type", text("object")), ("properties", properties)]);
            let all = Value::List(vec![map([("$ref", text(reference))]), part]);
            return replace(schema.pointer.clone(), map([("allOf", all)]));
        }
        let parts = schema.raw("allOf");
        let parts = parts.iter().flat_map(Place::children);
        let owners = std::iter::once(schema.clone()).chain(parts.filter(|part| part.node.get("$ref").is_none()));
        let mut properties = owners.filter_map(|owner| owner.raw("properties"));
        match properties.next() {
            Some(properties) => insert(properties.pointer, property, value),
            // The first one makes the mapping.
            None if is_first => {
                let properties = Value::Map(vec![(property.to_owned(), value)]);
                insert(schema.pointer.clone(), "properties", properties)
            }
            None => insert(schema.at("properties"), property, value),
        }
    }

    /// Says of an object that its names are data, and what is under them.
    fn any_property(&self, schema: &Place<'d>, asked: &Asked<'_>) -> Proposed {
        let observed = self.observe(asked.occurrences());
        let (observed, left) = self.admitted(&observed, asked.operation(), &asked.interactions());
        let value = self.described(&observed);
        let edit = match schema.raw("additionalProperties") {
            Some(closed) => replace(closed.pointer, value),
            None => insert(schema.pointer.clone(), "additionalProperties", value),
        };
        Ok(vec![Change {
            left,
            kind: "add-keys",
            place: schema.pointer.clone(),
            title: format!("Allow any name of a property in `{}`", name(&schema.pointer)),
            evidence: vec![format!(
                "names that look like data in {}{}; under them {}",
                self.times(asked),
                self.of_operations(asked),
                observed.in_words()
            )],
            edits: vec![edit],
            is_loosening: true,
            ..Change::default()
        }])
    }

    /// The same summary without the objects of which a name may not enter the document: what is in them is left open. Also
    /// returns why.
    pub(super) fn admitted(
        &self,
        observed: &Observed,
        operation: &str,
        interactions: &BTreeSet<usize>,
    ) -> (Observed, Vec<String>) {
        let mut admitted = observed.clone();
        let mut left = BTreeSet::new();
        self.admit(&mut admitted, operation, interactions, &mut left);
        (admitted, left.into_iter().collect())
    }

    fn admit(
        &self,
        observed: &mut Observed,
        operation: &str,
        interactions: &BTreeSet<usize>,
        left: &mut BTreeSet<String>,
    ) {
        if !observed.has_data_names() {
            let refused = observed.members.iter().find_map(|(name, member)| {
                let checked = self
                    .gate
                    .check(name, Text::Inner(operation), interactions, member.interactions);
                checked.err()
            });
            if let Some(why) = refused {
                left.insert(format!("the properties of an object in it are left open: the name of one does not enter the document: {why}"));
                observed.members.clear();
            }
        }
        let members = observed.members.values_mut();
        for inner in members
            .chain(observed.items.as_deref_mut())
            .chain(observed.any_member.as_deref_mut())
        {
            self.admit(inner, operation, interactions, left);
        }
    }

    /// The component that describes an object with exactly these properties.
    pub(super) fn known_schema(&self, observed: &Observed) -> Option<String> {
        const FEWEST: usize = 2;
        if observed.members.len() < FEWEST {
            return None;
        }
        let schemas = Place::at_pointer(self.document, "/components/schemas")?;
        schemas.children().into_iter().find_map(|schema| {
            let properties = schema.raw("properties")?;
            let names: BTreeSet<_> = properties
                .node
                .members()
                .iter()
                .map(|member| member.key.as_str())
                .collect();
            let is_same =
                names.len() == observed.members.len() && names.iter().all(|name| observed.members.contains_key(*name));
            (is_same && super::kind::fits(observed, &schema)).then(|| format!("#{}", schema.pointer))
        })
    }
}

/// The description of a new element is the same everywhere.
pub(super) fn description() -> (String, Value) {
    ("description".to_owned(), Value::String(DESCRIPTION.to_owned()))
}
