//! The files of a commit, which one `git cat-file` prints one after the other.

use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, ChildStdout, Stdio};

use codegen::document::MAX_BYTES;

use super::{REPAIR, command, run, unusable};

/// The files of a commit.
pub(crate) struct Tree {
    folder: PathBuf,
    commit: String,
    child: Child,
    requests: Option<ChildStdin>,
    objects: BufReader<ChildStdout>,
}

/// Why a file of a commit was not read.
pub(crate) enum Missing {
    /// The commit has nothing at the path.
    NotThere,
    /// No file is at the path; the reason follows the path in a message.
    NoFile(&'static str),
    /// It is longer than documents may be.
    TooLong(u64),
    /// Git cannot go on.
    Failed(String),
}

impl Tree {
    /// Opens the files of a commit.
    pub(super) fn open(folder: PathBuf, commit: String) -> Result<Self, String> {
        let mut child = command(&folder)
            .args(["cat-file", "--batch", "--follow-symlinks"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| unusable(&error))?;
        match (child.stdin.take(), child.stdout.take()) {
            (Some(requests), Some(objects)) => Ok(Self {
                folder,
                commit,
                child,
                requests: Some(requests),
                objects: BufReader::new(objects),
            }),
            _ => Err("git has no input or output".to_owned()),
        }
    }

    /// Reads the file at a path from the root of the repository. Symbolic links within the repository are followed.
    ///
    /// # Errors
    /// Returns why there is no such file, or why it is not read.
    pub(crate) fn read(&mut self, path: &str) -> Result<Vec<u8>, Missing> {
        if path.contains('\n') {
            return Err(Missing::NoFile("has a line break in its name"));
        }
        self.object(path)
            .unwrap_or_else(|error| Err(Missing::Failed(format!("git cat-file failed: {error}{REPAIR}"))))
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
            return Ok(Err(self.missing(path)));
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

impl Tree {
    /// Why `git cat-file` has nothing at a path: it says the same of a path that the commit does not have and of one whose
    /// object is lost.
    fn missing(&self, path: &str) -> Missing {
        let listed = run(
            &self.folder,
            &["ls-tree", "--full-tree", "--name-only", &self.commit, path],
        );
        match listed {
            Ok(Ok(listed)) if listed.is_empty() => Missing::NotThere,
            Ok(Ok(_)) => Missing::Failed(format!("the repository lacks what the commit has there{REPAIR}")),
            Ok(Err(stderr)) => Missing::Failed(format!("git failed: {stderr}{REPAIR}")),
            Err(problem) => Missing::Failed(problem),
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
