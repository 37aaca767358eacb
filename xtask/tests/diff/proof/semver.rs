//! What cargo-semver-checks says of two clients.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::Path;
use std::process::Command;

/// The program: `SEMVER_CHECKS`, or the one of the PATH.
fn program() -> OsString {
    std::env::var_os("SEMVER_CHECKS").unwrap_or_else(|| "cargo-semver-checks".into())
}

/// Its version, such as `cargo-semver-checks 0.51.0`.
pub(crate) fn version() -> Result<String, String> {
    let missing = |why: &dyn std::fmt::Display| {
        format!(
            "cargo-semver-checks cannot be run ({why}): install it with `cargo install cargo-semver-checks --locked`, or \
             give its path in SEMVER_CHECKS"
        )
    };
    let output = Command::new(program()).args(["semver-checks", "--version"]).output();
    let output = output.map_err(|error| missing(&error))?;
    match output.status.success() {
        true => Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned()),
        false => Err(missing(&output.status)),
    }
}

/// The version that the change of a crate needs (`none`, `minor`, `major`) and the lints that say so.
pub(crate) fn compare(base: &Path, revision: &Path) -> (&'static str, String) {
    let output = Command::new(program())
        .args(["semver-checks", "--release-type", "patch", "--color", "never"])
        .arg("--baseline-rustdoc")
        .arg(base)
        .arg("--current-rustdoc")
        .arg(revision)
        .output()
        .unwrap();
    let text = [output.stdout, output.stderr].concat();
    let text = String::from_utf8_lossy(&text);
    let failures = text.lines().filter_map(|line| line.strip_prefix("--- failure "));
    let lints: BTreeSet<_> = failures.filter_map(|line| line.split([' ', ':']).next()).collect();
    let lints = lints.into_iter().collect::<Vec<_>>().join(" ");
    let says = |words: &str| text.contains(words);
    let needed = if says("requires new major version") {
        "major"
    } else if says("requires new minor version") {
        "minor"
    } else if says("no semver update required") {
        "none"
    } else {
        panic!("cargo-semver-checks says neither: {text}")
    };
    (needed, lints)
}
