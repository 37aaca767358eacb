//! The crates of a proof, in a workspace below `target/prove/`:
//!
//! - `clients`: the generated client of the base and of each case, a module each, as one crate with one runtime, so that
//!   only what differs is compiled for each. The generated files are those of a crate of its own, but for the runtime's path.
//! - `programs`: the program for the base, once with the client of each case. What does not compile is left out, and the rest
//!   is built. The program runs with the client of the case that its file is named after.
//! - `back`: the program for each case, with the client of the base. It is only compiled.
//! - `documented`: the client of one case as a crate that rustdoc describes, for cargo-semver-checks.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use codegen::surface::Kind;
use codegen::{Document, Model, Options, SourceFile};
use serde_json::Value;

use super::program::Program;
use crate::common::here;

/// The path of the runtime in the generated files.
const RUNTIME: &str = "huaweicloud_hss::runtime::generated";

/// What is at the root of a client beside the generated items, as in a crate of its own.
const ROOT: &str = "mod generated;\npub use generated::*;\npub use huaweicloud_hss::{\n    CallCredentials, Error, ErrorKind, Input, Items, \
    Method, Pages, ParsePositionError, Position, RateLimit, RequestBuilder, Response, RetryBudget, RetryPolicy, Secret, \
    Timeout, TraceContext, Window, WindowPosition, middleware, transport,\n};\n";

/// The root of the workspace.
pub(crate) fn root() -> PathBuf {
    here().parent().unwrap().to_owned()
}

/// The document of a case.
pub(crate) fn document(case: &str) -> PathBuf {
    here().join("tests/diff/cases").join(format!("{case}.yaml"))
}

/// Reads the document of a case.
pub(crate) fn parse(case: &str) -> Document {
    let path = document(case);
    Document::parse(&format!("{case}.yaml"), &fs::read(&path).unwrap()).unwrap()
}

/// A case as the name of a module.
fn module(case: &str) -> String {
    case.replace('-', "_")
}

/// What is generated for a document.
pub(crate) struct Client {
    pub(crate) case: String,
    model: Model,
    /// The files of the client, without features.
    files: Vec<SourceFile>,
    /// The files of the crate that is published, with a feature for each tag.
    pub(crate) published: Vec<SourceFile>,
    /// The program that uses all of it.
    pub(crate) program: Program,
    /// The features of its tags.
    pub(crate) features: Vec<String>,
}

impl Client {
    /// Generates a client, and writes the program for it, which must use all of its surface.
    pub(crate) fn of(case: &str) -> Self {
        let model = Model::new(&parse(case)).unwrap();
        let options = Options::default().runtime(RUNTIME);
        let files = codegen::generate(&model, &options).unwrap().client;
        let program = Program::of(&files);
        let surface = codegen::surface(&model, &options).unwrap();
        let items = surface.items.iter().filter(|(_, item)| {
            let kind = item.kind;
            !matches!(kind, Kind::Hidden | Kind::Module | Kind::Export | Kind::Feature)
        });
        let unused: Vec<_> = items.filter(|(path, _)| !program.uses.contains(*path)).collect();
        assert!(unused.is_empty(), "{case}: the program does not use {unused:#?}");
        Self {
            case: case.to_owned(),
            features: model.features(),
            published: codegen::generate(&model, &Options::default().features())
                .unwrap()
                .client,
            model,
            files,
            program,
        }
    }

    /// The module with the calls of this client's operations, written for the client of a case.
    fn table(&self, case: &str) -> String {
        let options = Options::default().client(format!("clients::{}", module(case)));
        codegen::selftest(&self.model, &options, &|_| true).unwrap().table.text
    }
}

/// The workspace of the crates.
pub(crate) struct Crates {
    folder: PathBuf,
}

