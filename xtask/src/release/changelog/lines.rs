//! The lines of a changelog, as far as they are no code.

/// The lines of a text with their offsets, those in fenced blocks of code aside.
pub(super) fn outside_of_code(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let (mut at, mut is_code) = (0, false);
    text.split_inclusive('\n').filter_map(move |line| {
        let start = at;
        at += line.len();
        let is_fence = line.trim_start().starts_with("```") || line.trim_start().starts_with("~~~");
        is_code ^= is_fence;
        (!is_code && !is_fence).then_some((start, line.trim_end_matches('\n')))
    })
}
