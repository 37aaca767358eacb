//! Conditions on values: what the stricter document refuses and the other one allows.

use std::collections::{BTreeMap, BTreeSet};

use codegen::document::pointer;
use codegen::view::{Direction, Place};
use recording::json::{Node, Value};

use super::condition::{self, About, At, Condition, Needs};
use super::probe::{Probe, Which};
use super::{Seen, State, digits};
use crate::contract::{Level, Location, Violation, Visit, rules};

/// What an interaction shows of a condition on values.
pub(super) fn state(condition: &condition::Value, probe: &Probe, seen: &Seen<'_, '_>) -> State {
    let states = visits(probe, seen).into_iter();
    let states = states.map(|visit| of_visit(condition, probe, visit, seen));
    states.max().unwrap_or(State::NotReached)
}

/// The values that a schema of the change applies to, by either document, each once.
fn visits<'s>(probe: &Probe, seen: &'s Seen<'_, '_>) -> Vec<&'s Visit> {
    let mut all: BTreeMap<(&Location, &str), &Visit> = BTreeMap::new();
    // Of an alternative that it does not fit, the stricter document does not say that it applies.
    for which in [probe.stricter().other(), probe.stricter()] {
        for visit in &seen.by(which).checked.visits.0 {
            if probe.schemas[which as usize].contains(&visit.schema) && probe.is_of(&visit.location) {
                all.entry((&visit.location, &visit.pointer)).or_insert(visit);
            }
        }
    }
    all.into_values().collect()
}

fn of_visit(condition: &condition::Value, probe: &Probe, visit: &Visit, seen: &Seen<'_, '_>) -> State {
    let Some(value) = visit.value.as_deref() else {
        return State::Redacted;
    };
    if let Some(state) = by_value(condition, probe, (visit, value), seen) {
        return state;
    }
    let known: BTreeSet<_> = {
        let found = Found::of(probe, probe.stricter().other(), visit, value, seen);
        found.errors.into_iter().map(|error| (error.rule, error.at)).collect()
    };
    let found = Found::of(probe, probe.stricter(), visit, value, seen);
    let is_body = is_body(&visit.location);
    let hit = found.errors.iter().find(|error| {
        let is_at = !is_body || condition.at.covers(&error.at, probe, condition.about);
        // Of a placeholder, only the type is that of the value.
        let is_known = !(visit.redacted && condition.needs == Needs::Shape && error.rule == rules::FORMAT.id);
        is_at
            && is_known
            && condition.names(error.rule, error.document.as_deref(), probe.about.as_deref())
            && !known.contains(&(error.rule, error.at.clone()))
    });
    if let Some(error) = hit {
        let pointer = if is_body {
            format!("{}{}", visit.pointer, error.at)
        } else {
            String::new()
        };
        return State::Fulfilled(visit.location.clone(), pointer);
    }
    let is_hidden = match condition.needs {
        Needs::Shape => false,
        Needs::Value => visit.redacted && value.value != Value::Null,
        Needs::Content => visit.redacted || has_redacted(visit, seen),
        Needs::Digits if !visit.redacted || value.value == Value::Null => false,
        Needs::Digits => match digits::decide(condition, probe, value, seen) {
            Some(true) => return State::Fulfilled(visit.location.clone(), visit.pointer.clone()),
            Some(false) => false,
            None => !is_counted(condition, probe, value),
        },
    };
    match () {
        () if is_hidden => State::Redacted,
        () if found.is_incomplete => State::Undecided,
        () => State::NotFulfilled,
    }
}

/// What the value says of the condition by itself; `None` if that depends on what the documents allow.
fn by_value(
    condition: &condition::Value,
    probe: &Probe,
    (visit, value): (&Visit, &Node),
    seen: &Seen<'_, '_>,
) -> Option<State> {
    let other = |is_other: bool| is_other.then_some(State::NotFulfilled);
    match condition.about {
        About::Null => other(value.value != Value::Null),
        // A placeholder is another value than the one that was sent.
        About::Listed => other(!visit.redacted && probe.about.as_ref().is_some_and(|listed| !is_text(value, listed))),
        About::Alternative => {
            let is_of = |one: &Visit| {
                probe.alternative.contains(&one.schema)
                    && one.pointer == visit.pointer
                    && one.location == visit.location
            };
            other(!seen.base.checked.visits.0.iter().any(is_of))
        }
        About::Mapped => {
            let schemas = probe.schemas[Which::Base as usize].iter();
            let property = schemas
                .filter_map(|schema| seen.base.contract.place(schema))
                .find_map(|place| place.raw("discriminator")?.str("propertyName"))?;
            let at = pointer::child("", property);
            Some(match value.get(property).and_then(Node::as_str) {
                _ if visit.redacted || is_redacted(visit, &at, seen) => State::Redacted,
                word if word.is_some() && word == probe.about.as_deref() => {
                    State::Fulfilled(visit.location.clone(), format!("{}{at}", visit.pointer))
                }
                _ => State::NotFulfilled,
            })
        }
        _ => None,
    }
}

/// Whether a value is the one that a text stands for.
fn is_text(value: &Node, text: &str) -> bool {
    match &value.value {
        Value::String(own) | Value::Number(own) => own == text,
        Value::Bool(truth) => truth.to_string() == text,
        _ => false,
    }
}

