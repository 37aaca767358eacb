//! Names that a client has do not change because something else was added to the document, or because it was reordered.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::{BTreeMap, BTreeSet};

use codegen::{Options, generate, load};

/// A generator of numbers: the same ones in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % bound
    }

    fn shuffle<T>(&mut self, items: &mut [T]) {
        for end in (1..items.len()).rev() {
            items.swap(end, self.below(end + 1));
        }
    }
}

/// The parts of a document, each of which may stand anywhere among its kind.
#[derive(Clone)]
struct Parts {
    paths: Vec<String>,
    /// By the name of the schema.
    schemas: Vec<(String, Vec<String>)>,
    parameters: Vec<String>,
}

const ENUM: &str = "{type: string, enum: [on, off]}";
const OBJECT: &str = "{type: object, properties: {a: {type: string}}}";

impl Parts {
    fn new() -> Self {
        let operation = |id: &str, path: &str| {
            format!(
                "{path}: {{get: {{operationId: {id}, parameters: [{{name: state, in: query, schema: {ENUM}}}, {{$ref: '#/components/parameters/order'}}], responses: {{'200': {{description: D, content: {{application/json: {{schema: {OBJECT}}}}}}}}}}}}}"
            )
        };
        let schema = |name: &str, properties: &[(&str, &str)]| {
            let properties = properties.iter().map(|(name, schema)| format!("{name}: {schema}"));
            (name.to_owned(), properties.collect())
        };
        Self {
            paths: vec![
                operation("getA", "/a"),
                operation("get_a", "/b"),
                operation("listThings", "/c"),
            ],
            schemas: vec![
                schema(
                    "Pet",
                    &[
                        ("kind", ENUM),
                        ("petKind", ENUM),
                        ("eventId", ENUM),
                        ("event_id", OBJECT),
                    ],
                ),
                schema("pet", &[("kind", ENUM)]),
                schema("PetKind", &[("a", OBJECT), ("type", ENUM)]),
                schema("AB", &[("c", OBJECT)]),
                schema("A", &[("bC", ENUM), ("b_c", OBJECT)]),
                schema("Error", &[("result", OBJECT)]),
                schema("Option", &[("vec", OBJECT)]),
                schema("Vec", &[("a", ENUM)]),
                schema("Result", &[("ok", ENUM)]),
                schema("Box", &[("a", ENUM)]),
                schema("String", &[("a", ENUM)]),
                schema("Default", &[("a", ENUM)]),
                schema("Members", &[("a", "{type: string, maxLength: 3}")]),
            ],
            parameters: vec![format!("order: {{name: order, in: query, schema: {ENUM}}}")],
        }
    }

    fn shuffled(&self, random: &mut Random) -> Self {
        let mut parts = self.clone();
        random.shuffle(&mut parts.paths);
        random.shuffle(&mut parts.schemas);
        random.shuffle(&mut parts.parameters);
        for (_, properties) in &mut parts.schemas {
            random.shuffle(properties);
        }
        parts
    }

    /// Adds something, which may want the name of what is there but has less right to it.
    fn add(&mut self, random: &mut Random, number: usize) {
        let schema = [ENUM, OBJECT, "{type: string, format: date}"][random.below(3)];
        match random.below(5) {
            0 => self.paths.push(format!(
                "/new{number}: {{post: {{operationId: new{number}, requestBody: {{content: {{application/json: {{schema: {OBJECT}}}}}}}, responses: {{'204': {{description: D}}}}}}}}"
            )),
            1 => self.schemas.push((format!("New{number}"), vec![format!("kind: {schema}")])),
            2 => self.parameters.push(format!("new{number}: {{name: n, in: query, schema: {schema}}}")),
            3 => {
                let at = random.below(self.schemas.len());
                self.schemas[at].1.push(format!("new{number}: {schema}"));
            }
            _ => {
                // `zz_kind` of `PeT` wants what others have in another spelling, and is behind them in the alphabet.
                let at = random.below(self.schemas.len());
                self.schemas[at].1.push(format!("zZ{number}: {schema}"));
            }
        }
    }

    fn text(&self) -> String {
        let list = |items: &[String]| items.iter().map(|item| format!("    {item}\n")).collect::<String>();
        let schemas = self.schemas.iter();
        let schemas: String = schemas
            .map(|(name, properties)| {
                format!(
                    "    {name}: {{type: object, properties: {{{}}}}}\n",
                    properties.join(", ")
                )
            })
            .collect();
        format!(
            "openapi: 3.0.3\ninfo: {{title: T, version: '1'}}\npaths:\n{}components:\n  parameters:\n{}  schemas:\n{schemas}",
            list(&self.paths),
            list(&self.parameters),
        )
    }
}

