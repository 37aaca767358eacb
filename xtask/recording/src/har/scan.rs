//! Finds where a JSON value ends, a piece of the text at a time, without looking at what it says.

use memchr::memchr2;

/// How far a value was read whose end is not in sight yet.
///
/// Brackets are counted, not matched: whoever reads the value tells what is wrong inside of it.
#[derive(Default)]
pub(super) struct Scan {
    /// How many lists and objects are open.
    depth: usize,
    inside: Inside,
}

#[derive(Clone, Copy, Default)]
enum Inside {
    #[default]
    Nothing,
    String,
    /// Right after a backslash in a string: what follows ends no string.
    Escape,
    /// A number or a word, which ends where something else begins.
    Bare,
}

/// The bytes that matter outside of strings.
const STRUCTURE: [bool; 256] = {
    let mut table = [false; 256];
    table[b'"' as usize] = true;
    table[b'{' as usize] = true;
    table[b'}' as usize] = true;
    table[b'[' as usize] = true;
    table[b']' as usize] = true;
    table
};

impl Scan {
    /// A value that begins with this byte; nothing if no value does.
    pub(super) fn begin(first: u8) -> Option<Self> {
        let inside = match first {
            b'{' | b'[' | b'"' => Inside::Nothing,
            first if is_bare(first) => Inside::Bare,
            _ => return None,
        };
        Some(Self { depth: 0, inside })
    }

    /// Reads on: how many of these bytes the value still has, or nothing if it goes on after them.
    pub(super) fn feed(&mut self, bytes: &[u8]) -> Option<usize> {
        let mut at = 0;
        loop {
            let rest = &bytes[at..];
            match self.inside {
                Inside::Nothing => {
                    at += rest.iter().position(|&byte| STRUCTURE[usize::from(byte)])? + 1;
                    match bytes[at - 1] {
                        b'"' => self.inside = Inside::String,
                        b'{' | b'[' => self.depth += 1,
                        _ => {
                            self.depth -= 1;
                            if self.depth == 0 {
                                return Some(at);
                            }
                        }
                    }
                }
                Inside::String => {
                    at += memchr2(b'"', b'\\', rest)? + 1;
                    if bytes[at - 1] == b'\\' {
                        self.inside = Inside::Escape;
                        continue;
                    }
                    self.inside = Inside::Nothing;
                    if self.depth == 0 {
                        return Some(at);
                    }
                }
                Inside::Escape => {
                    rest.first()?;
                    at += 1;
                    self.inside = Inside::String;
                }
                Inside::Bare => return rest.iter().position(|&byte| !is_bare(byte)).map(|length| at + length),
            }
        }
    }
}

fn is_bare(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.')
}
