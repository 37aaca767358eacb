//! What the schemas of a document come to once they are compiled: for each set of schemas that apply to one value, what
//! the value must be.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::sync::Arc;

use codegen::view::{Direction, Place};

use crate::contract::counters::Counter;
use crate::contract::value::decimal::Decimal;
use crate::contract::value::pattern::Pattern;

/// The number of a compiled node.
pub(super) type Id = u32;

/// Kinds of values, a bit each.
pub(super) mod kind {
    pub(in super::super) const NULL: u8 = 1;
    pub(in super::super) const BOOL: u8 = 2;
    /// A number without a fraction and without an exponent.
    pub(in super::super) const WHOLE: u8 = 4;
    /// Any other number.
    pub(in super::super) const FRACTION: u8 = 8;
    pub(in super::super) const STRING: u8 = 16;
    pub(in super::super) const ARRAY: u8 = 32;
    pub(in super::super) const OBJECT: u8 = 64;
    pub(in super::super) const ALL: u8 = 127;
}

/// The compiled schemas.
#[derive(Default)]
pub(super) struct Program<'d> {
    pub(super) nodes: Vec<Node<'d>>,
    /// How many schemas are nested in each other for one value, at most.
    pub(super) nested: usize,
    /// How many slots the objects have together.
    pub(super) slots: usize,
}

/// What a value must be to which some schemas apply at once.
pub(super) struct Node<'d> {
    /// The schemas themselves, each with that in which it is, for the exact check.
    pub(super) roots: Vec<Place<'d>>,
    pub(super) direction: Direction,
    /// Only the exact engine can check: alternatives, and what is excluded.
    pub(super) exact: bool,
    /// One schema applies, and it is made of no others.
    pub(super) single: bool,
    /// The kinds of values that may be here.
    pub(super) kinds: u8,
    /// Each enumeration.
    pub(super) listed: Vec<Listed>,
    pub(super) number: Option<Box<Numbers<'d>>>,
    pub(super) string: Option<Box<Strings<'d>>>,
    pub(super) array: Array,
    pub(super) object: Object,
}

/// An enumeration: the values with their positions in it.
#[derive(Default)]
pub(super) struct Listed {
    /// The counter of the first value.
    pub(super) first: Option<Counter>,
    pub(super) null: Option<u32>,
    /// Whether it says nothing of `null`.
    pub(super) is_optional: bool,
    pub(super) bools: [Option<u32>; 2],
    pub(super) strings: HashMap<Box<str>, u32>,
    pub(super) numbers: HashMap<Decimal, u32>,
}

/// The keywords of numbers.
#[derive(Default)]
pub(super) struct Numbers<'d> {
    /// The least and the greatest number of those that are written without a fraction, where there is no other condition.
    pub(super) range: Option<(i64, i64)>,
    pub(super) formats: Vec<&'d str>,
    /// A bound, on which side of it a number is wrong, and whether the bound itself is.
    pub(super) bounds: Vec<(Decimal, Ordering, bool)>,
    pub(super) steps: Vec<Decimal>,
}

/// The keywords of strings.
#[derive(Default)]
pub(super) struct Strings<'d> {
    pub(super) least: usize,
    pub(super) most: Option<usize>,
    pub(super) patterns: Vec<Arc<Pattern>>,
    /// A pattern cannot be read: every string has a finding.
    pub(super) unreadable: bool,
    pub(super) formats: Vec<&'d str>,
}

/// The keywords of lists.
#[derive(Default)]
pub(super) struct Array {
    pub(super) least: usize,
    pub(super) most: Option<usize>,
    pub(super) unique: bool,
    pub(super) items: Id,
}

/// The keywords of objects.
#[derive(Default)]
pub(super) struct Object {
    /// Properties of any name are documented.
    pub(super) any_name: bool,
    pub(super) least: usize,
    pub(super) most: Option<usize>,
    pub(super) properties: Vec<Property>,
    /// The first of its slots: one for the beginning and one for each property, for the property that came next last
    /// time.
    pub(super) slot: usize,
    /// The positions of the properties by their names.
    pub(super) by_name: HashMap<Box<str>, u32>,
    /// How many of the properties must be there.
    pub(super) required: u32,
    /// What counts the objects.
    pub(super) counters: Vec<Counter>,
    /// What is under any other name; `None` if none may be there.
    pub(super) other: Option<Id>,
}

/// One property.
pub(super) struct Property {
    pub(super) name: Box<str>,
    /// The name in quotes, as a text has it; empty where it cannot be there without escapes.
    pub(super) quoted: Box<[u8]>,
    pub(super) required: bool,
    /// What counts the objects that have it.
    pub(super) counters: Vec<Counter>,
    /// What is there; `None` if the property must not be there.
    pub(super) value: Option<Id>,
}
