//! What is not released, and what is said then.

use std::fs;

use crate::project::{Project, SemverChecks};

/// Tries what is refused in a project that has just released 0.1.0, and leaves it so.
pub(crate) fn what_is_not_in_order(project: &mut Project) {
    let of_series = project.semver_checks;
    project.semver_checks = SemverChecks::NoChange;
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
    refused(project, &[], 1, &["version"], "nothing to release");
    project.write("generated-client/src/runtime/added.rs", "");
    project.edit("README.md", "# A Rust client", "# The Rust client");
    refused(
        project,
        &[],
        1,
        &["uncommitted"],
        "README.md, generated-client/src/runtime/added.rs",
    );
    restore(project);

    // Stale, and the recordings are no longer those of the document.
    project.edit(
        "spec/hss.openapi.yaml",
        "        content:\n          type: string\n",
        "        content:\n          type: integer\n",
    );
    project.commit("Change the document alone");
    refused(project, &[], 1, &["stale", "drift"], "cargo xtask regenerate");
    restore(project);

    // Nothing shows that the document is right.
    project.git(&["rm", "-r", "--quiet", "spec/recordings"]);
    project.commit("Remove the recordings");
    refused(project, &["--dry-run"], 2, &["unverified"], "spec/recordings");
    restore(project);

    // What the last release froze is no longer there, or no longer that.
    project.git(&["rm", "--quiet", "spec/released/0.1.0.openapi.yaml"]);
    project.commit("Remove the document of the release");
    refused(
        project,
        &[],
        2,
        &["no-releases"],
        "git checkout v0.1.0 -- spec/released/0.1.0.openapi.yaml",
    );
    restore(project);
    project.edit(
        "spec/released/0.1.0.surface.json",
        "\"codegen\": \"0.1.0\"",
        "\"codegen\": \"0.1.1\"",
    );
    project.commit("Edit what was frozen");
    refused(
        project,
        &[],
        2,
        &["frozen-edited"],
        "spec/released/0.1.0.surface.json is not what the tag v0.1.0 has",
    );
    restore(project);

    // Git cannot read what the release froze, so whether it was edited is not known.
    let object = project.git(&["rev-parse", "v0.1.0:spec/released/0.1.0.surface.json"]);
    let (first, rest) = object.trim_end().split_at(2);
    let object = project.root.join(".git/objects").join(first).join(rest);
    fs::rename(&object, object.with_extension("lost")).unwrap();
    refused(
        project,
        &[],
        2,
        &["frozen-unknown"],
        "whether spec/released/0.1.0.surface.json was edited since 0.1.0 is not known",
    );
    fs::rename(object.with_extension("lost"), &object).unwrap();

    // The crate cannot be compared.
    project.semver_checks = SemverChecks::Missing;
    refused(
        project,
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
        refused(project, &["--version", version], code, &[rule], words);
    }
    // What cargo-semver-checks finds counts, though the document is the same.
    refused(project, &[], 1, &["changelog"], "crate     major");
    project.semver_checks = SemverChecks::NoChange;
    project.git(&["tag", "v0.3.0"]);
    refused(project, &["--version", "0.3.0"], 1, &["version"], "the tag `v0.3.0`");

    project.git(&["tag", "--delete", "v0.3.0"]);

    // The sources of the last release are not what the tag says, or are not known.
    let release = project.git(&["rev-parse", "v0.1.0"]);
    let tree = project.git(&["write-tree", "--prefix=spec/"]);
    let other = project.git(&["commit-tree", tree.trim(), "-m", "Another one"]);
    project.git(&["tag", "--force", "v0.1.0", other.trim()]);
    refused(
        project,
        &[],
        2,
        &["no-sources"],
        "the tag v0.1.0 is not the release 0.1.0",
    );
    project.git(&["tag", "--force", "v0.1.0", release.trim()]);

    // A document that is no OpenAPI.
    project.edit(
        "spec/hss.openapi.yaml",
        "openapi: 3.0.3",
        "openapi: 3.0.3\nopenapi: 3.0.3",
    );
    let ran = project.xtask(&["release"]);
    assert_eq!(ran.code, 2, "{}", ran.err);
    assert!(ran.err.contains("refused: spec/hss.openapi.yaml"), "{}", ran.err);
    restore(project);

    // The remains of a run that was interrupted are undone first; a dry run only says that they are there.
    let changelog = project.read("CHANGELOG.md");
    let journal = serde_json::json!({"version": 1, "title": "the release of huaweicloud-hss 0.1.1", "files": [
        {"path": "CHANGELOG.md", "old": changelog, "new": "half"},
        {"path": "spec/released/0.1.1.openapi.yaml", "old": null, "new": "frozen"},
    ]});
    project.write("target/xtask-release.json", &journal.to_string());
    project.write("CHANGELOG.md", "half");
    refused(project, &["--dry-run"], 1, &["interrupted"], "without --dry-run");
    let ran = project.xtask(&["release"]);
    assert!(ran.err.contains("what it had written was undone"), "{}", ran.err);
    assert!(ran.err.contains("nothing to release"), "{}", ran.err);
    assert_eq!(project.read("CHANGELOG.md"), changelog);
    assert!(!project.exists("target/xtask-release.json"));
    project.git(&["clean", "--quiet", "--force"]);
    assert_eq!(project.git(&["status", "--porcelain"]), "");
    project.semver_checks = of_series;
}
