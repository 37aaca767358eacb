//! Generates the clients of the documents beside this script into `OUT_DIR`.

use std::error::Error;
use std::path::Path;
use std::{env, fs};

/// The documents, by the names of their modules.
const DOCUMENTS: [(&str, &str); 8] = [
    ("cycles", "cycles.openapi.yaml"),
    ("media_types", "media-types.openapi.yaml"),
    ("notes", "notes.openapi.yaml"),
    ("paging", "paging.openapi.yaml"),
    ("security", "security.openapi.yaml"),
    ("streams", "streams.openapi.yaml"),
    ("values", "values.openapi.yaml"),
    ("wire", "wire.openapi.yaml"),
];

fn main() -> Result<(), Box<dyn Error>> {
    for (module, document) in DOCUMENTS {
        generate(module, document)?;
    }
    Ok(())
}

fn generate(module: &str, path: &str) -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed={path}");
    let document = codegen::Document::parse(path, &fs::read(path)?)?;
    let model = codegen::Model::new(&document)?;
    for warning in model.warnings() {
        println!("cargo::warning={}: {}", warning.pointer, warning.message);
    }
    let options = codegen::Options::default().runtime("huaweicloud_hss::runtime::generated");
    let text = codegen::generate(&model, &options)?.to_one_file();
    let out = env::var_os("OUT_DIR").ok_or("cargo sets OUT_DIR for build scripts")?;
    #[expect(
        clippy::disallowed_methods,
        reason = "OUT_DIR is this script's alone, and cargo runs it again if it fails"
    )]
    fs::write(Path::new(&out).join(format!("{module}.rs")), text)?;
    Ok(())
}
