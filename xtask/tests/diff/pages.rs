//! Each rule has a page, `xtask/src/diff/rules/pages/ID.md`, with two documents that differ in it and both verdicts. What
//! the page says of the rule is the rule's own text: `UPDATE_GOLDENS=1` writes it.
//!
//! A document of a page may leave out `openapi`, `info` and `paths`, which are the same everywhere then.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use codegen::Document;
use xtask::diff::{Comparison, RULES, Rule, compare};

use crate::common::here;

/// Rules of what no two documents show: of the generator, of its options, and of what no rule of a document explains.
const OF_THE_CRATE: [&str; 3] = ["crate-surface", "generator-changed", "options-changed"];

/// A page.
pub(crate) struct Page {
    pub(crate) base: String,
    pub(crate) revision: String,
    /// What it says after the documents.
    verdict: String,
}

pub(crate) fn folder() -> PathBuf {
    here().join("src/diff/rules/pages")
}

pub(crate) fn rules() -> impl Iterator<Item = &'static Rule> {
    let all = RULES.iter().flat_map(|topic| topic.iter().copied());
    all.filter(|rule| !OF_THE_CRATE.contains(&rule.id))
}

impl Page {
    /// Reads the page of a rule.
    pub(crate) fn of(rule: &Rule) -> Result<Self, String> {
        let path = folder().join(format!("{}.md", rule.id));
        let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        Self::parse(&text).ok_or_else(|| format!("{}: no `yaml base` or no `yaml revision`", path.display()))
    }

    fn parse(text: &str) -> Option<Self> {
        let block = |name: &str| {
            let (_, after) = text.split_once(&format!("```yaml {name}\n"))?;
            after.split_once("```")
        };
        Some(Self {
            base: document(block("base")?.0),
            revision: document(block("revision")?.0),
            verdict: block("revision")?.1.to_owned(),
        })
    }

    /// The value after a word such as `Wire:`.
    fn stated(&self, word: &str) -> Option<Vec<&str>> {
        let line = self.verdict.lines().find_map(|line| line.strip_prefix(word))?;
        Some(line.trim().trim_end_matches('.').split(", ").collect())
    }

    pub(crate) fn compare(&self) -> Comparison {
        compare(&read("base", &self.base), &read("revision", &self.revision))
    }
}

/// A document with what its page leaves out.
fn document(text: &str) -> String {
    let mut whole = String::new();
    for (key, default) in [
        ("openapi", "openapi: 3.0.3"),
        ("info", "info: {title: t, version: '1'}"),
        ("paths", "paths: {}"),
    ] {
        if !text.lines().any(|line| line.starts_with(&format!("{key}:"))) {
            whole.push_str(default);
            whole.push('\n');
        }
    }
    whole + text
}

/// Reads a document as `cargo xtask diff` does.
pub(crate) fn read(name: &str, text: &str) -> Document {
    let document = Document::parse(name, text.as_bytes()).unwrap_or_else(|found| panic!("{found}"));
    let found = codegen::validate(&document);
    let broken: Vec<_> = found.broken().map(str::to_owned).collect();
    document.with_broken(broken)
}

/// What a page says of its rule, above the documents.
fn head(rule: &Rule) -> String {
    let upper = |text: &str| {
        let mut letters = text.chars();
        let first = letters.next().map(|letter| letter.to_uppercase().collect::<String>());
        first.unwrap_or_default() + letters.as_str()
    };
    let mut head = format!("# {}\n\n{}: {}.\n\n", rule.id, upper(rule.summary), rule.why);
    if let Some(condition) = rule.condition {
        head += &format!("It breaks released clients if {condition}.\n\n");
    }
    head += &format!("What to do: {}.\n\n", rule.action);
    if !rule.reference.is_empty() {
        head += &format!("Reference: <{}>\n\n", rule.reference);
    }
    head
}

