//! Bounds, lengths, counts, steps and patterns.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use super::effective::Effective;
use super::pair::{Found, Pair};
use super::text::cut;
use crate::contract::Decimal;
use crate::diff::rules::{
    LIMIT_ADDED, LIMIT_LOOSENED, LIMIT_REMOVED, LIMIT_TIGHTENED, PATTERN_ADDED, PATTERN_CHANGED, PATTERN_REMOVED,
    STEP_ADDED, STEP_CHANGED, STEP_REMOVED,
};

/// A keyword that limits something, and how a message says so.
struct Limit {
    keyword: &'static str,
    exclusive: Option<&'static str>,
    /// Whether it limits from above.
    is_most: bool,
    name: &'static str,
    /// What is beyond the limit, before and behind the number.
    beyond: (&'static str, &'static str),
}

const fn limit(
    keyword: &'static str,
    is_most: bool,
    name: &'static str,
    beyond: (&'static str, &'static str),
) -> Limit {
    Limit {
        keyword,
        exclusive: None,
        is_most,
        name,
        beyond,
    }
}

const LIMITS: &[Limit] = &[
    Limit {
        exclusive: Some("exclusiveMinimum"),
        ..limit("minimum", false, "minimum", ("less than ", ""))
    },
    Limit {
        exclusive: Some("exclusiveMaximum"),
        ..limit("maximum", true, "maximum", ("more than ", ""))
    },
    limit("minLength", false, "minLength", ("fewer than ", " characters")),
    limit("maxLength", true, "maxLength", ("more than ", " characters")),
    limit("minItems", false, "minItems", ("fewer than ", " items")),
    limit("maxItems", true, "maxItems", ("more than ", " items")),
    limit("minProperties", false, "minProperties", ("fewer than ", " properties")),
    limit("maxProperties", true, "maxProperties", ("more than ", " properties")),
    limit(
        "minContains",
        false,
        "minContains",
        ("fewer than ", " items that `contains` describes"),
    ),
    limit(
        "maxContains",
        true,
        "maxContains",
        ("more than ", " items that `contains` describes"),
    ),
];

/// A limit that a schema states.
struct Bound<'d> {
    text: &'d str,
    number: Decimal,
    /// Whether the limit itself is beyond it.
    is_exclusive: bool,
    keyword: &'static str,
}

impl Bound<'_> {
    /// Compares two bounds: the one that allows fewer values is greater.
    fn strictness(&self, other: &Self, is_most: bool) -> Ordering {
        let order = self.number.cmp(&other.number);
        let order = if is_most { order.reverse() } else { order };
        order.then(self.is_exclusive.cmp(&other.is_exclusive))
    }

    fn shown(&self) -> String {
        match self.is_exclusive {
            true => format!("{} (exclusive)", cut(self.text)),
            false => cut(self.text),
        }
    }
}

impl Limit {
    /// The strictest of all that is stated.
    fn of<'d>(&self, effective: &Effective<'d>) -> Option<Bound<'d>> {
        let mut strictest: Option<Bound<'d>> = None;
        for stated in [Some(self.keyword), self.exclusive]
            .into_iter()
            .flatten()
            .flat_map(|keyword| effective.all(keyword))
        {
            let schema = effective.schema(stated);
            let is_old_mark = self
                .exclusive
                .is_some_and(|exclusive| !schema.document.version().has_json_schema() && schema.is(exclusive));
            let is_exclusive = is_old_mark || Some(stated.keyword) == self.exclusive;
            let Some(text) = stated.node.as_number() else { continue };
            let Some(number) = Decimal::parse(text) else { continue };
            let keyword = match self.exclusive {
                Some(exclusive) if stated.keyword == exclusive => exclusive,
                _ => self.keyword,
            };
            let bound = Bound {
                text,
                number,
                is_exclusive,
                keyword,
            };
            let is_stricter = strictest
                .as_ref()
                .is_none_or(|known| bound.strictness(known, self.is_most).is_gt());
            if is_stricter {
                strictest = Some(bound);
            }
        }
        // Without it, `contains` asks for one item.
        if strictest.is_none() && self.keyword == "minContains" && effective.has("contains") {
            let one = |number| Bound {
                text: "1",
                number,
                is_exclusive: false,
                keyword: "minContains",
            };
            strictest = Decimal::parse("1").map(one);
        }
        strictest
    }

    fn compare<'b, 'r>(&self, pair: &Pair<'_, 'b, 'r>, found: &mut Found<'b, 'r>) {
        // That `contains` was added or removed says it already.
        if self.keyword == "minContains" && pair.base.has("contains") != pair.revision.has("contains") {
            return;
        }
        let name = self.name;
        let beyond = |bound: &Bound<'_>| {
            let (before, behind) = self.beyond;
            match (bound.is_exclusive, self.is_most) {
                (true, true) => format!("{} or more", bound.text),
                (true, false) => format!("{} or less", bound.text),
                _ => format!("{before}{}{behind}", bound.text),
            }
        };
        let draft = match (self.of(pair.base), self.of(pair.revision)) {
            (None, None) => return,
            (None, Some(now)) => {
                let what = format!("{name} was none and is {}", now.shown());
                pair.keyword(&LIMIT_ADDED, now.keyword, &what)
                    .when(&beyond(&now))
                    .about(now.keyword)
            }
            (Some(before), None) => {
                let what = format!("{name} was {} and is none", before.shown());
                pair.keyword(&LIMIT_REMOVED, before.keyword, &what)
            }
            (Some(before), Some(now)) => {
                let what = format!("{name} was {} and is {}", before.shown(), now.shown());
                match now.strictness(&before, self.is_most) {
                    Ordering::Equal => return,
                    Ordering::Greater => pair
                        .keyword(&LIMIT_TIGHTENED, now.keyword, &what)
                        .when(&beyond(&now))
                        .about(now.keyword),
                    Ordering::Less => pair.keyword(&LIMIT_LOOSENED, now.keyword, &what),
                }
            }
        };
        found.drafts.push(draft);
    }
}

