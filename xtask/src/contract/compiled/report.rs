//! The same pass where something is wrong: it finds the smallest values that are, and only those are checked exactly.
//!
//! What is reported, and in which order, is what the exact check would report for the whole text. Where that cannot be
//! promised, nothing is, and that look has to be taken.

use std::borrow::Cow;
use std::collections::BTreeMap;

use recording::json::{self, Index, MAX_DEPTH, Member, Node as Tree, Value, child};

use super::cursor::Cursor;
use super::engine::Compiled;
use super::program::{Id, Node, kind};
use super::scratch::Scratch;
use super::walk::{Name, Names, Seen, Walk};
use crate::contract::counters::Counter;
use crate::contract::findings::rules;
use crate::contract::findings::{Checked, LeftOut, Location, Note, Repeats, Violation};
use crate::contract::prepared::Prepared;
use crate::contract::value::object::Says;
use crate::contract::value::{Context, Found, MOST_NOTES, Walk as Exact};

/// Where a value is.
#[derive(Clone, Default)]
struct At {
    pointer: String,
    /// The pointer with `*` for each step that is no name.
    general: String,
}

impl At {
    /// An item of a list.
    fn item(&self, index: usize) -> Self {
        Self {
            pointer: child(&self.pointer, &index.to_string()),
            general: format!("{}/*", self.general),
        }
    }

    /// A member of an object, whose name is one of the document's or only a key.
    fn member(&self, name: &str, named: bool) -> Self {
        Self {
            pointer: child(&self.pointer, name),
            general: if named {
                child(&self.general, name)
            } else {
                format!("{}/*", self.general)
            },
        }
    }

    /// What was found in the value that is here, each with its general pointer.
    fn generalised(&self, found: &mut Found, value: &Tree) -> (Vec<Violation>, LeftOut) {
        let (mut violations, left_out) = found.violations.take();
        let index = Index::default();
        for violation in &mut violations {
            let tells_of_name = rules::is_of_missing_name(violation.rule);
            let base = (&*self.pointer, &*self.general);
            violation.general = found.general_from((value, &index), base, &violation.pointer, tells_of_name);
        }
        (violations, left_out)
    }
}

/// A pass over the text of a body that reports what is wrong.
struct Reporter<'w, 'd, 't> {
    walk: Walk<'w, 'd, 't>,
    prepared: &'w Prepared<'d>,
    anything: Id,
    location: Location,
    /// Whether no message shows the value at a pointer.
    secret: &'w dyn Fn(&str) -> bool,
    /// What breaks a schema, in the order of the exact check.
    violations: Repeats,
    /// Undocumented properties: the exact check reports that at the end.
    undocumented: Repeats,
    notes: BTreeMap<String, String>,
    not_checked: usize,
    seen: Vec<Counter>,
}

impl<'d> Compiled<'d> {
    /// What is wrong with a body of JSON, and what was seen; `None` if the exact check has to be taken.
    pub(crate) fn report(
        &self,
        prepared: &Prepared<'d>,
        scratch: &mut Scratch,
        (schema, bytes): (Id, &[u8]),
        (location, secret): (Location, &dyn Fn(&str) -> bool),
        checked: &mut Checked,
    ) -> Option<Vec<Counter>> {
        let text = std::str::from_utf8(bytes).ok()?;
        scratch.fit(&self.program, prepared.counters.len());
        let mut reporter = Reporter {
            walk: Walk::new(prepared, &self.program, scratch, Cursor::new(text)),
            prepared,
            anything: self.anything,
            location,
            secret,
            violations: Repeats::default(),
            undocumented: Repeats::default(),
            notes: BTreeMap::new(),
            not_checked: 0,
            seen: Vec::new(),
        };
        let whole = reporter.walk.is_shallow() && reporter.first(schema).is_some() && reporter.walk.cursor.ended();
        let Reporter {
            mut violations,
            mut undocumented,
            notes,
            not_checked,
            mut seen,
            location,
            ..
        } = reporter;
        scratch
            .counts
            .clear(|counter, count| seen.extend((0..count).map(|_| counter)));
        whole.then(|| {
            checked.extend(violations.take());
            checked.extend(undocumented.take());
            checked.not_checked += not_checked;
            checked.notes.extend(notes.into_iter().map(|(pointer, message)| Note {
                location: location.clone(),
                pointer,
                message,
            }));
            seen
        })
    }
}

