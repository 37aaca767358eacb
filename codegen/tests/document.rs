//! Reading documents: the tree and its positions; and which real documents are valid.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod common;

use codegen::Document;
use codegen::diagnostic::{Class, Position};
use codegen::document::{Node, Value};
use common::{root, shared};
use serde_yaml::Value as Yaml;
use std::collections::BTreeSet;

fn hss() -> (String, Document) {
    let text = std::fs::read_to_string(root().join("spec/hss.openapi.yaml")).unwrap();
    let document = Document::parse("spec/hss.openapi.yaml", text.as_bytes()).unwrap_or_else(|found| panic!("{found}"));
    (text, document)
}

/// Holds a tree equal to what `serde_yaml` makes of the same text.
fn same(ours: &Node, theirs: &Yaml, pointer: &str) {
    match (&ours.value, theirs) {
        (Value::Null, Yaml::Null) => {}
        (Value::Bool(a), Yaml::Bool(b)) => assert_eq!(a, b, "{pointer}"),
        (Value::String(a), Yaml::String(b)) => assert_eq!(a, b, "{pointer}"),
        (Value::Number(a), Yaml::Number(b)) => {
            let a: serde_yaml::Number = match (a.parse::<u64>(), a.parse::<i64>()) {
                (Ok(a), _) => a.into(),
                (_, Ok(a)) => a.into(),
                _ => a.parse::<f64>().unwrap().into(),
            };
            assert_eq!(&a, b, "{pointer}");
        }
        (Value::Array(a), Yaml::Sequence(b)) => {
            assert_eq!(a.len(), b.len(), "{pointer}");
            for (index, (a, b)) in a.iter().zip(b).enumerate() {
                same(a, b, &format!("{pointer}/{index}"));
            }
        }
        (Value::Object(a), Yaml::Mapping(b)) => {
            assert_eq!(a.len(), b.len(), "{pointer}");
            for (member, (key, value)) in a.iter().zip(b) {
                let key = match key {
                    Yaml::String(key) => key.clone(),
                    Yaml::Number(key) => key.to_string(),
                    Yaml::Bool(key) => key.to_string(),
                    other => panic!("{pointer}: the key {other:?}"),
                };
                assert_eq!(member.key, key, "{pointer}");
                same(&member.node, value, &format!("{pointer}/{key}"));
            }
        }
        (a, b) => panic!("{pointer}: {a:?} is {b:?} for serde_yaml"),
    }
}

#[test]
fn the_tree_is_the_one_of_serde_yaml() {
    let mut paths = vec![root().join("spec/hss.openapi.yaml")];
    for folder in [
        "cases/documents",
        "cases/history",
        "cases/contract/documents",
        "cases/diff",
        "corpus",
    ] {
        paths.extend(shared(folder));
    }
    let mut compared = 0;
    for path in paths {
        let bytes = std::fs::read(&path).unwrap();
        let theirs = serde_yaml::from_slice::<Yaml>(&bytes).unwrap();
        let document = Document::parse("document", &bytes).unwrap_or_else(|found| panic!("{found}"));
        same(document.root(), &theirs, "");
        compared += 1;
    }
    assert!(compared >= 1, "nothing was compared");
}

#[test]
fn the_oddities_of_yaml_are_those_of_serde_yaml() {
    let text = r#"%YAML 1.2
--- # a document may be marked as such
openapi: "3.0.3"
info: {title: t, version: '1'}
paths:
  /ping: {get: {operationId: ping, responses: {204: {description: a}, "200": {description: ''}}}}
x-literal: |
  one
   two

  three
x-stripped: |-
  one
x-kept: |+
  one

x-indented: |2
   one
x-folded: >
  one
  two

  three
   four
x-folded-stripped: >-
  one
  two
x-plain: one
  two

  three # a comment
x-quoted: "tab\t, \u00e9, \x41, a \
  continuation, and a
  fold"
x-single: 'it''s
  folded'
x-numbers: [1, '1', 1.0, "1.0", 0x1F, 0o17, 1_000, 1e3, .5, 007, -0, 1.10]
x-words: [yes, no, on, off, ~, null, 'null', true, 'true', True, 2024-01-01, 12:30]
x-keys: {1: a, true: b, 1.5: c, '2': d, yes: e, ? f : g, "h": i, j: }
x-anchored: &anchor {a: [1, 2]}
x-aliased: [*anchor, *anchor, &b c, *b]
x-tagged: [!!str 1, !!int "1", !!float 1, !!bool "true", !!null "~", !!seq [1], !!map {a: 1}]
x-flow: {a: [1, 2, ], b: {c: d}, e: "f", 'g':h}
x-empty:
x-colons: a:b http://example.com/#fragment
x-list:
- one
-   - nested
    - list
- key: value
  other: value
"#;
    let document = Document::parse("odd.yaml", text.as_bytes()).unwrap_or_else(|found| panic!("{found}"));
    same(document.root(), &serde_yaml::from_str(text).unwrap(), "");
}

