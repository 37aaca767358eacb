//! Where an interaction breaks the contract many thousand times in one way, the first places are reported and the
//! others are counted: so the report of a long body is bounded, and readable.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::Deref;

use super::violation::{Checked, LeftOut, Location, Note, Violation};

/// So many of one kind are all reported.
const ALL: usize = 1000;

/// If there are more, this many are reported.
const FIRST: usize = 100;

/// How many are held that break one rule at one place of the document, however they differ: as many as a report shows
/// apart.
pub(crate) const MOST: usize = 10_000;

/// A rule, and a place of the document.
type Promise = (&'static str, Option<String>);

/// Violations, up to a limit of each kind.
#[derive(Clone, Default)]
pub(crate) struct Repeats {
    violations: Vec<Violation>,
    /// How many there are of each kind. Filled only if there are many.
    counts: HashMap<Promise, Counts>,
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
        if self.has_place_for(&violation) {
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
            .filter(|violation| self.has_place_for(violation))
            .collect();
        self.violations.splice(mark..mark, fitting);
    }

    /// Adds what another one holds, and what it has left out. Where several ways lead to one violation, it is reported
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

    /// Hands over what it holds, and what it has left out. Where several ways lead to one promise of the document, what
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

    /// Counts a violation, and says whether it is held.
    fn has_place_for(&mut self, violation: &Violation) -> bool {
        if self.violations.len() < ALL {
            return true;
        }
        if self.counts.is_empty() {
            for held in &self.violations {
                self.counts.entry(promise(held)).or_default().add(held);
            }
        }
        let fits = self.counts.entry(promise(violation)).or_default().add(violation);
        if !fits {
            let key = (violation.location.clone(), violation.rule.id);
            *self.left_out.entry(key).or_default() += 1;
        }
        fits
    }
}

impl Counts {
    /// Counts one more if it is held.
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

fn promise(violation: &Violation) -> Promise {
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
        self.visits.0.extend(other.visits.0);
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
    pub(crate) fn thin(&mut self) {
        if self.violations.len() > ALL {
            let mut counts: HashMap<_, usize> = HashMap::new();
            for violation in &self.violations {
                *counts.entry(kind(violation)).or_default() += 1;
            }
            let mut repeated: HashMap<_, usize> = HashMap::new();
            let kept: Vec<_> = self
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
            let mut kept = kept.into_iter();
            let left_out = &mut self.left_out;
            self.violations.retain(|violation| {
                let kept = kept.next().unwrap_or(true);
                if !kept {
                    let key = (violation.location.clone(), violation.rule.id);
                    *left_out.entry(key).or_default() += 1;
                }
                kept
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
fn kind(violation: &Violation) -> (Promise, Location, String) {
    (
        promise(violation),
        violation.location.clone(),
        violation.general.clone(),
    )
}
