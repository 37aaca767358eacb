//! The parameters of a request: in the path, the query, the headers and the cookies.

use std::collections::HashSet;

use recording::{REDACTED, Unobserved};

use super::crowd::MOST;
use super::evidence::Counter;
use super::operation::Variables;
use super::place::Place;
use super::schema::{Direction, cut};
use super::url::{Url, decode_query};
use super::valued::{self, Carrier};
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

impl<'s, 'd> Sent<'s, '_, 'd> {
    fn carrier<'c>(&self, declared: &'c Place<'d>, location: Location, redacted: bool) -> Carrier<'c, 'd>
    where
        's: 'c,
    {
        Carrier {
            declared,
            secret: valued::is_secret(self.subject, &location),
            location,
            direction: Direction::Request,
            redacted,
            patterns: &self.subject.contract.patterns,
        }
    }

    fn in_path(&mut self, parameter: &Place<'d>, name: &str, variables: &Variables<'_, '_>) {
        // A path that lacks the variable is another path.
        if let Some((_, text)) = variables.iter().find(|(variable, _)| *variable == name) {
            let location = Location::Path(name.to_owned());
            let redacted = self.subject.interaction.is_redacted_in_path(name);
            let carrier = self.carrier(parameter, location, redacted);
            carrier.hold(self.checked, |schema, reading| {
                carried::in_path(parameter, schema, text, reading)
            });
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
            let interaction = self.subject.interaction;
            let redacted = |(key, _): &(&str, &str)| interaction.is_redacted_in_query(&decode_query(key));
            let carrier = self.carrier(parameter, location, mine.iter().any(redacted));
            carrier.hold(self.checked, |schema, reading| {
                carried::in_query(parameter, schema, name, &mine, reading)
            });
        }
    }

    fn in_header(&mut self, parameter: &Place<'d>, name: &str) {
        if of_other_parts(name) {
            return;
        }
        let location = Location::Header(name.to_owned());
        let lines = valued::lines(&self.subject.interaction.request.headers, name);
        if lines.is_empty() {
            self.missing(parameter, location);
        } else if !lines.contains(&REDACTED) {
            self.carrier(parameter, location, false)
                .hold_lines(self.checked, &lines);
        }
    }

    fn in_cookie(&mut self, parameter: &Place<'d>, name: &str) {
        let headers = &self.subject.interaction.request.headers;
        let location = Location::Cookie(name.to_owned());
        match security::cookies(headers).find(|(key, _)| *key == name) {
            _ if valued::lines(headers, "Cookie").contains(&REDACTED) => {}
            None => self.missing(parameter, location),
            Some((_, text)) => self
                .carrier(parameter, location, false)
                .hold(self.checked, |schema, reading| {
                    Ok(carried::in_cookie(parameter, schema, text, reading))
                }),
        }
    }

    /// Pairs of the query that belong to no parameter.
    fn other_pairs(&mut self) {
        let unknown = self.pairs.iter().zip(&self.claimed).filter(|(_, claimed)| !**claimed);
        let mut told = HashSet::new();
        let names: Vec<_> = unknown.map(|((name, _), _)| decode_query(name)).collect();
        for name in names.into_iter().filter(|name| told.insert(name.clone())) {
            if self.checked.violations.len() >= MOST {
                self.checked.leave_out(Location::Url, rules::PARAM_UNDOCUMENTED.id);
                continue;
            }
            let message = format!("the query parameter `{}` is not documented", cut(&name));
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
        let mut told = HashSet::new();
        for header in &self.subject.interaction.request.headers {
            let known = names.iter().any(|name| name.eq_ignore_ascii_case(&header.name));
            let standard = standard_headers::contains(&header.name);
            if !known && !standard && told.insert(header.name.to_ascii_lowercase()) {
                if self.checked.violations.len() >= MOST {
                    self.checked.leave_out(Location::Url, rules::PARAM_UNDOCUMENTED.id);
                    continue;
                }
                let message = "the header is neither documented nor a standard one".to_owned();
                self.undocumented(Location::Header(header.name.clone()), message);
            }
        }
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
            general: String::new(),
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