impl Crates {
    /// Writes the clients.
    pub(crate) fn new(name: &str, clients: &[&Client]) -> Self {
        let crates = Self {
            folder: root().join("target/prove").join(name),
        };
        let members = "members = [\"back\", \"clients\", \"documented\", \"programs\"]";
        crates.write(
            "Cargo.toml",
            &format!("[workspace]\nresolver = \"3\"\n{members}\n\n[profile.dev]\ndebug = false\n"),
        );
        crates.write("Cargo.lock", &fs::read_to_string(root().join("Cargo.lock")).unwrap());
        let runtime = format!("huaweicloud-hss = {{ path = {:?} }}", root().join("generated-client"));
        let serde = "serde = { version = \"1\", features = [\"derive\"] }\nserde_json = { version = \"1\", features = [\"raw_value\"] }";
        let tokio = "tokio = { version = \"1\", default-features = false, features = [\"rt\", \"sync\", \"time\"] }";
        let clients_only = "clients = { path = \"../clients\" }";
        for (package, dependencies) in [
            ("back", vec![clients_only, serde]),
            ("clients", vec![&runtime, serde]),
            ("documented", vec![&runtime, serde]),
            (
                "programs",
                vec![clients_only, &runtime, "base64 = \"0.23\"", serde, tokio],
            ),
        ] {
            let dependencies = dependencies.join("\n");
            let manifest = format!(
                "[package]\nname = \"{package}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\n{dependencies}\n"
            );
            crates.write(&format!("{package}/Cargo.toml"), &manifest);
        }
        let mut library = String::from("#![allow(warnings)]\n");
        for client in clients {
            let module = module(&client.case);
            let _ = writeln!(library, "pub mod {module};");
            crates.write(&format!("clients/src/{module}.rs"), ROOT);
            crates.generated(&format!("clients/src/{module}"), client);
        }
        crates.write("clients/src/lib.rs", &library);
        for empty in ["back/src/lib.rs", "documented/src/lib.rs"] {
            crates.write(empty, "");
        }
        crates.write("programs/src/main.rs", "fn main() {}\n");
        crates
    }

    fn generated(&self, folder: &str, client: &Client) {
        for file in &client.files {
            self.write(&format!("{folder}/generated/{}", file.path), &file.text);
        }
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "nothing reads these files while the test writes them"
    )]
    fn write(&self, path: &str, text: &str) {
        let path = self.folder.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        // What did not change is not compiled again.
        if !fs::read_to_string(&path).is_ok_and(|known| known == text) {
            fs::write(path, text).unwrap();
        }
    }

    /// Builds the program for the base with the client of each case. Returns the program of each case with which it compiles,
    /// and the first error of each other one.
    pub(crate) fn programs(&self, base: &Client, cases: &[&Client]) -> BTreeMap<String, Result<PathBuf, String>> {
        let fixed = here().join("src/selftest/program");
        let read = |file: &str| fs::read_to_string(fixed.join(file)).unwrap();
        let main = read("main.rs");
        let exchange = read("exchange.rs").replace("use client::", "use huaweicloud_hss::");
        self.write("programs/src/exchange.rs", &exchange);
        for client in cases {
            let module = module(&client.case);
            self.write(&format!("programs/src/{module}/uses.rs"), &base.program.with(&module));
            self.write(&format!("programs/src/{module}/table.rs"), &base.table(&client.case));
            self.write(&format!("programs/src/{module}/calls.rs"), &calls(&main, &module));
        }
        let failed = self.until_it_compiles("programs", cases, &|left| {
            let mut text = String::from("#![allow(warnings)]\n#[macro_use]\nmod exchange;\n");
            let mut arms = String::new();
            for module in left {
                let _ = writeln!(text, "mod {module} {{ pub mod calls; mod table; mod uses; }}");
                let _ = writeln!(arms, "        \"{module}\" => {module}::calls::main(),");
            }
            let _ = write!(
                text,
                "fn main() -> std::io::Result<()> {{\n    let program = std::env::current_exe()?;\n    \
                 match program.file_stem().unwrap().to_str().unwrap() {{\n{arms}        other => panic!(\"{{other}}\"),\n    }}\n}}\n"
            );
            self.write("programs/src/main.rs", &text);
        });
        let built = target()
            .join("debug")
            .join(format!("programs{}", std::env::consts::EXE_SUFFIX));
        let program = |case: &str| {
            let program = format!("bin/{}{}", module(case), std::env::consts::EXE_SUFFIX);
            let program = self.folder.join(program);
            fs::create_dir_all(program.parent().unwrap()).unwrap();
            drop(fs::remove_file(&program));
            fs::hard_link(&built, &program)
                .or_else(|_| fs::copy(&built, &program).map(drop))
                .unwrap();
            program
        };
        let all = cases.iter().map(|client| {
            let case = &client.case;
            (
                case.clone(),
                failed.get(case).cloned().map_or_else(|| Ok(program(case)), Err),
            )
        });
        all.collect()
    }

    /// Compiles the program for each case with the client of the base. Returns the first error of each that does not compile.
    pub(crate) fn back(&self, cases: &[&Client]) -> BTreeMap<String, String> {
        for client in cases {
            let module = module(&client.case);
            self.write(&format!("back/src/{module}.rs"), &client.program.with("base"));
        }
        self.until_it_compiles("back", cases, &|left| {
            let modules: Vec<_> = left.iter().map(|module| format!("mod {module};\n")).collect();
            self.write("back/src/lib.rs", &format!("#![allow(warnings)]\n{}", modules.concat()));
        })
    }

    /// Compiles a package, without the cases that do not compile, until it does; returns the first error of each of them.
    fn until_it_compiles(
        &self,
        package: &str,
        cases: &[&Client],
        write: &dyn Fn(&[String]),
    ) -> BTreeMap<String, String> {
        let mut failed: BTreeMap<String, String> = BTreeMap::new();
        loop {
            let left: Vec<&&Client> = cases
                .iter()
                .filter(|client| !failed.contains_key(&client.case))
                .collect();
            write(&left.iter().map(|client| module(&client.case)).collect::<Vec<_>>());
            let output = self.cargo(&["build", "--package", package, "--message-format", "json"], &[]);
            if output.status.success() {
                return failed;
            }
            let errors = errors(&output);
            let before = failed.len();
            for (file, message) in &errors {
                let of_file = |client: &&&Client| {
                    let module = module(&client.case);
                    file.split(['/', '\\'])
                        .any(|step| step.strip_suffix(".rs").unwrap_or(step) == module)
                };
                if let Some(client) = left.iter().find(|client| of_file(client)) {
                    failed.entry(client.case.clone()).or_insert_with(|| message.clone());
                }
            }
            let text = String::from_utf8_lossy(&output.stderr);
            assert!(failed.len() > before, "{package} does not compile: {errors:#?}\n{text}");
        }
    }

    /// Has rustdoc describe a client, for cargo-semver-checks.
    pub(crate) fn document(&self, client: &Client, to: &Path) {
        drop(fs::remove_dir_all(self.folder.join("documented/src")));
        self.write("documented/src/lib.rs", &format!("#![allow(warnings)]\n{ROOT}"));
        self.generated("documented/src", client);
        let arguments = ["rustdoc", "--package", "documented", "--lib"];
        let more = ["--", "-Zunstable-options", "--output-format", "json"];
        let output = self.cargo(&[&arguments[..], &more[..]].concat(), &[("RUSTC_BOOTSTRAP", "1")]);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        fs::copy(target().join("doc/documented.json"), to).unwrap();
    }

    fn cargo(&self, arguments: &[&str], variables: &[(&str, &str)]) -> Output {
        let (first, rest) = arguments.split_first().unwrap();
        Command::new(env!("CARGO"))
            .args([first, "--quiet", "--offline"])
            .args(rest)
            .current_dir(&self.folder)
            .env("CARGO_TARGET_DIR", target())
            .env("CARGO_INCREMENTAL", "0")
            .env_remove("RUSTFLAGS")
            .envs(variables.iter().copied())
            .output()
            .unwrap()
    }
}

