//! Workspaces with a repository of git.

use std::path::{Path, PathBuf};
use std::process::Command;

use codegen::{Document, Model, Options};

use super::{Sandbox, here};

/// The text of a case.
pub(crate) fn case(name: &str) -> String {
    std::fs::read_to_string(here().join(format!("tests/diff/cases/{name}.yaml"))).unwrap()
}

/// A workspace whose document is a case.
pub(crate) fn workspace(name: &str, document: &str) -> Sandbox {
    let sandbox = Sandbox::new(name);
    sandbox.write("spec/hss.openapi.yaml", case(document));
    sandbox.write("Cargo.toml", "[workspace.package]\nversion = \"0.3.1\"\n");
    sandbox.write(
        "generated-client/Cargo.toml",
        "[package]\nname = \"api\"\nversion.workspace = true\n",
    );
    sandbox
}

/// A workspace in a repository, with a document that is committed on the branch `main`.
pub(crate) fn repository(name: &str, document: &str) -> Sandbox {
    let sandbox = workspace(name, document);
    git(&sandbox.root, &["init", "--quiet", "--initial-branch", "main"]);
    commit(&sandbox.root, "first");
    sandbox
}

/// Freezes a version as a release does.
pub(crate) fn release(sandbox: &Sandbox, version: &str, document: &str) {
    let parsed = Document::parse("released", document.as_bytes()).unwrap();
    let surface = codegen::surface(&Model::new(&parsed).unwrap(), &Options::default()).unwrap();
    sandbox.write(&format!("spec/released/{version}.openapi.yaml"), document);
    sandbox.write(&format!("spec/released/{version}.surface.json"), surface.to_json());
}

/// Commits everything.
pub(crate) fn commit(root: &Path, message: &str) {
    git(root, &["add", "--all"]);
    git(root, &["commit", "--quiet", "--message", message]);
}

/// Runs git, with no configuration of the machine.
pub(crate) fn git(root: &Path, arguments: &[&str]) -> String {
    let output = Command::new("git")
        .current_dir(root)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_SYSTEM", "/dev/null")
        .args(["-c", "user.name=test", "-c", "user.email=test@example.com"])
        .args(["-c", "commit.gpgsign=false", "-c", "protocol.file.allow=always"])
        .args(arguments)
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "git {arguments:?}: {text}");
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

/// A folder outside of this repository.
pub(crate) fn outside(name: &str) -> PathBuf {
    std::env::temp_dir().join(format!("xtask-diff-{name}-{}", std::process::id()))
}
