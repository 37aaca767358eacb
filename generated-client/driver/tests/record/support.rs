//! A separate workspace for each test, whose driver is the program of this package.

use std::{
    ffi::OsString,
    fs,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
};

use driver::server::{CannedResponse, Handler, Received, Server};
use xtask::{Environment, Exit};

/// What the client says who it is with.
pub(crate) const ACCESS_KEY: &str = "canary-access-key-77ab31";

/// What the client signs with.
pub(crate) const SECRET_KEY: &str = "canary-secret-key-0c55b7f1";

/// A workspace of one test.
pub(crate) struct Workspace {
    pub(crate) root: PathBuf,
    today: String,
}

/// How a command went.
pub(crate) struct Ran {
    pub(crate) exit: Exit,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Workspace {
    /// A workspace with the project's own document and policy.
    pub(crate) fn new(name: &str) -> Self {
        let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}-{}", std::process::id()));
        drop(fs::remove_dir_all(&root));
        let workspace = Self {
            root,
            today: "2026-01-31".to_owned(),
        };
        for file in ["spec/hss.openapi.yaml", "spec/redaction.toml"] {
            let project = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
            workspace.write(
                file,
                &fs::read_to_string(project.join(file)).expect("a file of the project"),
            );
        }
        workspace.write("xtask/Cargo.toml", "");
        workspace.write("codegen/Cargo.toml", "");
        // The replacement for cargo: it starts the driver that was built with this test.
        let script = format!(
            "#!/bin/sh\nwhile [ \"$1\" != -- ]; do shift; done\nshift\n\
             export HUAWEICLOUD_SDK_AK={ACCESS_KEY} HUAWEICLOUD_SDK_SK={SECRET_KEY}\n\
             export HUAWEICLOUD_SDK_PROJECT_ID=2b31ed520c9f4e1d8edb6e57a1b2c3d4 TMPDIR='{}'\n\
             exec '{}' \"$@\"\n",
            workspace.root.display(),
            env!("CARGO_BIN_EXE_driver")
        );
        workspace.write("cargo.sh", &script);
        fs::set_permissions(workspace.root.join("cargo.sh"), fs::Permissions::from_mode(0o755)).expect("a mode");
        workspace
    }

    #[expect(clippy::disallowed_methods, reason = "no other program reads the file")]
    pub(crate) fn write(&self, path: &str, text: &str) {
        let path = self.root.join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    }

    pub(crate) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.root.join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// The same workspace with another identity service, and no project that is known.
    pub(crate) fn with_iam(self, iam: &str) -> Self {
        let script = self.read("cargo.sh");
        let export = format!("unset HUAWEICLOUD_SDK_PROJECT_ID; export HUAWEICLOUD_SDK_IAM_ENDPOINT={iam}\nexec ");
        self.write("cargo.sh", &script.replace("exec ", &export));
        self
    }

    /// The same workspace on another day.
    pub(crate) fn on(mut self, day: &str) -> Self {
        day.clone_into(&mut self.today);
        self
    }

    /// Runs a command line.
    pub(crate) fn run(&self, arguments: &[&str]) -> Ran {
        let environment = Environment {
            directory: self.root.clone(),
            program: None,
            cargo: self.root.join("cargo.sh").into_os_string(),
            colour: false,
            progress: false,
            today: self.today.clone(),
        };
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let arguments = ["xtask"].iter().chain(arguments).map(OsString::from);
        let exit = xtask::run(arguments, &environment, &mut out, &mut err);
        Ran {
            exit,
            out: String::from_utf8(out).expect("text"),
            err: String::from_utf8(err).expect("text"),
        }
    }

    /// Every file of the workspace, by its path.
    pub(crate) fn files(&self) -> Vec<(String, Vec<u8>)> {
        fn below(folder: &Path, root: &Path, found: &mut Vec<(String, Vec<u8>)>) {
            for entry in fs::read_dir(folder).expect("a folder") {
                let path = entry.expect("an entry").path();
                if path.is_dir() {
                    below(&path, root, found);
                } else {
                    let name = path.strip_prefix(root).expect("below").display().to_string();
                    found.push((name, fs::read(&path).expect("a file")));
                }
            }
        }
        let mut found = Vec::new();
        below(&self.root, &self.root, &mut found);
        found.sort();
        found
    }
}

impl Drop for Workspace {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            drop(fs::remove_dir_all(&self.root));
        }
    }
}

/// A server that always responds the same.
pub(crate) fn always(response: CannedResponse) -> Server {
    struct Always(CannedResponse);
    impl Handler for Always {
        fn respond(&self, _: &Received) -> CannedResponse {
            self.0.clone()
        }
    }
    Server::start(Always(response)).expect("a port")
}
