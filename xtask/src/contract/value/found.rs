//! What was found in a value so far, and what the document says of its properties.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use recording::json::{Index, Node, Value, steps};

use codegen::view::Place;

use crate::contract::counters::Counter;
use crate::contract::findings::rules::{self, Level, Rule};
use crate::contract::findings::{Repeats, Violation};

/// What was found so far. An alternative is checked with one of its own, which is merged if the value fits the alternative.
#[derive(Clone, Default)]
pub(crate) struct Found {
    pub(crate) violations: Repeats,
    pub(crate) notes: BTreeMap<String, String>,
    /// By the pointer of each object: what the schemas that apply to it say of its properties.
    pub(crate) documented: BTreeMap<String, Documented>,
    /// By the pointer of each list: which of its items the schemas that apply to it describe, in JSON Schema 2020-12.
    pub(crate) items: BTreeMap<String, EvaluatedItems>,
    /// The schemas that were entered for the value of a pointer and not left: one that leads to itself ends there.
    pub(crate) entered: HashSet<(String, String)>,
    /// The schemas that were checked completely at a pointer, for nested values and combined schemas, each with the schema
    /// resources that were entered.
    pub(crate) done: HashSet<((String, String), Vec<usize>)>,
    /// The pointers of the values whose alternative a discriminator has chosen, each with the property by which.
    pub(crate) decided: BTreeSet<(String, String)>,
    /// The pointers of the values that were not checked, because a schema is broken.
    pub(in crate::contract) not_checked: BTreeSet<String>,
    /// A rule about a value was not applied, because the value was replaced or its pattern takes too long: that nothing
    /// was found proves nothing.
    pub(crate) unsure: bool,
    /// What was seen of the document.
    pub(crate) seen: Seen,
}

/// The maximum number of notes on one value.
pub(crate) const MOST_NOTES: usize = 1000;

/// What was seen of the document, each time with the offset of the value in which: several schemas may lead to one, and
/// it was seen once.
#[derive(Clone, Default)]
pub(crate) struct Seen(pub(crate) BTreeSet<(Counter, usize)>);

/// What the schemas that apply to one object say of its properties.
#[derive(Clone, Default)]
pub(crate) struct Documented {
    /// Some schema names properties, or says what others there may be. Where none does, any property is as documented.
    pub(crate) described: bool,
    /// Properties of any other name are documented too.
    pub(crate) open: bool,
    pub(crate) names: HashSet<String>,
    /// The names in the value that a pattern of the document matches: they are keys, not names of the document.
    pub(crate) matched: HashSet<String>,
    /// Where a person would add a property: in the schema at the root of all that apply.
    pub(crate) schema: String,
}

/// Which items of one list the schemas that apply to it describe.
#[derive(Clone, Default)]
pub(crate) struct EvaluatedItems {
    pub(crate) all: bool,
    /// How many at the beginning.
    pub(crate) first: usize,
    /// The indices of others.
    pub(crate) others: BTreeSet<usize>,
}

impl EvaluatedItems {
    /// Whether the item of an index is one of them.
    pub(crate) fn has(&self, index: usize) -> bool {
        self.all || index < self.first || self.others.contains(&index)
    }
}

impl Documented {
    /// Whether a property is documented.
    pub(crate) fn knows(&self, name: &str) -> bool {
        self.any() || self.names.contains(name) || self.matched.contains(name)
    }

    /// Whether a schema describes a property, or forbids it.
    pub(crate) fn evaluates(&self, name: &str) -> bool {
        self.open || self.names.contains(name) || self.matched.contains(name)
    }

    /// Whether a name is one of the document.
    fn is_name(&self, name: &str) -> bool {
        self.names.contains(name) || !(self.any() || self.matched.contains(name))
    }

    /// Whether properties of any name are documented.
    fn any(&self) -> bool {
        self.open || !self.described
    }
}

impl Found {
    /// Starts a result of its own for the value at `pointer`, at the place of `outer` in the document.
    pub(crate) fn nested(outer: &Self, pointer: &str) -> Self {
        let here = |(_, at): &&(String, String)| at == pointer;
        Self {
            entered: outer.entered.iter().filter(here).cloned().collect(),
            decided: outer.decided.iter().filter(|(at, _)| at == pointer).cloned().collect(),
            ..Self::default()
        }
    }

    /// The properties by which discriminators have chosen the alternative of the value at a pointer.
    pub(crate) fn decided_at(&self, pointer: &str) -> Vec<String> {
        let here = self.decided.iter().filter(|(at, _)| at == pointer);
        here.map(|(_, property)| property.clone()).collect()
    }