/// The types of a client by their names, each with its fields or variants.
fn types_of(text: &str) -> BTreeMap<String, BTreeSet<String>> {
    let (_, model) = load("a.yaml", text.as_bytes()).unwrap_or_else(|found| panic!("{found}\n{text}"));
    let generated = generate(&model, &Options::default()).unwrap();
    let mut types = BTreeMap::new();
    for file in generated.client.iter().filter(|file| file.path.contains("types")) {
        let mut inside: Option<(String, BTreeSet<String>)> = None;
        for line in file.text.lines() {
            if let Some(rest) = line
                .strip_prefix("pub struct ")
                .or_else(|| line.strip_prefix("pub enum "))
            {
                inside = Some((rest.trim_end_matches([' ', '{']).to_owned(), BTreeSet::new()));
            } else if line == "}" {
                types.extend(inside.take());
            } else if let Some((_, members)) = &mut inside
                && !line.trim_start().starts_with(['#', '/'])
            {
                members.insert(line.trim().to_owned());
            }
        }
    }
    types
}

#[test]
fn reordering_changes_no_name() {
    let parts = Parts::new();
    let expected = types_of(&parts.text());
    assert!(expected.len() > 25, "{expected:#?}");
    let mut random = Random(7);
    for _ in 0..8 {
        let shuffled = parts.shuffled(&mut random).text();
        assert_eq!(types_of(&shuffled), expected, "{shuffled}");
    }
}

#[test]
fn additions_change_no_name() {
    let mut random = Random(11);
    for _ in 0..4 {
        let mut parts = Parts::new();
        let mut known = types_of(&parts.text());
        for number in 0..6 {
            parts.add(&mut random, number);
            parts = parts.shuffled(&mut random);
            let text = parts.text();
            let types = types_of(&text);
            for (name, members) in &known {
                let now = types.get(name).unwrap_or_else(|| panic!("`{name}` is gone: {text}"));
                assert!(now.is_superset(members), "{name}: {members:?} became {now:?}: {text}");
            }
            known = types;
        }
    }
}

#[test]
fn what_wants_a_name_of_another_gets_a_number() {
    let types = types_of(&Parts::new().text());
    for name in [
        // The component is spelt like the name, the others are not components.
        "PetKind", "PetKind2", "PetKind3", "Pet", "Pet2", "Abc", "Abc2", "AbC",
    ] {
        assert!(types.contains_key(name), "{name}: {:?}", types.keys());
    }
    assert!(
        types["Pet"]
            .iter()
            .any(|line| line.starts_with("pub event_id: Option<PetEventId")),
        "{:?}",
        types["Pet"]
    );
    assert!(
        types["Pet"].iter().any(|line| line.starts_with("pub event_id_2: ")),
        "{:?}",
        types["Pet"]
    );
}

#[test]
fn names_of_the_language_and_its_library_read_well() {
    let types = types_of(&Parts::new().text());
    for name in [
        "Error",
        "OptionValue",
        "VecValue",
        "ResultValue",
        "BoxValue",
        "StringValue",
        "DefaultValue",
        "Members",
    ] {
        assert!(types.contains_key(name), "{name}: {:?}", types.keys());
    }
}

fn named(schema_name: &str, property_name: &str, operation_name: &str) -> String {
    format!(
        "openapi: 3.0.3\ninfo: {{title: T, version: '1'}}\npaths:\n  /a:\n    get:\n      operationId: getA\n      x-rust-name: {operation_name}\n      parameters:\n        - {{name: q, in: query, x-rust-name: query_text, schema: {{type: string}}}}\n      responses:\n        '200': {{description: D, content: {{application/json: {{schema: {{$ref: '#/components/schemas/a_thing'}}}}}}}}\ncomponents:\n  schemas:\n    a_thing:\n      type: object\n      x-rust-name: {schema_name}\n      properties:\n        p: {{type: object, x-rust-name: {property_name}, properties: {{a: {{type: string}}}}}}\n    Thing: {{type: object, properties: {{a: {{type: string}}}}}}\n"
    )
}

#[test]
fn the_document_can_give_names() {
    let text = named("Thing", "place", "read");
    let types = types_of(&text);
    assert!(types["Thing"].contains("pub place: Option<ThingP>,"), "{types:?}");
    assert!(
        types.contains_key("Thing2"),
        "what the document names goes first: {types:?}"
    );
    let (_, model) = load("a.yaml", text.as_bytes()).unwrap();
    let generated = generate(&model, &Options::default()).unwrap();
    let all: String = generated.client.iter().map(|file| file.text.as_str()).collect();
    assert!(all.contains("fn read(") && all.contains("pub struct Read"), "{all}");
    assert!(all.contains("fn query_text("), "{all}");
}

