//! What the two forms of raw traffic have in common: the parts of a request and a response, as tools write them.

use crate::Error;
use crate::interaction::{Header, Response};
use crate::json::{self, Flaw, FlawKind, Parsed, Value};
use crate::part::Part;

/// Reads the text of traffic as JSON, to a depth. An error is reported by its place alone: the value
/// there, and its name, may be a secret.
pub(crate) fn parsed(text: &[u8], depth: usize) -> Result<Parsed, Error> {
    json::parse_within(text, depth).map_err(|broken| {
        let what = match broken.what.split_once(", found `") {
            Some((expected, _)) => format!("{expected}, found something else"),
            None => broken.what,
        };
        let error = Error::new(
            "",
            format!("this is not valid JSON: {what}"),
            "capture it again, or fix the text",
        );
        error.at(json::position(text, broken.offset))
    })
}

/// The member of an object, which may not occur twice: readers disagree about which one applies.
pub(crate) fn unique<'a>(part: &Part<'a>, key: &str) -> Result<Option<Part<'a>>, Error> {
    let mut named = part.node.members().iter().filter(|member| member.key == key);
    match (named.next(), named.next()) {
        (Some(member), None) => Ok(Some(part.down(key, &member.node))),
        (None, _) => Ok(None),
        (Some(_), Some(_)) => {
            let twice = part.down(key, part.node);
            Err(twice.error(format!("`{key}` occurs twice"), "remove one of the two"))
        }
    }
}

/// The member of an object that may be `null`, which says nothing.
pub(crate) fn optional<'a>(part: &Part<'a>, key: &str) -> Result<Option<Part<'a>>, Error> {
    Ok(unique(part, key)?.filter(|part| part.node.value != Value::Null))
}

/// The member of an object that must be there.
pub(crate) fn required<'a>(part: &Part<'a>, key: &str) -> Result<Part<'a>, Error> {
    part.object()?;
    unique(part, key)?.ok_or_else(|| part.error(format!("`{key}` is missing"), format!("add `{key}`")))
}

/// The method of a request, in capitals.
pub(crate) fn method(request: &Part<'_>) -> Result<String, Error> {
    let part = required(request, "method")?;
    let method = part.string()?;
    let letter = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    if method.is_empty() || !method.bytes().all(letter) {
        return Err(part.error("this is not an HTTP method", "write it as in GET"));
    }
    if method.eq_ignore_ascii_case("CONNECT") {
        let what = "the request only opened a tunnel through a proxy, and reached no server of the URL";
        return Err(part.error(what, "there is nothing to check").without_exchange());
    }
    Ok(method.to_ascii_uppercase())
}

/// The URL of a request as it goes over the wire: without a fragment, and without the credentials that a person may
/// write into it, which a client sends as a header.
pub(crate) fn url(request: &Part<'_>) -> Result<String, Error> {
    let part = required(request, "url")?;
    let (scheme, rest) = part.string()?.split_once(':').unwrap_or_default();
    let scheme = scheme.to_ascii_lowercase();
    let rest = match (scheme.as_str(), rest.strip_prefix("//")) {
        ("http" | "https", Some(rest)) => rest,
        ("data" | "blob" | "about", _) | (_, Some(_)) if is_scheme(&scheme) => {
            let what = format!("`{scheme}` is not HTTP");
            return Err(part.error(what, "there is nothing to check").without_exchange());
        }
        _ => return Err(part.error("this is not an absolute URL", "write it with https:// and the host")),
    };
    let rest = rest.split('#').next().unwrap_or_default();
    let (authority, path) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
    let host = authority.rsplit('@').next().unwrap_or_default();
    match host.is_empty() {
        true => Err(part.error("the URL has no host", "write it with https:// and the host")),
        false => Ok(format!("{scheme}://{host}{path}")),
    }
}

fn is_scheme(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_lowercase())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
}

