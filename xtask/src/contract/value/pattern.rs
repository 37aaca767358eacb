//! Patterns, as ECMA-262 has them. One that means the same to an engine whose time grows with the text alone is given to
//! that one: a text that was made for it would keep the other busy for ever. What only that other one reads (looking ahead
//! and behind, references to groups, properties of characters) is left to it.

use std::iter::Peekable;
use std::str::Chars;

/// A pattern.
pub(crate) enum Pattern {
    /// Its time grows with the text.
    Linear(regex::Regex),
    /// It may try every way in which the text can be taken apart.
    Backtracking(Box<regress::Regex>),
}

impl Pattern {
    /// Reads a pattern; nothing if it is none. Characters are code points, as lengths are; one that is only valid without
    /// that is taken so.
    pub(crate) fn of(pattern: &str) -> Option<Self> {
        let Ok(exact) = regress::Regex::with_flags(pattern, "u") else {
            let loose = regress::Regex::new(pattern).ok()?;
            return Some(Self::Backtracking(Box::new(loose)));
        };
        let linear = translated(pattern).and_then(|text| regex::Regex::new(&text).ok());
        Some(linear.map_or_else(|| Self::Backtracking(Box::new(exact)), Self::Linear))
    }

    /// Whether a text matches anywhere.
    pub(crate) fn is_match(&self, text: &str) -> bool {
        match self {
            Self::Linear(regex) => regex.is_match(text),
            Self::Backtracking(regex) => regex.find(text).is_some(),
        }
    }
}

/// What the classes of characters are in ECMA-262.
const DIGIT: &str = "0-9";
const WORD: &str = "0-9A-Za-z_";
const SPACE: &str =
    r"\t\n\x0B\x0C\r\x20\u{A0}\u{1680}\u{2000}-\u{200A}\u{2028}\u{2029}\u{202F}\u{205F}\u{3000}\u{FEFF}";
const NO_LINE_END: &str = r"[^\n\r\u{2028}\u{2029}]";

/// A pattern that is one of ECMA-262, as the linear engine has it; nothing if it knows no such thing.
fn translated(pattern: &str) -> Option<String> {
    let mut rest = pattern.chars().peekable();
    let mut text = String::new();
    while let Some(character) = rest.next() {
        match character {
            '^' => text.push_str(r"\A"),
            '$' => text.push_str(r"\z"),
            '.' => text.push_str(NO_LINE_END),
            '|' | ')' | '*' | '+' | '?' => text.push(character),
            '(' => {
                if rest.next_if_eq(&'?').is_some() {
                    rest.next_if_eq(&':')?;
                }
                text.push_str("(?:");
            }
            '{' => text.push_str(&count(&mut rest)?),
            '[' => text.push_str(&class(&mut rest)?),
            '\\' if rest.next_if_eq(&'b').is_some() => text.push_str(r"(?-u:\b)"),
            '\\' => match escaped(&mut rest, false)? {
                Item::One(character) => text.push_str(&literal(character)),
                Item::Set(set) => text.push_str(&format!("[{set}]")),
            },
            ']' | '}' => return None,
            character => text.push_str(&literal(character)),
        }
    }
    Some(text)
}

/// What an escape stands for.
enum Item {
    One(char),
    /// What may stand in a class.
    Set(String),
}

fn literal(character: char) -> String {
    format!("\\u{{{:X}}}", u32::from(character))
}

/// How often something stands, behind its `{`.
fn count(rest: &mut Peekable<Chars<'_>>) -> Option<String> {
    let mut text = "{".to_owned();
    loop {
        let character = rest.next()?;
        text.push(character);
        match character {
            '}' => break,
            '0'..='9' => {}
            ',' if text.len() > 2 && text.matches(',').count() == 1 => {}
            _ => return None,
        }
    }
    (text.len() > 2).then_some(text)
}

/// An escape, behind its `\`.
fn escaped(rest: &mut Peekable<Chars<'_>>, in_class: bool) -> Option<Item> {
    let set = |set: &str| Some(Item::Set(set.to_owned()));
    let but = |set: &str| Some(Item::Set(format!("[^{set}]")));
    let one = |character: char| Some(Item::One(character));
    match rest.next()? {
        'd' => set(DIGIT),
        'D' => but(DIGIT),
        'w' => set(WORD),
        'W' => but(WORD),
        's' => set(SPACE),
        'S' => but(SPACE),
        't' => one('\t'),
        'n' => one('\n'),
        'r' => one('\r'),
        'f' => one('\x0C'),
        'v' => one('\x0B'),
        '0' if !rest.peek().is_some_and(char::is_ascii_digit) => one('\0'),
        'x' => one(hex(rest, 2)?),
        'u' if rest.next_if_eq(&'{').is_some() => {
            let mut number = 0_u32;
            while let Some(digit) = rest.next_if(char::is_ascii_hexdigit) {
                number = number.checked_mul(16)?.checked_add(digit.to_digit(16)?)?;
            }
            rest.next_if_eq(&'}')?;
            one(char::from_u32(number)?)
        }
        // Halves of a pair are left to the other engine.
        'u' => one(hex(rest, 4)?),
        '-' if in_class => one('-'),
        character if r"^$\.*+?()[]{}|/".contains(character) => one(character),
        _ => None,
    }
}

fn hex(rest: &mut Peekable<Chars<'_>>, digits: usize) -> Option<char> {
    let mut number = 0;
    for _ in 0..digits {
        number = number * 16 + rest.next()?.to_digit(16)?;
    }
    char::from_u32(number)
}

