//! Patterns of ECMA-262, matched in bounded time.
//!
//! A pattern without look-around and back references is matched by an engine with time linear in the text
//! (`linear`). All others, and those that are too large for it, are matched by trying one way after the other
//! (`backtrack`), with a bound on the number of steps.

mod backtrack;
mod example;
mod linear;
mod parse;
mod set;
mod syntax;
#[cfg(test)]
mod tests;

use std::sync::OnceLock;

use backtrack::Program;
use linear::Linear;
use syntax::Parsed;

/// How many steps a match may take where it can be repeated later without haste.
const FEW_STEPS: usize = 20_000;

/// A pattern.
#[derive(Debug)]
pub(crate) struct Pattern {
    parsed: Parsed,
    linear: Option<Linear>,
    /// Compiled when it is first wanted.
    program: OnceLock<Program>,
}

impl Pattern {
    /// Parses a pattern; `None` if it is not one.
    pub(crate) fn parse(pattern: &str) -> Option<Self> {
        let parsed = parse::parse(pattern)?;
        Some(Self {
            linear: Linear::compile(&parsed.node),
            parsed,
            program: OnceLock::new(),
        })
    }

    /// A text that may match: it does unless the pattern has conditions on what is around a part of it. `pick(n)` is any
    /// number below `n`, and `repeats` is how often something is repeated if it may be.
    pub(crate) fn example(&self, repeats: u32, pick: &mut dyn FnMut(usize) -> usize) -> String {
        let mut text = String::new();
        example::write(&self.parsed.node, repeats, pick, &mut text);
        text
    }

    /// Whether a text matches anywhere; `None` if that would take more than a million steps.
    pub(crate) fn is_match(&self, text: &str) -> Option<bool> {
        self.match_within(text, backtrack::MAX_STEPS)
    }

    /// Whether a text is known to match after a few steps.
    pub(crate) fn is_soon_matched(&self, text: &str) -> bool {
        self.match_within(text, FEW_STEPS) == Some(true)
    }

    fn match_within(&self, text: &str, steps: usize) -> Option<bool> {
        let linear = self.linear.as_ref().and_then(|linear| linear.is_match(text));
        linear.or_else(|| {
            let program = self.program.get_or_init(|| Program::compile(&self.parsed));
            program.is_match(text, steps)
        })
    }
}
