//! One pass over the text of a value, checked against what is compiled of its schemas.
//!
//! It gives up at the first finding, and reports nothing: that is left to the exact check.

use std::borrow::Cow;
use std::collections::HashSet;

use recording::json::{self, MAX_DEPTH};

use super::cursor::{Cursor, Span, unescape};
use super::program::{Id, Node, Object, Program, kind};
use super::scalar;
use super::scratch::Scratch;
use crate::contract::counters::Counter;
use crate::contract::prepared::Prepared;
use crate::contract::value::{self, Context, MAX_NESTED, unique};

/// A pass over a text.
pub(super) struct Walk<'w, 'd, 't> {
    prepared: &'w Prepared<'d>,
    pub(super) program: &'w Program<'d>,
    scratch: &'w mut Scratch,
    pub(super) cursor: Cursor<'t>,
    /// How many lists and objects are open.
    pub(super) depth: usize,
}

/// How many names are compared one by one.
const FEW: usize = 8;

/// The names of an object that no schema has by name, to see whether one occurs twice.
#[derive(Default)]
pub(super) struct Names<'t> {
    few: Vec<Cow<'t, str>>,
    many: HashSet<Cow<'t, str>>,
}

/// Which properties of an object were seen, a bit each.
#[derive(Default)]
pub(super) struct Seen {
    first: u64,
    others: Vec<u64>,
}

impl Seen {
    /// Whether this is the first time.
    #[inline]
    pub(super) fn insert(&mut self, index: usize) -> bool {
        let bit = 1 << (index % 64);
        let word = match index / 64 {
            0 => &mut self.first,
            other => {
                if self.others.len() < other {
                    self.others.resize(other, 0);
                }
                &mut self.others[other - 1]
            }
        };
        let new = *word & bit == 0;
        *word |= bit;
        new
    }
}

impl<'t> Names<'t> {
    /// Whether this is the first time.
    pub(super) fn insert(&mut self, name: Cow<'t, str>) -> bool {
        if self.many.is_empty() {
            if self.few.contains(&name) {
                return false;
            }
            self.few.push(name);
            if self.few.len() > FEW {
                self.many.extend(self.few.drain(..));
            }
            return true;
        }
        self.many.insert(name)
    }
}

impl<'w, 'd, 't> Walk<'w, 'd, 't> {
    pub(super) fn new(
        prepared: &'w Prepared<'d>,
        program: &'w Program<'d>,
        scratch: &'w mut Scratch,
        cursor: Cursor<'t>,
    ) -> Self {
        Self {
            prepared,
            program,
            scratch,
            cursor,
            depth: 0,
        }
    }

    /// Passes a value that is in no other, if it has no findings.
    pub(super) fn root(&mut self, id: Id) -> Option<()> {
        (self.program.nested <= MAX_NESTED).then_some(())?;
        self.value(id)
    }

    /// Whether no value can be so deep that too many schemas are nested in each other.
    pub(super) fn is_shallow(&self) -> bool {
        (MAX_DEPTH + 1) * self.program.nested <= MAX_NESTED
    }

    /// Passes a value, if it has no findings. If there is, nothing was seen, and the way goes on from where
    /// the caller sets it.
    pub(super) fn attempt(&mut self, id: Id) -> Option<()> {
        let depth = self.depth;
        self.scratch.counts.defer();
        let fine = self.value(id);
        self.scratch.counts.release(fine.is_some());
        self.depth = depth;
        fine
    }

    /// Passes a value, if it has no findings.
    fn value(&mut self, id: Id) -> Option<()> {
        let node = &self.program.nodes[id as usize];
        let first = self.cursor.next()?;
        if node.exact {
            return self.exact(node);
        }
        match first {
            b'"' => self.string(node),
            b'{' => self.object(node),
            b'[' => self.array(node),
            b't' => self.word(node, b"true"),
            b'f' => self.word(node, b"false"),
            b'n' => self.word(node, b"null"),
            _ => {
                let number = self.cursor.number()?;
                scalar::number(node, number, &mut |counter| self.scratch.counts.add(counter))
            }
        }
    }

    fn word(&mut self, node: &Node<'_>, word: &[u8]) -> Option<()> {
        self.cursor.word(word)?;
        let count = &mut |counter| self.scratch.counts.add(counter);
        match word {
            b"null" => scalar::null(node, count),
            _ => scalar::bool(node, word == b"true", count),
        }
    }

    fn string(&mut self, node: &Node<'_>) -> Option<()> {
        let span = self.cursor.string()?;
        if node.string.is_none() && node.listed.is_empty() {
            return (node.kinds & kind::STRING != 0).then_some(());
        }
        let text = text(self.cursor.text, span);
        scalar::string(node, &text, &mut |counter| self.scratch.counts.add(counter))
    }

