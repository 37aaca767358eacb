//! Which change of the document caused a difference of the crate: the one at the place that the item is made of, or below
//! it, or at what that place refers to, or else the nearest one above.

use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeMap, HashMap};

use codegen::Document;

use super::difference::Difference;
use super::fit::{is_of_bound, score};
use super::side::Side;
use super::topic::Topic;
use crate::diff::Change;

/// The items with the security of the document, by which requests are sent that the document does not have.
const SECURITY_OF_THE_DOCUMENT: [&str; 2] = ["Client::request()", "api::REQUEST"];

/// Finds the causes of differences.
pub(super) struct Causes<'d> {
    base: Side<'d>,
    revision: Side<'d>,
    rules: Vec<&'static str>,
    messages: Vec<String>,
    /// The changes by what their places use, in the base and in the revision.
    reaching: OnceCell<[BTreeMap<String, Vec<usize>>; 2]>,
    /// The causes of what differs around a place, which many items have in common.
    around: RefCell<Around>,
}

/// By topic, and by the owners in the base or the revision.
type Around = HashMap<(Topic, Vec<(bool, String)>), Option<usize>>;

impl<'d> Causes<'d> {
    pub(super) fn new(base: &'d Document, revision: &'d Document, changes: &[Change]) -> Self {
        let mut causes = Self {
            base: Side::of(base),
            revision: Side::of(revision),
            rules: changes.iter().map(|change| change.rule.id).collect(),
            messages: changes.iter().map(|change| change.message.clone()).collect(),
            reaching: OnceCell::new(),
            around: RefCell::default(),
        };
        for (index, change) in changes.iter().enumerate() {
            for (side, site) in [
                (&mut causes.base, &change.base),
                (&mut causes.revision, &change.revision),
            ] {
                if let Some(site) = site {
                    side.changes.add(&site.pointer, index);
                }
            }
        }
        causes
    }

    /// The change that caused a difference; none if no change is near it.
    pub(super) fn of(&self, difference: &Difference) -> Option<usize> {
        let (base, revision) = (difference.base.as_slice(), difference.revision.as_slice());
        // What is new has no place in the base, and its change may have one there alone; the same the other way round.
        let sides = [(&self.revision, revision), (&self.base, base)];
        let across = [(&self.revision, base), (&self.base, revision)];
        self.near(difference, &sides)
            .or_else(|| self.near(difference, &across))
            .or_else(|| self.reaching(difference))
            .or_else(|| self.reached(difference))
            .or_else(|| self.named(difference))
            .or_else(|| self.of_all(difference))
            // The same document makes the same crate.
            .or_else(|| (self.rules.len() == 1).then_some(0))
    }

    /// The change of what applies to an operation and stands elsewhere: the parameters of its path item, and the security
    /// and the servers of the document.
    fn of_all(&self, difference: &Difference) -> Option<usize> {
        let sides = [(&self.revision, &difference.revision), (&self.base, &difference.base)];
        let mut found = Vec::new();
        for (side, pointers) in sides {
            let operations = pointers
                .iter()
                .filter_map(|at| owner(at))
                .filter(|at| at.starts_with("/paths/"));
            for item in operations.filter_map(|at| at.rsplit_once('/').map(|(item, _)| item)) {
                found.extend(side.changes.within(&format!("{item}/parameters")));
                let everywhere = ["/security", "/components/securitySchemes", "/servers"].into_iter();
                found.extend(everywhere.flat_map(|at| side.changes.within(at)));
            }
        }
        self.best(difference, &found, 1)
    }

    /// The change of what is named and not referred to: a tag, a security scheme.
    fn named(&self, difference: &Difference) -> Option<usize> {
        if SECURITY_OF_THE_DOCUMENT.contains(&difference.item.path.as_str()) {
            let words = ["security", "oauth", "overridden-default-changed"];
            let is_of_security = |rule: &&str| words.iter().any(|word| rule.starts_with(word));
            return self.rules.iter().position(is_of_security);
        }
        if difference.item.path == "Client" && difference.topic == Topic::Docs {
            return self.rules.iter().position(|rule| *rule == "external-docs-changed");
        }
        let mut places = difference.base.iter().chain(&difference.revision);
        let is_scheme = places.any(|at| at.starts_with("/components/securitySchemes/"));
        let word = match difference.topic {
            Topic::Feature => "tag",
            Topic::Security => "security",
            _ if is_scheme => "security",
            _ => return None,
        };
        self.rules.iter().position(|rule| rule.starts_with(word))
    }

