//! What the command line itself says.

mod common;

use std::path::Path;
use std::process::Command;

use common::{Sandbox, golden, run};
use xtask::{Environment, Exit};

#[test]
fn the_manual_is_as_expected() {
    let sandbox = Sandbox::new("manual");
    for (name, arguments) in [
        ("help.txt", &["--help"][..]),
        ("help-short.txt", &["-h"]),
        ("help-regenerate.txt", &["regenerate", "--help"]),
        ("help-check.txt", &["check", "--help"]),
        ("help-record.txt", &["record", "--help"]),
        ("help-release.txt", &["release", "--help"]),
        ("help-selftest.txt", &["selftest", "--help"]),
        ("help-diff.txt", &["diff", "--help"]),
        ("help-evolve.txt", &["evolve", "--help"]),
        ("help-status.txt", &["status", "--help"]),
    ] {
        let ran = sandbox.run(arguments);
        assert_eq!((ran.exit, ran.err.as_str()), (Exit::Fine, ""));
        let long: Vec<_> = ran.out.lines().filter(|line| line.chars().count() > 80).collect();
        assert!(long.is_empty(), "{name} has lines of more than 80 columns: {long:#?}");
        golden(name, &ran.out);
    }
}

#[test]
fn invalid_usage_is_reported_on_standard_error() {
    let sandbox = Sandbox::new("usage");
    for (name, arguments) in [
        ("usage-unknown.txt", &["regenrate"][..]),
        ("usage-option.txt", &["check", "--cient"]),
        ("usage-format.txt", &["check", "--format", "xml"]),
    ] {
        let ran = sandbox.run(arguments);
        assert_eq!((ran.exit, ran.out.as_str()), (Exit::Incomplete, ""));
        golden(name, &ran.err);
    }
}

#[test]
fn it_works_from_any_folder_and_names_files_the_same() {
    let sandbox = Sandbox::new("folders");
    sandbox.record("null-list");
    let inner = sandbox.root.join("spec/recordings");
    let from = |directory: &Path, program: Option<&Path>, arguments: &[&str]| {
        let environment = Environment {
            directory: directory.to_owned(),
            program: program.map(Path::to_owned),
            cargo: "/nonexistent/cargo".into(),
            colour: false,
            progress: false,
            today: "2026-06-30".to_owned(),
        };
        run(arguments, &environment)
    };
    let above = from(&sandbox.root, None, &["check"]);
    assert_eq!(above.exit, Exit::Findings);
    assert_eq!(from(&inner, None, &["check"]).seen(), above.seen());
    for argument in ["null-list.json", "../recordings/./null-list.json"] {
        // The last line repeats the arguments.
        let (again, given) = ("`cargo xtask check`", format!("`cargo xtask check {argument}`"));
        let seen = from(&inner, None, &["check", argument]).seen();
        assert!(seen.contains(&given), "{seen}");
        let proposed = format!("`cargo xtask evolve {argument}`");
        let seen = seen.replace(&given, again).replace(&proposed, "`cargo xtask evolve`");
        assert_eq!(seen, above.seen());
    }
    // Outside of the workspace, it is found from where the program is.
    let program = sandbox.root.join("target/debug/xtask");
    assert_eq!(from(Path::new("/"), Some(&program), &["check"]).seen(), above.seen());
    let nowhere = from(Path::new("/"), None, &["check"]);
    assert!(
        nowhere.exit == Exit::Incomplete && nowhere.err.contains("not inside the workspace"),
        "{}",
        nowhere.err
    );
}

#[test]
fn the_program_ends_with_the_codes_it_promises_and_colours_nothing_in_a_pipe() {
    let program = env!("CARGO_BIN_EXE_xtask");
    let sandbox = Sandbox::new("program");
    sandbox.record("null-list");
    for (arguments, code) in [(&["check"][..], 1), (&["--help"], 0), (&["chek"], 2)] {
        let output = Command::new(program)
            .args(arguments)
            .current_dir(&sandbox.root)
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(code));
        assert!(!output.stderr.contains(&0x1b) && !output.stdout.contains(&0x1b));
    }
    // A reader that leaves early changes nothing.
    let script = format!("{program} check --format json | true; exit ${{PIPESTATUS[0]}}");
    let output = Command::new("bash")
        .args(["-c", &script])
        .current_dir(&sandbox.root)
        .output()
        .unwrap();
    assert_eq!(
        output.status.code(),
        Some(1),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

#[test]
fn colour_changes_nothing_but_the_colour() {
    let sandbox = Sandbox::new("colour");
    sandbox.record("string-for-number");
    let environment = |colour| Environment {
        directory: sandbox.root.clone(),
        program: None,
        cargo: "/nonexistent/cargo".into(),
        colour,
        progress: false,
        today: "2026-06-30".to_owned(),
    };
    let (plain, coloured) = (
        run(&["check"], &environment(false)),
        run(&["check"], &environment(true)),
    );
    assert!(
        coloured.err.contains("\x1b[1;31merror[type]\x1b[0m"),
        "{}",
        coloured.err
    );
    let mut stripped = String::new();
    for (index, piece) in coloured.err.split('\x1b').enumerate() {
        stripped.push_str(if index == 0 {
            piece
        } else {
            piece.split_once('m').unwrap().1
        });
    }
    assert_eq!(stripped, plain.err);
}
