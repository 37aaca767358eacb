//! Documents that this project does not own: each gives a client that compiles without a warning, or diagnostics.
//!
//! The third parties' documents lie beside the project, not in it; where they are absent, that is said and the provider's
//! container part, which is in the project, is compiled alone.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use codegen::{Document, Generated, Options, generate, normalise};

/// These must give a client; the other documents may be refused.
const MUST: &[&str] = &[
    "googlemaps",
    "hss-container",
    "hubspot-oauth",
    "pagerduty-slack",
    "unitycatalog",
];

fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

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
    let mut paths = vec![workspace().join("codegen/tests/documents/hss-container.openapi.yaml")];
    let corpus = workspace().join("../shared/corpus");
    match fs::read_dir(&corpus) {
        Ok(entries) => {
            paths.extend(
                entries
                    .map(|entry| entry.unwrap().path())
                    .filter(|path| path.extension().unwrap() != "tsv"),
            );
        }
        Err(error) => eprintln!("skipped: the third parties' documents ({}: {error})", corpus.display()),
    }
    paths.sort();
    paths
}

fn client_of(path: &Path) -> Result<Generated, String> {
    let document = Document::parse(&stem(path), &fs::read(path).unwrap()).map_err(|found| found.to_string())?;
    let normalised = normalise(&document).map_err(|found| found.to_string())?;
    let options = Options::default().runtime("huaweicloud_hss::runtime");
    // What was normalised must be generated: a refusal here is a fault.
    Ok(generate(&normalised, &options).unwrap_or_else(|found| panic!("{}: {found}", path.display())))
}

#[test]
fn a_document_gives_a_client_that_compiles_or_diagnostics() {
    let root = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("compiles");
    let mut modules = String::from("//! Clients of other documents.\n");
    let mut refused = BTreeMap::new();
    let mut files = Vec::new();
    for path in documents() {
        let stem = stem(&path);
        match client_of(&path) {
            Ok(generated) => {
                let module = stem.replace('-', "_");
                writeln!(modules, "#[rustfmt::skip]\npub mod {module};").unwrap();
                files.extend(
                    generated
                        .client
                        .into_iter()
                        .map(|file| (root.join("src").join(&module).join(file.path), file.text)),
                );
            }
            Err(found) => {
                assert!(found.contains("error["), "{stem}: {found}");
                refused.insert(stem, found);
            }
        }
    }
    for name in MUST {
        assert!(!refused.contains_key(*name), "{name} was refused:\n{}", refused[*name]);
    }
    let manifest = format!(
        "[package]\nname = \"compiles\"\nversion = \"0.0.0\"\nedition = \"2024\"\n[workspace]\n[dependencies]\n\
         huaweicloud-hss = {{ path = {:?} }}\nserde = {{ version = \"1\", features = [\"derive\"] }}\nserde_json = \"1\"\n\
         [lints.rust]\nmissing_docs = \"deny\"\nunsafe_code = \"forbid\"\nunreachable_pub = \"deny\"\n",
        workspace().join("generated-client"),
    );
    files.push((root.join("Cargo.toml"), manifest));
    files.push((root.join("src/lib.rs"), modules));
    files.push((
        root.join("Cargo.lock"),
        fs::read_to_string(workspace().join("Cargo.lock")).unwrap(),
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
            .current_dir(&root)
            .env("CARGO_TARGET_DIR", root.join("target"))
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
