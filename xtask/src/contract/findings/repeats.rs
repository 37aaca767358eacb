//! Limits how often one violation is reported: of many thousand that are alike, the first are reported and the others
//! are counted, so that the report of a long body stays short.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::Deref;

use super::violation::{Checked, LeftOut, Location, Note, Violation};

/// Up to this number, all violations of one kind are reported.
const ALL: usize = 1000;

/// If there are more, only this many are reported.
const FIRST: usize = 100;

/// The maximum number of violations that are stored of one rule at one place of the document, which is the number that a
/// report shows.
pub(crate) const MOST: usize = 10_000;

/// A rule, and a place of the document.
type PlaceAndRule = (&'static str, Option<String>);

/// Violations, up to a limit of each kind.
#[derive(Clone, Default)]
pub(crate) struct Repeats {
    violations: Vec<Violation>,
    /// How many there are of each kind. Filled only if there are many.
    counts: HashMap<PlaceAndRule, Counts>,
    left_out: LeftOut,
    /// The first `looked_at` of them, by what makes two violations one. Filled only if violations are taken over.
    known: HashSet<Same>,
    looked_at: usize,
}

/// What makes two violations one: the rule, the places in the body and in the document.
type Same = (&'static str, String, Option<String>);

#[derive(Clone, Default)]
struct Counts {
    all: usize,
    /// By the place in the body, as far as it is known before all of the body is.
    places: HashMap<String, usize>,
}

impl Deref for Repeats {
    type Target = [Violation];

    fn deref(&self) -> &[Violation] {
        &self.violations
    }
}

impl Repeats {
    pub(crate) fn push(&mut self, violation: Violation) {
        if self.is_stored(&violation) {
            self.violations.push(violation);
        }
    }

    /// Adds what was handed over by another one.
    pub(crate) fn extend(&mut self, reported: (Vec<Violation>, LeftOut)) {
        self.insert(self.violations.len(), reported);
    }

    /// Adds what was handed over by another one, after the first `mark`.
    pub(crate) fn insert(&mut self, mark: usize, (violations, left_out): (Vec<Violation>, LeftOut)) {
        add(&mut self.left_out, &left_out);
        let fitting: Vec<_> = violations
            .into_iter()
            .filter(|violation| self.is_stored(violation))
            .collect();
        self.violations.splice(mark..mark, fitting);
    }

    /// Adds the violations of another list, and those that it left out. Where several ways lead to one violation, it is reported
    /// once.
    pub(crate) fn absorb(&mut self, other: &Self) {
        add(&mut self.left_out, &other.left_out);
        if other.violations.is_empty() {
            return;
        }
        self.known.extend(self.violations.iter().skip(self.looked_at).map(same));
        for violation in &other.violations {
            if self.known.insert(same(violation)) {
                self.push(violation.clone());
            }
        }
        self.looked_at = self.violations.len();
    }

    /// Returns the violations, and those that were left out. Where several ways lead to one promise of the document, what
    /// breaks it is reported once.
    pub(crate) fn take(&mut self) -> (Vec<Violation>, LeftOut) {
        self.counts.clear();
        self.known.clear();
        self.looked_at = 0;
        let mut violations = std::mem::take(&mut self.violations);
        if violations.len() > 1 {
            let mut known = HashSet::new();
            violations.retain(|violation| known.insert(same(violation)));
        }
        (violations, std::mem::take(&mut self.left_out))
    }

    /// Counts a violation. Returns whether it is stored.
    fn is_stored(&mut self, violation: &Violation) -> bool {
        if self.violations.len() < ALL {
            return true;
        }
        if self.counts.is_empty() {
            for stored in &self.violations {
                self.counts.entry(place_and_rule(stored)).or_default().add(stored);
            }
        }
        let fits = self.counts.entry(place_and_rule(violation)).or_default().add(violation);
        if !fits {
            let key = (violation.location.clone(), violation.rule.id);
            *self.left_out.entry(key).or_default() += 1;
        }
        fits
    }
}

impl Counts {
    /// Counts a violation if there is room for it. Returns whether there is.
    fn add(&mut self, violation: &Violation) -> bool {
        let place = self.places.entry(without_indices(&violation.pointer)).or_default();
        let fits = *place <= ALL && self.all < MOST;
        *place += usize::from(fits);
        self.all += usize::from(fits);
        fits
    }
}

fn same(violation: &Violation) -> Same {
    let place = violation.pointer.clone();
    (violation.rule.id, place, violation.document.clone())
}

fn place_and_rule(violation: &Violation) -> PlaceAndRule {
    (violation.rule.id, violation.document.clone())
}

fn without_indices(pointer: &str) -> String {
    let is_index = |step: &str| !step.is_empty() && step.bytes().all(|byte| byte.is_ascii_digit());
    let steps: Vec<_> = pointer
        .split('/')
        .map(|step| if is_index(step) { "*" } else { step })
        .collect();
    steps.join("/")
}

fn add(to: &mut LeftOut, from: &LeftOut) {
    for (kind, count) in from {
        *to.entry(kind.clone()).or_default() += count;
    }
}

impl Checked {
    /// Adds what was found in a part of the interaction.
    pub(crate) fn absorb(&mut self, other: Self) {
        self.violations.extend(other.violations);
        self.notes.extend(other.notes);
        self.not_checked += other.not_checked;
        add(&mut self.left_out, &other.left_out);
    }

    /// Adds the violations of a list of repeats.
    pub(crate) fn extend(&mut self, (violations, left_out): (Vec<Violation>, LeftOut)) {
        self.violations.extend(violations);
        add(&mut self.left_out, &left_out);
    }

    /// Leaves one out, which is only counted.
    pub(crate) fn leave_out(&mut self, location: Location, rule: &'static str) {
        *self.left_out.entry((location, rule)).or_default() += 1;
    }

    /// Keeps the first of each kind where there are many, and reports how many were left out.
    pub(crate) fn limit_repeats(&mut self) {
        if self.violations.len() > ALL {
            let mut counts: HashMap<_, usize> = HashMap::new();
            for violation in &self.violations {
                *counts.entry(kind(violation)).or_default() += 1;
            }
            let mut repeated: HashMap<_, usize> = HashMap::new();
            let is_reported: Vec<_> = self
                .violations
                .iter()
                .map(|violation| {
                    let kind = kind(violation);
                    if counts.get(&kind).is_none_or(|count| *count <= ALL) {
                        return true;
                    }
                    let reported = repeated.entry(kind).or_default();
                    *reported += 1;
                    *reported <= FIRST
                })
                .collect();
            let mut is_reported = is_reported.into_iter();
            let left_out = &mut self.left_out;
            self.violations.retain(|violation| {
                let is_reported = is_reported.next().unwrap_or(true);
                if !is_reported {
                    let key = (violation.location.clone(), violation.rule.id);
                    *left_out.entry(key).or_default() += 1;
                }
                is_reported
            });
        }
        let mut notes: BTreeMap<Location, Vec<String>> = BTreeMap::new();
        for ((location, rule), count) in std::mem::take(&mut self.left_out) {
            notes.entry(location).or_default().push(format!("{count} of `{rule}`"));
        }
        self.notes.extend(notes.into_iter().map(|(location, counts)| Note {
            location,
            pointer: String::new(),
            message: format!("more violations like those that are reported: {}", counts.join(", ")),
        }));
    }
}

/// What violations of one drift have in common.
fn kind(violation: &Violation) -> (PlaceAndRule, Location, String) {
    (
        place_and_rule(violation),
        violation.location.clone(),
        violation.general.clone(),
    )
}
