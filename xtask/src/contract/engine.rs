//! The contract: a document, and how interactions are checked with it.

use std::cell::RefCell;
use std::collections::HashSet;
use std::sync::OnceLock;

use codegen::Document;
use codegen::view::{Direction, Operation, OriginCache, Place, Target, Url};
use recording::redaction::{Credentials, Route, Vocabulary};
use recording::{Header, Interaction, Unobserved};

use super::compiled::{Compiled, Scratch};
use super::counters::Counter;
use super::evidence::{self, Coverage, Evidence};
use super::findings::{Checked, Location, Note};
use super::message::routing::{self, Match};
use super::message::{CheckBody, Subject, request, response, unusable};
use super::prepared::Prepared;
use super::record::{self, Facts};
use super::source::{Shape, Source};

/// A document, prepared to check interactions against it.
pub struct Contract<'d> {
    pub(super) prepared: Prepared<'d>,
    /// Whether addresses were given at which the API is served.
    addresses: bool,
    /// Compiled when it is first wanted.
    compiled: OnceLock<Compiled<'d>>,
}

impl<'d> Contract<'d> {
    /// Reads the promises of a document.
    pub fn new(document: &'d Document) -> Self {
        Self {
            prepared: Prepared::of(document, &[]),
            addresses: false,
            compiled: OnceLock::new(),
        }
    }

    /// The same for a document whose API is also served at these addresses: what was sent there is checked like what
    /// was sent to a server of the document.
    pub fn with_servers(document: &'d Document, addresses: &[String]) -> Self {
        Self {
            prepared: Prepared::of(document, addresses),
            addresses: !addresses.is_empty(),
            compiled: OnceLock::new(),
        }
    }

    /// The same for a document some schemas of which are under observation, by their pointers: a check reports the values
    /// that these apply to.
    pub(crate) fn observing(document: &'d Document, schemas: HashSet<String>) -> Self {
        let mut contract = Self::new(document);
        contract.prepared.keywords.observed = schemas;
        contract
    }

    /// The scheme and the host of a request that was sent to another API: its host is that of no server of the
    /// document. A document whose servers name no host distinguishes them by its paths, unless addresses were given.
    pub fn other_host(&self, interaction: &Interaction) -> Option<(String, String)> {
        // An access log may not have the host.
        if interaction.unobserved.contains(&Unobserved::RequestHost) {
            return None;
        }
        let request = &interaction.request;
        let Some(url) = Url::parse(&request.url) else {
            // `data:` and the like: browsers save them too.
            let (scheme, _) = request.url.split_once(':')?;
            return ["data", "blob", "about"]
                .contains(&scheme)
                .then(|| (scheme.to_owned(), format!("{scheme}:")));
        };
        let other = match self.prepared.api.has_host(&url) {
            Some(own) => !own,
            None if self.addresses => true,
            None => {
                let target = self
                    .prepared
                    .api
                    .target(&request.method, &url, &mut OriginCache::default());
                matches!(target, Target::Nothing)
            }
        };
        let host = url.host();
        let host = host.rsplit('@').next().unwrap_or_default();
        other.then(|| (url.scheme.to_owned(), host.to_owned()))
    }

    /// What of the document was seen, and what was not. Only what was reached is looked into: an operation that was
    /// never seen is reported, its statuses and properties are not.
    pub fn coverage(&self, evidence: &Evidence) -> Coverage {
        evidence::coverage(&self.prepared, evidence)
    }

    /// The names of all operations that have one.
    pub fn operation_ids(&self) -> impl Iterator<Item = &str> {
        record::operation_ids(&self.prepared.api)
    }

    /// What all operations are called in findings.
    pub(crate) fn operation_names(&self) -> impl Iterator<Item = String> {
        self.prepared.api.operations.iter().map(Operation::name)
    }

    /// What is needed to call an operation, by its `operationId`.
    pub fn facts(&self, id: &str) -> Option<Facts> {
        record::facts(&self.prepared.api, id)
    }

