//! The files of a body of several parts: what the client is given, and whether it sends that.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use codegen::view::{MediaType, Place, essence};
use recording::json::{Node, Value};
use serde_json::json as order;

use super::data::Fill;
use super::plain::{plain, text};

/// What each file ends with: bytes that are no text, and that look like the end of a part.
const ENDING: &[u8] = b"\r\n--\0\xff\r\n";

/// The media type of a file whose media type the document leaves open.
const ANY: &str = "x-test";

/// A file that the client is given.
#[derive(Debug)]
pub(super) struct GivenFile {
    /// The name of the part.
    part: String,
    content: Vec<u8>,
    file_name: Option<String>,
    /// What is set on the call, or else what the client must send by itself.
    media_type: String,
    states_media_type: bool,
}

impl GivenFile {
    /// Whether it is given for a part.
    pub(super) fn is_of(&self, part: &str) -> bool {
        self.part == part
    }
}

/// A part as the client has sent it.
pub(super) struct SentFile<'p> {
    pub(super) content: &'p [u8],
    pub(super) file_name: Option<String>,
    pub(super) media_type: &'p str,
}

/// The bytes of a body or a file, made of a text.
pub(super) fn bytes(text: &str) -> Vec<u8> {
    [text.as_bytes(), ENDING].concat()
}

/// The files of a part; none if the document does not say that it is one. With all arguments, each has a name and a media
/// type of its own.
pub(super) fn files(entry: &MediaType<'_>, part: &str, value: &Node, fill: Fill) -> Vec<GivenFile> {
    let all = entry.schema.as_ref().map(codegen::view::parts).unwrap_or_default();
    let described = all.iter().filter_map(|place| place.get("properties")?.get(part));
    let described: Vec<_> = described.collect();
    if described.is_empty() || !described.iter().all(|schema| is_file(schema, value)) {
        return Vec::new();
    }
    let items = match &value.value {
        Value::Array(items) => items.as_slice(),
        _ => std::slice::from_ref(value),
    };
    let encoding = entry.place.get("encoding").and_then(|encoding| encoding.get(part));
    let stated = encoding.as_ref().and_then(|encoding| encoding.str("contentType"));
    let is_whole = fill != Fill::Required;
    let file = |(index, item): (usize, &Node)| GivenFile {
        part: part.to_owned(),
        content: bytes(&text(item)),
        file_name: is_whole.then(|| format!("é\";{index}.bin")),
        media_type: match is_whole {
            true => allowed(stated),
            false => default(stated),
        },
        states_media_type: is_whole,
    };
    items.iter().enumerate().map(file).collect()
}

/// Whether the document says that a part is a value: it has a type, is no file, and no media type is stated for it.
pub(super) fn is_value(entry: &MediaType<'_>, part: &str, value: &Node) -> bool {
    let encoding = entry.place.get("encoding").and_then(|encoding| encoding.get(part));
    if encoding.is_some_and(|encoding| encoding.has_any(&["contentType"])) {
        return false;
    }
    let all = entry.schema.as_ref().map(codegen::view::parts).unwrap_or_default();
    let described = all.iter().filter_map(|place| {
        let own = place.get("properties").and_then(|properties| properties.get(part));
        own.or_else(|| place.get("additionalProperties"))
    });
    let described: Vec<_> = described.collect();
    let is_value = |schema: &Place<'_>| match &value.value {
        Value::Array(_) => schema.get("items").is_some_and(|items| items.has_any(&["type"])),
        // A text that encodes bytes has a media type of its own.
        _ => schema.has_any(&["type"]) && !is_encoded(&schema.resolved()),
    };
    !described.is_empty()
        && described
            .iter()
            .all(|schema| is_value(schema) && !is_file(schema, value))
}

/// Whether a schema is that of a file, or of a list of files where the value is a list.
fn is_file(schema: &Place<'_>, value: &Node) -> bool {
    let schema = schema.resolved();
    if matches!(value.value, Value::Array(_)) {
        return schema.get("items").is_some_and(|items| is_binary(&items.resolved()));
    }
    is_binary(&schema)
}

fn is_binary(schema: &Place<'_>) -> bool {
    // From OpenAPI 3.1 on, bytes have a media type, and no encoding but that of bytes as they are.
    let is_bytes = match schema.str("contentEncoding") {
        Some(encoding) => encoding == "binary",
        None => schema.str("format") == Some("binary") || schema.has_any(&["contentMediaType"]),
    };
    let types = schema.node.get("type").map(|types| match types.items() {
        [] => vec![types.as_str()],
        several => several.iter().map(codegen::document::Node::as_str).collect(),
    });
    let types = types.unwrap_or_default();
    let is_text = types.contains(&Some("string")) && types.iter().all(|one| matches!(one, Some("string" | "null")));
    is_bytes && is_text
}

