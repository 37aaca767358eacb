//! `regenerate --crate`: a crate that builds by itself, and that stays its owner's.

#![allow(clippy::unwrap_used, reason = "a helper of a test may panic as the test itself may")]

mod common;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use common::{Ran, files, here, run};
use xtask::{Environment, Exit};

/// A crate in a folder of its own.
struct Crate {
    folder: PathBuf,
    document: PathBuf,
}

impl Crate {
    fn new(name: &str, document: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("standalone-{name}-{}", std::process::id()));
        drop(fs::remove_dir_all(&folder));
        let document = workspace().join(document);
        Self { folder, document }
    }

    fn regenerate(&self, more: &[&str]) -> Ran {
        let (document, folder) = (self.document.to_str().unwrap(), self.folder.to_str().unwrap());
        let arguments = [
            "regenerate",
            "--document",
            document,
            "--out",
            folder,
            "--crate",
            "my-client",
        ];
        let environment = Environment {
            directory: workspace(),
            program: None,
            cargo: "cargo".into(),
            colour: false,
            progress: false,
            today: "2026-06-30".to_owned(),
        };
        run(&[&arguments[..], more].concat(), &environment)
    }

    fn read(&self, file: &str) -> String {
        fs::read_to_string(self.folder.join(file)).unwrap()
    }

    #[expect(clippy::disallowed_methods, reason = "nobody reads the file meanwhile")]
    fn write(&self, file: &str, text: &str) {
        fs::write(self.folder.join(file), text).unwrap();
    }

    /// Runs cargo in it, with the versions of this workspace and without the network.
    fn cargo(&self, arguments: &[&str]) {
        self.write(
            "Cargo.lock",
            &fs::read_to_string(workspace().join("Cargo.lock")).unwrap(),
        );
        let ran = Command::new(env!("CARGO"))
            .args(arguments)
            .current_dir(&self.folder)
            // Where the tests have built the dependencies already.
            .env("CARGO_TARGET_DIR", workspace().join("target"))
            .env("CARGO_NET_OFFLINE", "true")
            .env("RUSTDOCFLAGS", "--deny warnings")
            .output()
            .unwrap();
        assert!(
            ran.status.success(),
            "{arguments:?}: {}",
            String::from_utf8_lossy(&ran.stderr)
        );
    }
}

impl Drop for Crate {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            drop(fs::remove_dir_all(&self.folder));
        }
    }
}

fn workspace() -> PathBuf {
    here().parent().unwrap().to_owned()
}

#[test]
fn a_crate_builds_by_itself_and_has_nothing_of_this_provider() {
    let notes = Crate::new("builds", "codegen/example/notes.openapi.yaml");
    let ran = notes.regenerate(&[]);
    assert_eq!(ran.exit, Exit::Fine, "{}", ran.err);
    for (path, text, _) in files(&notes.folder) {
        let lower = text.to_lowercase();
        assert!(!lower.contains("huawei") && !lower.contains("hss"), "{path:?}");
    }
    let manifest = notes.read("Cargo.toml");
    for line in [
        "jiff = [\"dep:jiff\"]",
        "jiff = { version = \"0.2\", default-features = false",
    ] {
        assert!(manifest.contains(line), "{line}: {manifest}");
    }
    // Otherwise it would be looked for in the workspace around this test's folder.
    notes.write("Cargo.toml", &format!("{}\n[workspace]\n", notes.read("Cargo.toml")));
    notes.cargo(&["clippy", "--all-targets", "--", "--deny", "warnings"]);
    notes.cargo(&["doc", "--no-deps"]);
    notes.cargo(&["test", "--quiet", "--lib"]);
}