impl<'w, 'd, 't> Reporter<'w, 'd, 't> {
    fn first(&mut self, id: Id) -> Option<()> {
        self.walk.cursor.next()?;
        self.any(id, At::default)
    }

    /// Passes a value: at once if it conforms, otherwise and otherwise its parts are checked.
    fn any(&mut self, id: Id, at: impl FnOnce() -> At) -> Option<()> {
        let start = self.walk.cursor.at;
        if self.walk.attempt(id).is_some() {
            return Some(());
        }
        self.walk.cursor.at = start;
        self.value(id, &at())
    }

    /// Passes a value that does not conform.
    fn value(&mut self, id: Id, at: &At) -> Option<()> {
        let program = self.walk.program;
        let node = &program.nodes[id as usize];
        if node.exact || !node.single {
            return self.exactly(node, at);
        }
        let (kind, empty) = match self.walk.cursor.next()? {
            b'{' => (kind::OBJECT, Value::Object(Vec::new())),
            b'[' => (kind::ARRAY, Value::Array(Vec::new())),
            _ => return self.exactly(node, at),
        };
        if node.kinds & kind == 0 {
            // Of what is of another type, its type is reported.
            self.walk.attempt(self.anything)?;
            return self.validate(node, &tree(empty), at);
        }
        if !node.listed.is_empty() || (kind == kind::ARRAY && node.array.unique) {
            return self.exactly(node, at);
        }
        match kind {
            kind::OBJECT => self.object(node, at),
            _ => self.array(node, at),
        }
    }

    fn array(&mut self, node: &Node<'d>, at: &At) -> Option<()> {
        let mark = self.violations.len();
        self.walk.enter(node, kind::ARRAY)?;
        let mut count = 0;
        if !self.walk.cursor.eat(b']') {
            loop {
                self.walk.cursor.next()?;
                self.any(node.array.items, || at.item(count))?;
                count += 1;
                if !self.walk.cursor.eat(b',') {
                    break;
                }
            }
            self.walk.cursor.eat(b']').then_some(())?;
        }
        self.walk.depth -= 1;
        let mut found = Found::default();
        self.exact(node).count(&node.roots[0], count, &at.pointer, &mut found);
        let reported = at.generalised(&mut found, &tree(Value::Array(Vec::new())));
        self.violations.insert(mark, reported);
        Some(())
    }

    fn object(&mut self, node: &'w Node<'d>, at: &At) -> Option<()> {
        let mark = self.violations.len();
        self.walk.enter(node, kind::OBJECT)?;
        let object = &node.object;
        let says = Says::of(&node.roots[0]);
        self.seen.extend(&object.counters);
        let mut names: Vec<Cow<'_, str>> = Vec::new();
        let mut required = 0;
        if !self.walk.cursor.eat(b'}') {
            let (mut seen, mut others) = (Seen::default(), Names::default());
            let mut slot = object.slot;
            loop {
                let (name, value) = match self.walk.known(object, slot)? {
                    Name::Known(index) => {
                        let property = &object.properties[index];
                        slot = object.slot + index + 1;
                        required += u32::from(property.required);
                        self.seen.extend(&property.counters);
                        let new = seen.insert(index);
                        new.then_some((Cow::Borrowed(&*property.name), property.value))?
                    }
                    Name::Other(name) => others.insert(name.clone()).then_some((name, object.other))?,
                };
                self.walk.cursor.eat(b':').then_some(())?;
                self.walk.cursor.next()?;
                match value {
                    Some(id) => self.any(id, || {
                        at.member(&name, !object.any_name || says.property(&name).is_some())
                    })?,
                    None => self.forbidden(node, &name, at)?,
                }
                names.push(name);
                if !self.walk.cursor.eat(b',') {
                    break;
                }
            }
            self.walk.cursor.eat(b'}').then_some(())?;
        }
        self.walk.depth -= 1;
        let count = names.len();
        if required != object.required || count < object.least || object.most.is_some_and(|most| count > most) {
            self.names(node, names, at, mark);
        }
        Some(())
    }