    /// The names that the document declares.
    pub fn vocabulary(&self) -> Vocabulary {
        record::vocabulary(&self.prepared)
    }

    /// The operation of an interaction, and the way its URL is written in a recording; `None` if it is of no operation
    /// of the document.
    ///
    /// What was sent to `endpoint` is written under a server of the document: the one that lists the values `given` of
    /// its variables, or else the first one with its defaults. What was sent to a server of the document stays there;
    /// of the values of its variables those stay that the document lists. What was sent anywhere else is written under
    /// a host that is reserved.
    pub fn route<'v>(
        &self,
        interaction: &Interaction,
        endpoint: Option<&str>,
        given: &[(&str, &str)],
        vocabulary: &'v Vocabulary,
    ) -> Option<Route<'v>> {
        record::route(&self.prepared, interaction, endpoint, given, vocabulary)
    }

    /// The credentials that an interaction shows.
    pub(crate) fn credentials(&self, interaction: &Interaction, vocabulary: &Vocabulary) -> Credentials {
        Credentials::of(
            interaction,
            &record::body_facts(&self.prepared, interaction),
            vocabulary,
        )
    }

    /// The compiled document.
    fn compiled(&self) -> &Compiled<'d> {
        self.compiled.get_or_init(|| Compiled::of(&self.prepared))
    }

    /// Whether an interaction conforms and it has no findings: what [`Contract::check`] would find nothing in, neither
    /// violation nor note. A recording is taken for what a recording keeps, anything else for all there was.
    ///
    /// If so, the interaction is added to the evidence. If not, nothing is said, not even that something is wrong: it
    /// has to be checked exactly.
    pub fn accepts(&self, text: &[u8], shape: Shape, evidence: &mut Evidence) -> bool {
        // What was not checked is counted by the exact check alone.
        if self.prepared.api.document.has_broken() {
            return false;
        }
        let Ok(text) = std::str::from_utf8(text) else {
            return false;
        };
        let mut scratch = std::mem::take(&mut evidence.scratch);
        let accepted = self.compiled().accepts(&self.prepared, text, shape, &mut scratch);
        scratch.finish(|counter, count| {
            if accepted {
                evidence.add(counter, count);
            }
        });
        evidence.scratch = scratch;
        accepted
    }

    /// Checks one interaction against the document, reports everything that breaks it, and counts what was seen.
    pub fn check_with(&self, interaction: &Interaction, source: Source, evidence: &mut Evidence) -> Checked {
        let scratch = std::mem::take(&mut evidence.scratch);
        let looked = self.look(interaction, source, Some(scratch));
        evidence.scratch = looked.scratch.unwrap_or_default();
        evidence.add_all(looked.seen);
        looked.checked
    }

    /// The same with an exact look at every value, so that the two ways can be checked against each other.
    #[doc(hidden)]
    pub fn check_in_full(&self, interaction: &Interaction, source: Source, evidence: &mut Evidence) -> Checked {
        let looked = self.look(interaction, source, None);
        evidence.add_all(looked.seen);
        looked.checked
    }

    /// Checks one interaction against the document, and reports everything that breaks it.
    pub fn check(&self, interaction: &Interaction, source: Source) -> Checked {
        self.look(interaction, source, None).checked
    }

    /// The pointers into the body of a response under which secrets are by what the document says (`writeOnly`, the
    /// format `password`). Nothing of what is there belongs into a report.
    pub fn secrets(&self, interaction: &Interaction) -> Vec<String> {
        let found = self
            .prepared
            .secrets
            .any
            .then(|| routing::find(&self.prepared.api, interaction));
        let Some(Match::Operation { index, .. }) = found else {
            return Vec::new();
        };
        let operation = &self.prepared.api.operations[index];
        response::schema(operation, &interaction.response)
            .map(|schema| {
                self.prepared
                    .secrets
                    .in_body(&self.prepared.keywords, &schema, &interaction.response)
            })
            .unwrap_or_default()
    }

    /// What is wrong with an interaction, and what was seen of the document. With what a pass over the text needs, only
    /// the smallest values that are wrong are checked exactly; what is found is the same.
    fn look(&self, interaction: &Interaction, source: Source, scratch: Option<Scratch>) -> Looked {
        let mut looked = Looked {
            checked: Checked::default(),
            seen: Vec::new(),
            scratch,
        };
        let checked = &mut looked.checked;
        // A mistake in a request that the service refused is no violation.
        let refused = (400..500).contains(&interaction.response.status);
        let request_counts = !refused && !interaction.unobserved.contains(&Unobserved::Request);
        let found = routing::find(&self.prepared.api, interaction);
        if matches!(found, Match::Nothing(_))
            && let Some(place) = unusable::path(&self.prepared.api, &interaction.request.url)
        {
            unusable::note(checked, Location::Url, &place);
            return looked;
        }
        let (index, variables) = match found {
            Match::Operation {
                index,
                variables,
                problem,
            } => {
                if request_counts && !interaction.is_unobserved(Unobserved::RequestHost) {
                    checked.violations.extend(problem);
                }
                (index, variables)
            }
            Match::Nothing(problem) if refused || is_preflight(interaction) => {
                let status = interaction.response.status;
                let why = if refused {
                    format!("the service refused it with status {status}")
                } else {
                    "browsers send it before a request to another origin".to_owned()
                };
                checked.notes.push(Note {
                    location: problem.location,
                    pointer: String::new(),
                    message: format!("{}, and {why}: nothing to check", problem.message),
                });
                return looked;
            }
            Match::Nothing(problem) => {
                checked.violations.push(problem);
                return looked;
            }
        };
        let operation = &self.prepared.api.operations[index];
        checked.operation = Some(operation.name());
        checked.is_request_checked = request_counts;
        if let Some(place) = unusable::operation(operation) {
            unusable::note(checked, Location::Url, &place);
            return looked;
        }
        let bodies = looked.scratch.take().map(|scratch| OnePass {
            contract: self,
            scratch: RefCell::new(scratch),
        });
        let subject = Subject {
            prepared: &self.prepared,
            index,
            operation,
            interaction,
            source,
            seen: RefCell::default(),
            bodies: bodies.as_ref().map(|bodies| bodies as &dyn CheckBody),
        };
        subject.saw(Some(subject.counters().interactions));
        if request_counts {
            request::check(&subject, &variables, checked);
        }
        response::check(&subject, checked);
        checked.limit_repeats();
        looked.seen = subject.seen.into_inner();
        looked.scratch = bodies.map(|bodies| bodies.scratch.into_inner());
        looked
    }
}

