//! What was found: each cause once, with the operations that it is used in.

use std::collections::{BTreeMap, HashMap};

use codegen::view::{Broken, Place};

use super::schema::Schemas;
use crate::diff::{Change, Rule};

/// What a comparison works with.
pub(super) struct Found<'b, 'r> {
    /// The comparison of schemas.
    pub(super) schemas: Schemas<'b, 'r>,
    /// The operation whose parts are compared: its name.
    pub(super) operation: Option<String>,
    changes: Vec<Change>,
    causes: HashMap<Cause, usize>,
    /// What was found where several operations have the same thing, by its pointers in both documents.
    shared: HashMap<(String, String), Vec<usize>>,
    /// The changes of what is compared for the first time and may be shared.
    touched: Option<Vec<usize>>,
    not_judged: BTreeMap<String, String>,
}

/// What makes two changes one: the rule and both places, and outside of components also what the change says.
#[derive(PartialEq, Eq, Hash)]
struct Cause {
    rule: &'static str,
    base: Option<String>,
    revision: Option<String>,
    message: Option<String>,
}

impl<'b, 'r> Found<'b, 'r> {
    pub(super) fn new(schemas: Schemas<'b, 'r>) -> Self {
        Self {
            schemas,
            operation: None,
            changes: Vec::new(),
            causes: HashMap::new(),
            shared: HashMap::new(),
            touched: None,
            not_judged: BTreeMap::new(),
        }
    }

    /// Adds a change, or the operation to the change of the same cause.
    pub(super) fn add(&mut self, change: Change) {
        let pointer = |site: &Option<crate::diff::Site>| site.as_ref().map(|site| site.pointer.clone());
        let (base, revision) = (pointer(&change.base), pointer(&change.revision));
        // What is said of a component may name one of its uses.
        let is_component = |pointer: &Option<String>| {
            pointer
                .as_ref()
                .is_some_and(|pointer| pointer.starts_with("/components/"))
        };
        let is_shared = is_component(&base) && is_component(&revision);
        let cause = Cause {
            rule: change.rule.id,
            base,
            revision,
            message: (!is_shared).then(|| change.message.clone()),
        };
        let index = *self.causes.entry(cause).or_insert(self.changes.len());
        if index == self.changes.len() {
            self.changes.push(change.clone());
        }
        let known = &mut self.changes[index];
        if change.wire > known.wire {
            known.wire = change.wire;
            known.condition = change.condition;
        }
        let operation = change.operation.or_else(|| self.operation.clone());
        used_in(known, operation.as_ref());
        self.touched.iter_mut().for_each(|touched| touched.push(index));
    }

    /// Compares what several operations may have, which says the same for each of them: once.
    pub(super) fn share(&mut self, base: &Place<'_>, revision: &Place<'_>, compare: impl FnOnce(&mut Self)) {
        let key = (base.pointer.clone(), revision.pointer.clone());
        match self.shared.get(&key) {
            Some(indexes) => {
                for index in indexes {
                    used_in(&mut self.changes[*index], self.operation.as_ref());
                }
            }
            None => {
                self.touched = Some(Vec::new());
                compare(self);
                let touched = self.touched.take().unwrap_or_default();
                self.shared.insert(key, touched);
            }
        }
    }

    /// Adds a change of what is in both documents.
    pub(super) fn changed(
        &mut self,
        rule: &'static Rule,
        base: &Place<'_>,
        revision: &Place<'_>,
        message: impl Into<String>,
    ) {
        self.add(Change::new(rule, message).from(base).to(revision));
    }

    /// Adds a change of what is only in the revision.
    pub(super) fn added(&mut self, rule: &'static Rule, revision: &Place<'_>, message: impl Into<String>) {
        self.add(Change::new(rule, message).to(revision));
    }

    /// Adds a change of what is only in the base.
    pub(super) fn removed(&mut self, rule: &'static Rule, base: &Place<'_>, message: impl Into<String>) {
        self.add(Change::new(rule, message).from(base));
    }

    /// Notes what cannot be compared: its pointer, in which document, and why.
    pub(super) fn not_judged(&mut self, place: &Place<'_>, why: &str) {
        let position = place.node.position;
        let key = format!(
            "{}:{}:{} ({})",
            place.document.file(position),
            position.line,
            position.column,
            place.pointer
        );
        self.not_judged.entry(key).or_insert_with(|| why.to_owned());
    }

    /// Notes a part of an operation that the view could not read.
    pub(super) fn broken(&mut self, operation: &Place<'_>, broken: &Broken) {
        let place = Place::at_pointer(operation.document, &broken.pointer);
        let place = place.as_ref().unwrap_or(operation);
        match &broken.reference {
            Some(reference) => self.not_judged(place, &format!("`$ref: {reference}` leads nowhere")),
            None => self.not_judged(place, "it lacks what it must have"),
        }
    }

    /// Whether two places can be compared; what is broken in them is noted.
    pub(super) fn can_compare(&mut self, base: &Place<'_>, revision: &Place<'_>) -> bool {
        let [base, revision] = [base, revision].map(|place| self.is_sound(place));
        base && revision
    }

    /// Whether a place can be read; if it is broken, that is noted.
    pub(super) fn is_sound(&mut self, place: &Place<'_>) -> bool {
        let sound = match place.broken_reference() {
            Some(reference) => {
                self.not_judged(place, &format!("`$ref: {reference}` leads nowhere"));
                false
            }
            None => true,
        };
        if place.is_broken() {
            self.not_judged(place, "it is not valid OpenAPI, as `cargo xtask check` reports");
            return false;
        }
        sound
    }

    /// All changes, and what was not compared.
    pub(super) fn finish(mut self) -> (Vec<Change>, Vec<String>) {
        for change in &mut self.changes {
            // A change of one operation is that operation's own.
            if let [only] = &mut *change.used_in {
                change.operation = Some(std::mem::take(only));
                change.used_in.clear();
            } else if !change.used_in.is_empty() {
                change.operation = None;
            }
        }
        self.changes.extend(self.schemas.finish());
        let not_judged = self.not_judged.into_iter();
        (
            self.changes,
            not_judged.map(|(place, why)| format!("{place}: {why}")).collect(),
        )
    }
}

/// Notes an operation that a change is used in. The operations come one after the other.
fn used_in(change: &mut Change, operation: Option<&String>) {
    if let Some(operation) = operation
        && change.used_in.last() != Some(operation)
    {
        change.used_in.push(operation.clone());
    }
}
