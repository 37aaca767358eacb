//! Values that a list lacks, or that are not the one constant.

use std::collections::{BTreeMap, BTreeSet};

use codegen::view::Url;
use codegen::view::decode_query;
use recording::json::Value as Seen;

use super::{Asked, Change, Proposed, Proposer, append, insert, remove, written};
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

impl Proposer<'_, '_> {
    /// Appends values to an `enum`, or makes one of a `const`.
    pub(super) fn values(&self, keyword: &str, asked: &Asked<'_>) -> Proposed {
        let place = self.at(keyword)?;
        let schema = parent(keyword);
        let is_constant = last(keyword) == "const";
        let mut seen: BTreeMap<Scalar, Vec<&Occurrence>> = BTreeMap::new();
        for occurrence in asked.occurrences() {
            let value = self.scalar(occurrence).ok_or("a value is a list or an object")?;
            seen.entry(value).or_default().push(occurrence);
        }
        let mut added = Vec::new();
        let mut left = BTreeSet::new();
        for (value, occurrences) in &seen {
            match self.may_enter(value, occurrences, asked.operation()) {
                Ok(()) => added.push(value.to_write()),
                Err(why) => {
                    left.insert(format!("a value does not enter the document: {why}"));
                }
            }
        }
        if added.is_empty() {
            return Err(left.into_iter().collect::<Vec<_>>().join("; "));
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
        Ok(vec![Change {
            kind: "add-value",
            place: keyword.to_owned(),
            title: match (is_constant, count) {
                (true, _) => format!("List the values of `{}` instead of one constant", name(schema)),
                (false, 1) => format!("Add a value to the `enum` of `{}`", name(schema)),
                (false, count) => format!("Add {count} values to the `enum` of `{}`", name(schema)),
            },
            evidence: vec![format!(
                "values that are not listed in {}{}",
                self.times(asked),
                self.of_operations(asked)
            )],
            edits,
            left: left.into_iter().collect(),
            is_loosening: true,
            ..Change::default()
        }])
    }

    fn may_enter(&self, value: &Scalar, occurrences: &[&Occurrence], operation: &str) -> Result<(), String> {
        let (Scalar::String(text) | Scalar::Number(text)) = value else {
            return Ok(());
        };
        // A short number shows nothing.
        const SHORT: usize = 3;
        let is_short = matches!(value, Scalar::Number(_)) && text.len() <= SHORT;
        let seen: BTreeSet<usize> = occurrences.iter().map(|occurrence| occurrence.interaction).collect();
        let what = match occurrences.first().map(|first| (&first.location, &first.pointer)) {
            Some((Location::Query(name), _)) => Text::Query(operation, name),
            Some((_, pointer)) => Text::Value(operation, pointer),
            None => Text::Segment,
        };
        match is_short {
            true => Ok(()),
            false => self.gate.check(text, what, &seen, seen.len()),
        }
    }

    /// The value of an occurrence, if it is a scalar.
    fn scalar(&self, occurrence: &Occurrence) -> Option<Scalar> {
        if let Some(node) = self.value_of(occurrence) {
            return match &node.value {
                Seen::Null => Some(Scalar::Null),
                Seen::Bool(truth) => Some(Scalar::Bool(*truth)),
                Seen::Number(text) => Some(Scalar::Number(text.clone())),
                Seen::String(text) => Some(Scalar::String(text.clone())),
                Seen::Array(_) | Seen::Object(_) => None,
            };
        }
        let request = &self.sample[occurrence.interaction].interaction.request;
        let headers = match &occurrence.location {
            Location::Query(name) => {
                let url = Url::parse(&request.url)?;
                let pairs = url.pairs();
                let mut values = pairs.iter().filter(|(key, _)| decode_query(key) == *name);
                let (value, None) = (values.next()?.1, values.next()) else {
                    return None;
                };
                return Some(Scalar::String(decode_query(value)));
            }
            Location::Header(_) => &request.headers,
            Location::ResponseHeader(_) => &self.sample[occurrence.interaction].interaction.response.headers,
            _ => return None,
        };
        let (Location::Header(name) | Location::ResponseHeader(name)) = &occurrence.location else {
            return None;
        };
        recording::Header::find(headers, name).map(|text| Scalar::String(text.to_owned()))
    }
}

impl Scalar {
    fn to_write(&self) -> Value {
        match self {
            Self::Null => Value::Null,
            Self::Bool(truth) => Value::Bool(*truth),
            Self::Number(text) => Value::Number(text.clone()),
            Self::String(text) => Value::String(text.clone()),
        }
    }
}
