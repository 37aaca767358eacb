//! Coverage: which parts of the document the traffic confirms, and which it does not.

use codegen::document::{Node, Value};

use codegen::view::{Direction, Operation};

use super::seen::Evidence;
use crate::contract::counters::{Counted, Counter};
use crate::contract::prepared::Prepared;

/// How much of a document was seen: of each kind of its places, how many were, and how many there are.
#[derive(Clone, Debug, Default)]
pub struct Coverage {
    /// Operations.
    pub operations: [usize; 2],
    /// Statuses of operations that were seen.
    pub statuses: [usize; 2],
    /// Properties of schemas that were seen.
    pub properties: [usize; 2],
    /// What is worth knowing, in the document's order.
    pub notes: Vec<CoverageNote>,
}

/// A part of the document that the traffic does not confirm.
#[derive(Clone, Debug)]
pub struct CoverageNote {
    /// What kind it is: `operation-unseen`, `status-unseen`, `parameter-unseen`, `never-seen` (a property),
    /// `always-present` (an optional property) or `enum-unseen` (a value that is listed).
    pub rule: &'static str,
    /// The operation that it is about, if it is about one.
    pub operation: Option<String>,
    /// What it is about: the name of the operation, the property or the parameter, the status, the value.
    pub name: String,
    /// Its place in the document.
    pub document: String,
    /// The file that the part comes from, if that is not the document itself.
    pub file: Option<String>,
    /// The line of that place.
    pub line: usize,
    /// The column of that place.
    pub column: usize,
    /// What was seen, in words.
    pub message: String,
    /// How often it was seen.
    pub seen: usize,
    /// How often it could have been.
    pub of: usize,
}

/// In how many objects an optional property must have been, always, to be worth a note: one alone says nothing.
const ENOUGH: usize = 2;

/// Adds up what was seen.
struct Report<'r, 'd> {
    prepared: &'r Prepared<'d>,
    evidence: &'r Evidence,
    coverage: Coverage,
}

/// What of the document was seen, and what was not. Only what was reached is looked into: an operation that was never
/// seen is reported, its statuses and properties are not.
pub(crate) fn coverage(prepared: &Prepared<'_>, evidence: &Evidence) -> Coverage {
    let mut report = Report {
        prepared,
        evidence,
        coverage: Coverage::default(),
    };
    for (index, operation) in prepared.api.operations.iter().enumerate() {
        report.operation(index, operation);
    }
    for counted in &prepared.counters.places {
        match counted.properties {
            Some(_) => report.properties(counted),
            None => report.listed(counted),
        }
    }
    let mut coverage = report.coverage;
    coverage.notes.sort_by_key(|note| (note.line, note.column));
    coverage
}

