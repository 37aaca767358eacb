//! The media types of a body: with how the properties of a form are written, and the parts of a multipart body (`encoding`).

use codegen::diagnostic::Position;
use codegen::document::{Node, Value};
use codegen::view::{
    MediaType, ParameterLocation, Place, Shape, Style, declared_property, essence, is_json, parts, shapes,
};

use super::encoding;
use super::found::Found;
use super::headers;
use super::media;
use super::members::{self, By, Table};
use super::schema::Use;
use crate::diff::rules::*;
use crate::diff::{Rule, Wire};

static ENCODING: Table = &[
    ("contentType", By::Code),
    ("headers", By::Code),
    ("style", By::Code),
    ("explode", By::Code),
    (
        "allowReserved",
        By::Flag(&PART_RESERVED_ALLOWED, &PART_RESERVED_REFUSED),
    ),
];

/// What is said of a property that `encoding` does not name.
static NOTHING: Node = Node {
    position: Position {
        file: 0,
        line: 0,
        column: 0,
    },
    value: Value::Object(Vec::new()),
};

/// The media type of forms.
const FORM: &str = "application/x-www-form-urlencoded";

/// The media type of a part that is a file, and of one that is a text, unless `encoding` says otherwise.
const FILE: &str = "application/octet-stream";
const TEXT: &str = "text/plain";

/// Compares two entries of a body. `rules` are those for adding and for removing the schema.
pub(super) fn entry<'b, 'r>(
    base: &MediaType<'b>,
    revision: &MediaType<'r>,
    rules: (&'static Rule, &'static Rule),
    of: &Use<'_>,
    found: &mut Found<'b, 'r>,
) {
    let is_form = |entry: &MediaType<'_>| entry.essence == FORM || is_multipart(entry);
    if is_form(base) || is_form(revision) {
        media::without_encoding(base, revision, rules, of, found);
        if found.can_compare(&base.place, &revision.place) {
            compare(base, revision, of, found);
        }
    } else {
        media::entry(base, revision, rules, of, found);
    }
}

/// Whether both sides write a list as one field of a form, or one part, for each of its values. They do unless `encoding` says
/// otherwise of some property: it is not known of which when its schema is compared, which other properties may share.
pub(super) fn are_repeated(base: &MediaType<'_>, revision: &MediaType<'_>) -> bool {
    let repeats = |part: &Place<'_>| {
        let style = Style::of(part, ParameterLocation::Query);
        let media_types = part.str("contentType").unwrap_or_default().split(',');
        // A list may be one text of JSON.
        (style.name, style.explode) == ("form", true) && !media_types.map(essence).any(|one| is_json(&one))
    };
    let is_repeated = |entry: &MediaType<'_>| {
        let encoding = entry.place.get("encoding");
        encoding.iter().flat_map(Place::members).all(|(_, part)| repeats(&part))
    };
    let is_form = |entry: &MediaType<'_>| entry.essence == FORM;
    let are_alike = is_multipart(base) && is_multipart(revision) || is_form(base) && is_form(revision);
    are_alike && is_repeated(base) && is_repeated(revision)
}

/// Compares how the properties of a form are written.
fn compare<'b, 'r>(base: &MediaType<'b>, revision: &MediaType<'r>, of: &Use<'_>, found: &mut Found<'b, 'r>) {
    let (before, after) = (base.place.get("encoding"), revision.place.get("encoding"));
    let names = |place: &Option<Place<'_>>| -> Vec<String> {
        let members = place.iter().flat_map(|place| place.node.members());
        members.map(|member| member.key.clone()).collect()
    };
    let mut all = names(&before);
    let new: Vec<_> = names(&after).into_iter().filter(|name| !all.contains(name)).collect();
    all.extend(new);
    if is_multipart(base) && is_multipart(revision) {
        files(base, revision, &all, of, found);
    }
    let is_form = !is_multipart(base) && !is_multipart(revision);
    for name in all {
        let of_base = part(&before, &name, &base.place);
        let of_revision = part(&after, &name, &revision.place);
        let schemas = (property(base, &name), property(revision, &name));
        if found.can_compare(&of_base, &of_revision) {
            one(&name, is_form, (&of_base, &of_revision), schemas, of, found);
        }
    }
}

