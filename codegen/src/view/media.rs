//! Media types: the entries of a `content`, and which of them a body belongs to.

use std::cmp::Reverse;

use super::place::Place;

/// A `content`: what a body may be, by media type.
#[derive(Clone, Debug)]
pub struct Content<'d> {
    /// The object of the document.
    pub place: Place<'d>,
    /// Its entries in the order of the document.
    pub entries: Vec<MediaType<'d>>,
}

/// One entry of a `content`.
#[derive(Clone, Debug)]
pub struct MediaType<'d> {
    /// The media type or range as the document writes it: `application/json; charset=utf-8`, `text/*`.
    pub name: &'d str,
    /// Its type and subtype in lower case, without parameters.
    pub essence: String,
    /// The Media Type Object.
    pub place: Place<'d>,
    /// The schema of the body.
    pub schema: Option<Place<'d>>,
}

/// The type and subtype of a media type in lower case, without its parameters.
pub fn essence(media_type: &str) -> String {
    let essence = media_type.split(';').next().unwrap_or_default();
    essence.trim().to_ascii_lowercase()
}

/// Whether a body of this type and subtype is JSON.
pub fn is_json(essence: &str) -> bool {
    essence == "application/json" || essence == "text/json" || essence.ends_with("+json")
}

/// The media types whose lines are values of JSON.
pub const LINES: [&str; 5] = [
    "application/x-ndjson",
    "application/ndjson",
    "application/jsonl",
    "application/jsonlines",
    "application/x-jsonlines",
];

/// The media type of server-sent events.
pub const EVENTS: &str = "text/event-stream";

/// Whether clients read a body of this type and subtype while it arrives, value by value.
pub fn is_stream(essence: &str) -> bool {
    essence == EVENTS || LINES.contains(&essence)
}

/// The parameters of a media type in a form that compares.
fn parameters(media_type: &str) -> impl Iterator<Item = String> + '_ {
    let plain = |parameter: &str| parameter.replace([' ', '\t', '"'], "").to_ascii_lowercase();
    media_type
        .split(';')
        .skip(1)
        .map(plain)
        .filter(|parameter| !parameter.is_empty())
}

impl<'d> Content<'d> {
    /// Reads a `content`.
    pub fn of(place: Place<'d>) -> Self {
        let entry = |(name, place): (&'d str, Place<'d>)| MediaType {
            name,
            essence: essence(name),
            schema: place.get("schema"),
            place,
        };
        let entries = place.members().map(entry).collect();
        Self { place, entries }
    }

    /// The entry for a media type: the most specific one. Parameters only choose among several of one type.
    pub fn find(&self, media_type: &str) -> Option<&MediaType<'d>> {
        let wanted = essence(media_type);
        let kind = wanted.split('/').next().unwrap_or_default();
        // Not a range of RFC 9110, but one that documents have.
        let suffix = is_json(&wanted).then(|| format!("{kind}/*+json"));
        let ranges = [wanted.clone()].into_iter().chain(suffix);
        let mut ranges = ranges.chain([format!("{kind}/*"), "*/*".to_owned()]);
        let sent: Vec<_> = parameters(media_type).collect();
        let closeness = |entry: &&MediaType<'d>| {
            let all = parameters(entry.name).count();
            let same = parameters(entry.name)
                .filter(|parameter| sent.contains(parameter))
                .count();
            // What the entry wants and was not sent counts against it.
            (Reverse(all - same), same)
        };
        ranges.find_map(|range| {
            let entries = self.entries.iter().filter(|entry| entry.essence == range);
            // Of several that are equally close, the first one.
            entries.rev().max_by_key(closeness)
        })
    }

    /// The entry for a body whose Content-Type is unknown: the one for JSON, or else the only one.
    pub fn assumed(&self) -> Option<&MediaType<'d>> {
        let json = self.entries.iter().find(|entry| is_json(&entry.essence));
        json.or(match self.entries.as_slice() {
            [only] => Some(only),
            _ => None,
        })
    }

    /// The media types, quoted, for a message.
    pub fn names(&self) -> String {
        let names: Vec<_> = self.entries.iter().map(|entry| format!("`{}`", entry.name)).collect();
        names.join(", ")
    }
}
