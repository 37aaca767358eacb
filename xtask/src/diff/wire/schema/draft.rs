//! A difference between two schemas where it is found: what is known before all uses of the schemas are.

use codegen::view::{Direction, Place};

use super::way::{Meaning, Way};
use crate::diff::Site;
use crate::diff::rules::Sides;
use crate::diff::{Rule, Wire};

/// The condition of a change that decides which other rules apply.
pub(in crate::diff) const DEPENDS: &str = "the caller sends a value whose other rules depend on this one";

/// A difference between two schemas, for values that go one way.
#[derive(Clone, Debug)]
pub(super) struct Draft {
    pub(super) sides: &'static Sides,
    pub(super) direction: Direction,
    pub(super) wire: Wire,
    pub(super) condition: Option<String>,
    /// What the condition is about, if the places do not say it.
    pub(super) about: Option<String>,
    pub(super) message: String,
    pub(super) base: Option<Site>,
    pub(super) revision: Option<Site>,
    pub(super) proposal: Option<String>,
}

impl Draft {
    /// A difference with the usual level of its rule.
    pub(super) fn new(sides: &'static Sides, way: Way, message: String) -> Self {
        let rule = sides.of(way.direction);
        Self {
            sides,
            direction: way.direction,
            wire: rule.wire,
            condition: rule.condition.map(str::to_owned),
            about: None,
            message,
            base: None,
            revision: None,
            proposal: None,
        }
    }

    pub(super) fn rule(&self) -> &'static Rule {
        self.sides.of(self.direction)
    }

    /// At a place of the base.
    #[must_use]
    pub(super) fn from(mut self, site: Option<Site>) -> Self {
        self.base = site;
        self
    }

    /// At a place of the revision.
    #[must_use]
    pub(super) fn to(mut self, site: Option<Site>) -> Self {
        self.revision = site;
        self
    }

    /// With another level than the usual one.
    #[must_use]
    pub(super) fn level(mut self, wire: Wire) -> Self {
        self.wire = wire;
        if wire != Wire::BreakingIf {
            self.condition = None;
        }
        self
    }

    /// With the condition under which it breaks: what callers would send, or the server would return.
    #[must_use]
    pub(super) fn when(self, sent_or_returned: &str) -> Self {
        let condition = match self.direction {
            Direction::Request => format!("the caller sends {sent_or_returned}"),
            Direction::Response => format!("the server returns {sent_or_returned}"),
        };
        self.condition(condition)
    }

    /// With the condition under which it breaks; nothing if it does not break under one.
    #[must_use]
    pub(super) fn condition(mut self, condition: impl Into<String>) -> Self {
        if self.wire == Wire::BreakingIf {
            self.condition = Some(condition.into());
        }
        self
    }

    /// At least as bad as something that breaks if such a value is sent or returned.
    #[must_use]
    pub(super) fn breaks_with(self, sent_or_returned: &str) -> Self {
        match self.wire < Wire::BreakingIf {
            true => self.level(Wire::BreakingIf).when(sent_or_returned),
            false => self,
        }
    }

    /// With what the condition is about: the name of a property, a keyword, or a value.
    #[must_use]
    pub(super) fn about(mut self, about: impl Into<String>) -> Self {
        self.about = Some(about.into());
        self
    }

    #[must_use]
    pub(super) fn propose(mut self, proposal: impl Into<String>) -> Self {
        self.proposal = Some(proposal.into());
        self
    }

    /// The level where the schema does not simply describe the value.
    pub(super) fn means(self, meaning: Meaning) -> Self {
        match (meaning, self.direction) {
            (Meaning::Plain, _) | (Meaning::Opaque, Direction::Request) => self,
            // Code that looks into the value finds another one.
            (Meaning::Opaque, Direction::Response) => {
                let most = self.wire.min(Wire::Silent);
                self.level(most)
            }
            (Meaning::Either, _) if self.sides.is_one() => self,
            (Meaning::Either, Direction::Request) => self.level(Wire::BreakingIf).condition(DEPENDS),
            (Meaning::Unused, _) | (Meaning::Either, Direction::Response) => self.level(Wire::Safe),
        }
    }
}

/// A place for a person: the schema by its pointer, and the line of the keyword.
pub(super) fn keyword_site(schema: &Place<'_>, keyword: &str) -> Site {
    let mut site = Site::of(schema);
    let member = schema.node.members().iter().find(|member| member.key == keyword);
    if let Some(member) = member {
        site.position = member.position;
        let file = schema.document.file(member.position);
        site.file = (file != schema.document.name()).then(|| file.to_owned());
    }
    site
}
