//! Facts that compile away: what code that still compiles sends, what is checked before it is sent, and what is accepted.

use std::collections::{BTreeMap, BTreeSet};

use super::topic::Topic;
use crate::diff::Bump;

/// What a fact that differs does.
pub(super) struct Changed {
    pub(super) topic: Topic,
    pub(super) bump: Bump,
    /// Whether calls fail or act in another way.
    pub(super) behaviour: bool,
    /// Whether calls that worked may fail.
    pub(super) fails: bool,
    pub(super) what: String,
}

impl Changed {
    fn behaviour(topic: Topic, what: String) -> Self {
        Self {
            topic,
            bump: Bump::Minor,
            behaviour: true,
            fails: false,
            what,
        }
    }

    /// A change of behaviour after which calls that worked may fail.
    fn fails(topic: Topic, what: String) -> Self {
        Self {
            fails: true,
            ..Self::behaviour(topic, what)
        }
    }

    fn minor(topic: Topic, what: String) -> Self {
        Self {
            topic,
            bump: Bump::Minor,
            behaviour: false,
            fails: false,
            what,
        }
    }

    fn patch(topic: Topic, what: String) -> Self {
        Self {
            topic,
            bump: Bump::Patch,
            behaviour: false,
            fails: false,
            what,
        }
    }
}

type Facts = BTreeMap<String, String>;

/// What differs between the facts of an item.
pub(super) fn compare(old: &Facts, new: &Facts) -> Vec<Changed> {
    if old == new {
        return Vec::new();
    }
    let mut keys: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    if count_arguments(old) != count_arguments(new) {
        // The signature says so.
        keys.retain(|key| !key.starts_with("argument "));
    }
    let mut found = Vec::new();
    // The bounds of what: of the value itself, of its items, of an argument.
    let mut ranges: BTreeSet<(String, bool)> = BTreeSet::new();
    for key in keys {
        let (before, after) = (old.get(key), new.get(key));
        if before == after {
            continue;
        }
        let (of, name) = key
            .rsplit_once(": ")
            .map_or(("", key.as_str()), |(of, name)| (of, name));
        match name {
            "minimum" | "above" => drop(ranges.insert((of.to_owned(), true))),
            "maximum" | "below" => drop(ranges.insert((of.to_owned(), false))),
            // `10` and `"10"` are the same text.
            "default" if is_same_text(before, after) => {}
            // Code that compiles always sends what was required.
            "default" if is_required(of, old) => {
                let what = format!("{} was {} and is {}", prefixed(of, name), text(before), text(after));
                found.push(Changed::patch(Topic::Default, what));
            }
            _ => found.extend(of_one(of, name, before, after)),
        }
    }
    found.extend(ranges.iter().map(|(of, lower)| range(of, *lower, old, new)));
    found.extend(arguments(old, new));
    found
}

/// A limit of a number: tighter, or not.
fn range(of: &str, lower: bool, old: &Facts, new: &Facts) -> Changed {
    let (inclusive, exclusive) = if lower {
        ("minimum", "above")
    } else {
        ("maximum", "below")
    };
    let key = |name: &str| {
        if of.is_empty() {
            name.to_owned()
        } else {
            format!("{of}: {name}")
        }
    };
    let limit = |facts: &Facts| {
        let of = |name: &str, is_exclusive: bool| facts.get(&key(name)).map(|value| (value.clone(), is_exclusive));
        of(inclusive, false).or_else(|| of(exclusive, true))
    };
    let (before, after) = (limit(old), limit(new));
    let shown = |limit: &Option<(String, bool)>| {
        limit.as_ref().map_or_else(
            || "none".to_owned(),
            |(value, exclusive)| {
                if *exclusive {
                    format!("{value} (exclusive)")
                } else {
                    value.clone()
                }
            },
        )
    };
    let what = format!(
        "{} was {} and is {}",
        prefixed(of, inclusive),
        shown(&before),
        shown(&after)
    );
    let number = |text: &str| text.parse::<f64>().ok();
    let is_tighter = match (&before, &after) {
        (_, None) => false,
        (None, Some(_)) => true,
        (Some((before, was_exclusive)), Some((after, is_exclusive))) => match (number(before), number(after)) {
            (Some(before), Some(after)) if before == after => *is_exclusive && !was_exclusive,
            (Some(before), Some(after)) => (after > before) == lower,
            _ => true,
        },
    };
    if is_tighter {
        Changed::fails(Topic::Bounds, what)
    } else {
        Changed::patch(Topic::Bounds, what)
    }
}

