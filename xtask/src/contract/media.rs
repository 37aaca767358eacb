//! Media types: which entry of a `content` a body belongs to, and how it is read.

use super::place::Place;

/// The type and subtype of a media type in lower case, without its parameters.
pub(super) fn essence(media_type: &str) -> String {
    media_type
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase()
}

/// Whether a body of this type is JSON.
pub(super) fn is_json(essence: &str) -> bool {
    essence == "application/json" || essence == "text/json" || essence.ends_with("+json")
}

/// The parameters of a media type, as they compare.
fn parameters(media_type: &str) -> impl Iterator<Item = String> + '_ {
    let plain = |parameter: &str| parameter.replace([' ', '\t', '"'], "").to_ascii_lowercase();
    media_type
        .split(';')
        .skip(1)
        .map(plain)
        .filter(|parameter| !parameter.is_empty())
}

/// The entry of `content` for a media type: the most specific one. Parameters only choose among several.
pub(super) fn entry<'d>(content: &Place<'d>, media_type: &str) -> Option<Place<'d>> {
    let wanted = essence(media_type);
    let kind = wanted.split('/').next().unwrap_or_default();
    let ranges = [wanted.clone(), format!("{kind}/*"), "*/*".to_owned()];
    let sent: Vec<_> = parameters(media_type).collect();
    let closeness = |(name, _): &(&str, Place<'d>)| {
        let all = parameters(name).count();
        let same = parameters(name).filter(|parameter| sent.contains(parameter)).count();
        // What the entry wants and was not sent counts against it.
        (std::cmp::Reverse(all - same), same)
    };
    ranges.iter().find_map(|range| {
        let mut entries: Vec<_> = content.members().filter(|(name, _)| essence(name) == *range).collect();
        // The first one of those that are equally close.
        entries.reverse();
        entries.into_iter().max_by_key(closeness).map(|(_, entry)| entry)
    })
}

/// The entry that is meant where nobody has seen a Content-Type: the one for JSON, else the only one.
pub(super) fn assumed<'d>(content: &Place<'d>) -> Option<(&'d str, Place<'d>)> {
    let mut entries: Vec<_> = content.members().collect();
    let json = entries.iter().position(|(name, _)| is_json(&essence(name)));
    match json {
        Some(index) => Some(entries.swap_remove(index)),
        None if entries.len() == 1 => entries.pop(),
        None => None,
    }
}

/// The names of the entries, for a message.
pub(super) fn names(content: &Place<'_>) -> String {
    let names: Vec<_> = content
        .node
        .members()
        .iter()
        .map(|member| format!("`{}`", member.key))
        .collect();
    names.join(", ")
}
