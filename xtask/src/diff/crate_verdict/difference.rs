//! What two surfaces differ in, item by item.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use codegen::surface::{Item as Found, Kind, Surface};

use super::facts;
use super::topic::Topic;
use crate::diff::{Bump, Item};

/// An item that differs, and where the document says so.
#[derive(Clone, Debug)]
pub(super) struct Difference {
    pub(super) item: Item,
    pub(super) topic: Topic,
    pub(super) kind: Kind,
    /// Its type or signature in the base and in the revision.
    pub(super) signatures: [String; 2],
    /// The signatures of the parts that came or went with it.
    pub(super) of_parts: Vec<String>,
    /// The JSON pointers of what it is made of, in the base and in the revision.
    pub(super) base: Vec<String>,
    pub(super) revision: Vec<String>,
}

/// The differences between two surfaces, in the order of the paths.
pub(super) fn compare(base: &Surface, revision: &Surface) -> Vec<Difference> {
    let mut found = Vec::new();
    let (mut before, mut after) = (base.items.iter().peekable(), revision.items.iter().peekable());
    loop {
        let order = match (before.peek(), after.peek()) {
            (Some((one, _)), Some((other, _))) => one.cmp(other),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => break,
        };
        let old = if order.is_le() { before.next() } else { None };
        let new = if order.is_ge() { after.next() } else { None };
        let Some((path, _)) = old.or(new) else { break };
        let (old, new) = (old.map(|(_, item)| item), new.map(|(_, item)| item));
        if old == new {
            continue;
        }
        let mut pair = Pair {
            path,
            old,
            new,
            base: &base.items,
            revision: &revision.items,
            found: &mut found,
        };
        match (old, new) {
            (Some(old), None) => pair.removed(old),
            (None, Some(new)) => pair.added(new),
            (Some(old), Some(new)) => pair.both(old, new),
            (None, None) => {}
        }
    }
    drop_code_that_follows(&mut found);
    found
}

/// Drops what only says that code differs where that follows from something else that is said: of the item that it belongs
/// to, of another part of that, or, for code that nobody can name, of the same place in the document.
fn drop_code_that_follows(found: &mut Vec<Difference>) {
    let others = || found.iter().filter(|one| one.topic != Topic::Code);
    let owners: BTreeSet<String> = others()
        .flat_map(|one| [Some(one.item.path.as_str()), owner(&one.item.path)])
        .flatten()
        .filter(|owner| is_type(owner) || *owner == "api")
        .map(str::to_owned)
        .collect();
    let places: BTreeSet<String> = others()
        .flat_map(|one| one.base.iter().chain(&one.revision).cloned())
        .collect();
    let says_more = |place: &String| {
        let below = format!("{place}/");
        let next = places.range(below.clone()..).next();
        places.contains(place) || next.is_some_and(|next| next.starts_with(&below))
    };
    // The facts of the whole API have items of their own.
    let has_others = others().next().is_some();
    found.retain(|one| {
        let follows = || {
            let path = one.item.path.as_str();
            owners.contains(path)
                || has_others && matches!(path, "api::API" | "api::REQUEST")
                || owner(path).is_some_and(|owner| owners.contains(owner))
                || one.kind == Kind::Hidden && one.base.iter().chain(&one.revision).any(says_more)
        };
        one.topic != Topic::Code || !follows()
    });
}

/// An item in one surface or in both.
struct Pair<'p> {
    path: &'p str,
    old: Option<&'p Found>,
    new: Option<&'p Found>,
    base: &'p BTreeMap<String, Found>,
    revision: &'p BTreeMap<String, Found>,
    found: &'p mut Vec<Difference>,
}

/// The path of the item that an item belongs to.
fn owner(path: &str) -> Option<&str> {
    path.rsplit_once("::").map(|(owner, _)| owner)
}

/// Whether a path is that of a type, and not of a module, whose items stand for themselves.
fn is_type(path: &str) -> bool {
    let name = path.rsplit("::").next().unwrap_or_default();
    name.starts_with(|c: char| c.is_uppercase())
}

