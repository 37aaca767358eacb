//! The contract engine: what a service really answered, held against the document.
//!
//! It reads the document as its authors wrote it, never what the generator makes of it: a workaround for a generator must
//! not hide that the service has moved away. It reads no files, and it never changes what it looks at.
//!
//! ```text
//! Document ─▶ Contract ┐
//!          Interaction ┴─ check ▶ Checked { violations, notes } ─ drift ▶ Drift
//! ```

pub mod drift;
pub mod rules;

mod body;
mod carried;
mod coverage;
mod crowd;
mod decimal;
mod evidence;
mod facts;
mod fast;
mod find;
mod media;
mod operation;
mod parameters;
mod pattern;
mod place;
mod request;
mod response;
mod route;
mod schema;
mod secret;
mod security;
mod server;
mod shape;
mod standard_headers;
mod style;
mod url;
mod valued;
mod violation;
mod vocabulary;

use std::cell::RefCell;
use std::sync::OnceLock;

use codegen::Document;
use recording::{Header, Interaction, Unobserved};

pub(crate) use body::general;
pub use coverage::{Coverage, CoverageNote};
pub use evidence::Evidence;
pub use facts::{Facts, Parameter};
pub use rules::{Level, RULES, Rule};
pub use violation::{Checked, Location, Note, Violation};

use evidence::{Counter, Counters, OfOperation};
use fast::{Fast, Scratch};
use find::{Match, Operations};
use operation::Operation;
use place::Place;
use schema::{Direction, Patterns};
use secret::Secrets;

/// How much of an interaction has reached us.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// Everything: it is traffic as it was.
    All,
    /// What a recording keeps: of the headers, those on its list.
    Recording,
}

/// How the text of an interaction is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A recording.
    Recording,
    /// A line of NDJSON: a recording, or traffic as it was.
    Line,
    /// An entry of a HAR.
    Entry,
}

/// What a document promises, ready to hold interactions against it.
pub struct Contract<'d> {
    document: &'d Document,
    operations: Operations<'d>,
    patterns: Patterns,
    secrets: Secrets,
    counters: Counters<'d>,
    /// Compiled when it is first wanted.
    fast: OnceLock<Fast<'d>>,
}

impl<'d> Contract<'d> {
    /// Reads the promises of a document.
    pub fn new(document: &'d Document) -> Self {
        let operations = Operations::of(document);
        Self {
            document,
            counters: Counters::of(document, &operations.all),
            operations,
            patterns: Patterns::of(document),
            secrets: Secrets::of(document),
            fast: OnceLock::new(),
        }
    }

    /// Holds one interaction against the document, tells everything that breaks it, and counts what was seen.
    pub fn check_with(&self, interaction: &Interaction, kept: Kept, evidence: &mut Evidence) -> Checked {
        let scratch = std::mem::take(&mut evidence.scratch);
        let looked = self.look(interaction, kept, Some(scratch));
        evidence.scratch = looked.scratch.unwrap_or_default();
        evidence.add_all(looked.seen);
        looked.checked
    }

    /// The same with an exact look at every value, so that the two ways can be held against each other.
    #[doc(hidden)]
    pub fn check_in_full(&self, interaction: &Interaction, kept: Kept, evidence: &mut Evidence) -> Checked {
        let looked = self.look(interaction, kept, None);
        evidence.add_all(looked.seen);
        looked.checked
    }

    /// Holds one interaction against the document, and tells everything that breaks it.
    pub fn check(&self, interaction: &Interaction, kept: Kept) -> Checked {
        self.look(interaction, kept, None).checked
    }

    /// The pointers into the body of an answer under which secrets stand by what the document says (`writeOnly`, the format
    /// `password`). Nothing of what stands there belongs into a report.
    pub fn secrets(&self, interaction: &Interaction) -> Vec<String> {
        let found = self.secrets.any.then(|| self.operations.find(interaction));
        let Some(Match::Operation { index, .. }) = found else {
            return Vec::new();
        };
        let operation = &self.operations.all[index];
        response::schema(operation, &interaction.response)
            .map(|schema| self.secrets.in_body(&schema, &interaction.response))
            .unwrap_or_default()
    }

