//! How fast `check` is: on synthetic traffic with `spec/hss.openapi.yaml`, against parsing alone, against `evolve` on the
//! same traffic, and against another program.
//!
//! ```text
//! cargo bench -p xtask --bench check
//! ```
//!
//! `BENCH_BYTES` (1000000000) is how much traffic there is, `BENCH_DRIFT` (100) one in how many pages has drifted,
//! `BENCH_CASE` runs only the measurements whose names hold it, `BENCH_ONLY=own` leaves the other program out. That is
//! `drift` of `@redocly/cli`, which is looked for in `target/redocly` (`npm install --prefix target/redocly
//! @redocly/cli@2.77.0`) and run with the same interactions, in the form that it takes. Where `taskset` is there,
//! everything runs on one core.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a measurement is read by a person, and stops where something is amiss"
)]

mod other;
mod synthetic;

use std::fs::{self, File};
use std::hint::black_box;
use std::io::{BufWriter, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::time::Instant;

use codegen::Document;
use recording::{har, ndjson};
use serde::de::IgnoredAny;
use xtask::contract::{Contract, Evidence, Shape, Source};

use synthetic::{Form, Random, line, page};

/// A folder that is not committed.
fn folder() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("bench-check");
    fs::create_dir_all(&folder).unwrap();
    folder
}

fn number(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).map_or(otherwise, |text| text.parse().unwrap())
}

/// Writes so much traffic, if that was not done before; one in `drift` pages has drifted.
fn generate(form: Form, bytes: u64, drift: u64) -> PathBuf {
    let path = folder().join(format!("{form:?}-{bytes}-{drift}.ndjson").to_lowercase());
    if path.is_file() {
        return path;
    }
    let unfinished = path.with_extension("unfinished");
    let mut out = BufWriter::with_capacity(1 << 20, File::create(&unfinished).unwrap());
    let mut random = Random(7);
    let (mut written, mut count) = (0, 0);
    while written < bytes {
        count += 1;
        let mut text = Vec::new();
        let page = page(&mut random, count % drift == 0);
        line(&mut text, form, &page, count).unwrap();
        out.write_all(&text).unwrap();
        written += text.len() as u64;
    }
    out.flush().unwrap();
    fs::rename(unfinished, &path).unwrap();
    path
}

/// How long this thread was on a core, in seconds: what others do on the machine meanwhile does not count. The time of
/// day where the system does not say.
fn now(start: Instant) -> f64 {
    let reported = fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanoseconds = reported.split(' ').next().and_then(|text| text.parse::<f64>().ok());
    nanoseconds.map_or_else(|| start.elapsed().as_secs_f64(), |nanoseconds| nanoseconds / 1e9)
}

/// Runs something on every line of a file, and says how fast; reading counts.
fn measure(what: &str, path: &Path, mut each: impl FnMut(&[u8])) {
    if std::env::var("BENCH_CASE").is_ok_and(|wanted| !what.contains(&wanted)) {
        return;
    }
    let mut file = File::open(path).unwrap();
    let mut buffer = vec![0; 4 << 20];
    let (mut kept, mut bytes, mut lines) = (0, 0, 0);
    let begun = Instant::now();
    let start = now(begun);
    loop {
        let read = file.read(&mut buffer[kept..]).unwrap();
        if read == 0 {
            break;
        }
        bytes += read;
        let end = kept + read;
        let mut from = 0;
        while let Some(length) = memchr::memchr(b'\n', &buffer[from..end]) {
            each(&buffer[from..from + length]);
            from += length + 1;
            lines += 1;
        }
        buffer.copy_within(from..end, 0);
        kept = end - from;
    }
    let rate = bytes as f64 / 1e6 / (now(begun) - start);
    println!("{what:<58} {rate:>7.0} MB/s   {lines} lines");
}

/// As a worker does it: accepts, or checks exactly. Gives how many were checked exactly, and what was reported of them.
fn check_text(contract: &Contract<'_>, shape: Shape, evidence: &mut Evidence, text: &[u8]) -> Option<usize> {
    if contract.accepts(text, shape, evidence) {
        return None;
    }
    let read = match shape {
        Shape::Entry => har::interaction(text),
        _ => ndjson::interaction(text),
    };
    let read = read.unwrap();
    let checked = contract.check_with(&read.interaction, Source::Traffic, evidence);
    Some(checked.violations.len() + checked.notes.len())
}

fn own(contract: &Contract<'_>, traffic: &Path) {
    let small = number("BENCH_BYTES", 1_000_000_000) / 5;
    measure("parsing alone (serde_json, IgnoredAny)", traffic, |text| {
        black_box(serde_json::from_slice::<IgnoredAny>(text).unwrap());
    });
    let mut evidence = Evidence::new(contract);
    measure("accepts alone (what has drifted is given up)", traffic, |text| {
        black_box(contract.accepts(text, Shape::Line, &mut evidence));
    });
    let (mut exactly, mut reported) = (0, 0);
    let mut both = |what: &str, path: &Path, shape| {
        let mut evidence = Evidence::new(contract);
        measure(what, path, |text| {
            if let Some(more) = check_text(contract, shape, &mut evidence, text) {
                exactly += 1;
                reported += more;
            }
        });
        if exactly > 0 {
            println!("    {exactly} checked exactly, {reported} findings");
        }
        black_box(contract.coverage(&evidence));
        (exactly, reported) = (0, 0);
    };
    both("checked, {\"json\": …}", traffic, Shape::Line);
    both("checked, body as text", &generate(Form::Text, small, 100), Shape::Line);
    both(
        "checked, entries of a HAR",
        &generate(Form::Entry, small, 100),
        Shape::Entry,
    );
    both(
        "checked, every page has drifted",
        &generate(Form::Json, small, 1),
        Shape::Line,
    );
    let exact = generate(Form::Json, small / 4, 100);
    let mut evidence = Evidence::new(contract);
    measure("all checked exactly", &exact, |text| {
        let read = ndjson::interaction(text).unwrap();
        black_box(contract.check_with(&read.interaction, Source::Traffic, &mut evidence));
    });
}

fn main() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let spec = root.join("spec/hss.openapi.yaml");
    let document = Document::parse("spec/hss.openapi.yaml", &fs::read(&spec).unwrap()).unwrap();
    let contract = Contract::new(&document);
    let (bytes, drift) = (number("BENCH_BYTES", 1_000_000_000), number("BENCH_DRIFT", 100));
    println!(
        "synthetic traffic: {} MB, pages of 38 KB, one in {drift} has drifted",
        bytes / 1_000_000
    );
    let traffic = generate(Form::Json, bytes, drift);
    own(&contract, &traffic);
    other::programs(root, &spec, &traffic, bytes, drift);
}
