//! The two programs: what they are built from, and what they do.

use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::{Outcome, workspace};

/// A program in a folder of its own.
pub(crate) struct Program {
    pub(crate) folder: PathBuf,
    name: &'static str,
}

impl Program {
    pub(crate) fn target(&self) -> PathBuf {
        self.folder.join("target")
    }

    pub(crate) fn executable(&self) -> PathBuf {
        let name = format!("{}{}", self.name, std::env::consts::EXE_SUFFIX);
        self.target().join("debug").join(name)
    }

    fn write(within: &Path, name: &'static str, dependencies: &str, source: &str) -> Outcome<Self> {
        let folder = within.join(name);
        fs::create_dir_all(folder.join("src"))?;
        let manifest = format!(
            "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\n{dependencies}\n[workspace]\n"
        );
        fs::write(folder.join("Cargo.toml"), manifest)?;
        fs::write(folder.join("src/main.rs"), source)?;
        // Cargo takes out of it what the program has no use for, and keeps the versions of the rest.
        fs::copy(workspace().join("Cargo.lock"), folder.join("Cargo.lock"))?;
        Ok(Self { folder, name })
    }
}

/// A call by hand.
pub(crate) fn bare(within: &Path) -> Outcome<Program> {
    let dependencies = r#"
reqwest = { version = "0.13", default-features = false, features = ["json", "query", "rustls-no-provider"] }
rustls = { version = "0.23", default-features = false, features = ["ring", "std", "tls12"] }
serde = { version = "1", features = ["derive"] }
tokio = { version = "1", features = ["macros", "rt-multi-thread"] }
"#;
    let source = r#"
use serde::Deserialize;

#[derive(Deserialize)]
struct Page {
    total_num: Option<i32>,
    #[serde(default)]
    data_list: Vec<Log>,
}

#[derive(Deserialize)]
struct Log {
    event_name: Option<String>,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    drop(rustls::crypto::ring::default_provider().install_default());
    let request = reqwest::Client::new().get("https://localhost/events").query(&[("limit", 1)]);
    let page: Page = request.send().await?.error_for_status()?.json().await?;
    println!("{:?} {:?}", page.total_num, page.data_list.first().map(|log| &log.event_name));
    Ok(())
}
"#;
    Program::write(within, "bare", dependencies, source)
}

/// The same with the client of the workspace at `root`.
pub(crate) fn with_client(within: &Path, root: &Path) -> Outcome<Program> {
    let client = root.canonicalize()?.join("generated-client");
    let dependencies = format!(
        "huaweicloud-hss = {{ path = {client:?} }}\ntokio = {{ version = \"1\", features = [\"macros\", \"rt-multi-thread\"] }}\n"
    );
    let source = r#"
#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().collect();
    let client = huaweicloud_hss::Client::builder()
        .endpoint(&arguments[1])
        .root_certificate(std::fs::read(&arguments[2])?)
        .project_id("p")
        .token("t")
        .build()?;
    let page = client.list_container_image_logs().limit(1).send().await?;
    let first = page.data_list.first().and_then(|log| log.event_name.as_deref());
    println!("total {}, first {}", page.total_num.unwrap_or_default(), first.unwrap_or_default());
    Ok(())
}
"#;
    Program::write(within, "with-client", &dependencies, source)
}