    /// What is wrong with an interaction, and what was seen of the document. With what a pass over the text needs, only the
    /// smallest values that are wrong are looked at exactly; what is found is the same.
    fn look(&self, interaction: &Interaction, kept: Kept, scratch: Option<Scratch>) -> Looked {
        let mut looked = Looked {
            checked: Checked::default(),
            seen: Vec::new(),
            scratch,
        };
        let checked = &mut looked.checked;
        // What a client asked wrongly and the service refused breaks no promise of the service.
        let refused = (400..500).contains(&interaction.response.status);
        let request_counts = !refused && !interaction.unobserved.contains(&Unobserved::Request);
        let found = self.operations.find(interaction);
        let (index, variables) = match found {
            Match::Operation {
                index,
                variables,
                problem,
            } => {
                if request_counts {
                    checked.violations.extend(problem);
                }
                (index, variables)
            }
            Match::Nothing(problem) if refused || is_preflight(interaction) => {
                let status = interaction.response.status;
                let why = if refused {
                    format!("the service refused it with status {status}")
                } else {
                    "a browser asks so before a request to another origin".to_owned()
                };
                checked.notes.push(Note {
                    location: problem.location,
                    pointer: String::new(),
                    message: format!("{}, and {why}: nothing to hold it against", problem.message),
                });
                return looked;
            }
            Match::Nothing(problem) => {
                checked.violations.push(problem);
                return looked;
            }
        };
        let operation = &self.operations.all[index];
        checked.operation = operation.id();
        let subject = Subject {
            contract: self,
            index,
            operation,
            interaction,
            kept,
            seen: RefCell::default(),
            scratch: RefCell::new(looked.scratch.take()),
        };
        subject.saw(Some(subject.counters().interactions));
        if request_counts {
            request::check(&subject, &variables, checked);
        }
        response::check(&subject, checked);
        checked.thin();
        looked.seen = subject.seen.into_inner();
        looked.scratch = subject.scratch.into_inner();
        looked
    }
}

/// Whether a request is none of the client's: browsers ask so, by the standard of Fetch, whether they may send another one.
fn is_preflight(interaction: &Interaction) -> bool {
    let request = &interaction.request;
    request.method == "OPTIONS" && Header::find(&request.headers, "Access-Control-Request-Method").is_some()
}

/// One interaction and the operation that it is an example of.
struct Subject<'a, 'd> {
    contract: &'a Contract<'d>,
    /// Which operation.
    index: usize,
    operation: &'a Operation<'d>,
    interaction: &'a Interaction,
    kept: Kept,
    /// What was seen of the document.
    seen: RefCell<Vec<Counter>>,
    /// What a pass over the text of a body needs, if one is to be tried.
    scratch: RefCell<Option<Scratch>>,
}

/// What was found about an interaction.
struct Looked {
    checked: Checked,
    seen: Vec<Counter>,
    scratch: Option<Scratch>,
}

impl<'d> Subject<'_, 'd> {
    /// The counters of the operation.
    fn counters(&self) -> &OfOperation<'d> {
        &self.contract.counters.operations[self.index]
    }

    /// Tells what is wrong with a body of JSON by a pass over its text. Says whether that could be done.
    fn tell(&self, schema: &Place<'_>, bytes: &[u8], body: (&Location, Direction), checked: &mut Checked) -> bool {
        let mut scratch = self.scratch.borrow_mut();
        let Some(scratch) = scratch.as_mut() else { return false };
        let (location, direction) = body;
        let fast = self.contract.fast.get_or_init(|| Fast::of(self.contract));
        let secret = |pointer: &str| self.is_secret(schema, direction, pointer);
        let place = (location.clone(), &secret as &dyn Fn(&str) -> bool);
        let seen = fast
            .node(schema, direction)
            .and_then(|node| fast.tell(self.contract, scratch, (node, bytes), place, checked));
        let told = seen.is_some();
        self.seen.borrow_mut().extend(seen.unwrap_or_default());
        told
    }

    /// Whether no message shows the value at a pointer into a body of this schema. What a client sends, nobody needs to
    /// see: the document says what is wrong with it.
    fn is_secret(&self, schema: &Place<'_>, direction: Direction, pointer: &str) -> bool {
        direction == Direction::Request || self.contract.secrets.holds(schema, pointer)
    }

    /// Counts one thing more.
    fn saw(&self, counter: Option<Counter>) {
        self.seen.borrow_mut().extend(counter);
    }
}