/// The status of a response.
pub(crate) fn status(response: &Part<'_>) -> Result<u16, Error> {
    let part = required(response, "status")?;
    let text = part.node.as_number();
    if let Some("0" | "-1") = text {
        let help = "the request was blocked or aborted; there is nothing to check";
        return Err(part.error("no server responded", help).without_exchange());
    }
    text.and_then(|text| text.parse::<u16>().ok())
        .filter(|status| (100..600).contains(status))
        .ok_or_else(|| part.error("this is not an HTTP status", "write a number from 100 to 599"))
}

/// The header by which browsers mark a response that they made themselves.
const NO_SERVERS: &str = "Non-Authoritative-Reason";

/// Refuses a redirection that no server has sent: browsers redirect by themselves where they know that a host wants
/// HTTPS, and save that as if it were an exchange.
pub(crate) fn from_server(part: &Part<'_>, response: &Response) -> Result<(), Error> {
    if (300..400).contains(&response.status) && Header::find(&response.headers, NO_SERVERS).is_some() {
        let what = "the browser responded in place of a server";
        return Err(part.error(what, "there is nothing to check").without_exchange());
    }
    Ok(())
}

/// Refuses the text of a body that encodes no bytes: half of a surrogate pair was read as another character.
pub(crate) fn has_bytes(text: &Part<'_>, flaws: &[Flaw]) -> Result<(), Error> {
    let lone = |flaw: &Flaw| flaw.kind == FlawKind::LoneSurrogate && flaw.pointer == text.pointer;
    if flaws.iter().any(lone) {
        let what = "half of a surrogate pair is in the body's text: the original bytes are unknown";
        return Err(text.error(what, "capture it with a tool that keeps such a body in base64"));
    }
    Ok(())
}

/// The headers of a request or a response; `None` if it is unknown which there were. They are in an object, a name
/// with a value or a list of them, in a list of `{"name": …, "value": …}`, or in a list of pairs `["name", "value"]`.
pub(crate) fn headers(part: &Part<'_>) -> Result<Option<Vec<Header>>, Error> {
    let Some(part) = optional(part, "headers")? else {
        return Ok(None);
    };
    let mut headers = Vec::new();
    match &part.node.value {
        Value::Array(items) => {
            for (index, node) in items.iter().enumerate() {
                let item = part.down(&index.to_string(), node);
                let (name, value) = match &node.value {
                    Value::Array(pair) => match &pair[..] {
                        [name, value] => (item.down("0", name), item.down("1", value)),
                        _ => return Err(item.error("a header is a pair", "write [\"Name\", \"value\"]")),
                    },
                    // Postman writes `key`.
                    _ => match optional(&item, "key")? {
                        Some(key) if item.node.get("name").is_none() => (key, required(&item, "value")?),
                        _ => (required(&item, "name")?, required(&item, "value")?),
                    },
                };
                // What HTTP/2 has in the place of the first line is no header.
                if !name.string()?.starts_with(':') {
                    headers.push(Header::new(name.string()?, header_value(&value)?));
                }
            }
        }
        Value::Object(members) => {
            for member in members {
                let values = part.down(&member.key, &member.node);
                match &member.node.value {
                    Value::Array(_) => {
                        for value in values.items()? {
                            headers.push(Header::new(&member.key, header_value(&value)?));
                        }
                    }
                    // Loggers write this for a header that is not there.
                    Value::Null => {}
                    _ => headers.push(Header::new(&member.key, header_value(&values)?)),
                }
            }
        }
        _ => {
            return Err(part.error(
                "headers are an object or a list",
                "write {\"Name\": \"value\"}, [{\"name\": \"Name\", \"value\": \"value\"}] or [[\"Name\", \"value\"]]",
            ));
        }
    }
    Ok(Some(headers))
}

/// The value of a header. Loggers write numbers and booleans as such.
fn header_value<'a>(value: &Part<'a>) -> Result<&'a str, Error> {
    match &value.node.value {
        Value::Number(number) => Ok(number),
        Value::Bool(true) => Ok("true"),
        Value::Bool(false) => Ok("false"),
        _ => value.string(),
    }
}
