//! Reads files of a revision from git, which is called as a program.

use std::ffi::OsStr;
use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use codegen::document::MAX_BYTES;

/// A repository, by a folder in it.
pub(crate) struct Repository {
    folder: PathBuf,
    /// The folder from the root of the working tree, with `/` at its end unless it is the root.
    prefix: String,
}

impl Repository {
    /// The repository that a folder is in.
    ///
    /// # Errors
    /// Returns why there is none, or why git cannot be used.
    pub(crate) fn of(folder: &Path) -> Result<Self, String> {
        // A folder that is not there may be one that the revision has.
        let there = folder.ancestors().find(|folder| folder.is_dir()).unwrap_or(folder);
        let output = run(there, &["rev-parse", "--show-prefix"])?;
        let prefix = output.map_err(|stderr| {
            format!(
                "{} is not in a working tree of git ({stderr})\n  \
                 = help: run the command in a clone, or name two files",
                there.display()
            )
        })?;
        let below = folder.strip_prefix(there).unwrap_or(Path::new(""));
        let below: String = below
            .components()
            .map(|step| format!("{}/", step.as_os_str().to_string_lossy()))
            .collect();
        Ok(Self {
            folder: there.to_owned(),
            prefix: format!("{prefix}{below}"),
        })
    }

    /// The path of a file in this folder, or below it, from the root of the repository.
    pub(crate) fn path(&self, name: &str) -> Option<String> {
        normal(&format!("{}{name}", self.prefix))
    }

    /// The commit that a revision names.
    ///
    /// # Errors
    /// Returns what is wrong with the revision, and what to do.
    pub(crate) fn commit(&self, revision: &str) -> Result<String, String> {
        let unknown = |why: &str| {
            let shallow = match self.is_shallow() {
                true => "; the clone is shallow, and `git fetch --unshallow` gets the rest",
                false => "",
            };
            format!(
                "`{revision}` is no revision of this repository{why}\n  \
                 = help: name a branch, a tag or a commit that `git log` knows; a branch of a remote is written \
                 `origin/NAME`{shallow}"
            )
        };
        // What begins with a dash would be an option.
        if revision.is_empty() || revision.starts_with('-') {
            return Err(unknown(""));
        }
        let wanted = format!("{revision}^{{commit}}");
        run(&self.folder, &["rev-parse", "--verify", "--quiet", &wanted])?.map_err(|stderr| match &*stderr {
            "" => unknown(""),
            stderr => unknown(&format!(" ({stderr})")),
        })
    }

    /// The commit at which the work that is checked out left the default branch, and the name of that branch.
    ///
    /// # Errors
    /// Returns why it cannot be found, and what to do.
    pub(crate) fn merge_base(&self) -> Result<(String, String), String> {
        let branch = self.default_branch()?;
        let found = run(&self.folder, &["merge-base", "HEAD", &branch])?;
        let commit = found.map_err(|stderr| {
            let why = match &*stderr {
                "" => "they have no commit in common".to_owned(),
                stderr => stderr.to_owned(),
            };
            let help = match self.is_shallow() {
                true => {
                    "the clone is shallow: run `git fetch --unshallow`, or in GitHub Actions give actions/checkout \
                     `fetch-depth: 0`"
                }
                false => "name the base, as in `cargo xtask diff main:`",
            };
            format!("the merge base of HEAD and `{branch}` cannot be found: {why}\n  = help: {help}")
        })?;
        Ok((commit, branch))
    }

    /// The default branch: the one that the remote says, or the usual names.
    fn default_branch(&self) -> Result<String, String> {
        let remote = run(
            &self.folder,
            &["symbolic-ref", "--quiet", "--short", "refs/remotes/origin/HEAD"],
        )?;
        let usual = ["origin/main", "origin/master", "main", "master"].map(str::to_owned);
        for branch in remote.into_iter().chain(usual) {
            if self.commit(&branch).is_ok() {
                return Ok(branch);
            }
        }
        Err(
            "there is no release under spec/released, and no default branch: neither origin/HEAD nor a branch `main` or \
             `master`\n  = help: name the base, as in `cargo xtask diff BRANCH:`, or run \
             `git remote set-head origin --auto`"
                .to_owned(),
        )
    }

    fn is_shallow(&self) -> bool {
        matches!(run(&self.folder, &["rev-parse", "--is-shallow-repository"]), Ok(Ok(answer)) if answer == "true")
    }

