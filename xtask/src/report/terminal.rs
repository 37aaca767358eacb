//! Text for a terminal: colours, control characters, counts.

use std::borrow::Cow;

use crate::contract::Level;

/// How many characters of a line are shown.
const SHOWN: usize = 100;

/// Colours, or none.
#[derive(Clone, Copy)]
pub(crate) struct Paint(pub(crate) bool);

impl Paint {
    pub(crate) fn level(self, level: Level, text: &str) -> String {
        match level {
            Level::Error => self.code("1;31", text),
            Level::Warning => self.code("1;33", text),
        }
    }

    pub(crate) fn note(self, text: &str) -> String {
        self.code("1;36", text)
    }

    pub(crate) fn good(self, text: &str) -> String {
        self.code("1;32", text)
    }

    pub(crate) fn bold(self, text: &str) -> String {
        self.code("1", text)
    }

    pub(crate) fn dim(self, text: &str) -> String {
        self.code("2", text)
    }

    pub(crate) fn removed(self, text: &str) -> String {
        self.code("31", text)
    }

    pub(crate) fn added(self, text: &str) -> String {
        self.code("32", text)
    }

    fn code(self, code: &str, text: &str) -> String {
        if self.0 {
            format!("\x1b[{code}m{text}\x1b[0m")
        } else {
            text.to_owned()
        }
    }
}

/// Whether a terminal or a browser would obey a character rather than show it: controls, among them those of the direction
/// of text, which can make a line read as another one.
pub(super) fn is_unsafe(character: char) -> bool {
    let is_of_direction = |character| matches!(character, '\u{200E}' | '\u{200F}' | '\u{061C}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    character.is_control() || is_of_direction(character) || matches!(character, '\u{2028}' | '\u{2029}')
}

/// Replaces control characters: traffic and documents may contain any, and a terminal would obey them.
pub(super) fn plain(text: &str) -> Cow<'_, str> {
    let unsafe_character = |character: char| is_unsafe(character) && character != '\n';
    if !text.contains(unsafe_character) {
        return Cow::Borrowed(text);
    }
    text.chars()
        .map(|character| if character == '\n' { '\n' } else { visible(character) })
        .collect()
}

fn visible(character: char) -> char {
    match character {
        '\t' => ' ',
        control if is_unsafe(control) => '\u{FFFD}',
        other => other,
    }
}

/// A line as it is shown, and the offset of the caret under it. Of a long line, only the part around the column.
pub(super) fn shown(line: &str, column: usize) -> (String, usize) {
    let before = column.saturating_sub(1);
    let skipped = if before + 20 > SHOWN {
        before.saturating_sub(SHOWN / 2)
    } else {
        0
    };
    let mut shown: String = line.chars().skip(skipped).take(SHOWN).map(visible).collect();
    let pad = usize::from(skipped > 0);
    if skipped > 0 {
        shown.insert(0, '…');
    }
    if line.chars().nth(skipped + SHOWN).is_some() {
        shown.push('…');
    }
    (shown, before - skipped + pad)
}

/// A count with its noun.
pub(crate) fn plural(count: usize, noun: &str) -> String {
    match (count, noun.strip_suffix('y'), noun.ends_with('s')) {
        (1, ..) => format!("1 {noun}"),
        (_, Some(stem), _) => format!("{count} {stem}ies"),
        (_, _, true) => format!("{count} {noun}es"),
        _ => format!("{count} {noun}s"),
    }
}
