//! What a program meets at a server, as `cargo xtask selftest --program` reports it, in the levels of `diff`.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value;
use xtask::Environment;

use super::crates::{document, root};
use crate::common::run;

/// The levels, from the best to the worst.
pub(crate) const LEVELS: [&str; 4] = ["safe", "silent", "breaking-if", "breaking"];

/// What was met, and an example.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Met {
    /// The index of the level.
    pub(crate) level: usize,
    pub(crate) why: String,
}

impl Met {
    fn worse(&mut self, level: usize, why: &str) {
        if level > self.level {
            *self = Self {
                level,
                why: why.to_owned(),
            };
        }
    }
}

/// Runs the program that was written for the base against a server that follows a document.
pub(crate) fn meet(program: &Path, server: &str) -> Met {
    let (base, server, program) = (document("base"), document(server), program.to_str().unwrap());
    let (base, server) = (base.to_str().unwrap(), server.to_str().unwrap());
    let files = [
        "selftest",
        "--document",
        base,
        "--against",
        server,
        "--program",
        program,
    ];
    let environment = Environment {
        directory: root(),
        program: None,
        cargo: "no cargo is needed".into(),
        colour: false,
        progress: false,
        today: "2026-06-30".to_owned(),
    };
    let ran = run(&[&files[..], &["--format", "json"]].concat(), &environment);
    let report = serde_json::from_str(&ran.out);
    let report: Value = report.unwrap_or_else(|error| panic!("{error}: {}{}", ran.out, ran.err));
    assert!(report["requests"]["made"].as_u64() > Some(0), "{report}");
    let mut met = Met::default();
    // What fails with the required arguments and with all of them fails in every call.
    let mut requests: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for failed in report["failed"].as_array().unwrap() {
        let text = |key: &str| failed[key].as_str().unwrap();
        let (operation, message, problem) = (text("operation"), text("message"), text("problem"));
        let why = format!("{operation}, {message}: {problem}");
        let level = level(message, problem);
        met.worse(level.min(2), &why);
        if level == 2 && message.starts_with("request, ") {
            let failed = requests.entry(operation).or_default();
            failed.push(message);
            let in_every = ["request, required arguments", "request, all arguments"];
            if in_every.iter().all(|message| failed.contains(message)) {
                met.worse(3, &why);
            }
        }
    }
    met
}

/// What a failure of one call means for released clients.
fn level(message: &str, problem: &str) -> usize {
    // The name of a parameter of the path is not sent, and a property that is new is ignored by design. An error without a
    // type is read as any other one.
    if problem.starts_with("path:")
        || problem.ends_with(" is gone")
        || problem.contains("has no type for the body of the error")
    {
        return 0;
    }
    // A server ignores what it does not know, and a client keeps a value that it does not know.
    let ignored = ["the argument", "-undocumented)", "keeps a documented value as unknown"];
    let is_ignored = ignored.iter().any(|words| problem.contains(words)) && !problem.contains("was sent as");
    let is_decoded = message.starts_with("response") && problem.starts_with("at `");
    match is_ignored || is_decoded {
        true => 1,
        false => 2,
    }
}
