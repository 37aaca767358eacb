//! How long an edit of a large document takes, with what is read again afterwards. The limit is 100 ms of the processor.
//!
//! ```text
//! cargo bench -p xtask --bench edit
//! ```
//!
//! A document of 2.3 MB in `../shared`, where that is (or the file that `BENCH_DOCUMENT` names), then one of 2.3 MB that is
//! made here, as YAML and as JSON. Times are those of the processor. `BENCH_SECONDS` (2) is how long each measurement is
//! repeated.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a measurement is read by a person, and stops where something is amiss"
)]

use std::fmt::Write as _;
use std::fs;
use std::hint::black_box;
use std::path::{Path, PathBuf};

use codegen::Document;
use timing::seconds;
use xtask::edit::{Action, Edit, Value, apply};

mod timing;

fn main() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpus/googlemaps.yaml");
    let file = std::env::var("BENCH_DOCUMENT").map_or(corpus, PathBuf::from);
    println!("{:<28} {:>9} {:>12} {:>12}", "", "bytes", "one edit, ms", "five, ms");
    match fs::read_to_string(&file) {
        Ok(text) => measure("a document of others", &text, "/components/schemas"),
        Err(_) => println!("skipped: {} is not here", file.display()),
    }
    let yaml = document();
    measure("YAML", &yaml, "/components/schemas");
    let json = Document::parse("document", yaml.as_bytes()).unwrap().to_json();
    measure("JSON", &json, "/components/schemas");
}

fn measure(what: &str, text: &str, pointer: &str) {
    let schema = || Value::Map(vec![("type".to_owned(), Value::String("string".to_owned()))]);
    let edits: Vec<Edit> = (0..5)
        .map(|number| Edit {
            pointer: pointer.to_owned(),
            action: Action::Insert {
                key: format!("New{number}"),
                value: schema(),
                after: None,
            },
        })
        .collect();
    let one = seconds(|| drop(black_box(apply(what, text, &edits[..1]).unwrap())));
    let five = seconds(|| drop(black_box(apply(what, text, &edits).unwrap())));
    println!("{what:<28} {:>9} {:>12.1} {:>12.1}", text.len(), one * 1e3, five * 1e3);
}

/// A document of 2.3 MB.
fn document() -> String {
    let mut text =
        String::from("openapi: 3.0.3\ninfo:\n  title: Things\n  version: '1'\npaths: {}\ncomponents:\n  schemas:\n");
    for number in 0..6_000 {
        let _ = write!(
            text,
            "    Thing{number}:\n      type: object\n      required: [id, name] # always\n      description: >-\n        \
             A thing with a number, of which there are several thousand, each with the\n        same description of two lines.\n      \
             properties:\n        id: {{type: string, format: uuid}}\n        name:\n          type: string\n          \
             description: 'The name: unique'\n        parent:\n          $ref: '#/components/schemas/Thing0'\n"
        );
    }
    text
}
