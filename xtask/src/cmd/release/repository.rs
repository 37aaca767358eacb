//! What a release needs from git: what is not committed, what was released, and its sources. Nothing of the repository is
//! changed, not even its index.

use std::ffi::{OsStr, OsString};
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use semver::Version;

use crate::input::REPAIR;

/// The repository of the workspace.
pub(super) struct Repository<'r> {
    /// The root of the workspace.
    root: &'r Path,
    /// The path of the workspace in the repository, with `/` at its end; empty where both are the same folder.
    prefix: String,
}

/// The commit of a release.
pub(super) struct ReleaseCommit {
    pub(super) commit: String,
    /// How a person names it for git: its tag, or the commit.
    pub(super) revision: String,
    /// How it was found, for messages.
    pub(super) name: String,
}

impl<'r> Repository<'r> {
    /// The repository that the workspace is in.
    ///
    /// # Errors
    /// Returns why there is none, or why git cannot be used.
    pub(super) fn of(root: &'r Path) -> Result<Self, String> {
        let repository = Self {
            root,
            prefix: String::new(),
        };
        let prefix = repository
            .run(["rev-parse", "--show-prefix"])
            .map_err(|problem| match problem.contains("\n  = help: ") {
                true => problem,
                false => format!(
                    "{problem}\n  = help: run it in a clone of the repository: a release is compared with the sources of \
                     the one before"
                ),
            })?;
        Ok(Self {
            prefix: prefix.trim_end().to_owned(),
            ..repository
        })
    }

    /// What of these paths is not committed: changed, added, removed, or not tracked.
    pub(super) fn uncommitted(&self, paths: &[&str]) -> Result<Vec<String>, String> {
        let status = [
            "status",
            "--porcelain=v1",
            "-z",
            "--no-renames",
            "--untracked-files=all",
            "--",
        ];
        let printed = self.run(status.iter().chain(paths))?;
        // Two letters and a space, then the path from the root of the repository.
        let path = |entry: &str| entry.get(3..).map(|path| self.inner(path));
        Ok(printed.split_terminator('\0').filter_map(path).collect())
    }

    /// The last commit, unless there is none yet.
    pub(super) fn head(&self) -> Result<Option<String>, String> {
        self.commit("HEAD")
    }

    /// The paths of all files that are tracked.
    pub(super) fn files(&self) -> Result<Vec<String>, String> {
        let printed = self.run(["ls-files", "-z"])?;
        Ok(printed.split_terminator('\0').map(str::to_owned).collect())
    }

    /// Whether there is a tag of this name.
    pub(super) fn has_tag(&self, tag: &str) -> Result<bool, String> {
        Ok(self.commit(&format!("refs/tags/{tag}"))?.is_some())
    }

    /// The commit of a release: that of its tag, or else the one that froze its document.
    ///
    /// # Errors
    /// Returns why it is not known, and what to do.
    pub(super) fn released(&self, version: &Version, frozen: &str) -> Result<ReleaseCommit, String> {
        let tag = format!("v{version}");
        if let Some(commit) = self.commit(&format!("refs/tags/{tag}"))? {
            return Ok(ReleaseCommit {
                commit,
                name: format!("the tag {tag}"),
                revision: tag,
            });
        }
        let unknown = || {
            format!(
                "the sources of {version} are not known: there is neither a tag `{tag}` nor a commit that added {frozen}\n  \
                 = help: run `git fetch --tags --unshallow`, or `git tag {tag} COMMIT`"
            )
        };
        // The first commit of a shallow clone adds all files, whenever they were really added.
        if self.run(["rev-parse", "--is-shallow-repository"])?.trim() == "true" {
            return Err(unknown());
        }
        let added = self.run(["log", "--diff-filter=A", "--format=%H", "--max-count=1", "--", frozen])?;
        match added.trim() {
            "" => Err(unknown()),
            commit => Ok(ReleaseCommit {
                commit: commit.to_owned(),
                name: format!("commit {}", commit.get(..12).unwrap_or(commit)),
                revision: commit.get(..12).unwrap_or(commit).to_owned(),
            }),
        }
    }

