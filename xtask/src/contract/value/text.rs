//! Texts for messages.

/// A text for a message: on one line, and cut where it is long.
pub(crate) fn cut(text: &str) -> String {
    const MOST: usize = 60;
    let mut cut: String = text
        .chars()
        .take(MOST)
        .map(|c| if c.is_control() { '\u{FFFD}' } else { c })
        .collect();
    if text.chars().nth(MOST).is_some() {
        cut.push('…');
    }
    cut
}
