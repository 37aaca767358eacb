//! Parameters that an operation lacks.

use std::collections::BTreeSet;

use codegen::view::{Url, decode_query};
use recording::Header;

use super::property::description;
use super::{Asked, Change, Proposed, Proposer, append, insert};
use crate::contract::Location;
use crate::edit::Value;
use crate::evolve::infer::{map, text};
use crate::evolve::observe::{Observed, Strings};
use crate::evolve::secrets::Text;

impl Proposer<'_, '_> {
    /// Adds an optional parameter to an operation.
    pub(super) fn parameter(&self, operation: &str, place: &str, name: &str, asked: &Asked<'_>) -> Proposed {
        self.gate
            .check(
                name,
                Text::Parameter(asked.operation()),
                &asked.interactions(),
                asked.interactions().len(),
            )
            .map_err(|refusal| refusal.of("the name of the parameter"))?;
        let location = asked
            .drifts
            .first()
            .map(|drift| drift.location.clone())
            .ok_or("it was not seen")?;
        let value = self.new_parameter(place, name, &location, &asked.interactions());
        let owner = self.at(operation)?;
        let edit = match owner.raw("parameters") {
            Some(parameters) => append(parameters.pointer, value),
            None => insert(operation, "parameters", Value::List(vec![value])),
        };
        Ok(Change {
            kind: "add-parameter",
            place: operation.to_owned(),
            name: format!("{place} {name}"),
            title: format!("Document the {place} parameter `{name}`{}", self.of_operations(asked)),
            evidence: vec![format!(
                "the {place} parameter `{name}` in {}{}",
                self.times(asked),
                self.of_operations(asked)
            )],
            edits: vec![edit],
            is_loosening: true,
            ..Change::default()
        }
        .into())
    }

    /// A parameter object for what was sent.
    pub(super) fn new_parameter(
        &self,
        place: &str,
        name: &str,
        location: &Location,
        interactions: &BTreeSet<usize>,
    ) -> Value {
        let mut observed = Observed::default();
        let mut is_list = false;
        for number in interactions {
            let texts = self.sent(location, *number);
            is_list |= texts.len() > 1;
            for sent in texts {
                observed.add_text(&sent, *number);
            }
        }
        let one = self.text_schema(&observed.strings);
        let schema = match is_list {
            true => map([("type", text("array")), ("items", one)]),
            false => one,
        };
        let mut members = vec![("name".to_owned(), text(name)), ("in".to_owned(), text(place))];
        members.push(description());
        members.push(("schema".to_owned(), schema));
        Value::Map(members)
    }

    /// The schema of texts: strings, unless enough different ones are something else.
    fn text_schema(&self, strings: &Strings) -> Value {
        let samples = self.inference.format_samples;
        let is_enough = strings.different() >= samples;
        match strings.format() {
            _ if strings.count > 0 && strings.integers == strings.count && is_enough => {
                map([("type", text("integer")), ("format", text("int64"))])
            }
            Some(format) if is_enough => map([("type", text("string")), ("format", text(format))]),
            _ => map([("type", text("string"))]),
        }
    }

    /// The texts that a request has for a parameter.
    fn sent(&self, location: &Location, number: usize) -> Vec<String> {
        let request = &self.sample[number].interaction.request;
        match location {
            Location::Query(name) => {
                let url = Url::parse(&request.url);
                let pairs = url.as_ref().map(Url::pairs).unwrap_or_default();
                let mine = pairs.into_iter().filter(|(key, _)| decode_query(key) == *name);
                mine.map(|(_, value)| decode_query(value)).collect()
            }
            Location::Header(name) => Header::find(&request.headers, name)
                .map(str::to_owned)
                .into_iter()
                .collect(),
            _ => Vec::new(),
        }
    }
}
