//! Names that changed in the crate and need not: `x-rust-name` keeps the one that importers use.

use std::collections::{BTreeMap, BTreeSet};

use codegen::surface::Kind;

use super::difference::Difference;
use super::topic::Topic;

/// What to write into the document so that the crate keeps a name that one change has taken away.
pub(super) fn of_change(differences: &[&Difference]) -> Option<String> {
    let mut of_owners: BTreeMap<(Kind, &str), [Vec<&Difference>; 2]> = BTreeMap::new();
    for found in differences {
        let side = match found.topic {
            Topic::Removed => 0,
            Topic::Added => 1,
            _ => continue,
        };
        if let Some((owner, _)) = named(&found.item.path) {
            of_owners.entry((found.kind, owner)).or_default()[side].push(found);
        }
    }
    of_owners.into_iter().find_map(|((kind, owner), [removed, added])| {
        let (&[removed], &[added]) = (&*removed, &*added) else {
            return None;
        };
        let is_type = matches!(kind, Kind::Struct | Kind::Enum);
        let has_name = match kind {
            Kind::Method | Kind::Field => true,
            _ => is_type && owner == "types",
        };
        has_name.then(|| keep(removed, added)).flatten()
    })
}

/// The types that have another name and are used in the place of the old one: what to write into the document, by the path of
/// the new type.
pub(super) fn of_types(differences: &[Difference]) -> BTreeMap<String, String> {
    let types = |topic: Topic| -> BTreeMap<&str, &Difference> {
        let of_topic = differences.iter().filter(|one| one.topic == topic);
        of_topic
            .filter_map(|one| Some((one.item.path.strip_prefix("types::")?, one)))
            .filter(|(name, _)| !name.contains("::"))
            .collect()
    };
    let (removed, added) = (types(Topic::Removed), types(Topic::Added));
    let mut found = BTreeMap::new();
    if removed.is_empty() || added.is_empty() {
        return found;
    }
    for difference in differences.iter().filter(|one| one.topic == Topic::Type) {
        let [old, new] = &difference.signatures;
        let replaced: BTreeSet<(&str, &str)> = words(old).zip(words(new)).filter(|(old, new)| old != new).collect();
        let mut replaced = replaced.into_iter();
        if words(old).count() == words(new).count()
            && let (Some((old, new)), None) = (replaced.next(), replaced.next())
            && let (Some(removed), Some(added)) = (removed.get(old), added.get(new))
            && let Some(proposal) = keep(removed, added)
        {
            found.insert(added.item.path.clone(), proposal);
        }
    }
    found
}

fn words(signature: &str) -> impl Iterator<Item = &str> {
    let words = signature.split(|c: char| !c.is_alphanumeric() && c != '_');
    words.filter(|word| !word.is_empty())
}

fn keep(removed: &Difference, added: &Difference) -> Option<String> {
    let (_, old) = named(&removed.item.path)?;
    let at = added.revision.first()?;
    // The name of the schema of a property is that of the property.
    let is_type = matches!(added.kind, Kind::Struct | Kind::Enum);
    let of_property = at.rsplit('/').nth(1) == Some("properties");
    (!is_type || !of_property).then(|| format!("keep the name in Rust: add `x-rust-name: {old}` at `{at}`"))
}

/// The path of what an item belongs to, and its own name.
fn named(path: &str) -> Option<(&str, &str)> {
    let (owner, name) = path.rsplit_once("::")?;
    Some((owner, name.trim_end_matches("()")))
}