fn prefixed(of: &str, name: &str) -> String {
    match of {
        "" => format!("the {name}"),
        "items" => format!("the {name} of its items"),
        of => format!("the {name} of {of}"),
    }
}

/// Whether two values are the same where they are written without their types.
fn is_same_text(before: Option<&String>, after: Option<&String>) -> bool {
    match (before, after) {
        (Some(before), Some(after)) => before.trim_matches('"') == after.trim_matches('"'),
        _ => false,
    }
}

/// The value of a fact, in a message.
fn text(value: Option<&String>) -> &str {
    value.map_or("none", String::as_str)
}

/// A style of the generator, in the words of OpenAPI.
fn style(value: Option<&String>) -> &str {
    match text(value) {
        "none" => "the default one",
        "Form" => "`form`",
        "FormJoined" => "`form` with `explode: false`",
        "SpaceDelimited" => "`spaceDelimited`",
        "PipeDelimited" => "`pipeDelimited`",
        "DeepObject" => "`deepObject`",
        "Simple" => "`simple`",
        "SimpleExploded" => "`simple` with `explode: true`",
        "Label" => "`label`",
        "LabelExploded" => "`label` with `explode: true`",
        "Matrix" => "`matrix`",
        "MatrixExploded" => "`matrix` with `explode: true`",
        "Json" => "JSON",
        other => other,
    }
}

/// Whether the value that facts are about has to be sent.
fn is_required(of: &str, facts: &Facts) -> bool {
    match of {
        "" => facts.contains_key("required"),
        of => facts.contains_key(&format!("{of}: required")),
    }
}