/// Where the dependencies of all self-tests are built already.
fn target() -> PathBuf {
    root().join("target/selftest/target")
}

/// The main module of the program of the self-test as a module of its own for each case.
fn calls(main: &str, module: &str) -> String {
    let main = main.replace("use client::", &format!("use clients::{module}::"));
    let main = main
        .replace("//!", "//")
        .replace("#[macro_use]\nmod exchange;\nmod table;\n", "");
    main.replace("fn main()", "pub fn main()")
        .replace("use exchange::", "use crate::exchange::")
        .replace("table::", "super::table::")
}

/// The errors of a build: the file of each, and what it says.
fn errors(output: &Output) -> Vec<(String, String)> {
    let text = String::from_utf8_lossy(&output.stdout);
    let messages = text.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let errors = messages.filter_map(|message| {
        let message = &message["message"];
        let span = message["spans"]
            .as_array()?
            .iter()
            .find(|span| span["is_primary"] == true)?;
        if message["level"] != "error" {
            return None;
        }
        let label = span["label"].as_str().unwrap_or_default();
        let said = message["message"].as_str()?;
        let said = if label.is_empty() {
            said.to_owned()
        } else {
            format!("{said}: {label}")
        };
        Some((span["file_name"].as_str()?.to_owned(), said))
    });
    errors.collect()
}

/// What differs between two documents' features: those that are no longer there.
pub(crate) fn removed_features(base: &Client, revision: &Client) -> BTreeSet<String> {
    let features = base
        .features
        .iter()
        .filter(|feature| !revision.features.contains(feature));
    features.cloned().collect()
}
