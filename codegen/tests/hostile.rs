//! Documents that were made to hurt: each gets a diagnostic, and none takes the stack, the memory, or the time.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod common;

use codegen::document::pointer::escape;
use codegen::document::{MAX_BYTES, MAX_DEPTH};
use codegen::{Diagnostics, Document, Model, Options};
use common::root;
use serde_json::{Value as Json, json};
use std::fmt::Write;
use std::time::{Duration, Instant};

/// Reads a document as a thread of a test harness does: with 2 MiB of stack.
fn parse(text: impl Into<Vec<u8>>) -> Result<Document, Diagnostics> {
    let text = text.into();
    let reader = std::thread::Builder::new().stack_size(2 << 20);
    let began = Instant::now();
    let read = reader
        .spawn(move || codegen::load("bad.yaml", &text).map(|(document, _)| document))
        .unwrap()
        .join()
        .unwrap();
    let took = began.elapsed();
    assert!(took < Duration::from_secs(20), "it took {took:?}");
    read
}

/// The rule and the place of the first finding.
fn first(text: impl Into<Vec<u8>>) -> (&'static str, usize, usize) {
    let found = parse(text).unwrap_err();
    let first = found.iter().next().unwrap();
    let position = first.position.unwrap();
    (first.rule, position.line, position.column)
}

const HEAD: &str = "openapi: 3.0.3\ninfo: {title: t, version: '1'}\n\
    paths: {/a: {get: {operationId: a, responses: {'204': {description: d}}}}}\n";

#[test]
fn ten_thousand_levels_are_too_deep() {
    assert_eq!(first("[".repeat(10_000)).0, "too-deep");
    assert_eq!(first("{a: ".repeat(10_000)).0, "too-deep");
    assert_eq!(first("{\"a\":".repeat(10_000)).0, "too-deep");
    assert_eq!(first("- ".repeat(10_000)).0, "too-deep");
    assert_eq!(first("? ".repeat(10_000)).0, "not-json");
    assert_eq!(
        first(format!("{}{}", "[".repeat(10_000), "]".repeat(10_000))).0,
        "too-deep"
    );
    let mut nested = String::from(HEAD);
    nested.push_str("x-deep:\n");
    for level in 1..3_000 {
        writeln!(nested, "{}a:", " ".repeat(level)).unwrap();
    }
    assert_eq!(first(nested), ("too-deep", 4 + MAX_DEPTH, MAX_DEPTH + 1));
    let one_a_line: String = " [\n".repeat(10_000);
    assert_eq!(first(format!("{HEAD}x-deep:\n{one_a_line}")).0, "too-deep");
}

#[test]
fn a_schema_as_deep_as_the_limit_is_read() {
    for (lines, steps) in [
        ("type: object\nproperties:\n a:", 2),
        ("allOf:\n-", 2),
        ("oneOf:\n-", 2),
        ("type: array\nitems:", 1),
        ("additionalProperties:", 1),
        ("not:", 1),
    ] {
        let mut text = format!("{HEAD}components:\n  schemas:\n    A:\n");
        let mut indent = 6;
        // The root, the components, the schemas, the schema, and the value at the end.
        for _ in 0..(MAX_DEPTH - 5) / steps {
            for line in lines.lines() {
                writeln!(text, "{}{line}", " ".repeat(indent)).unwrap();
            }
            indent += steps;
        }
        writeln!(text, "{}type: string", " ".repeat(indent)).unwrap();
        let document = parse(text).unwrap_or_else(|found| panic!("{found}"));
        assert!(document.clone().at("/components/schemas/A").is_some());
    }
}

#[test]
fn bombs_do_not_go_off() {
    let mut laughs = format!("{HEAD}x-0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol, lol]\n");
    for level in 1..12 {
        let list = vec![format!("*a{}", level - 1); 10].join(", ");
        writeln!(laughs, "x-{level}: &a{level} [{list}]").unwrap();
    }
    assert_eq!(first(laughs).0, "yaml-bomb");
    // One long text, many times.
    let long = "x".repeat(1 << 20);
    assert_eq!(
        first(format!("{HEAD}x-0: &a {long}\nx-1: [{}]\n", "*a, ".repeat(200))).0,
        "yaml-bomb"
    );
    // Anchors within anchors around much text: no copy is for nothing.
    let many = "1, ".repeat(50_000);
    let anchors: String = (0..50).map(|level| format!("&a{level} [")).collect();
    assert_eq!(
        first(format!("{HEAD}x-0: {anchors}{many}{}\n", "]".repeat(50))).0,
        "yaml-bomb"
    );
    // A value within itself.
    assert_eq!(first(format!("{HEAD}x-0: &a [*a]\n")), ("yaml-bomb", 4, 10));
    // Deep by aliases, though flat as written.
    let mut deep = format!("{HEAD}x-0: &a0 [1]\n");
    for level in 1..100 {
        writeln!(deep, "x-{level}: &a{level} [*a{}]", level - 1).unwrap();
    }
    assert_eq!(first(deep).0, "too-deep");
    // A document may use aliases as people do.
    let fine = format!("{HEAD}x-0: &a {{b: [1, 2]}}\nx-1: *a\nx-2: [*a, *a]\n");
    let document = parse(fine).unwrap_or_else(|found| panic!("{found}"));
    let place = |pointer: &str| document.position(pointer).map(|place| (place.line, place.column));
    assert_eq!(place("/x-2/1"), Some((6, 11)));
    assert_eq!(place("/x-2/1/b"), Some((4, 10)));
    assert_eq!(document.at("/x-2/1/b/1").and_then(|node| node.as_number()), Some("2"));
}

