//! How long `diff` takes: the wire verdict alone, and both verdicts, against one generation of a client.
//!
//! ```text
//! cargo bench -p xtask --bench diff
//! ```
//!
//! The whole service of the provider against its earlier self, where `../shared` has both (or the files that `BENCH_BASE` and
//! `BENCH_REVISION` name), then documents of 100, 200, 400 and 800 operations (`BENCH_OPERATIONS=100,200`), in which one
//! operation in ten has changed. Times are those of the processor, of all threads. `BENCH_SECONDS` (2) is how long each
//! measurement is repeated.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a measurement is read by a person, and stops where something is amiss"
)]

use std::fmt::Write as _;
use std::fs;
use std::hint::black_box;
use std::path::{Path, PathBuf};

use codegen::{Document, Model, Options, generate};
use timing::seconds;
use xtask::diff::{compare, compare_wire};

mod timing;

fn main() {
    let history = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/cases/history");
    let file = |variable: &str, name: &str| std::env::var(variable).map_or_else(|_| history.join(name), PathBuf::from);
    let base = file("BENCH_BASE", "hss-v5-3.1.100.yaml");
    let revision = file("BENCH_REVISION", "hss-v5-3.1.130.yaml");
    println!(
        "{:<34} {:>10} {:>10} {:>10} {:>7} {:>12}",
        "", "wire", "both", "generation", "both/1", "µs/operation"
    );
    match (fs::read_to_string(&base), fs::read_to_string(&revision)) {
        (Ok(base), Ok(revision)) => measure("the whole service", &base, &revision),
        _ => println!("skipped: {} or {} is not here", base.display(), revision.display()),
    }
    let counts = std::env::var("BENCH_OPERATIONS").unwrap_or_else(|_| "100,200,400,800".to_owned());
    for count in counts.split(',').map(|count| count.trim().parse::<usize>().unwrap()) {
        measure(
            &format!("{count} operations"),
            &document(count, false),
            &document(count, true),
        );
    }
}

fn parse(text: &str) -> Document {
    Document::parse("document.yaml", text.as_bytes()).unwrap_or_else(|found| panic!("{found}"))
}

fn measure(what: &str, base: &str, revision: &str) {
    let (one, other) = (parse(base), parse(revision));
    let operations = codegen::view::Api::of(&other).operations.len();
    let wire = seconds(|| drop(black_box(compare_wire(&one, &other))));
    // From the text on, like a generation.
    let both = seconds(|| drop(black_box(compare(&parse(base), &parse(revision)))));
    let options = Options::default().features();
    let generation = seconds(|| {
        let document = parse(revision);
        let model = Model::new(&document).unwrap_or_else(|found| panic!("{found}"));
        drop(black_box(generate(&model, &options)));
    });
    println!(
        "{what:<34} {:>8.1}ms {:>8.1}ms {:>8.1}ms {:>7.2} {:>12.1}",
        wire * 1e3,
        both * 1e3,
        generation * 1e3,
        both / generation,
        both * 1e6 / operations.max(1) as f64
    );
}

/// A document of so many operations, each with parameters, a body and a response of its own, and with schemas that all share.
fn document(operations: usize, is_changed: bool) -> String {
    let mut text =
        String::from("openapi: 3.0.3\ninfo: {title: T, version: '1'}\nservers: [{url: 'https://x.test'}]\npaths:\n");
    let mut schemas = String::from(
        "components:\n  schemas:\n    State: {type: string, enum: [open, closed]}\n    Error: {type: object, properties: {code: {type: string}, message: {type: string}}}\n",
    );
    for index in 0..operations {
        let is_changed = is_changed && index % 10 == 0;
        let (limit, kind) = if is_changed { (50, "integer") } else { (100, "string") };
        let _ = write!(
            text,
            "  /things{index}/{{id}}:\n    post:\n      operationId: ChangeThing{index}\n      tags: [group{}]\n      \
             description: Changes the thing {index}.\n      parameters:\n        \
             - {{name: id, in: path, required: true, schema: {{type: string}}}}\n        \
             - {{name: limit, in: query, schema: {{type: integer, format: int32, maximum: {limit}, default: 10}}}}\n        \
             - {{name: label, in: query, schema: {{type: array, items: {{type: string}}}}}}\n      \
             requestBody: {{required: true, content: {{application/json: {{schema: {{$ref: '#/components/schemas/Change{index}'}}}}}}}}\n      \
             responses:\n        '200': {{description: D, content: {{application/json: {{schema: {{$ref: '#/components/schemas/Thing{index}'}}}}}}}}\n        \
             default: {{description: E, content: {{application/json: {{schema: {{$ref: '#/components/schemas/Error'}}}}}}}}\n",
            index % 20
        );
        let _ = write!(
            schemas,
            "    Change{index}:\n      type: object\n      required: [name]\n      properties:\n        \
             name: {{type: string, maxLength: 64, description: The name.}}\n        note: {{type: {kind}}}\n        \
             state: {{$ref: '#/components/schemas/State'}}\n    Thing{index}:\n      type: object\n      required: [id]\n      \
             properties:\n        id: {{type: string}}\n        note: {{type: {kind}, description: A note.}}\n        \
             size: {{type: integer, format: int64}}\n        state: {{$ref: '#/components/schemas/State'}}\n        \
             owner: {{type: object, properties: {{name: {{type: string}}, email: {{type: string}}}}}}\n        \
             tags: {{type: array, items: {{type: string}}}}\n",
        );
    }
    text + &schemas
}
