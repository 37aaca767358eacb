//! Files of a few lines with secrets: the credentials file, and tokens that the platform writes and replaces.

use std::{fs, io, path::Path};

use zeroize::Zeroizing;

use super::reason::Reason;
use crate::runtime::{Place, Secret, unusable};

/// A longer file is a mistake.
const LONGEST: u64 = 1 << 20;

/// Reads a file into memory that is overwritten afterwards. It is a few lines on a disk, so that blocking is fine.
///
/// A file that is missing or cannot be reached is not broken: whether it should be there, the caller knows.
pub(super) fn read(path: &Path) -> Result<Zeroizing<String>, Reason> {
    let metadata = fs::metadata(path).map_err(|cause| failed(&cause))?;
    if !metadata.is_file() {
        return Err(Reason::broken("it is not a file".to_owned()));
    }
    if metadata.len() > LONGEST {
        return Err(Reason::broken("it is too long for a file with credentials".to_owned()));
    }
    fs::read_to_string(path)
        .map(Zeroizing::new)
        .map_err(|cause| failed(&cause))
}

fn failed(cause: &io::Error) -> Reason {
    match cause.kind() {
        io::ErrorKind::NotFound => Reason::new("it does not exist".to_owned()),
        // A home folder that belongs to someone else, or that is no folder (`HOME=/dev/null`).
        io::ErrorKind::PermissionDenied | io::ErrorKind::NotADirectory => {
            Reason::new(format!("it cannot be read: {cause}"))
        }
        io::ErrorKind::InvalidData => Reason::broken("it is not UTF-8 text".to_owned()),
        _ => Reason::broken(format!("it cannot be read: {cause}")),
    }
}

/// Reads a token, which is the whole file but for white space around it. `what` is its name for a reason.
pub(super) fn token(what: &str, path: &Path) -> Result<Secret, Reason> {
    let place = || format!("the file of {what}, {}", path.display());
    let text = read(path).map_err(|reason| reason.at(place()))?;
    let token = Secret::from(text.trim());
    match unusable(token.expose(), Place::Header) {
        None => Ok(token),
        Some(why) => Err(Reason::new(format!("it {why}")).at(place())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_missing_or_out_of_reach_is_not_broken() {
        use io::ErrorKind::{InvalidData, NotADirectory, NotFound, Other, PermissionDenied};
        let is_broken = |kind| failed(&io::Error::from(kind)).is_broken();
        assert_eq!([NotFound, PermissionDenied, NotADirectory].map(is_broken), [false; 3]);
        assert_eq!([InvalidData, Other].map(is_broken), [true; 2]);
    }
}
