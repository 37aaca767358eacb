//! Where the documents of the tests stand.

use std::path::{Path, PathBuf};

/// The root of the workspace.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The documents of a folder beside the workspace; none, with a note, where the folder is absent.
#[allow(dead_code, reason = "not every test looks beyond the workspace")]
pub(crate) fn shared(folder: &str) -> Vec<PathBuf> {
    let folder = root().join("../shared").join(folder);
    let Ok(entries) = std::fs::read_dir(&folder) else {
        #[expect(clippy::print_stderr, reason = "a test that looks at less than it could must say so")]
        {
            eprintln!("skipped: {} is not here", folder.display());
        }
        return Vec::new();
    };
    let mut paths: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|ext| ext == "yaml" || ext == "json"))
        .collect();
    paths.sort();
    paths
}
