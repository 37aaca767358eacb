//! Documentation as attributes.

use crate::markdown;

/// The lines of a doc comment, a paragraph or more for each text, each line with the blank behind its slashes.
pub(super) fn lines<T: AsRef<str>>(texts: &[T]) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for text in texts {
        let rewritten = markdown::rewrite(text.as_ref());
        if rewritten.is_empty() {
            continue;
        }
        if !lines.is_empty() {
            lines.push(String::new());
        }
        lines.extend(
            rewritten
                .into_iter()
                .map(|line| if line.is_empty() { line } else { format!(" {line}") }),
        );
    }
    lines
}

/// The same, or `otherwise` if the texts say nothing.
pub(super) fn lines_or<T: AsRef<str>>(texts: &[T], otherwise: impl FnOnce() -> String) -> Vec<String> {
    let lines = lines(texts);
    if lines.is_empty() {
        vec![format!(" {}", otherwise())]
    } else {
        lines
    }
}

/// Adds a paragraph that is written here, not in the document.
pub(super) fn paragraph(lines: &mut Vec<String>, text: &str) {
    if !lines.is_empty() {
        lines.push(String::new());
    }
    lines.push(format!(" {text}"));
}