/// A class of characters, behind its `[`.
fn class(rest: &mut Peekable<Chars<'_>>) -> Option<String> {
    let mut text = "[".to_owned();
    if rest.next_if_eq(&'^').is_some() {
        text.push('^');
    }
    let mut empty = true;
    loop {
        let first = match rest.next()? {
            // To the other one, an empty class is the beginning of one that holds a bracket.
            ']' if empty => return None,
            ']' => break,
            // A hyphen is one at the beginning and at the end. Elsewhere, few people could say what it is.
            '-' if !empty && rest.peek() != Some(&']') => return None,
            '\\' => escaped(rest, true)?,
            character => Item::One(character),
        };
        empty = false;
        let Item::One(first) = first else {
            let Item::Set(set) = first else { return None };
            text.push_str(&set);
            continue;
        };
        text.push_str(&literal(first));
        let mut ahead = rest.clone();
        if ahead.next() != Some('-') || ahead.peek() == Some(&']') {
            continue;
        }
        rest.next();
        let last = match rest.next()? {
            '\\' => escaped(rest, true)?,
            character => Item::One(character),
        };
        let Item::One(last) = last else { return None };
        text.push_str(&format!("-{}", literal(last)));
    }
    text.push(']');
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::Pattern;

    fn is_linear(pattern: &str) -> bool {
        matches!(Pattern::of(pattern), Some(Pattern::Linear(_)))
    }

    /// Pieces of patterns, and of the texts that are held against them.
    const PIECES: &[&str] = &[
        "a",
        "b",
        "-",
        "_",
        "0",
        "7",
        "é",
        "😀",
        "\u{2028}",
        "\u{A0}",
        "\u{FEFF}",
        "٣",
        "ſ",
        "K",
        "\n",
        "\r",
        " ",
        "/",
        "&&",
        "~~",
        "#",
        ".",
        "^",
        "$",
        "|",
        "*",
        "+",
        "?",
        "*?",
        "{2}",
        "{1,}",
        "{0,2}",
        "{2,3}?",
        "(",
        "(?:",
        ")",
        "[ab]",
        "[^ab]",
        "[a-c]",
        "[^a-cé]",
        "[-a]",
        "[a-]",
        "[\\d]",
        "[^\\s_]",
        "[\\w-]",
        "[\\]\\-\\\\]",
        "[[]",
        "[a&&b]",
        "[.*+]",
        "[\\W]",
        "[^\\D]",
        "[\\x61-\\u0063]",
        "[^]",
        "[]",
        "[\\b]",
        "[+--]",
        "[!--]",
        "\\d",
        "\\D",
        "\\w",
        "\\W",
        "\\s",
        "\\S",
        "\\b",
        "\\B",
        "\\.",
        "\\/",
        "\\-",
        "\\$",
        "\\t",
        "\\0",
        "\\x41",
        "\\u0061",
        "\\u{1F600}",
        "\\ud83d\\ude00",
        "\\cA",
        "\\1",
        "(?=a)",
        "(?!a)",
        "(?<=a)",
        "(?<n>a)",
        "\\p{L}",
    ];

    struct Random(u64);

    impl Random {
        fn below(&mut self, limit: usize) -> usize {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            usize::try_from(self.0 >> 33).unwrap() % limit
        }

        fn pieces(&mut self, most: usize, of: &[&'static str]) -> String {
            let count = self.below(most + 1);
            (0..count).map(|_| of[self.below(of.len())]).collect()
        }
    }

    /// Both engines judge each other. `CASES=1000000` runs more.
    #[test]
    fn both_engines_mean_the_same() {
        let cases = std::env::var("CASES").ok().map_or(20_000, |text| text.parse().unwrap());
        let mut random = Random(1);
        let (mut linear, mut matching) = (0, 0);
        for _ in 0..cases {
            let pattern = random.pieces(6, PIECES);
            let Ok(exact) = regress::Regex::with_flags(&pattern, "u") else {
                continue;
            };
            let read = Pattern::of(&pattern).unwrap();
            if matches!(read, Pattern::Backtracking(_)) {
                continue;
            }
            linear += 1;
            for _ in 0..8 {
                let text = random.pieces(5, &PIECES[..27]);
                let wanted = exact.find(&text).is_some();
                assert_eq!(read.is_match(&text), wanted, "{pattern:?} on {text:?}");
                matching += usize::from(wanted);
            }
        }
        assert!(linear > cases / 20, "{linear}");
        assert!(matching > linear && matching < linear * 7, "{matching} of {linear}");
    }

    #[test]
    fn what_people_write_is_linear() {
        for pattern in [
            "",
            "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$",
            "^[^\\u4e00-\\u9fa5]{1,128}$",
            "^.{0,255}$",
            "^((25[0-5]|2[0-4]\\d|[01]?\\d?\\d)\\.){3}(25[0-5]|2[0-4]\\d|[01]?\\d?\\d)$",
            "^[\\w.+-]+@[\\w-]+\\.[a-zA-Z]{2,}$",
            "^(\\w+\\s?)*$",
            "https?:\\/\\/[^\\s/$.?#].[^\\s]*",
        ] {
            assert!(is_linear(pattern), "{pattern}");
        }
        for pattern in ["(?=a)", "(a)\\1", "\\p{L}", "[]", "[^]", "\\ud83d", "a{", "\\-"] {
            assert!(!is_linear(pattern), "{pattern}");
        }
        assert!(Pattern::of("(").is_none());
    }
}