fn of_one(of: &str, name: &str, before: Option<&String>, after: Option<&String>) -> Option<Changed> {
    let what = format!("{} was {} and is {}", prefixed(of, name), text(before), text(after));
    let count = |value: Option<&String>| value.and_then(|value| value.parse::<u64>().ok());
    let tighter = |is_tighter: bool, what: String| {
        if is_tighter {
            Changed::fails(Topic::Bounds, what)
        } else {
            Changed::patch(Topic::Bounds, what)
        }
    };
    Some(match name {
        "required" => match after {
            Some(_) => Changed::fails(
                Topic::Required,
                "required now: calls without it fail before anything is sent".to_owned(),
            ),
            None => Changed::minor(Topic::Required, "no longer required".to_owned()),
        },
        "expected" => match after {
            Some(_) => Changed::fails(
                Topic::Required,
                "required now: a response without it is an error".to_owned(),
            ),
            None => Changed::patch(Topic::Required, "a response without it is no error any more".to_owned()),
        },
        "minimum length" | "minimum number of items" | "minimum number of properties" => {
            tighter(count(after).unwrap_or(0) > count(before).unwrap_or(0), what)
        }
        "maximum length" | "maximum number of items" | "maximum number of properties" => {
            let most = u64::MAX;
            tighter(count(after).unwrap_or(most) < count(before).unwrap_or(most), what)
        }
        "pattern" => tighter(
            after.is_some(),
            format!("{what}, which the service checks and the client does not"),
        ),
        "unique items" | "multiple of" => tighter(after.is_some(), what),
        "default" => Changed::behaviour(
            Topic::Default,
            format!("{what}: calls that leave it out act in another way"),
        ),
        "security" => security(before, after),
        "servers" => servers(before, after),
        "success" => success(before, after),
        "without a body" => Changed::behaviour(
            Topic::Wire,
            format!(
                "statuses without a body: {}, and were {}: code that decodes the others does not see them",
                text(after),
                text(before)
            ),
        ),
        "undecoded" | "version" => Changed::patch(Topic::Wire, what),
        "recognised by" => Changed::behaviour(Topic::Wire, "is recognised by something else".to_owned()),
        "credential" if before.is_none() => Changed::minor(Topic::Security, "there is another credential".to_owned()),
        "stream" if before.is_none() => Changed::minor(Topic::Wire, "can be read while it arrives".to_owned()),
        // A body more or less is another type of what `send` returns.
        "accept" if before.is_none() || after.is_none() => return None,
        "accept" => Changed::behaviour(
            Topic::Wire,
            format!("requests accept {}, and accepted {}", text(after), text(before)),
        ),
        "style" => Changed::behaviour(
            Topic::Wire,
            format!("the style is {}, and was {}", style(after), style(before)),
        ),
        _ if name.starts_with("style of ") => Changed::behaviour(
            Topic::Wire,
            format!("the {name} is {}, and was {}", style(after), style(before)),
        ),
        "stream" => Changed::behaviour(Topic::Wire, "is read in another way while it arrives".to_owned()),
        "paging" if before.is_none() => Changed::minor(Topic::Wire, "is paged now".to_owned()),
        "paging" => Changed::behaviour(Topic::Wire, "is paged in another way".to_owned()),
        "null and empty" | "reserved characters" if before.is_none() => Changed::minor(Topic::Wire, what),
        // Those of arguments are compared together.
        _ if name.starts_with("argument ") => return None,
        // The surface of an earlier generator does not say it of properties that are sent.
        "wire" if before.is_none() && after.is_some_and(|wire| wire.contains("propert")) => return None,
        "wire" | "credential" if is_same_header(before, after) => Changed::patch(
            Topic::Wire,
            format!("the header is written as {}, and was as {}", text(after), text(before)),
        ),
        "wire" => Changed::behaviour(
            Topic::Wire,
            format!("is sent and read as {}, and was {}", text(after), text(before)),
        ),
        "method" => Changed::behaviour(
            Topic::Wire,
            format!("is sent with {}, and was with {}", text(after), text(before)),
        ),
        "path" => Changed::behaviour(
            Topic::Wire,
            format!("is sent to {}, and was to {}", text(after), text(before)),
        ),
        "credential" => Changed::behaviour(
            Topic::Security,
            format!("the credential is sent as {}, and was as {}", text(after), text(before)),
        ),
        _ => Changed::behaviour(Topic::Wire, what),
    })
}

/// The credentials that a call has: one more way is an addition, and what is gone makes calls fail.
fn security(before: Option<&String>, after: Option<&String>) -> Changed {
    let ways = |value: Option<&String>| -> Vec<String> {
        let ways = value.map(|value| value.split(" or ").map(str::to_owned).collect());
        ways.unwrap_or_default()
    };
    let (before, after) = (ways(before), ways(after));
    let shown = |ways: &[String]| match ways.is_empty() {
        true => "nothing".to_owned(),
        false => ways.join(" or "),
    };
    let what = format!("credentials: {} where it was {}", shown(&after), shown(&before));
    let kept = || before.iter().all(|way| after.contains(way));
    let is_served = |way: &String| after.iter().any(|other| is_enough(way, other));
    if !before.is_empty() && before.len() == after.len() && kept() {
        // The first way that is complete is the one that is sent.
        let what = format!("{what}: who has set several sends the first of them");
        Changed::behaviour(Topic::Security, what)
    } else if after.is_empty() || after.iter().any(|way| way == "nothing") || (!before.is_empty() && kept()) {
        Changed::minor(Topic::Security, what)
    } else if !before.is_empty() && before.iter().all(is_served) {
        Changed::behaviour(Topic::Security, what)
    } else {
        Changed::fails(Topic::Security, what)
    }
}

