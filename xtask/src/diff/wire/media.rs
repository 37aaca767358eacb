//! The entries of a `content`: which are the same in both documents, and what each says.

use codegen::view::{Content, MediaType, Place};

use super::found::Found;
use super::leaves;
use super::members::{self, By, Table};
use super::schema::{Subject, Use};
use crate::diff::rules::{IGNORED_ENCODING_CHANGED, MEDIA_TYPE_PARAMETERS_CHANGED};
use crate::diff::{Change, Rule, Site, Wire};

static MEDIA_TYPE: Table = &[("schema", By::Code), ("itemSchema", By::Code), ("encoding", By::Code)];

/// How two entries belong to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fit {
    /// They are of the same media type.
    Same,
    /// That of the revision is a range with that of the base in it.
    Widened,
    /// That of the base is a range with that of the revision in it.
    Narrowed,
}

/// The entries of two contents.
pub(super) struct Entries<'c, 'b, 'r> {
    pub(super) both: Vec<(&'c MediaType<'b>, &'c MediaType<'r>, Fit)>,
    pub(super) removed: Vec<&'c MediaType<'b>>,
    pub(super) added: Vec<&'c MediaType<'r>>,
}

/// Whether two entries belong to each other.
type Belongs<'f> = &'f dyn Fn(&MediaType<'_>, &MediaType<'_>) -> bool;

/// Which entries belong to each other: of the same media type, or else one in the range of the other.
pub(super) fn entries<'c, 'b, 'r>(base: &'c Content<'b>, revision: &'c Content<'r>) -> Entries<'c, 'b, 'r> {
    let mut both = Vec::new();
    let mut taken = vec![false; revision.entries.len()];
    let mut left: Vec<&MediaType<'b>> = base.entries.iter().collect();
    let plain = |entry: &MediaType<'_>| entry.name.replace([' ', '\t', '"'], "").to_ascii_lowercase();
    let steps: [(Fit, bool, Belongs<'_>); 4] = [
        (Fit::Same, false, &|base, revision| plain(base) == plain(revision)),
        (Fit::Same, false, &|base, revision| base.essence == revision.essence),
        (Fit::Widened, true, &|base, revision| {
            includes(&revision.essence, &base.essence)
        }),
        (Fit::Narrowed, false, &|base, revision| {
            includes(&base.essence, &revision.essence)
        }),
    ];
    for (fit, shared, fits) in steps {
        left.retain(|before| {
            let mut candidates = revision.entries.iter().enumerate();
            let at = candidates.find(|(at, after)| (shared || !taken[*at]) && fits(before, after));
            if let Some((at, after)) = at {
                taken[at] = true;
                both.push((*before, after, fit));
            }
            at.is_none()
        });
    }
    let added = revision.entries.iter().zip(taken).filter(|(_, taken)| !taken);
    Entries {
        both,
        removed: left,
        added: added.map(|(entry, _)| entry).collect(),
    }
}

/// Whether a range of media types, such as `application/*`, includes a media type or another range.
fn includes(range: &str, other: &str) -> bool {
    let parts = |essence: &str| essence.split_once('/').map(|(a, b)| (a.to_owned(), b.to_owned()));
    let (Some((kind, subtype)), Some((other_kind, other_subtype))) = (parts(range), parts(other)) else {
        return false;
    };
    if range == other || (kind != "*" && kind != other_kind) {
        return false;
    }
    match subtype.strip_prefix('*') {
        Some("") => true,
        Some(suffix) => other_subtype.ends_with(suffix),
        None => false,
    }
}

/// Compares two entries in which `encoding` means nothing. `rules` are those for adding and for
/// removing the schema.
pub(super) fn entry<'b, 'r>(
    base: &MediaType<'b>,
    revision: &MediaType<'r>,
    rules: (&'static Rule, &'static Rule),
    of: &Use<'_>,
    found: &mut Found<'b, 'r>,
) {
    without_encoding(base, revision, rules, of, found);
    ignored_encoding(base, revision, of, found);
}

/// Compares two entries but for their `encoding`.
pub(super) fn without_encoding<'b, 'r>(
    base: &MediaType<'b>,
    revision: &MediaType<'r>,
    rules: (&'static Rule, &'static Rule),
    of: &Use<'_>,
    found: &mut Found<'b, 'r>,
) {
    if !found.can_compare(&base.place, &revision.place) {
        return;
    }
    found.schemas.media_type(&base.essence);
    found.schemas.media_type(&revision.essence);
    let same_essence = base.essence == revision.essence;
    let plain = |name: &str| name.replace([' ', '\t', '"'], "").to_ascii_lowercase();
    if same_essence && plain(base.name) != plain(revision.name) {
        let message = format!(
            "the media type of {} was `{}` and is `{}`",
            of.subject, base.name, revision.name
        );
        found.changed(&MEDIA_TYPE_PARAMETERS_CHANGED, &base.place, &revision.place, message);
    }
    let subject = || subject(revision, of);
    members::compare(&base.place, &revision.place, MEDIA_TYPE, &subject, found);
    let places = (&base.place, &revision.place);
    schemas("schema", places, rules, of, found);
    schemas("itemSchema", places, rules, of, found);
}

/// Compares `encoding` where it means nothing.
pub(super) fn ignored_encoding<'b, 'r>(
    base: &MediaType<'b>,
    revision: &MediaType<'r>,
    of: &Use<'_>,
    found: &mut Found<'b, 'r>,
) {
    if !found.can_compare(&base.place, &revision.place) {
        return;
    }
    let [before, after] = [base.place.raw("encoding"), revision.place.raw("encoding")];
    leaves::compare(before.as_ref(), after.as_ref(), true, &mut |base, other| {
        members::leaf(&IGNORED_ENCODING_CHANGED, base, other, &subject(revision, of), found);
    });
}

fn subject(entry: &MediaType<'_>, of: &Use<'_>) -> String {
    format!("`{}` of {}", entry.name, of.subject)
}

/// Compares the schemas under a key of two objects. One that says nothing is like none.
pub(super) fn schemas<'b, 'r>(
    key: &str,
    (base, revision): (&Place<'b>, &Place<'r>),
    (added, removed): (&'static Rule, &'static Rule),
    of: &Use<'_>,
    found: &mut Found<'b, 'r>,
) {
    let says_nothing = |place: &Place<'_>| match place.node.as_bool() {
        Some(value) => value,
        None => place.node.kind() == "object" && place.node.members().is_empty(),
    };
    let (before, after) = (base.get(key), revision.get(key));
    let (before_raw, after_raw) = (base.raw(key), revision.raw(key));
    let change = |rule, place: &Place<'_>, what: &str| {
        let mut change = Change::new(rule, format!("`{key}` of {} was {what}", of.subject));
        if says_nothing(place) || of.kind == Subject::Text {
            change.wire = Wire::Safe;
            change.condition = None;
        }
        change
    };
    match (before, after) {
        (Some(before), Some(after)) if found.can_compare(&before, &after) => {
            found.schemas.compare(&before, &after, of);
        }
        (Some(before), None) if found.is_sound(&before) => {
            let mut change = change(removed, &before, "removed");
            change.base = before_raw.as_ref().map(Site::of);
            found.add(change);
        }
        (None, Some(after)) if found.is_sound(&after) => {
            let mut change = change(added, &after, "added");
            change.revision = after_raw.as_ref().map(Site::of);
            found.add(change);
        }
        _ => {}
    }
}
