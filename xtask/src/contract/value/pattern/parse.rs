//! Parses patterns: ECMA-262 with the flag `u`, where a text is a sequence of code points. What is a syntax error under
//! that flag means what it means without it (Annex B): a needless escape is the character itself, a bracket or brace
//! without its counterpart is literal, a hyphen beside a class such as `\w` is a hyphen.

mod class;
mod escape;
mod groups;

use super::set::Set;
use super::syntax::{Look, Node, Parsed, Repeat};
use groups::Groups;

/// How deep groups may nest: walks over a pattern are recursive.
const MAX_DEPTH: usize = 200;

/// Parses a pattern; `None` if it is not one.
pub(super) fn parse(pattern: &str) -> Option<Parsed> {
    let text: Vec<char> = pattern.chars().collect();
    let groups = Groups::scan(&text)?;
    let mut parser = Parser {
        text: &text,
        at: 0,
        groups: &groups,
        opened: 0,
        depth: 0,
        flags: Flags::default(),
    };
    let node = parser.alternatives()?;
    (parser.at == text.len()).then_some(Parsed {
        node,
        groups: groups.count,
    })
}

/// The flags that a group such as `(?i:…)` sets.
#[derive(Clone, Copy, Default)]
struct Flags {
    any_case: bool,
    multiline: bool,
    dot_all: bool,
}

struct Parser<'p> {
    text: &'p [char],
    at: usize,
    groups: &'p Groups,
    /// How many capturing groups were opened so far.
    opened: usize,
    depth: usize,
    flags: Flags,
}

