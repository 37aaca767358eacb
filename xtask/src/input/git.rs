//! Reads files of a revision from git, which is called as a program.

mod tree;

use std::ffi::OsStr;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

pub(crate) use self::tree::{Missing, Tree};

/// What to do about objects that git cannot read.
pub(crate) const REPAIR: &str =
    "\n  = help: run `git fsck` to see what the repository lacks, and `git fetch --refetch` or a new clone to get it";

/// A repository, by a folder in it.
pub(crate) struct Repository {
    folder: PathBuf,
    /// The folder from the root of the working tree, with `/` at its end unless it is the root.
    prefix: String,
}

/// Why there is nothing to compare with where nobody names it.
pub(crate) enum NoBase {
    /// There is none: no repository, no default branch, or no commit in common.
    None(String),
    /// Git failed, so that it is not known.
    Unknown(String),
}

impl NoBase {
    /// The message, whichever it is.
    pub(crate) fn message(self) -> String {
        match self {
            Self::None(message) | Self::Unknown(message) => message,
        }
    }
}

impl Repository {
    /// Whether a folder is in a repository, one that git cannot use included.
    pub(crate) fn is_in_one(folder: &Path) -> bool {
        folder.ancestors().any(|folder| folder.join(".git").exists())
    }

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
        let named = run(&self.folder, &["rev-parse", "--verify", &wanted])?;
        named.or_else(|stderr| match (self.is_there(revision)?, self.other_kind(revision)?) {
            (false, _) => Err(unknown("")),
            (true, Some(kind)) => Err(format!(
                "`{revision}` names a {kind} of git, and not a commit\n  \
                 = help: name a branch, a tag or a commit; a file of it is written `REVISION:PATH`"
            )),
            (true, None) => Err(format!("the commit of `{revision}` cannot be read: {stderr}{REPAIR}")),
        })
    }

    /// What a revision names, if that can be read and is no commit.
    fn other_kind(&self, revision: &str) -> Result<Option<String>, String> {
        // A tag may be of a tree or of a file, too.
        let kind = run(&self.folder, &["cat-file", "-t", &format!("{revision}^{{}}")])?.ok();
        Ok(kind.filter(|kind| kind != "commit").map(|kind| match &*kind {
            "blob" => "file".to_owned(),
            _ => kind,
        }))
    }

    /// The commit at which the work that is checked out left the default branch, and the name of that branch.
    ///
    /// # Errors
    /// Returns why it cannot be found, and what to do.
    pub(crate) fn merge_base(&self) -> Result<(String, String), NoBase> {
        let branch = self.default_branch()?;
        let found = run(&self.folder, &["merge-base", "HEAD", &branch]).map_err(NoBase::Unknown)?;
        let commit = found.map_err(|stderr| {
            let is_shallow = self.is_shallow();
            let why = match &*stderr {
                "" => "they have no commit in common".to_owned(),
                stderr => stderr.to_owned(),
            };
            let help = match (is_shallow, &*stderr) {
                (true, _) => {
                    "\n  = help: the clone is shallow: run `git fetch --unshallow`, or in GitHub Actions give \
                     actions/checkout `fetch-depth: 0`"
                }
                (false, "") => "\n  = help: name the base, as in `cargo xtask diff main:`",
                (false, _) => REPAIR,
            };
            let message = format!("the merge base of HEAD and `{branch}` cannot be found: {why}{help}");
            match stderr.is_empty() && !is_shallow {
                true => NoBase::None(message),
                false => NoBase::Unknown(message),
            }
        })?;
        Ok((commit, branch))
    }

    /// The default branch: the one that the remote says, or the usual names.
    fn default_branch(&self) -> Result<String, NoBase> {
        let remote = run(
            &self.folder,
            &["symbolic-ref", "--quiet", "--short", "refs/remotes/origin/HEAD"],
        )
        .map_err(NoBase::Unknown)?;
        let usual = ["origin/main", "origin/master", "main", "master"].map(str::to_owned);
        for branch in remote.into_iter().chain(usual) {
            // One that is there and whose commit cannot be read is not passed over: another one is another base.
            if self.is_there(&branch).map_err(NoBase::Unknown)? {
                return self.commit(&branch).map(|_| branch).map_err(NoBase::Unknown);
            }
        }
        Err(NoBase::None(
            "there is no release under spec/released, and no default branch: neither origin/HEAD nor a branch `main` or \
             `master`\n  = help: name the base, as in `cargo xtask diff BRANCH:`, or run \
             `git remote set-head origin --auto`"
                .to_owned(),
        ))
    }

    /// Whether there is a revision of this name; what it names need not be there.
    fn is_there(&self, revision: &str) -> Result<bool, String> {
        let named = run(&self.folder, &["rev-parse", "--verify", "--quiet", revision])?;
        match named {
            Ok(_) => Ok(true),
            Err(stderr) if stderr.is_empty() => Ok(false),
            Err(stderr) => Err(format!(
                "whether there is a revision `{revision}` is not known: git failed: {stderr}{REPAIR}"
            )),
        }
    }

    fn is_shallow(&self) -> bool {
        matches!(run(&self.folder, &["rev-parse", "--is-shallow-repository"]), Ok(Ok(answer)) if answer == "true")
    }

    /// Opens the files of a commit.
    ///
    /// # Errors
    /// Returns why git cannot be used.
    pub(crate) fn tree(&self, commit: String) -> Result<Tree, String> {
        Tree::open(self.folder.clone(), commit)
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
