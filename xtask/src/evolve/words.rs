//! Numbers with nouns, for texts.

/// A number with a noun in the right form: `1 recording`, `2 recordings`.
pub(super) fn plural(count: usize, noun: &str) -> String {
    match count {
        1 => format!("1 {noun}"),
        count => format!("{count} {noun}s"),
    }
}
