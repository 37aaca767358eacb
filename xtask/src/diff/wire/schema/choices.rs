//! `oneOf` and `anyOf`.

use codegen::view::Place;

use super::alternatives::{label, matched};
use super::draft::Draft;
use super::effective::Choice;
use super::overlap::{fits_several, is_discriminated, overlaps};
use super::pair::{Found, Next, Pair, Question};
use super::side::Side;
use crate::diff::rules::{
    ALTERNATIVE_ADDED, ALTERNATIVE_REMOVED, BECAME_CHOICE, CHOICE_EXCLUSIVE, CHOICE_NOT_EXCLUSIVE,
    CHOICE_ORDER_CHANGED, NO_LONGER_CHOICE, Sides,
};
use crate::diff::{Site, Wire};

/// Compares the choices. Says whether the rest of the schemas is to be compared: not if one is a choice and the other is
/// not, which is one difference.
pub(super) fn compare<'b, 'r>(
    pair: &Pair<'_, 'b, 'r>,
    base: &Side<'b>,
    revision: &Side<'r>,
    found: &mut Found<'b, 'r>,
) -> bool {
    match (&pair.base.choices[..], &pair.revision.choices[..]) {
        ([], []) => return true,
        ([], [choice]) => became(pair, base, revision, choice, found),
        ([choice], []) => no_longer(pair, base, revision, choice, found),
        (before, now) => return several(pair, before, now, found),
    }
    false
}

/// A side with one of its alternatives.
fn chosen<'d>(side: &Side<'d>, choice: &Choice<'d>, alternative: &Place<'d>) -> Side<'d> {
    let mut chosen = side.clone();
    chosen.places.push(alternative.clone());
    chosen.chosen.push(choice.list.pointer.clone());
    chosen.null |= choice.null;
    chosen
}

/// Whether a side is just the schema that an alternative refers to: then both are compared as one.
fn is_same(side: &Side<'_>, alternative: &Place<'_>) -> bool {
    let only = match &side.places[..] {
        [only] if side.chosen.is_empty() => only.resolved().pointer,
        _ => return false,
    };
    only.starts_with("/components/") && only == alternative.resolved().pointer
}

fn became<'b, 'r>(
    pair: &Pair<'_, 'b, 'r>,
    base: &Side<'b>,
    revision: &Side<'r>,
    choice: &Choice<'r>,
    found: &mut Found<'b, 'r>,
) {
    let what = format!("it became a choice of {} schemas", choice.alternatives.len());
    let draft = pair.keyword(&BECAME_CHOICE, choice.keyword, &what);
    let all = !pair.way.is_request();
    // What was one schema may now be forbidden because it fits two.
    let several =
        !all && choice.keyword == "oneOf" && !is_discriminated(choice) && fits_several(pair.base, choice, pair.way);
    let mut is_one = false;
    let mut trials = Vec::new();
    for (index, alternative) in choice.alternatives.iter().enumerate() {
        if is_same(base, alternative) {
            is_one = true;
            found
                .next
                .push(next(pair, base.clone(), Side::one(alternative.clone())));
        } else {
            let trial = next(pair, base.clone(), chosen(revision, choice, alternative));
            trials.push((label(alternative, index), trial));
        }
    }
    ask(draft, trials, Fit { all, is_one, several }, found);
}

fn no_longer<'b, 'r>(
    pair: &Pair<'_, 'b, 'r>,
    base: &Side<'b>,
    revision: &Side<'r>,
    choice: &Choice<'b>,
    found: &mut Found<'b, 'r>,
) {
    let what = format!("it is no longer a choice of {} schemas", choice.alternatives.len());
    let draft = pair.keyword(&NO_LONGER_CHOICE, choice.keyword, &what);
    let all = pair.way.is_request();
    let mut is_one = false;
    let mut trials = Vec::new();
    for (index, alternative) in choice.alternatives.iter().enumerate() {
        if is_same(revision, alternative) {
            is_one = true;
            found
                .next
                .push(next(pair, Side::one(alternative.clone()), revision.clone()));
        } else {
            let trial = next(pair, chosen(base, choice, alternative), revision.clone());
            trials.push((label(alternative, index), trial));
        }
    }
    let several = false;
    ask(draft, trials, Fit { all, is_one, several }, found);
}

const FITS_SEVERAL: &str = "a value that fits several of them";

