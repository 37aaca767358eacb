//! Matches by trying one way after the other, as ECMA-262 describes it, with a bound on the number of steps.
//!
//! A pattern is compiled to a list of instructions (`compile`). Its size is that of the pattern, however often
//! something is repeated: repetitions count. The machine (`machine`) keeps what is left to try on its own stack.

mod compile;
mod machine;

use super::set::Set;
use super::syntax::Parsed;

/// How many steps one text may take.
pub(super) const MAX_STEPS: usize = 1_000_000;

/// A compiled pattern.
#[derive(Debug)]
pub(super) struct Program {
    code: Vec<Op>,
    sets: Vec<FastSet>,
    /// How many numbers the machine remembers: two for each group, then two for each repetition.
    registers: usize,
    /// A match can only begin at the beginning of the text.
    anchored: bool,
}

/// One instruction. Unless it says otherwise, the next one follows.
#[derive(Clone, Debug)]
enum Op {
    /// Passes over one character of a set.
    One {
        set: usize,
        back: bool,
    },
    /// Passes over as many characters of a set as there are, and over fewer if that does not lead to a match.
    Run {
        set: usize,
        min: u32,
        max: Option<u32>,
    },
    Start,
    End,
    WordBoundary(bool),
    /// Continues at the next instruction, or else at this one.
    Try(usize),
    Jump(usize),
    /// Remembers the position as one end of a group.
    Save(usize),
    /// Passes over what a group has captured.
    Reference {
        group: usize,
        back: bool,
    },
    /// Begins a lookahead or lookbehind: up to `LookEnd`, then continues at `end`.
    Look {
        negative: bool,
        end: usize,
    },
    LookEnd,
    /// Begins a repetition, which remembers its count and position in two registers.
    RepeatStart {
        register: usize,
    },
    Repeat(Box<Repetition>),
    Match,
}

/// The head of a repetition; its body comes next and jumps back to it.
#[derive(Clone, Debug)]
struct Repetition {
    register: usize,
    min: u32,
    max: Option<u32>,
    greedy: bool,
    /// Where it continues after the repetition.
    end: usize,
    /// The registers of the groups within, which each round forgets.
    groups: (usize, usize),
}

/// A set that is tested often.
#[derive(Debug)]
struct FastSet {
    ascii: u128,
    set: Set,
}

impl FastSet {
    fn new(set: Set) -> Self {
        let bits = (0..128_u32).filter(|character| set.contains(*character));
        Self {
            ascii: bits.fold(0, |ascii, bit| ascii | 1 << bit),
            set,
        }
    }

    fn contains(&self, character: u32) -> bool {
        match character < 128 {
            true => self.ascii >> character & 1 == 1,
            false => self.set.contains(character),
        }
    }
}

impl Program {
    /// Compiles a pattern.
    pub(super) fn compile(pattern: &Parsed) -> Self {
        compile::compile(pattern)
    }

    /// Whether a text matches anywhere; `None` if that takes more steps than `limit`.
    pub(super) fn is_match(&self, text: &str, limit: usize) -> Option<bool> {
        let text: Vec<u32> = text.chars().map(u32::from).collect();
        machine::Machine::new(self, &text, limit).search()
    }
}
