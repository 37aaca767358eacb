//! The same pass where something is wrong: it finds the smallest values that are, and only those are looked at exactly.
//!
//! What is told, and in which order, is what the exact look would tell of the whole text. Where that cannot be promised,
//! nothing is, and that look has to be taken.

use std::borrow::Cow;

use recording::json::{self, MAX_DEPTH, Member, Node as Tree, Value, child, escape};

use super::super::evidence::Counter;
use super::super::schema::object::Says;
use super::super::schema::{Context, Found, Walk as Exact, Within};
use super::super::{Checked, Contract, Location, Note, Violation};
use super::cursor::Cursor;
use super::program::{Id, Node, Object, kind};
use super::walk::{Name, Names, Seen, Walk};
use super::{Fast, Scratch};

/// A pass over the text of a body that tells what is wrong.
struct Tell<'w, 'd, 't> {
    walk: Walk<'w, 'd, 't>,
    contract: &'w Contract<'d>,
    anything: Id,
    location: Location,
    /// What breaks a schema, in the order of the exact look.
    violations: Vec<Violation>,
    /// What nobody documents: the exact look tells that at the end.
    undocumented: Vec<Violation>,
    notes: Vec<Note>,
    seen: Vec<Counter>,
}

/// The way to a value: its pointer, and that with `*` for what is no name of the document.
struct Path {
    pointer: String,
    general: String,
}

impl Path {
    fn item(&self, index: usize) -> Self {
        Self {
            pointer: child(&self.pointer, &index.to_string()),
            general: format!("{}/*", self.general),
        }
    }

    fn member(&self, name: &str, named: bool) -> Self {
        let step = if named {
            Cow::Owned(escape(name))
        } else {
            Cow::Borrowed("*")
        };
        Self {
            pointer: child(&self.pointer, name),
            general: format!("{}/{step}", self.general),
        }
    }
}

impl<'d> Fast<'d> {
    /// Tells what is wrong with a body of JSON; nothing if the exact look has to be taken. Gives what was seen of the
    /// document.
    pub(in super::super) fn tell(
        &self,
        contract: &Contract<'d>,
        scratch: &mut Scratch,
        (schema, bytes): (Id, &[u8]),
        location: Location,
        checked: &mut Checked,
    ) -> Option<Vec<Counter>> {
        let text = std::str::from_utf8(bytes).ok()?;
        scratch.fit(&self.program, contract.counters.len());
        let mut tell = Tell {
            walk: Walk::new(contract, &self.program, scratch, Cursor::new(text)),
            contract,
            anything: self.anything,
            location,
            violations: Vec::new(),
            undocumented: Vec::new(),
            notes: Vec::new(),
            seen: Vec::new(),
        };
        let whole = tell.whole(schema);
        let Tell {
            violations,
            undocumented,
            mut notes,
            mut seen,
            ..
        } = tell;
        scratch.counts.clear(|counter, count| {
            if whole.is_some() {
                seen.extend((0..count).map(|_| counter));
            }
        });
        whole?;
        notes.sort_by(|one, other| one.pointer.cmp(&other.pointer));
        checked.violations.extend(violations);
        checked.violations.extend(undocumented);
        checked.notes.extend(notes);
        Some(seen)
    }
}

impl<'w, 'd, 't> Tell<'w, 'd, 't> {
    fn whole(&mut self, id: Id) -> Option<()> {
        self.walk.is_shallow().then_some(())?;
        self.walk.cursor.next()?;
        let path = Path {
            pointer: String::new(),
            general: String::new(),
        };
        // Somebody has tried it already.
        self.value(id, &path)?;
        self.walk.cursor.ended().then_some(())
    }

    /// Passes a value: at once if it conforms, otherwise with a look at what is in it.
    fn any(&mut self, id: Id, path: impl FnOnce() -> Path) -> Option<()> {
        let program = self.walk.program;
        let node = &program.nodes[id as usize];
        let start = self.walk.cursor.at;
        // Lists are long: what they hold is tried one by one.
        if self.walk.cursor.peek() == Some(b'[') && parts(node, kind::ARRAY) {
            return self.array(node, &path());
        }
        if self.walk.attempt(id).is_some() {
            return Some(());
        }
        self.walk.cursor.at = start;
        self.value(id, &path())
    }

    /// Passes a value that may not conform.
    fn value(&mut self, id: Id, path: &Path) -> Option<()> {
        let program = self.walk.program;
        let node = &program.nodes[id as usize];
        let (kind, empty) = match self.walk.cursor.next()? {
            b'{' => (kind::OBJECT, Value::Object(Vec::new())),
            b'[' => (kind::ARRAY, Value::Array(Vec::new())),
            _ => return self.exactly(node, path),
        };
        if parts(node, kind) {
            return match kind {
                kind::OBJECT => self.object(node, path),
                _ => self.array(node, path),
            };
        }
        if node.exact || !node.single || node.kinds & kind != 0 {
            return self.exactly(node, path);
        }
        // Of what is of another type, its type is told.
        self.walk.attempt(self.anything)?;
        self.judge(node, &tree(empty), path)
    }

    fn array(&mut self, node: &'w Node<'d>, path: &Path) -> Option<()> {
        let mark = self.violations.len();
        self.walk.enter(node, kind::ARRAY)?;
        let mut count = 0;
        if !self.walk.cursor.eat(b']') {
            loop {
                self.walk.cursor.next()?;
                self.any(node.array.items, || path.item(count))?;
                count += 1;
                if !self.walk.cursor.eat(b',') {
                    break;
                }
            }
            self.walk.cursor.eat(b']').then_some(())?;
        }
        self.walk.depth -= 1;
        if count < node.array.least || node.array.most.is_some_and(|most| count > most) {
            let mut found = Found::default();
            self.exact(node).count(&node.roots[0], count, &path.pointer, &mut found);
            self.before(mark, found, &tree(Value::Null), path);
        }
        Some(())
    }