    /// Whether a value is as its schema wants it. That it goes the wrong way is reported, but does not make it another
    /// value.
    pub(crate) fn fits(&self) -> bool {
        self.obstacles().next().is_none()
    }

    /// What makes it another value.
    pub(crate) fn obstacles(&self) -> impl Iterator<Item = &Violation> {
        let says_no = |rule: &Rule| rule.level == Level::Error && rule.id != rules::WRITE_ONLY.id;
        self.violations.iter().filter(move |violation| says_no(violation.rule))
    }

    /// Adds a note about the value at a pointer. Further notes of the same kind add nothing.
    pub(crate) fn note(&mut self, pointer: &str, message: String) {
        if self.notes.len() < MOST_NOTES {
            self.notes.insert(pointer.to_owned(), message);
        }
    }

    pub(crate) fn absorb(&mut self, other: &Found) {
        self.violations.absorb(&other.violations);
        self.seen.0.extend(&other.seen.0);
        self.absorb_documented(other);
        self.absorb_notes(other);
        self.unsure |= other.unsure;
    }

    /// Takes over only what `other` notes.
    pub(crate) fn absorb_notes(&mut self, other: &Found) {
        self.not_checked.extend(other.not_checked.iter().cloned());
        for (pointer, message) in &other.notes {
            self.note(pointer, message.clone());
        }
    }

    /// Takes over only what `other` knows to be documented.
    pub(crate) fn absorb_documented(&mut self, other: &Found) {
        for (pointer, theirs) in &other.documented {
            let ours = self.documented.entry(pointer.clone()).or_default();
            ours.described |= theirs.described;
            ours.open |= theirs.open;
            ours.names.extend(theirs.names.iter().cloned());
            ours.matched.extend(theirs.matched.iter().cloned());
            if ours.schema.is_empty() {
                ours.schema.clone_from(&theirs.schema);
            }
        }
        for (pointer, theirs) in &other.items {
            self.evaluate_items(pointer, |ours| {
                ours.all |= theirs.all;
                ours.first = ours.first.max(theirs.first);
                ours.others.extend(&theirs.others);
            });
        }
    }

    /// Changes which items of the list at a pointer are described.
    pub(crate) fn evaluate_items(&mut self, pointer: &str, change: impl FnOnce(&mut EvaluatedItems)) {
        change(self.items.entry(pointer.to_owned()).or_default());
    }

    /// What was seen of the document.
    pub(crate) fn seen(self) -> Vec<Counter> {
        self.seen.0.into_iter().map(|(counter, _)| counter).collect()
    }

    /// Nothing yet, in the object at `pointer`, of which this schema is being looked at.
    pub(crate) fn within(schema: &Place<'_>, pointer: &str) -> Self {
        Self {
            entered: HashSet::from([(schema.pointer.clone(), pointer.to_owned())]),
            ..Self::default()
        }
    }

    /// A pointer into `root` with `*` for every step that is no name of the document: the index of an item, the key of
    /// a map. The last step of a violation about a name is a name.
    pub(crate) fn general(&self, root: &Node, index: &Index, pointer: &str, tells_of_name: bool) -> String {
        self.general_from((root, index), ("", ""), pointer, tells_of_name)
    }

    /// The same where `root` is at a pointer itself, which is given in both forms.
    pub(crate) fn general_from(
        &self,
        (root, members): (&Node, &Index),
        (base, general): (&str, &str),
        pointer: &str,
        tells_of_name: bool,
    ) -> String {
        let (mut at, mut general) = (base.to_owned(), general.to_owned());
        let pointer = pointer.strip_prefix(base).unwrap_or(pointer);
        let last = pointer.split('/').count().saturating_sub(2);
        let mut node = Some(root);
        for (index, (step, key)) in pointer.split('/').skip(1).zip(steps(pointer)).enumerate() {
            let value = node.map(|node| &node.value);
            let named = match value {
                Some(Value::Array(_)) => false,
                _ if index == last && tells_of_name => true,
                _ => self
                    .documented
                    .get(&at)
                    .is_none_or(|documented| documented.is_name(&key)),
            };
            node = node.and_then(|node| members.step(node, &key)).map(|(_, node)| node);
            at = format!("{at}/{step}");
            general.push('/');
            general.push_str(if named { step } else { "*" });
        }
        general
    }
}
