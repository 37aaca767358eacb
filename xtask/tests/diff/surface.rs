//! The crate verdict.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use codegen::surface::Surface;
use codegen::{Document, Model, Options};
use xtask::diff::{Bump, Cause, Change, Comparison, Side, compare};

use crate::common::here;

fn cases() -> PathBuf {
    here().join("tests/diff/cases")
}

fn case(name: &str) -> Document {
    let bytes = fs::read(cases().join(format!("{name}.yaml"))).unwrap();
    Document::parse(&format!("{name}.yaml"), &bytes).unwrap()
}

/// The names of the cases, whose verdicts `cases` tests.
fn names() -> Vec<String> {
    let text = fs::read_to_string(here().join("tests/diff/expected.tsv")).unwrap();
    let names = text.lines().skip(1).filter_map(|row| row.split('\t').next());
    names.map(str::to_owned).collect()
}

/// Whether a change of the crate has no change of the document that explains it.
pub(crate) fn is_alone(change: &Change) -> bool {
    change.rule.id == "crate-surface"
}

fn shown(comparison: &Comparison) -> String {
    let mut text = String::new();
    for change in &comparison.changes {
        text.push_str(&format!(
            "  {} [{}] {}\n",
            change.rule.id,
            change.bump.word(),
            change.message
        ));
        for item in &change.items {
            let behaviour = if item.behaviour { ", behaviour" } else { "" };
            text.push_str(&format!(
                "      {}{behaviour}: {}: {}\n",
                item.bump.word(),
                item.path,
                item.what
            ));
        }
        if let Some(proposal) = &change.proposal {
            text.push_str(&format!("      -> {proposal}\n"));
        }
    }
    text
}

#[test]
fn a_document_against_itself_changes_nothing() {
    let base = case("base");
    let comparison = compare(&base, &case("base"));
    assert_eq!(comparison.bump(), Bump::None, "{}", shown(&comparison));
    assert!(comparison.changes.is_empty());
}

/// What is added on the way there is removed on the way back.
#[test]
fn the_way_back_mirrors_the_way_there() {
    let base = case("base");
    let paths = |comparison: &Comparison, word: &str| -> BTreeSet<String> {
        let items = comparison.changes.iter().flat_map(|change| &change.items);
        let items = items.filter(|item| item.what.starts_with(word));
        items.map(|item| item.path.clone()).collect()
    };
    for name in names() {
        let revision = case(&name);
        let (there, back) = (compare(&base, &revision), compare(&revision, &base));
        assert_eq!(paths(&there, "added"), paths(&back, "removed"), "{name}");
        assert_eq!(paths(&there, "removed"), paths(&back, "added"), "{name}");
        assert_eq!(there.bump() == Bump::None, back.bump() == Bump::None, "{name}");
    }
}

fn surface_of(document: &Document, options: &Options) -> Surface {
    let model = Model::new(document).unwrap_or_else(|found| panic!("{found}"));
    codegen::surface(&model, options).unwrap_or_else(|found| panic!("{found}"))
}

fn part(comparison: &Comparison, cause: Cause) -> Option<Bump> {
    let part = comparison.parts.iter().find(|part| part.cause == cause);
    part.map(|part| part.bump)
}

/// The version moves by the document, by the generator and by options, and each is named.
#[test]
fn each_cause_has_its_part() {
    let (base, revision) = (case("base"), case("param-added-optional"));
    let options = Options::default().features();
    let released = surface_of(&base, &options);
    let compared = |surface: Surface| compare(Side::from(&base).released(surface), &revision);

    let comparison = compared(released.clone());
    assert_eq!(part(&comparison, Cause::Generator), Some(Bump::None));
    assert_eq!(part(&comparison, Cause::Document), Some(Bump::Minor));
    assert_eq!(part(&comparison, Cause::Options), None);

    // An older generator made a method more, and one less.
    let mut older = released.clone();
    let item = older.items.remove("Client::show_image()").unwrap();
    older.items.insert("Client::show_picture()".to_owned(), item);
    let comparison = compared(older);
    assert_eq!(part(&comparison, Cause::Generator), Some(Bump::Major));
    assert_eq!(part(&comparison, Cause::Document), Some(Bump::Minor));
    assert_eq!(comparison.bump(), Bump::Major);
    let change = comparison
        .changes
        .iter()
        .find(|change| change.rule.id == "generator-changed")
        .unwrap();
    let paths: Vec<&str> = change.items.iter().map(|item| item.path.as_str()).collect();
    assert_eq!(paths, ["Client::show_image()", "Client::show_picture()"]);

    // A release without features, in whose place one with features comes.
    let comparison = compared(surface_of(&base, &Options::default()));
    assert_eq!(part(&comparison, Cause::Generator), Some(Bump::None));
    assert_eq!(part(&comparison, Cause::Options), Some(Bump::Major));
}

#[test]
fn a_document_without_a_client_is_not_judged() {
    let broken = "openapi: 3.0.3\ninfo: {title: T, version: '1'}\npaths:\n  /a:\n    get: {responses: {'200': {description: D, content: {application/json: {schema: {$ref: '#/components/schemas/Nothing'}}}}}}\n";
    let broken = Document::parse("broken.yaml", broken.as_bytes()).unwrap();
    for comparison in [compare(&case("base"), &broken), compare(&broken, &case("base"))] {
        assert!(!comparison.has_crate_verdict());
        assert_eq!(comparison.not_judged.len(), 1, "{:?}", comparison.not_judged);
        assert!(comparison.not_judged[0].starts_with("the crate: broken.yaml makes no client: "));
    }
    // Where neither makes one, that is said once.
    let comparison = compare(&broken, &broken);
    let of_crate = comparison
        .not_judged
        .iter()
        .filter(|text| text.starts_with("the crate: "));
    assert_eq!(of_crate.count(), 1, "{:?}", comparison.not_judged);
}

/// Where only the name in Rust changes, the document can keep it.
#[test]
fn a_name_that_can_be_kept_is_proposed() {
    let base = case("base");
    let text = fs::read_to_string(cases().join("base.yaml")).unwrap();
    for (old, new, proposed) in [
        (
            "operationId: ShowImage\n",
            "operationId: GetImage\n",
            "`x-rust-name: show_image` at `/paths/~1v5~1{project_id}~1container~1images~1{image_id}/get`",
        ),
        ("ScanTask", "ScanJob", "`x-rust-name: ScanTask`"),
    ] {
        let count = if old == "ScanTask" { 9 } else { 1 };
        let renamed = text
            .replace("CreateScanTask", "Create\u{0}")
            .replacen(old, new, count)
            .replace("Create\u{0}", "CreateScanTask");
        let revision = Document::parse("renamed.yaml", renamed.as_bytes()).unwrap();
        let comparison = compare(&base, &revision);
        let proposals: Vec<&str> = comparison
            .changes
            .iter()
            .filter_map(|change| change.proposal.as_deref())
            .collect();
        assert!(
            proposals.iter().any(|found| found.contains(proposed)),
            "{proposed}: {proposals:?}"
        );
    }
}
