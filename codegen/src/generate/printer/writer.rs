//! Writes pieces in one line.

use proc_macro2::Delimiter;

use super::pieces::Piece;

/// What is before the next piece.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Before {
    /// Nothing, or what opens a group: nothing separates it from what follows.
    #[default]
    Start,
    Name,
    Keyword,
    /// A literal, a lifetime.
    Value,
    Closed,
    /// `.`, `::`, `!` of a macro, a sign before a value: nothing separates it from what follows.
    Prefix,
    /// An operator with spaces around it, or a comma.
    Infix,
    AngleOpened,
    AngleClosed,
}

/// Writes pieces with the spaces between them that people write.
#[derive(Default)]
pub(super) struct Writer {
    pub(super) text: String,
    pub(super) before: Before,
    /// Whether the arguments of a closure are being written.
    in_closure: bool,
}

const KEYWORDS: &[&str] = &[
    "as", "async", "await", "const", "crate", "dyn", "else", "enum", "fn", "for", "if", "impl", "in", "let", "match",
    "mod", "move", "mut", "pub", "ref", "return", "static", "struct", "trait", "type", "use", "where", "while",
];

impl Writer {
    pub(super) fn piece(&mut self, piece: &Piece) {
        match piece {
            Piece::Word(word) => self.word(word),
            Piece::Operator(text) => self.operator(text),
            Piece::Group(delimiter, inside) => {
                // A list of imports has no spaces in its braces.
                let is_padded = *delimiter == Delimiter::Brace && !inside.is_empty() && self.before != Before::Prefix;
                let pad = if is_padded { " " } else { "" };
                self.open(*delimiter);
                self.text.push_str(pad);
                let mut writer = Writer::default();
                let trailing = matches!(inside.last(), Some(Piece::Operator(end)) if end == ",");
                // The comma of a tuple of one is not only a separator.
                let commas = inside
                    .iter()
                    .filter(|piece| matches!(piece, Piece::Operator(text) if text == ","))
                    .count();
                let count =
                    inside.len() - usize::from(trailing && (commas > 1 || *delimiter != Delimiter::Parenthesis));
                inside[..count].iter().for_each(|piece| writer.piece(piece));
                self.text.push_str(writer.text.trim_end());
                self.text.push_str(pad);
                self.close(*delimiter);
            }
            Piece::Doc(_) | Piece::Attribute { .. } => {}
        }
    }

    fn space(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with([' ', '\n']) {
            self.text.push(' ');
        }
    }

    fn word(&mut self, word: &str) {
        match self.before {
            Before::Start | Before::Prefix | Before::AngleOpened | Before::Infix => {}
            Before::Name | Before::Keyword | Before::Value | Before::Closed | Before::AngleClosed => self.space(),
        }
        self.text.push_str(word);
        self.before = match word {
            _ if KEYWORDS.contains(&word) && self.before != Before::Prefix => Before::Keyword,
            _ if word.starts_with(|first: char| first.is_alphabetic() || first == '_') => Before::Name,
            _ => Before::Value,
        };
    }

    pub(super) fn open(&mut self, delimiter: Delimiter) {
        let separate = match (delimiter, self.before) {
            (_, Before::Start | Before::Prefix | Before::AngleOpened | Before::Infix) => false,
            (Delimiter::Brace, _) => true,
            (_, Before::Keyword) => {
                !self.text.ends_with("crate") && !self.text.ends_with("pub") && !self.text.ends_with("fn")
            }
            (_, Before::Value) => true,
            _ => false,
        };
        if separate {
            self.space();
        }
        self.text.push(match delimiter {
            Delimiter::Parenthesis => '(',
            Delimiter::Bracket => '[',
            Delimiter::Brace | Delimiter::None => '{',
        });
    }

    pub(super) fn close(&mut self, delimiter: Delimiter) {
        self.text.push(match delimiter {
            Delimiter::Parenthesis => ')',
            Delimiter::Bracket => ']',
            Delimiter::Brace | Delimiter::None => '}',
        });
        self.before = Before::Closed;
    }

    fn operator(&mut self, text: &str) {
        let starts = matches!(
            self.before,
            Before::Start | Before::Infix | Before::Prefix | Before::AngleOpened | Before::Keyword
        );
        match text {
            "," | ";" => {
                self.text.push_str(text);
                self.text.push(' ');
                self.before = Before::Infix;
            }
            ":" => {
                self.text.push_str(": ");
                self.before = Before::Infix;
            }
            "." | "?" => {
                self.text.push_str(text);
                self.before = if text == "." { Before::Prefix } else { Before::Closed };
            }
            "::" => {
                if self.before == Before::Keyword && !self.text.ends_with("crate") {
                    self.space();
                }
                self.text.push_str(text);
                self.before = Before::Prefix;
            }
            ".." | "..=" => {
                self.text.push_str(text);
                self.before = Before::Prefix;
            }
            "<" => {
                if self.before == Before::Keyword && !self.text.ends_with("impl") && !self.text.ends_with("for") {
                    self.space();
                }
                self.text.push('<');
                self.before = Before::AngleOpened;
            }
            ">" => {
                let end = self.text.trim_end().len();
                self.text.truncate(end);
                self.text.push('>');
                self.before = Before::AngleClosed;
            }
            "!" if self.before == Before::Name => {
                self.text.push('!');
                self.before = Before::Prefix;
            }
            "|" if self.in_closure => {
                self.text.push_str("| ");
                self.in_closure = false;
                self.before = Before::Infix;
            }
            "|" if starts => {
                self.text.push('|');
                self.in_closure = true;
                self.before = Before::Prefix;
            }
            "||" if starts => {
                self.text.push_str("|| ");
                self.before = Before::Infix;
            }
            "&" | "&&" | "*" | "-" | "!" if starts => {
                if self.before == Before::Keyword {
                    self.space();
                }
                self.text.push_str(text);
                self.before = Before::Prefix;
            }
            _ => {
                self.space();
                self.text.push_str(text);
                self.text.push(' ');
                self.before = Before::Infix;
            }
        }
    }
}