#[test]
fn a_name_that_is_none_is_an_error_that_says_what_to_write() {
    for (text, message, help) in [
        (
            named("a thing", "p", "read"),
            "cannot be the name of a type",
            "as `AThing`",
        ),
        (
            named("Option", "p", "read"),
            "cannot be the name of a type",
            "generated code uses this one",
        ),
        (
            named("Thing", "thePlace", "read"),
            "cannot be the name of a field or a method",
            "as `the_place`",
        ),
        (
            named("Thing", "p", "'1'"),
            "cannot be the name of a field or a method",
            "as `n1`",
        ),
        (
            named("Thing", "p", "[a]"),
            "cannot be the name of a field or a method",
            "snake case",
        ),
        (
            named("Thing", "p", "read").replace("    Thing: {", "    Thing: {x-rust-name: Thing, "),
            "two types cannot have one name",
            "another name",
        ),
    ] {
        let found = load("a.yaml", text.as_bytes()).unwrap_err();
        let found = found.iter().find(|finding| finding.rule == "bad-extension").unwrap();
        assert!(found.message.contains(message), "{}", found.message);
        assert!(found.help.contains(help), "{}", found.help);
        assert!(found.pointer.ends_with("/x-rust-name"), "{}", found.pointer);
    }
}

/// An operation whose body has these media types.
fn with_media_types(media_types: &[&str]) -> String {
    let same = "{type: object, properties: {place: {type: object, properties: {x: {type: integer}}}, state: {type: string, enum: [on, off]}}}";
    let entry = |media_type: &&str| {
        let schema = match *media_type {
            "application/merge-patch+json" => "{type: object, properties: {place: {type: string}}}",
            media_type if media_type.starts_with("text/") => "{type: string}",
            _ => same,
        };
        format!("          {media_type}: {{schema: {schema}}}\n")
    };
    let content: String = media_types.iter().map(entry).collect();
    format!(
        "openapi: 3.0.3\ninfo: {{title: T, version: '1'}}\npaths:\n  /a:\n    post:\n      operationId: setA\n      requestBody:\n        content:\n{content}      responses:\n        '204': {{description: D}}\n"
    )
}

/// The setters of the body, with what they take, and the types of the whole client.
fn items_of(text: &str) -> BTreeSet<String> {
    let (_, model) = load("a.yaml", text.as_bytes()).unwrap();
    let generated = generate(&model, &Options::default()).unwrap();
    let lines = generated.client.iter().flat_map(|file| file.text.lines());
    let is_item = |line: &&str| line.contains("pub fn ") || line.contains("pub struct ") || line.contains("pub enum ");
    // Not the position of a media type in the facts.
    let signature = |line: &str| line.trim().split(" { ").next().unwrap_or_default().to_owned();
    lines.filter(is_item).map(signature).collect()
}

#[test]
fn another_media_type_of_a_body_changes_no_name() {
    let added = [
        "multipart/form-data",
        "text/plain",
        "application/merge-patch+json",
        "text/csv",
        "application/x-www-form-urlencoded",
        "application/pdf",
        "multipart/mixed",
        "text/plain; charset=utf-8",
        "image/*",
    ];
    let mut media_types = vec!["application/json"];
    let mut known = items_of(&with_media_types(&media_types));
    let mut random = Random(3);
    for media_type in added {
        media_types.push(media_type);
        random.shuffle(&mut media_types);
        let text = with_media_types(&media_types);
        let items = items_of(&text);
        let lost: Vec<_> = known.difference(&items).collect();
        assert!(lost.is_empty(), "{media_type}: {lost:#?}\n{text}");
        assert!(items.len() > known.len(), "{media_type} adds nothing: {items:#?}");
        known = items;
    }
    for name in [
        "body_multipart",
        "body_text",
        "body_text_csv",
        "body_merge_patch_json",
        "body_form",
        "body_pdf",
    ] {
        assert!(
            known.iter().any(|item| item.contains(&format!("fn {name}("))),
            "{name}: {known:#?}"
        );
    }
    // All equal schemas have one type.
    let places = known
        .iter()
        .filter(|item| item.contains("struct SetABodyPlace") && !item.contains("Builder"));
    assert_eq!(places.count(), 1, "{known:#?}");
}

#[test]
fn bodies_of_both_versions_have_the_same_setters() {
    let media_types = [
        "application/json",
        "multipart/form-data",
        "application/x-www-form-urlencoded",
        "image/png",
    ];
    let text = with_media_types(&media_types);
    assert_eq!(items_of(&text), items_of(&text.replace("3.0.3", "3.1.0")));
}
