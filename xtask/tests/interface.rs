//! The types of other crates in the client's public interface, as rustdoc sees them: without features, none of a crate whose
//! version is 0.x, so that a new version of it never changes the interface.
//!
//! rustdoc's JSON is not stable, so that its format is that of the pinned toolchain. A change of it fails this test.
#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test may panic, and no other program reads its files"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

/// The crates whose types are in the interface, with the items that have them.
type Found = BTreeMap<String, BTreeSet<String>>;

/// What of the interface is visited.
struct Interface<'d> {
    document: &'d Value,
    seen: BTreeSet<u64>,
    found: Found,
}

impl<'d> Interface<'d> {
    fn item(&self, id: u64) -> Option<&'d Value> {
        self.document["index"].get(id.to_string())
    }

    /// Notes that `place` has a type of another crate, if it has.
    fn note(&mut self, id: u64, place: &str) {
        let path = &self.document["paths"][id.to_string()];
        if let Some(number @ 1..) = path["crate_id"].as_u64() {
            let name = &self.document["external_crates"][number.to_string()]["name"];
            let name = name.as_str().unwrap().to_owned();
            self.found.entry(name).or_default().insert(place.to_owned());
        }
    }

    /// Visits an item and what belongs to it. What is hidden is no part of the interface, unless it is exported elsewhere.
    fn visit(&mut self, id: u64, is_exported: bool) {
        let Some(item) = self.item(id) else { return };
        let is_hidden = item["attrs"].to_string().contains("hidden");
        if self.seen.contains(&id) || (is_hidden && !is_exported) {
            return;
        }
        self.seen.insert(id);
        let (kind, inner) = item["inner"].as_object().unwrap().iter().next().unwrap();
        if kind == "use" {
            let Some(target) = inner["id"].as_u64() else { return };
            if inner["is_glob"] == true {
                let items = self.item(target).map(|module| &module["inner"]["module"]["items"]);
                for child in items.and_then(Value::as_array).into_iter().flatten() {
                    self.visit(child.as_u64().unwrap(), false);
                }
                return;
            }
            self.note(target, inner["source"].as_str().unwrap());
            return self.visit(target, true);
        }
        // Every type has the implementations that other crates write for all types.
        let is_for_all = !inner["blanket_impl"].is_null() || inner["is_synthetic"] == true;
        if is_for_all || !matches!(item["visibility"].as_str(), Some("public" | "default")) {
            return;
        }
        let mut named = Vec::new();
        let mut children = Vec::new();
        collect(inner, &mut named, &mut children);
        let place = match item["name"].as_str() {
            Some(name) => format!("{kind} {name}"),
            None => format!("{kind} for {}", inner["for"]["resolved_path"]["path"]),
        };
        for id in named {
            self.note(id, &place);
        }
        for id in children {
            self.visit(id, false);
        }
    }
}

/// Collects the IDs of types and traits that a value names, and those of items in it.
fn collect(value: &Value, named: &mut Vec<u64>, children: &mut Vec<u64>) {
    match value {
        Value::Object(members) => {
            if let (Some(id), Some(_)) = (members.get("id").and_then(Value::as_u64), members.get("path")) {
                named.push(id);
            }
            members.values().for_each(|member| collect(member, named, children));
        }
        Value::Array(items) => {
            for item in items {
                match item.as_u64() {
                    Some(id) => children.push(id),
                    None => collect(item, named, children),
                }
            }
        }
        _ => {}
    }
}

/// The crates whose types are in the interface of the client with these features, without those of the standard library. What
/// generated code uses of the runtime counts, too: some of it is in the interface of other documents' clients.
fn crates(features: &str) -> Found {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    // Only rustdoc itself may have unstable options: a build script that sees the variable may build something else.
    let rustdoc = Path::new(env!("CARGO_TARGET_TMPDIR")).join("rustdoc.sh");
    fs::write(&rustdoc, "#!/bin/sh\nRUSTC_BOOTSTRAP=1 exec rustdoc \"$@\"\n").unwrap();
    fs::set_permissions(&rustdoc, fs::Permissions::from_mode(0o755)).unwrap();
    let target = root.join("target/interface");
    let made = Command::new(env!("CARGO"))
        .current_dir(root)
        .args([
            "doc",
            "--package",
            "huaweicloud-hss",
            "--lib",
            "--no-deps",
            "--locked",
            "--features",
            features,
        ])
        .arg("--target-dir")
        .arg(&target)
        .env("RUSTDOC", &rustdoc)
        .env(
            "RUSTDOCFLAGS",
            "-Zunstable-options --output-format json --document-hidden-items",
        )
        .output()
        .unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let text = fs::read(target.join("doc/huaweicloud_hss.json")).unwrap();
    let document = serde_json::from_slice(&text).unwrap();
    let mut interface = Interface {
        document: &document,
        seen: BTreeSet::new(),
        found: Found::new(),
    };
    interface.visit(document["root"].as_u64().unwrap(), true);
    let for_generated = document["index"].as_object().unwrap().iter().find(|(_, item)| {
        item["name"] == "generated"
            && item["docs"]
                .as_str()
                .is_some_and(|docs| docs.contains("only generated code"))
    });
    interface.visit(for_generated.unwrap().0.parse().unwrap(), true);
    assert!(interface.seen.len() > 1000, "{}", interface.seen.len());
    let mut found = interface.found;
    found.retain(|name, _| !matches!(&**name, "std" | "core" | "alloc"));
    found
}

/// The versions of a crate in the lock file.
fn versions(name: &str) -> Vec<String> {
    let lock = Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .unwrap()
        .join("Cargo.lock");
    let lock = fs::read_to_string(lock).unwrap();
    let packages = lock.split("[[package]]").filter_map(|package| {
        let entry = |key: &str| {
            package
                .lines()
                .find_map(|line| line.strip_prefix(key)?.strip_suffix('"'))
        };
        Some((entry("name = \"")?, entry("version = \"")?))
    });
    let named = packages.filter(|(other, _)| other.replace('-', "_") == name);
    named.map(|(_, version)| version.to_owned()).collect()
}

#[test]
fn no_type_of_a_crate_of_version_0_is_in_the_interface_without_features() {
    // One after the other: they share a folder.
    let plain = crates("");
    assert!(
        plain.contains_key("bytes") && plain.contains_key("serde_core"),
        "{plain:?}"
    );
    for (name, places) in &plain {
        let versions = versions(name);
        assert!(!versions.is_empty(), "{name}");
        let is_stable = versions.iter().all(|version| !version.starts_with("0."));
        assert!(is_stable, "{name} {versions:?} is in {places:?}");
    }
    // The search itself: this feature brings the one trait that is named in the guide.
    let mut with_streams = crates("stream,blocking");
    let places = with_streams.remove("futures_core").unwrap_or_default();
    assert!(places.len() > 5, "{places:?}");
    assert!(with_streams.keys().eq(plain.keys()), "{with_streams:?}");
}
