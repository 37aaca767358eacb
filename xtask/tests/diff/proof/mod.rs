//! The proof of the verdicts: what the compiler, cargo-semver-checks and real calls show of the cases, against what `diff`
//! says. `proof.tsv` has the result, a row for each case, and these columns:
//!
//! - `source`: what differs in the generated sources: nothing (`same`), the `order`
//!   of lines, the `docs`, or the `code`.
//! - `semver`, `lints`: what cargo-semver-checks says of both crates.
//! - `downstream`: whether the [program](program) that uses everything public of the base's crate compiles with the
//!   revision's: `ok` or `breaks`.
//! - `back`: whether the same program for the revision compiles with the base's crate; if not, something was added.
//! - `upgraded`: whether the program for the base, compiled with the revision's crate, calls servers of the base and of the
//!   revision with the same arguments as before and with success: `same` or `differs`; `-` if it does not compile.
//! - `wire`: what the program, compiled with the base's crate, meets at a server of the revision.
//! - `crate`: what `source` to `upgraded` show together; `+` behind it: code compiles and then acts differently.
//! - `diff_crate`, `diff_wire`: the verdicts of `diff`, and `ok`: whether none is lower than what was shown.
//! - `higher`: if one is higher, the rules that say so and why.
//! - `evidence`: examples of errors.
//!
//! A sample of the cases is proved in every run of the tests, without cargo-semver-checks. All of them, which takes about
//! half an hour, and with which `proof.tsv` is written:
//!
//! ```sh
//! UPDATE_GOLDENS=1 cargo test --package xtask --test diff -- --ignored --nocapture the_verdicts_are_proved
//! ```
//!
//! `CASES=name,name` proves some of them. Without `UPDATE_GOLDENS`, the rows are compared.

mod crates;
mod program;
mod semver;
mod wire;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::PathBuf;
use std::process::Command;

use codegen::SourceFile;
use xtask::diff::{Change, Comparison, compare};

use crate::common::here;
use crates::{Client, Crates, parse, removed_features, root};
use wire::{LEVELS, Met, meet};

const COLUMNS: [&str; 13] = [
    "name",
    "source",
    "semver",
    "lints",
    "downstream",
    "back",
    "upgraded",
    "wire",
    "crate",
    "diff_crate",
    "diff_wire",
    "ok",
    "higher",
];

const BUMPS: [&str; 4] = ["none", "patch", "minor", "major"];

/// What the compiler and the servers show of some cases.
struct Proof {
    base: Client,
    cases: Vec<Client>,
    /// What the program for the base is with the client of each case: a program, or an error.
    programs: BTreeMap<String, Result<PathBuf, String>>,
    /// The errors of the programs for the cases with the client of the base.
    back: BTreeMap<String, String>,
    crates: Crates,
    /// The description of the base for cargo-semver-checks, if it is used.
    rustdoc: Option<PathBuf>,
}

impl Proof {
    fn of(name: &str, names: &[String], semver: bool) -> Self {
        let base = Client::of("base");
        let cases: Vec<Client> = names.iter().map(|name| Client::of(name)).collect();
        let all: Vec<&Client> = std::iter::once(&base).chain(&cases).collect();
        let crates = Crates::new(name, &all);
        let programs = crates.programs(&base, &all);
        // The program is right: with its own client, every call at its own server succeeds.
        assert_eq!(meet(programs["base"].as_ref().unwrap(), "base"), Met::default());
        let back = crates.back(&all);
        assert_eq!(back.get("base"), None);
        let rustdoc = semver.then(|| {
            let path = root().join("target/prove/base.json");
            crates.document(&base, &path);
            path
        });
        Self {
            base,
            cases,
            programs,
            back,
            crates,
            rustdoc,
        }
    }

