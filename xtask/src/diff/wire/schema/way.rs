//! How the values of a schema go: in which direction, written as what, and what a change of the schema means for them.

use codegen::view::Direction;

/// How values go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Way {
    pub(super) direction: Direction,
    /// Whether the value is written as text, which has no type of its own.
    pub(super) is_text: bool,
    pub(super) meaning: Meaning,
}

/// What a change of a schema means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Meaning {
    /// What fits the schema fits what contains it.
    Plain,
    /// What fits the schema may not fit what contains it, and the other way round: the schema is in `not` or `if`.
    Either,
    /// Released clients do not fail whatever the value is: they hand it over as a text or as any JSON, or read it as absent.
    Opaque,
    /// No operation uses the schema.
    Unused,
}

impl Way {
    /// The same way with another meaning, unless no operation uses the value.
    pub(super) fn meaning(self, meaning: Meaning) -> Self {
        match self.meaning {
            Meaning::Unused => self,
            _ => Self { meaning, ..self },
        }
    }

    /// The same way, of a value that released clients hand over as it is.
    pub(super) fn opaque(self) -> Self {
        match self.meaning {
            Meaning::Plain => self.meaning(Meaning::Opaque),
            _ => self,
        }
    }

    /// Whether released clients hand over a text that they received as it is.
    pub(super) fn is_opaque_text(self) -> bool {
        self.meaning == Meaning::Opaque && self.is_text && !self.is_request()
    }

    pub(super) fn is_request(self) -> bool {
        self.direction == Direction::Request
    }
}
