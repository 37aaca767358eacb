//! Traffic of documents that people wrote, which drifts in several ways: what is proposed makes all of it conform, and nothing
//! else of the document changes.
//!
//! `EVOLVE_DOCUMENTS=FOLDER` takes other documents, and `EVOLVE_TRAFFIC=FOLDER` writes their traffic as NDJSON, for the
//! program itself.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use codegen::Document;
use recording::Interaction;

use super::{Evolution, test_samples};
use crate::contract::drift::Key;
use crate::contract::{Contract, Source};
use crate::edit::{self, OverlayInfo, Value};
use made::{ndjson, traffic};

mod made;

fn documents() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let folders = match std::env::var("EVOLVE_DOCUMENTS") {
        Ok(folder) => vec![PathBuf::from(folder)],
        Err(_) => ["spec", "codegen/example", "xtask/tests/diff/cases"]
            .map(|folder| root.join(folder))
            .to_vec(),
    };
    let mut files: Vec<_> = folders
        .iter()
        .flat_map(|folder| fs::read_dir(folder).unwrap())
        .map(|entry| entry.unwrap().path())
        .filter(|path| {
            path.extension()
                .is_some_and(|ending| ending == "yaml" || ending == "json")
        })
        .collect();
    files.sort();
    files
}

fn parse(text: &str) -> Option<Document> {
    Document::parse("api.yaml", text.as_bytes()).ok()
}

fn evolved(text: &str, traffic: &[Interaction]) -> Evolution {
    test_samples::evolved(text, &test_samples::sample(traffic.iter().cloned(), Source::Traffic))
}

/// The fingerprints of what still drifts.
fn drifts(document: &Document, traffic: &[Interaction]) -> BTreeSet<String> {
    let contract = Contract::new(document);
    let of = |interaction| {
        let checked = contract.check(interaction, Source::Traffic);
        let operation = checked.operation;
        let keys = checked.violations.into_iter();
        keys.map(move |violation| Key::new(&violation, operation.as_deref()).fingerprint())
    };
    traffic.iter().flat_map(of).collect()
}

/// The members of all mappings by name: overlays do not say their order.
fn sorted(value: Value) -> Value {
    match value {
        Value::Map(members) => {
            let mut members: Vec<_> = members.into_iter().map(|(key, value)| (key, sorted(value))).collect();
            members.sort_by(|(one, _), (other, _)| one.cmp(other));
            Value::Map(members)
        }
        Value::List(items) => Value::List(items.into_iter().map(sorted).collect()),
        other => other,
    }
}

/// The document with the edits as an overlay.
fn overlaid(document: Document, text: &str, evolution: &Evolution) -> Value {
    let info = OverlayInfo {
        title: "T".to_owned(),
        version: "1".to_owned(),
        extends: None,
        extensions: Vec::new(),
    };
    let overlay = edit::overlay("api.yaml", text, &info, &evolution.edits).unwrap();
    let changed = codegen::overlay(document, "overlay.yaml", overlay.as_bytes(), true);
    sorted(
        changed
            .unwrap_or_else(|found| panic!("{overlay}\n{found}"))
            .root()
            .into(),
    )
}

#[test]
fn documents_that_people_wrote_take_up_what_drifts() {
    let mut proposals = 0;
    for path in documents() {
        let Ok(text) = fs::read_to_string(&path) else { continue };
        let Some(document) = parse(&text) else { continue };
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let traffic = traffic(&document);
        if let Ok(folder) = std::env::var("EVOLVE_TRAFFIC") {
            let lines: Vec<_> = traffic.iter().map(|one| ndjson(one) + "\n").collect();
            #[expect(clippy::disallowed_methods, reason = "the folder is that of who runs the test")]
            fs::write(Path::new(&folder).join(format!("{name}.ndjson")), lines.concat()).unwrap();
            continue;
        }
        let evolution = evolved(&text, &traffic);
        let left: BTreeSet<_> = evolution.left.iter().map(|left| left.fingerprint.clone()).collect();
        let open: Vec<_> = drifts(&evolution.document, &traffic)
            .difference(&left)
            .cloned()
            .collect();
        assert!(open.is_empty(), "{name}: {open:?}");
        let again = evolved(&evolution.texts.own, &traffic);
        assert!(again.proposals.is_empty(), "{name}: {:?}", again.proposals);
        if evolution.proposals.is_empty() {
            continue;
        }
        proposals += evolution.proposals.len();
        let after = sorted(evolution.document.root().into());
        assert!(
            overlaid(document, &text, &evolution) == after,
            "{name}: the overlay differs"
        );
        // Each edit takes away the lines of what it replaces and of what it is put behind.
        let edits: usize = evolution.proposals.iter().map(|proposal| proposal.edits.len()).sum();
        let diff = similar::TextDiff::from_lines(&text, &evolution.texts.own);
        let changes = diff.iter_all_changes();
        let removed = changes
            .filter(|change| change.tag() == similar::ChangeTag::Delete)
            .count();
        assert!(removed <= 3 * edits, "{name}: {removed} lines for {edits} edits");
    }
    assert!(
        proposals > 60 || std::env::var("EVOLVE_TRAFFIC").is_ok(),
        "only {proposals}"
    );
}
