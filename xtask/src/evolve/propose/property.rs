//! Properties that a schema lacks.

use std::collections::{BTreeMap, BTreeSet};

use codegen::document::pointer::child;
use codegen::view::Place;

use super::{Asked, Change, Offer, Proposed, Proposer, Refusal, insert, replace};
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
            return Err("the schema is `true` or `false`, and has no properties".into());
        }
        let mut by_name: BTreeMap<String, Vec<&Occurrence>> = BTreeMap::new();
        for occurrence in asked.occurrences() {
            by_name.entry(last(&occurrence.pointer)).or_default().push(occurrence);
        }
        if self.have_data_names(&by_name) {
            return self.any_property(&place, asked);
        }
        let mut offer = Offer::default();
        for (property, occurrences) in &by_name {
            let meant = self.alternative_of(&place, occurrences);
            let owner = meant.as_ref().unwrap_or(&place);
            let is_first = offer.changes.iter().all(|change| change.place != owner.pointer);
            match self.property(owner, property, occurrences, asked, is_first) {
                Ok(changes) => offer.changes.extend(changes),
                Err(refusal) => offer.refused.push(Refusal {
                    name: Some(property.clone()),
                    ..refusal
                }),
            }
        }
        Ok(offer)
    }

    /// Whether the names are data, such as identifiers.
    fn have_data_names(&self, by_name: &BTreeMap<String, Vec<&Occurrence>>) -> bool {
        // The objects in which they are, with these members only.
        let mut objects: BTreeSet<(usize, &str)> = BTreeSet::new();
        let each = by_name.iter().flat_map(|(property, occurrences)| {
            occurrences
                .iter()
                .map(move |occurrence| (property.clone(), *occurrence))
        });
        let mut observed = Observed::default();
        observed.members = self.observe_each(each);
        for occurrence in by_name.values().flatten() {
            objects.insert((occurrence.interaction, parent(&occurrence.pointer)));
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
    ) -> Result<Vec<Change>, Refusal> {
        let seen: BTreeSet<usize> = occurrences.iter().map(|occurrence| occurrence.interaction).collect();
        self.gate
            .check(property, Text::Name(asked.operation()), &seen, seen.len())
            .map_err(|refusal| refusal.of("the name of the property"))?;
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
            is_whole: true,
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
        Ok(Change {
            left,
            is_whole: true,
            kind: "add-keys",
            place: schema.pointer.clone(),
            title: format!("Allow any name of a property in `{}`", name(&schema.pointer)),
            evidence: vec![format!(
                "names that look like data in {}{}; under them {}",
                self.times(asked),
                self.of_operations(asked),
                observed.what()
            )],
            edits: vec![edit],
            is_loosening: true,
            ..Change::default()
        }
        .into())
    }

    /// The same summary without the objects of which a name may not enter the document: what is in them is left open. Also
    /// returns what is left out, and why.
    pub(super) fn admitted(
        &self,
        observed: &Observed,
        operation: &str,
        interactions: &BTreeSet<usize>,
    ) -> (Observed, Vec<Refusal>) {
        let mut admitted = observed.clone();
        let mut left = Vec::new();
        self.admit(&mut admitted, operation, interactions, "", &mut left);
        (admitted, left)
    }

    fn admit(
        &self,
        observed: &mut Observed,
        operation: &str,
        interactions: &BTreeSet<usize>,
        at: &str,
        left: &mut Vec<Refusal>,
    ) {
        if observed.has_data_names() {
            // What is under one of the names is under all of them; the names themselves go nowhere.
            observed.forget_names();
        } else {
            let refused = observed.members.iter().find_map(|(name, member)| {
                let checked = self
                    .gate
                    .check(name, Text::Inner(operation), interactions, member.interactions);
                checked.err()
            });
            if let Some(refusal) = refused {
                let of = match at {
                    "" => "an object".to_owned(),
                    at => format!("the object at `{at}`"),
                };
                left.push(Refusal {
                    why: format!(
                        "the properties of {of} are left out, because the name of one does not enter the document: {}",
                        refusal.why
                    ),
                    ..refusal
                });
                observed.members.clear();
            }
        }
        for (name, inner) in &mut observed.members {
            self.admit(inner, operation, interactions, &child(at, name), left);
        }
        let inner = observed
            .items
            .as_deref_mut()
            .into_iter()
            .chain(observed.any_member.as_deref_mut());
        for inner in inner {
            self.admit(inner, operation, interactions, &child(at, "*"), left);
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
