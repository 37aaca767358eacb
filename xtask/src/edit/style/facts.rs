//! What the whole document shows of its style: counted once, from all of its nodes.

use super::is_string;
use crate::edit::quote::{Quote, can_be_plain, is_number_name};
use crate::edit::syntax::{Form, Kind, Syntax, line_start};
use std::collections::HashMap;

/// How often each of several choices was made.
#[derive(Clone, Debug)]
pub(in crate::edit) struct Tally<T>(Vec<(T, usize)>);

impl<T> Default for Tally<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T: PartialEq> Tally<T> {
    pub(in crate::edit) fn add(&mut self, choice: T) {
        match self.0.iter_mut().find(|(known, _)| *known == choice) {
            Some((_, count)) => *count += 1,
            None => self.0.push((choice, 1)),
        }
    }

    /// The most frequent choice; a certain one if it is among several.
    pub(in crate::edit) fn most_or(&self, first: T) -> Option<T>
    where
        T: Copy,
    {
        let most = self.0.iter().map(|(_, count)| *count).max()?;
        let is_most = self.0.contains(&(first, most));
        if is_most { Some(first) } else { self.most().copied() }
    }

    /// The most frequent choice; the earliest of several.
    pub(in crate::edit) fn most(&self) -> Option<&T> {
        let most = self.0.iter().map(|(_, count)| *count).max()?;
        self.0
            .iter()
            .find(|(_, count)| *count == most)
            .map(|(choice, _)| choice)
    }
}

/// How the values of members with one name are written.
#[derive(Debug, Default)]
struct OfKey {
    chosen: Tally<Quote>,
    required: Tally<Quote>,
    flat_maps: Tally<bool>,
    deep_maps: Tally<bool>,
    flat_lists: Tally<bool>,
    deep_lists: Tally<bool>,
}

/// What the document shows of its style.
#[derive(Debug, Default)]
pub(in crate::edit) struct Facts<'s> {
    /// How much deeper a mapping is than the key that it belongs to.
    pub(in crate::edit) step: Tally<usize>,
    /// How much deeper a list is than the key that it belongs to.
    pub(in crate::edit) list_step: Tally<usize>,
    /// How far the text of an item is from its dash.
    pub(in crate::edit) dash: Tally<usize>,
    pub(in crate::edit) chosen: Tally<Quote>,
    pub(in crate::edit) required: Tally<Quote>,
    pub(in crate::edit) keys: Tally<Quote>,
    pub(in crate::edit) number_keys: Tally<Quote>,
    /// The white space within braces and brackets, behind a comma, and around a colon, in one line.
    pub(in crate::edit) braces: Tally<&'s str>,
    pub(in crate::edit) brackets: Tally<&'s str>,
    pub(in crate::edit) comma: Tally<&'s str>,
    pub(in crate::edit) colon: Tally<&'s str>,
    /// Of entries in braces or brackets on lines of their own: what their lines begin with more than that of the bracket.
    pub(in crate::edit) unit: Tally<&'s str>,
    /// Whether lists of scalars are in one line, and mappings in braces.
    pub(in crate::edit) flat_lists: Tally<bool>,
    pub(in crate::edit) flow_maps: Tally<bool>,
    of_key: HashMap<&'s str, OfKey>,
    of_first: HashMap<(&'s str, bool), Tally<bool>>,
}

impl<'s> Facts<'s> {
    pub(in crate::edit) fn of(syntax: &'s Syntax<'_>) -> Self {
        let mut facts = Self::default();
        for (number, node) in syntax.nodes().iter().enumerate() {
            match node.kind {
                Kind::Map(form) => facts.map(syntax, number, form),
                Kind::Seq(form) => facts.seq(syntax, number, form),
                _ => {}
            }
        }
        facts
    }

    fn map(&mut self, syntax: &'s Syntax<'_>, map: usize, form: Form) {
        let mut entries = syntax.entries(map).peekable();
        if let (Some(first), Some(is_flat)) = (entries.peek(), is_flat(syntax, map)) {
            let first = first.key.map_or("", |key| syntax.scalar(key));
            let is_one_line = form == Form::Flow && syntax.is_one_line(map);
            self.of_first.entry((first, is_flat)).or_default().add(is_one_line);
            self.flow_maps.add(is_one_line);
        }
        if form == Form::Flow {
            self.flow(syntax, map);
        }
        for entry in entries {
            let Some(key) = entry.key else { continue };
            count_key(syntax, key, &mut self.keys, &mut self.number_keys);
            let quote = quote_of(syntax, entry.value);
            count_string(quote, &mut self.chosen, &mut self.required);
            let value = *syntax.node(entry.value);
            if form == Form::Block && value.is_block() {
                let key_line = line_start(syntax.text, syntax.node(key).start);
                let (column, own) = (syntax.column(value.start), syntax.column(value.entry));
                if line_start(syntax.text, value.start) > key_line && column >= own {
                    match value.is_map() {
                        true => self.step.add(column - own),
                        false => self.list_step.add(column - own),
                    }
                }
            }
            if let Kind::Plain | Kind::Single | Kind::Double | Kind::Map(_) | Kind::Seq(_) = value.kind {
                let of_key = self.of_key.entry(syntax.scalar(key)).or_default();
                of_key.add(syntax, entry.value, quote);
            }
        }
    }

