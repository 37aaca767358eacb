//! Names that changed in the crate and need not: `x-rust-name` keeps the one that importers use.

use codegen::surface::Kind;

use super::difference::{Difference, Topic};

/// What to write into the document so that the crate keeps its names, from the differences that one change caused.
pub(super) fn proposal(differences: &[&Difference]) -> Option<String> {
    let of = |topic: Topic, kind: Kind| {
        let mut found = differences
            .iter()
            .filter(move |one| one.topic == topic && one.kind == kind);
        found.next().filter(|_| found.next().is_none())
    };
    let kinds = [Kind::Method, Kind::Field, Kind::Struct, Kind::Enum];
    kinds.into_iter().find_map(|kind| {
        let (removed, added) = (of(Topic::Removed, kind)?, of(Topic::Added, kind)?);
        let (owner, old) = named(&removed.item.path)?;
        let (other, new) = named(&added.item.path)?;
        let is_type = matches!(kind, Kind::Struct | Kind::Enum);
        let is_renamed = owner == other && old != new && (!is_type || owner == "types");
        let at = added.revision.first()?;
        is_renamed.then(|| format!("keep the name in Rust: add `x-rust-name: {old}` at `{at}`"))
    })
}

/// The path of what an item belongs to, and its own name.
fn named(path: &str) -> Option<(&str, &str)> {
    let (owner, name) = path.rsplit_once("::")?;
    Some((owner, name.trim_end_matches("()")))
}