fn is_multipart(entry: &MediaType<'_>) -> bool {
    entry.essence.starts_with("multipart/")
}

/// Compares the media types of parts that `encoding` does not name: a file that became a text, or a text that became a file.
fn files<'b, 'r>(
    base: &MediaType<'b>,
    revision: &MediaType<'r>,
    named: &[String],
    of: &Use<'_>,
    found: &mut Found<'b, 'r>,
) {
    let (Some(before), Some(after)) = (&base.schema, &revision.schema) else {
        return;
    };
    let declared = parts(before).into_iter().filter_map(|part| part.get("properties"));
    let mut names: Vec<String> = declared
        .flat_map(|all| {
            all.node
                .members()
                .iter()
                .map(|member| member.key.clone())
                .collect::<Vec<_>>()
        })
        .filter(|name| !named.contains(name))
        .collect();
    names.sort_unstable();
    names.dedup();
    for name in names {
        let schemas = (declared_property(before, &name), declared_property(after, &name));
        let (Some(one), Some(other)) = schemas else { continue };
        let default = |schema: &Place<'_>, entry: &Place<'_>| media_types(&part(&None, &name, entry), Some(schema));
        let (was, is) = (default(&one, &base.place), default(&other, &revision.place));
        // Any other change is one of the type.
        let is_file_or_text = |all: &[String]| all == [FILE] || all == [TEXT];
        if was == is || !is_file_or_text(&was) || !is_file_or_text(&is) {
            continue;
        }
        let message = format!(
            "the media type of the part `{name}` of {} was `{}` and is `{}`, as its schema is of a {}",
            of.subject,
            was.join(", "),
            is.join(", "),
            if is == [FILE] { "file" } else { "text" }
        );
        let places = (&one.resolved(), &other.resolved());
        let mut change = members::at_member_change("format", &PART_MEDIA_TYPE_REMOVED, places, message);
        change.wire = Wire::BreakingIf;
        change.condition = Some(match is == [FILE] {
            true => "the server checks the media type of the part".to_owned(),
            false => {
                "the caller sends a file that is no text, or the server checks the media type of the part".to_owned()
            }
        });
        found.add(change);
    }
}

fn one<'b, 'r>(
    name: &str,
    is_form: bool,
    places: (&Place<'b>, &Place<'r>),
    schemas: (Option<Place<'b>>, Option<Place<'r>>),
    of: &Use<'_>,
    found: &mut Found<'b, 'r>,
) {
    let subject = || format!("the part `{name}` of {}", of.subject);
    members::compare(places.0, places.1, ENCODING, &subject, found);
    let styles = (style(places.0, is_form), style(places.1, is_form));
    if styles.0 != styles.1 {
        let how = |style: Style<'_>| match style.name {
            JSON => JSON.to_owned(),
            name => format!("`{name}` with `explode: {}`", style.explode),
        };
        let message = format!(
            "{} was of the style {} and is {}",
            subject(),
            how(styles.0),
            how(styles.1)
        );
        let effect = encoding::effect(styles.0, styles.1, schemas.0.as_ref());
        let is_json = styles.0.name == JSON || styles.1.name == JSON;
        let key = match styles.0.name == styles.1.name {
            true => "explode",
            false if is_json => "contentType",
            false => "style",
        };
        encoding::add(&PART_STYLE_CHANGED, effect, key, places, message, found);
        // What is written as JSON has its media type.
        if is_json {
            return headers::of_part((places.0, places.1), &subject(), of, found);
        }
    }
    let (before, after) = (
        media_types(places.0, schemas.0.as_ref()),
        media_types(places.1, schemas.1.as_ref()),
    );
    let lost: Vec<_> = before.iter().filter(|known| !takes(&after, known)).collect();
    let is_new = after.iter().any(|new| !takes(&before, new));
    let list = |all: &[String]| all.iter().map(|one| format!("`{one}`")).collect::<Vec<_>>().join(", ");
    let message = format!(
        "the media type of {} was {} and is {}",
        subject(),
        list(&before),
        list(&after)
    );
    if !lost.is_empty() {
        let mut change = members::member_change("contentType", &PART_MEDIA_TYPE_REMOVED, places, message);
        if lost.len() < before.len() {
            change.wire = Wire::BreakingIf;
            change.condition = Some(format!("the caller sends the part as {}", lost[0]));
        }
        found.add(change);
    } else if is_new {
        found.add(members::member_change(
            "contentType",
            &PART_MEDIA_TYPE_ADDED,
            places,
            message,
        ));
    }
    headers::of_part((places.0, places.1), &subject(), of, found);
}