impl<'d> Report<'_, 'd> {
    fn count(&self, counter: Counter) -> usize {
        usize::try_from(self.evidence.count(counter)).unwrap_or(usize::MAX)
    }

    fn operation(&mut self, index: usize, operation: &Operation<'d>) {
        let counters = &self.prepared.counters.operations[index];
        let interactions = self.count(counters.interactions);
        self.coverage.operations[1] += 1;
        let id = operation.name();
        if interactions == 0 {
            let message = "no interaction is an example of this operation".to_owned();
            let place = operation.place.pointer.clone();
            return self.note("operation-unseen", Some(id.clone()), &id, place, message, [0, 0]);
        }
        self.coverage.operations[0] += 1;
        let responses = operation.place.get("responses");
        let members = responses.iter().flat_map(|responses| responses.node.members());
        for (status, counter) in members.zip(counters.statuses..) {
            let seen = self.count(counter);
            tally(&mut self.coverage.statuses, seen);
            if let (0, Some(responses)) = (seen, &responses) {
                let message = format!("the status {} was not returned in {}", status.key, of(interactions));
                self.note(
                    "status-unseen",
                    Some(id.clone()),
                    &status.key,
                    responses.at(&status.key),
                    message,
                    [0, interactions],
                );
            }
        }
        for (parameter, counter) in counters.query_places.iter().zip(counters.queries..) {
            if self.count(counter) == 0 {
                let name = parameter.str("name").unwrap_or_default();
                let message = format!("the query parameter `{name}` was not sent in {}", of(interactions));
                let place = parameter.pointer.clone();
                self.note(
                    "parameter-unseen",
                    Some(id.clone()),
                    name,
                    place,
                    message,
                    [0, interactions],
                );
            }
        }
    }

    fn properties(&mut self, counted: &Counted<'d>) {
        let Some(properties) = &counted.properties else { return };
        let [requests, responses] = [Direction::Request, Direction::Response].map(|way| counted.objects(way));
        let [of_requests, of_responses] = [requests, responses].map(|counter| self.count(counter));
        let objects = of_requests + of_responses;
        if objects == 0 {
            return;
        }
        let required = counted.schema.node.get("required");
        let required = |name: &str| {
            let mut names = required.iter().flat_map(|list| list.items());
            names.any(|listed| listed.as_str() == Some(name))
        };
        for (offset, (name, property)) in (1..).zip(properties.place.members()) {
            // What goes only the other way cannot be seen.
            let elsewhere =
                (of_responses == 0 && property.is("readOnly")) || (of_requests == 0 && property.is("writeOnly"));
            if elsewhere {
                continue;
            }
            let in_responses = self.count(responses + offset);
            let seen = self.count(requests + offset) + in_responses;
            tally(&mut self.coverage.properties, seen);
            let place = properties.place.at(name);
            if seen == 0 {
                let message = format!("the property `{name}` was not seen in {}", objects_of(objects));
                self.note("never-seen", None, name, place, message, [0, objects]);
            } else if in_responses == of_responses && of_responses >= ENOUGH && !required(name) {
                let message = format!(
                    "the property `{name}` is optional, and was in {of_responses} of {} of responses",
                    objects_of(of_responses)
                );
                self.note(
                    "always-present",
                    None,
                    name,
                    place,
                    message,
                    [in_responses, of_responses],
                );
            }
        }
    }

    fn listed(&mut self, counted: &Counted<'d>) {
        let Some(list) = counted.schema.raw("enum") else { return };
        let values: Vec<_> = (counted.values()..).zip(list.node.items()).collect();
        let seen: usize = values.iter().map(|(counter, _)| self.count(*counter)).sum();
        if seen == 0 {
            return;
        }
        for (index, (counter, value)) in values.into_iter().enumerate() {
            if self.count(counter) == 0 {
                let value = shown(value);
                let message = format!("the value {value} was not seen, others were {seen} times");
                let place = list.at(&index.to_string());
                self.note("enum-unseen", None, &value, place, message, [0, seen]);
            }
        }
    }

    fn note(
        &mut self,
        rule: &'static str,
        operation: Option<String>,
        name: &str,
        document: String,
        message: String,
        n: [usize; 2],
    ) {
        let position = self.prepared.api.document.nearest_position(&document);
        let [seen, of] = n;
        self.coverage.notes.push(CoverageNote {
            rule,
            operation,
            name: name.to_owned(),
            file: (position.file > 0).then(|| self.prepared.api.document.file(position).to_owned()),
            document,
            line: position.line,
            column: position.column,
            message,
            seen,
            of,
        });
    }
}

fn tally([some, all]: &mut [usize; 2], seen: usize) {
    *some += usize::from(seen > 0);
    *all += 1;
}

fn of(interactions: usize) -> String {
    match interactions {
        1 => "1 interaction".to_owned(),
        many => format!("{many} interactions"),
    }
}

fn objects_of(objects: usize) -> String {
    match objects {
        1 => "1 object".to_owned(),
        many => format!("{many} objects"),
    }
}

/// A value of the document for a message.
fn shown(value: &Node) -> String {
    match &value.value {
        Value::String(text) | Value::Number(text) => format!("`{text}`"),
        Value::Bool(truth) => format!("`{truth}`"),
        Value::Null => "`null`".to_owned(),
        Value::Array(_) | Value::Object(_) => format!("that is an {}", value.kind()),
    }
}
