//! Strings, numbers and words against what is compiled of their schemas.

use std::cmp::Ordering;

use super::cursor::Number;
use super::program::{Listed, Node, Numbers, Strings, kind};
use crate::contract::counters::Counter;
use crate::contract::value::decimal::Decimal;
use crate::contract::value::format;

/// Takes the counter of each listed value that was seen.
pub(super) type Count<'c> = &'c mut dyn FnMut(Counter);

/// Whether a `null` may be here.
pub(super) fn null(node: &Node<'_>, count: Count<'_>) -> Option<()> {
    (node.kinds & kind::NULL != 0).then_some(())?;
    for listed in node.listed.iter().filter(|listed| !listed.is_optional) {
        let index = listed.null?;
        if let Some(first) = listed.first {
            count(first + index);
        }
    }
    Some(())
}

/// Whether this truth value may be here.
pub(super) fn bool(node: &Node<'_>, truth: bool, count: Count<'_>) -> Option<()> {
    (node.kinds & kind::BOOL != 0).then_some(())?;
    listed(node, |listed| listed.bools[usize::from(truth)], count)
}

/// Whether this number may be here.
#[inline]
pub(super) fn number(node: &Node<'_>, number: Number<'_>, count: Count<'_>) -> Option<()> {
    let kind = if number.whole { kind::WHOLE } else { kind::FRACTION };
    if node.kinds & kind == 0 {
        return None;
    }
    if let Some(numbers) = &node.number {
        numbers.take(number)?;
    }
    if node.listed.is_empty() {
        return Some(());
    }
    let number = Decimal::parse(number.text)?;
    listed(node, |listed| listed.numbers.get(&number).copied(), count)
}

/// Whether this string, its escapes resolved, may be here.
pub(super) fn string(node: &Node<'_>, text: &str, count: Count<'_>) -> Option<()> {
    if node.kinds & kind::STRING == 0 {
        return None;
    }
    if let Some(strings) = &node.string {
        strings.take(text)?;
    }
    listed(node, |listed| listed.strings.get(text).copied(), count)
}

/// Whether every enumeration has a value; `find` says where.
#[inline]
fn listed(node: &Node<'_>, find: impl Fn(&Listed) -> Option<u32>, count: Count<'_>) -> Option<()> {
    for listed in &node.listed {
        let index = find(listed)?;
        if let Some(first) = listed.first {
            count(first + index);
        }
    }
    Some(())
}

impl Numbers<'_> {
    fn take(&self, number: Number<'_>) -> Option<()> {
        // What has 18 digits fits 64 bits.
        if let (Some((least, most)), true) = (self.range, number.whole && number.text.len() <= 18) {
            let value = number.text.parse::<i64>().ok()?;
            return (least <= value && value <= most).then_some(());
        }
        if !self.formats.iter().all(|name| format::number(name, number.text)) {
            return None;
        }
        let value = Decimal::parse(number.text)?;
        for (bound, wrong, closed) in &self.bounds {
            let order = value.cmp(bound);
            if order == *wrong || (*closed && order == Ordering::Equal) {
                return None;
            }
        }
        let off = |step: &Decimal| value.is_multiple_of(step) == Some(false);
        (!self.steps.iter().any(off)).then_some(())
    }
}

impl Strings<'_> {
    fn take(&self, text: &str) -> Option<()> {
        // Four bytes a character at most: where that is enough, nothing is counted.
        let plenty = text.len() / 4 >= self.least && self.most.is_none_or(|most| text.len() <= most);
        if !plenty {
            let length = text.chars().count();
            if length < self.least || self.most.is_some_and(|most| length > most) {
                return None;
            }
        }
        let fits = !self.unreadable
            && self.formats.iter().all(|name| format::string(name, text))
            && self.patterns.iter().all(|pattern| pattern.is_soon_matched(text));
        fits.then_some(())
    }
}
