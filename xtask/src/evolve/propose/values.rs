//! Values that a list lacks, or that are not the one constant.

use std::collections::{BTreeMap, BTreeSet};

use codegen::view::ParameterLocation;
use recording::json::{Node, Value as Seen};

use super::{Asked, Change, Offer, Proposed, Proposer, Refusal, append, insert, is_body, remove, written};
use crate::contract::Location;
use crate::edit::{Action, Value};
use crate::evolve::drift::Occurrence;
use crate::evolve::locate::{last, name, parent};
use crate::evolve::secrets::Text;

/// A value that was seen, in an order of its own.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Scalar {
    Null,
    Bool(bool),
    Number(String),
    String(String),
}

/// The kind of a change that adds values to a list.
pub(in crate::evolve) const ADD_VALUE: &str = "add-value";

/// The title of a change that adds so many values to an `enum`.
pub(in crate::evolve) fn added_values(list: &str, count: usize) -> String {
    let schema = name(parent(list));
    match count {
        1 => format!("Add a value to the `enum` of `{schema}`"),
        count => format!("Add {count} values to the `enum` of `{schema}`"),
    }
}

impl Proposer<'_, '_> {
    /// Appends values to an `enum`, or makes one of a `const`.
    pub(super) fn values(&self, keyword: &str, asked: &Asked<'_>) -> Proposed {
        let place = self.at(keyword)?;
        let schema = parent(keyword);
        let is_constant = last(keyword) == "const";
        let mut seen: BTreeMap<Scalar, Vec<&Occurrence>> = BTreeMap::new();
        let listed: BTreeSet<_> = place.node.items().iter().filter_map(Scalar::of_document).collect();
        for occurrence in asked.occurrences() {
            for value in self.scalars(occurrence).ok_or("a value is a list or an object")? {
                if !listed.contains(&value) {
                    seen.entry(value).or_default().push(occurrence);
                }
            }
        }
        let mut added = Vec::new();
        let mut left: Vec<Refusal> = Vec::new();
        for (value, occurrences) in &seen {
            match self.may_enter(value, occurrences, asked.operation()) {
                Ok(()) => added.push(value.to_write()),
                Err(refusal) => {
                    let refusal = refusal.of("a value");
                    // Of several values, the same is said once.
                    match left.iter_mut().find(|known| known.why == refusal.why) {
                        Some(known) => known.seen.extend(refusal.seen),
                        None => left.push(refusal),
                    }
                }
            }
        }
        if added.is_empty() {
            return Ok(Offer {
                changes: Vec::new(),
                refused: left,
            });
        }
        let count = added.len();
        let edits = match is_constant {
            false => added.into_iter().map(|value| append(keyword, value)).collect(),
            true => {
                let mut all = vec![written(place.node)];
                all.extend(added);
                let mut list = insert(schema, "enum", Value::List(all));
                if let Action::Insert { after, .. } = &mut list.action {
                    *after = Some("const".to_owned());
                }
                vec![list, remove(keyword)]
            }
        };
        Ok(Change {
            kind: ADD_VALUE,
            place: keyword.to_owned(),
            title: match is_constant {
                true => format!("List the values of `{}` instead of one constant", name(schema)),
                false => added_values(keyword, count),
            },
            evidence: vec![format!(
                "{} in {}{}",
                match (is_constant, count) {
                    (true, _) => "values other than the constant".to_owned(),
                    (false, 1) => "a value that is not listed".to_owned(),
                    (false, _) => format!("{count} values that are not listed"),
                },
                self.times(asked),
                self.of_operations(asked)
            )],
            edits,
            left,
            is_loosening: true,
            ..Change::default()
        }
        .into())
    }

    fn may_enter(&self, value: &Scalar, occurrences: &[&Occurrence], operation: &str) -> Result<(), Refusal> {
        let (Scalar::String(text) | Scalar::Number(text)) = value else {
            return Ok(());
        };
        // A short number shows nothing.
        const SHORT: usize = 3;
        let is_short = matches!(value, Scalar::Number(_)) && text.len() <= SHORT;
        let seen: BTreeSet<usize> = occurrences.iter().map(|occurrence| occurrence.interaction).collect();
        let what = match occurrences.first().map(|first| (&first.location, &first.pointer)) {
            Some((Location::Query(name), _)) => Text::Query(operation, name),
            Some((Location::Path(name), _)) => Text::Variable(operation, name),
            Some((Location::RequestBody | Location::ResponseBody, pointer)) => Text::Value(operation, pointer),
            _ => Text::Header,
        };
        match is_short {
            true => Ok(()),
            false => self.gate.check(text, what, &seen, seen.len()),
        }
    }

    /// The value of an occurrence, if it is a scalar; of a list in a URL or a header, its items.
    fn scalars(&self, occurrence: &Occurrence) -> Option<Vec<Scalar>> {
        if is_body(&occurrence.location) {
            return self.read(occurrence, Scalar::of).flatten().map(|value| vec![value]);
        }
        let interaction = &self.sample[occurrence.interaction].interaction;
        let (place, name) = match &occurrence.location {
            Location::ResponseHeader(name) => {
                let text = recording::Header::find(&interaction.response.headers, name)?;
                return Some(vec![Scalar::String(text.to_owned())]);
            }
            Location::Path(name) => (ParameterLocation::Path, name),
            Location::Query(name) => (ParameterLocation::Query, name),
            Location::Header(name) => (ParameterLocation::Header, name),
            Location::Cookie(name) => (ParameterLocation::Cookie, name),
            _ => return None,
        };
        let sent = self.contract.sent_parameters(interaction);
        let parameter = sent.into_iter().find(|parameter| {
            let is_header = place == ParameterLocation::Header;
            let is_same = parameter.name == name || is_header && parameter.name.eq_ignore_ascii_case(name);
            parameter.location == place && is_same
        })?;
        // Of what the text may say, the value as it is written.
        match &parameter.values.first()?.value {
            Seen::Array(items) => items.iter().map(Scalar::of).collect(),
            _ => Scalar::of(parameter.values.first()?).map(|value| vec![value]),
        }
    }
}

impl Scalar {
    /// A value, if it is no list and no object.
    fn of(node: &Node) -> Option<Self> {
        match &node.value {
            Seen::Null => Some(Self::Null),
            Seen::Bool(truth) => Some(Self::Bool(*truth)),
            Seen::Number(text) => Some(Self::Number(text.clone())),
            Seen::String(text) => Some(Self::String(text.clone())),
            Seen::Array(_) | Seen::Object(_) => None,
        }
    }

    /// A value that the document lists.
    fn of_document(node: &codegen::document::Node) -> Option<Self> {
        let truth = node.as_bool().map(Self::Bool);
        let number = node.as_number().map(|text| Self::Number(text.to_owned()));
        let text = node.as_str().map(|text| Self::String(text.to_owned()));
        let null = (node.kind() == "null").then_some(Self::Null);
        truth.or(number).or(text).or(null)
    }

    fn to_write(&self) -> Value {
        match self {
            Self::Null => Value::Null,
            Self::Bool(truth) => Value::Bool(*truth),
            Self::Number(text) => Value::Number(text.clone()),
            Self::String(text) => Value::String(text.clone()),
        }
    }
}