/// Whether a schema is that of a text which encodes bytes. From OpenAPI 3.1 on, `format` is not how to say that, but is read so.
fn is_encoded(schema: &Place<'_>) -> bool {
    schema.has_any(&["contentEncoding"]) || schema.str("format") == Some("byte")
}

/// The media type of a part that is a text which encodes bytes, if the document states none.
pub(super) fn media_type_of_encoded(entry: &MediaType<'_>, part: &str) -> Option<&'static str> {
    let all = entry.schema.as_ref().map(codegen::view::parts).unwrap_or_default();
    let mut described = all.iter().filter_map(|place| place.get("properties")?.get(part));
    let is_encoded = |schema: &Place<'_>| {
        let schema = schema.resolved();
        matches!(schema.str("contentEncoding"), Some("base64" | "base64url"))
    };
    described
        .any(|schema| is_encoded(&schema))
        .then_some("application/octet-stream")
}

/// A media type that the document allows: the last one that it lists.
fn allowed(stated: Option<&str>) -> String {
    let last = stated.and_then(|stated| stated.split(',').next_back()).map(str::trim);
    match last.map(|last| (last, last.split_once('/'))) {
        None | Some((_, Some(("*", _)))) => format!("application/{ANY}"),
        Some((_, Some((kind, "*")))) => format!("{kind}/{ANY}"),
        Some((last, _)) => last.to_owned(),
    }
}

/// The media type of a file that states none: the first one that the document lists, or any bytes.
fn default(stated: Option<&str>) -> String {
    let mut stated = stated.unwrap_or_default().split(',').map(str::trim);
    let first = stated.find(|one| !one.is_empty() && !one.contains('*'));
    first.unwrap_or("application/octet-stream").to_owned()
}

/// A part as the program takes it: as a value, as a file, and as several files.
pub(super) fn part(value: &Node, files: &[GivenFile]) -> serde_json::Value {
    let file = |file: &GivenFile| {
        let mut given = order!({ "base64": STANDARD.encode(&file.content) });
        if file.states_media_type {
            given["media_type"] = order!(file.media_type);
        }
        if let Some(name) = &file.file_name {
            given["file_name"] = order!(name);
        }
        given
    };
    let without = |node: &Node| order!({ "base64": STANDARD.encode(text(node)) });
    let (mut whole, items): (_, Vec<_>) = match files {
        [] => {
            let items = match &value.value {
                Value::Array(items) => items.as_slice(),
                _ => std::slice::from_ref(value),
            };
            (without(value), items.iter().map(without).collect())
        }
        [first, ..] => (file(first), files.iter().map(file).collect()),
    };
    whole["value"] = plain(value);
    whole["items"] = order!(items);
    whole
}

/// What is wrong with the parts that the client has sent for the files of a part.
pub(super) fn problem(name: &str, given: &[GivenFile], sent: &[SentFile<'_>]) -> Option<String> {
    let given: Vec<_> = given.iter().filter(|file| file.is_of(name)).collect();
    if given.len() != sent.len() {
        return Some(format!(
            "{} files of the part `{name}` became {}",
            given.len(),
            sent.len()
        ));
    }
    given.iter().zip(sent).find_map(|(given, sent)| {
        if given.content != sent.content {
            return Some(format!(
                "the bytes of the file `{name}` were not sent as given: {} became {}",
                given.content.len(),
                sent.content.len()
            ));
        }
        let is_other = match (&given.file_name, &sent.file_name) {
            (Some(given), sent) => sent.as_ref() != Some(given),
            // The client makes one: without a name a part is no file.
            (None, sent) => sent.as_ref().is_none_or(String::is_empty),
        };
        if is_other {
            let name_of = |name: &Option<String>| name.clone().unwrap_or_else(|| "no name".to_owned());
            return Some(format!(
                "the name of the file `{name}` was not sent as given: {} became {}",
                name_of(&given.file_name),
                name_of(&sent.file_name)
            ));
        }
        (essence(&given.media_type) != essence(sent.media_type)).then(|| {
            format!(
                "the Content-Type of the file `{name}` is `{}` instead of `{}`",
                sent.media_type, given.media_type
            )
        })
    })
}
