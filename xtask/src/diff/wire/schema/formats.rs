//! `format`, the width of integers, and what a text contains.

use super::as_string::DISJOINT;
use super::effective::Effective;
use super::pair::{Found, Pair};
use super::types::Types;
use crate::contract::Decimal;
use crate::diff::Wire;
use crate::diff::rules::{
    CONTENT_CHANGED, FORMAT_ADDED, FORMAT_CHANGED, FORMAT_REMOVED, INTEGER_NARROWED, INTEGER_WIDENED,
};

pub(super) fn compare<'b, 'r>(pair: &Pair<'_, 'b, 'r>, found: &mut Found<'b, 'r>) {
    let keyword = in_other_words(pair);
    let (mut base, mut revision) = (formats(pair.base), formats(pair.revision));
    if keyword.is_some() {
        base.clear();
        revision.clear();
    }
    let are_integers = Types::of(pair.base).0.is_integer() && Types::of(pair.revision).0.is_integer();
    if base != revision {
        let shown = |formats: &[&str]| match formats {
            [] => "none".to_owned(),
            formats => formats.join(" and "),
        };
        let what = format!("the format was {} and is {}", shown(&base), shown(&revision));
        if !(are_integers && integer(pair, &what, found)) {
            let are_numbers = |formats: &[&str]| formats.iter().all(|name| NUMBERS.contains(name));
            let draft = match (base.is_empty(), revision.is_empty()) {
                (true, _) => pair.keyword(&FORMAT_ADDED, "format", &what),
                (_, true) => pair.keyword(&FORMAT_REMOVED, "format", &what),
                _ => pair.keyword(&FORMAT_CHANGED, "format", &what),
            };
            // Numbers with a fraction are the same text in all formats.
            let is_precision = are_numbers(&base) && are_numbers(&revision) && !pair.way.is_request();
            let restricts = |formats: &[&str]| formats.iter().any(|name| !HINTS.contains(name));
            let is_hint = !restricts(&base) && !restricts(&revision);
            // Every text is bytes.
            let is_bytes = pair.way.is_text && pair.way.is_request() && revision == ["binary"];
            let is_safe = is_precision || is_hint || is_bytes || pair.way.is_opaque_text();
            found.drafts.push(match is_safe {
                true => draft.level(Wire::Safe),
                false if pair.way.is_request() && are_disjoint(&base, &revision) => draft.level(Wire::Breaking),
                false => draft,
            });
        }
    }
    content(pair, keyword, found);
}

/// What OpenAPI 3.0 says by `format`, and later versions by a keyword with this value.
const OTHER_WORDS: &[(&str, &str, &str)] = &[
    ("byte", "contentEncoding", "base64"),
    ("binary", "contentEncoding", "binary"),
    ("binary", "contentMediaType", "application/octet-stream"),
];

/// The keyword by which a document of a later version says what one of OpenAPI 3.0 says by `format`.
fn in_other_words(pair: &Pair<'_, '_, '_>) -> Option<&'static str> {
    let is_later = |side: &Effective<'_>| {
        let mut parts = side.parts.iter();
        parts.all(|part| part.place.document.version().has_json_schema())
    };
    let says = |earlier: &Effective<'_>, later: &Effective<'_>| {
        let is_it = |(format, keyword, value): &&(&str, &'static str, &str)| {
            let mut stated = later.all(keyword).map(|stated| stated.node.as_str());
            formats(earlier) == [*format] && stated.next() == Some(Some(*value)) && stated.next().is_none()
        };
        let known = OTHER_WORDS.iter().find(is_it);
        known
            .filter(|_| formats(later).is_empty())
            .map(|(_, keyword, _)| *keyword)
    };
    match (is_later(pair.base), is_later(pair.revision)) {
        (false, true) => says(pair.base, pair.revision),
        (true, false) => says(pair.revision, pair.base),
        _ => None,
    }
}

/// Formats of numbers, which the generated clients read alike unless they are of integers.
const NUMBERS: &[&str] = &[
    "float", "double", "decimal", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64",
];

/// Formats that say how a value is entered or shown, and restrict none.
const HINTS: &[&str] = &["password"];

/// Whether no value of the one format is of the other one.
fn are_disjoint(base: &[&str], revision: &[&str]) -> bool {
    match (base, revision) {
        ([one], [other]) => one != other && DISJOINT.contains(one) && DISJOINT.contains(other),
        _ => false,
    }
}

/// What an integer of a format may be.
struct Width {
    format: &'static str,
    least: &'static str,
    most: &'static str,
    shown: &'static str,
}

const WIDTHS: &[Width] = &[
    Width {
        format: "int8",
        least: "-128",
        most: "127",
        shown: "2^7-1",
    },
    Width {
        format: "int16",
        least: "-32768",
        most: "32767",
        shown: "2^15-1",
    },
    Width {
        format: "int32",
        least: "-2147483648",
        most: "2147483647",
        shown: "2^31-1",
    },
    Width {
        format: "int64",
        least: "-9223372036854775808",
        most: "9223372036854775807",
        shown: "2^63-1",
    },
    Width {
        format: "uint8",
        least: "0",
        most: "255",
        shown: "2^8-1",
    },
    Width {
        format: "uint16",
        least: "0",
        most: "65535",
        shown: "2^16-1",
    },
    Width {
        format: "uint32",
        least: "0",
        most: "4294967295",
        shown: "2^32-1",
    },
    Width {
        format: "uint64",
        least: "0",
        most: "18446744073709551615",
        shown: "2^64-1",
    },
];

