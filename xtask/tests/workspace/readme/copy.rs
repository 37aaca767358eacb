//! A copy of the workspace, for commands that change files.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::files::{below, root};

/// A folder in which a copy of the workspace and what is built from it have their places.
#[derive(Debug)]
pub(crate) struct Copy {
    folder: PathBuf,
}

impl Copy {
    /// The workspace as it is now. The place is the same every time, so that cargo need not build everything again.
    pub(crate) fn new() -> Self {
        let copy = Self::of(&Path::new(env!("CARGO_TARGET_TMPDIR")).join("readme"));
        let mut kept = Vec::new();
        take(&root(), &copy.root(), &mut kept);
        let mut found = Vec::new();
        below(&copy.root(), &mut found);
        for path in found.iter().filter(|path| !kept.contains(path)) {
            fs::remove_file(path).expect("a file of an earlier copy can be removed");
        }
        copy.commit();
        copy
    }

    /// Makes the copy what a clone is: a repository in which everything is committed.
    fn commit(&self) {
        let git = self.root().join(".git");
        drop(fs::remove_dir_all(&git));
        assert!(!git.exists(), "{} is not the folder of a repository", git.display());
        for arguments in [
            &["init", "--quiet", "--initial-branch", "main"][..],
            &["add", "--all"],
            &["commit", "--quiet", "--message", "Clone"],
        ] {
            let status = self.at_home(Command::new("git").args(arguments)).status();
            assert!(status.expect("git runs").success(), "git {arguments:?}");
        }
    }

    /// An empty place for a copy.
    pub(crate) fn of(folder: &Path) -> Self {
        let copy = Self {
            folder: folder.to_owned(),
        };
        fs::create_dir_all(copy.root()).expect("a folder");
        copy
    }

    /// The root of the copy.
    pub(crate) fn root(&self) -> PathBuf {
        self.folder.join("workspace")
    }

    /// Where cargo puts what is built from the copy.
    pub(crate) fn target(&self) -> PathBuf {
        self.folder.join("target")
    }

    /// The place of a program outside of the workspace.
    pub(crate) fn outside(&self) -> PathBuf {
        self.folder.join("program")
    }

    /// Lets a command work in the copy, as if nothing had been set for the build of these tests.
    pub(crate) fn at_home<'c>(&self, command: &'c mut Command) -> &'c mut Command {
        for (name, _) in std::env::vars_os() {
            let name = name.to_string_lossy().into_owned();
            let of_tests = ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_BIN_", "GIT_"];
            if of_tests.iter().any(|start| name.starts_with(start)) {
                command.env_remove(name);
            }
        }
        command
            .current_dir(self.root())
            .env("CARGO_TARGET_DIR", self.target())
            .env("CARGO_NET_OFFLINE", "true")
            .env("CARGO_TERM_COLOR", "never")
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_CONFIG_SYSTEM", "/dev/null")
            .env("GIT_AUTHOR_NAME", "reader")
            .env("GIT_AUTHOR_EMAIL", "reader@example.com")
            .env("GIT_COMMITTER_NAME", "reader")
            .env("GIT_COMMITTER_EMAIL", "reader@example.com")
    }

    /// All files under `spec/`, with what is in them.
    pub(crate) fn spec(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut found = Vec::new();
        below(&self.root().join("spec"), &mut found);
        found
            .into_iter()
            .map(|path| (path.clone(), fs::read(&path).expect("a file")))
            .collect()
    }
}

/// Copies a folder, hidden ones and what was built aside. A file that is there already keeps its time.
fn take(from: &Path, to: &Path, kept: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        let (from, to) = (entry.path(), to.join(entry.file_name()));
        // In a worktree, `.git` is a file, and a copy of it would have git change the repository itself.
        if matches!(entry.file_name().to_str(), Some(".git" | "target")) {
            continue;
        }
        if from.is_dir() {
            take(&from, &to, kept);
        } else {
            let bytes = fs::read(&from).unwrap_or_else(|error| panic!("{}: {error}", from.display()));
            if !fs::read(&to).is_ok_and(|there| there == bytes) {
                put(&to, &bytes);
            }
            kept.push(to);
        }
    }
}

/// Writes a file, and makes its folder.
#[expect(clippy::disallowed_methods, reason = "no other program reads the copy")]
pub(crate) fn put(path: &Path, bytes: &[u8]) {
    let folder = path.parent().expect("a file is in a folder");
    let written = fs::create_dir_all(folder).and_then(|()| fs::write(path, bytes));
    written.unwrap_or_else(|error| panic!("{}: {error}", path.display()));
}
