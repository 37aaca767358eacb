//! Files of a few lines with secrets: the credentials file, and tokens that the platform writes and replaces.

use std::{
    fs,
    io::{self, Read},
    path::Path,
};

use zeroize::Zeroizing;

use super::{
    malformed::{Kind, malformed},
    reason::Reason,
};
use crate::runtime::{Place, Secret, unusable};

/// A longer file is a mistake.
const LONGEST: u64 = 1 << 20;

/// Reads a file into memory that is overwritten afterwards. It is a few lines on a disk, so that blocking is fine.
///
/// A file that is missing is not broken: whether it should be there, the caller knows. One that is there and cannot be read is.
pub(super) fn read(path: &Path) -> Result<Zeroizing<String>, Reason> {
    let metadata = fs::metadata(path).map_err(|cause| unreachable_file(path, &cause))?;
    // Before it is opened: that of a pipe waits for its other end.
    if !metadata.is_file() {
        return Err(Reason::broken("it is not a file".to_owned()));
    }
    // A text that grows would leave copies behind.
    let length = usize::try_from(metadata.len().min(LONGEST)).unwrap_or_default();
    let mut text = Zeroizing::new(String::with_capacity(length + 1));
    let file = fs::File::open(path).map_err(|cause| unreadable(&cause))?;
    let read = file.take(LONGEST + 1).read_to_string(&mut text);
    if text.len() as u64 > LONGEST || metadata.len() > LONGEST {
        return Err(Reason::broken("it is too long for a file with credentials".to_owned()));
    }
    read.map_err(|cause| unreadable(&cause))?;
    Ok(text)
}

/// Why nothing is known of a file: it is missing, or there is something in its place that leads to none.
fn unreachable_file(path: &Path, cause: &io::Error) -> Reason {
    if fs::symlink_metadata(path).is_ok() {
        return Reason::broken(format!("it is a link to what cannot be read: {cause}"));
    }
    match cause.kind() {
        io::ErrorKind::NotFound => Reason::new("it does not exist".to_owned()),
        // The home folder is no folder (`HOME=/dev/null`), or one that belongs to someone else: whether there is a file, this
        // user does not know. The folder of the file is different: it was made for the file.
        io::ErrorKind::NotADirectory => Reason::new(format!("it cannot be read: {cause}")),
        io::ErrorKind::PermissionDenied if path.parent().is_none_or(|folder| folder.symlink_metadata().is_err()) => {
            Reason::new(format!("it cannot be read: {cause}"))
        }
        _ => unreadable(cause),
    }
}

/// Why a file that is there cannot be used.
fn unreadable(cause: &io::Error) -> Reason {
    Reason::broken(match cause.kind() {
        io::ErrorKind::InvalidData => "it is not UTF-8 text".to_owned(),
        _ => format!("it cannot be read: {cause}"),
    })
}

/// Reads a token, which is the whole file but for white space around it. `what` is its name for a reason.
pub(super) fn token(what: &str, path: &Path) -> Result<Secret, Reason> {
    let place = || format!("the file of {what}, {}", path.display());
    let text = read(path).map_err(|reason| reason.at(place()))?;
    let token = Secret::from(text.trim());
    match malformed(token.expose(), Kind::Text).or_else(|| unusable(token.expose(), Place::Header)) {
        None => Ok(token),
        Some(why) => Err(Reason::new(format!("it {why}")).at(place())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_missing_or_behind_a_folder_of_others_is_not_broken() {
        use io::ErrorKind::{NotADirectory, NotFound, Other, PermissionDenied};
        let is_broken = |path: &str, kind| unreachable_file(Path::new(path), &io::Error::from(kind)).is_broken();
        for kind in [NotFound, PermissionDenied, NotADirectory] {
            assert!(!is_broken("/nowhere/folder/file", kind), "{kind}");
        }
        assert!(is_broken("/nowhere/folder/file", Other));
        // Its folder is there.
        assert!(!is_broken("/nowhere", NotFound));
        assert!(is_broken("/nowhere", PermissionDenied));
        // It is there itself.
        assert!(is_broken("/", NotFound));
    }
}
