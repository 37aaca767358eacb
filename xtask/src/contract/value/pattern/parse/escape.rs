//! What follows a backslash.

use super::super::set::Set;
use super::super::syntax::Node;
use super::{Parser, groups};

/// What an escape means both inside and outside of a class.
pub(super) enum Escaped {
    One(u32),
    Set(Set),
}

impl Parser<'_> {
    /// An escape outside of a class, and whether a quantifier may follow it.
    pub(super) fn escape(&mut self) -> Option<(Node, bool)> {
        match self.peek()? {
            letter @ ('b' | 'B') => {
                self.at += 1;
                return Some((Node::WordBoundary(letter == 'b'), false));
            }
            'k' if self.groups.any_named() => {
                self.at += 1;
                if !self.eat("<") {
                    return None;
                }
                let name = groups::name(self.text, &mut self.at)?;
                let groups = self.groups.named(&name);
                return (!groups.is_empty()).then(|| self.reference(&groups))?;
            }
            '1'..='9' => {
                let start = self.at;
                let number = usize::try_from(self.number()?).ok()?;
                if number <= self.groups.count {
                    return self.reference(&[number - 1]);
                }
                self.at = start;
            }
            _ => {}
        }
        let set = match self.escaped(false)? {
            Escaped::One(character) => Set::one(character),
            Escaped::Set(set) => set,
        };
        Some((self.set(set), true))
    }

    /// A reference to one of some groups: those that take no part in the match have captured nothing.
    fn reference(&self, groups: &[usize]) -> Option<(Node, bool)> {
        // Two texts would be compared without regard to case, which nothing here does.
        let all = || groups.iter().map(|group| Node::Reference(*group)).collect();
        (!self.flags.any_case).then(|| (Node::Concat(all()), true))
    }

    /// An escape that matches characters.
    pub(super) fn escaped(&mut self, in_class: bool) -> Option<Escaped> {
        let one = |character: char| Some(Escaped::One(u32::from(character)));
        let set = |set: Set, negative: bool| Some(Escaped::Set(if negative { set.inverted() } else { set }));
        match self.next()? {
            letter @ ('d' | 'D') => set(Set::digits(), letter == 'D'),
            letter @ ('w' | 'W') => set(Set::word(), letter == 'W'),
            letter @ ('s' | 'S') => set(Set::space(), letter == 'S'),
            letter @ ('p' | 'P') if self.peek() == Some('{') => {
                let length = self
                    .text
                    .get(self.at..)?
                    .iter()
                    .position(|character| *character == '}')?;
                let name: String = self.text.get(self.at + 1..self.at + length)?.iter().collect();
                self.at += length + 1;
                set(Set::property(&name)?, letter == 'P')
            }
            'b' if in_class => one('\u{8}'),
            't' => one('\t'),
            'n' => one('\n'),
            'r' => one('\r'),
            'f' => one('\u{C}'),
            'v' => one('\u{B}'),
            'c' => Some(Escaped::One(self.control(in_class))),
            'x' => Some(Escaped::One(self.hex(2).unwrap_or(u32::from('x')))),
            'u' => Some(Escaped::One(self.unicode().unwrap_or(u32::from('u')))),
            digit @ '0'..='7' => Some(Escaped::One(self.octal(digit))),
            character => one(character),
        }
    }

    /// `\cA`, after the `c`. Without a letter, the backslash is literal, and the `c` is read again.
    fn control(&mut self, in_class: bool) -> u32 {
        match self.peek() {
            Some(letter)
                if letter.is_ascii_alphabetic() || (in_class && (letter.is_ascii_digit() || letter == '_')) =>
            {
                self.at += 1;
                u32::from(letter) % 32
            }
            _ => {
                self.at -= 1;
                u32::from('\\')
            }
        }
    }

    /// A number in octal of at most three digits and 255, after its first digit.
    fn octal(&mut self, first: char) -> u32 {
        let mut number = first.to_digit(8).unwrap_or_default();
        let most = if first <= '3' { 2 } else { 1 };
        for _ in 0..most {
            let Some(digit) = self.peek().and_then(|character| character.to_digit(8)) else {
                break;
            };
            self.at += 1;
            number = number * 8 + digit;
        }
        number
    }

    /// So many hexadecimal digits; nothing is passed over if fewer follow.
    fn hex(&mut self, digits: usize) -> Option<u32> {
        let text = self.text.get(self.at..self.at + digits)?;
        let number = text
            .iter()
            .try_fold(0, |number, character| Some(number * 16 + character.to_digit(16)?))?;
        self.at += digits;
        Some(number)
    }

    /// `\u0041`, `\u{1F600}` or both halves of a pair, after the `u`.
    fn unicode(&mut self) -> Option<u32> {
        let start = self.at;
        if self.eat("{") {
            let mut number = None;
            while let Some(digit) = self.peek().and_then(|character| character.to_digit(16)) {
                self.at += 1;
                number = Some(number.unwrap_or(0_u32).saturating_mul(16).saturating_add(digit));
            }
            let number = number.filter(|number| *number <= 0x10_FFFF && self.eat("}"));
            if number.is_none() {
                self.at = start;
            }
            return number;
        }
        let high = self.hex(4)?;
        let behind = self.at;
        if (0xD800..0xDC00).contains(&high)
            && self.eat("\\u")
            && let Some(low @ 0xDC00..0xE000) = self.hex(4)
        {
            return Some(0x1_0000 + ((high - 0xD800) << 10) + (low - 0xDC00));
        }
        self.at = behind;
        Some(high)
    }
}
