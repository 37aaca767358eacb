//! The manifest of a crate: the dependencies and features of this client's crate, as far as they are used.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use toml::de::{DeTable, DeValue};

/// What the manifest of this client says of one dependency, with what the workspace adds.
struct Dependency {
    name: String,
    version: String,
    default_features: bool,
    features: Vec<String>,
    optional: bool,
}

/// What is taken over from the manifest of this client.
pub(super) struct Manifest {
    edition: String,
    rust_version: String,
    dependencies: Vec<Dependency>,
    features: Vec<(String, Vec<String>)>,
}

/// Reads the manifests of this client and of the workspace. `uses` says whether the sources use a crate.
pub(super) fn manifest(client: &Path, workspace: &Path, uses: &dyn Fn(&str) -> bool) -> Result<Manifest, String> {
    let read =
        |path: &Path| fs::read_to_string(path).map_err(|error| format!("{} cannot be read: {error}", path.display()));
    let (client_text, workspace_text) = (read(client)?, read(workspace)?);
    let parse = |path: &Path, text| DeTable::parse(text).map_err(|error| format!("{}: {error}", path.display()));
    let (client_table, workspace_table) = (parse(client, &client_text)?, parse(workspace, &workspace_text)?);
    let (client_table, shared) = (client_table.get_ref(), table(workspace_table.get_ref(), "workspace"));
    let shared_dependencies = shared.and_then(|shared| table(shared, "dependencies"));
    let package = shared.and_then(|shared| table(shared, "package"));
    let of_package = |key: &str| package.and_then(|package| text(package, key)).unwrap_or_default();

    let mut dependencies = Vec::new();
    for (name, value) in table(client_table, "dependencies").into_iter().flatten() {
        let name = name.get_ref().to_string();
        let mut dependency = Dependency {
            name,
            version: String::new(),
            default_features: true,
            features: Vec::new(),
            optional: false,
        };
        let known = shared_dependencies.and_then(|shared| shared.get(dependency.name.as_str()));
        for value in known.map(|known| known.get_ref()).into_iter().chain([value.get_ref()]) {
            dependency.add(value);
        }
        // A feature names what is optional, whether the sources use it or not.
        if dependency.optional || uses(&dependency.name.replace('-', "_")) {
            dependencies.push(dependency);
        }
    }
    let mut features = Vec::new();
    for (name, value) in table(client_table, "features").into_iter().flatten() {
        features.push((name.get_ref().to_string(), texts(value.get_ref())));
    }
    Ok(Manifest {
        edition: of_package("edition"),
        rust_version: of_package("rust-version"),
        dependencies,
        features,
    })
}

impl Dependency {
    /// Adds what a manifest says of it.
    fn add(&mut self, value: &DeValue<'_>) {
        if let Some(version) = value.as_str() {
            version.clone_into(&mut self.version);
        }
        let Some(table) = value.as_table() else { return };
        if let Some(version) = text(table, "version") {
            self.version = version;
        }
        let flag = |key: &str| table.get(key).and_then(|value| value.get_ref().as_bool());
        self.default_features = flag("default-features").unwrap_or(self.default_features);
        self.optional |= flag("optional") == Some(true);
        self.features.extend(
            table
                .get("features")
                .map(|value| texts(value.get_ref()))
                .unwrap_or_default(),
        );
    }
}

impl Manifest {
    /// The part that belongs to the user after the first run.
    pub(super) fn package(&self, name: &str, title: &str) -> String {
        let title = title.replace('\\', "\\\\").replace('"', "\\\"");
        format!(
            "[package]\nname = \"{name}\"\ndescription = \"Client of {title}, generated from its OpenAPI document\"\n\
             version = \"0.1.0\"\nedition = \"{}\"\nrust-version = \"{}\"\n\n",
            self.edition, self.rust_version
        )
    }

    /// The features and the dependencies. `tags` are the features of the document's tags.
    pub(super) fn block(&self, tags: &[String]) -> String {
        let mut block = String::from("[features]\n");
        let list = |values: &[String]| {
            values
                .iter()
                .map(|value| format!("\"{value}\""))
                .collect::<Vec<_>>()
                .join(", ")
        };
        let mut features = self.features.clone();
        if !tags.is_empty() {
            match features.iter_mut().find(|(name, _)| name == "default") {
                Some((_, default)) => default.extend_from_slice(tags),
                None => features.push(("default".to_owned(), tags.to_vec())),
            }
            features.extend(tags.iter().map(|tag| (tag.clone(), Vec::new())));
        }
        for (name, values) in &features {
            writeln!(block, "{name} = [{}]", list(values)).expect("a string takes all text");
        }
        block.push_str("\n[dependencies]\n");
        for dependency in &self.dependencies {
            let Dependency { name, version, .. } = dependency;
            let mut parts = vec![format!("version = \"{version}\"")];
            if !dependency.default_features {
                parts.push("default-features = false".to_owned());
            }
            if !dependency.features.is_empty() {
                parts.push(format!("features = [{}]", list(&dependency.features)));
            }
            if dependency.optional {
                parts.push("optional = true".to_owned());
            }
            writeln!(block, "{name} = {{ {} }}", parts.join(", ")).expect("a string takes all text");
        }
        // What the tests of the runtime use.
        block.push_str("\n[dev-dependencies]\n");
        for dependency in &self.dependencies {
            let Dependency { name, version, .. } = dependency;
            let line = match name.as_str() {
                "serde" => format!("serde = {{ version = \"{version}\", features = [\"derive\"] }}"),
                "tokio" => format!(
                    "tokio = {{ version = \"{version}\", default-features = false, features = [\"macros\", \"rt\", \"test-util\"] }}"
                ),
                _ => continue,
            };
            writeln!(block, "{line}").expect("a string takes all text");
        }
        block
    }
}

fn table<'t, 'v>(table: &'t DeTable<'v>, key: &str) -> Option<&'t DeTable<'v>> {
    table.get(key)?.get_ref().as_table()
}

fn text(table: &DeTable<'_>, key: &str) -> Option<String> {
    table.get(key)?.get_ref().as_str().map(str::to_owned)
}

fn texts(value: &DeValue<'_>) -> Vec<String> {
    let items = value.as_array().into_iter().flatten();
    items
        .filter_map(|item| item.get_ref().as_str())
        .map(str::to_owned)
        .collect()
}
