//! What was seen, in words: how often, and of which operations. No value of traffic is in them.

use std::collections::BTreeSet;

use super::{Asked, Proposer};
use crate::contract::Location;
use crate::evolve::locate::{last, parent};
use crate::evolve::observe::Observed;
use crate::evolve::totals::leads_to;
use crate::evolve::words::plural;
use crate::runner::OfOperation;

impl Proposer<'_, '_> {
    /// How often something was seen: `38 of 40 recordings`. Both numbers count an interaction as often as it was read.
    pub(super) fn times(&self, asked: &Asked<'_>) -> String {
        let noun = self.totals.noun();
        let (seen, is_least) = self.seen(asked);
        let of = self.possible(asked).max(seen);
        let least = if is_least { "at least " } else { "" };
        match of {
            1 => format!("the only {noun}"),
            of if of == seen => format!("all {of} {noun}s"),
            of => format!("{least}{seen} of {of} {noun}s"),
        }
    }

    /// How often something was seen that belongs to no operation yet.
    pub(super) fn count(&self, asked: &Asked<'_>) -> String {
        let (seen, is_least) = self.seen(asked);
        let least = if is_least { "at least " } else { "" };
        format!("{least}{}", plural(seen, self.totals.noun()))
    }

    /// In how many interactions drifts were seen, and whether there may be more.
    fn seen(&self, asked: &Asked<'_>) -> (usize, bool) {
        let numbers = asked.interactions();
        let held: usize = numbers.iter().map(|number| self.sample[*number].copies).sum();
        if !self.is_part {
            return (held, false);
        }
        // Of what is not held, only the number for each drift is known.
        let known = |fingerprint: &str| self.totals.seen.get(fingerprint).copied().unwrap_or_default();
        let most = asked.drifts.iter().map(|drift| known(&drift.fingerprint)).max();
        let most = most.unwrap_or_default();
        (held.max(most), asked.drifts.len() > 1 || most == 0)
    }

    /// How many interactions there were in which the drift could have been seen: of the same operations, and for what is
    /// wrong in a response, only those whose response has the schema.
    fn possible(&self, asked: &Asked<'_>) -> usize {
        let of_operation = |operation: &Option<String>| self.totals.by_operation.get(operation);
        let all = asked.operations().into_iter().filter_map(of_operation);
        let in_responses =
            |location: &Location| matches!(location, Location::ResponseBody | Location::ResponseHeader(_));
        let is_of_responses = asked.drifts.iter().all(|drift| in_responses(&drift.location));
        if !is_of_responses {
            return all.map(|of| of.interactions).sum();
        }
        let wanted: BTreeSet<&str> = asked
            .drifts
            .iter()
            .filter_map(|drift| drift.document.as_deref())
            .collect();
        let count = |of: &OfOperation| -> usize {
            let responses = of.responses.iter();
            let leads = responses.filter(|(pointer, count)| **count > 0 && leads_to(self.document, pointer, &wanted));
            leads.map(|(_, count)| count).sum()
        };
        all.map(count).sum()
    }

    /// The names of the operations, the first few.
    pub(super) fn of_operations(&self, asked: &Asked<'_>) -> String {
        const SHOWN: usize = 3;
        let all: Vec<_> = asked.operations().into_iter().flatten().collect();
        let named: Vec<_> = all.iter().take(SHOWN).map(|name| format!("`{name}`")).collect();
        match all.len().saturating_sub(SHOWN) {
            0 if all.is_empty() => String::new(),
            0 => format!(" of {}", named.join(", ")),
            more => format!(" of {} and {}", named.join(", "), plural(more, "more operation")),
        }
    }

    /// What contradicts a keyword, as in `integers above maximum: 3`.
    pub(super) fn contradiction(&self, pointer: &str, observed: Option<&Observed>) -> String {
        let keyword = last(pointer);
        let stated = self.at(pointer).ok().and_then(|place| {
            let node = place.node;
            let truth = node.as_bool().map(|truth| truth.to_string());
            let text = node.as_str().or_else(|| node.as_number());
            text.map(str::to_owned).or(truth)
        });
        let shown = match &stated {
            Some(value) if keyword != "pattern" && value.len() <= 40 => format!("`{keyword}: {value}`"),
            _ => format!("`{keyword}`"),
        };
        // In 3.0, whether a bound itself is allowed is said beside it.
        let is_exclusive = |keyword: &str| {
            let at = format!("{}/{keyword}", parent(pointer));
            self.at(&at).is_ok_and(|place| place.node.as_bool() == Some(true))
        };
        // Of a text in a URL, only the document says what it is.
        let documented = self.at(parent(pointer)).ok();
        let types = match observed {
            Some(observed) => observed.types(),
            None => documented
                .as_ref()
                .and_then(|schema| schema.types())
                .unwrap_or_default(),
        };
        let number = match types.as_slice() {
            ["integer"] => "integers",
            _ => "numbers",
        };
        match keyword.as_str() {
            "maximum" if is_exclusive("exclusiveMaximum") => format!("{number} that are not below {shown}"),
            "minimum" if is_exclusive("exclusiveMinimum") => format!("{number} that are not above {shown}"),
            "maximum" => format!("{number} above {shown}"),
            "minimum" => format!("{number} below {shown}"),
            "exclusiveMaximum" => format!("{number} that are not below {shown}"),
            "exclusiveMinimum" => format!("{number} that are not above {shown}"),
            "multipleOf" => format!("{number} that are no multiples as {shown} says"),
            "maxLength" => format!("texts longer than {shown}{}", lengths(observed)),
            "minLength" => format!("texts shorter than {shown}{}", lengths(observed)),
            "pattern" => "texts that do not match the `pattern`".to_owned(),
            "format" => format!("values that are not of {shown}"),
            "maxItems" => format!("lists longer than {shown}"),
            "minItems" => format!("lists shorter than {shown}"),
            "uniqueItems" => format!("lists with equal items, in spite of {shown}"),
            "maxProperties" => format!("objects with more properties than {shown}"),
            "minProperties" => format!("objects with fewer properties than {shown}"),
            _ => format!("values that {shown} forbids"),
        }
    }
}

/// The lengths of the texts that were seen.
fn lengths(observed: Option<&Observed>) -> String {
    match observed.and_then(|observed| observed.strings.lengths()) {
        Some((least, greatest)) if least == greatest => format!(" ({})", plural(least, "character")),
        Some((least, greatest)) => format!(" ({least} to {greatest} characters)"),
        None => String::new(),
    }
}

/// The names of several things, quoted.
pub(super) fn quoted(names: &BTreeSet<String>) -> String {
    let names: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
    names.join(", ")
}