    /// Proves a case. `known` says what cargo-semver-checks says of it, if it is not used.
    fn row(&self, case: &Client, known: &dyn Fn(&str) -> (&'static str, String)) -> Row {
        let name = case.case.as_str();
        let source = difference(&self.base.published, &case.published);
        let (semver, lints) = match &self.rustdoc {
            Some(base) => {
                let path = root().join("target/prove/case.json");
                self.crates.document(case, &path);
                semver::compare(base, &path)
            }
            None => known(name),
        };
        let mut evidence = Vec::new();
        let removed = removed_features(&self.base, case);
        let (downstream, upgraded) = match &self.programs[name] {
            Err(error) => {
                evidence.push(error.clone());
                ("breaks", "-")
            }
            Ok(_) if !removed.is_empty() => {
                evidence.push(format!("there is no feature {removed:?}"));
                ("breaks", "-")
            }
            Ok(program) => {
                // The server of the base shows what is sent, and that of the revision how calls go on.
                let met = ["base", name].map(|server| meet(program, server));
                let worst = met.into_iter().max_by_key(|met| met.level).unwrap();
                evidence.push(worst.why);
                ("ok", if worst.level == 0 { "same" } else { "differs" })
            }
        };
        let back = match self.back.get(name) {
            None if removed_features(case, &self.base).is_empty() => "ok",
            None => "breaks",
            Some(error) => {
                evidence.push(error.clone());
                "breaks"
            }
        };
        let met = meet(self.programs["base"].as_ref().unwrap(), name);
        evidence.push(met.why.clone());
        let comparison = compare(&parse("base"), &parse(name));
        let shown = Shown {
            bump: bump(source, semver, downstream, back, upgraded),
            behaviour: upgraded == "differs",
            wire: met.level,
        };
        let with_mark = |word: &str, behaviour: bool| format!("{word}{}", if behaviour { "+" } else { "" });
        Row {
            name: name.to_owned(),
            cells: [
                source.to_owned(),
                semver.to_owned(),
                lints,
                downstream.to_owned(),
                back.to_owned(),
                upgraded.to_owned(),
                LEVELS[met.level].to_owned(),
                with_mark(BUMPS[shown.bump], shown.behaviour),
                with_mark(comparison.bump().word(), has_behaviour(&comparison)),
                comparison.wire().word().to_owned(),
                if shown.is_covered(&comparison) { "yes" } else { "NO" }.to_owned(),
                shown.higher(&comparison),
            ],
            evidence: tidy(&evidence),
        }
    }
}

/// What was shown.
struct Shown {
    /// The index in [`BUMPS`].
    bump: usize,
    behaviour: bool,
    /// The index in [`LEVELS`].
    wire: usize,
}

impl Shown {
    /// Whether no verdict is lower than what was shown.
    fn is_covered(&self, comparison: &Comparison) -> bool {
        let (bump, wire) = (
            index(&BUMPS, comparison.bump().word()),
            index(&LEVELS, comparison.wire().word()),
        );
        bump >= self.bump && wire >= self.wire && (!self.behaviour || bump == 3 || has_behaviour(comparison))
    }