/// Whether the credentials of one way are enough for another one: `A (read write) and B` for `A (read)`.
fn is_enough(way: &str, other: &str) -> bool {
    let parts = |way: &str| -> BTreeMap<String, BTreeSet<String>> {
        let parts = way.split(" and ").map(|part| {
            let (scheme, scopes) = part.split_once(" (").unwrap_or((part, ""));
            let scopes = scopes.trim_end_matches(')').split_whitespace().map(str::to_owned);
            (scheme.to_owned(), scopes.collect())
        });
        parts.collect()
    };
    let has = parts(way);
    parts(other)
        .iter()
        .all(|(scheme, scopes)| has.get(scheme).is_some_and(|known| scopes.is_subset(known)))
}

/// Whether both are the same header: names of headers are compared without regard to case.
fn is_same_header(before: Option<&String>, after: Option<&String>) -> bool {
    match (before, after) {
        (Some(before), Some(after)) => before.starts_with("header ") && before.eq_ignore_ascii_case(after),
        _ => false,
    }
}

/// The servers: the first one is where requests go if nothing else is set.
fn servers(before: Option<&String>, after: Option<&String>) -> Changed {
    let first = |value: Option<&String>| {
        value
            .and_then(|value| value.split(' ').next())
            .map_or("the server of the client", |url| match url {
                "" => "no server of the document",
                url => url,
            })
            .to_owned()
    };
    let (old, new) = (first(before), first(after));
    if old == new {
        Changed::patch(Topic::Servers, "the list of further servers changed".to_owned())
    } else {
        Changed::behaviour(Topic::Servers, format!("requests go to {new}, and went to {old}"))
    }
}

/// The statuses of a success.
fn success(before: Option<&String>, after: Option<&String>) -> Changed {
    let statuses = |value: Option<&String>| -> BTreeSet<String> {
        let statuses = value.map(|value| value.split(' ').map(str::to_owned).collect());
        statuses.unwrap_or_default()
    };
    let (before, after) = (statuses(before), statuses(after));
    let shown = |statuses: &BTreeSet<String>| statuses.iter().cloned().collect::<Vec<_>>().join(", ");
    let what = format!("succeeds with {}, and did with {}", shown(&after), shown(&before));
    if before.is_subset(&after) {
        Changed::minor(Topic::Wire, what)
    } else {
        Changed::fails(Topic::Wire, what)
    }
}

fn count_arguments(facts: &Facts) -> usize {
    let keys = facts
        .keys()
        .filter(|key| key.starts_with("argument ") && !key.contains(':'));
    keys.count()
}

/// The arguments of a method by their positions: two that changed places still compile.
fn arguments(old: &Facts, new: &Facts) -> Option<Changed> {
    let names = |facts: &Facts| -> Vec<String> {
        let arguments = facts
            .iter()
            .filter(|(key, _)| key.starts_with("argument ") && !key.contains(':'));
        arguments.map(|(_, name)| name.clone()).collect()
    };
    let (old, new) = (names(old), names(new));
    if old == new || old.len() != new.len() {
        return None;
    }
    let sorted = |names: &[String]| {
        let mut names = names.to_vec();
        names.sort();
        names
    };
    let shown = |names: &[String]| {
        names
            .iter()
            .map(|name| format!("`{name}`"))
            .collect::<Vec<_>>()
            .join(", ")
    };
    let what = format!("the arguments are {}, and were {}", shown(&new), shown(&old));
    Some(if sorted(&old) == sorted(&new) {
        Changed::behaviour(Topic::Wire, format!("{what}: in another order"))
    } else {
        Changed::patch(Topic::Wire, what)
    })
}