impl Pair<'_> {
    fn push(&mut self, topic: Topic, bump: Bump, what: impl Into<String>) -> Option<&mut Item> {
        let at = |found: Option<&Found>| found.map(|found| found.at.clone()).unwrap_or_default();
        self.found.push(Difference {
            item: Item {
                path: self.path.to_owned(),
                what: what.into(),
                bump,
                behaviour: false,
                fails: false,
                only_literals: false,
            },
            topic,
            kind: self.old.or(self.new).map(|found| found.kind).unwrap_or_default(),
            signatures: [self.old, self.new]
                .map(|found| found.map(|found| found.signature.clone()).unwrap_or_default()),
            of_parts: Vec::new(),
            base: at(self.old),
            revision: at(self.new),
        });
        self.found.last_mut().map(|found| &mut found.item)
    }

    /// Notes the signature of a part that is not said, in the difference of its owner, which is the last one.
    fn goes_with_owner(&mut self, part: &Found) {
        if let Some(last) = self.found.last_mut()
            && owner(self.path) == Some(&*last.item.path)
            && !part.signature.is_empty()
        {
            last.of_parts.push(part.signature.clone());
        }
    }

    fn removed(&mut self, old: &Found) {
        // What goes with the item that it belongs to is not said again.
        if owner(self.path).is_some_and(|owner| is_type(owner) && !self.revision.contains_key(owner)) {
            self.goes_with_owner(old);
            return;
        }
        match old.kind {
            // Its items say so.
            Kind::Module => {}
            Kind::Hidden => {
                if !old.facts.is_empty() {
                    self.facts(&old.facts, &BTreeMap::new());
                }
            }
            Kind::Feature => {
                self.push(Topic::Feature, Bump::Major, "removed");
            }
            _ => {
                self.push(Topic::Removed, Bump::Major, "removed");
            }
        }
    }

    fn added(&mut self, new: &Found) {
        let of = owner(self.path).filter(|owner| is_type(owner));
        let known = of.map(|owner| self.base.get(owner));
        if matches!(known, Some(None)) {
            self.goes_with_owner(new);
            return;
        }
        match new.kind {
            Kind::Module => {}
            Kind::Hidden => self.facts(&BTreeMap::new(), &new.facts),
            Kind::Field | Kind::Variant if known.flatten().is_some_and(|owner| owner.exhaustive) => {
                let what = match new.kind {
                    Kind::Field => "added to a struct whose literals name every field",
                    _ => "added to an enum whose matches name every variant",
                };
                if let Some(item) = self.push(Topic::Added, Bump::Major, what) {
                    item.only_literals = true;
                }
            }
            Kind::Feature => {
                self.push(Topic::Feature, Bump::Minor, "added");
            }
            _ => {
                let sent = new.facts.contains_key("required");
                let received = new.facts.contains_key("expected") && of.is_some_and(|of| self.was_received(of));
                let before = self.status_before();
                let what = match &before {
                    Some(before) => format!("added: code that matches on `{before}` does not see this status any more"),
                    None if sent => "added, and required: calls without it fail before anything is sent".to_owned(),
                    None if received => "added, and required: a response without it is an error".to_owned(),
                    None => "added".to_owned(),
                };
                let behaviour = sent || received || before.is_some();
                if let Some(item) = self.push(Topic::Added, Bump::Minor, what) {
                    item.behaviour = behaviour;
                    item.fails = sent || received;
                }
            }
        }
    }

    /// Whether responses had a type before: otherwise its fields are not public.
    fn was_received(&self, owner: &str) -> bool {
        let first = format!("{owner}::");
        let mut parts = self
            .base
            .range(first.clone()..)
            .take_while(|(path, _)| path.starts_with(&first));
        parts.any(|(_, part)| part.kind == Kind::Field)
    }

    /// The variant that had a status before it got one of its own: that of its hundred, or that of all others.
    fn status_before(&self) -> Option<String> {
        let (owner, name) = self.path.strip_prefix("responses::")?.rsplit_once("::")?;
        let status = name.strip_prefix("Status")?;
        let hundred = format!("Status{}xx", status.get(..1)?);
        let variants = [hundred, "Default".to_owned()];
        let has =
            |variant: &String| variant != name && self.base.contains_key(&format!("responses::{owner}::{variant}"));
        variants.into_iter().find(has)
    }

    fn both(&mut self, old: &Found, new: &Found) {
        let before = self.found.len();
        if old.kind != new.kind {
            let what = format!("was a {} and is a {}", old.kind.word(), new.kind.word());
            self.push(Topic::Type, Bump::Major, what);
            return;
        }
        if old.signature != new.signature {
            self.push(Topic::Type, Bump::Major, changed(&old.signature, &new.signature));
        }
        for lost in old.traits.iter().filter(|name| !new.traits.contains(name)) {
            self.push(Topic::Type, Bump::Major, format!("no longer implements `{lost}`"));
        }
        for gained in new.traits.iter().filter(|name| !old.traits.contains(name)) {
            self.push(Topic::Type, Bump::Minor, format!("implements `{gained}`"));
        }
        self.features(old, new);
        match (old.deprecated, new.deprecated) {
            (false, true) => {
                self.push(Topic::Deprecated, Bump::Minor, "deprecated: its use is a warning");
            }
            (true, false) => {
                self.push(Topic::Deprecated, Bump::Patch, "no longer deprecated");
            }
            _ => {}
        }
        if new.exhaustive && !old.exhaustive {
            self.push(Topic::Type, Bump::Minor, "literals and matches can name all its parts");
        }
        if old.exhaustive && !new.exhaustive {
            let what = "literals and matches cannot name all its parts any more";
            if let Some(item) = self.push(Topic::Type, Bump::Major, what) {
                item.only_literals = true;
            }
        }
        if old.signature == new.signature {
            self.facts(&old.facts, &new.facts);
        } else {
            // The type says already whether a response may leave it out.
            let mut facts = new.facts.clone();
            facts.remove("expected");
            facts.extend(
                old.facts
                    .get_key_value("expected")
                    .map(|(name, value)| (name.clone(), value.clone())),
            );
            self.facts(&old.facts, &facts);
        }
        if old.docs != new.docs {
            self.push(Topic::Docs, Bump::Patch, "documentation changed");
        }
        if old.code != new.code && self.found.len() == before {
            let what = match new.kind {
                Kind::Hidden => "facts changed that no signature shows",
                _ => "code changed, the signature did not",
            };
            self.push(Topic::Code, Bump::Patch, what);
        }
    }

    fn features(&mut self, old: &Found, new: &Found) {
        if old.features == new.features || new.kind == Kind::Hidden {
            return;
        }
        // What goes with the item that it belongs to is not said again.
        let of = |items: &BTreeMap<String, Found>| Some(items.get(owner(self.path)?)?.features.clone());
        if of(self.base).as_ref() == Some(&old.features) && of(self.revision).as_ref() == Some(&new.features) {
            return;
        }
        let lost: Vec<_> = match new.features.is_empty() {
            true => Vec::new(),
            false => old
                .features
                .iter()
                .filter(|feature| !new.features.contains(feature))
                .collect(),
        };
        let shown = |features: &[String]| {
            features
                .iter()
                .map(|feature| format!("`{feature}`"))
                .collect::<Vec<_>>()
                .join(" or ")
        };
        if old.features.is_empty() {
            let what = format!("needs the feature {}", shown(&new.features));
            self.push(Topic::Feature, Bump::Major, what);
        } else if !lost.is_empty() {
            let lost: Vec<String> = lost.into_iter().cloned().collect();
            let what = format!("no longer comes with the feature {}", shown(&lost));
            self.push(Topic::Feature, Bump::Major, what);
        } else {
            self.push(Topic::Feature, Bump::Minor, "comes with more features");
        }
    }

    fn facts(&mut self, old: &BTreeMap<String, String>, new: &BTreeMap<String, String>) {
        for fact in facts::compare(old, new) {
            if let Some(item) = self.push(fact.topic, fact.bump, fact.what) {
                item.behaviour = fact.behaviour;
                item.fails = fact.fails;
            }
        }
    }
}

fn changed(old: &str, new: &str) -> String {
    match (old.is_empty(), new.is_empty()) {
        (true, _) => format!("now has `{new}`"),
        (_, true) => format!("no longer has `{old}`"),
        _ => format!("`{old}` is now `{new}`"),
    }
}
