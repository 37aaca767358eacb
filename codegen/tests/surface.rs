//! The public surface of what is generated: that it has all that the printed files have, and what `surface.json` looks like.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "surface/printed.rs"]
mod printed;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use codegen::surface::{Kind, Surface};
use codegen::{Document, Model, Options, generate, surface};

fn document(path: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    fs::read_to_string(root.join(path)).unwrap()
}

fn model(text: &str) -> Model {
    let document = Document::parse("a.yaml", text.as_bytes()).unwrap_or_else(|found| panic!("{found}"));
    Model::lossy(&document).unwrap_or_else(|found| panic!("{found}"))
}

fn surface_of(text: &str) -> Surface {
    surface(&model(text), &Options::default()).unwrap_or_else(|found| panic!("{found}"))
}

const DOCUMENTS: &[&str] = &[
    "spec/hss.openapi.yaml",
    "codegen/tests/everything.yaml",
    "codegen/tests/everything-3.1.yaml",
    "codegen/tests/documents/names.openapi.yaml",
    "codegen/example/media-types.openapi.yaml",
    "codegen/example/notes.openapi.yaml",
    "codegen/example/paging.openapi.yaml",
    "codegen/example/security.openapi.yaml",
    "codegen/example/streams.openapi.yaml",
    "codegen/example/values.openapi.yaml",
    "codegen/example/wire.openapi.yaml",
];

/// Every public item of the printed files, as another parser reads them, is an item of the surface with the same type or
/// signature, and the other way round.
#[test]
fn the_surface_is_what_the_printed_files_have() {
    for name in DOCUMENTS {
        let model = model(&document(name));
        for options in [Options::default(), Options::default().features()] {
            let printed = printed::items(&generate(&model, &options).unwrap());
            let surface = surface(&model, &options).unwrap();
            let named = |kind: Kind| !matches!(kind, Kind::Hidden | Kind::Feature);
            let items = surface.items.iter().filter(|(_, item)| named(item.kind));
            let found: BTreeMap<String, String> = items
                .map(|(path, item)| (path.clone(), item.signature.replace(' ', "")))
                .collect();
            let missing: Vec<_> = printed
                .iter()
                .filter(|(path, item)| found.get(*path) != Some(item))
                .collect();
            assert!(missing.is_empty(), "{name}: {missing:#?}");
            let unknown: BTreeSet<_> = found.keys().filter(|path| !printed.contains_key(*path)).collect();
            assert!(unknown.is_empty(), "{name}: {unknown:#?}");
        }
    }
}

/// A form of an item that the surface does not know would be compared as a whole only.
#[test]
fn no_macro_is_unknown() {
    for name in DOCUMENTS {
        let surface = surface_of(&document(name));
        let unknown: Vec<_> = surface.items.keys().filter(|path| path.contains("macro ")).collect();
        assert!(unknown.is_empty(), "{name}: {unknown:?}");
    }
}

#[test]
fn an_item_is_tied_to_the_place_that_it_is_made_of() {
    for name in DOCUMENTS {
        let text = document(name);
        let document = Document::parse("a.yaml", text.as_bytes()).unwrap();
        let surface = surface_of(&text);
        for (path, item) in &surface.items {
            if matches!(item.kind, Kind::Export | Kind::Module | Kind::Feature) {
                continue;
            }
            // What every client has is made of no place.
            let is_general = [
                "Client",
                "ClientBuilder",
                "api",
                "builders",
                "operations",
                "responses",
                "types",
            ];
            let general = path.split("::").count() <= 2 && is_general.contains(&path.split("::").next().unwrap());
            assert!(general || !item.at.is_empty(), "{name}: {path} has no place");
            for at in item.at.iter().filter(|at| !at.ends_with("/responses")) {
                let is_root = ["/servers", "/x-error-body", "/paths"].contains(&at.as_str());
                assert!(
                    is_root || document.at(at).is_some(),
                    "{name}: {path} is at {at}, which is not there"
                );
            }
        }
    }
}

#[test]
fn the_text_of_a_surface_is_read_as_it_was_written() {
    for name in DOCUMENTS {
        let surface = surface_of(&document(name));
        let text = surface.to_json();
        assert_eq!(Surface::from_json(&text).as_ref(), Ok(&surface));
        assert_eq!(text, surface_of(&document(name)).to_json());
    }
    let other = surface_of(&document(DOCUMENTS[0]))
        .to_json()
        .replace("\"format\": 1", "\"format\": 99");
    let error = Surface::from_json(&other).unwrap_err();
    assert!(error.contains("format 99"), "{error}");
    assert!(Surface::from_json("{}").is_err());
}

/// The order of the members of an object, and the style of the text, are nothing that an importer sees.
#[test]
fn the_order_of_members_changes_nothing() {
    fn reversed(value: serde_yaml::Value) -> serde_json::Value {
        match value {
            serde_yaml::Value::Mapping(members) => {
                let members: Vec<_> = members.into_iter().collect();
                let members = members.into_iter().rev().map(|(key, value)| {
                    let key = match key {
                        serde_yaml::Value::String(key) => key,
                        other => serde_json::to_string(&other).unwrap(),
                    };
                    (key, reversed(value))
                });
                serde_json::Value::Object(members.collect())
            }
            serde_yaml::Value::Sequence(items) => items.into_iter().map(reversed).collect(),
            other => serde_json::to_value(other).unwrap(),
        }
    }
    for name in DOCUMENTS {
        let text = document(name);
        // Larger, or with more digits, than what the other parser keeps.
        let text = text
            .replace("18446744073709551616", "1844674407370955161")
            .replace("1.8446744073709551615e19", "1844674407370955161");
        let turned = reversed(serde_yaml::from_str(&text).unwrap()).to_string();
        let (surface, other) = (surface_of(&text), surface_of(&turned));
        let differ: Vec<_> = surface
            .items
            .iter()
            .filter(|(path, item)| other.items.get(*path) != Some(item))
            .map(|(path, item)| (path, item, other.items.get(path)))
            .collect();
        assert!(differ.is_empty(), "{name}: {differ:?}");
        assert_eq!(surface.items.len(), other.items.len(), "{name}");
    }
}

#[test]
fn what_sets_a_body_of_another_media_type_is_tied_to_the_body() {
    let surface = surface_of(&document("codegen/example/media-types.openapi.yaml"));
    let body = "/paths/~1bodies~1each/post/requestBody";
    let form = format!("{body}/content/multipart~1form-data");
    for (path, at, wire) in [
        (
            "Each::body_form()",
            body.to_owned(),
            Some("body application/x-www-form-urlencoded"),
        ),
        ("Each::body_any_image()", body.to_owned(), Some("body image/*")),
        (
            "Each::body_multipart()",
            body.to_owned(),
            Some("body multipart/form-data"),
        ),
        ("EachMultipart", body.to_owned(), None),
        ("EachMultipart::new()", body.to_owned(), None),
        ("EachMultipart::optional()", body.to_owned(), None),
        (
            "EachMultipart::r()",
            format!("{form}/schema/properties/R"),
            Some("part R"),
        ),
        (
            "EachMultipart::photo_x_rate()",
            format!("{form}/encoding/photo/headers/X-Rate"),
            Some("header X-Rate of the part"),
        ),
        ("EachMultipartMixed::part()", body.to_owned(), None),
    ] {
        let item = &surface.items[&format!("operations::{path}")];
        assert_eq!(item.at, [at], "{path}");
        assert_eq!(item.facts.get("wire").map(String::as_str), wire, "{path}");
    }
}