/// Whether the value is a list or an object, of which redaction keeps how much there is.
fn is_counted(condition: &condition::Value, probe: &Probe, value: &Node) -> bool {
    let counts = ["minItems", "maxItems", "minProperties", "maxProperties"];
    let is_count =
        condition.about == About::Keyword && probe.about.as_deref().is_some_and(|about| counts.contains(&about));
    is_count && matches!(value.value, Value::Array(_) | Value::Object(_))
}

/// Whether a value at or below the one that is looked at was replaced.
fn has_redacted(visit: &Visit, seen: &Seen<'_, '_>) -> bool {
    let is_within = |at: &str| {
        at.strip_prefix(visit.pointer.as_str())
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    match visit.location {
        Location::RequestBody => seen.interaction.redacted_in_request().any(is_within),
        Location::ResponseBody => seen.interaction.redacted.iter().any(|at| is_within(at)),
        _ => false,
    }
}

fn is_body(location: &Location) -> bool {
    matches!(location, Location::RequestBody | Location::ResponseBody)
}

/// What a document finds wrong with a value.
struct Found {
    errors: Vec<Error>,
    /// Whether something could not be checked.
    is_incomplete: bool,
}

struct Error {
    rule: &'static str,
    /// The pointer within the value.
    at: String,
    document: Option<String>,
}

impl Found {
    /// What is wrong by the whole document, and by the schemas of the change alone: in a choice the document only says that no
    /// alternative fits.
    fn of(probe: &Probe, which: Which, visit: &Visit, value: &Node, seen: &Seen<'_, '_>) -> Self {
        let view = seen.by(which);
        let mut found = Self {
            errors: Vec::new(),
            is_incomplete: false,
        };
        let here = view
            .checked
            .violations
            .iter()
            .filter(|one| one.location == visit.location);
        let schemas = &probe.schemas[which as usize];
        if !is_body(&visit.location) {
            // What is wrong within a parameter is reported for the parameter.
            let is_of = |violation: &&Violation| {
                let document = violation.document.as_deref().unwrap_or_default();
                schemas.iter().any(|schema| encloses(schema, document))
            };
            found.add(here.filter(is_of), "");
            return found;
        }
        found.add(here, &visit.pointer);
        let direction: Direction = probe.direction;
        // Whether a number is whole stays when it is redacted.
        let is_whole = matches!(probe.condition, Condition::Value(one) if one.rules.contains(&rules::TYPE.id))
            && matches!(value.value, Value::Number(_));
        let redacted = |at: &str| !is_whole && (visit.redacted || is_redacted(visit, at, seen));
        for place in schemas.iter().filter_map(|schema| view.contract.place(schema)) {
            let place: Place<'_> = place;
            let checked = view.contract.check_part(&place, direction, value, &redacted);
            found.is_incomplete |= checked.not_checked > 0 || !checked.notes.is_empty();
            found.add(checked.violations.iter(), "");
        }
        found
    }

    fn add<'v>(&mut self, violations: impl Iterator<Item = &'v Violation>, base: &str) {
        for violation in violations.filter(|violation| violation.rule.level == Level::Error) {
            if let Some(at) = violation.pointer.strip_prefix(base)
                && (at.is_empty() || at.starts_with('/'))
            {
                self.errors.push(Error {
                    rule: violation.rule.id,
                    at: at.to_owned(),
                    document: violation.document.clone(),
                });
            }
        }
    }
}

fn encloses(outer: &str, pointer: &str) -> bool {
    pointer
        .strip_prefix(outer)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Whether the value at a pointer within the one that is looked at was replaced.
fn is_redacted(visit: &Visit, at: &str, seen: &Seen<'_, '_>) -> bool {
    let at = format!("{}{at}", visit.pointer);
    match visit.location {
        Location::RequestBody => seen.interaction.redacted_in_request().any(|outer| encloses(outer, &at)),
        _ => seen.interaction.is_redacted(&at),
    }
}

impl At {
    /// Whether the place of a violation, within the value, is meant.
    fn covers(self, at: &str, probe: &Probe, about: About) -> bool {
        match (self, about, &probe.about) {
            (Self::Value, ..) => at.is_empty(),
            (Self::Member, About::Property, Some(name)) => at.strip_prefix('/') == Some(&pointer::escape(name)),
            // It is no property, but the value of a list or a map.
            (Self::Member, About::Property, None) => at.is_empty(),
            (Self::Member, ..) => at.strip_prefix('/').is_some_and(|step| !step.contains('/')),
            (Self::Within, ..) => true,
        }
    }
}

impl condition::Value {
    /// Whether a violation is one that fulfils the condition.
    fn names(&self, rule: &str, document: Option<&str>, about: Option<&str>) -> bool {
        let is_rule = self.rules.is_empty() || self.rules.contains(&rule);
        let keyword = || document.and_then(|document| document.rsplit('/').next());
        is_rule && (self.about != About::Keyword || about.is_none() || keyword() == about)
    }

    /// The same of a violation of a value alone.
    pub(super) fn is_violated(&self, violation: &Violation, about: Option<&str>) -> bool {
        violation.pointer.is_empty() && self.names(violation.rule.id, violation.document.as_deref(), about)
    }
}
