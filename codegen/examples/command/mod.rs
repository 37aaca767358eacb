//! The command line of the programs that read many documents.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// What such a program reads and writes.
pub(crate) struct Command {
    /// The folder of the documents.
    pub(crate) folder: PathBuf,
    /// The file of the result.
    pub(crate) ledger: PathBuf,
    /// Whether the file is compared, and not written.
    pub(crate) is_check: bool,
    /// The documents below the folder by their paths in it, sorted.
    pub(crate) documents: Vec<String>,
}

impl Command {
    /// What the arguments of the program say; otherwise how to use it, and its exit code.
    pub(crate) fn read(program: &str) -> Result<Self, ExitCode> {
        let mut arguments: Vec<String> = std::env::args().skip(1).collect();
        let before = arguments.len();
        arguments.retain(|argument| argument != "--check");
        let is_check = arguments.len() < before;
        let [folder, ledger] = &arguments[..] else {
            eprintln!("usage: {program} [--check] FOLDER LEDGER");
            return Err(ExitCode::from(2));
        };
        let (folder, ledger) = (PathBuf::from(folder), PathBuf::from(ledger));
        let mut documents = Vec::new();
        find(&folder, "", &mut documents);
        // By the names of folders and files, whatever stands between them.
        documents.sort_by(|one, other| Path::new(one).cmp(Path::new(other)));
        if documents.is_empty() {
            eprintln!("{} has no .json and no .yaml file", folder.display());
            return Err(ExitCode::from(2));
        }
        Ok(Self {
            folder,
            ledger,
            is_check,
            documents,
        })
    }
}

/// The documents below a folder, by their paths in it.
fn find(folder: &Path, prefix: &str, found: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder.join(prefix)).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        let name = if prefix.is_empty() {
            name
        } else {
            format!("{prefix}/{name}")
        };
        if entry.path().is_dir() {
            find(folder, &name, found);
        } else if [".json", ".yaml", ".yml"].iter().any(|ending| name.ends_with(ending)) {
            found.push(name);
        }
    }
}