    /// The text of a file of a commit; `None` only if the commit has no such file.
    ///
    /// # Errors
    /// Git failed, so whether there is one, or what it says, is not known.
    pub(super) fn text(&self, commit: &str, path: &str) -> Result<Option<String>, String> {
        let path = format!("{}{path}", self.prefix);
        let failed = |problem| {
            format!(
                "{path} of commit {} cannot be read: {problem}{REPAIR}",
                commit.get(..12).unwrap_or(commit)
            )
        };
        // That prints nothing if there is none. `git show` fails then, as it does for other reasons.
        let listed = self.run(["ls-tree", "--full-tree", "--name-only", commit, &path]);
        if listed.map_err(failed)?.is_empty() {
            return Ok(None);
        }
        self.run(["cat-file", "blob", &format!("{commit}:{path}")])
            .map(Some)
            .map_err(failed)
    }

    /// The files below these paths that differ between a commit and the last one.
    pub(super) fn changed(&self, commit: &str, paths: &[&str]) -> Result<Vec<String>, String> {
        let diff = [
            "diff",
            "--name-only",
            "-z",
            "--no-renames",
            "--relative",
            commit,
            "HEAD",
            "--",
        ];
        let printed = self.run(diff.iter().chain(paths))?;
        Ok(printed.split_terminator('\0').map(str::to_owned).collect())
    }

    /// Writes the files of a commit into a folder, with an index of their own; returns where the workspace is in it.
    pub(super) fn checkout(&self, commit: &str, folder: &Path) -> Result<PathBuf, String> {
        let failed = |problem| {
            format!(
                "the sources of commit {} cannot be written to {}: {problem}\n  \
                 = help: make sure that the folder can be written and that the disk has space, and run the command again",
                commit.get(..12).unwrap_or(commit),
                folder.display()
            )
        };
        let index = folder.join("index");
        let sources = folder.join("sources");
        let mut prefix = OsString::from("--prefix=");
        prefix.push(sources.join(""));
        let read = self
            .command(["read-tree", commit])
            .env("GIT_INDEX_FILE", &index)
            .output();
        printed(read).map_err(failed)?;
        let mut checkout = self.command(["checkout-index", "--all", "--force"]);
        // From the root of the repository, as the paths of the index are.
        let top = self.run(["rev-parse", "--show-toplevel"])?;
        checkout
            .arg(&prefix)
            .env("GIT_INDEX_FILE", &index)
            .current_dir(top.trim_end());
        printed(checkout.output()).map_err(failed)?;
        Ok(sources.join(&self.prefix))
    }

    /// The commit of a revision; `None` only if there is no such revision.
    fn commit(&self, revision: &str) -> Result<Option<String>, String> {
        let failed = |problem: &str| format!("the commit of {revision} cannot be read: {problem}{REPAIR}");
        let named = self.command(["rev-parse", "--verify", "--quiet", revision]).output();
        // Without a word, git says that there is none. What it names need not be there.
        if named
            .as_ref()
            .is_ok_and(|output| output.status.code() == Some(1) && output.stderr.is_empty())
        {
            return Ok(None);
        }
        let named = printed(named).map_err(|problem| failed(&problem))?;
        let commit = self.run(["rev-parse", "--verify", &format!("{}^{{commit}}", named.trim_end())]);
        let commit = commit.map_err(|problem| failed(&problem))?;
        Ok(Some(commit.trim_end().to_owned()))
    }

    /// A path of the repository as a path of the workspace.
    fn inner(&self, path: &str) -> String {
        path.strip_prefix(&self.prefix).unwrap_or(path).to_owned()
    }

    fn run(&self, arguments: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Result<String, String> {
        printed(self.command(arguments).output())
    }

    fn command(&self, arguments: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Command {
        let mut command = Command::new("git");
        command
            .args(arguments)
            .current_dir(self.root)
            // Not even the index is refreshed on the way.
            .env("GIT_OPTIONAL_LOCKS", "0")
            .env("LC_ALL", "C")
            .stdin(Stdio::null());
        command
    }
}

fn printed(ran: io::Result<std::process::Output>) -> Result<String, String> {
    let output = ran.map_err(|error| format!("git cannot be started: {error}\n  = help: install git"))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let message = String::from_utf8_lossy(&output.stderr);
    // The first lines are what is wrong, and what git advises.
    let lines = message.lines().map(str::trim).filter(|line| !line.is_empty());
    let message = lines.take(4).collect::<Vec<_>>().join(" ");
    Err(format!("git failed: {message}"))
}

#[cfg(test)]
mod tests;
