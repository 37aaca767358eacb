//! Classes of characters: `[a-z]`.

use super::super::set::Set;
use super::Parser;
use super::escape::Escaped;

impl Parser<'_> {
    /// A class, after its bracket.
    pub(super) fn class(&mut self) -> Option<Set> {
        let negative = self.eat("^");
        let mut ranges = Vec::new();
        while !self.eat("]") {
            let low = self.class_atom()?;
            let is_range = self.peek() == Some('-') && self.text.get(self.at + 1).is_some_and(|next| *next != ']');
            if !is_range {
                add(&mut ranges, low);
                continue;
            }
            self.at += 1;
            match (low, self.class_atom()?) {
                (Escaped::One(low), Escaped::One(high)) if low <= high => ranges.push((low, high)),
                (Escaped::One(_), Escaped::One(_)) => return None,
                // Beside a class, the hyphen is one.
                (low, high) => {
                    add(&mut ranges, low);
                    add(&mut ranges, Escaped::One(u32::from('-')));
                    add(&mut ranges, high);
                }
            }
        }
        let set = Set::of(ranges);
        let set = if self.flags.any_case { set.any_case() } else { set };
        Some(if negative { set.inverted() } else { set })
    }

    fn class_atom(&mut self) -> Option<Escaped> {
        match self.next()? {
            '\\' => self.escaped(true),
            character => Some(Escaped::One(u32::from(character))),
        }
    }
}

fn add(ranges: &mut Vec<(u32, u32)>, item: Escaped) {
    match item {
        Escaped::One(character) => ranges.push((character, character)),
        Escaped::Set(set) => ranges.extend(set.ranges),
    }
}
