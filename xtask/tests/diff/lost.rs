//! Repositories that lack something: what git cannot read is never taken as something that is not there.

use std::fs;

use xtask::{Environment, Exit};

use crate::common::{Sandbox, run};
use crate::sandbox::{case, commit, git, outside, repository};
use crate::sources::{refused, report};

/// Removes an object of the repository.
fn lose(sandbox: &Sandbox, revision: &str) {
    let object = git(&sandbox.root, &["rev-parse", revision]);
    let (first, rest) = object.trim_end().split_at(2);
    fs::remove_file(sandbox.root.join(".git/objects").join(first).join(rest)).unwrap();
}

#[test]
fn what_git_cannot_read_is_not_taken_as_missing() {
    let told = |error: &str, what: &str| {
        assert!(
            error.contains(what) && error.contains("= help: run `git fsck`"),
            "{error}"
        );
    };
    let sandbox = repository("diff-git-lost", "base");
    sandbox.write(
        "generated-client/Cargo.toml",
        "[package]\nname = \"c\"\nversion = \"0.1.0\"\n",
    );
    commit(&sandbox.root, "second");
    sandbox.write("spec/hss.openapi.yaml", case("operation-removed"));
    assert_eq!(report(&sandbox, &[])["verdict"]["version"]["current"], "0.1.0");

    // The version of the base is unknown: the report says so, where it would otherwise have no version without a word.
    lose(&sandbox, "HEAD:generated-client/Cargo.toml");
    let ran = sandbox.run(&["diff"]);
    assert_eq!(ran.exit, Exit::Incomplete, "{}", ran.seen());
    told(
        &ran.seen(),
        "the version of the client is not known: generated-client/Cargo.toml of",
    );

    lose(&sandbox, "HEAD:spec/hss.openapi.yaml");
    told(
        &refused(&sandbox, &["main:"]),
        "the document spec/hss.openapi.yaml of `main` cannot be read",
    );

    // The default branch is there. Without its commit, another branch would be taken for the base.
    git(&sandbox.root, &["branch", "master"]);
    git(&sandbox.root, &["checkout", "--quiet", "-b", "work"]);
    git(&sandbox.root, &["branch", "--force", "master", "HEAD~1"]);
    lose(&sandbox, "main");
    told(&refused(&sandbox, &[]), "the commit of `main` cannot be read");
}

#[test]
fn a_shallow_clone_without_the_merge_base_is_an_error() {
    let sandbox = repository("diff-shallow", "base");
    git(&sandbox.root, &["switch", "--quiet", "--create", "work"]);
    sandbox.write("a", "a");
    commit(&sandbox.root, "on the branch");
    git(&sandbox.root, &["switch", "--quiet", "main"]);
    sandbox.write("b", "b");
    commit(&sandbox.root, "on main");
    let clone = outside("shallow");
    drop(fs::remove_dir_all(&clone));
    let url = format!("file://{}", sandbox.root.display());
    git(
        &sandbox.root,
        &[
            "clone",
            "--quiet",
            "--depth",
            "1",
            "--no-single-branch",
            "--branch",
            "work",
            &url,
            clone.to_str().unwrap(),
        ],
    );
    // The sandbox has a folder of recordings, which is empty.
    fs::create_dir_all(clone.join("codegen")).unwrap();
    let environment = Environment {
        directory: clone.clone(),
        program: None,
        cargo: "/nonexistent/cargo".into(),
        colour: false,
        progress: false,
        today: "2026-06-30".to_owned(),
    };
    let shallow = run(&["diff"], &environment);
    assert_eq!(shallow.exit, Exit::Incomplete);
    assert!(
        shallow.err.contains("the merge base of HEAD and `origin/") && shallow.err.contains("fetch-depth: 0"),
        "{}",
        shallow.err
    );
    let unknown = run(&["diff", "v1:"], &environment);
    assert!(unknown.err.contains("git fetch --unshallow"), "{}", unknown.err);
    git(&clone, &["fetch", "--quiet", "--unshallow"]);
    assert_eq!(run(&["diff"], &environment).exit, Exit::Fine);
    fs::remove_dir_all(clone).unwrap();
}
