//! Numbers that were redacted: a placeholder has the sign and as many digits as the number had, which may be enough.

use std::collections::BTreeSet;

use codegen::view::Direction;
use recording::json::{Node, Value};
use recording::redaction::range_of;

use super::probe::{Probe, Which};
use super::{Seen, condition};

/// Whether all numbers that a placeholder may stand for fulfil the condition, or none does; `None` if it is unknown.
pub(super) fn decide(
    condition: &condition::Value,
    probe: &Probe,
    placeholder: &Node,
    seen: &Seen<'_, '_>,
) -> Option<bool> {
    let text = match &placeholder.value {
        Value::Number(text) => text,
        _ => return None,
    };
    let ends = range_of(text)?;
    let stricter = ends
        .each_ref()
        .map(|end| refused(condition, probe, probe.stricter(), end, seen));
    let wider = ends
        .each_ref()
        .map(|end| refused(condition, probe, probe.stricter().other(), end, seen));
    match stricter {
        [least, most] if least.is_empty() && most.is_empty() => Some(false),
        // Beyond the same limit, on the same side.
        [least, most] if !least.is_disjoint(&most) && wider.iter().all(BTreeSet::is_empty) => Some(true),
        _ => None,
    }
}

/// The keywords of a document by which a number is refused.
fn refused(
    condition: &condition::Value,
    probe: &Probe,
    which: Which,
    number: &str,
    seen: &Seen<'_, '_>,
) -> BTreeSet<String> {
    let node = Node {
        start: 0,
        end: 0,
        value: Value::Number(number.to_owned()),
    };
    let contract = seen.by(which).contract;
    let mut keywords = BTreeSet::new();
    for schema in &probe.schemas[which as usize] {
        let Some(place) = contract.place(schema) else { continue };
        let direction: Direction = probe.direction;
        let found = contract.check_part(&place, direction, &node, &|_| false);
        let wanted = found
            .violations
            .into_iter()
            .filter(|violation| condition.is_violated(violation, probe.about.as_deref()));
        keywords.extend(wanted.filter_map(|violation| violation.document));
    }
    keywords
}