#[test]
fn a_tag_is_a_feature_that_includes_operations_and_their_types() {
    let notes = Crate::new("tags", "codegen/example/notes.openapi.yaml");
    let ran = notes.regenerate(&[]);
    assert_eq!(ran.exit, Exit::Fine, "{}", ran.err);
    let manifest = notes.read("Cargo.toml");
    assert!(
        manifest.contains("\ndefault = [\"ring\", \"tag-notes\", \"tag-shared-files\"]\n"),
        "{manifest}"
    );
    notes.write("Cargo.toml", &format!("{manifest}\n[workspace]\n"));
    // A program that names what the feature includes, and one that names what it does not.
    let has = "#![cfg(feature = \"tag-notes\")]\nuse my_client::{Client, operations, types};\nfn _calls(client: &Client) -> \
               (operations::CreateNote, operations::Attach) { (client.create_note(), client.attach()) }\nconst _: usize = \
               std::mem::size_of::<types::Enclosure>();\nfn main() {}\n";
    let lacks = "use my_client::Client;\ntrait Lacks { fn read_text(&self) {} }\nimpl Lacks for Client {}\nfn main() { let _: \
                 fn(&Client) = |client| client.read_text(); }\n";
    fs::create_dir_all(notes.folder.join("examples")).unwrap();
    notes.write("examples/has.rs", has);
    notes.write("examples/lacks.rs", lacks);
    let alone = ["--no-default-features", "--features", "ring,tag-notes"];
    notes.cargo(&[&["clippy", "--examples"][..], &alone, &["--", "--deny", "warnings"]].concat());
    // Without any tag, what has no tag is left.
    notes.write("examples/has.rs", "fn main() {}\n");
    notes.cargo(&[
        "clippy",
        "--no-default-features",
        "--features",
        "ring",
        "--",
        "--deny",
        "warnings",
    ]);
}

#[test]
fn a_document_that_asks_for_signatures_gets_them() {
    let own = Crate::new("signs", "spec/hss.openapi.yaml");
    let ran = own.regenerate(&[]);
    assert_eq!(ran.exit, Exit::Fine, "{}", ran.err);
    own.write("Cargo.toml", &format!("{}\n[workspace]\n", own.read("Cargo.toml")));
    own.cargo(&["clippy", "--", "--deny", "warnings"]);
    assert!(own.read("src/lib.rs").contains("huawei::credentials"));
}

#[test]
fn later_runs_leave_what_belongs_to_the_owner() {
    let notes = Crate::new("owner", "codegen/example/notes.openapi.yaml");
    notes.regenerate(&[]);
    let fresh = notes.regenerate(&["--check"]);
    assert_eq!(fresh.exit, Exit::Fine, "{}", fresh.out);
    let manifest = notes.read("Cargo.toml");
    let edited = manifest.replace("version = \"0.1.0\"", "version = \"2.5.0\"");
    let block = edited.replace("[dependencies]", "[dependencies]\nleft-over = \"1\"");
    assert!(manifest != edited && edited != block);
    notes.write("Cargo.toml", &block);
    let library = format!("{}\nmod mine;\n", notes.read("src/lib.rs"));
    notes.write("src/lib.rs", &library);
    notes.write("README.md", "Mine.\n");
    notes.write("src/mine.rs", "//! Mine.\n");
    let check = notes.regenerate(&["--check"]);
    assert_eq!(check.exit, Exit::Findings);
    assert!(check.out.contains("-left-over"), "{}", check.out);
    assert_eq!(notes.read("Cargo.toml"), block);
    let ran = notes.regenerate(&[]);
    assert_eq!(ran.exit, Exit::Fine, "{}", ran.err);
    assert_eq!(notes.read("Cargo.toml"), edited);
    assert_eq!(notes.read("src/lib.rs"), library);
    assert_eq!(
        (notes.read("README.md"), notes.read("src/mine.rs")),
        ("Mine.\n".to_owned(), "//! Mine.\n".to_owned())
    );
}

#[test]
fn a_file_without_its_block_is_an_error_and_changes_nothing() {
    let notes = Crate::new("unmarked", "codegen/example/notes.openapi.yaml");
    notes.regenerate(&[]);
    notes.write("src/lib.rs", "//! All mine.\n");
    notes.write(
        "src/runtime/core.rs",
        &notes.read("src/runtime/core.rs").replace("fn ", "fn  "),
    );
    let before = files(&notes.folder);
    let ran = notes.regenerate(&[]);
    assert_eq!(ran.exit, Exit::Incomplete);
    assert!(ran.err.contains("src/lib.rs has no lines"), "{}", ran.err);
    assert_eq!(files(&notes.folder), before);
}

#[test]
fn a_crate_needs_a_name_that_cargo_takes_and_a_folder() {
    let environment = Environment {
        directory: workspace(),
        program: None,
        cargo: "cargo".into(),
        colour: false,
        progress: false,
        today: "2026-06-30".to_owned(),
    };
    for arguments in [
        &["regenerate", "--crate", "my-client"][..],
        &["regenerate", "--out", "x", "--crate", "a b"],
        &["regenerate", "--out", "x", "--crate", "1st"],
    ] {
        let ran = run(arguments, &environment);
        assert_eq!(ran.exit, Exit::Incomplete, "{arguments:?}");
        assert!(ran.err.contains("--out") || ran.err.contains("letters"), "{}", ran.err);
    }
}
