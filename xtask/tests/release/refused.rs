//! What is not released, and what is said then.

use crate::project::{Project, SemverChecks};

/// A project that has released 0.1.0, as far as its files and its history say so: without building anything.
fn released() -> Project {
    let project = Project::new("refused");
    let ran = project.release("0.1.0");
    assert_eq!(ran.code, 0);
    project
}

#[test]
#[cfg(unix)]
fn what_is_not_in_order_is_refused() {
    let mut project = released();
    let refused = |project: &Project, arguments: &[&str], code: i32, rules: &[&str], words: &str| {
        let before = project.files();
        let ran = project.xtask(&[&["release"], arguments].concat());
        assert_eq!(ran.code, code, "{}", ran.err);
        let found = ran.err.lines().filter_map(|line| {
            let rest = line.strip_prefix("refused[").or(line.strip_prefix("not judged["))?;
            rest.split(']').next()
        });
        assert_eq!(found.collect::<Vec<_>>(), rules, "{}", ran.err);
        assert!(ran.err.contains(words), "no `{words}`: {}", ran.err);
        assert!(project.files() == before, "something was written");
    };
    let restore = |project: &Project| {
        project.git(&["reset", "--quiet", "--hard", "v0.1.0"]);
        project.git(&["clean", "--quiet", "--force"]);
    };

    // Not committed, of what is released; a note beside it does not matter.
    project.write("notes.txt", "x");
    refused(&project, &[], 1, &["version"], "nothing to release");
    project.write("generated-client/src/runtime/extra.rs", "");
    project.edit("README.md", "# A Rust client", "# The Rust client");
    refused(
        &project,
        &[],
        1,
        &["uncommitted"],
        "README.md, generated-client/src/runtime/extra.rs",
    );
    restore(&project);

    // Stale, and the recordings are no longer those of the document.
    project.edit(
        "spec/hss.openapi.yaml",
        "        content:\n          type: string\n",
        "        content:\n          type: integer\n",
    );
    project.commit("Change the document alone");
    refused(&project, &[], 1, &["stale", "drift"], "cargo xtask regenerate");
    restore(&project);

    // Nothing shows that the document is right.
    project.git(&["rm", "-r", "--quiet", "spec/recordings"]);
    project.commit("Remove the recordings");
    refused(&project, &["--dry-run"], 2, &["unverified"], "there are no recordings");
    restore(&project);

    // The crate cannot be compared.
    project.semver_checks = SemverChecks::Missing;
    refused(
        &project,
        &[],
        2,
        &["no-semver-checks"],
        "cargo install cargo-semver-checks --locked",
    );
    project.semver_checks = SemverChecks::Breaks;
    for (version, code, words) in [
        ("0.1.0", 1, "not later than 0.1.0"),
        ("0.0.9", 1, "not later than 0.1.0"),
        ("0.1.1", 1, "needs 0.2.0 or later"),
        ("1.0.0", 1, "CHANGELOG.md says nothing"),
    ] {
        let rule = if version == "1.0.0" { "changelog" } else { "version" };
        refused(&project, &["--version", version], code, &[rule], words);
    }
    // What cargo-semver-checks finds counts, though the document is the same.
    refused(&project, &[], 1, &["changelog"], "crate     major");
    project.semver_checks = SemverChecks::NoChange;
    project.git(&["tag", "v0.3.0"]);
    refused(&project, &["--version", "0.3.0"], 1, &["version"], "the tag `v0.3.0`");

    // The sources of the last release are not what the tag says.
    project.edit(
        "generated-client/Cargo.toml",
        "\nversion = \"0.1.0\"",
        "\nversion = \"0.0.1\"",
    );
    project.edit(
        "Cargo.lock",
        "name = \"huaweicloud-hss\"\nversion = \"0.1.0\"",
        "name = \"huaweicloud-hss\"\nversion = \"0.0.1\"",
    );
    project.commit("Another version");
    project.git(&["tag", "--force", "v0.1.0"]);
    refused(&project, &[], 2, &["no-sources"], "its client has the version 0.0.1");

    // A document that is no OpenAPI.
    project.edit(
        "spec/hss.openapi.yaml",
        "openapi: 3.0.3",
        "openapi: 3.0.3\nopenapi: 3.0.3",
    );
    let ran = project.xtask(&["release"]);
    assert_eq!(ran.code, 2, "{}", ran.err);
    assert!(ran.err.contains("refused: spec/hss.openapi.yaml"), "{}", ran.err);
}
