//! Recordings off the disk.

use std::path::{Path, PathBuf};

use recording::{Interaction, Recording};

/// The recordings in a file, or in a folder and the folders in it, in the order of their names.
///
/// # Errors
/// Something that cannot be read, or a folder without any recording.
pub fn load(path: &Path) -> Result<Vec<Interaction>, Box<dyn std::error::Error>> {
    let mut files = Vec::new();
    collect(path, &mut files)?;
    if files.is_empty() {
        return Err(format!("{}: no recordings here", path.display()).into());
    }
    let read = |file: &PathBuf| match Recording::read(file) {
        Ok(recording) => Ok(recording.into_interaction()),
        Err(error) => Err(format!("{}: {error}", file.display()).into()),
    };
    files.iter().map(read).collect()
}

fn collect(path: &Path, files: &mut Vec<PathBuf>) -> Result<(), Box<dyn std::error::Error>> {
    let cannot = |cause: std::io::Error| format!("{}: {cause}", path.display());
    if !path.is_dir() {
        files.push(path.to_owned());
        return Ok(());
    }
    let entries = path
        .read_dir()
        .map_err(cannot)?
        .collect::<Result<Vec<_>, _>>()
        .map_err(cannot)?;
    let mut inner: Vec<_> = entries.into_iter().map(|entry| entry.path()).collect();
    inner.sort();
    for path in inner {
        if path.is_dir() || path.extension().is_some_and(|extension| extension == "json") {
            collect(&path, files)?;
        }
    }
    Ok(())
}
