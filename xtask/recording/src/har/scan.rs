//! Finds where a JSON value ends, a piece of the text at a time, without looking at what it says.

use std::io::{self, Read};

use memchr::memchr2;

use super::input::Input;

/// What is next in a file.
pub(super) enum Value {
    /// A value of this length, all of which was read and none of it used.
    Whole(usize),
    /// A value that is longer than requested. It was passed over.
    TooLong,
    /// A value that the file ends in.
    Cut,
    /// Something with which no value begins.
    Nothing,
}

/// Finds the end of the next value. One of more than `limit` bytes is passed over.
pub(super) fn value(input: &mut Input<impl Read>, limit: usize) -> io::Result<Value> {
    let Some(first) = input.peek()? else {
        return Ok(Value::Cut);
    };
    let Some(mut scan) = Scan::begin(first) else {
        return Ok(Value::Nothing);
    };
    let (mut scanned, mut too_long) = (0, false);
    loop {
        let rest = &input.rest()[scanned..];
        let end = scan.feed(rest);
        scanned += end.unwrap_or(rest.len());
        too_long |= scanned > limit;
        if too_long {
            input.take(std::mem::take(&mut scanned));
        }
        match end {
            Some(_) if too_long => return Ok(Value::TooLong),
            Some(_) => return Ok(Value::Whole(scanned)),
            None if input.fill()? => {}
            None => {
                // The error is reported at the end of the file.
                input.take(scanned);
                return Ok(Value::Cut);
            }
        }
    }
}

/// How far a value was read whose end is not in sight yet.
///
/// Brackets are counted, not matched: the reader of the value reports errors inside of it.
#[derive(Default)]
struct Scan {
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
    /// A value that begins with this byte; `None` if no value does.
    fn begin(first: u8) -> Option<Self> {
        let inside = match first {
            b'{' | b'[' | b'"' => Inside::Nothing,
            first if is_bare(first) => Inside::Bare,
            _ => return None,
        };
        Some(Self { depth: 0, inside })
    }

    /// Reads on: how many of these bytes the value still has, or nothing if it goes on after them.
    fn feed(&mut self, bytes: &[u8]) -> Option<usize> {
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
