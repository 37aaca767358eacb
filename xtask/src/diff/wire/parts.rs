//! The media types of a body: with how the properties of a form are written, and the parts of a multipart body (`encoding`).

use codegen::diagnostic::Position;
use codegen::document::{Node, Value};
use codegen::view::{MediaType, ParameterLocation, Place, Shape, Style, shapes};

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

/// Compares two entries of a body. `rules` are those for adding and for removing the schema.
pub(super) fn entry<'b, 'r>(
    base: &MediaType<'b>,
    revision: &MediaType<'r>,
    rules: (&'static Rule, &'static Rule),
    of: &Use<'_>,
    found: &mut Found<'b, 'r>,
) {
    let is_form = |entry: &MediaType<'_>| {
        entry.essence == "application/x-www-form-urlencoded" || entry.essence.starts_with("multipart/")
    };
    if is_form(base) || is_form(revision) {
        media::without_encoding(base, revision, rules, of, found);
        if found.can_compare(&base.place, &revision.place) {
            compare(base, revision, of, found);
        }
    } else {
        media::entry(base, revision, rules, of, found);
    }
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
    for name in all {
        let of_base = part(&before, &name, &base.place);
        let of_revision = part(&after, &name, &revision.place);
        let schemas = (property(base, &name), property(revision, &name));
        if found.can_compare(&of_base, &of_revision) {
            one(&name, (&of_base, &of_revision), schemas, of, found);
        }
    }
}

fn one<'b, 'r>(
    name: &str,
    places: (&Place<'b>, &Place<'r>),
    schemas: (Option<Place<'b>>, Option<Place<'r>>),
    of: &Use<'_>,
    found: &mut Found<'b, 'r>,
) {
    let subject = || format!("the part `{name}` of {}", of.subject);
    members::compare(places.0, places.1, ENCODING, &subject, found);
    let styles = (
        Style::of(places.0, ParameterLocation::Query),
        Style::of(places.1, ParameterLocation::Query),
    );
    if styles.0 != styles.1 {
        let how = |style: Style<'_>| format!("`{}` with `explode: {}`", style.name, style.explode);
        let message = format!(
            "{} was of the style {} and is {}",
            subject(),
            how(styles.0),
            how(styles.1)
        );
        let effect = encoding::effect(styles.0, styles.1, schemas.0.as_ref());
        let key = if styles.0.name == styles.1.name {
            "explode"
        } else {
            "style"
        };
        encoding::add(&PART_STYLE_CHANGED, effect, key, places, message, found);
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
        return vec!["text/plain".to_owned()];
    };
    let items = schema.get("items");
    let of_value = items
        .as_ref()
        .filter(|_| shapes(schema).contains(&Shape::List))
        .unwrap_or(schema);
    let default = match () {
        () if shapes(of_value).contains(&Shape::Object) => "application/json",
        () if matches!(of_value.str("format"), Some("binary")) => "application/octet-stream",
        () => "text/plain",
    };
    vec![default.to_owned()]
}

/// Whether one of the media types or ranges is this one.
fn takes(all: &[String], one: &str) -> bool {
    let kind = one.split('/').next().unwrap_or_default();
    all.iter()
        .any(|known| known == one || known == "*/*" || *known == format!("{kind}/*"))
}
