//! Makes another input of those that are known. The same seed makes the same.

/// A source of numbers (splitmix64).
pub(crate) struct Random(pub(crate) u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number below a limit, which is not zero.
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() >> 33).unwrap() % limit
    }

    pub(crate) fn pick<'t, T>(&mut self, list: &'t [T]) -> &'t T {
        &list[self.below(list.len())]
    }
}

/// Inputs do not grow beyond this many bytes.
const MAX_BYTES: usize = 64 * 1024;

/// What means something to the readers of all these formats.
const WORDS: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\"",
    "\\",
    "\n",
    " ",
    "\t",
    "\r\n",
    "null",
    "true",
    "-",
    "0",
    "1e400",
    "1.0",
    "NaN",
    "\"\\ud800\"",
    "\\u0000",
    "\u{FEFF}",
    "\0",
    "é",
    "😀",
    "{}",
    "[]",
    "\"a\":",
    "\"\":1,",
    "\"log\":",
    "\"entries\":",
    "\"request\":",
    "\"response\":",
    "\"headers\":",
    "\"body\":",
    "\"content\":",
    "\"text\":",
    "\"encoding\":\"base64\"",
    "\"json\":",
    "\"base64\":",
    "\"status\":200",
    "\"url\":\"https://\"",
    "\"version\":1",
    "\"redacted\":[\"\"]",
    "\"unobserved\":",
    "$ref: '#/'",
    "$ref: '#/components/schemas/A'",
    "allOf:",
    "oneOf: []",
    "type: object",
    "properties:",
    "required:",
    "- ",
    "? ",
    "&a ",
    "*a",
    "<<: ",
    "!!int ",
    "|\n ",
    ">\n ",
    "---\n",
    "# ",
    "%YAML 1.2\n",
    "'",
    "{a: ",
    "x-signing: ",
    "x-pagination: {}",
    "\"openapi\":\"3.0.3\"",
    "discriminator: {propertyName: a}",
    "openapi: 3.1.0",
    "$id: a",
    "$anchor: a",
    "$dynamicRef: '#a'",
    "$ref: '#a'",
    "unevaluatedProperties: false",
    "servers: [{url: '{'}]",
    "\x1F\u{8B}",
    "Content-Encoding",
    "gzip",
];

/// Another input: one of the corpus, changed in a few places.
pub(crate) fn mutate(random: &mut Random, corpus: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = random.pick(corpus).clone();
    for _ in 0..=random.below(4) {
        once(random, &mut bytes, corpus);
    }
    bytes.truncate(MAX_BYTES);
    bytes
}

fn once(random: &mut Random, bytes: &mut Vec<u8>, corpus: &[Vec<u8>]) {
    let (start, end) = range(random, bytes.len());
    match random.below(10) {
        0 => _ = bytes.drain(start..end),
        1 => bytes.truncate(start),
        2 => _ = bytes.splice(start..start, random.pick(WORDS).bytes()),
        3 => _ = bytes.splice(start..end, random.pick(WORDS).bytes()),
        4 if !bytes.is_empty() => bytes[start.min(end - 1)] ^= 1 << random.below(8),
        5 if !bytes.is_empty() => bytes[start.min(end - 1)] = u8::try_from(random.below(256)).unwrap(),
        // The same again, once or so often that it nests deeply.
        6 => {
            let piece = bytes[start..end].to_vec();
            _ = bytes.splice(end..end, piece);
        }
        7 => {
            let word = random.pick(WORDS);
            let times = *random.pick(&[2, 3, 40, 130, 2000]);
            _ = bytes.splice(start..start, word.repeat(times).bytes());
        }
        // A piece of another one.
        8 => {
            let other = random.pick(corpus);
            let (from, to) = range(random, other.len());
            _ = bytes.splice(start..end, other[from..to].iter().copied());
        }
        _ => {
            let piece: Vec<u8> = bytes.drain(start..end).collect();
            let at = random.below(bytes.len() + 1);
            _ = bytes.splice(at..at, piece);
        }
    }
}

/// A part of so many bytes: mostly a short one.
fn range(random: &mut Random, length: usize) -> (usize, usize) {
    let start = random.below(length + 1);
    let most = *random.pick(&[1, 4, 16, 64, length.max(1)]);
    (start, (start + 1 + random.below(most)).min(length).max(start))
}
