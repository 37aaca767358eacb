//! The files of a release are written as one: what is left of a run that fails or dies is undone.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use xtask::writer::{self, Plan, Problem, Recovered, Step};

/// A folder with three files, and the plan to change two, add two and remove one.
fn prepare(name: &str) -> PathBuf {
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("release-files").join(name);
    drop(fs::remove_dir_all(&root));
    fs::create_dir_all(root.join("spec")).unwrap();
    for (file, text) in [("a.txt", "old a"), ("b.txt", "old b"), ("spec/c.txt", "old c")] {
        fs::write(root.join(file), text).unwrap();
    }
    root
}

fn plan(root: &Path) -> Plan {
    let entry = |file: &str, text: Option<&str>| writer::entry(root.join(file), text.map(str::to_owned)).unwrap();
    Plan {
        entries: vec![
            entry("a.txt", Some("new a")),
            entry("b.txt", Some("new b")),
            entry("spec/c.txt", None),
            entry("spec/released/1.surface.json", Some("{}")),
            entry("spec/released/1.openapi.yaml", Some("openapi")),
        ],
        leftovers: Vec::new(),
    }
}

fn replace(root: &Path, before: &mut dyn FnMut(Step<'_>) -> io::Result<()>) -> Result<(), Problem> {
    writer::replace(&plan(root), "the release 1", root, &journal(root), before)
}

fn journal(root: &Path) -> PathBuf {
    root.join("target/release.json")
}

/// The files with their texts, the folder of builds aside.
fn files(folder: &Path) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if !path.is_dir() {
            found.push((path.clone(), fs::read_to_string(&path).unwrap()));
        } else if !path.ends_with("target") {
            found.extend(files(&path));
        }
    }
    found.sort();
    found
}

/// How many steps there are: the journal, four files that are staged and renamed, and one that is removed.
const STEPS: usize = 1 + 4 + 4 + 1;

#[test]
fn all_files_are_written() {
    let root = prepare("all");
    let mut steps = 0;
    replace(&root, &mut |_| {
        steps += 1;
        Ok(())
    })
    .unwrap();
    assert_eq!(steps, STEPS);
    let texts: Vec<_> = files(&root).into_iter().map(|(_, text)| text).collect();
    assert_eq!(texts, ["new a", "new b", "openapi", "{}"]);
    assert!(!journal(&root).exists());
    assert_eq!(
        writer::recover(&root, &journal(&root), true).unwrap(),
        Recovered::Nothing
    );
}

#[test]
fn a_failed_step_changes_nothing() {
    for failing in 0..STEPS {
        let root = prepare(&format!("failed-{failing}"));
        let before = files(&root);
        let mut step = 0;
        let failed = replace(&root, &mut |_| {
            step += 1;
            match step > failing {
                true => Err(io::ErrorKind::StorageFull.into()),
                false => Ok(()),
            }
        });
        assert!(failed.unwrap_err().to_string().contains("cannot be"));
        assert_eq!(files(&root), before, "step {failing}");
        assert!(!journal(&root).exists());
    }
}

