//! Each bad document beside this file, and what a person sees of it. `UPDATE_GOLDENS=1 cargo test` writes what is seen.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod common;

use codegen::diagnostic::{Breaks, Class, Diagnostics, RULES, Severity};
use codegen::document::{MAX_BYTES, MAX_NODES};
use common::root;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::LazyLock;

fn folder() -> PathBuf {
    root().join("codegen/tests/bad_documents")
}

/// The documents that are kept as files, by name.
fn kept() -> BTreeMap<String, Vec<u8>> {
    let mut documents = BTreeMap::new();
    for entry in std::fs::read_dir(folder()).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "yaml") {
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            documents.insert(name, std::fs::read(path).unwrap());
        }
    }
    documents
}

/// The documents that no one would want to keep.
fn made() -> BTreeMap<String, Vec<u8>> {
    let head = "openapi: 3.0.3\ninfo:\n  title: Things\n  version: '1'\n\
        paths: {/ping: {get: {operationId: ping, responses: {'204': {description: Done.}}}}}\n";
    let mut laughs = format!("{head}x-0: &a0 [ha, ha, ha, ha, ha, ha, ha, ha, ha, ha]\n");
    for level in 1..10 {
        let list = vec![format!("*a{}", level - 1); 10].join(", ");
        laughs.push_str(&format!("x-{level}: &a{level} [{list}]\n"));
    }
    BTreeMap::from([
        (
            "not-utf8".to_owned(),
            b"openapi: 3.0.3\ninfo:\n  title: Gr\xf6\xdfe\n".to_vec(),
        ),
        (
            "too-deep".to_owned(),
            format!("{head}x-deep: {}{}\n", "[".repeat(10_000), "]".repeat(10_000)).into_bytes(),
        ),
        (
            "too-large".to_owned(),
            vec![b'#'; usize::try_from(MAX_BYTES).unwrap() + 1],
        ),
        (
            "too-many-nodes".to_owned(),
            format!("{head}x-many: [{}]\n", "1,\n ".repeat(MAX_NODES)).into_bytes(),
        ),
        ("yaml-bomb".to_owned(), laughs.into_bytes()),
        (
            "yaml-bomb-itself".to_owned(),
            format!("{head}x-itself: &a\n  - *a\n").into_bytes(),
        ),
    ])
}

/// What is found in each of them.
static ALL: LazyLock<BTreeMap<String, Diagnostics>> = LazyLock::new(|| {
    let documents = kept().into_iter().chain(made());
    documents
        .map(|(name, bytes)| (name.clone(), findings(&name, &bytes)))
        .collect()
});

/// The documents of OpenAPI 3.1 and later of which it is looked at what the commands say that read them as they are.
const NEWER: &[&str] = &[
    "newer-field",
    "newer-openapi",
    "not-openapi-3-1",
    "nullable-ignored",
    "unknown-dialect",
    "unknown-schema-keyword",
    "webhooks-not-checked",
];

/// Those that are overlays.
const OVERLAYS: &[&str] = &["bad-overlay", "overlay-without-match"];

/// What is found when an overlay is applied.
fn overlaid(name: &str, bytes: &[u8]) -> Diagnostics {
    let document = "openapi: 3.0.3\ninfo: {title: Things, version: '1'}\npaths: {}\n";
    let document = codegen::Document::parse("things.yaml", document.as_bytes()).unwrap();
    match codegen::overlay(document, &format!("{name}.yaml"), bytes, false) {
        Ok(document) => codegen::validate(&document),
        Err(found) => found,
    }
}

/// What is found in one of them on its way to a client.
fn findings(name: &str, bytes: &[u8]) -> Diagnostics {
    if OVERLAYS.contains(&name) {
        return overlaid(name, bytes);
    }
    // The generator translates these versions first.
    let document = codegen::Document::parse(&format!("{name}.yaml"), bytes);
    if let Ok(document) = document
        && document.version().has_json_schema()
        && NEWER.contains(&name)
    {
        return codegen::validate(&document);
    }
    match codegen::load(&format!("{name}.yaml"), bytes) {
        Ok((_, model)) => {
            let found = model.warnings().clone();
            assert_eq!(found.errors(), 0);
            found
        }
        Err(found) => {
            assert!(found.errors() > 0, "{name} is refused without an error");
            found
        }
    }
}