    /// Opens a list or an object.
    pub(super) fn enter(&mut self, node: &Node<'_>, kind: u8) -> Option<()> {
        let deeper = self.depth + 1;
        let fine = deeper <= MAX_DEPTH && (deeper + 1) * self.program.nested <= MAX_NESTED && node.kinds & kind != 0;
        (self.depth, self.cursor.at) = (deeper, self.cursor.at + 1);
        fine.then_some(())
    }

    fn array(&mut self, node: &Node<'_>) -> Option<()> {
        if !node.listed.is_empty() {
            return self.exact(node);
        }
        let start = self.cursor.at;
        self.enter(node, kind::ARRAY)?;
        let array = &node.array;
        let mut count = 0;
        if !self.cursor.eat(b']') {
            loop {
                self.value(array.items)?;
                count += 1;
                if !self.cursor.eat(b',') {
                    break;
                }
            }
            self.cursor.eat(b']').then_some(())?;
        }
        self.depth -= 1;
        if count < array.least || array.most.is_some_and(|most| count > most) {
            return None;
        }
        if array.unique && count > 1 {
            let parsed = json::parse(&self.cursor.bytes()[start..self.cursor.at]).ok()?;
            return unique::twice(parsed.root.items()).is_none().then_some(());
        }
        Some(())
    }

    fn object(&mut self, node: &Node<'_>) -> Option<()> {
        if !node.listed.is_empty() {
            return self.exact(node);
        }
        self.enter(node, kind::OBJECT)?;
        let object = &node.object;
        let (mut count, mut required) = (0, 0);
        if !self.cursor.eat(b'}') {
            let (mut seen, mut others) = (Seen::default(), Names::default());
            let mut slot = object.slot;
            loop {
                count += 1;
                let value = match self.known(object, slot)? {
                    Name::Known(index) => {
                        let property = &object.properties[index];
                        required += u32::from(property.required);
                        slot = object.slot + index + 1;
                        self.count(&property.counters);
                        seen.insert(index).then_some(property.value)?
                    }
                    Name::Other(name) => others.insert(name).then_some(object.other)?,
                };
                self.cursor.eat(b':').then_some(())?;
                self.value(value?)?;
                if !self.cursor.eat(b',') {
                    break;
                }
            }
            self.cursor.eat(b'}').then_some(())?;
        }
        self.depth -= 1;
        self.count(&object.counters);
        let fits = required == object.required && count >= object.least && object.most.is_none_or(|most| count <= most);
        fits.then_some(())
    }

    #[inline]
    fn count(&mut self, counters: &[Counter]) {
        for counter in counters {
            self.scratch.counts.add(*counter);
        }
    }

    /// Passes the name of a member. It is looked for first where it came last time: services write members in one
    /// order.
    #[inline]
    pub(super) fn known(&mut self, object: &Object, slot: usize) -> Option<Name<'t>> {
        self.cursor.next()?;
        if let Some(property) = object.properties.get(self.scratch.next(slot, object)) {
            let rest = &self.cursor.bytes()[self.cursor.at..];
            if !property.quoted.is_empty() && rest.starts_with(&property.quoted) {
                self.cursor.at += property.quoted.len();
                return Some(Name::Known(self.scratch.next(slot, object)));
            }
        }
        let span = self.cursor.string()?;
        let name = text(self.cursor.text, span);
        Some(match object.by_name.get(&*name) {
            Some(&index) => {
                self.scratch.learn(slot, index);
                Name::Known(index as usize)
            }
            None => Name::Other(name),
        })
    }

    /// Reads a value into a tree, and looks at it exactly.
    fn exact(&mut self, node: &Node<'_>) -> Option<()> {
        let start = self.cursor.at;
        self.cursor.pass()?;
        let text = &self.cursor.bytes()[start..self.cursor.at];
        let parsed = json::parse_within(text, MAX_DEPTH - self.depth).ok()?;
        parsed.flaws.is_empty().then_some(())?;
        let context = Context {
            counters: Some(&self.prepared.counters),
            ..Context::alone(node.direction, &self.prepared.keywords)
        };
        let nested = self.depth * self.program.nested;
        let seen = value::conforms(&node.roots, &parsed.root, context, nested)?;
        self.count(&seen);
        Some(())
    }
}

/// The name of a member.
pub(super) enum Name<'t> {
    /// That of the property of this index.
    Known(usize),
    Other(Cow<'t, str>),
}

/// The text of a string, its escapes resolved.
pub(super) fn text(text: &str, span: Span) -> Cow<'_, str> {
    if !span.escaped {
        return Cow::Borrowed(&text[span.start..span.end]);
    }
    let mut unescaped = String::new();
    unescape(text, span, &mut unescaped);
    Cow::Owned(unescaped)
}
