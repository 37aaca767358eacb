//! The parameters of a request: in the path, the query, the headers and the cookies.

use std::collections::HashSet;

use codegen::view::{Direction, Parameter, ParameterLocation, Place, Url, Variables, decode_query};
use recording::{REDACTED, Unobserved};

use super::parameter_value::{self, ParameterCheck};
use super::subject::Subject;
use super::{parameter_encoding, security, standard_headers, unusable};
use crate::contract::counters::Counter;
use crate::contract::findings::rules::{self, Rule};
use crate::contract::findings::{Checked, Location, MOST, Violation};
use crate::contract::value::cut;

/// Looks at all parameters of a request.
pub(crate) fn check(subject: &Subject<'_, '_>, url: &Url<'_>, variables: &Variables<'_, '_>, checked: &mut Checked) {
    let declared = subject.operation.parameters_to_read();
    let pairs = url.pairs();
    let mut sent = Sent {
        subject,
        claimed: vec![false; pairs.len()],
        pairs,
        checked,
    };
    let sees = |part| !subject.interaction.is_unobserved(part);
    let broken = unusable::Parameters::of(subject.operation);
    let mut counters = subject.counters().queries..;
    for parameter in &declared {
        let is_query = parameter.location == ParameterLocation::Query;
        let counter = is_query.then(|| counters.next()).flatten();
        if let Some(place) = broken.named(parameter.location, parameter.name) {
            if is_query {
                parameter_encoding::claim(parameter, &sent.pairs, &mut sent.claimed);
            }
            unusable::note(sent.checked, Location::Url, place);
            continue;
        }
        match parameter.location {
            ParameterLocation::Path => sent.in_path(parameter, variables),
            ParameterLocation::Query if sees(Unobserved::RequestQuery) => sent.in_query(parameter, counter),
            ParameterLocation::Query => {}
            ParameterLocation::Header => sent.in_header(parameter),
            ParameterLocation::Cookie => sent.in_cookie(parameter),
        }
    }
    // Any of the others may be the one that is meant.
    if let Some(place) = broken.unnamed() {
        return unusable::note(sent.checked, Location::Url, place);
    }
    if sees(Unobserved::RequestQuery) {
        sent.other_pairs();
    }
    sent.other_headers(&declared);
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
    fn parameter_check<'c>(&self, declared: &'c Place<'d>, location: Location, redacted: bool) -> ParameterCheck<'c, 'd>
    where
        's: 'c,
    {
        ParameterCheck {
            declared,
            secret: parameter_value::is_secret(self.subject, &location),
            location,
            direction: Direction::Request,
            redacted,
            keywords: &self.subject.prepared.keywords,
        }
    }

    fn in_path(&mut self, parameter: &Parameter<'d>, variables: &Variables<'_, '_>) {
        let name = parameter.name;
        // A path that lacks the variable is another path.
        if let Some((_, text)) = variables.iter().find(|(variable, _)| *variable == name) {
            let location = Location::Path(name.to_owned());
            let redacted = self.subject.interaction.is_redacted_in_path(name);
            let value = self.parameter_check(&parameter.place, location, redacted);
            value.check(self.checked, |schema, reading| {
                parameter_encoding::in_path(parameter, schema, text, reading)
            });
        }
    }

    fn in_query(&mut self, parameter: &Parameter<'d>, counter: Option<Counter>) {
        let mine = parameter_encoding::claim(parameter, &self.pairs, &mut self.claimed);
        let location = Location::Query(parameter.name.to_owned());
        let empty = mine.iter().all(|(_, value)| value.is_empty());
        if mine.is_empty() {
            return self.missing(parameter, location);
        }
        self.subject.saw(counter);
        if !(empty && parameter.place.is("allowEmptyValue")) {
            let interaction = self.subject.interaction;
            let redacted = |(key, _): &(&str, &str)| interaction.is_redacted_in_query(&decode_query(key));
            let value = self.parameter_check(&parameter.place, location, mine.iter().any(redacted));
            value.check(self.checked, |schema, reading| {
                parameter_encoding::in_query(parameter, schema, &mine, reading)
            });
        }
    }

    fn in_header(&mut self, parameter: &Parameter<'d>) {
        let name = parameter.name;
        if of_other_parts(name) {
            return;
        }
        let location = Location::Header(name.to_owned());
        let lines = security::lines(&self.subject.interaction.request.headers, name);
        if lines.is_empty() {
            self.missing_header(parameter, location);
        } else {
            let value = self.parameter_check(&parameter.place, location, false);
            match lines.contains(&REDACTED) {
                true => value.note_hidden(self.checked),
                false => value.check_lines(self.checked, &lines),
            }
        }
    }

    fn in_cookie(&mut self, parameter: &Parameter<'d>) {
        let headers = &self.subject.interaction.request.headers;
        let location = Location::Cookie(parameter.name.to_owned());
        if security::lines(headers, "Cookie").contains(&REDACTED) {
            return self
                .parameter_check(&parameter.place, location, false)
                .note_hidden(self.checked);
        }
        let mine = parameter_encoding::claim_cookies(parameter, security::cookies(headers));
        if mine.is_empty() {
            return self.missing_header(parameter, location);
        }
        self.parameter_check(&parameter.place, location, false)
            .check(self.checked, |schema, reading| {
                Ok(parameter_encoding::in_cookie(parameter, schema, &mine, reading))
            });
    }

    /// Pairs of the query that belong to no parameter.
    fn other_pairs(&mut self) {
        let unknown = self.pairs.iter().zip(&self.claimed).filter(|(_, claimed)| !**claimed);
        let mut reported = HashSet::new();
        let of_path = &self.subject.operation.path.query;
        let names = unknown.map(|((name, _), _)| decode_query(name));
        let names: Vec<_> = names
            .filter(|name| !of_path.iter().any(|(own, _)| own == name))
            .collect();
        for name in names.into_iter().filter(|name| reported.insert(name.clone())) {
            if self.checked.violations.len() >= MOST {
                self.checked.leave_out(Location::Url, rules::PARAM_UNDOCUMENTED.id);
                continue;
            }
            let message = format!("the query parameter `{}` is not documented", cut(&name));
            self.undocumented(Location::Query(name), message);
        }
    }

    /// Headers that belong to no parameter, and are none that any request may have.
    fn other_headers(&mut self, declared: &[&Parameter<'d>]) {
        let names: Vec<_> = declared
            .iter()
            .filter(|parameter| parameter.location == ParameterLocation::Header)
            .map(|parameter| parameter.name)
            .collect();
        // The client sends a key in this one, which is documented by the extension alone.
        let key = self.subject.operation.place.str("x-idempotency-key");
        let mut reported = HashSet::new();
        for header in &self.subject.interaction.request.headers {
            let is_named = |name: &str| name.eq_ignore_ascii_case(&header.name);
            let known = names.iter().copied().chain(key).any(is_named);
            let standard = standard_headers::contains(&header.name);
            if !known && !standard && reported.insert(header.name.to_ascii_lowercase()) {
                if self.checked.violations.len() >= MOST {
                    self.checked.leave_out(Location::Url, rules::PARAM_UNDOCUMENTED.id);
                    continue;
                }
                let message = "the header is neither documented nor a standard one".to_owned();
                self.undocumented(Location::Header(header.name.clone()), message);
            }
        }
    }

    /// What is in no list of headers is missing if that list has all of them.
    fn missing_header(&mut self, parameter: &Parameter<'d>, location: Location) {
        if !self.subject.interaction.is_unobserved(Unobserved::RequestHeaders) {
            self.missing(parameter, location);
        }
    }

    fn missing(&mut self, parameter: &Parameter<'d>, location: Location) {
        if parameter.required {
            let message = "the required parameter was not sent".to_owned();
            self.report(
                &rules::PARAM_MISSING,
                location,
                message,
                parameter.place.pointer.clone(),
            );
        }
    }

    fn undocumented(&mut self, location: Location, message: String) {
        if !security::owns(self.subject, &location) {
            let document = self.subject.operation.place.nearest(&["parameters"]);
            self.report(&rules::PARAM_UNDOCUMENTED, location, message, document);
        }
    }

    fn report(&mut self, rule: &'static Rule, location: Location, message: String, document: String) {
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
pub(crate) fn of_other_parts(name: &str) -> bool {
    ["accept", "content-type", "authorization"]
        .iter()
        .any(|other| name.eq_ignore_ascii_case(other))
}
