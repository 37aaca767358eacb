//! Pointers of schemas that the document does not have: a schema with one branch of its choice.
//!
//! Such a pointer is that of the schema with the choice, then those of the chosen branches. Without a branch it means the
//! schema without its choice. Only this module makes and takes them apart.

/// What separates the pointers: no pointer of a document has it, since names with control characters are escaped here.
const SEPARATOR: char = '\u{1}';

/// The pointer of the schema at `whole` with the branches at `selected`.
pub(super) fn pointer_of(whole: &str, selected: &[String]) -> String {
    format!("{whole}{SEPARATOR}{}", selected.join(&SEPARATOR.to_string()))
}

/// The pointers that [`pointer_of`] has put together: of the whole schema and of the branches.
pub(super) fn take_apart(at: &str) -> Option<(&str, Vec<&str>)> {
    let (whole, selected) = at.split_once(SEPARATOR)?;
    let selected = selected.split(SEPARATOR).filter(|branch| !branch.is_empty());
    Some((whole, selected.collect()))
}

/// The place in the document that a pointer means: of the first branch that was selected.
pub(super) fn place(at: &str) -> &str {
    match take_apart(at) {
        Some((whole, selected)) => selected.first().copied().unwrap_or(whole),
        None => at,
    }
}