/// Whether a request is a CORS preflight: a browser asks, by the Fetch standard, whether it may send another
/// one.
fn is_preflight(interaction: &Interaction) -> bool {
    let request = &interaction.request;
    request.method == "OPTIONS" && Header::find(&request.headers, "Access-Control-Request-Method").is_some()
}

impl Evidence {
    /// Nothing yet. It counts for this contract alone.
    pub fn new(contract: &Contract<'_>) -> Self {
        Self::of(&contract.prepared)
    }
}

/// The compiled document with what a pass over the text of a body needs.
struct OnePass<'c, 'd> {
    contract: &'c Contract<'d>,
    scratch: RefCell<Scratch>,
}

impl CheckBody for OnePass<'_, '_> {
    fn report(
        &self,
        schema: &Place<'_>,
        bytes: &[u8],
        (location, direction): (&Location, Direction),
        secret: &dyn Fn(&str) -> bool,
        checked: &mut Checked,
    ) -> Option<Vec<Counter>> {
        let compiled = self.contract.compiled();
        let node = compiled.node(schema, direction)?;
        let place = (location.clone(), secret);
        let scratch = &mut self.scratch.borrow_mut();
        compiled.report(&self.contract.prepared, scratch, (node, bytes), place, checked)
    }
}

/// What was found about an interaction.
struct Looked {
    checked: Checked,
    seen: Vec<Counter>,
    scratch: Option<Scratch>,
}