    /// Reports what is wrong with the names of an object, before what is wrong within it.
    fn names(&mut self, node: &Node<'d>, names: Vec<Cow<'_, str>>, at: &At, mark: usize) {
        let count = names.len();
        let member = |name: Cow<'_, str>| Member {
            key: name.into_owned(),
            start: 0,
            node: tree(Value::Null),
        };
        let shallow = tree(Value::Object(names.into_iter().map(member).collect()));
        let schema = &node.roots[0];
        let mut found = Found::within(schema, &at.pointer);
        self.exact(node).names(schema, &shallow, count, &at.pointer, &mut found);
        let reported = at.generalised(&mut found, &shallow);
        self.violations.insert(mark, reported);
    }

    /// A member that must not be there.
    fn forbidden(&mut self, node: &Node<'d>, name: &str, at: &At) -> Option<()> {
        let schema = &node.roots[0];
        let says = Says::of(schema);
        let exact = self.exact(node);
        let mut found = Found::default();
        if says.property(name).is_none() && !says.is_closed() {
            self.walk.attempt(self.anything)?;
            exact.note_documented(schema, &at.pointer, &mut found);
            let only = Member {
                key: name.to_owned(),
                start: 0,
                node: tree(Value::Null),
            };
            let object = tree(Value::Object(vec![only]));
            exact.undocumented(&object, &at.pointer, &mut found);
            let reported = at.generalised(&mut found, &object);
            self.undocumented.extend(reported);
            return Some(());
        }
        let value = self.parse()?;
        let inner = at.member(name, true);
        exact.member(schema, &says, (name, &value), &at.pointer, &mut found);
        let reported = inner.generalised(&mut found, &value);
        self.violations.extend(reported);
        exact.undocumented(&value, &inner.pointer, &mut found);
        let reported = inner.generalised(&mut found, &value);
        self.undocumented.extend(reported);
        self.keep(found);
        Some(())
    }

    /// Reads a value, and looks at it exactly.
    fn exactly(&mut self, node: &Node<'d>, at: &At) -> Option<()> {
        let value = self.parse()?;
        self.validate(node, &value, at)
    }

    fn validate(&mut self, node: &Node<'d>, value: &Tree, at: &At) -> Option<()> {
        let exact = self.exact(node);
        let mut found = Found::default();
        for schema in &node.roots {
            exact.value(schema, value, &at.pointer, &mut found);
        }
        // What is known of the properties is known now.
        let reported = std::mem::take(&mut found.violations);
        exact.undocumented(value, &at.pointer, &mut found);
        let undocumented = at.generalised(&mut found, value);
        self.undocumented.extend(undocumented);
        found.violations = reported;
        let reported = at.generalised(&mut found, value);
        self.violations.extend(reported);
        self.keep(found);
        Some(())
    }

    fn keep(&mut self, mut found: Found) {
        self.not_checked += found.not_checked.len();
        let notes = std::mem::take(&mut found.notes);
        let room = MOST_NOTES.saturating_sub(self.notes.len());
        self.notes.extend(notes.into_iter().take(room));
        self.seen.extend(found.seen());
    }

    /// The exact check, as it is when it comes here: each value that encloses this one has one schema.
    fn exact(&self, node: &Node<'d>) -> Exact<'w> {
        let context = Context {
            counters: Some(&self.prepared.counters),
            secret: self.secret,
            ..Context::alone(node.direction, &self.prepared.keywords)
        };
        Exact::new(self.location.clone(), context, self.walk.depth)
    }

    fn parse(&mut self) -> Option<Tree> {
        let start = self.walk.cursor.at;
        self.walk.cursor.pass()?;
        let text = &self.walk.cursor.bytes()[start..self.walk.cursor.at];
        let parsed = json::parse_within(text, MAX_DEPTH - self.walk.depth).ok()?;
        parsed.flaws.is_empty().then_some(parsed.root)
    }
}

fn tree(value: Value) -> Tree {
    Tree {
        start: 0,
        end: 0,
        value,
    }
}
