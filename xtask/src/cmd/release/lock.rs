//! One release at a time: a second run would empty the folder in which the first one prepares its files.

use std::fs::File;
use std::io;
use std::path::Path;

use fs4::{FileExt, TryLockError};

use crate::release::Refusal;
use crate::workspace::Workspace;
use crate::writer::folders;

/// Locks a file until what is returned is dropped, or the process is killed. The file stays, and means nothing.
///
/// # Errors
/// Another run has locked it, or the file system refuses.
pub(super) fn of(path: &Path, workspace: &Workspace) -> Result<File, Refusal> {
    let name = workspace.name(path);
    let failed = |error: io::Error| {
        Refusal::not_judged(
            "failed",
            format!("{name} cannot be locked: {error}\n  = help: make sure that its folder can be written"),
        )
    };
    let file = folders::lockable(path).map_err(failed)?;
    match FileExt::try_lock(&file) {
        Ok(()) => Ok(file),
        Err(TryLockError::Error(error)) => Err(failed(error)),
        Err(TryLockError::WouldBlock) => Err(Refusal::not_judged(
            "locked",
            format!(
                "another `cargo xtask release` is running in this workspace and has locked {name}\n  = help: wait for its end"
            ),
        )),
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::of;
    use crate::Exit;
    use crate::workspace::Workspace;

    #[test]
    fn a_second_run_is_refused_until_the_first_one_ends() {
        let root = std::env::temp_dir().join(format!("xtask-lock-{}", std::process::id()));
        fs::create_dir_all(root.join("xtask")).unwrap();
        fs::create_dir_all(root.join("codegen")).unwrap();
        fs::File::create(root.join("xtask/Cargo.toml")).unwrap();
        let workspace = Workspace::find(&crate::Environment {
            directory: root.clone(),
            program: None,
            cargo: "cargo".into(),
            colour: false,
            progress: false,
            today: String::new(),
        })
        .unwrap();
        let path = root.join("target/release.lock");
        let first = of(&path, &workspace).map_err(|refusal| refusal.message).unwrap();
        let second = of(&path, &workspace).err().unwrap();
        assert_eq!((second.rule, second.exit), ("locked", Exit::Incomplete));
        assert!(
            second.message.contains("has locked target/release.lock"),
            "{}",
            second.message
        );
        drop(first);
        // A program that another test starts may have a copy of the open file for a moment.
        let free = (0..200).any(|_| {
            std::thread::sleep(std::time::Duration::from_millis(10));
            of(&path, &workspace).is_ok()
        });
        assert!(free);
        fs::remove_dir_all(&root).unwrap();
    }
}