    fn object(&mut self, node: &'w Node<'d>, path: &Path) -> Option<()> {
        let mark = self.violations.len();
        self.walk.enter(node, kind::OBJECT)?;
        let object = &node.object;
        self.seen.extend(&object.counters);
        let mut names: Vec<Cow<'_, str>> = Vec::new();
        let mut required = 0;
        if !self.walk.cursor.eat(b'}') {
            let (mut seen, mut others) = (Seen::default(), Names::default());
            let mut slot = object.slot;
            loop {
                let (name, value, documented) = match self.walk.known(object, slot)? {
                    Name::Known(index) => {
                        let property = &object.properties[index];
                        slot = object.slot + index + 1;
                        required += u32::from(property.required);
                        self.seen.extend(&property.counters);
                        seen.insert(index).then_some(())?;
                        (Cow::Borrowed(&*property.name), property.value, property.documented)
                    }
                    Name::Other(name) => {
                        others.insert(name.clone()).then_some(())?;
                        (name, object.other, false)
                    }
                };
                self.walk.cursor.eat(b':').then_some(())?;
                self.walk.cursor.next()?;
                match value {
                    Some(id) => self.any(id, || path.member(&name, documented || !object.open))?,
                    None => self.forbidden(node, &name, path)?,
                }
                names.push(name);
                if !self.walk.cursor.eat(b',') {
                    break;
                }
            }
            self.walk.cursor.eat(b'}').then_some(())?;
        }
        self.walk.depth -= 1;
        if !fits(object, names.len(), required) {
            let member = |name: Cow<'_, str>| Member {
                key: name.into_owned(),
                start: 0,
                node: tree(Value::Null),
            };
            let shallow = tree(Value::Object(names.into_iter().map(member).collect()));
            let mut found = Found::default();
            let exact = self.exact(node);
            exact.names_alone(&node.roots[0], &shallow, &path.pointer, &mut found);
            self.before(mark, found, &shallow, path);
        }
        Some(())
    }

    /// Tells what is wrong with a list or an object itself before what is wrong within it.
    fn before(&mut self, mark: usize, mut found: Found, value: &Tree, path: &Path) {
        let violations = found.take_violations(within(value, path));
        self.violations.splice(mark..mark, violations);
    }

    /// A member that must not be there.
    fn forbidden(&mut self, node: &'w Node<'d>, name: &str, path: &Path) -> Option<()> {
        let schema = &node.roots[0];
        let says = Says::of(schema);
        let exact = self.exact(node);
        let mut found = Found::default();
        exact.note_documented(schema, &path.pointer, &mut found);
        let pass = says.property(name).is_none() && !says.is_closed();
        let value = match pass {
            true => self.walk.attempt(self.anything).map(|()| tree(Value::Null))?,
            false => self.parse()?,
        };
        if !pass {
            exact.member(schema, &says, (name, &value), &path.pointer, &mut found);
        }
        let only = tree(Value::Object(vec![Member {
            key: name.to_owned(),
            start: 0,
            node: value,
        }]));
        self.violations.extend(found.take_violations(within(&only, path)));
        exact.undocumented(&only, &path.pointer, &mut found);
        self.keep(found, &only, path);
        Some(())
    }

    /// Reads a value, and looks at it exactly.
    fn exactly(&mut self, node: &'w Node<'d>, path: &Path) -> Option<()> {
        let value = self.parse()?;
        self.judge(node, &value, path)
    }

    fn judge(&mut self, node: &'w Node<'d>, value: &Tree, path: &Path) -> Option<()> {
        let exact = self.exact(node);
        let mut found = Found::default();
        for schema in &node.roots {
            exact.value(schema, value, &path.pointer, &mut found);
        }
        self.violations.extend(found.take_violations(within(value, path)));
        exact.undocumented(value, &path.pointer, &mut found);
        self.keep(found, value, path);
        Some(())
    }

    /// Keeps what the exact look has found at its end.
    fn keep(&mut self, mut found: Found, value: &Tree, path: &Path) {
        self.undocumented.extend(found.take_violations(within(value, path)));
        self.notes.extend(found.take_notes(&self.location));
        self.seen.extend(found.seen());
    }

    /// The exact look, as it is when it comes here: to each value that encloses this one, one schema applies.
    fn exact(&self, node: &Node<'d>) -> Exact<'w> {
        let context = Context {
            counters: Some(&self.contract.counters),
            ..Context::alone(node.direction, &self.contract.patterns)
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

/// Whether what a list or an object holds can be looked at one by one: one schema applies to it, and it asks for nothing
/// that concerns all of it.
fn parts(node: &Node<'_>, kind: u8) -> bool {
    let whole = node.exact || !node.single || !node.listed.is_empty() || (kind == kind::ARRAY && node.array.unique);
    !whole && node.kinds & kind != 0
}

fn fits(object: &Object, count: usize, required: u32) -> bool {
    required == object.required && count >= object.least && object.most.is_none_or(|most| count <= most)
}

fn within<'v>(value: &'v Tree, path: &'v Path) -> Within<'v> {
    Within {
        value,
        pointer: &path.pointer,
        general: &path.general,
    }
}

fn tree(value: Value) -> Tree {
    Tree {
        start: 0,
        end: 0,
        value,
    }
}
