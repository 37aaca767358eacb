//! A change with a condition, and where values are looked at for it.

use std::collections::BTreeSet;

use codegen::Document;
use codegen::document::pointer;
use codegen::view::{Direction, Place};

use super::condition::{self, About, Condition};
use crate::contract::Location;
use crate::diff::{Change, Facing, Site};

/// Which of the two documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Which {
    Base,
    Revision,
}

/// A change with a condition.
pub(super) struct Probe {
    /// Which change it is.
    pub(super) change: usize,
    pub(super) condition: Condition,
    pub(super) direction: Direction,
    /// The pointers of the change in the base and in the revision.
    pub(super) sites: [Option<String>; 2],
    /// What the condition is about: see [`Change::about`].
    pub(super) about: Option<String>,
    /// The schemas in each document that apply to the values that are looked at.
    pub(super) schemas: [BTreeSet<String>; 2],
    /// The alternative of the base that the condition is about; none if it is about no alternative.
    pub(super) alternative: BTreeSet<String>,
}

impl Probe {
    pub(super) fn of(index: usize, change: &Change, documents: [&Document; 2]) -> Self {
        let condition = condition::of(change);
        let site = |site: &Option<Site>| site.as_ref().map(|site| site.pointer.clone());
        let mut probe = Self {
            change: index,
            condition,
            direction: match change.rule.facing {
                Facing::Request => Direction::Request,
                Facing::Response | Facing::Both => Direction::Response,
            },
            sites: [site(&change.base), site(&change.revision)],
            about: change.about.clone().or_else(|| property(condition, change.pointer())),
            schemas: Default::default(),
            alternative: BTreeSet::new(),
        };
        if let Condition::Value(value) = condition {
            // Where one document has nothing at the place, the other one may have had the schema at the same pointer.
            let [base, revision] = &probe.sites;
            let places = [base.as_ref().or(revision.as_ref()), revision.as_ref().or(base.as_ref())];
            let schemas = |which: usize| {
                let place = places[which].map(|at| owner(at, value.about, probe.about.as_deref()));
                place.map(|at| resolved(documents[which], at)).unwrap_or_default()
            };
            probe.schemas = [schemas(0), schemas(1)];
            if let (About::Alternative, Some(base)) = (value.about, &probe.sites[0]) {
                probe.alternative = resolved(documents[0], base);
            }
        }
        probe
    }

    /// The document that allows fewer values: what it refuses and the other one allows fulfils the condition.
    pub(super) fn stricter(&self) -> Which {
        match self.direction {
            Direction::Request => Which::Revision,
            Direction::Response => Which::Base,
        }
    }

    /// Whether what is at a place of an interaction goes in the direction of the change.
    pub(super) fn is_of(&self, location: &Location) -> bool {
        let is_response = matches!(
            location,
            Location::Status | Location::ResponseHeader(_) | Location::ResponseBody
        );
        is_response == (self.direction == Direction::Response)
    }
}

impl Which {
    pub(super) fn other(self) -> Self {
        match self {
            Self::Base => Self::Revision,
            Self::Revision => Self::Base,
        }
    }
}

/// The name of the property that a pointer leads to, if the condition is about one.
fn property(condition: Condition, place: &str) -> Option<String> {
    let is_property = matches!(condition, Condition::Value(value) if value.about == About::Property);
    let (owner, _) = place.rsplit_once('/').filter(|_| is_property)?;
    let is_declared = owner.ends_with("/properties");
    pointer::steps(place).last().filter(|_| is_declared)
}

/// The schema whose values count: of a property the object, of an alternative the choice.
fn owner<'p>(place: &'p str, about: About, name: Option<&str>) -> &'p str {
    let without = |steps: usize| {
        let mut place = place;
        for _ in 0..steps {
            place = place.rsplit_once('/').map_or(place, |(owner, _)| owner);
        }
        place
    };
    match (about, name) {
        (About::Property, Some(name)) => {
            let end = format!("/properties/{}", pointer::escape(name));
            place.strip_suffix(&end).unwrap_or(place)
        }
        (About::Alternative, _) => without(2),
        _ => place,
    }
}

/// A pointer, and that of what its reference leads to.
pub(super) fn resolved(document: &Document, at: &str) -> BTreeSet<String> {
    let Some(place) = Place::at_pointer(document, at) else {
        return BTreeSet::new();
    };
    BTreeSet::from([at.to_owned(), place.resolved().pointer])
}