    fn near(&self, difference: &Difference, sides: &[(&Side<'d>, &[String]); 2]) -> Option<usize> {
        let each = || {
            let sides = sides.iter();
            sides.flat_map(|(side, pointers)| pointers.iter().map(move |at| (*side, at.as_str())))
        };
        // What a place says itself.
        let mut candidates = Vec::new();
        for (side, pointers) in sides {
            let specific = of_topic(difference.topic, pointers);
            candidates.extend(specific.iter().chain(*pointers).flat_map(|at| side.changes.within(at)));
        }
        if let Some(best) = self.best(difference, &candidates, 1) {
            return Some(best);
        }
        // What it refers to.
        let referred = each().flat_map(|(side, at)| side.references(at).into_iter().map(move |target| (side, target)));
        let referred: Vec<usize> = referred
            .flat_map(|(side, target)| side.changes.within(&target).collect::<Vec<_>>())
            .collect();
        if let Some(best) = self.best(difference, &referred, 1) {
            return Some(best);
        }
        let above: Vec<usize> = each().flat_map(|(side, at)| side.changes.above(at)).copied().collect();
        for found in [&candidates, &referred, &above] {
            if let Some(best) = self.best(difference, found, 0) {
                return Some(best);
            }
        }
        // What else changed of the same operation or component.
        let around: Vec<_> = each().filter_map(|(side, at)| Some((side, owner(at)?))).collect();
        let key = (
            difference.topic,
            around
                .iter()
                .map(|(side, at)| (std::ptr::eq(*side, &self.base), (*at).to_owned()))
                .collect(),
        );
        if let Some(known) = self.around.borrow().get(&key) {
            return *known;
        }
        let around: Vec<usize> = around.iter().flat_map(|(side, at)| side.changes.within(at)).collect();
        let best = self.best(difference, &around, 1);
        self.around.borrow_mut().insert(key, best);
        best
    }

    /// The change of something that uses what differs: a type is sent where it was not, or no longer.
    fn reaching(&self, difference: &Difference) -> Option<usize> {
        let reaching = self.reaching.get_or_init(|| {
            let mut reaching: [BTreeMap<String, Vec<usize>>; 2] = Default::default();
            for (side, found) in [&self.base, &self.revision].into_iter().zip(&mut reaching) {
                for (at, changes) in side.changes.all() {
                    for target in side.reach(at) {
                        found.entry(target).or_default().extend(changes);
                    }
                }
            }
            reaching
        });
        let [of_base, of_revision] = reaching;
        let found = |map: &BTreeMap<String, Vec<usize>>, pointers: &[String]| -> Vec<usize> {
            pointers
                .iter()
                .filter_map(|at| map.get(at))
                .flatten()
                .copied()
                .collect()
        };
        let mut all = found(of_revision, &difference.revision);
        all.extend(found(of_base, &difference.base));
        all.extend(found(of_revision, &difference.base));
        all.extend(found(of_base, &difference.revision));
        self.best(difference, &all, 1)
    }

    /// The change of something that the code of an item uses, such as a type that has another name.
    fn reached(&self, difference: &Difference) -> Option<usize> {
        if difference.topic != Topic::Code {
            return None;
        }
        let sides = [(&self.revision, &difference.revision), (&self.base, &difference.base)];
        let mut found = Vec::new();
        for (side, pointers) in sides {
            let reached = pointers.iter().flat_map(|at| side.reach(at));
            found.extend(reached.flat_map(|target| side.changes.at(&target).to_vec()));
        }
        self.best(difference, &found, 1)
    }

    /// The first of the best candidates, of those that are worth `least`; of several bounds of one value, the one in question.
    fn best(&self, difference: &Difference, candidates: &[usize], least: u8) -> Option<usize> {
        let score = |index: &usize| score(difference.topic, self.rules[*index]);
        let best = candidates.iter().map(score).max().filter(|best| *best >= least)?;
        let mut found = candidates.iter().copied().filter(|index| score(index) == best);
        let is_named = |index: &usize| is_of_bound(&self.messages[*index], &difference.item.what);
        let named = (difference.topic == Topic::Bounds).then(|| found.clone().find(is_named));
        named.flatten().or_else(|| found.next())
    }
}

/// The operation or the component that a place is in.
fn owner(at: &str) -> Option<&str> {
    let end = at.match_indices('/').nth(3).map_or(at.len(), |(end, _)| end);
    let owner = &at[..end];
    let is_owner =
        owner.matches('/').count() == 3 && ["/paths/", "/components/"].iter().any(|root| owner.starts_with(root));
    is_owner.then_some(owner)
}

/// The places that say more of a topic than the place of the item.
fn of_topic(topic: Topic, pointers: &[String]) -> Vec<String> {
    match topic {
        Topic::Security => {
            let own = pointers.iter().map(|at| format!("{at}/security"));
            own.chain(["/security".to_owned()]).collect()
        }
        Topic::Servers => {
            let own = pointers.iter().map(|at| format!("{at}/servers"));
            own.chain(["/servers".to_owned()]).collect()
        }
        _ => Vec::new(),
    }
}
