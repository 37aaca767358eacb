//! The parameters of a request: in the path, the query, the headers and the cookies.

use recording::json::{self, Node};
use recording::{Header, REDACTED, Unobserved};

use super::evidence::Counter;
use super::operation::Variables;
use super::place::Place;
use super::schema::{self, Context, Direction, Patterns};
use super::style::{self, Separator};
use super::url::{Url, decode_query};
use super::{Checked, Location, Operation, Subject, Violation, carried, rules, security, standard_headers};

/// The parameters of an operation: its own, and those of its path that it does not replace.
pub(super) fn declared<'d>(operation: &Operation<'d>) -> Vec<Place<'d>> {
    let key = |place: &Place<'d>| (place.str("in"), place.str("name"));
    let mut all: Vec<Place<'d>> = operation
        .place
        .raw("parameters")
        .iter()
        .flat_map(Place::items)
        .collect();
    let shared: Vec<_> = operation
        .path_item
        .raw("parameters")
        .iter()
        .flat_map(Place::items)
        .collect();
    all.extend(
        shared
            .into_iter()
            .filter(|place| !all.iter().any(|own| key(own) == key(place)))
            .collect::<Vec<_>>(),
    );
    all
}

/// The same, in the order in which they are looked at.
pub(super) fn in_order<'d>(operation: &Operation<'d>) -> Vec<Place<'d>> {
    let mut declared = declared(operation);
    // An object that takes any name takes those that no other parameter has.
    declared.sort_by_key(carried::takes_any_name);
    declared
}

/// Whether a parameter stands in the query.
pub(super) fn is_query(parameter: &Place<'_>) -> bool {
    parameter.str("in") == Some("query") && parameter.str("name").is_some()
}

/// Looks at all parameters of a request.
pub(super) fn check(subject: &Subject<'_, '_>, url: &Url<'_>, variables: &Variables<'_, '_>, checked: &mut Checked) {
    let declared = in_order(subject.operation);
    let pairs = url.pairs();
    let mut sent = Sent {
        subject,
        claimed: vec![false; pairs.len()],
        pairs,
        checked,
    };
    let sees = |part| !subject.interaction.is_unobserved(part);
    let mut counters = subject.counters().queries..;
    for parameter in &declared {
        let counter = is_query(parameter).then(|| counters.next()).flatten();
        let (Some(name), Some(place)) = (parameter.str("name"), parameter.str("in")) else {
            continue;
        };
        match place {
            "path" => sent.in_path(parameter, name, variables),
            "query" if sees(Unobserved::RequestQuery) => sent.in_query(parameter, name, counter),
            "header" if sees(Unobserved::RequestHeaders) => sent.in_header(parameter, name),
            "cookie" if sees(Unobserved::RequestHeaders) => sent.in_cookie(parameter, name),
            _ => {}
        }
    }
    if sees(Unobserved::RequestQuery) {
        sent.other_pairs();
    }
    if sees(Unobserved::RequestHeaders) {
        sent.other_headers(&declared);
    }
}

/// The parameters that were sent.
struct Sent<'s, 'a, 'd> {
    subject: &'s Subject<'a, 'd>,
    pairs: Vec<(&'s str, &'s str)>,
    /// Which pairs of the query belong to a parameter that was looked at.
    claimed: Vec<bool>,
    checked: &'s mut Checked,
}

impl<'d> Sent<'_, '_, 'd> {
    fn in_path(&mut self, parameter: &Place<'d>, name: &str, variables: &Variables<'_, '_>) {
        // A path that lacks the variable is another path.
        if let Some((_, text)) = variables.iter().find(|(variable, _)| *variable == name) {
            let location = Location::Path(name.to_owned());
            self.one(parameter, location, |schema| carried::in_path(parameter, schema, text));
        }
    }

    fn in_query(&mut self, parameter: &Place<'d>, name: &str, counter: Option<Counter>) {
        let mine = carried::claim(parameter, name, &self.pairs, &mut self.claimed);
        let location = Location::Query(name.to_owned());
        let empty = mine.iter().all(|(_, value)| value.is_empty());
        if mine.is_empty() {
            return self.missing(parameter, location);
        }
        self.subject.saw(counter);
        if !(empty && parameter.is("allowEmptyValue")) {
            self.one(parameter, location, |schema| {
                carried::in_query(parameter, schema, name, &mine)
            });
        }
    }

    fn in_header(&mut self, parameter: &Place<'d>, name: &str) {
        if of_other_parts(name) {
            return;
        }
        let location = Location::Header(name.to_owned());
        match Header::find(&self.subject.interaction.request.headers, name) {
            None => self.missing(parameter, location),
            Some(REDACTED) => {}
            Some(text) => self.one(parameter, location, |schema| {
                carried::in_header(parameter, schema, text)
            }),
        }
    }