/// How alternatives have to fit.
struct Fit {
    /// Whether all of them have to fit, and not just one.
    all: bool,
    /// Whether one of them is the same schema.
    is_one: bool,
    /// Whether a value may fit several, and then is refused.
    several: bool,
}

/// The level depends on how the alternatives compare.
fn ask<'b, 'r>(draft: Draft, trials: Vec<(String, Next<'b, 'r>)>, fit: Fit, found: &mut Found<'b, 'r>) {
    let Fit { all, is_one, several } = fit;
    // One that fits is enough.
    if is_one && !all {
        let draft = draft.level(Wire::Safe);
        return found.drafts.push(if several {
            draft.breaks_with(FITS_SEVERAL)
        } else {
            draft
        });
    }
    found.questions.push(Question {
        draft,
        trials,
        all,
        some_fit: is_one,
        breaks_with: several.then(|| FITS_SEVERAL.to_owned()),
    });
}

fn next<'b, 'r>(pair: &Pair<'_, 'b, 'r>, base: Side<'b>, revision: Side<'r>) -> Next<'b, 'r> {
    Next {
        base,
        revision,
        way: pair.way,
        slot: pair.slot,
    }
}

/// Choices of both sides, paired in their order.
fn several<'b, 'r>(
    pair: &Pair<'_, 'b, 'r>,
    base: &[Choice<'b>],
    revision: &[Choice<'r>],
    found: &mut Found<'b, 'r>,
) -> bool {
    for (before, now) in base.iter().zip(revision) {
        one(pair, before, now, found);
    }
    for choice in base.iter().skip(revision.len()) {
        let what = "it has fewer choices to match";
        let draft = pair.keyword(&NO_LONGER_CHOICE, choice.keyword, what);
        found.drafts.push(match pair.way.is_request() {
            true => draft.level(Wire::Safe),
            false => draft,
        });
    }
    for choice in revision.iter().skip(base.len()) {
        let what = "it has more choices to match";
        let draft = pair.keyword(&BECAME_CHOICE, choice.keyword, what);
        found.drafts.push(match pair.way.is_request() {
            true => draft,
            false => draft.level(Wire::Silent),
        });
    }
    true
}

/// The alternatives of two choices.
fn one<'b, 'r>(pair: &Pair<'_, 'b, 'r>, base: &Choice<'b>, revision: &Choice<'r>, found: &mut Found<'b, 'r>) {
    let whole = |sides: &'static Sides, what: &str| {
        let message = format!("{}: {what}", pair.name_of(&revision.schema));
        Draft::new(sides, pair.way, message)
            .from(Some(Site::of(&base.schema)))
            .to(Some(Site::of(&revision.schema)))
    };
    match (base.keyword, revision.keyword) {
        ("anyOf", "oneOf") => {
            found.drafts.push(whole(
                &CHOICE_EXCLUSIVE,
                "it must not match several alternatives now (`oneOf`)",
            ));
        }
        ("oneOf", "anyOf") => {
            found.drafts.push(whole(
                &CHOICE_NOT_EXCLUSIVE,
                "it may match several alternatives now (`anyOf`)",
            ));
        }
        _ => {}
    }
    let matched = matched(base, revision);
    if !matched.in_order {
        found
            .drafts
            .push(whole(&CHOICE_ORDER_CHANGED, "its alternatives are in another order"));
    }
    for (index, removed) in matched.removed.iter().enumerate() {
        let name = label(removed, index);
        let mut draft = whole(&ALTERNATIVE_REMOVED, &format!("the alternative `{name}` was removed"));
        draft = draft.from(Some(Site::of(removed)));
        found.drafts.push(draft.to(None).when(&format!("`{name}`")));
    }
    for (index, added) in matched.added.iter().enumerate() {
        let name = label(added, index);
        let draft = whole(&ALTERNATIVE_ADDED, &format!("the alternative `{name}` was added"));
        let draft = draft.from(None).to(Some(Site::of(added)));
        // Of `oneOf`, a value must not fit a second one.
        let is_exclusive = pair.way.is_request() && revision.keyword == "oneOf" && !is_discriminated(revision);
        found
            .drafts
            .push(match is_exclusive && overlaps(&base.alternatives, added, pair.way) {
                true => draft
                    .level(Wire::BreakingIf)
                    .when(&format!("a value that also fits `{name}`")),
                false => draft,
            });
    }
    for (before, now) in matched.both {
        found.next.push(Next {
            base: Side::one(before),
            revision: Side::one(now),
            way: pair.way,
            slot: pair.slot,
        });
    }
}