#[test]
fn size_is_limited() {
    let large = vec![b' '; usize::try_from(MAX_BYTES).unwrap() + 1];
    let found = parse(large).unwrap_err();
    assert_eq!(found.iter().map(|found| found.rule).collect::<Vec<_>>(), ["too-large"]);
}

#[test]
fn many_findings_in_one_object_take_no_more_time_than_few() {
    let mut text = String::from(HEAD);
    for index in 0..20_000 {
        writeln!(text, "k{index}: 1").unwrap();
    }
    let began = Instant::now();
    assert_eq!(parse(text).unwrap_err().errors(), 20_000);
    assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
}

#[test]
fn bytes_that_are_no_text_are_located() {
    assert_eq!(first(b"openapi: 3.0.3\ninfo: \xff\n"), ("not-utf8", 2, 7));
    assert_eq!(first(b"\xef\xbb\xbfopenapi: \xc3\x28\n"), ("not-utf8", 1, 10));
    assert_eq!(first("openapi: 3.0.3\r\ntitle: \u{e9}\u{0}\n"), ("not-yaml", 2, 9));
    // UTF-16, as some editors save.
    assert_eq!(first(b"\xff\xfeo\0p\0"), ("not-utf8", 1, 1));
}

#[test]
fn json_is_read_with_its_escapes() {
    let text = r#"{"openapi":"3.0.3","info":{"title":"\ud83d\ude00\/","version":"1"},"paths":{"/a":{"get":{"operationId":"a","responses":{"204":{"description":"d"}}}}},"unknown":1}"#;
    assert_eq!(first(text), ("unknown-keyword", 1, text.find("\"unknown").unwrap() + 1));
    let document = parse(text.replace("unknown", "x-known")).unwrap();
    assert_eq!(
        document.at("/info/title").and_then(|title| title.as_str()),
        Some("\u{1f600}/")
    );
    assert_eq!(first(text.replace("\\ude00", "")).0, "not-yaml");
}

/// A small generator of numbers, so that a failure can be repeated.
struct Random(u64);

impl Random {
    fn next(&mut self, below: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % below as u64).unwrap()
    }
}

#[test]
fn a_damaged_document_never_panics() {
    let whole = std::fs::read(root().join("spec/hss.openapi.yaml")).unwrap();
    for end in (0..whole.len()).step_by(50) {
        check(&whole[..end]);
    }
    let mut random = Random(0x5DEE_CE66_D1CE_4E5B);
    let marks = b"\0\t\n\r !\"#$%&'()*+,-./0:;<=>?@A[\\]^_`a{|}~\x7f\x80\xc3\xff";
    for _ in 0..300 {
        let mut damaged = whole.clone();
        for _ in 0..=random.next(4) {
            let at = random.next(damaged.len());
            match random.next(4) {
                0 => damaged[at] ^= 1 << random.next(8),
                1 => damaged[at] = marks[random.next(marks.len())],
                2 => drop(damaged.remove(at)),
                _ => damaged.insert(at, marks[random.next(marks.len())]),
            }
        }
        check(&damaged);
    }
}

/// The pointers of all values.
fn pointers(value: &Json, at: String, found: &mut Vec<String>) {
    let members: Vec<(String, &Json)> = match value {
        Json::Object(members) => members.iter().map(|(key, value)| (escape(key), value)).collect(),
        Json::Array(items) => items
            .iter()
            .enumerate()
            .map(|(index, value)| (index.to_string(), value))
            .collect(),
        _ => Vec::new(),
    };
    found.push(at.clone());
    for (step, value) in members {
        pointers(value, format!("{at}/{step}"), found);
    }
}

/// Well-formed JSON, but anything may stand anywhere, and any reference may lead anywhere.
#[test]
fn a_document_with_values_out_of_place_never_panics() {
    let text = std::fs::read_to_string(root().join("codegen/tests/everything.yaml")).unwrap();
    // The one number in it that `serde_json` cannot hold.
    let whole: Json = serde_yaml::from_str(&text.replace("18446744073709551616", "5")).unwrap();
    let mut random = Random(0x2545_F491_4F6C_DD1D);
    for _ in 0..400 {
        let mut shuffled = whole.clone();
        for _ in 0..=random.next(3) {
            let mut all = Vec::new();
            pointers(&shuffled, String::new(), &mut all);
            let other = &all[random.next(all.len())];
            let value = match random.next(7) {
                0 => Json::Null,
                1 => json!(true),
                2 => json!([]),
                3 => json!({}),
                4 => json!({ "$ref": format!("#{other}") }),
                5 => json!(-1.5),
                _ => shuffled.pointer(other).cloned().unwrap(),
            };
            *shuffled.pointer_mut(&all[random.next(all.len())]).unwrap() = value;
        }
        check(shuffled.to_string().as_bytes());
    }
}

/// Reads a document and checks that every finding has a place. What is not OpenAPI can be left out of it.
fn check(bytes: &[u8]) {
    if let Ok(document) = Document::parse("damaged.yaml", bytes)
        && let Ok(model) = Model::lossy(&document)
    {
        assert_eq!(model.warnings().errors(), 0);
        codegen::generate(&model, &Options::default()).unwrap();
    }
    let found = match codegen::load("damaged.yaml", bytes) {
        Ok((_, normalised)) => normalised.warnings().clone(),
        Err(found) => {
            assert!(found.errors() > 0);
            found
        }
    };
    for finding in &found {
        assert!(finding.position.is_some(), "{finding:?}");
    }
    assert_eq!(found.to_string().is_empty(), found.is_empty());
}
