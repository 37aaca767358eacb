//! Two sides that are compared, and what is found.

use codegen::view::Place;

use super::draft::Draft;
use super::effective::Effective;
use super::side::Side;
use super::slot::Slot;
use super::subject;
use super::way::Way;
use crate::diff::Site;
use crate::diff::rules::Sides;

/// Two sides, and how their values go.
pub(super) struct Pair<'e, 'b, 'r> {
    pub(super) base: &'e Effective<'b>,
    pub(super) revision: &'e Effective<'r>,
    pub(super) way: Way,
    /// What the value is called where its schema has no name.
    pub(super) root: &'e str,
    pub(super) slot: Slot,
}

/// What is found where two sides are compared.
#[derive(Default)]
pub(super) struct Found<'b, 'r> {
    pub(super) drafts: Vec<Draft>,
    /// What to compare next.
    pub(super) next: Vec<Next<'b, 'r>>,
    /// What depends on how other schemas compare.
    pub(super) questions: Vec<Question<'b, 'r>>,
}

/// Two sides to compare.
pub(super) struct Next<'b, 'r> {
    pub(super) base: Side<'b>,
    pub(super) revision: Side<'r>,
    pub(super) way: Way,
    pub(super) slot: Slot,
}

/// A difference whose level depends on how other schemas compare.
pub(super) struct Question<'b, 'r> {
    pub(super) draft: Draft,
    /// The alternatives, each with its name.
    pub(super) trials: Vec<(String, Next<'b, 'r>)>,
    /// Whether all of them have to fit, and not just one.
    pub(super) all: bool,
    /// Whether there is another alternative, which fits.
    pub(super) some_fit: bool,
    /// What breaks if all else fits, such as a value that fits several of them and then is refused.
    pub(super) breaks_with: Option<String>,
}

impl<'b, 'r> Found<'b, 'r> {
    pub(super) fn next(&mut self, base: Side<'b>, revision: Side<'r>, way: Way) {
        self.next.push(Next {
            base,
            revision,
            way,
            slot: Slot::default(),
        });
    }
}

impl Pair<'_, '_, '_> {
    /// A difference of a keyword, with the places of both.
    pub(super) fn keyword(&self, sides: &'static Sides, keyword: &str, what: &str) -> Draft {
        let base = self.base.site(keyword, self.revision);
        let revision = self.revision.site(keyword, self.base);
        // A keyword that was removed is known by the schema that had it.
        let named = match (self.base.has(keyword), self.revision.has(keyword)) {
            (true, false) => base.as_ref().or(revision.as_ref()),
            _ => revision.as_ref().or(base.as_ref()),
        };
        let message = format!("{}: {what}", self.name(named));
        Draft::new(sides, self.way, message).from(base).to(revision)
    }

    /// A difference of the schema as a whole.
    pub(super) fn whole(&self, sides: &'static Sides, what: &str) -> Draft {
        self.keyword(sides, "", what)
    }

    /// What a message calls the value.
    fn name(&self, site: Option<&Site>) -> String {
        site.map_or_else(
            || self.root.to_owned(),
            |site| subject::within(&site.pointer, self.root),
        )
    }

    /// What a message calls the value at a place.
    pub(super) fn name_of(&self, place: &Place<'_>) -> String {
        subject::within(&place.pointer, self.root)
    }
}