pub(super) fn compare<'b, 'r>(pair: &Pair<'_, 'b, 'r>, found: &mut Found<'b, 'r>) {
    for limit in LIMITS {
        limit.compare(pair, found);
    }
    step(pair, found);
    pattern(pair, found);
}

/// `multipleOf`
fn step<'b, 'r>(pair: &Pair<'_, 'b, 'r>, found: &mut Found<'b, 'r>) {
    let steps = |effective: &Effective<'_>| {
        let numbers = effective
            .all("multipleOf")
            .filter_map(|stated| stated.node.as_number().map(str::to_owned));
        let mut steps: Vec<(Decimal, String)> = numbers
            .filter_map(|text| Some((Decimal::parse(&text)?, text)))
            .collect();
        steps.sort();
        steps.dedup_by(|one, other| one.0 == other.0);
        steps
    };
    let (base, revision) = (steps(pair.base), steps(pair.revision));
    let same = base.len() == revision.len() && base.iter().zip(&revision).all(|(one, other)| one.0 == other.0);
    if same {
        return;
    }
    let shown = |steps: &[(Decimal, String)]| match steps {
        [] => "none".to_owned(),
        steps => steps
            .iter()
            .map(|(_, text)| cut(text))
            .collect::<Vec<_>>()
            .join(" and "),
    };
    let what = format!("multipleOf was {} and is {}", shown(&base), shown(&revision));
    let sides = match (base.is_empty(), revision.is_empty()) {
        (true, _) => &STEP_ADDED,
        (_, true) => &STEP_REMOVED,
        _ => &STEP_CHANGED,
    };
    let draft = pair.keyword(sides, "multipleOf", &what);
    // Every multiple of a step is one of its divisors.
    let is_coarser =
        |(now, _): &(Decimal, String)| base.iter().any(|(before, _)| before.is_multiple_of(now) == Some(true));
    let is_loosened = !base.is_empty() && revision.iter().all(is_coarser);
    found.drafts.push(match is_loosened {
        true => draft.level(crate::diff::Wire::Safe),
        false => draft.when(&format!("a value that is no multiple of {}", shown(&revision))),
    });
}

/// `pattern`
fn pattern<'b, 'r>(pair: &Pair<'_, 'b, 'r>, found: &mut Found<'b, 'r>) {
    fn patterns<'d>(effective: &Effective<'d>) -> BTreeSet<&'d str> {
        effective
            .all("pattern")
            .filter_map(|stated| stated.node.as_str())
            .collect()
    }
    let (base, revision) = (patterns(pair.base), patterns(pair.revision));
    if base == revision {
        return;
    }
    let shown = |patterns: &BTreeSet<&str>| match patterns.is_empty() {
        true => "none".to_owned(),
        false => patterns
            .iter()
            .map(|text| format!("`{}`", cut(text)))
            .collect::<Vec<_>>()
            .join(" and "),
    };
    let what = format!("the pattern was {} and is {}", shown(&base), shown(&revision));
    let sides = match (base.is_empty(), revision.is_empty()) {
        (true, _) => &PATTERN_ADDED,
        (_, true) => &PATTERN_REMOVED,
        _ => &PATTERN_CHANGED,
    };
    let draft = pair.keyword(sides, "pattern", &what);
    found.drafts.push(match revision.is_subset(&base) {
        true => draft.level(crate::diff::Wire::Safe),
        false => draft.when(&format!("a text that does not match {}", shown(&revision))),
    });
}
