//! The ways in which a text may be escaped by whoever repeats it.

/// What an escape stands for.
pub(super) enum Unescaped {
    /// A byte, which need not be a whole character.
    Byte(u8),
    Character(char),
    /// A line break within a long line, which is not a part of it.
    Nothing,
}

/// One kind of escaping.
pub(super) struct Kind {
    /// The bytes that its escapes begin with.
    pub(super) first: &'static [u8],
    /// Undoes an escape at the beginning of the bytes: what it stands for, and its length.
    unescape: fn(&[u8]) -> Option<(Unescaped, usize)>,
}

pub(super) const KINDS: &[Kind] = &[
    Kind {
        first: b"+",
        unescape: plus,
    },
    Kind {
        first: b"%",
        unescape: percent,
    },
    Kind {
        first: b"\\",
        unescape: backslash,
    },
    Kind {
        first: b"&",
        unescape: entity,
    },
    Kind {
        first: b"\r\n",
        unescape: line_break,
    },
];

/// All kinds of which a text has escapes only because it was escaped.
pub(super) const ALL_BUT_PLUS: &[Kind] = KINDS.split_at(1).1;

/// Undoes the escape at the beginning of `rest`, which begins with `byte`, if it is one of these kinds.
pub(super) fn leading(kinds: &[Kind], byte: u8, rest: &[u8]) -> Option<(Unescaped, usize)> {
    let kind = kinds.iter().find(|kind| kind.first.contains(&byte))?;
    (kind.unescape)(rest)
}

/// `%2F`, or `%u002f` as JavaScript's `escape` writes it.
fn percent(text: &[u8]) -> Option<(Unescaped, usize)> {
    if let Some(b'u' | b'U') = text.get(1) {
        return Some((Unescaped::Character(char::from_u32(number(text.get(2..6)?, 16)?)?), 6));
    }
    let byte = u8::try_from(number(text.get(1..3)?, 16)?).ok()?;
    Some((Unescaped::Byte(byte), 3))
}

/// A plus, which is a space in a form.
fn plus(_: &[u8]) -> Option<(Unescaped, usize)> {
    Some((Unescaped::Byte(b' '), 1))
}

/// The end of a line, and the blanks at the beginning of the next one: long lines are wrapped.
fn line_break(text: &[u8]) -> Option<(Unescaped, usize)> {
    let breaks = text.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
    let blanks = text[breaks..].iter().take_while(|byte| matches!(byte, b' ' | b'\t'));
    Some((Unescaped::Nothing, breaks + blanks.count()))
}

/// `\"`, `\n`, `\u00e9`, `\057` and the like, as JSON, Rust, C and JavaScript write them.
fn backslash(text: &[u8]) -> Option<(Unescaped, usize)> {
    let of_number = |number: u32, length: usize| Some((Unescaped::Character(char::from_u32(number)?), length));
    let byte = match text.get(1)? {
        byte @ (b'"' | b'\\' | b'/' | b'\'') => *byte,
        b'b' => 0x8,
        b'f' => 0xc,
        b'n' => b'\n',
        b'r' => b'\r',
        b't' => b'\t',
        b'0'..=b'3' => return of_number(number(text.get(1..4)?, 8)?, 4),
        b'x' => return of_number(number(text.get(2..4)?, 16)?, 4),
        b'u' if text.get(2) == Some(&b'{') => {
            let length = text[3..].iter().take(7).position(|byte| *byte == b'}')?;
            return of_number(number(&text[3..3 + length], 16)?, length + 4);
        }
        b'u' => {
            let first = number(text.get(2..6)?, 16)?;
            if char::from_u32(first).is_some() {
                return of_number(first, 6);
            }
            let second = text
                .get(6..12)?
                .strip_prefix(b"\\u")
                .and_then(|digits| number(digits, 16))?;
            let pair = [u16::try_from(first).ok()?, u16::try_from(second).ok()?];
            return Some((Unescaped::Character(char::decode_utf16(pair).next()?.ok()?), 12));
        }
        _ => return None,
    };
    Some((Unescaped::Byte(byte), 2))
}

/// The names that HTML has for characters of ASCII.
const ENTITIES: &[(&[u8], u8)] = &[
    (b"amp", b'&'),
    (b"lt", b'<'),
    (b"gt", b'>'),
    (b"quot", b'"'),
    (b"apos", b'\''),
    (b"AMP", b'&'),
    (b"LT", b'<'),
    (b"GT", b'>'),
    (b"QUOT", b'"'),
    (b"Tab", b'\t'),
    (b"NewLine", b'\n'),
    (b"excl", b'!'),
    (b"num", b'#'),
    (b"dollar", b'$'),
    (b"percnt", b'%'),
    (b"lpar", b'('),
    (b"rpar", b')'),
    (b"ast", b'*'),
    (b"midast", b'*'),
    (b"plus", b'+'),
    (b"comma", b','),
    (b"period", b'.'),
    (b"sol", b'/'),
    (b"colon", b':'),
    (b"semi", b';'),
    (b"equals", b'='),
    (b"quest", b'?'),
    (b"commat", b'@'),
    (b"lsqb", b'['),
    (b"lbrack", b'['),
    (b"bsol", b'\\'),
    (b"rsqb", b']'),
    (b"rbrack", b']'),
    (b"Hat", b'^'),
    (b"lowbar", b'_'),
    (b"UnderBar", b'_'),
    (b"grave", b'`'),
    (b"lcub", b'{'),
    (b"lbrace", b'{'),
    (b"verbar", b'|'),
    (b"vert", b'|'),
    (b"rcub", b'}'),
    (b"rbrace", b'}'),
];

/// `&amp;`, `&#39;` and the like.
fn entity(text: &[u8]) -> Option<(Unescaped, usize)> {
    const LONGEST: usize = 12;
    let length = text.iter().take(LONGEST).position(|byte| *byte == b';')?;
    let unescaped = match &text[1..length] {
        [b'#', b'x' | b'X', digits @ ..] => Unescaped::Character(char::from_u32(number(digits, 16)?)?),
        [b'#', digits @ ..] => Unescaped::Character(char::from_u32(number(digits, 10)?)?),
        name => Unescaped::Byte(ENTITIES.iter().find(|(known, _)| *known == name)?.1),
    };
    Some((unescaped, length + 1))
}

/// A number of digits alone, without a sign.
fn number(digits: &[u8], radix: u32) -> Option<u32> {
    if digits.is_empty() || digits.len() > 8 {
        return None;
    }
    digits.iter().try_fold(0_u32, |number, digit| {
        let digit = char::from(*digit).to_digit(radix)?;
        number.checked_mul(radix)?.checked_add(digit)
    })
}
