//! A change of the document, with both verdicts.

use codegen::diagnostic::Position;
use codegen::document::{Node, pointer};
use codegen::view::Place;
use sha2::{Digest as _, Sha256};

use super::level::{Bump, Wire};
use super::observed::Observed;
use super::rules::Rule;

/// A place in one of the documents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Site {
    /// The JSON pointer.
    pub pointer: String,
    /// The same with a name in the place of each index, where what is there has one: `/paths/~1a/get/parameters/query:limit`.
    /// It stays when something is added to the list before.
    pub name: String,
    /// The file, if that is not the document itself.
    pub file: Option<String>,
    /// The line and column.
    pub position: Position,
}

impl Site {
    /// Where a place is: at its key, if it is a member, where a person looks for it.
    pub fn of(place: &Place<'_>) -> Self {
        let key = place.document.position(&place.pointer);
        let position = key.unwrap_or(place.node.position);
        let file = place.document.file(position);
        Self {
            pointer: place.pointer.clone(),
            name: named(place),
            file: (file != place.document.name()).then(|| file.to_owned()),
            position,
        }
    }
}

/// The pointer of a place with a name in the place of each index, where what is there has one.
fn named(place: &Place<'_>) -> String {
    let is_index = |step: &str| !step.is_empty() && step.bytes().all(|byte| byte.is_ascii_digit());
    if !place.pointer.split('/').skip(1).any(is_index) {
        return place.pointer.clone();
    }
    let mut named = String::with_capacity(place.pointer.len());
    let mut at = Some(place.document.root());
    for step in pointer::steps(&place.pointer) {
        let list = at.map(Node::items).unwrap_or_default();
        let item = step.parse::<usize>().ok().and_then(|index| list.get(index));
        at = match item {
            Some(item) => Some(item),
            None => at.and_then(|node| node.get(&step)),
        };
        let name = item.and_then(|item| name(item, list));
        named.push('/');
        named.push_str(&pointer::escape(name.as_deref().unwrap_or(&step)));
    }
    named
}

/// How long a list may be whose items are called by their names: each is compared with all of them.
const NAMED: usize = 1_000;

/// What an item of a list is called, if no other item of it is called the same.
fn name(item: &Node, list: &[Node]) -> Option<String> {
    fn of(item: &Node) -> Option<(Option<&str>, &str)> {
        let text = |key: &str| item.get(key).and_then(Node::as_str);
        match text("name") {
            Some(name) => Some((text("in"), name)),
            None => Some((None, text("$ref").or(text("url")).or(item.as_str())?)),
        }
    }
    if list.len() > NAMED {
        return None;
    }
    let name = of(item)?;
    let is_only = list.iter().filter(|other| of(other) == Some(name)).count() == 1;
    is_only.then(|| match name {
        (Some(location), name) => format!("{location}:{name}"),
        (None, name) => name.to_owned(),
    })
}

/// What a change does to the public surface of the crate, or to what compiled code does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Its path in the crate, such as `types::ImageDetail::remark`.
    pub path: String,
    /// What happens to it, such as "removed", or "`Option<String>` is now `String`".
    pub what: String,
    /// What it needs.
    pub bump: Bump,
    /// Whether the code compiles and then fails or acts in another way.
    pub behaviour: bool,
    /// Whether calls that worked may fail, of which the compiler says nothing.
    pub fails: bool,
    /// Whether only struct literals, exhaustive matches or own conversions break.
    pub only_literals: bool,
}

/// A change of the document.
#[derive(Clone, Debug)]
pub struct Change {
    /// The rule.
    pub rule: &'static Rule,
    /// What it does to released clients.
    pub wire: Wire,
    /// Under what condition it breaks them, for [`Wire::BreakingIf`], and for what is [`Wire::Breaking`] because recordings
    /// fulfil the condition.
    pub condition: Option<String>,
    /// What the condition is about, if the places of the change do not say it: the name of a property, a keyword, or a
    /// value.
    pub about: Option<String>,
    /// What recordings show of the condition, if they were read.
    pub observed: Option<Observed>,
    /// What the crate needs because of it.
    pub bump: Bump,
    /// What it does to the crate.
    pub items: Vec<Item>,
    /// The operation, by its operationId or by method and path; none where the change concerns several or none.
    pub operation: Option<String>,
    /// Where it is in the base; none if it is new, then the place of what it was added to is of no use.
    pub base: Option<Site>,
    /// Where it is in the revision; none if it was removed.
    pub revision: Option<Site>,
    /// What changed, in one line.
    pub message: String,
    /// What importers or the server's owner can do, if more can be said than the rule says.
    pub proposal: Option<String>,
    /// The operations that the change is used in, if it is in something shared.
    pub used_in: Vec<String>,
}

impl Change {
    /// A change with the usual level of its rule.
    pub fn new(rule: &'static Rule, message: impl Into<String>) -> Self {
        Self {
            rule,
            wire: rule.wire,
            condition: rule.condition.map(str::to_owned),
            about: None,
            observed: None,
            bump: Bump::None,
            items: Vec::new(),
            operation: None,
            base: None,
            revision: None,
            message: message.into(),
            proposal: None,
            used_in: Vec::new(),
        }
    }

    /// The change with its place in the base.
    #[must_use]
    pub fn from(mut self, place: &Place<'_>) -> Self {
        self.base = Some(Site::of(place));
        self
    }

    /// The change with its place in the revision.
    #[must_use]
    pub fn to(mut self, place: &Place<'_>) -> Self {
        self.revision = Some(Site::of(place));
        self
    }

    /// The change with its operation.
    #[must_use]
    pub fn of(mut self, operation: impl Into<String>) -> Self {
        self.operation = Some(operation.into());
        self
    }

    /// The JSON pointer of the change: in the revision, or in the base if it was removed.
    pub fn pointer(&self) -> &str {
        let site = self.revision.as_ref().or(self.base.as_ref());
        site.map_or("", |site| &site.pointer)
    }

    /// The same with names in the place of indexes, which stays when something is added to a list before it.
    pub fn place(&self) -> &str {
        let site = self.revision.as_ref().or(self.base.as_ref());
        site.map_or("", |site| &site.name)
    }

    /// What a person accepts the change by: the rule, and a digest of its place and of what it says. It stays the same when
    /// lines of the documents move.
    pub fn fingerprint(&self) -> String {
        let operation = self.operation.as_deref().unwrap_or_default();
        let digest = Sha256::digest(format!(
            "{}\n{}\n{operation}\n{}",
            self.rule.id,
            self.place(),
            self.message
        ));
        let hex: String = digest.iter().take(6).map(|byte| format!("{byte:02x}")).collect();
        format!("{}:{hex}", self.rule.id)
    }

    /// Its place in a report: worst first, then in the order of the documents.
    pub(super) fn order(&self) -> impl Ord + use<> {
        let at = |site: &Option<Site>| site.as_ref().map(|site| (site.position.line, site.position.column));
        let place = at(&self.revision).or(at(&self.base));
        (
            std::cmp::Reverse((self.wire, self.bump)),
            place,
            self.rule.id,
            self.message.clone(),
        )
    }
}
