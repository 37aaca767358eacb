//! Edits in every style in which people write documents. What is expected was written before the engine was run on it.

use super::notation::{Case, Expected, read};
use std::fs;
use std::path::Path;
use xtask::edit::{apply, apply_in_parts};

pub(super) fn all() -> Vec<Case> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/evolve/edit/cases");
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
    files.sort();
    let cases = files.iter().flat_map(|file| {
        let name = file.file_stem().unwrap().to_string_lossy().into_owned();
        read(&name, &fs::read_to_string(file).unwrap())
    });
    cases.collect()
}

#[test]
fn edits_are_written_as_people_write_them() {
    let cases = all();
    let mut failed = Vec::new();
    for case in &cases {
        let result = apply("api.yaml", &case.before, &case.edits);
        match (&case.expected, result) {
            (Expected::Text(expected), Ok(text)) if *expected == text => {}
            (Expected::Error { kind, part }, Err(error))
                if format!("{:?}", error.kind()) == *kind && error.to_string().contains(part) => {}
            (Expected::Text(expected), Ok(text)) => {
                failed.push(format!("== {}\n-- expected\n{expected}-- found\n{text}", case.name))
            }
            (expected, result) => failed.push(format!("== {}\n{expected:?}\n{result:?}", case.name)),
        }
    }
    let count = cases.len();
    assert!(
        failed.is_empty(),
        "{} of {count} cases failed:\n{}",
        failed.len(),
        failed.join("\n")
    );
    assert!(count >= 10, "only {count} cases");
}

/// Reading only what is around a change, as of large documents, comes to the same.
#[test]
fn reading_parts_again_makes_no_difference() {
    for case in all() {
        let whole = apply("api.yaml", &case.before, &case.edits);
        let in_parts = apply_in_parts("api.yaml", &case.before, &case.edits);
        match (whole, in_parts) {
            (Ok(whole), Ok(in_parts)) => assert_eq!(whole, in_parts, "{}", case.name),
            (Err(whole), Err(in_parts)) => assert_eq!(whole.kind(), in_parts.kind(), "{}: {in_parts}", case.name),
            (whole, in_parts) => panic!("{}: {whole:?}, {in_parts:?}", case.name),
        }
    }
}
