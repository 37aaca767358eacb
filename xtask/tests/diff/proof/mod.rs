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
mod evidence;
mod program;
mod semver;
mod shown;
mod table;
mod wire;

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use evidence::Proof;
use shown::{BUMPS, index};
use table::{Row, known, names, write};
use wire::LEVELS;

use crate::cases::verdicts;

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
    let mut of_diff = verdicts();
    for row in &known {
        let (wire, bump) = of_diff.remove(&row.name).unwrap();
        assert_eq!(
            (row.cell("diff_wire"), row.cell("diff_crate")),
            (&*wire, &*bump),
            "{}: prove it again",
            row.name
        );
        let rank = |levels: &[&str], column: &str| index(levels, row.cell(column).trim_end_matches('+'));
        let (shown, said) = (rank(&BUMPS, "crate"), rank(&BUMPS, "diff_crate"));
        let (shown_wire, said_wire) = (rank(&LEVELS, "wire"), rank(&LEVELS, "diff_wire"));
        assert!(
            said >= shown && said_wire >= shown_wire,
            "{}: lower than what was shown",
            row.name
        );
        let acts_differently = |column: &str| row.cell(column).ends_with('+');
        let is_named = said == 3 || acts_differently("diff_crate") || !acts_differently("crate");
        assert!(is_named, "{}: code acts differently", row.name);
        let is_higher = said > shown || said_wire > shown_wire;
        assert_eq!(is_higher, !row.cell("higher").is_empty(), "{}", row.name);
        assert_eq!(row.cell("ok"), "yes", "{}", row.name);
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
        #[expect(clippy::print_stderr, reason = "it takes long: what is done already is shown")]
        {
            eprintln!("{}", row.line());
        }
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
