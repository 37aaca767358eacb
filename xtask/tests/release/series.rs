//! Four releases in a row: the first one, a patch, a minor and a major one.

use std::time::SystemTime;

use serde_json::Value;

use crate::project::{Project, SemverChecks};
use crate::refused;

const PROPERTY: &str = "          type: string\n          description: The text of the log.\n";

#[test]
#[cfg(unix)]
fn four_releases_in_a_row() {
    releases("series", SemverChecks::NoChange);
}

/// The same with the real cargo-semver-checks, from the PATH or from `SEMVER_CHECKS`.
#[test]
#[ignore = "needs cargo-semver-checks, which builds the documentation of all dependencies"]
fn four_releases_in_a_row_with_cargo_semver_checks() {
    releases("series-real", SemverChecks::Real);
}

fn releases(name: &str, semver_checks: SemverChecks) {
    let mut project = Project::new(name);
    let today = xtask::day(SystemTime::now());

    // The first one has the version of the manifest, and is compared with nothing.
    project.semver_checks = SemverChecks::Missing;
    let dry = dry(&project, &["release", "--dry-run"]);
    assert!(dry.contains("cargo-semver-checks is not needed"), "{dry}");
    let ran = project.release("0.1.0");
    assert!(
        ran.err.contains("the first release has the version of the manifest"),
        "{}",
        ran.err
    );
    assert_eq!(
        project.read("spec/released/0.1.0.openapi.yaml"),
        project.read("spec/hss.openapi.yaml")
    );
    let surface: Value = serde_json::from_str(&project.read("spec/released/0.1.0.surface.json")).unwrap();
    assert!(surface["items"].as_object().unwrap().len() > 20 && surface["codegen"].is_string());
    let first = format!("# Changelog\n\n## [Unreleased]\n\n## [0.1.0] - {today}\n\n### Added\n\n- The client.\n");
    assert_eq!(project.read("CHANGELOG.md"), first);

    // From now on, the crate is compared with the last release.
    project.semver_checks = semver_checks;
    refused::what_is_not_in_order(&mut project);
    // Of the two in the middle, the packages are not built: that takes most of the time.
    project.builds_package = semver_checks == SemverChecks::Real;

    project.change(
        PROPERTY,
        &PROPERTY.replace("of the log.", "of the log, as it was written."),
    );
    let ran = project.release("0.1.1");
    assert_eq!(part(&ran.err, "document"), "patch", "{}", ran.err);
    assert_eq!(part(&ran.err, "generator"), "none", "{}", ran.err);
    let manifest = project.read("generated-client/Cargo.toml");
    assert!(manifest.contains("\nversion = \"0.1.1\"\n"), "{manifest}");
    assert!(
        project
            .read("Cargo.lock")
            .contains("name = \"huaweicloud-hss\"\nversion = \"0.1.1\"\n")
    );
    let section = section(&project, "0.1.1");
    assert!(
        section.contains("### Changed\n\n- The documentation follows the API: 1 change"),
        "{section}"
    );

    let added = format!(
        "{}        agent_id:\n          type: string\n          description: The agent.\n",
        PROPERTY.replace("of the log.", "of the log, as it was written.")
    );
    let (_, before) = added.split_at(0);
    project.change(
        &PROPERTY.replace("of the log.", "of the log, as it was written."),
        before,
    );
    dry_with_json(&project);
    let ran = project.release("0.1.2");
    assert_eq!(part(&ran.err, "document"), "minor", "{}", ran.err);
    let section = self::section(&project, "0.1.2");
    assert!(
        section.contains("### Added\n\n- ") && section.contains("agent_id"),
        "{section}"
    );
    assert!(!section.contains("Breaking"), "{section}");

    project.builds_package = true;
    // What was accepted for a release goes away with it.
    let change = "        agent_id:\n          type: string\n";
    project.change(change, &change.replace("string", "integer"));
    let diff: Value = serde_json::from_str(&project.xtask(&["diff", "--format", "json"]).out).unwrap();
    let change = &diff["changes"][0];
    let accepted = format!(
        "{}\n# Nobody reads it yet.\n[[change]]\nrule = {}\nplace = {}\nfingerprint = {}\nreason = \"nobody reads it\"\n",
        project.read("spec/accepted.toml"),
        change["rule"],
        change["pointer"],
        change["fingerprint"]
    );
    let before = project.read("spec/accepted.toml");
    project.write("spec/accepted.toml", &accepted);
    project.commit("Accept the change");
    let ran = project.release("0.2.0");
    assert_eq!(part(&ran.err, "document"), "major", "{}", ran.err);
    let section = self::section(&project, "0.2.0");
    assert!(
        section.contains("### Changed\n\n- **Breaking:** ") && section.contains("What to do: "),
        "{section}"
    );
    assert!(section.contains("agent_id"), "{section}");
    assert_eq!(project.read("spec/accepted.toml"), before);
    let moved = project.read("spec/released/0.2.0.accepted.toml");
    assert!(moved.contains("# Nobody reads it yet.\n[[change]]\n"), "{moved}");

    let releases = project.git(&["ls-files", "spec/released"]);
    assert_eq!(releases.lines().count(), 4 * 2 + 1, "{releases}");
    for version in ["0.1.0", "0.1.1", "0.1.2", "0.2.0"] {
        let document = project.git(&["show", &format!("v{version}:spec/hss.openapi.yaml")]);
        assert_eq!(project.read(&format!("spec/released/{version}.openapi.yaml")), document);
        project.git(&[
            "grep",
            "--quiet",
            &format!("^version = \"{version}\"$"),
            &format!("v{version}"),
            "--",
            "generated-client/Cargo.toml",
        ]);
    }
    assert!(!project.exists("target/xtask-release") && !project.exists("target/xtask-release.json"));
}

/// What a part needs, in a report for people.
fn part(report: &str, name: &str) -> String {
    let line = report.lines().find(|line| line.starts_with(name)).unwrap_or_default();
    line.split_whitespace().nth(1).unwrap_or_default().to_owned()
}

/// The section of a release.
fn section(project: &Project, version: &str) -> String {
    let changelog = project.read("CHANGELOG.md");
    let (_, section) = changelog.split_once(&format!("## [{version}] - ")).unwrap();
    section.split("\n## ").next().unwrap().to_owned()
}

/// Runs a command that leaves no trace.
fn dry(project: &Project, arguments: &[&str]) -> String {
    let before = project.files();
    let ran = project.xtask(arguments);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(project.files() == before, "a dry run has left something");
    assert!(!project.exists("target/xtask-release"));
    format!("{}{}", ran.out, ran.err)
}

fn dry_with_json(project: &Project) {
    let report: Value = serde_json::from_str(&dry(project, &["release", "--dry-run", "--format", "json"])).unwrap();
    assert_eq!(report["release"]["version"], "0.1.2");
    assert_eq!(report["release"]["previous"], "0.1.1");
    assert_eq!(
        (&report["dry_run"], &report["refused"]),
        (&Value::Bool(true), &Value::Array(Vec::new()))
    );
    let parts = report["parts"].as_array().unwrap();
    assert!(
        parts
            .iter()
            .any(|part| part["part"] == "document" && part["crate"] == "minor"),
        "{report}"
    );
    assert!(
        report["changelog"].as_str().unwrap().starts_with("## [0.1.2] - "),
        "{report}"
    );
    let files: Vec<_> = report["files"]
        .as_array()
        .unwrap()
        .iter()
        .map(|file| file["path"].as_str().unwrap())
        .collect();
    assert_eq!(
        files.last(),
        Some(&"spec/released/0.1.2.openapi.yaml"),
        "the last one marks the release"
    );
}
