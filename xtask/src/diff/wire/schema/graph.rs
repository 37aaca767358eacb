//! The pairs of schemas that were compared, and which lead to which. Each pair is compared once for each way that its
//! values go, so that recursion ends and a shared schema costs nothing twice.

use std::collections::HashMap;
use std::rc::Rc;

use codegen::view::Place;

use super::compare;
use super::discriminators::Both;
use super::draft::{Draft, keyword_site};
use super::effective::Effective;
use super::pair::{Found, Next, Pair, Question};
use super::side::Side;
use super::slot::Slot;
use super::unchanged::Unchanged;
use super::way::{Meaning, Way};
use crate::diff::rules::UNHANDLED_IN_SCHEMA;
use crate::diff::{Site, Wire};

/// How many pairs are compared. Two versions of one API have as many as schemas, twice; two that have nothing in common
/// could have the square of that.
const MOST_PAIRS: usize = 300_000;

/// How many alternatives are compared to find a level. Nested choices could have any number of them; from here on, a schema
/// that became a choice has the usual level of its rule.
const MOST_TRIALS: usize = 5_000;

/// The pairs, each known by its index.
pub(super) struct Graph<'b, 'r> {
    pub(super) nodes: Vec<Node<'b, 'r>>,
    known: HashMap<Key, usize>,
    open: Vec<usize>,
    /// What is decided when all pairs are compared, with the pair that it belongs to.
    questions: Vec<(usize, Open)>,
    /// How many alternatives were compared.
    trials: usize,
    both: Both,
    unchanged: Unchanged<'b>,
}

type Key = (String, String, Way, Slot);

/// A pair.
pub(super) struct Node<'b, 'r> {
    pub(super) base: Side<'b>,
    pub(super) revision: Side<'r>,
    pub(super) way: Way,
    pub(super) drafts: Vec<Draft>,
    pub(super) next: Vec<usize>,
    /// The named schemas that only one of the sides refers to.
    pub(super) names: (Vec<String>, Vec<String>),
    /// The schema of both sides whose `allOf` has the references to them, if it is one.
    pub(super) owner: Option<(Site, Site)>,
    /// The operations that use it directly, by their numbers.
    pub(super) users: Vec<usize>,
    root: Rc<str>,
    slot: Slot,
}

/// A question whose alternatives are pairs.
struct Open {
    draft: Draft,
    trials: Vec<(String, usize)>,
    all: bool,
    some_fit: bool,
    breaks_with: Option<String>,
}

impl<'b, 'r> Graph<'b, 'r> {
    pub(super) fn new(both: Both, unchanged: Unchanged<'b>) -> Self {
        Self {
            nodes: Vec::new(),
            known: HashMap::new(),
            open: Vec::new(),
            questions: Vec::new(),
            trials: 0,
            both,
            unchanged,
        }
    }

    /// The pair of two sides, which is compared later if it is new.
    pub(super) fn pair(&mut self, next: Next<'b, 'r>, root: &Rc<str>) -> usize {
        let Next {
            base,
            revision,
            way,
            slot,
        } = next;
        let index = self.nodes.len();
        let known = *self
            .known
            .entry((base.key(), revision.key(), way, slot))
            .or_insert(index);
        if known == index {
            self.nodes.push(Node {
                base,
                revision,
                way,
                drafts: Vec::new(),
                next: Vec::new(),
                names: (Vec::new(), Vec::new()),
                owner: None,
                users: Vec::new(),
                root: Rc::clone(root),
                slot,
            });
            self.open.push(index);
        }
        known
    }

    /// Compares all pairs that are open, and those that they lead to.
    pub(super) fn compare(&mut self) {
        while let Some(index) = self.open.pop() {
            self.expand(index);
        }
        if self.questions.is_empty() {
            return;
        }
        let mut levels = Levels::of(&self.nodes);
        // What was found last is inside of what was found before.
        while let Some((index, question)) = self.questions.pop() {
            let draft = decide(question, &levels).means(self.nodes[index].way.meaning);
            levels.raise(index, draft.wire);
            self.nodes[index].drafts.push(draft);
        }
    }