impl Parser<'_> {
    fn peek(&self) -> Option<char> {
        self.text.get(self.at).copied()
    }

    fn next(&mut self) -> Option<char> {
        let character = self.peek()?;
        self.at += 1;
        Some(character)
    }

    fn eat(&mut self, expected: &str) -> bool {
        let matches = expected
            .chars()
            .enumerate()
            .all(|(index, character)| self.text.get(self.at + index) == Some(&character));
        if matches {
            self.at += expected.chars().count();
        }
        matches
    }

    /// Alternatives, up to the end of the group or the pattern.
    fn alternatives(&mut self) -> Option<Node> {
        let mut all = vec![self.sequence()?];
        while self.eat("|") {
            all.push(self.sequence()?);
        }
        if all.len() == 1 {
            all.pop()
        } else {
            Some(Node::Either(all))
        }
    }

    fn sequence(&mut self) -> Option<Node> {
        let mut all = Vec::new();
        while self.peek().is_some_and(|character| !matches!(character, '|' | ')')) {
            all.push(self.term()?);
        }
        match all.len() {
            0 => Some(Node::Empty),
            1 => all.pop(),
            _ => Some(Node::Concat(all)),
        }
    }

    /// An atom or a condition, with its quantifier.
    fn term(&mut self) -> Option<Node> {
        let first_group = self.opened;
        let (node, quantifiable) = self.atom()?;
        let Some((min, max)) = self.quantifier()? else {
            return Some(node);
        };
        if !quantifiable || max.is_some_and(|max| max < min) {
            return None;
        }
        let greedy = !self.eat("?");
        Some(Node::Repeat(Box::new(Repeat {
            node,
            min,
            max,
            greedy,
            groups: (first_group, self.opened),
        })))
    }

    /// A quantifier, if one follows.
    #[expect(clippy::option_option, reason = "nothing follows, or what follows is an error")]
    fn quantifier(&mut self) -> Option<Option<(u32, Option<u32>)>> {
        let range = match self.peek() {
            Some('*') => (0, None),
            Some('+') => (1, None),
            Some('?') => (0, Some(1)),
            Some('{') => return Some(self.counts()),
            _ => return Some(None),
        };
        self.at += 1;
        Some(Some(range))
    }

    /// `{2}`, `{2,}` or `{2,3}`; anything else is no quantifier, and is left where it is.
    fn counts(&mut self) -> Option<(u32, Option<u32>)> {
        let start = self.at;
        let mut read = || {
            self.at += 1;
            let min = self.number()?;
            let max = match self.eat(",") {
                true if self.peek() == Some('}') => None,
                true => Some(self.number()?),
                false => Some(min),
            };
            self.eat("}").then_some((min, max))
        };
        let counts = read();
        if counts.is_none() {
            self.at = start;
        }
        counts
    }

    /// A decimal number; one that is too large to count to is the largest.
    fn number(&mut self) -> Option<u32> {
        let mut number = None;
        while let Some(digit) = self.peek().and_then(|character| character.to_digit(10)) {
            self.at += 1;
            number = Some(number.unwrap_or(0_u32).saturating_mul(10).saturating_add(digit));
        }
        number
    }

    /// The next atom or condition, and whether a quantifier may follow it.
    fn atom(&mut self) -> Option<(Node, bool)> {
        let node = match self.next()? {
            '^' => return Some((self.line_edge(false), false)),
            '$' => return Some((self.line_edge(true), false)),
            '(' => return self.group(),
            '.' if self.flags.dot_all => Node::Set(Set::default().inverted()),
            '.' => Node::Set(Set::line_ends().inverted()),
            '[' => Node::Set(self.class()?),
            '\\' => return self.escape(),
            '*' | '+' | '?' => return None,
            '{' => {
                // A quantifier with nothing to repeat is an error; any other brace is literal.
                self.at -= 1;
                if self.counts().is_some() {
                    return None;
                }
                self.at += 1;
                self.literal('{')
            }
            character => self.literal(character),
        };
        Some((node, true))
    }

    fn literal(&self, character: char) -> Node {
        self.set(Set::one(u32::from(character)))
    }

    /// A set as the flags have it.
    fn set(&self, set: Set) -> Node {
        Node::Set(if self.flags.any_case { set.any_case() } else { set })
    }

    /// `^` or `$`.
    fn line_edge(&self, end: bool) -> Node {
        let edge = if end { Node::End } else { Node::Start };
        if !self.flags.multiline {
            return edge;
        }
        Node::Look(Box::new(Look {
            node: Node::Either(vec![edge, Node::Set(Set::line_ends())]),
            behind: !end,
            negative: false,
        }))
    }

    /// A group, after its parenthesis, and whether a quantifier may follow it.
    fn group(&mut self) -> Option<(Node, bool)> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return None;
        }
        let outer = self.flags;
        let looks = [
            ("?=", false, false),
            ("?!", false, true),
            ("?<=", true, false),
            ("?<!", true, true),
        ];
        let look = looks.into_iter().find(|(opening, ..)| self.eat(opening));
        let mut capture = None;
        if look.is_none() && !self.eat("?:") {
            if self.eat("?<") {
                groups::name(self.text, &mut self.at)?;
                capture = Some(self.opened);
            } else if self.eat("?") {
                self.modifiers()?;
            } else {
                capture = Some(self.opened);
            }
        }
        self.opened += usize::from(capture.is_some());
        let node = self.alternatives()?;
        self.flags = outer;
        self.depth -= 1;
        if !self.eat(")") {
            return None;
        }
        Some(match (look, capture) {
            (Some((_, behind, negative)), _) => {
                let look = Look { node, behind, negative };
                (Node::Look(Box::new(look)), !behind)
            }
            (None, Some(index)) => (Node::Group(index, Box::new(node)), true),
            (None, None) => (node, true),
        })
    }

    /// `i`, `m` and `s` of `(?i:…)`, `(?-i:…)` or `(?i-s:…)`, after the question mark.
    fn modifiers(&mut self) -> Option<()> {
        let mut on = true;
        let mut seen = String::new();
        loop {
            match self.next()? {
                ':' if !seen.is_empty() => return Some(()),
                '-' if on => on = false,
                character if seen.contains(character) => return None,
                character => {
                    let flag = match character {
                        'i' => &mut self.flags.any_case,
                        'm' => &mut self.flags.multiline,
                        's' => &mut self.flags.dot_all,
                        _ => return None,
                    };
                    *flag = on;
                    seen.push(character);
                }
            }
        }
    }
}
