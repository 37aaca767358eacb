//! From differences to changes: one entry for each cause, with the operations that it is used in.

use std::collections::{BTreeSet, HashMap};

use codegen::view::Direction;

use super::draft::Draft;
use super::graph::Graph;
use crate::diff::Change;

/// A difference, and all that is known of its uses.
struct Cause {
    worst: Draft,
    /// The levels for what is sent and what is received.
    sent: Option<crate::diff::Wire>,
    received: Option<crate::diff::Wire>,
    operations: BTreeSet<usize>,
}

/// The changes of the pairs in `reached`.
pub(super) fn changes(graph: &Graph<'_, '_>, reached: &[usize], operations: &[String]) -> Vec<Change> {
    let users = Users::of(graph, reached);
    let mut causes: Vec<Cause> = Vec::new();
    let mut known = HashMap::new();
    for index in reached {
        let node = &graph.nodes[*index];
        if node.drafts.is_empty() {
            continue;
        }
        let operations = users.of_pair(graph, *index);
        for draft in &node.drafts {
            let pointer = |site: &Option<crate::diff::Site>| site.as_ref().map(|site| site.pointer.clone());
            let key = (
                std::ptr::from_ref(draft.sides).addr(),
                pointer(&draft.base),
                pointer(&draft.revision),
                draft.message.clone(),
            );
            let cause = *known.entry(key).or_insert(causes.len());
            if cause == causes.len() {
                causes.push(Cause {
                    worst: draft.clone(),
                    sent: None,
                    received: None,
                    operations: BTreeSet::new(),
                });
            }
            let cause = &mut causes[cause];
            if node.is_in_use() {
                let level = match draft.direction {
                    Direction::Request => &mut cause.sent,
                    Direction::Response => &mut cause.received,
                };
                *level = (*level).max(Some(draft.wire));
            }
            if draft.wire > cause.worst.wire {
                cause.worst = draft.clone();
            }
            cause.operations.extend(&operations);
        }
    }
    causes.into_iter().map(|cause| cause.change(operations)).collect()
}

impl Cause {
    fn change(self, names: &[String]) -> Change {
        let worst = self.worst;
        let mut message = worst.message.clone();
        if self.operations.is_empty() {
            message.push_str(" (used by no operation)");
        } else if let (Some(sent), Some(received)) = (self.sent, self.received)
            && sent != received
        {
            message.push_str(match sent > received {
                true => " (sent and received; this is what it means for what is sent)",
                false => " (sent and received; this is what it means for what is received)",
            });
        }
        let mut change = Change::new(worst.rule(), message);
        change.wire = worst.wire;
        change.condition = worst.condition;
        change.about = worst.about;
        change.base = worst.base;
        change.revision = worst.revision;
        change.proposal = worst.proposal;
        let mut used_in: Vec<String> = self.operations.iter().map(|index| names[*index].clone()).collect();
        if change.pointer().starts_with("/paths/") && used_in.len() == 1 {
            change.operation = used_in.pop();
        } else {
            change.used_in = used_in;
        }
        change
    }
}

/// Which pairs lead to which.
struct Users {
    by: HashMap<usize, Vec<usize>>,
}

impl Users {
    fn of(graph: &Graph<'_, '_>, reached: &[usize]) -> Self {
        let mut by: HashMap<usize, Vec<usize>> = HashMap::new();
        for index in reached {
            for next in &graph.nodes[*index].next {
                by.entry(*next).or_default().push(*index);
            }
        }
        Self { by }
    }

    /// The operations that use a pair.
    fn of_pair(&self, graph: &Graph<'_, '_>, index: usize) -> BTreeSet<usize> {
        let mut seen = BTreeSet::from([index]);
        let mut open = vec![index];
        let mut operations = BTreeSet::new();
        while let Some(index) = open.pop() {
            operations.extend(&graph.nodes[index].users);
            let users = self.by.get(&index).into_iter().flatten();
            open.extend(users.copied().filter(|user| seen.insert(*user)));
        }
        operations
    }
}
