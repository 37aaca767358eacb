//! How the files of a document are written: all of them with their new texts, or none.

use std::fs;
use std::path::Path;

use xtask::writer::{NewText, Problem, Step, write_documents};

use super::world::{DOCUMENT, World};

/// Who edits the document while a command runs keeps what was written, and so does everybody else's file.
#[test]
fn a_file_that_has_changed_since_it_was_read_is_not_written() {
    let world = World::new("changed", "old: 1\n");
    world.sandbox.write("spec/other.yaml", "other: 1\n");
    let text = |path: &str, old, new| NewText {
        path: world.sandbox.root.join(path),
        old,
        new,
    };
    let first = || text("spec/other.yaml", "other: 1\n", "other: 2\n");
    let stale = text(DOCUMENT, "older: 1\n", "new: 1\n");
    let problem = write_documents(&[first(), stale], &mut |_| Ok(())).unwrap_err();
    let message = problem.say(DOCUMENT);
    assert!(
        message.contains("has changed since it was read: run the command again"),
        "{message}"
    );
    assert_eq!(world.document(), "old: 1\n");
    assert_eq!(world.sandbox.read("spec/other.yaml"), "other: 1\n");
    let current = text(DOCUMENT, "old: 1\n", "new: 1\n");
    write_documents(&[first(), current], &mut |_| Ok(())).unwrap();
    assert_eq!(
        (
            world.document().as_str(),
            world.sandbox.read("spec/other.yaml").as_str()
        ),
        ("new: 1\n", "other: 2\n")
    );
}

/// Two files, of which the second one cannot be renamed: a folder is in its place by then. `meanwhile` is done just before.
fn rename_fails(world: &World, meanwhile: impl Fn(&Path)) -> Problem {
    world.sandbox.write("spec/other.yaml", "other: 1\n");
    let first = NewText {
        path: world.sandbox.root.join("spec/other.yaml"),
        old: "other: 1\n",
        new: "other: 2\n",
    };
    let second = NewText {
        path: world.sandbox.root.join(DOCUMENT),
        old: "old: 1\n",
        new: "new: 1\n",
    };
    let other = fs::canonicalize(&first.path).unwrap();
    let mut renames = 0;
    let written = write_documents(&[first, second], &mut |step| {
        if let Step::Rename(path) = step {
            renames += 1;
            if renames == 2 {
                assert_eq!(fs::read_to_string(&other)?, "other: 2\n", "the first is renamed by now");
                fs::remove_file(path)?;
                fs::create_dir(path)?;
                meanwhile(&other);
            }
        }
        Ok(())
    });
    assert_eq!(renames, 2);
    written.unwrap_err()
}

/// The names of the files beside the document.
fn names(world: &World) -> Vec<String> {
    let entries = fs::read_dir(world.sandbox.root.join("spec")).unwrap();
    let mut names: Vec<_> = entries
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

#[test]
fn what_was_written_before_a_failure_gets_its_old_text_back() {
    let world = World::new("rolled-back", "old: 1\n");
    world.sandbox.write("spec/other.yaml", "");
    let before = names(&world);
    let message = rename_fails(&world, |_| {}).say(DOCUMENT);
    assert!(
        message.contains(DOCUMENT) && !message.contains("the change stays"),
        "{message}"
    );
    assert_eq!(world.sandbox.read("spec/other.yaml"), "other: 1\n");
    assert_eq!(names(&world), before, "no staged file is left");
}

#[test]
fn a_file_that_cannot_get_its_old_text_back_is_named() {
    let world = World::new("not-rolled-back", "old: 1\n");
    let problem = rename_fails(&world, |other| {
        fs::remove_file(other).unwrap();
        fs::create_dir(other).unwrap();
    });
    let message = problem.say(DOCUMENT);
    assert!(
        message.contains("the change stays in") && message.contains("other.yaml"),
        "{message}"
    );
}
