//! The packages of the workspace and what they depend on, as `cargo metadata` has it.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;
use std::sync::OnceLock;

use serde_json::Value;

use crate::files::root;

/// A kind of dependency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Normal,
    Build,
    Dev,
}

/// One package of the graph.
#[derive(Debug)]
pub(crate) struct Package {
    pub(crate) name: String,
    pub(crate) version: String,
    pub(crate) licence: String,
    pub(crate) rust_version: Option<String>,
    /// Whether it is of this workspace.
    pub(crate) ours: bool,
    dependencies: Vec<(Kind, String)>,
}

/// All packages, of all targets and with all features, by their ids.
pub(crate) fn graph() -> &'static BTreeMap<String, Package> {
    static GRAPH: OnceLock<BTreeMap<String, Package>> = OnceLock::new();
    GRAPH.get_or_init(|| {
        let output = Command::new(env!("CARGO"))
            .args(["metadata", "--format-version", "1", "--locked", "--all-features"])
            .current_dir(root())
            .output()
            .expect("cargo runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        packages(&serde_json::from_slice(&output.stdout).expect("JSON"))
    })
}

fn packages(metadata: &Value) -> BTreeMap<String, Package> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let members: BTreeSet<_> = list(&metadata["workspace_members"]).iter().map(text).collect();
    let mut dependencies: BTreeMap<_, _> = list(&metadata["resolve"]["nodes"])
        .iter()
        .map(|node| {
            let edges = list(&node["deps"]).into_iter().flat_map(|edge| {
                let id = text(&edge["pkg"]);
                list(&edge["dep_kinds"]).into_iter().map(move |kind| {
                    let kind = match kind["kind"].as_str() {
                        Some("dev") => Kind::Dev,
                        Some("build") => Kind::Build,
                        _ => Kind::Normal,
                    };
                    (kind, id.clone())
                })
            });
            (text(&node["id"]), edges.collect::<Vec<_>>())
        })
        .collect();
    list(&metadata["packages"])
        .iter()
        .map(|package| {
            let id = text(&package["id"]);
            let read = Package {
                name: text(&package["name"]),
                version: text(&package["version"]),
                licence: text(&package["license"]),
                rust_version: package["rust_version"].as_str().map(str::to_owned),
                ours: members.contains(&id),
                dependencies: dependencies.remove(&id).unwrap_or_default(),
            };
            (id, read)
        })
        .collect()
}

/// What building a package of this workspace builds, itself aside. Of the package itself the kinds given count; of what
/// it depends on, what cargo builds of a dependency.
pub(crate) fn built_with(name: &str, kinds: &[Kind]) -> BTreeMap<&'static str, &'static Package> {
    let graph = graph();
    let (start, package) = graph
        .iter()
        .find(|(_, package)| package.ours && package.name == name)
        .unwrap_or_else(|| panic!("no package {name}: what the test is about has moved"));
    let of_kinds = |package: &'static Package, kinds: &[Kind]| -> Vec<&'static str> {
        let dependencies = package.dependencies.iter().filter(|(kind, _)| kinds.contains(kind));
        dependencies.map(|(_, id)| id.as_str()).collect()
    };
    let mut found = BTreeMap::new();
    let mut next = of_kinds(package, kinds);
    while let Some(id) = next.pop() {
        let package = &graph[id];
        if id != start && found.insert(id, package).is_none() {
            next.extend(of_kinds(package, &[Kind::Normal, Kind::Build]));
        }
    }
    found
}