#[test]
fn each_rule_is_found_on_its_page_and_no_other() {
    let mut wrong = Vec::new();
    for rule in rules() {
        let page = match Page::of(rule) {
            Ok(page) => page,
            Err(error) => {
                wrong.push(error);
                continue;
            }
        };
        let comparison = page.compare();
        // What the crate does beside is judged by its verdict.
        let found = comparison.changes.iter().map(|change| change.rule.id);
        let found: BTreeSet<_> = found.filter(|id| !OF_THE_CRATE.contains(id)).collect();
        let mut expected: BTreeSet<_> = page.stated("Also found:").unwrap_or_default().into_iter().collect();
        expected.insert(rule.id);
        let wire: Vec<_> = comparison
            .changes
            .iter()
            .filter(|change| change.rule.id == rule.id)
            .map(|change| change.wire.word())
            .collect();
        let stated = page.stated("Wire:").unwrap_or_default();
        if found != expected
            || wire != stated
            || comparison
                .not_judged
                .iter()
                .any(|what| !what.starts_with("the crate: "))
        {
            let messages: Vec<_> = comparison.changes.iter().map(|change| &change.message).collect();
            wrong.push(format!(
                "{}: expected {expected:?}, wire {stated:?}; found {found:?}, wire {wire:?}, {messages:?}, not judged {:?}",
                rule.id, comparison.not_judged
            ));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} pages are wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

/// `UPDATE_GOLDENS=1` writes the verdicts that were found; review the difference.
#[test]
fn each_page_states_the_crate_verdict() {
    let update = std::env::var_os("UPDATE_GOLDENS").is_some();
    let mut wrong = Vec::new();
    for rule in rules() {
        let Ok(page) = Page::of(rule) else { continue };
        let comparison = page.compare();
        // A document of which no client can be made has no crate verdict.
        if !comparison.has_crate_verdict() {
            continue;
        }
        let found = comparison.bump().word();
        let stated = page.stated("Crate:").unwrap_or_default();
        if stated == [found] {
            continue;
        }
        if update {
            let path = folder().join(format!("{}.md", rule.id));
            let text = fs::read_to_string(&path).unwrap();
            let line = format!("Crate: {}.", stated.join(", "));
            write(&path, &text.replace(&line, &format!("Crate: {found}.")));
        } else {
            let changes = comparison.changes.iter();
            let items: Vec<_> = changes
                .flat_map(|change| &change.items)
                .map(|item| &item.what)
                .collect();
            wrong.push(format!("{}: stated {stated:?}, found {found}: {items:?}", rule.id));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} pages are wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[allow(clippy::disallowed_methods, reason = "no other program reads the page meanwhile")]
fn write(path: &std::path::Path, text: &str) {
    fs::write(path, text).unwrap();
}

#[test]
fn the_page_of_a_rule_has_its_text() {
    let update = std::env::var_os("UPDATE_GOLDENS").is_some();
    let mut stale = Vec::new();
    for rule in rules() {
        let path = folder().join(format!("{}.md", rule.id));
        let Ok(text) = fs::read_to_string(&path) else { continue };
        let Some(at) = text.find("```yaml base") else { continue };
        if text[..at] == head(rule) {
            continue;
        }
        if update {
            write(&path, &(head(rule) + &text[at..]));
        } else {
            stale.push(rule.id);
        }
    }
    assert!(stale.is_empty(), "UPDATE_GOLDENS=1 writes the pages of {stale:?}");
}

#[test]
fn each_page_is_that_of_a_rule() {
    let known: BTreeSet<_> = rules().map(|rule| format!("{}.md", rule.id)).collect();
    for entry in fs::read_dir(folder()).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert!(known.contains(&name), "no rule has the page {name}");
    }
}

#[test]
fn no_two_rules_have_one_id() {
    let mut known = BTreeSet::new();
    for rule in rules() {
        assert!(known.insert(rule.id), "{} is there twice", rule.id);
    }
}

#[test]
fn a_page_of_a_rule_against_its_base_has_no_change() {
    for rule in rules() {
        let Ok(page) = Page::of(rule) else { continue };
        for text in [&page.base, &page.revision] {
            let comparison = compare(&read("one", text), &read("other", text));
            assert!(comparison.changes.is_empty(), "{}: {:?}", rule.id, comparison.changes);
        }
    }
}
