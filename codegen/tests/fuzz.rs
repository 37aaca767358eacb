//! Changes valid documents in a few places, and generates clients of them: whatever the document, no panic, no endless run,
//! and no more output than the document can ask for.
//!
//! The changes are made in the tree, so that most of what comes out is still read as OpenAPI; `xtask/tests/fuzz` changes the
//! text. To run for long, from another seed on:
//!
//! ```sh
//! FUZZ_SECONDS=3600 FUZZ_SEED=$RANDOM cargo test --release --package codegen --test fuzz -- --nocapture
//! ```
//!
//! The document that was being read is in `target/tmp/fuzz-generator.json`.
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::print_stderr,
    reason = "a test fails by panicking, says how much was tried, and no other program reads its file"
)]

mod common;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use codegen::{Document, Model, Options, generate, selftest};
use common::root;
use serde_json::{Value, json};

/// How long one document may take, on a slow and busy machine without optimisation.
const LIMIT: Duration = Duration::from_secs(20);
/// The stack of the reader: that of the threads of a test harness.
const STACK: usize = 2 << 20;
/// How many bytes are generated for one byte of a document, with `$ref` to what is large.
const OUTPUT: usize = 400;

/// A source of numbers (splitmix64).
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((mixed ^ (mixed >> 31)) >> 33).unwrap() % limit.max(1)
    }

    fn pick<'t, T>(&mut self, list: &'t [T]) -> &'t T {
        &list[self.below(list.len())]
    }
}

/// The pointers of all values of a tree.
fn pointers(tree: &Value, at: &str, all: &mut Vec<String>) {
    all.push(at.to_owned());
    match tree {
        Value::Object(members) => {
            for (key, value) in members {
                pointers(
                    value,
                    &format!("{at}/{}", key.replace('~', "~0").replace('/', "~1")),
                    all,
                );
            }
        }
        Value::Array(items) => {
            for (index, value) in items.iter().enumerate() {
                pointers(value, &format!("{at}/{index}"), all);
            }
        }
        _ => {}
    }
}

/// Changes one place of a tree.
fn change(random: &mut Random, tree: &mut Value, others: &[Value]) {
    let mut all = Vec::new();
    pointers(tree, "", &mut all);
    let place = random.pick(&all).clone();
    let taken = match random.below(8) {
        0 => random.pick(&scalars()).clone(),
        1 => json!({ "$ref": format!("#{}", random.pick(&all).as_str()) }),
        // A part of this document, or of another one.
        2 => tree.pointer(random.pick(&all).as_str()).cloned().unwrap_or_default(),
        3 => {
            let other = random.pick(others);
            let mut all = Vec::new();
            pointers(other, "", &mut all);
            other.pointer(random.pick(&all).as_str()).cloned().unwrap_or_default()
        }
        4 => json!({ "allOf": [tree.pointer(&place), tree.pointer(random.pick(&all).as_str())] }),
        5 => json!({ "oneOf": [tree.pointer(&place), tree.pointer(random.pick(&all).as_str())] }),
        6 => json!([tree.pointer(&place)]),
        _ => return remove_or_rename(random, tree, &place),
    };
    // What is put into itself must not grow without end.
    if taken.to_string().len() < 50_000
        && let Some(value) = tree.pointer_mut(&place)
    {
        *value = taken;
    }
}

fn remove_or_rename(random: &mut Random, tree: &mut Value, place: &str) {
    let Some((outer, key)) = place.rsplit_once('/') else {
        return;
    };
    let key = key.replace("~1", "/").replace("~0", "~");
    if let Some(Value::Object(members)) = tree.pointer_mut(outer)
        && let Some(value) = members.remove(&key)
        && random.below(2) == 0
    {
        let names = [
            "",
            "type",
            "Foo",
            "foo",
            "self",
            "é",
            "a b",
            "200",
            "default",
            "x-rust-name",
            "properties",
            "oneOf",
        ];
        members.insert((*random.pick(&names)).to_owned(), value);
    }
}

fn scalars() -> Vec<Value> {
    let numbers = [
        json!(null),
        json!(true),
        json!(-1),
        json!(1e300),
        json!(18_446_744_073_709_551_615_u64),
        json!([]),
        json!({}),
    ];
    let words = [
        "",
        "object",
        "array",
        "string",
        "integer",
        "binary",
        "date-time",
        "int64",
        "query",
        "path",
        "deepObject",
        "simple",
        "4XX",
        "//",
        "{",
        "#/",
        "*/*",
        "multipart/form-data",
        "3.1.0",
        "Self",
        "\u{0}",
        "null",
    ];
    numbers.into_iter().chain(words.map(Value::from)).collect()
}

/// Generates all that follows from a document; returns what the findings are.
fn read(text: &str) -> BTreeSet<&'static str> {
    let rules = |found: &codegen::Diagnostics| found.iter().map(|one| one.rule).collect();
    let document = match Document::parse("fuzz.json", text.as_bytes()) {
        Ok(document) => document,
        Err(found) => return rules(&found),
    };
    let model = match Model::lossy(&document) {
        Ok(model) => model,
        Err(found) => return rules(&found),
    };
    let options = Options::default();
    let generated = generate(&model, &options).unwrap_or_else(|found| panic!("{found}"));
    let table = selftest(&model, &options, &|_| true).unwrap_or_else(|found| panic!("{found}"));
    let bytes: usize = generated
        .client
        .iter()
        .chain([&table.table])
        .map(|file| file.text.len())
        .sum();
    let most = 200_000 + OUTPUT * text.len();
    assert!(bytes < most, "{bytes} bytes of {}", text.len());
    rules(model.warnings())
}

fn setting(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).ok().map_or(otherwise, |text| text.parse().unwrap())
}

#[test]
fn a_changed_document_never_stops_the_generator() {
    let paths = [
        "codegen/example/notes.openapi.yaml",
        "codegen/example/wire.openapi.yaml",
        "codegen/tests/documents/names.openapi.yaml",
    ];
    let trees: Vec<Value> = paths
        .iter()
        .map(|path| serde_yaml::from_str(&fs::read_to_string(root().join(path)).unwrap()).unwrap())
        .collect();
    let last = Path::new(env!("CARGO_TARGET_TMPDIR")).join("fuzz-generator.json");
    let work = || {
        let until = Instant::now() + Duration::from_secs(setting("FUZZ_SECONDS", 5));
        let first = setting("FUZZ_SEED", 1);
        let (mut count, mut rules) = (0_u64, BTreeSet::new());
        while Instant::now() < until {
            let mut random = Random(first.wrapping_shl(32) ^ count);
            let mut tree = random.pick(&trees).clone();
            for _ in 0..=random.below(4) {
                change(&mut random, &mut tree, &trees);
            }
            let text = tree.to_string();
            // If nothing is left of this process, the document is.
            fs::write(&last, &text).unwrap();
            let start = Instant::now();
            rules.extend(read(&text));
            assert!(start.elapsed() < LIMIT, "{} took {:?}", last.display(), start.elapsed());
            count += 1;
        }
        (count, rules.len())
    };
    let (count, rules) = std::thread::scope(|scope| {
        let reader = std::thread::Builder::new()
            .stack_size(STACK)
            .spawn_scoped(scope, work)
            .unwrap();
        reader
            .join()
            .unwrap_or_else(|_| panic!("the document is in {}", last.display()))
    });
    eprintln!("{count} documents, {rules} rules");
    assert!(count > 5 && rules > 5, "{count} documents gave {rules} rules");
}