#[test]
fn merge_keys_are_applied_and_what_is_merged_keeps_its_place() {
    let text = r#"base: &base
  a: 1
  b: {c: 1}
other: &other {b: 2, e: 3}
one:
  x: 0
  <<: *base
  y: 0
own:
  <<: *base
  a: 2
several:
  <<: [*other, *base]
chain: &chain
  <<: *base
  z: 1
of_chain: {<<: *chain}
inline:
  <<: {a: 1, b: 2}
  c: 3
name: {"<<": 1, '<<x': 2}
"#;
    let merged = r#"base: {a: 1, b: {c: 1}}
other: {b: 2, e: 3}
one: {x: 0, a: 1, b: {c: 1}, y: 0}
own: {b: {c: 1}, a: 2}
several: {b: 2, e: 3, a: 1}
chain: {a: 1, b: {c: 1}, z: 1}
of_chain: {a: 1, b: {c: 1}, z: 1}
inline: {a: 1, b: 2, c: 3}
name: {"<<": 1, '<<x': 2}
"#;
    let read = |text: &str| Document::parse("merges.yaml", text.as_bytes()).unwrap_or_else(|found| panic!("{found}"));
    let document = read(text);
    same(document.root(), &serde_yaml::from_str(merged).unwrap(), "");
    // In order, too: what is generated follows the document.
    let keys = |document: &Document, at: &str| {
        let members = document.at(at).unwrap().members().iter();
        members.map(|member| member.key.clone()).collect::<Vec<_>>()
    };
    let expected = read(merged);
    for at in ["/one", "/own", "/several", "/chain", "/of_chain", "/inline"] {
        assert_eq!(keys(&document, at), keys(&expected, at), "{at}");
    }
    for (pointer, line, column) in [
        ("/one/a", 2, 3),
        ("/one/b/c", 3, 7),
        ("/own/a", 11, 3),
        ("/several/b", 4, 16),
        ("/of_chain/a", 2, 3),
        ("/inline/a", 19, 8),
    ] {
        let Position { line: l, column: c, .. } = document.position(pointer).unwrap();
        assert_eq!((l, c), (line, column), "{pointer}");
    }
    // What nothing can be merged of is left out, and reported.
    for (text, expected) in [
        ("a: {<<: 1, b: 2}", r#"{"a": {"b": 2}}"#),
        (
            "a: &a {c: 1}\nb: {<<: *a, <<: {d: 1}}",
            r#"{"a": {"c": 1}, "b": {"c": 1}}"#,
        ),
    ] {
        let document = read(text);
        same(document.root(), &serde_yaml::from_str(expected).unwrap(), text);
        let found = codegen::validate(&document);
        let lost = found.iter().filter(|finding| finding.rule == "bad-merge").count();
        assert_eq!(lost, 1, "{text}: {found}");
    }
    // Aliases that multiply are counted here as elsewhere.
    let mut laughs = "x0: &a0 {a: [1, 2, 3, 4, 5, 6, 7, 8]}\n".to_owned();
    for level in 1..12 {
        let list: String = (0..8).map(|key| format!("k{key}: *a{}, ", level - 1)).collect();
        laughs.push_str(&format!("x{level}: &a{level} {{<<: {{{list}}}}}\n"));
    }
    let found = Document::parse("laughs.yaml", laughs.as_bytes()).unwrap_err();
    assert!(found.iter().any(|finding| finding.rule == "yaml-bomb"), "{found}");
}

#[test]
fn values_and_their_places_are_found() {
    let (text, document) = hss();
    let at = |pointer: &str| {
        let Position { line, column, .. } = document.position(pointer).unwrap();
        let line = text.lines().nth(line - 1).unwrap();
        line.chars().skip(column - 1).collect::<String>()
    };
    assert_eq!(at("/openapi"), "openapi: 3.0.3");
    assert_eq!(at("/components/schemas/ErrorResponse/type"), "type: object");
    assert_eq!(
        at("/paths/~1v5~1{project_id}~1container~1image~1events/get/parameters/1"),
        "name: resource_name"
    );
    assert!(at("/x-error-body/code/1").starts_with("errorCode, code]"));
    assert_eq!(document.position("/paths/nowhere"), None);
    assert_eq!(document.position("openapi"), None);
    assert_eq!(document.at("/openapi").and_then(Node::as_str), Some("3.0.3"));
    assert_eq!(document.at("/x-error-body/code/00"), None);
    assert!(document.at("").is_some_and(|node| !node.members().is_empty()));

    let pointer = "/paths/~1v5~1{project_id}~1container~1image~1events/get/responses/4XX";
    let (target, node) = document.resolve(pointer, document.at(pointer).unwrap());
    assert_eq!(target, "/components/responses/Error");
    assert!(node.get("description").is_some());
}

#[test]
fn valid_documents_are_accepted() {
    let folders = [
        "cases/documents",
        "cases/history",
        "cases/contract/documents",
        "cases/diff",
    ];
    for path in folders.into_iter().flat_map(shared) {
        let document = Document::parse(&path.to_string_lossy(), &std::fs::read(&path).unwrap()).unwrap();
        let found = codegen::validate(&document).of_class(Class::NotOpenApi);
        assert!(found.is_empty(), "{found}");
    }
}

/// What is not OpenAPI in the corpus was looked at, one by one: each finding is a mistake of that document.
#[test]
fn real_documents_are_refused_for_their_mistakes_only() {
    let expected: &[(&str, &[&str])] = &[
        ("hellosign.yaml", &["wrong-kind"]),
        ("hf-tgi.json", &["wrong-kind"]),
        ("ory-kratos.json", &["undefined-security-scheme"]),
        ("sonarr-v3.json", &["parameter-without-path-variable"]),
        ("spotify.yaml", &["wrong-kind"]),
    ];
    for path in shared("corpus") {
        let name = path.file_name().unwrap().to_str().unwrap();
        let document = Document::parse(name, &std::fs::read(&path).unwrap()).unwrap_or_else(|found| panic!("{found}"));
        let found = codegen::validate(&document).of_class(Class::NotOpenApi);
        let rules: BTreeSet<&str> = found.iter().map(|finding| finding.rule).collect();
        let expected = expected
            .iter()
            .find(|(of, _)| *of == name)
            .map_or(&[][..], |(_, rules)| rules);
        assert_eq!(rules.into_iter().collect::<Vec<_>>(), expected, "{name}: {found}");
    }
}

#[test]
fn marks_and_line_ends_do_not_change_the_hash() {
    let (text, document) = hss();
    for variant in [format!("\u{feff}{text}"), text.replace('\n', "\r\n")] {
        let other = Document::parse("spec/hss.openapi.yaml", variant.as_bytes()).unwrap();
        assert_eq!(other.sha256(), document.sha256());
        assert_eq!(other.root(), document.root());
    }
    let other = Document::parse("spec/hss.openapi.yaml", format!("{text}# A comment.\n").as_bytes()).unwrap();
    assert_ne!(other.sha256(), document.sha256());
    assert_eq!(document.sha256().len(), 64);
}

#[test]
fn references_are_followed_to_their_end() {
    let text = r"
openapi: 3.0.3
info: {title: t, version: '1'}
paths: {}
components:
  schemas:
    A: {$ref: '#/components/schemas/B'}
    B: {$ref: '#/components/schemas/a%2Eb'}
    a.b: {type: string}
    Slash: {$ref: '#/x-a/with~1slash~0and%20space'}
x-a:
  with/slash~and space: {type: integer}
x-circle:
  One: {$ref: '#/x-circle/Two'}
  Two: {$ref: '#/x-circle/One'}
";
    let document = Document::parse("refs.yaml", text.as_bytes()).unwrap_or_else(|found| panic!("{found}"));
    let end = |pointer: &str| document.resolve(pointer, document.at(pointer).unwrap()).0;
    assert_eq!(end("/components/schemas/A"), "/components/schemas/a.b");
    assert_eq!(end("/components/schemas/a.b"), "/components/schemas/a.b");
    assert_eq!(end("/components/schemas/Slash"), "/x-a/with~1slash~0and space");
    assert_eq!(end("/x-circle/One"), "/x-circle/Two");
}

/// White space that libyaml takes and the standard does not: values are those of libyaml, positions those of the text.
#[test]
fn yaml_that_libyaml_accepts_is_accepted() {
    for text in [
        "a:\t1\nb:\t\tx y\n\"c\":\t'd'\n",
        "a: {\nx: 1,\n y: [\n2,\n\t3\n]\n}\nb: 1\n",
        "a:\n  b: [\n  x,\n  y\n  ]\n  c: 1\n",
        "a:\n  b: {\n    x: 1\n}\nc: 1\n",
        "a: \"x\ny\"\nb: 'it''s\nz'\nc: 1\n",
        "a:\n  b: \"x\n y\\\"\\\n z\"\n  c: 1\n",
        "a: \"x\n\ty\"\nb: 1\n",
        "a: 'x'#c\nb: [1,#c\n  2]#d\nc: |-#e\n  x\n   [\n  'y\nd: 1\n",
        "a: it's {x\n  'more\n  [of it\nb: {c: it's,\nd: '}'}\ne: 1\n",
        "- |\n  \"x\n- >-\n  [\n-\n  a: [\n  1]\n- &x {\nb: *x }\n",
        "a: !<tag:yaml.org,2002:str> 1\nb: !!map\n  c: !!seq [!!int 3]\n",
        "%YAML 1.1\n---\na: 1\n...\n",
        "a: {x: 1\r}\rb: 'y\rz'\r",
    ] {
        let theirs: Result<Yaml, _> = serde_yaml::from_str(text);
        let ours = Document::parse("text.yaml", text.as_bytes());
        match (ours, theirs) {
            (Ok(ours), Ok(theirs)) => same(ours.root(), &theirs, text),
            // An alias within its own value.
            (Err(found), Err(_)) => assert!(
                found.iter().any(|finding| finding.rule == "yaml-bomb"),
                "{text}\n{found}"
            ),
            (Ok(_), Err(error)) => panic!("{text}\n{error}"),
            (Err(found), Ok(_)) => panic!("{text}\n{found}"),
        }
    }
    let text = "a:\n  b: [\n x,\n  {y: 1}\n]\n  \nc: \"p\nq\" #r\nd: 1\n";
    let document = Document::parse("text.yaml", text.as_bytes()).unwrap();
    for (pointer, line, column) in [
        ("/a/b/0", 3, 2),
        ("/a/b/1", 4, 3),
        ("/a/b/1/y", 4, 4),
        ("/c", 7, 1),
        ("/d", 9, 1),
    ] {
        let Position { line: l, column: c, .. } = document.position(pointer).unwrap();
        assert_eq!((l, c), (line, column), "{pointer}");
    }
    // What neither reads is reported where it was written.
    for text in ["a: [\nx\nb: 1\n", "a: 'x\n---\ny'\n", "a:\t'x\n", "a: [\n]\n}: x: y\n"] {
        let found = Document::parse("text.yaml", text.as_bytes()).unwrap_err();
        assert!(found.iter().all(|finding| finding.rule == "not-yaml"), "{found}");
        assert!(
            found
                .iter()
                .all(|finding| finding.position.is_some_and(|at| at.column < 9)),
            "{found}"
        );
    }
    // `!` alone leaves a value as it is written.
    let document = Document::parse("text.yaml", b"a: ! 1\nb: ! [2]\n").unwrap();
    assert_eq!(document.at("/a").and_then(Node::as_str), Some("1"));
    assert_eq!(document.at("/b").unwrap().items().len(), 1);
}