    /// Opens the files of a commit.
    ///
    /// # Errors
    /// Returns why git cannot be used.
    pub(crate) fn tree(&self, commit: String) -> Result<Tree, String> {
        let mut child = command(&self.folder)
            .args(["cat-file", "--batch", "--follow-symlinks"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| unusable(&error))?;
        match (child.stdin.take(), child.stdout.take()) {
            (Some(requests), Some(objects)) => Ok(Tree {
                commit,
                child,
                requests: Some(requests),
                objects: BufReader::new(objects),
            }),
            _ => Err("git has no input or output".to_owned()),
        }
    }
}

/// The files of a commit.
pub(crate) struct Tree {
    commit: String,
    child: Child,
    requests: Option<ChildStdin>,
    objects: BufReader<ChildStdout>,
}

/// Why a file of a commit was not read.
pub(crate) enum Missing {
    /// No file is at the path; the reason follows the path in a message.
    NoFile(&'static str),
    /// It is longer than documents may be.
    TooLong(u64),
    /// Git cannot go on.
    Failed(String),
}

impl Tree {
    /// Reads the file at a path from the root of the repository. Symbolic links within the repository are followed.
    ///
    /// # Errors
    /// Returns why there is no such file, or why it is not read.
    pub(crate) fn read(&mut self, path: &str) -> Result<Vec<u8>, Missing> {
        if path.contains('\n') {
            return Err(Missing::NoFile("has a line break in its name"));
        }
        self.object(path)
            .unwrap_or_else(|error| Err(Missing::Failed(format!("git cat-file failed: {error}"))))
    }

    fn object(&mut self, path: &str) -> io::Result<Result<Vec<u8>, Missing>> {
        let requests = self.requests.as_mut().ok_or(io::ErrorKind::BrokenPipe)?;
        writeln!(requests, "{}:{path}", self.commit)?;
        requests.flush()?;
        let mut head = String::new();
        if self.objects.read_line(&mut head)? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let head = head.trim_end();
        let missing = |why| Ok(Err(Missing::NoFile(why)));
        if head.ends_with(" missing") || head.ends_with(" ambiguous") {
            return missing("is not there");
        }
        let (first, rest) = head.split_once(' ').unwrap_or((head, ""));
        let (kind, length) = match rest.split_once(' ') {
            Some((kind, length)) => (kind, length),
            // Where a link leads nowhere: the word, and the length of a text that follows.
            None => (first, rest),
        };
        let length: u64 = length
            .parse()
            .map_err(|_| io::Error::other(format!("it printed `{head}`")))?;
        // The object must be read to its end, as the next one follows it.
        let mut object = self.objects.by_ref().take(length);
        let mut bytes = Vec::new();
        let wanted = kind == "blob" && length <= MAX_BYTES;
        if wanted {
            object.read_to_end(&mut bytes)?;
        } else {
            io::copy(&mut object, &mut io::sink())?;
        }
        let mut end = [0];
        self.objects.read_exact(&mut end)?;
        match kind {
            "blob" if wanted => Ok(Ok(bytes)),
            "blob" => Ok(Err(Missing::TooLong(length))),
            "tree" => missing("is a folder"),
            "commit" => missing("is a submodule"),
            "symlink" => missing("is a link that leads out of the repository"),
            _ => missing("is a link that leads nowhere"),
        }
    }
}

impl Drop for Tree {
    fn drop(&mut self) {
        // Without further requests, git ends.
        self.requests.take();
        drop(self.child.wait());
    }
}

/// A path without `.` and `..`; `None` if it leads out of the repository.
pub(crate) fn normal(path: &str) -> Option<String> {
    let mut steps: Vec<&str> = Vec::new();
    for step in path.split('/') {
        match step {
            "" | "." => {}
            ".." => drop(steps.pop()?),
            step => steps.push(step),
        }
    }
    Some(steps.join("/"))
}

/// Runs git, and returns what it printed without the last line's end; if it failed, its error in one line.
fn run(folder: &Path, arguments: &[&str]) -> Result<Result<String, String>, String> {
    let output = command(folder)
        .args(arguments)
        .stdin(Stdio::null())
        .output()
        .map_err(|error| unusable(&error))?;
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim_end_matches(['\n', '\r']).to_owned();
    Ok(match output.status.success() {
        true => Ok(text(&output.stdout)),
        false => Err(text(&output.stderr).lines().next().unwrap_or_default().to_owned()),
    })
}

fn command(folder: &Path) -> Command {
    let mut command = Command::new(OsStr::new("git"));
    // Messages are read by nobody but people, and nothing is written, not even an index that is refreshed.
    command
        .current_dir(folder)
        .env("LC_ALL", "C")
        .env("GIT_OPTIONAL_LOCKS", "0");
    command
}

fn unusable(error: &io::Error) -> String {
    format!("git cannot be started: {error}\n  = help: install git, or name two files")
}

#[cfg(test)]
mod tests {
    use super::normal;

    #[test]
    fn a_path_stays_in_the_repository() {
        for (path, expected) in [
            ("spec/api.yaml", Some("spec/api.yaml")),
            ("./spec//api.yaml", Some("spec/api.yaml")),
            ("spec/../common/a.yaml", Some("common/a.yaml")),
            ("spec/../../a.yaml", None),
            ("../a.yaml", None),
        ] {
            assert_eq!(normal(path).as_deref(), expected);
        }
    }
}
