//! The levels of both verdicts.

/// What clients that are already released meet when the server changes, from the mildest to the worst.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Wire {
    /// They work as before.
    Safe,
    /// No call fails, but the server ignores a value that they send or reads it in another way, or they miss a value that it
    /// returns.
    Silent,
    /// They fail under a condition, which the change states.
    BreakingIf,
    /// They fail.
    Breaking,
}

impl Wire {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Safe => "safe",
            Self::Silent => "silent",
            Self::BreakingIf => "breaking-if",
            Self::Breaking => "breaking",
        }
    }
}

/// What part of its version the crate has to increase, by cargo's rules.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Bump {
    /// The crate is the same.
    #[default]
    None,
    /// Documentation, or code that nobody can see from outside.
    Patch,
    /// Additions, or calls that act in another way.
    Minor,
    /// Code of importers may not compile.
    Major,
}

impl Bump {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Patch => "patch",
            Self::Minor => "minor",
            Self::Major => "major",
        }
    }
}
