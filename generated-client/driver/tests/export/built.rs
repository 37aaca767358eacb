//! The examples of the client, built as `cargo test --workspace` builds them.

use std::{
    collections::BTreeMap,
    path::PathBuf,
    process::{Command, Stdio},
};

use serde_json::Value;

/// Builds examples. Returns the programs by name.
pub(crate) fn examples(names: &[&str]) -> BTreeMap<String, PathBuf> {
    let built = Command::new(env!("CARGO"))
        .args(["build", "--quiet", "--offline", "--workspace"])
        .args(names.iter().flat_map(|name| ["--example", name]))
        .args(["--message-format", "json-render-diagnostics"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .stderr(Stdio::inherit())
        .output()
        .expect("cargo starts");
    assert!(built.status.success(), "the examples do not build");
    let text = String::from_utf8(built.stdout).expect("text");
    let programs = text.lines().filter_map(|line| {
        let message: Value = serde_json::from_str(line).expect("JSON");
        let program = message["executable"].as_str()?;
        Some((message["target"]["name"].as_str()?.to_owned(), program.into()))
    });
    programs.collect()
}