/// Where the file system refuses, whoever runs it: a folder that cannot be made, and one that is read-only where that keeps
/// this user from writing.
#[test]
fn what_the_file_system_refuses_changes_nothing_and_is_named() {
    let root = prepare("refused");
    fs::write(root.join("spec/released"), "a file in the place of the folder").unwrap();
    let mut plan = plan(&prepare("refused-plan"));
    for entry in &mut plan.entries {
        let inner = entry.path.strip_prefix(root.with_file_name("refused-plan")).unwrap();
        entry.path = root.join(inner);
    }
    let before = files(&root);
    let problem = writer::replace(&plan, "the release 1", &root, &journal(&root), &mut |_| Ok(())).unwrap_err();
    assert!(problem.to_string().contains("1.surface.json cannot be "), "{problem}");
    assert_eq!((files(&root), journal(&root).exists()), (before, false));

    let root = prepare("read-only");
    let mut permissions = fs::metadata(root.join("spec")).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(root.join("spec"), permissions).unwrap();
    let is_refused = fs::write(root.join("spec/probe"), "").is_err();
    drop(fs::remove_file(root.join("spec/probe")));
    let before = files(&root);
    let replaced = replace(&root, &mut |_| Ok(()));
    let after = (files(&root), journal(&root).exists());
    #[cfg(unix)]
    fs::set_permissions(root.join("spec"), std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    if !is_refused {
        #[expect(clippy::print_stderr, reason = "a person should know what was not tested")]
        {
            eprintln!("skipped: this user writes to folders that are read-only");
        }
        return replaced.unwrap();
    }
    assert!(
        replaced
            .unwrap_err()
            .to_string()
            .contains("1.surface.json cannot be staged")
    );
    assert_eq!(after, (before, false));
}

#[test]
fn a_file_that_changed_since_it_was_read_is_not_overwritten() {
    for (file, text) in [
        ("b.txt", "edited"),
        ("spec/released/1.surface.json", "of somebody else"),
    ] {
        let root = prepare("changed");
        let plan = plan(&root);
        fs::create_dir_all(root.join("spec/released")).unwrap();
        fs::write(root.join(file), text).unwrap();
        let before = files(&root);
        let problem = writer::replace(&plan, "the release 1", &root, &journal(&root), &mut |_| Ok(())).unwrap_err();
        let name = Path::new(file).file_name().unwrap().to_str().unwrap();
        assert!(
            problem
                .to_string()
                .contains(&format!("{name} has changed since it was read")),
            "{problem}"
        );
        assert_eq!(files(&root), before);
        assert!(!journal(&root).exists());
    }
}

/// The process that is killed by the test below, before the step of the given number.
#[test]
#[ignore = "the test of killed runs starts it"]
fn a_run_that_dies() {
    let root = PathBuf::from(std::env::var_os("XTASK_TEST_ROOT").unwrap());
    let last: usize = std::env::var("XTASK_TEST_STEP").unwrap().parse().unwrap();
    let mut step = 0;
    drop(replace(&root, &mut |_| {
        step += 1;
        if step > last {
            // Nothing of this process runs any more after this: no destructor, no handler.
            let pid = std::process::id().to_string();
            Command::new("kill").args(["-9", &pid]).status().unwrap();
            std::thread::sleep(std::time::Duration::from_secs(60));
        }
        Ok(())
    }));
}

#[test]
#[cfg(unix)]
fn the_next_run_undoes_what_a_killed_one_wrote() {
    use std::os::unix::process::ExitStatusExt as _;
    let mut undone = 0;
    for step in 0..STEPS {
        let root = prepare(&format!("killed-{step}"));
        let before = files(&root);
        let killed = Command::new(std::env::current_exe().unwrap())
            .args(["--ignored", "--exact", "transaction::a_run_that_dies"])
            .env("XTASK_TEST_ROOT", &root)
            .env("XTASK_TEST_STEP", step.to_string())
            .output()
            .unwrap();
        assert_eq!(
            killed.status.signal(),
            Some(9),
            "{}",
            String::from_utf8_lossy(&killed.stdout)
        );
        // Without writing, it only says so.
        let half = files(&root);
        let said = writer::recover(&root, &journal(&root), false).unwrap();
        assert_eq!(files(&root), half);
        assert_eq!(writer::recover(&root, &journal(&root), true).unwrap(), said);
        undone += usize::from(said == Recovered::Undone("the release 1".to_owned()));
        assert_eq!(files(&root), before, "step {step}: {said:?}");
        assert!(!journal(&root).exists());
        replace(&root, &mut |_| Ok(())).unwrap();
    }
    assert_eq!(undone, 4, "killed between the first rename and the last step");
}

#[test]
fn a_file_that_was_edited_since_is_left() {
    let root = prepare("edited");
    let text = r#"{"version":1,"title":"the release 1","files":[{"path":"a.txt","old":"older a","new":"newer a"}]}"#;
    fs::create_dir_all(root.join("target")).unwrap();
    fs::write(journal(&root), text).unwrap();
    let before = files(&root);
    let problem = writer::recover(&root, &journal(&root), true).unwrap_err();
    assert!(problem.to_string().contains("a.txt was edited"), "{problem}");
    assert_eq!(files(&root), before);
    assert!(journal(&root).exists());
    // Half a journal is of a run that changed nothing.
    fs::write(journal(&root), &text[..40]).unwrap();
    assert_eq!(
        writer::recover(&root, &journal(&root), true).unwrap(),
        Recovered::Nothing
    );
}
