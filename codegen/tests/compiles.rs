//! Documents that this project does not own: each gives a client with every operation, which compiles without a warning.
//!
//! The third parties' documents lie beside the project, not in it; where they are absent, that is said, and the documents
//! of `tests/documents` are compiled alone.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

mod common;

use codegen::{Document, Generated, Model, Options, generate};
use common::{root, shared};

/// A name for a module: `twilio_lookups_v2` of `twilio-lookups-v2.yaml`.
fn stem(path: &Path) -> String {
    path.file_name()
        .unwrap()
        .to_str()
        .unwrap()
        .split('.')
        .next()
        .unwrap()
        .to_owned()
}

fn documents() -> Vec<PathBuf> {
    let own =
        ["hss-container", "names"].map(|name| root().join(format!("codegen/tests/documents/{name}.openapi.yaml")));
    let mut paths = own.to_vec();
    paths.extend(shared("corpus"));
    paths.sort();
    paths
}

fn client_of(path: &Path) -> Generated {
    let name = path.display();
    let read = Document::parse(&stem(path), &fs::read(path).unwrap());
    let model = read.and_then(|document| Model::lossy(&document));
    let model = model.unwrap_or_else(|found| panic!("{name}: {found}"));
    assert_eq!(model.coverage().left_out(), 0, "{name}: {}", model.warnings());
    let options = Options::default().runtime("huaweicloud_hss::runtime::generated");
    generate(&model, &options).unwrap_or_else(|found| panic!("{name}: {found}"))
}

#[test]
fn a_document_gives_a_client_that_compiles() {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("compiles");
    let mut modules = String::from("//! Clients of other documents.\n");
    let mut files = Vec::new();
    for path in documents() {
        let module = stem(&path).replace('-', "_");
        writeln!(modules, "#[rustfmt::skip]\npub mod {module};").unwrap();
        let sources = client_of(&path).client.into_iter();
        files.extend(sources.map(|file| (folder.join("src").join(&module).join(file.path), file.text)));
    }
    let manifest = format!(
        "[package]\nname = \"compiles\"\nversion = \"0.0.0\"\nedition = \"2024\"\n[workspace]\n[dependencies]\n\
         huaweicloud-hss = {{ path = {:?} }}\nserde = {{ version = \"1\", features = [\"derive\"] }}\nserde_json = \"1\"\n\
         [lints.rust]\nmissing_docs = \"deny\"\nunsafe_code = \"forbid\"\nunreachable_pub = \"deny\"\n",
        root().join("generated-client"),
    );
    files.push((folder.join("Cargo.toml"), manifest));
    files.push((folder.join("src/lib.rs"), modules));
    files.push((
        folder.join("Cargo.lock"),
        fs::read_to_string(root().join("Cargo.lock")).unwrap(),
    ));
    for (path, text) in files {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        // What did not change is not compiled again.
        if fs::read_to_string(&path).is_ok_and(|known| known == text) {
            continue;
        }
        #[expect(
            clippy::disallowed_methods,
            reason = "nothing reads these files while the test writes them"
        )]
        fs::write(path, text).unwrap();
    }
    for (arguments, flags) in [
        (&["clippy", "--offline", "--quiet", "--", "--deny", "warnings"][..], ""),
        (&["doc", "--offline", "--quiet", "--no-deps"], "--deny warnings"),
    ] {
        let output = Command::new(env::var_os("CARGO").unwrap())
            .args(arguments)
            .current_dir(&folder)
            // Where the lints have built the dependencies already.
            .env("CARGO_TARGET_DIR", root().join("target"))
            .env("RUSTDOCFLAGS", flags)
            .output()
            .unwrap();
        assert!(
            output.status.success(),
            "{arguments:?}:\n{}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
}