/// What a value is written as that has a media type of JSON in a form.
const JSON: &str = "JSON";

/// How a property is written. In a form, one with a media type of JSON and without a style is text of JSON.
fn style<'d>(part: &Place<'d>, is_form: bool) -> Style<'d> {
    let is_styled = part.has_any(&["style", "explode"]);
    let media_type = part.str("contentType").map(essence).unwrap_or_default();
    match is_form && !is_styled && is_json(&media_type) {
        true => Style {
            name: JSON,
            explode: false,
        },
        false => Style::of(part, ParameterLocation::Query),
    }
}

/// What `encoding` says of a property.
fn part<'d>(encoding: &Option<Place<'d>>, name: &str, media_type: &Place<'d>) -> Place<'d> {
    encoding
        .as_ref()
        .and_then(|encoding| encoding.get(name))
        .unwrap_or_else(|| Place {
            document: media_type.document,
            pointer: format!("{}/encoding/{name}", media_type.pointer),
            node: &NOTHING,
        })
}

/// The schema of a property of the body.
fn property<'d>(entry: &MediaType<'d>, name: &str) -> Option<Place<'d>> {
    codegen::view::property(entry.schema.as_ref()?, name)
}

/// The media types that a part may have: what `contentType` lists, or else what follows from its schema.
fn media_types(part: &Place<'_>, schema: Option<&Place<'_>>) -> Vec<String> {
    if let Some(stated) = part.str("contentType") {
        let listed = stated.split(',').map(|one| one.trim().to_ascii_lowercase());
        return listed.filter(|one| !one.is_empty()).collect();
    }
    let Some(schema) = schema else {
        return vec![TEXT.to_owned()];
    };
    let items = schema.get("items");
    let of_value = items
        .as_ref()
        .filter(|_| shapes(schema).contains(&Shape::List))
        .unwrap_or(schema);
    let of_later_version = of_value.document.version().has_json_schema();
    if let Some(stated) = of_value.str("contentMediaType").filter(|_| of_later_version) {
        return vec![stated.to_ascii_lowercase()];
    }
    let default = match () {
        () if shapes(of_value).contains(&Shape::Object) => "application/json",
        // From OpenAPI 3.1 on, a part is bytes if its schema does not say what it is.
        () if of_later_version && is_of_any_type(of_value) => FILE,
        () if matches!(of_value.str("format"), Some("binary")) => FILE,
        () => TEXT,
    };
    vec![default.to_owned()]
}

/// Whether a schema says nothing that decides how a value is written.
fn is_of_any_type(schema: &Place<'_>) -> bool {
    schema.types().is_none() && !schema.has_any(&["allOf", "anyOf", "oneOf", "enum", "const", "$ref"])
}

/// Whether one of the media types or ranges is this one.
fn takes(all: &[String], one: &str) -> bool {
    let kind = one.split('/').next().unwrap_or_default();
    all.iter()
        .any(|known| known == one || known == "*/*" || *known == format!("{kind}/*"))
}
