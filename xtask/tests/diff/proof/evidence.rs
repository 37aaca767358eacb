//! What the compiler, servers and cargo-semver-checks show of cases.

use std::collections::BTreeMap;
use std::path::PathBuf;

use xtask::diff::compare;

use super::crates::{Client, Crates, parse, removed_features, root};
use super::semver;
use super::shown::{BUMPS, Shown, bump, difference, has_behaviour};
use super::table::{Row, tidy};
use super::wire::{LEVELS, Met, meet};

/// What the compiler and the servers show of some cases.
pub(super) struct Proof {
    base: Client,
    pub(super) cases: Vec<Client>,
    /// What the program for the base is with the client of each case: a program, or an error.
    programs: BTreeMap<String, Result<PathBuf, String>>,
    /// The errors of the programs for the cases with the client of the base.
    back: BTreeMap<String, String>,
    crates: Crates,
    /// The description of the base for cargo-semver-checks, if it is used.
    rustdoc: Option<PathBuf>,
}

impl Proof {
    pub(super) fn of(name: &str, names: &[String], semver: bool) -> Self {
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
    pub(super) fn row(&self, case: &Client, known: &dyn Fn(&str) -> (&'static str, String)) -> Row {
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
