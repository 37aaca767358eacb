//! Compositions: `allOf`, `anyOf`, `oneOf`, `not` and the discriminator.

use std::collections::BTreeSet;
use std::rc::Rc;

use recording::json::{Node, Value, child};

use codegen::view::{Alternatives, Place};

use super::found::Found;
use super::schema::{Trial, Walk};
use crate::contract::findings::rules::{self, Rule};

impl Walk<'_> {
    /// The keywords that are made of other schemas.
    pub(crate) fn compositions(&self, schema: &Place<'_>, value: &Node, pointer: &str, found: &mut Found) {
        if let Some(all) = schema.raw("allOf") {
            for branch in all.items() {
                self.value(&branch, value, pointer, found);
            }
        }
        let chosen = self.discriminated(schema, value, pointer, found);
        if !chosen {
            self.any_of(schema, value, pointer, found);
            self.one_of(schema, value, pointer, found);
        }
        if let Some(excluded) = schema.raw("not") {
            let trial = self.tried(&excluded, value, pointer, found);
            if trial.fits() && !trial.unsure {
                let message = "the value fits what the document excludes".to_owned();
                self.tell(&rules::NOT, pointer, message, excluded.pointer, found);
            } else if trial.fits() {
                found.absorb_notes(&trial);
            }
        }
        if self.trying.get() == 0 {
            self.trials.borrow_mut().clear();
        }
    }

    /// What a schema would find.
    fn tried(&self, schema: &Place<'_>, value: &Node, pointer: &str, found: &Found) -> Rc<Found> {
        let key = self.trial(schema, pointer, found);
        if let Some(known) = self.trials.borrow().get(&key) {
            return Rc::clone(known);
        }
        let mut trial = Found::trial(found, pointer);
        self.trying.set(self.trying.get() + 1);
        self.value(schema, value, pointer, &mut trial);
        self.trying.set(self.trying.get() - 1);
        let trial = Rc::new(trial);
        self.trials.borrow_mut().insert(key, Rc::clone(&trial));
        trial
    }

    /// What a trial depends on.
    fn trial(&self, schema: &Place<'_>, pointer: &str, found: &Found) -> Trial {
        let schema = schema.resolved();
        let reach = |pointer: &str| self.reaches.of(schema.document, pointer, self.other_way());
        let own = reach(&schema.pointer);
        let outer: Vec<_> = found.entered.iter().filter(|(_, at)| at == pointer).collect();
        let outer = || outer.iter().map(|(entered, _)| entered);
        let mut entered: Vec<_> = outer().filter(|entered| own.has(entered)).cloned().collect();
        entered.sort_unstable();
        let elsewhere: BTreeSet<_> = outer().flat_map(|entered| reach(entered).elsewhere().clone()).collect();
        Trial {
            schema: schema.pointer,
            value: pointer.to_owned(),
            entered,
            elsewhere: elsewhere.into_iter().collect(),
            decided: found.decided.contains(pointer),
        }
    }

    fn any_of(&self, schema: &Place<'_>, value: &Node, pointer: &str, found: &mut Found) {
        let Some(any) = schema.raw("anyOf") else { return };
        let trials: Vec<_> = any
            .items()
            .map(|branch| self.tried(&branch, value, pointer, found))
            .collect();
        if trials.iter().any(|trial| trial.fits()) {
            trials
                .into_iter()
                .filter(|trial| trial.fits())
                .for_each(|trial| found.absorb(&trial));
        } else {
            self.none(&rules::ANY_OF, &any, trials, pointer, found);
        }
    }

    fn one_of(&self, schema: &Place<'_>, value: &Node, pointer: &str, found: &mut Found) {
        let Some(one) = schema.raw("oneOf") else { return };
        let branches: Vec<_> = one.items().collect();
        let trials: Vec<_> = branches
            .iter()
            .map(|branch| self.tried(branch, value, pointer, found))
            .collect();
        let fitting: Vec<_> = trials.iter().zip(&branches).filter(|(trial, _)| trial.fits()).collect();
        match fitting.as_slice() {
            [] => self.none(&rules::ONE_OF, &one, trials, pointer, found),
            [(trial, _)] => found.absorb(trial),
            _ => {
                // Of those that fit only because a value was replaced, nobody knows whether they do.
                let sure = fitting.iter().filter(|(trial, _)| !trial.unsure).count();
                if sure > 1 {
                    let names: Vec<_> = fitting.iter().map(|(_, branch)| name(branch)).collect();
                    let message = format!("the value fits several alternatives, not one: {}", names.join(", "));
                    self.tell(&rules::ONE_OF, pointer, message, one.pointer.clone(), found);
                }
                for (trial, _) in fitting {
                    found.absorb_documented(trial);
                    if trial.unsure {
                        found.absorb_notes(trial);
                    }
                }
            }
        }
    }

    /// Tells that no alternative fits, and what stands in the way of the nearest one.
    fn none(&self, rule: &'static Rule, list: &Place<'_>, trials: Vec<Rc<Found>>, pointer: &str, found: &mut Found) {
        let mut message = format!("the value fits none of {} alternatives", trials.len());
        // The nearest is the one that was followed farthest before it failed.
        let depth = |trial: &&Rc<Found>| {
            let pointers = trial.obstacles().map(|violation| violation.pointer.len());
            (pointers.min(), std::cmp::Reverse(trial.violations.len()))
        };
        let nearest = trials
            .iter()
            .max_by_key(depth)
            .and_then(|trial| trial.obstacles().next());
        if let Some(violation) = nearest {
            let at = if violation.pointer.is_empty() {
                "the whole body"
            } else {
                &violation.pointer
            };
            message = format!("{message}; of the nearest one, at {at}: {}", violation.message);
        }
        self.tell(rule, pointer, message, list.pointer.clone(), found);
        // What is in the way is told once: of its properties, none is called undocumented besides.
        trials.into_iter().for_each(|trial| found.absorb_documented(&trial));
    }

    /// `discriminator`: the value itself tells which alternative it is. Says whether that decided it.
    fn discriminated(&self, schema: &Place<'_>, value: &Node, pointer: &str, found: &mut Found) -> bool {
        let Some(discriminator) = schema.raw("discriminator") else {
            return false;
        };
        let (Some(property), Value::Object(_)) = (discriminator.str("propertyName"), &value.value) else {
            return false;
        };
        let alternatives = schema.raw("oneOf").or_else(|| schema.raw("anyOf"));
        // What was chosen already builds on this schema: the choice stands.
        if alternatives.is_none() && found.decided.contains(pointer) {
            return false;
        }
        let at = child(pointer, property);
        // What the word was before it was replaced, nobody knows.
        if self.is_masked(&at, found) {
            return false;
        }
        let Some(by_value) = Alternatives::of(schema) else {
            return false;
        };
        let word = value.get(property).and_then(Node::as_str);
        let Some(chosen) = word.and_then(|word| by_value.by_value(word)) else {
            if word.is_none() && alternatives.is_none() {
                return false;
            }
            let message = match word {
                Some(word) => {
                    let word = self.quoted(word, &at);
                    format!("{word} names none of the alternatives: {}", words(&by_value))
                }
                None => format!("the property `{property}`, which tells the alternatives apart, is no string here"),
            };
            let keyword = discriminator.nearest(&["mapping", "propertyName"]);
            self.tell(&rules::DISCRIMINATOR, &at, message, keyword, found);
            // What the value has of any alternative is as good as documented.
            for place in by_value.schemas() {
                let trial = self.tried(place, value, pointer, found);
                found.absorb_documented(&trial);
            }
            return true;
        };
        found.decided.insert(pointer.to_owned());
        let trial = self.tried(chosen, value, pointer, found);
        let closely = |place: &&Place<'_>| {
            let other = self.tried(place, value, pointer, found);
            let known = other.documented.get(pointer);
            let known = |key: &str| known.is_some_and(|known| known.knows(key));
            other.fits() && value.members().iter().all(|member| known(&member.key))
        };
        let other = (!trial.fits())
            .then(|| {
                by_value
                    .schemas()
                    .filter(|other| other.pointer != chosen.pointer)
                    .find(closely)
            })
            .flatten();
        if let Some(other) = other {
            let why = trial
                .obstacles()
                .next()
                .map(|violation| violation.message.clone())
                .unwrap_or_default();
            let word = self.quoted(word.unwrap_or_default(), &at);
            let message = format!(
                "`{property}` says {word}, but the value fits {} instead: {why}",
                name(other)
            );
            self.tell(
                &rules::DISCRIMINATOR,
                pointer,
                message,
                discriminator.pointer.clone(),
                found,
            );
            // What the value has of the other alternative is told already.
            let other = self.tried(other, value, pointer, found);
            found.absorb_documented(&trial);
            found.absorb_documented(&other);
        } else {
            found.absorb(&trial);
        }
        found.decided.remove(pointer);
        true
    }
}

/// The values of a discriminator, quoted, for a message.
fn words(alternatives: &Alternatives<'_>) -> String {
    let words: Vec<_> = alternatives.values().map(|word| format!("`{word}`")).collect();
    words.join(", ")
}

/// What to call a schema in a message.
fn name(schema: &Place<'_>) -> String {
    let last = schema.pointer.rsplit('/').next().unwrap_or_default();
    if schema.pointer.starts_with("/components/schemas/") {
        format!("`{last}`")
    } else {
        format!("number {last}")
    }
}
