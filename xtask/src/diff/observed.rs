//! What recordings show of the condition under which a change breaks released clients.

/// What recordings show of a condition. Each recording counts once: by the place in it that says most.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Observed {
    /// Why recordings cannot show whether the condition is fulfilled, if they cannot.
    pub not_shown: Option<&'static str>,
    /// How many recordings of the API were read.
    pub read: usize,
    /// How many of them reach the place that the condition is about.
    pub reached: usize,
    /// How many of these fulfil the condition.
    pub fulfilled: usize,
    /// Of how many it is unknown, because the value was redacted.
    pub redacted: usize,
    /// Of how many it is unknown for another reason: a part of a document is broken, or takes too long to check.
    pub undecided: usize,
    /// How many of those that reach the place are synthetic: nobody sent or received what they show.
    pub synthetic: usize,
    /// How many of those that fulfil the condition are synthetic.
    pub synthetic_fulfilled: usize,
    /// The first few that fulfil the condition, synthetic ones last.
    pub examples: Vec<Example>,
}

/// A recording that fulfils a condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example {
    /// The name of the recording.
    pub recording: String,
    /// The place in it, such as `response.body /items/0/count`.
    pub place: String,
    /// The word for its provenance, such as `live`.
    pub provenance: &'static str,
}

/// What all recordings together say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// A recording that is not synthetic fulfils the condition.
    Fulfilled,
    /// Only synthetic recordings fulfil it.
    SyntheticOnly,
    /// All that reach the place are known not to fulfil it. That is no proof.
    NotFulfilled,
    /// None is known to fulfil it, and of some the value was redacted.
    Redacted,
    /// None is known to fulfil it, and some could not be checked.
    Undecided,
    /// No recording reaches the place.
    NotReached,
    /// No recording can show it.
    NotShown,
}

impl Shown {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Fulfilled => "fulfilled",
            Self::SyntheticOnly => "synthetic-only",
            Self::NotFulfilled => "not-fulfilled",
            Self::Redacted => "redacted",
            Self::Undecided => "undecided",
            Self::NotReached => "not-reached",
            Self::NotShown => "not-shown",
        }
    }
}

impl Observed {
    /// What all recordings together say.
    pub fn shown(&self) -> Shown {
        match () {
            () if self.not_shown.is_some() => Shown::NotShown,
            () if self.fulfilled > self.synthetic_fulfilled => Shown::Fulfilled,
            () if self.fulfilled > 0 => Shown::SyntheticOnly,
            () if self.reached == 0 => Shown::NotReached,
            () if self.undecided > 0 => Shown::Undecided,
            () if self.redacted > 0 => Shown::Redacted,
            () => Shown::NotFulfilled,
        }
    }

    /// The same in words.
    pub fn text(&self) -> String {
        let reached = recordings(self.reached, self.synthetic);
        let text = match self.shown() {
            Shown::NotShown => {
                return format!("recordings cannot show it: {}", self.not_shown.unwrap_or_default());
            }
            Shown::NotReached => return format!("no recording reaches the place ({} read)", self.read),
            Shown::Fulfilled if self.reached == self.fulfilled => {
                format!("{reached} {this}", this = do_this(self.reached))
            }
            Shown::Fulfilled | Shown::SyntheticOnly => {
                let fulfilled = recordings(self.fulfilled, self.synthetic_fulfilled);
                format!("{fulfilled} of {} {}", self.reached, do_this(self.fulfilled))
            }
            Shown::NotFulfilled if self.reached == 1 => {
                return format!("{reached} reaches the place, and does not do this");
            }
            Shown::NotFulfilled => return format!("none of {reached} does this"),
            Shown::Redacted if self.redacted == self.reached => {
                return format!(
                    "redacted: {reached} {} the place, without the value",
                    reach(self.reached)
                );
            }
            Shown::Redacted => {
                return format!(
                    "none of {reached} is known to do this; in {} the value is redacted",
                    self.redacted
                );
            }
            Shown::Undecided => {
                let redacted = match self.redacted {
                    0 => String::new(),
                    count => format!("; in {count} the value is redacted"),
                };
                return format!(
                    "none of {reached} is known to do this; {} could not be checked{redacted}",
                    self.undecided
                );
            }
        };
        let examples: Vec<_> = self.examples.iter().map(Example::text).collect();
        let more = match self.fulfilled.saturating_sub(self.examples.len()) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        format!("{text}: {}{more}", examples.join(", "))
    }
}

impl Example {
    fn text(&self) -> String {
        let synthetic = if self.provenance == "synthetic" {
            " (synthetic)"
        } else {
            ""
        };
        format!("{}{synthetic} at {}", self.recording, self.place)
    }
}

/// A number of recordings, and how many of them are synthetic.
fn recordings(count: usize, synthetic: usize) -> String {
    let s = if count == 1 { "" } else { "s" };
    match synthetic {
        0 => format!("{count} recording{s}"),
        all if all == count => format!("{count} synthetic recording{s}"),
        some => format!("{count} recording{s} ({some} synthetic)"),
    }
}

fn do_this(count: usize) -> &'static str {
    if count == 1 { "does this" } else { "do this" }
}

fn reach(count: usize) -> &'static str {
    if count == 1 { "reaches" } else { "reach" }
}
