//! Drift: what is of the same kind at the same place of the document is one.

use std::collections::BTreeSet;

use xtask::contract::drift::Key;

use super::{check_interaction, interaction, one};

/// How each violation of these bodies is grouped: the place in the interactions and the one in the document.
fn keys(schema: &str, named: &str, bodies: &[&str]) -> BTreeSet<(String, String)> {
    let text = one("[]", schema, named);
    let keys = bodies.iter().flat_map(|body| {
        let checked = check_interaction(&text, &interaction("GET", "https://example.com/x", body.as_bytes()));
        assert!(!checked.violations.is_empty(), "{body}");
        let operation = checked.operation.as_deref();
        let keys: Vec<_> = checked
            .violations
            .iter()
            .map(|reported| Key::new(reported, operation))
            .collect();
        keys
    });
    keys.map(|key| (key.at, key.document.unwrap())).collect()
}

fn expect(schema: &str, named: &str, bodies: &[&str], expected: &[(&str, &str)]) {
    let expected: BTreeSet<_> = expected
        .iter()
        .map(|(at, document)| ((*at).to_owned(), (*document).to_owned()))
        .collect();
    assert_eq!(keys(schema, named, bodies), expected, "{schema} {bodies:?}");
}

/// Where the schema of the response is.
const HERE: &str = "/paths/~1x/get/responses/200/content/application~1json/schema";

#[test]
fn indices_and_keys_of_maps_are_generalised() {
    expect(
        "{type: array, items: {type: integer}}",
        "",
        &["[\"x\"]", "[1,2,\"x\",\"y\"]"],
        &[("response.body /*", &format!("{HERE}/items/type"))],
    );
    expect(
        "{type: object, additionalProperties: {type: object, properties: {n: {type: integer}}}}",
        "",
        &["{\"k\":{\"n\":\"x\"}}", "{\"other\":{\"n\":true},\"7\":{\"n\":[]}}"],
        &[(
            "response.body /*/n",
            &format!("{HERE}/additionalProperties/properties/n/type"),
        )],
    );
    expect(
        "{type: object, additionalProperties: {type: integer}}",
        "",
        &["{\"k\":\"x\"}", "{\"a/b\":true}"],
        &[("response.body /*", &format!("{HERE}/additionalProperties/type"))],
    );
    // Raw flaws too: within lists and maps.
    expect(
        "{type: array, items: {type: object, additionalProperties: {type: object}}}",
        "",
        &["[{\"k\":{},\"k\":{}}]", "[{},{\"l\":{},\"l\":{}}]"],
        &[("response.body /*/*", HERE)],
    );
}

#[test]
fn names_make_a_difference_even_if_they_look_like_indices() {
    expect(
        "{type: object, properties: {'0': {type: integer}, '1': {type: integer}}}",
        "",
        &["{\"0\":\"x\"}", "{\"1\":\"x\"}"],
        &[
            ("response.body /0", &format!("{HERE}/properties/0/type")),
            ("response.body /1", &format!("{HERE}/properties/1/type")),
        ],
    );
    expect(
        "{type: object, properties: {a: {}}}",
        "",
        &["{\"7\":1}", "{\"8\":1}", "{\"x\":1}"],
        &[
            ("response.body /7", &format!("{HERE}/properties")),
            ("response.body /8", &format!("{HERE}/properties")),
            ("response.body /x", &format!("{HERE}/properties")),
        ],
    );
    expect(
        "{type: object, additionalProperties: {type: object, required: [r], additionalProperties: true}}",
        "",
        &["{\"a\":{}}", "{\"b\":{\"c\":1}}"],
        &[("response.body /*/r", &format!("{HERE}/additionalProperties/required/0"))],
    );
}

#[test]
fn properties_of_no_branch_are_reported_at_the_root() {
    let named = "
      A: {type: object, required: [a], properties: {a: {type: integer}}},
      B: {type: object, required: [b], properties: {b: {type: integer}}}";
    let bodies = ["{\"a\":1,\"x\":1}", "{\"b\":1,\"x\":1}"];
    for keyword in ["oneOf", "anyOf"] {
        let schema = format!("{{{keyword}: [{{$ref: '#/components/schemas/A'}}, {{$ref: '#/components/schemas/B'}}]}}");
        expect(
            &schema,
            named,
            &bodies,
            &[("response.body /x", &format!("{HERE}/{keyword}"))],
        );
    }
    let all = "{allOf: [{$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/B'}]}";
    expect(
        all,
        named,
        &["{\"a\":1,\"b\":1,\"x\":1}"],
        &[("response.body /x", &format!("{HERE}/allOf"))],
    );
    let own = "{properties: {p: {}}, allOf: [{$ref: '#/components/schemas/A'}]}";
    expect(
        own,
        named,
        &["{\"a\":1,\"x\":1}"],
        &[("response.body /x", &format!("{HERE}/properties"))],
    );
}

#[test]
fn the_position_of_a_reader_does_not_matter() {
    let schema = "{type: object, properties: {a: {type: array, items: {type: integer}}}}";
    expect(
        schema,
        "",
        &["<html>", "{\"a\":[NaN]}", "{\"a\":[1,NaN]}", "{\"a\":"],
        &[("response.body", HERE)],
    );
}

/// Accepting one of them must not hide the others.
#[test]
fn each_undocumented_name_is_a_separate_drift() {
    const TEXT: &str = "
openapi: 3.0.3
info: {title: t, version: v1}
servers: [{url: 'https://example.com/base'}]
paths:
  /things/{id}: {parameters: [{name: id, in: path, required: true, schema: {type: string}}], get: {operationId: x, responses: {'200': {description: d}}}}
";
    let key = |method: &str, path: &str, status: u16| {
        let mut asked = interaction(method, &format!("https://example.com{path}"), b"");
        asked.response.status = status;
        let checked = check_interaction(TEXT, &asked);
        let [violation] = &checked.violations[..] else {
            panic!("{checked:?}")
        };
        Key::new(violation, checked.operation.as_deref())
    };
    let others = [
        ("GET", "/base/things/1", 503, "status 503"),
        ("GET", "/base/things/1", 418, "status 418"),
        ("PUT", "/base/things/1", 200, "method PUT"),
        ("PURGE", "/base/things/1", 200, "method PURGE"),
        ("GET", "/base/things", 200, "url /base/things"),
        ("GET", "/base/things/1/", 200, "url /base/things/…/"),
        ("GET", "/base/things/2/other", 200, "url /base/things/…/other"),
        ("GET", "/", 200, "url /"),
    ];
    let mut fingerprints = BTreeSet::new();
    for (method, path, status, at) in others {
        let key = key(method, path, status);
        assert_eq!(key.at, at);
        assert!(fingerprints.insert(key.fingerprint()), "{at}");
    }
    // Differences in undocumented values do not matter.
    assert_eq!(
        key("GET", "/base/things/2/77", 200),
        key("GET", "/base/things/1/78", 200)
    );
    assert_eq!(key("GET", "/base/things/1", 503), key("GET", "/base/things/2", 503));
}
