//! How a command ended.

/// How a command ended. Of several ends the greatest counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    /// Everything is as it should be.
    Fine,
    /// Something was found: stale files, violations.
    Findings,
    /// The command could not run in full: bad usage, a refused document, a file that cannot be read.
    Incomplete,
}

impl Exit {
    /// The exit code of the process.
    pub fn code(self) -> u8 {
        match self {
            Self::Fine => 0,
            Self::Findings => 1,
            Self::Incomplete => 2,
        }
    }
}
