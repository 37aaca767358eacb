//! Feeds the loaders with invalid input: documents, recordings, HAR, lines of NDJSON, and bodies.
//!
//! Each loader gets its corpus, then changed inputs for a second or two. An input that leads to a response of a new
//! kind is kept for the run, and changed further. No input may panic, take more than its time or its stack, or get two
//! responses.
//!
//! To run for long, from another seed on:
//!
//! ```sh
//! FUZZ_SECONDS=3600 FUZZ_SEED=$RANDOM cargo test --release --package xtask --test fuzz -- --nocapture
//! ```
//!
//! The input that was being read is in a file under `target/tmp/fuzz`. Fix what is found, and add its input to
//! `corpus/`, from where every run reads it again.
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a helper of a test may panic, and no other program reads its files"
)]

#[path = "../common/interactions.rs"]
mod interactions;
mod loaders;
mod mutate;

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use mutate::{Random, mutate};

/// The stack of the reader: that of the threads of a test harness.
const STACK: usize = 2 << 20;

/// How long one input may take, on a slow and busy machine without optimisation.
const LIMIT: Duration = Duration::from_secs(20);

/// How many inputs are kept at the most.
const KEPT: usize = 4000;

fn here() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The files of these folders, those in folders below them included, in the order of their names.
fn corpus(folders: &[&str]) -> Vec<(PathBuf, Vec<u8>)> {
    let mut open: Vec<_> = folders.iter().map(|folder| here().join(folder)).collect();
    let mut files = Vec::new();
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                let bytes = fs::read(&path).unwrap();
                files.push((path, bytes));
            }
        }
    }
    files.sort();
    files
}

fn setting(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).ok().map_or(otherwise, |text| text.parse().unwrap())
}

/// Feeds one loader. `read` gives the kind of response, and panics if a response cannot be right.
fn feed(name: &str, folders: &[&str], read: impl Fn(&[u8]) -> String + Send + Sync) {
    let work = || {
        let last = Path::new(env!("CARGO_TARGET_TMPDIR")).join("fuzz").join(name);
        fs::create_dir_all(last.parent().unwrap()).unwrap();
        let timed = |bytes: &[u8]| {
            // If nothing is left of this process, the input is.
            fs::write(&last, bytes).unwrap();
            let start = Instant::now();
            let answer = read(bytes);
            assert!(start.elapsed() < LIMIT, "{} took {:?}", last.display(), start.elapsed());
            answer
        };
        let own = format!("tests/fuzz/corpus/{name}");
        let folders: Vec<_> = folders.iter().copied().chain([own.as_str()]).collect();
        let mut kinds = HashSet::new();
        let mut known = Vec::new();
        for (_, bytes) in corpus(&folders) {
            kinds.insert(timed(&bytes));
            known.push(bytes);
        }
        assert!(!known.is_empty());
        let seeds = known.len();
        let seconds = setting("FUZZ_SECONDS", 1);
        let first = setting("FUZZ_SEED", 1);
        let until = Instant::now() + Duration::from_secs(seconds);
        let mut count = 0;
        while Instant::now() < until {
            let mut random = Random(first.wrapping_shl(32) ^ count);
            let bytes = mutate(&mut random, &known);
            count += 1;
            if kinds.insert(timed(&bytes)) && known.len() < seeds + KEPT {
                known.push(bytes);
            }
        }
        (count, kinds.len())
    };
    let (count, kinds) = std::thread::scope(|scope| {
        let reader = std::thread::Builder::new()
            .stack_size(STACK)
            .spawn_scoped(scope, work)
            .unwrap();
        match reader.join() {
            Ok(counted) => counted,
            Err(_) => panic!("the input is in target/tmp/fuzz/{name}"),
        }
    });
    report(&format!("{name}: {count} inputs, {kinds} kinds of responses"));
    assert!(
        count > 0 && kinds > 2,
        "{name}: {count} inputs gave {kinds} kinds of responses"
    );
}

#[allow(clippy::print_stderr, reason = "`--nocapture` shows how much was tried")]
fn report(line: &str) {
    eprintln!("{line}");
}

#[test]
fn documents() {
    feed(
        "documents",
        &["tests/documents", "../codegen/tests/bad_documents"],
        loaders::document,
    );
}

#[test]
fn recordings() {
    feed(
        "recordings",
        &["tests/fixtures", "../spec/recordings"],
        loaders::Checker::new().recording(),
    );
}

#[test]
fn har() {
    feed("har", &["tests/har"], loaders::Checker::new().har());
}

#[test]
fn ndjson() {
    feed("ndjson", &["tests/fixtures"], loaders::Checker::new().line());
}

#[test]
fn bodies() {
    feed("json", &["tests/fixtures"], loaders::Checker::new().body());
}
