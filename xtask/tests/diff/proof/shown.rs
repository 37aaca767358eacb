//! What was shown of a case, in the levels of `diff`, and its verdicts beside it.

use codegen::SourceFile;
use xtask::diff::{Change, Comparison};

use super::wire::LEVELS;

pub(super) const BUMPS: [&str; 4] = ["none", "patch", "minor", "major"];

/// What was shown.
pub(super) struct Shown {
    /// The index in [`BUMPS`].
    pub(super) bump: usize,
    pub(super) behaviour: bool,
    /// The index in [`LEVELS`].
    pub(super) wire: usize,
}

impl Shown {
    /// Whether no verdict is lower than what was shown.
    pub(super) fn is_covered(&self, comparison: &Comparison) -> bool {
        let (bump, wire) = (
            index(&BUMPS, comparison.bump().word()),
            index(&LEVELS, comparison.wire().word()),
        );
        bump >= self.bump && wire >= self.wire && (!self.behaviour || bump == 3 || has_behaviour(comparison))
    }

    /// The rules of verdicts that are higher than what was shown, with the reason.
    pub(super) fn higher(&self, comparison: &Comparison) -> String {
        let mut reasons = Vec::new();
        let (bump, wire) = (comparison.bump(), comparison.wire());
        if index(&LEVELS, wire.word()) > self.wire {
            for change in comparison.changes.iter().filter(|change| change.wire == wire) {
                let condition = change.condition.as_ref().map(|condition| format!(", if {condition}"));
                let condition = condition.unwrap_or_default();
                reasons.push(format!("wire: {}{condition}: {}", change.rule.id, change.rule.why));
            }
        }
        if index(&BUMPS, bump.word()) > self.bump {
            for change in comparison.changes.iter().filter(|change| change.bump == bump) {
                let items = change.items.iter().filter(|item| item.bump == bump);
                let items: Vec<_> = items.map(|item| format!("{}: {}", item.path, item.what)).collect();
                reasons.push(format!("crate: {}: {}", change.rule.id, items.join(", ")));
            }
        }
        reasons.dedup();
        reasons.join("; ")
    }
}

pub(super) fn has_behaviour(comparison: &Comparison) -> bool {
    let mut items = comparison.changes.iter().flat_map(|change: &Change| &change.items);
    items.any(|item| item.behaviour)
}

/// What the crate needs by what was shown of it.
pub(super) fn bump(source: &str, semver: &str, downstream: &str, back: &str, upgraded: &str) -> usize {
    let of_semver = if semver == "-" { 0 } else { index(&BUMPS, semver) };
    let shown = [
        (source == "docs" || source == "code", 1),
        (back == "breaks" || upgraded == "differs", 2),
        (downstream == "breaks", 3),
    ];
    let shown = shown
        .into_iter()
        .filter(|(is_shown, _)| *is_shown)
        .map(|(_, bump)| bump);
    shown.chain([of_semver]).max().unwrap_or_default()
}

pub(super) fn index(levels: &[&str], word: &str) -> usize {
    levels.iter().position(|level| *level == word).unwrap()
}

/// What differs in the files of two crates, which name their documents.
pub(super) fn difference(base: &[SourceFile], revision: &[SourceFile]) -> &'static str {
    let lines = |files: &[SourceFile], docs: bool| -> Vec<String> {
        let all = files.iter().flat_map(|file| {
            std::iter::once(file.path.as_str())
                .chain(file.text.lines().filter(|line| !line.starts_with("// document: ")))
        });
        let chosen = all.filter(|line| docs || !line.trim_start().starts_with("//"));
        chosen.map(str::to_owned).collect()
    };
    // Where only an order differs, the words and the marks are the same.
    let words = |files: &[SourceFile]| -> Vec<String> {
        let text = lines(files, true).join("\n");
        let is_mark = |c: &char| !c.is_alphanumeric() && !c.is_whitespace() && *c != ',';
        let marks = text.chars().filter(is_mark).map(String::from);
        let words = text.split(|c: char| !c.is_alphanumeric()).map(str::to_owned);
        let mut all: Vec<_> = marks.chain(words.filter(|word| !word.is_empty())).collect();
        all.sort();
        all
    };
    if lines(base, true) == lines(revision, true) {
        "same"
    } else if words(base) == words(revision) {
        "order"
    } else if lines(base, false) == lines(revision, false) {
        "docs"
    } else {
        "code"
    }
}