#[test]
fn each_bad_document_has_the_expected_findings() {
    let update = std::env::var_os("UPDATE_GOLDENS").is_some();
    let mut differ = Vec::new();
    let mut expected = BTreeSet::new();
    for (name, found) in ALL.iter() {
        let seen = found.to_string();
        assert!(!seen.is_empty(), "nothing is wrong with {name}");
        let golden = folder().join(format!("{name}.txt"));
        expected.insert(golden.clone());
        if update {
            #[expect(
                clippy::disallowed_methods,
                reason = "nothing reads the goldens while they are written"
            )]
            std::fs::write(&golden, &seen).unwrap();
        } else if std::fs::read_to_string(&golden).unwrap_or_default() != seen {
            differ.push(format!("{name}:\n{seen}"));
        }
    }
    assert!(
        differ.is_empty(),
        "these differ from their goldens:\n\n{}",
        differ.join("\n")
    );
    for entry in std::fs::read_dir(folder()).unwrap() {
        let path = entry.unwrap().path();
        let orphan = path.extension().is_some_and(|extension| extension == "txt") && !expected.contains(&path);
        assert!(!orphan, "{} has no document", path.display());
    }
}

#[test]
fn every_rule_has_a_golden_of_its_name() {
    for rule in RULES {
        // No document is known on which the generator fails.
        if rule.id == "internal-error" {
            continue;
        }
        let found = ALL
            .get(rule.id)
            .unwrap_or_else(|| panic!("no document for {}", rule.id));
        let of_rule = found.iter().find(|finding| finding.rule == rule.id);
        let of_rule = of_rule.unwrap_or_else(|| panic!("{} is not found in its document", rule.id));
        assert_eq!((of_rule.class, of_rule.severity), (rule.class, rule.severity));
        assert!(
            !of_rule.message.is_empty() && !of_rule.help.is_empty() && !of_rule.why.is_empty(),
            "{}",
            rule.id
        );
    }
    let ids: BTreeSet<&str> = RULES.iter().map(|rule| rule.id).collect();
    assert_eq!(ids.len(), RULES.len(), "two rules have one id");
    for rule in RULES {
        let kebab = rule
            .id
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
        assert!(
            kebab && rule.summary.ends_with('.') && rule.why.ends_with('.'),
            "{}",
            rule.id
        );
        let severity = match rule.class {
            Class::NotOpenApi => Severity::Error,
            Class::NotGenerated => rule.severity,
            Class::Advice | Class::Noted => Severity::Warning,
        };
        assert_eq!(rule.severity, severity, "{}", rule.id);
        // Only what is not OpenAPI keeps other commands from using a part.
        assert!(
            match rule.class {
                Class::NotOpenApi => rule.breaks != Breaks::Client,
                Class::NotGenerated => matches!(rule.breaks, Breaks::Nothing | Breaks::Client),
                Class::Advice | Class::Noted => rule.breaks == Breaks::Nothing,
            },
            "{}",
            rule.id
        );
    }
}

#[test]
fn findings_are_in_the_order_of_the_text() {
    for (name, bytes) in kept() {
        let found = findings(&name, &bytes);
        let places: Vec<_> = found.iter().map(|finding| finding.position).collect();
        assert!(places.is_sorted(), "{name}: {places:?}");
        assert!(places.iter().all(Option::is_some), "{name}: {places:?}");
    }
}

#[test]
fn marks_and_line_ends_move_nothing() {
    for (name, bytes) in kept() {
        let text = String::from_utf8(bytes).unwrap();
        let plain = findings(&name, text.as_bytes());
        for variant in [
            format!("\u{feff}{text}"),
            text.replace('\n', "\r\n"),
            format!("\u{feff}{}", text.replace('\n', "\r\n")),
        ] {
            assert_eq!(findings(&name, variant.as_bytes()), plain, "{name}");
        }
    }
}