    fn seq(&mut self, syntax: &'s Syntax<'_>, seq: usize, form: Form) {
        if form == Form::Flow {
            self.flow(syntax, seq);
        }
        if is_flat(syntax, seq) == Some(true) {
            self.flat_lists.add(form == Form::Flow && syntax.is_one_line(seq));
        }
        for entry in syntax.entries(seq) {
            let item = syntax.node(entry.value);
            count_string(quote_of(syntax, entry.value), &mut self.chosen, &mut self.required);
            if form == Form::Block && !item.is_absent() && !syntax.text[item.entry..item.start].contains('\n') {
                self.dash.add(item.start - item.entry);
            }
        }
    }

    /// Counts the white space of a mapping in braces or a list in brackets.
    fn flow(&mut self, syntax: &'s Syntax<'_>, node: usize) {
        let whole = syntax.node(node);
        let mut before: Option<usize> = None;
        for entry in syntax.entries(node) {
            let value = syntax.node(entry.value);
            let start = match entry.key {
                Some(_) => value.entry,
                None => value.props,
            };
            let line = line_start(syntax.text, start);
            let is_first = syntax.text[line..start].trim_matches([' ', '\t']).is_empty();
            if is_first {
                let bracket = line_start(syntax.text, whole.start);
                let outer = &syntax.text[bracket..];
                let outer = &outer[..outer.len() - outer.trim_start_matches([' ', '\t']).len()];
                if let Some(unit) = syntax.text[line..start].strip_prefix(outer) {
                    self.unit.add(unit);
                }
            } else if let Some(before) = before {
                let between = &syntax.text[before..start];
                if let Some(space) = between.strip_prefix(',').filter(|space| space.trim().is_empty()) {
                    self.comma.add(space);
                }
            } else if syntax.is_one_line(node) {
                let inner = &syntax.text[whole.start + 1..start];
                match whole.is_map() {
                    true => self.braces.add(inner),
                    false => self.brackets.add(inner),
                }
            }
            if let Some(key) = entry.key
                && !value.is_absent()
                && value.kind != Kind::Alias
            {
                let colon = &syntax.text[syntax.node(key).end..value.props];
                if !colon.contains(['\n', '#']) {
                    self.colon.add(colon);
                }
            }
            before = Some(value.end);
        }
    }

    /// How the strings under a key are quoted, where that is a choice or where it is required.
    pub(in crate::edit) fn quote_of_key(&self, key: &str, is_choice: bool) -> Option<Quote> {
        let of_key = self.of_key.get(key)?;
        let tally = if is_choice { &of_key.chosen } else { &of_key.required };
        tally.most_or(Quote::Plain)
    }

    pub(super) fn lines_of_key(&self, key: &str, is_map: bool, is_flat: bool) -> Option<bool> {
        let of_key = self.of_key.get(key)?;
        let tally = match (is_map, is_flat) {
            (true, true) => &of_key.flat_maps,
            (true, false) => &of_key.deep_maps,
            (false, true) => &of_key.flat_lists,
            (false, false) => &of_key.deep_lists,
        };
        tally.most().copied()
    }

    pub(super) fn lines_of_first(&self, first: &'s str, is_flat: bool) -> Option<bool> {
        self.of_first.get(&(first, is_flat))?.most().copied()
    }
}

impl OfKey {
    fn add(&mut self, syntax: &Syntax<'_>, value: usize, quote: Option<(Quote, bool)>) {
        count_string(quote, &mut self.chosen, &mut self.required);
        if let Some(is_flat) = is_flat(syntax, value) {
            let is_one_line = syntax.node(value).is_flow() && syntax.is_one_line(value);
            let tally = match (syntax.node(value).is_map(), is_flat) {
                (true, true) => &mut self.flat_maps,
                (true, false) => &mut self.deep_maps,
                (false, true) => &mut self.flat_lists,
                (false, false) => &mut self.deep_lists,
            };
            tally.add(is_one_line);
        }
    }
}

/// Whether the parts of a list or mapping are scalars; nothing if it has none, or is no such thing.
pub(super) fn is_flat(syntax: &Syntax<'_>, node: usize) -> Option<bool> {
    let mut entries = syntax.entries(node).peekable();
    entries.peek()?;
    Some(entries.all(|entry| {
        let value = syntax.node(entry.value);
        !(value.is_map() || value.is_seq()) || value.next == entry.value + 1
    }))
}

/// How a string is quoted, and whether that is a choice.
pub(super) fn quote_of(syntax: &Syntax<'_>, node: usize) -> Option<(Quote, bool)> {
    match syntax.node(node).kind {
        Kind::Plain if !syntax.node(node).is_absent() && is_string(syntax, node) => Some((Quote::Plain, true)),
        Kind::Single => Some((Quote::Single, can_be_plain(syntax.scalar(node), false))),
        Kind::Double => Some((Quote::Double, can_be_plain(syntax.scalar(node), false))),
        _ => None,
    }
}

/// Counts how a string is quoted.
pub(super) fn count_string(quote: Option<(Quote, bool)>, chosen: &mut Tally<Quote>, required: &mut Tally<Quote>) {
    match quote {
        Some((quote, true)) => chosen.add(quote),
        Some((quote, false)) => required.add(quote),
        None => {}
    }
}

/// Counts how a key is quoted.
pub(super) fn count_key(syntax: &Syntax<'_>, key: usize, strings: &mut Tally<Quote>, numbers: &mut Tally<Quote>) {
    let quote = match syntax.node(key).kind {
        Kind::Plain => Quote::Plain,
        Kind::Single => Quote::Single,
        Kind::Double => Quote::Double,
        _ => return,
    };
    let text = syntax.scalar(key);
    if syntax.is_json {
        strings.add(quote);
    } else if is_number_name(text) {
        numbers.add(quote);
    } else if quote == Quote::Plain || can_be_plain(text, false) {
        strings.add(quote);
    }
}