    /// The rules of verdicts that are higher than what was shown, with the reason.
    fn higher(&self, comparison: &Comparison) -> String {
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

fn has_behaviour(comparison: &Comparison) -> bool {
    let mut items = comparison.changes.iter().flat_map(|change: &Change| &change.items);
    items.any(|item| item.behaviour)
}

/// What the crate needs by what was shown of it.
fn bump(source: &str, semver: &str, downstream: &str, back: &str, upgraded: &str) -> usize {
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

fn index(levels: &[&str], word: &str) -> usize {
    levels.iter().position(|level| *level == word).unwrap()
}

/// What differs in the files of two crates, which name their documents.
fn difference(base: &[SourceFile], revision: &[SourceFile]) -> &'static str {
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

/// Evidence in one cell: without what differs from run to run.
fn tidy(evidence: &[String]) -> String {
    let text = evidence
        .iter()
        .filter(|text| !text.is_empty())
        .cloned()
        .collect::<Vec<_>>()
        .join("; ");
    let mut text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    while let Some(at) = text.find("127.0.0.1:") {
        let end = text[at + 10..]
            .find(|c: char| !c.is_ascii_digit())
            .map_or(text.len(), |end| at + 10 + end);
        text.replace_range(at..end, "SERVER");
    }
    text.chars().take(300).collect()
}

/// A row of `proof.tsv`.
struct Row {
    name: String,
    /// The columns behind the name, but for the last one.
    cells: [String; COLUMNS.len() - 1],
    evidence: String,
}

impl Row {
    fn line(&self) -> String {
        format!("{}\t{}\t{}", self.name, self.cells.join("\t"), self.evidence)
    }

    fn cell(&self, column: &str) -> &str {
        &self.cells[index(&COLUMNS, column) - 1]
    }
}

fn file() -> PathBuf {
    here().join("tests/diff/proof.tsv")
}

/// The rows of `proof.tsv`, by line, without its heading.
fn known() -> Vec<Row> {
    let text = fs::read_to_string(file()).unwrap();
    let rows = text.lines().filter(|line| !line.starts_with('#')).skip(1);
    let row = |line: &str| {
        let mut cells = line.split('\t').map(str::to_owned);
        Row {
            name: cells.next().unwrap(),
            cells: std::array::from_fn(|_| cells.next().unwrap_or_default()),
            evidence: cells.next().unwrap_or_default(),
        }
    };
    rows.map(row).collect()
}

/// The cases, in the order of `expected.tsv`.
fn names() -> Vec<String> {
    let text = fs::read_to_string(here().join("tests/diff/expected.tsv")).unwrap();
    let names = text.lines().skip(1).filter_map(|row| row.split('\t').next());
    names.map(str::to_owned).collect()
}

/// A case of each verdict on the crate, which ones depends on the proof itself. What cargo-semver-checks says is taken from
/// there.
#[test]
fn a_sample_of_the_verdicts_is_proved() {
    let known = known();
    let digest = |name: &str| {
        let mut hasher = DefaultHasher::new();
        known
            .iter()
            .map(Row::line)
            .chain([name.to_owned()])
            .for_each(|text| text.hash(&mut hasher));
        hasher.finish()
    };
    let of_verdict = |verdict: &str| {
        let rows = known
            .iter()
            .filter(|row| row.cell("crate").trim_end_matches('+') == verdict);
        rows.map(|row| row.name.clone())
            .min_by_key(|name| digest(name))
            .unwrap()
    };
    let names = ["patch", "minor", "major"].map(of_verdict);
    let proof = Proof::of("sample", &names, false);
    for case in &proof.cases {
        let expected = known.iter().find(|row| row.name == case.case).unwrap();
        let semver = |_: &str| {
            let said = BUMPS.into_iter().find(|word| *word == expected.cell("semver"));
            (said.unwrap(), expected.cell("lints").to_owned())
        };
        let row = proof.row(case, &semver);
        assert_eq!(row.cells, expected.cells, "{}: {}", case.case, row.evidence);
    }
}

/// The table has every case once, and no verdict that is lower than what was shown, nor one that is higher without a reason.
#[test]
fn each_case_has_a_proof() {
    let known = known();
    assert_eq!(known.iter().map(|row| row.name.clone()).collect::<Vec<_>>(), names());
    for row in &known {
        assert_eq!(row.cell("ok"), "yes", "{}", row.name);
        let comparison = compare(&parse("base"), &parse(&row.name));
        assert_eq!(
            row.cell("diff_wire"),
            comparison.wire().word(),
            "{}: prove it again",
            row.name
        );
        assert_eq!(
            row.cell("diff_crate").trim_end_matches('+'),
            comparison.bump().word(),
            "{}: prove it again",
            row.name
        );
        let rank = |levels: &[&str], column: &str| index(levels, row.cell(column).trim_end_matches('+'));
        let is_higher =
            rank(&BUMPS, "diff_crate") > rank(&BUMPS, "crate") || rank(&LEVELS, "diff_wire") > rank(&LEVELS, "wire");
        assert_eq!(is_higher, !row.cell("higher").is_empty(), "{}", row.name);
    }
}

/// Every case, with every part of the proof.
#[test]
#[ignore = "compiles the client of each case, and needs cargo-semver-checks"]
fn the_verdicts_are_proved() {
    let version = semver::version().unwrap_or_else(|missing| panic!("{missing}"));
    let wanted = std::env::var("CASES").ok();
    let wanted: Option<Vec<&str>> = wanted.as_deref().map(|names| names.split(',').collect());
    let mut names = names();
    names.retain(|name| wanted.as_ref().is_none_or(|wanted| wanted.contains(&name.as_str())));
    let update = std::env::var_os("UPDATE_GOLDENS").is_some();
    let proof = Proof::of("all", &names, true);
    let mut rows = known();
    let mut wrong = Vec::new();
    for case in &proof.cases {
        let row = proof.row(case, &|name| unreachable!("{name} is compared"));
        eprintln!("{}", row.line());
        let old = rows.iter().position(|known| known.name == row.name);
        if row.cell("ok") != "yes" {
            wrong.push(format!("lower than what was shown: {}", row.line()));
        } else if !update && old.is_none_or(|old| rows[old].cells != row.cells) {
            wrong.push(format!("not as in proof.tsv: {}", row.line()));
        }
        match old {
            Some(old) => rows[old] = row,
            None => rows.push(row),
        }
        if update {
            write(&version, &mut rows);
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[expect(clippy::disallowed_methods, reason = "git has the file as it was")]
fn write(version: &str, rows: &mut Vec<Row>) {
    let names = names();
    rows.retain(|row| names.contains(&row.name));
    rows.sort_by_key(|row| names.iter().position(|name| *name == row.name));
    let rustc = Command::new("rustc").arg("--version").output().unwrap().stdout;
    let rustc = String::from_utf8_lossy(&rustc);
    let rustc: Vec<_> = rustc.split_whitespace().take(2).collect();
    let mut text = format!(
        "# Written by the test `the_verdicts_are_proved` of xtask/tests/diff/proof/, which says what the columns are. {}, {version}.\n{}\tevidence\n",
        rustc.join(" "),
        COLUMNS.join("\t")
    );
    for row in rows {
        let _ = writeln!(text, "{}", row.line());
    }
    fs::write(file(), text).unwrap();
}