    fn expand(&mut self, index: usize) {
        let node = &self.nodes[index];
        if self.unchanged.has(&node.base, &node.revision) {
            return;
        }
        let (base, revision) = (Effective::of(&node.base), Effective::of(&node.revision));
        let pair = Pair {
            base: &base,
            revision: &revision,
            way: node.way,
            root: &node.root,
            slot: node.slot,
        };
        let mut found = Found::default();
        if self.nodes.len() > MOST_PAIRS {
            let what = format!("not compared: there are more than {MOST_PAIRS} pairs of schemas");
            found.drafts.push(pair.whole(&UNHANDLED_IN_SCHEMA, &what));
        } else {
            compare::schemas(&pair, &node.base, &node.revision, &self.both, &mut found);
        }
        let (meaning, root) = (node.way.meaning, Rc::clone(&node.root));
        let names = (base.names(), revision.names());
        let only = |names: &[String], others: &[String]| {
            let only = names.iter().filter(|name| !others.contains(name));
            only.cloned().collect()
        };
        let names = (only(&names.0, &names.1), only(&names.1, &names.0));
        self.nodes[index].owner = owner(&base, &revision, &names);
        self.nodes[index].names = names;
        self.nodes[index].drafts = found.drafts.into_iter().map(|draft| draft.means(meaning)).collect();
        let next: Vec<_> = found.next.into_iter().map(|next| self.pair(next, &root)).collect();
        self.nodes[index].next = next;
        for question in found.questions {
            let Question {
                draft,
                trials,
                all,
                some_fit,
                breaks_with,
            } = question;
            self.trials += trials.len();
            if self.trials > MOST_TRIALS {
                self.nodes[index].drafts.push(draft.means(meaning));
                continue;
            }
            let trials = trials
                .into_iter()
                .map(|(name, next)| (name, self.pair(next, &root)))
                .collect();
            let open = Open {
                draft,
                trials,
                all,
                some_fit,
                breaks_with,
            };
            self.questions.push((index, open));
        }
    }

    /// The pairs that these lead to, themselves included, in the order in which they are reached.
    pub(super) fn reached(&self, roots: impl IntoIterator<Item = usize>) -> Vec<usize> {
        let mut seen = vec![false; self.nodes.len()];
        let mut open: Vec<usize> = roots.into_iter().collect();
        let mut reached = Vec::new();
        while let Some(index) = open.pop() {
            if !std::mem::replace(&mut seen[index], true) {
                reached.push(index);
                open.extend(self.nodes[index].next.iter().rev());
            }
        }
        reached
    }
}

/// The schema whose `allOf` has all the references that only one side has.
fn owner(
    base: &Effective<'_>,
    revision: &Effective<'_>,
    (removed, added): &(Vec<String>, Vec<String>),
) -> Option<(Site, Site)> {
    let of_all = |side: &Effective<'_>, names: &[String]| -> Option<String> {
        let first = side.owner_of(names.first()?)?.pointer.clone();
        let is_it = |name: &String| side.owner_of(name).is_some_and(|owner| owner.pointer == first);
        names.iter().all(is_it).then_some(first)
    };
    let pointer = match (&removed[..], &added[..]) {
        ([], added) => of_all(revision, added)?,
        (removed, []) => of_all(base, removed)?,
        _ => return None,
    };
    let site = |place: &Place<'_>| keyword_site(place, "allOf");
    Some((site(base.part_at(&pointer)?), site(revision.part_at(&pointer)?)))
}

impl Node<'_, '_> {
    /// Whether the operations that use it send or receive its values.
    pub(super) fn is_in_use(&self) -> bool {
        self.way.meaning != Meaning::Unused
    }
}

/// The level of what depends on its alternatives.
fn decide(question: Open, levels: &Levels) -> Draft {
    let levels: Vec<(String, Wire)> = question
        .trials
        .into_iter()
        .map(|(name, trial)| (name, levels.all[trial]))
        .collect();
    let worst = levels.iter().map(|(_, wire)| *wire).max();
    let best = levels.iter().map(|(_, wire)| *wire).min();
    let draft = question.draft;
    if !question.all {
        let draft = draft.level(best.unwrap_or(Wire::Safe));
        return match question.breaks_with {
            Some(value) => draft.breaks_with(&value),
            None => draft,
        };
    }
    let worst = worst.unwrap_or(Wire::Safe);
    let all_fail = best == Some(Wire::Breaking) && !question.some_fit;
    match worst {
        Wire::Breaking if all_fail => draft.level(Wire::Breaking),
        Wire::Breaking | Wire::BreakingIf => {
            let names = levels.iter().filter(|(_, wire)| *wire >= Wire::BreakingIf);
            let names: Vec<_> = names.map(|(name, _)| name.clone()).collect();
            draft.level(Wire::BreakingIf).when(&super::text::listed(&names))
        }
        other => draft.level(other),
    }
}

/// The worst level of each pair and all that it leads to.
struct Levels {
    all: Vec<Wire>,
    /// The pairs that lead to each.
    users: Vec<Vec<usize>>,
}

impl Levels {
    fn of(nodes: &[Node<'_, '_>]) -> Self {
        let mut levels = Self {
            all: vec![Wire::Safe; nodes.len()],
            users: vec![Vec::new(); nodes.len()],
        };
        for (index, node) in nodes.iter().enumerate() {
            node.next.iter().for_each(|next| levels.users[*next].push(index));
        }
        for (index, node) in nodes.iter().enumerate() {
            let own = node.drafts.iter().map(|draft| draft.wire).max();
            levels.raise(index, own.unwrap_or(Wire::Safe));
        }
        levels
    }

    /// Raises the level of a pair, and of those that lead to it. There are four levels, so that no pair is raised often.
    fn raise(&mut self, index: usize, wire: Wire) {
        let mut open = vec![index];
        while let Some(index) = open.pop() {
            if self.all[index] < wire {
                self.all[index] = wire;
                open.extend(&self.users[index]);
            }
        }
    }
}