/// Compares the widths of integers. Says whether it reported the change of the format.
fn integer<'b, 'r>(pair: &Pair<'_, 'b, 'r>, what: &str, found: &mut Found<'b, 'r>) -> bool {
    let (Some(mut base), Some(revision)) = (Range::of(pair.base), Range::of(pair.revision)) else {
        return false;
    };
    let draft = match (base.within(&revision), revision.within(&base)) {
        (true, true) => return false,
        (true, false) => pair.keyword(&INTEGER_WIDENED, "format", what),
        (false, true) => pair.keyword(&INTEGER_NARROWED, "format", what),
        (false, false) => pair.keyword(&FORMAT_CHANGED, "format", what).level(Wire::BreakingIf),
    };
    // Released clients read a header of any width as one of 64 bits.
    if pair.way.is_text && !pair.way.is_request() {
        base.read_as_header();
        if revision.within(&base) {
            found.drafts.push(draft.level(Wire::Safe));
            return true;
        }
    }
    let limit = if pair.way.is_request() { &revision } else { &base };
    let beyond = match (limit.width, pair.way.is_request()) {
        (Some(width), _) if width.least == "0" => format!("values below 0 or above {}", width.shown),
        (Some(width), _) => format!("values above {}", width.shown),
        (None, _) => "values beyond the old format".to_owned(),
    };
    found.drafts.push(draft.when(&beyond));
    true
}

/// The integers that a schema allows; without an end where it says nothing.
struct Range {
    width: Option<&'static Width>,
    least: Option<Decimal>,
    most: Option<Decimal>,
}

impl Range {
    fn of(effective: &Effective<'_>) -> Option<Self> {
        let formats = formats(effective);
        let width = formats
            .iter()
            .find_map(|name| WIDTHS.iter().find(|width| width.format == *name));
        if width.is_none() && !formats.is_empty() {
            return None;
        }
        let bound = |keyword: &'static str| {
            effective
                .all(keyword)
                .filter_map(|stated| Decimal::parse(stated.node.as_number()?))
        };
        let of_width = |text: fn(&Width) -> &'static str| width.and_then(|width| Decimal::parse(text(width)));
        Some(Self {
            width,
            least: bound("minimum").chain(of_width(|width| width.least)).max(),
            most: bound("maximum").chain(of_width(|width| width.most)).min(),
        })
    }

    /// Widens it to what the clients' type of a header holds, unless it is wider.
    fn read_as_header(&mut self) {
        let of = |format| WIDTHS.iter().find(|width| width.format == format);
        let Some(read) = self.width.filter(|width| width.format == "uint64").or(of("int64")) else {
            return;
        };
        self.width = Some(read);
        self.least = Decimal::parse(read.least);
        self.most = Decimal::parse(read.most);
    }

    fn within(&self, other: &Self) -> bool {
        let least = match (&self.least, &other.least) {
            (_, None) => true,
            (None, Some(_)) => false,
            (Some(one), Some(other)) => one >= other,
        };
        let most = match (&self.most, &other.most) {
            (_, None) => true,
            (None, Some(_)) => false,
            (Some(one), Some(other)) => one <= other,
        };
        least && most
    }
}

/// The formats that are stated, each once.
fn formats<'d>(effective: &Effective<'d>) -> Vec<&'d str> {
    let mut formats: Vec<&str> = effective
        .all("format")
        .filter_map(|stated| stated.node.as_str())
        .collect();
    formats.sort_unstable();
    formats.dedup();
    formats
}

/// `contentEncoding` and `contentMediaType`; `contentSchema` is compared as a schema.
fn content<'b, 'r>(pair: &Pair<'_, 'b, 'r>, in_other_words: Option<&str>, found: &mut Found<'b, 'r>) {
    let keywords = ["contentEncoding", "contentMediaType"].into_iter();
    for keyword in keywords.filter(|keyword| in_other_words != Some(*keyword)) {
        let base: Vec<_> = pair
            .base
            .all(keyword)
            .filter_map(|stated| stated.node.as_str())
            .collect();
        let revision: Vec<_> = pair
            .revision
            .all(keyword)
            .filter_map(|stated| stated.node.as_str())
            .collect();
        if base != revision {
            let shown = |values: &[&str]| {
                if values.is_empty() {
                    "none".to_owned()
                } else {
                    values.join(" and ")
                }
            };
            let what = format!("`{keyword}` was {} and is {}", shown(&base), shown(&revision));
            found.drafts.push(pair.keyword(&CONTENT_CHANGED, keyword, &what));
        }
    }
    let (base, revision) = (pair.base.side("contentSchema"), pair.revision.side("contentSchema"));
    if !(base.places.is_empty() && revision.places.is_empty()) {
        found.next(base, revision, pair.way);
    }
}
