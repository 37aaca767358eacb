//! What a release needs from git, in repositories that lack something.
#![expect(clippy::disallowed_methods, reason = "no other program reads the files of a test")]

use std::fs;
use std::path::Path;
use std::process::Command;

use semver::Version;

use super::Repository;

fn git(folder: &Path, arguments: &[&str]) {
    let mut command = Command::new("git");
    let settings = [
        "user.name=A Person",
        "user.email=person@example.com",
        "commit.gpgsign=false",
    ];
    for setting in settings {
        command.args(["-c", setting]);
    }
    command.env_remove("GIT_DIR").args(arguments).current_dir(folder);
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// In a shallow clone, the one commit seems to have added every file: the sources of the release would be those of today.
#[test]
fn the_sources_of_a_release_are_not_guessed_in_a_shallow_clone() {
    let root = std::env::temp_dir().join(format!("xtask-shallow-{}", std::process::id()));
    drop(fs::remove_dir_all(&root));
    let (whole, shallow) = (root.join("whole"), root.join("shallow"));
    fs::create_dir_all(&whole).unwrap();
    git(&whole, &["init", "--quiet"]);
    fs::write(whole.join("1.yaml"), "1").unwrap();
    git(&whole, &["add", "1.yaml"]);
    git(&whole, &["commit", "--quiet", "--message", "Release"]);
    let repository = Repository::of(&whole).unwrap();
    let release = repository.head().unwrap().unwrap();
    fs::write(whole.join("2.yaml"), "2").unwrap();
    git(&whole, &["add", "2.yaml"]);
    git(&whole, &["commit", "--quiet", "--message", "More"]);
    let version = Version::new(1, 0, 0);
    assert_eq!(repository.released(&version, "1.yaml").unwrap().commit, release);
    assert_ne!(repository.head().unwrap().unwrap(), release);

    let source = format!("file://{}", whole.display());
    git(&root, &["clone", "--quiet", "--depth", "1", &source, "shallow"]);
    let repository = Repository::of(&shallow).unwrap();
    let problem = repository.released(&version, "1.yaml").err().unwrap();
    assert!(problem.contains("git fetch --tags --unshallow"), "{problem}");
    git(&shallow, &["fetch", "--quiet", "--unshallow"]);
    assert_eq!(repository.released(&version, "1.yaml").unwrap().commit, release);
    fs::remove_dir_all(&root).unwrap();
}

/// Removes an object of a repository.
fn lose(folder: &Path, revision: &str) {
    let output = Command::new("git")
        .args(["rev-parse", revision])
        .current_dir(folder)
        .output()
        .unwrap();
    let object = String::from_utf8(output.stdout).unwrap();
    let (first, rest) = object.trim_end().split_at(2);
    fs::remove_file(folder.join(".git/objects").join(first).join(rest)).unwrap();
}

#[test]
fn what_git_cannot_read_is_not_taken_as_missing() {
    let root = std::env::temp_dir().join(format!("xtask-lost-{}", std::process::id()));
    drop(fs::remove_dir_all(&root));
    fs::create_dir_all(root.join("spec")).unwrap();
    git(&root, &["init", "--quiet"]);
    let repository = Repository::of(&root).unwrap();
    assert_eq!(repository.head(), Ok(None), "there is no commit yet");
    fs::write(root.join("spec/1.yaml"), "1").unwrap();
    git(&root, &["add", "--all"]);
    git(&root, &["commit", "--quiet", "--message", "Release"]);
    git(&root, &["tag", "v1.0.0"]);
    let head = repository.head().unwrap().unwrap();
    assert_eq!(repository.text(&head, "spec/1.yaml"), Ok(Some("1".to_owned())));
    assert_eq!(repository.text(&head, "spec/2.yaml"), Ok(None));
    assert_eq!(repository.text(&head, "none/1.yaml"), Ok(None));
    assert_eq!(
        (repository.has_tag("v1.0.0"), repository.has_tag("v1.0.1")),
        (Ok(true), Ok(false))
    );

    let is_told = |problem: String, what: &str| {
        assert!(
            problem.contains(what) && problem.contains("= help: run `git fsck`"),
            "{problem}"
        );
    };
    lose(&root, "HEAD:spec/1.yaml");
    is_told(
        repository.text(&head, "spec/1.yaml").unwrap_err(),
        "spec/1.yaml of commit",
    );
    assert_eq!(repository.text(&head, "spec/2.yaml"), Ok(None));
    lose(&root, "HEAD:spec");
    is_told(
        repository.text(&head, "spec/2.yaml").unwrap_err(),
        "spec/2.yaml of commit",
    );
    lose(&root, "HEAD");
    is_told(
        repository.has_tag("v1.0.0").unwrap_err(),
        "the commit of refs/tags/v1.0.0",
    );
    let problem = repository
        .released(&Version::new(1, 0, 0), "spec/1.yaml")
        .err()
        .unwrap();
    is_told(problem, "the commit of refs/tags/v1.0.0");
    is_told(repository.head().unwrap_err(), "the commit of HEAD");
    fs::remove_dir_all(&root).unwrap();
}

#[test]
fn where_there_is_no_repository_is_said_with_what_to_do() {
    let problem = Repository::of(&std::env::temp_dir()).err().unwrap();
    assert!(problem.contains("= help: run it in a clone"), "{problem}");
}
