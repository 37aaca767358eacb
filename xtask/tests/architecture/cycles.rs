//! Modules import downwards: none of them uses a module that uses it, directly or through others.
//!
//! What is side by side in a folder is compared, each folder as one with all that is in it, at every level. A module
//! and the folder of its own parts may use each other, save in the contract engine: there, every file is compared.

use std::collections::{BTreeMap, BTreeSet};

use super::imports::{Crate, ModulePath};
use super::root;

/// The crates that are looked at.
const SOURCES: [&str; 3] = ["xtask/src", "codegen/src", "generated-client/src"];

/// A use of one module by another.
type Uses = BTreeSet<(String, String)>;

/// For each folder: which of its modules uses which.
fn side_by_side(uses: &BTreeSet<(ModulePath, ModulePath)>) -> BTreeMap<ModulePath, Uses> {
    let mut folders: BTreeMap<ModulePath, Uses> = BTreeMap::new();
    for (user, used) in uses {
        let common = user.iter().zip(used).take_while(|(one, other)| one == other).count();
        if let (Some(one), Some(other)) = (user.get(common), used.get(common)) {
            let folder = folders.entry(user[..common].to_vec()).or_default();
            folder.insert((one.clone(), other.clone()));
        }
    }
    folders
}

/// The groups of modules that use each other, each sorted.
fn cycles(uses: &Uses) -> BTreeSet<Vec<String>> {
    let reached = |from: &String| {
        let mut seen = BTreeSet::new();
        let mut open = vec![from];
        while let Some(at) = open.pop() {
            for (_, next) in uses.iter().filter(|(user, _)| user == at) {
                if seen.insert(next.clone()) {
                    open.push(next);
                }
            }
        }
        seen
    };
    let reaches: BTreeMap<&String, BTreeSet<String>> = uses.iter().map(|(user, _)| (user, reached(user))).collect();
    let mut groups = BTreeSet::new();
    for (module, seen) in &reaches {
        let back = |other: &&String| reaches.get(other).is_some_and(|seen| seen.contains(*module));
        let group: Vec<String> = seen.iter().filter(back).cloned().collect();
        groups.extend((!group.is_empty()).then_some(group));
    }
    groups
}

/// The uses within a group, for a message.
fn shown(group: &[String], uses: &Uses) -> String {
    let within = uses
        .iter()
        .filter(|(user, used)| group.contains(user) && group.contains(used));
    let lines: Vec<_> = within.map(|(user, used)| format!("  {user} uses {used}")).collect();
    lines.join("\n")
}

#[test]
fn sibling_modules_do_not_use_each_other() {
    let mut found = Vec::new();
    for source in SOURCES {
        let folders = side_by_side(&Crate::read(&root().join(source)).uses());
        assert!(folders.len() > 3, "{source}: {folders:?}");
        for (folder, uses) in folders {
            let place = [&[source.to_owned()], folder.as_slice()].concat().join("/");
            // Generated types and their builders name each other.
            if place == "generated-client/src/generated" {
                continue;
            }
            for group in cycles(&uses) {
                found.push(format!("{place}: {}\n{}", group.join(", "), shown(&group, &uses)));
            }
        }
    }
    assert!(
        found.is_empty(),
        "modules use each other in a circle:\n{}",
        found.join("\n")
    );
}

/// In the contract engine every file is compared, also a folder's own. What implements patterns is one module.
#[test]
fn no_file_of_the_contract_engine_uses_one_that_uses_it() {
    let whole = ["contract", "value", "pattern"];
    let name = |path: &ModulePath| {
        let within = path.len() >= whole.len() && path.iter().zip(whole).all(|(step, known)| step == known);
        if within { whole.join("::") } else { path.join("::") }
    };
    let uses = Crate::read(&root().join("xtask/src")).uses();
    let within = |path: &ModulePath| path.first().is_some_and(|first| first == "contract");
    let uses: Uses = uses
        .iter()
        .filter(|(user, used)| within(user) && within(used))
        .map(|(user, used)| (name(user), name(used)))
        .filter(|(user, used)| user != used)
        .collect();
    assert!(uses.len() > 100, "{uses:?}");
    let found: Vec<_> = cycles(&uses).iter().map(|group| shown(group, &uses)).collect();
    assert!(
        found.is_empty(),
        "files of the contract engine use each other:\n{}",
        found.join("\n")
    );
    let engine = "contract::engine".to_owned();
    let compiled = "contract::compiled::engine".to_owned();
    assert!(
        uses.contains(&(engine, compiled)),
        "the sources are not read as they should be"
    );
}

#[test]
fn cycles_are_found() {
    let uses = |pairs: &[(&str, &str)]| -> Uses {
        let owned = |(one, other): &(&str, &str)| ((*one).to_owned(), (*other).to_owned());
        pairs.iter().map(owned).collect()
    };
    let groups = cycles(&uses(&[
        ("a", "b"),
        ("b", "c"),
        ("c", "a"),
        ("c", "d"),
        ("e", "f"),
        ("f", "e"),
    ]));
    let groups: Vec<_> = groups.iter().map(|group| group.join(" ")).collect();
    assert_eq!(groups, ["a b c", "e f"]);
    assert!(cycles(&uses(&[("a", "b"), ("a", "c"), ("b", "c")])).is_empty());
}
