//! Real documents: each difference between two dates of the provider's service has a rule. The documents are in a folder
//! beside the repository; without it, these tests do nothing.

#![allow(
    clippy::print_stderr,
    reason = "who runs the tests reads what was skipped, and the measurement"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use codegen::Document;
use xtask::diff::compare_wire;

use crate::common::here;

/// The files of a folder beside the repository; none if it is absent.
fn shared(folder: &str) -> Vec<PathBuf> {
    let path = here().join("../../shared").join(folder);
    let Ok(entries) = fs::read_dir(&path) else {
        eprintln!("{} is absent: skipped", path.display());
        return Vec::new();
    };
    let mut paths: Vec<_> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.retain(|path| {
        path.extension()
            .is_some_and(|end| ["yaml", "yml", "json"].iter().any(|known| end == *known))
    });
    paths.sort();
    paths
}

fn parse(path: &Path) -> Option<Document> {
    Document::parse(&path.display().to_string(), &fs::read(path).unwrap()).ok()
}

#[test]
fn each_difference_of_two_dates_has_a_rule() {
    let documents: Vec<_> = shared("cases/history").iter().filter_map(|path| parse(path)).collect();
    for pair in documents.windows(2) {
        for (base, revision) in [(&pair[0], &pair[1]), (&pair[1], &pair[0])] {
            let comparison = compare_wire(base, revision);
            assert!(comparison.changes.len() > 20, "{} changes", comparison.changes.len());
            let unhandled = comparison.changes.iter().filter(|change| change.rule.id == "unhandled");
            let unhandled: Vec<_> = unhandled.map(|change| &change.message).collect();
            assert!(unhandled.is_empty(), "{unhandled:?}");
            assert!(comparison.not_judged.is_empty(), "{:?}", comparison.not_judged);
        }
    }
}

/// How long the whole service takes, in the build that this is: `--ignored --nocapture`.
#[test]
#[ignore = "a measurement"]
fn the_whole_service_against_its_earlier_self() {
    let Some(base) = shared("cases/documents")
        .into_iter()
        .rev()
        .find_map(|path| parse(&path))
    else {
        return;
    };
    for other in shared("cases/history") {
        let other = parse(&other).unwrap();
        let start = Instant::now();
        let comparison = compare_wire(&other, &base);
        eprintln!("{} changes in {:?}", comparison.changes.len(), start.elapsed());
    }
    let start = Instant::now();
    let comparison = compare_wire(&base, &base.clone());
    eprintln!("{} changes in {:?}", comparison.changes.len(), start.elapsed());
    let start = Instant::now();
    codegen::view::Api::of(&base);
    eprintln!("the view in {:?}", start.elapsed());
}
