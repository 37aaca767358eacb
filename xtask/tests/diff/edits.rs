//! The changes of `edits.txt`, each with both verdicts, the condition and the rules. These were written down from what `diff`
//! says, and read; no crate was compiled for them. They find what changes by mistake; what is true is in `expected.tsv`.

use std::collections::BTreeSet;
use std::fs;

use codegen::Document;
use xtask::diff::{Comparison, Wire, compare};

use crate::common::here;
use crate::surface::is_alone;

/// A change of the base document, and what is expected of it.
#[derive(Default)]
pub(crate) struct Edit {
    pub(crate) name: String,
    wire: String,
    bump: String,
    rules: String,
    pub(crate) base: Vec<Hunk>,
    pub(crate) revision: Vec<Hunk>,
}

/// Lines that take the place of others.
#[derive(Clone, Debug)]
pub(crate) struct Hunk {
    /// The index of the first line.
    pub(crate) at: usize,
    pub(crate) removed: Vec<String>,
    pub(crate) added: Vec<String>,
}

impl Hunk {
    /// Reads `@@ -12,2 +12 @@`. Where nothing is removed, the lines follow the one that is named.
    fn of(header: &str) -> Self {
        let from = header.strip_prefix("@@ -").and_then(|rest| rest.split(' ').next());
        let from = from.expect("a hunk says where it is");
        let (line, count) = from.split_once(',').unwrap_or((from, "1"));
        let line: usize = line.parse().unwrap();
        Self {
            at: if count == "0" { line } else { line - 1 },
            removed: Vec::new(),
            added: Vec::new(),
        }
    }
}

pub(crate) fn edits() -> Vec<Edit> {
    let text = fs::read_to_string(here().join("tests/diff/edits.txt")).unwrap();
    let mut edits: Vec<Edit> = Vec::new();
    let mut is_base = false;
    let lines = text.lines().skip_while(|line| !line.starts_with("= "));
    for line in lines.filter(|line| !line.is_empty()) {
        if let Some(name) = line.strip_prefix("= ") {
            edits.push(Edit {
                name: name.to_owned(),
                ..Edit::default()
            });
            continue;
        }
        let edit = edits.last_mut().unwrap();
        if let Some((key, value)) = line.strip_prefix("  ").and_then(|line| line.split_once(':')) {
            let field = match key {
                "wire" => &mut edit.wire,
                "crate" => &mut edit.bump,
                "rules" => &mut edit.rules,
                _ => panic!("{}: {line}", edit.name),
            };
            value.trim().clone_into(field);
            continue;
        }
        if line == "--- base" || line == "+++ revision" {
            is_base = line == "--- base";
            continue;
        }
        let hunks = if is_base { &mut edit.base } else { &mut edit.revision };
        if line.starts_with("@@") {
            hunks.push(Hunk::of(line));
            continue;
        }
        let hunk = hunks.last_mut().unwrap();
        match line.split_at(1) {
            ("-", text) => hunk.removed.push(text.to_owned()),
            ("+", text) => hunk.added.push(text.to_owned()),
            _ => panic!("{}: {line}", edit.name),
        }
    }
    edits
}

/// The document with the hunks, which name lines of the base.
pub(crate) fn document(text: &str, name: &str, hunks: &[Hunk]) -> Document {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    for hunk in hunks.iter().rev() {
        let range = hunk.at..hunk.at + hunk.removed.len();
        assert_eq!(lines[range.clone()], hunk.removed, "{name}");
        lines.splice(range, hunk.added.iter().cloned());
    }
    let text = lines.join("\n") + "\n";
    Document::parse(name, text.as_bytes()).unwrap_or_else(|found| panic!("{name}: {found}"))
}

#[test]
fn each_edit_has_both_verdicts() {
    let text = fs::read_to_string(here().join("tests/diff/cases/base.yaml")).unwrap();
    let edits = edits();
    assert!(edits.len() > 300, "{}", edits.len());
    let mut wrong = Vec::new();
    for edit in &edits {
        let base = document(&text, "base.yaml", &edit.base);
        let found = compare(&base, &document(&text, &edit.name, &edit.revision));
        assert!(found.not_judged.is_empty(), "{}: {:?}", edit.name, found.not_judged);
        let alone: Vec<_> = found.changes.iter().filter(|change| is_alone(change)).collect();
        assert!(alone.is_empty(), "{}: {alone:#?}", edit.name);
        for (what, wanted, got) in [
            ("wire", &edit.wire, wire(&found)),
            ("crate", &edit.bump, bump(&found)),
            ("rules", &edit.rules, rules(&found)),
        ] {
            if *wanted != got {
                wrong.push(format!("{}: {what}: expected {wanted:?}, got {got:?}", edit.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn wire(found: &Comparison) -> String {
    let worst = found.wire();
    let stated = found.changes.iter().filter(|change| change.wire == worst);
    let condition = stated.filter_map(|change| change.condition.as_deref()).next();
    match condition {
        Some(condition) if worst == Wire::BreakingIf => format!("{}: {condition}", worst.word()),
        _ => worst.word().to_owned(),
    }
}

fn bump(found: &Comparison) -> String {
    let mut items = found.changes.iter().flat_map(|change| &change.items);
    let behaviour = if items.any(|item| item.behaviour) {
        ", behaviour"
    } else {
        ""
    };
    format!("{}{behaviour}", found.bump().word())
}

fn rules(found: &Comparison) -> String {
    let rules: BTreeSet<_> = found.changes.iter().map(|change| change.rule.id).collect();
    rules.into_iter().collect::<Vec<_>>().join(" ")
}