    fn in_cookie(&mut self, parameter: &Place<'d>, name: &str) {
        let cookies = Header::find(&self.subject.interaction.request.headers, "Cookie").unwrap_or_default();
        let mut pairs = cookies.split(';').filter_map(|pair| pair.trim().split_once('='));
        let location = Location::Cookie(name.to_owned());
        match pairs.find(|(key, _)| *key == name) {
            _ if cookies == REDACTED => {}
            None => self.missing(parameter, location),
            Some((_, text)) => self.one(parameter, location, |schema| {
                style::whole(schema, text, Separator(&[","]), false, true)
            }),
        }
    }

    /// Pairs of the query that belong to no parameter.
    fn other_pairs(&mut self) {
        let unknown = self.pairs.iter().zip(&self.claimed).filter(|(_, claimed)| !**claimed);
        let mut names: Vec<_> = unknown.map(|((name, _), _)| decode_query(name)).collect();
        names.dedup();
        for name in names {
            let message = format!("the query parameter `{name}` is not documented");
            self.undocumented(Location::Query(name), message);
        }
    }

    /// Headers that belong to no parameter, and are none that any request may have.
    fn other_headers(&mut self, declared: &[Place<'d>]) {
        let names: Vec<_> = declared
            .iter()
            .filter(|place| place.str("in") == Some("header"))
            .filter_map(|place| place.str("name"))
            .collect();
        for header in &self.subject.interaction.request.headers {
            let known = names.iter().any(|name| name.eq_ignore_ascii_case(&header.name));
            if !known && !standard_headers::contains(&header.name) {
                let message = "the header is neither documented nor a standard one".to_owned();
                self.undocumented(Location::Header(header.name.clone()), message);
            }
        }
    }

    fn one(&mut self, parameter: &Place<'d>, location: Location, read: impl FnOnce(&Place<'d>) -> Node) {
        let patterns = &self.subject.contract.patterns;
        hold(self.checked, parameter, location, patterns, read);
    }

    fn missing(&mut self, parameter: &Place<'d>, location: Location) {
        if parameter.is("required") {
            let message = "the required parameter was not sent".to_owned();
            self.tell(&rules::PARAM_MISSING, location, message, parameter.pointer.clone());
        }
    }

    fn undocumented(&mut self, location: Location, message: String) {
        if !security::owns(self.subject, &location) {
            let document = self.subject.operation.place.nearest(&["parameters"]);
            self.tell(&rules::PARAM_UNDOCUMENTED, location, message, document);
        }
    }

    fn tell(&mut self, rule: &'static super::Rule, location: Location, message: String, document: String) {
        let document = Some(document);
        self.checked.violations.push(Violation {
            rule,
            location,
            pointer: String::new(),
            message,
            document,
        });
    }
}

/// Whether the standard gives a header to another part of the document.
pub(super) fn of_other_parts(name: &str) -> bool {
    ["accept", "content-type", "authorization"]
        .iter()
        .any(|other| name.eq_ignore_ascii_case(other))
}

/// Holds one parameter that was sent against its schema, or against that of its `content`.
pub(super) fn hold<'d>(
    checked: &mut Checked,
    parameter: &Place<'d>,
    location: Location,
    patterns: &Patterns,
    read: impl FnOnce(&Place<'d>) -> Node,
) {
    let content = parameter
        .get("content")
        .and_then(|content| content.members().next().map(|(_, entry)| entry));
    let schema = parameter
        .get("schema")
        .or_else(|| content.as_ref().and_then(|entry| entry.get("schema")));
    let Some(schema) = schema else { return };
    let mut value = read(&schema);
    if let (Some(_), Some(text)) = (&content, value.as_str()) {
        // The text itself is JSON, whatever the schema says.
        match json::parse(text.as_bytes()) {
            Ok(parsed) => value = parsed.root,
            Err(broken) => {
                checked.violations.push(Violation {
                    rule: &rules::JSON,
                    location,
                    pointer: String::new(),
                    message: format!("the value is no JSON: {broken}"),
                    document: Some(parameter.at("content")),
                });
                return;
            }
        }
    }
    let first = checked.violations.len();
    schema::check(
        checked,
        &schema,
        &value,
        location,
        Context::alone(Direction::Request, patterns),
    );
    // Pointers lead into bodies; what is wrong within a parameter is told of the parameter.
    for violation in &mut checked.violations[first..] {
        if !violation.pointer.is_empty() {
            violation.message = format!("at {}: {}", std::mem::take(&mut violation.pointer), violation.message);
        }
    }
}
