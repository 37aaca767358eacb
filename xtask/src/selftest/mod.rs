//! The self-test of a generated client: it calls every operation over a socket and checks what it sends and decodes.
//!
//! ```text
//! document ─▶ crate and table ─cargo▶ program ◀─ arguments, made from the schemas
//!     │                                 │ HTTP
//!     └─ contract engine ─ checks ─▶ server ◀─ responses, made from the schemas
//! ```
//!
//! What is right, the document and the contract engine say, never the model: a fault of the generator would otherwise vouch
//! for itself. The table, which the generator writes, only passes on what it is given.

mod accept;
mod arguments;
mod certificate;
mod compare;
pub(crate) mod data;
mod decoded;
mod driver;
mod fields;
mod krate;
mod methods;
mod outcome;
mod plain;
mod request;
mod responses;
mod runtime_faults;
mod server;
mod streams;
mod uploads;

use std::collections::HashMap;
use std::ffi::OsStr;
use std::path::Path;

use codegen::mutants::{MUTANTS, Stage};
use codegen::view::{Api, MediaType, Operation, essence, is_json};
use codegen::{Callable, Diagnostics, Document, Model};
use recording::{Interaction, Kind, Provenance, Request, Response};

use crate::contract::Contract;
use crate::workspace::Workspace;
use arguments::{Arguments, Given};
use data::Fill;
use driver::{Driver, Reply};
pub(crate) use outcome::Outcome;
use outcome::{Failed, LeftOut, Skipped};
use responses::{Case, Responses};
use server::Server;

/// What is tested.
pub(crate) struct Plan<'p> {
    pub(crate) document: &'p Document,
    /// The document that the server follows, if it is another one: arguments are made from the client's document, requests are
    /// checked with this one, and responses are made from it.
    pub(crate) served: Option<&'p Document>,
    /// The program that calls the client, if it is built already, with whatever client.
    pub(crate) program: Option<&'p Path>,
    pub(crate) model: &'p Model,
    /// The operations; all if none are named.
    pub(crate) operations: &'p [String],
    /// How many of them.
    pub(crate) sample: Option<usize>,
    pub(crate) seed: u64,
    /// Faults to make in the generator, each with the operation in which to make it.
    pub(crate) mutants: &'p [(String, String)],
}

/// Why a self-test could not run.
pub(crate) enum Stopped {
    Diagnostics(Diagnostics),
    Message(String),
}

impl From<String> for Stopped {
    fn from(message: String) -> Self {
        Self::Message(message)
    }
}

/// Generates the client, builds it, and tests it.
pub(crate) fn run(plan: &Plan<'_>, workspace: &Workspace, cargo: &OsStr) -> Result<Outcome, Stopped> {
    let server = Server::start().map_err(|error| format!("no server can be started: {error}"))?;
    let of_client = Contract::with_servers(plan.document, &[server.endpoint()]);
    let of_server = plan
        .served
        .map(|served| Contract::with_servers(served, &[server.endpoint()]));
    let contract = of_server.as_ref().unwrap_or(&of_client);
    let api = Api::of(plan.document);
    let served = plan.served.map(Api::of);
    let selected = select(&api, plan)?;
    let name = |operation: &Operation<'_>| format!("{} {}", operation.method, operation.path.text);
    let names: Vec<_> = selected.iter().map(|operation| name(operation)).collect();
    let is_selected = |name: &str| names.iter().any(|known| known == name);
    let (model, printed) = mutated(plan)?;
    let (table, program) = match plan.program {
        Some(program) => {
            let table = codegen::selftest(&model, &krate::options(), &is_selected).map_err(Stopped::Diagnostics)?;
            (table, program.to_owned())
        }
        None => {
            let faults: Vec<_> = plan.mutants.iter().map(|(name, _)| name.as_str()).collect();
            let generated = krate::generate((&model, &printed), &faults, &is_selected, workspace)?;
            let program = generated.build(cargo)?;
            (generated.table, program)
        }
    };
    let callables: HashMap<_, _> = table.operations.iter().map(|one| (one.name.as_str(), one)).collect();
    let losses: Vec<_> = plan.model.warnings().iter().filter(|finding| finding.is_loss).collect();
    let is_left_out = |pointer: &str| {
        let of_parameter = |inner: &str| inner.is_empty() || inner.starts_with('/');
        losses.iter().any(|loss| match loss.pointer.strip_prefix(pointer) {
            Some("") => true,
            Some(inner) => loss.rule.starts_with("parameter-") && of_parameter(inner),
            None => false,
        })
    };
    let mut test = Test {
        arguments: Arguments {
            contract: &of_client,
            seed: plan.seed,
            is_left_out: &is_left_out,
            schemes: &table.schemes,
        },
        contract,
        driver: Driver::start(&program)?,
        restart: &|| Driver::start(&program),
        server: &server,
        outcome: Outcome::new(selected.len()),
    };
    let left_out = losses.iter().map(|loss| LeftOut {
        rule: loss.rule.to_owned(),
        pointer: loss.pointer.clone(),
        message: loss.message.clone(),
    });
    test.outcome.left_out.extend(left_out);
    for (operation, name) in selected.iter().zip(&names) {
        match callables.get(name.as_str()) {
            Some(callable) => {
                let at_server = match &served {
                    None => Some(*operation),
                    Some(served) => same_operation(served, operation),
                };
                test.operation(operation, at_server, callable)?;
            }
            None => test.skip(operation, "the generator leaves the operation out".to_owned()),
        }
    }
    Ok(test.outcome)
}

/// The operation of another document with the same method and path, whatever the parameters of the path are called.
fn same_operation<'a, 'd>(api: &'a Api<'d>, operation: &Operation<'_>) -> Option<&'a Operation<'d>> {
    let shape = |path: &str| -> Vec<String> {
        let segments = path.split('/').map(|segment| match segment.starts_with('{') {
            true => "{}".to_owned(),
            false => segment.to_owned(),
        });
        segments.collect()
    };
    let wanted = shape(operation.path.text);
    let is_same = |one: &&Operation<'_>| one.method == operation.method && shape(one.path.text) == wanted;
    api.operations.iter().find(is_same)
}

/// The model with the faults of the passes, and with those of the emitters as well.
fn mutated(plan: &Plan<'_>) -> Result<(Model, Model), String> {
    let mut model = plan.model.clone();
    let make = |model: &mut Model, stage: Stage| {
        for (name, operation) in plan.mutants.iter().filter(|(name, _)| !runtime_faults::is_one(name)) {
            let Some(mutant) = MUTANTS.iter().find(|mutant| mutant.name == name) else {
                return Err(format!("there is no mutant `{name}`"));
            };
            if mutant.stage == stage && !mutant.apply(model, operation) {
                return Err(format!("the mutant `{name}` cannot be made in `{operation}`"));
            }
        }
        Ok(())
    };
    make(&mut model, Stage::Model)?;
    let mut printed = model.clone();
    make(&mut printed, Stage::Emitter)?;
    Ok((model, printed))
}

/// The operations to test, in the order of the document.
fn select<'a, 'd>(api: &'a Api<'d>, plan: &Plan<'_>) -> Result<Vec<&'a Operation<'d>>, String> {
    let matches = |operation: &Operation<'_>, name: &str| {
        operation.name() == name || format!("{} {}", operation.method, operation.path.text) == name
    };
    for name in plan.operations {
        if !api.operations.iter().any(|operation| matches(operation, name)) {
            return Err(format!(
                "the document has no operation `{name}`: give its operationId, or its method and path as in `GET /notes`"
            ));
        }
    }
    let wanted = |operation: &&Operation<'_>| {
        plan.operations.is_empty() || plan.operations.iter().any(|name| matches(operation, name))
    };
    let all: Vec<_> = api.operations.iter().filter(wanted).collect();
    let mut chosen: Vec<usize> = (0..all.len()).collect();
    if let Some(sample) = plan.sample {
        fastrand::Rng::with_seed(plan.seed).shuffle(&mut chosen);
        chosen.truncate(sample);
        chosen.sort_unstable();
    }
    Ok(chosen.into_iter().map(|index| all[index]).collect())
}

/// A self-test that runs.
struct Test<'t, 'd> {
    arguments: Arguments<'t, 'd>,
    contract: &'t Contract<'d>,
    driver: Driver,
    restart: &'t dyn Fn() -> Result<Driver, String>,
    server: &'t Server,
    outcome: Outcome,
}

impl<'d> Test<'_, 'd> {
    fn skip(&mut self, operation: &Operation<'_>, reason: String) {
        self.outcome.skipped.push(Skipped {
            operation: operation.name(),
            reason,
        });
    }

    fn fail(&mut self, operation: &Operation<'_>, message: &str, problem: String) {
        self.outcome.failed.push(Failed {
            operation: operation.name(),
            message: message.to_owned(),
            problem,
        });
    }

    fn operation(
        &mut self,
        operation: &Operation<'d>,
        at_server: Option<&Operation<'d>>,
        callable: &Callable,
    ) -> Result<(), String> {
        let alternatives = operation
            .security
            .as_ref()
            .map_or(1, |security| security.alternatives.len().max(1));
        let mut calls = vec![
            (Fill::Required, 0, None, "required arguments".to_owned()),
            (Fill::All, 0, None, "all arguments".to_owned()),
        ];
        for index in 1..alternatives {
            let name = format!("credentials of alternative {}", index + 1);
            calls.push((Fill::All, index, None, name));
        }
        for other in &callable.other_media_types {
            let names = [(Fill::Required, "required"), (Fill::All, "all")];
            calls.extend(
                names.map(|(fill, name)| (fill, 0, Some(other.as_str()), format!("{name} arguments, `{other}`"))),
            );
        }
        for media_type in self.not_sent(operation, callable) {
            let problem = format!("the client does not send `{media_type}`, and does not report it");
            self.fail(operation, "request", problem);
        }
        for media_type in accept::never_streamed(operation, callable) {
            let problem = format!("no method of the client reads `{media_type}` while it arrives");
            self.fail(operation, "request", problem);
        }
        // The arguments of the calls for which responses are sent, and what the client accepts.
        let mut working: Option<(Given<'d>, String)> = None;
        for (fill, alternative, other, name) in calls {
            let given = match self.arguments.make(operation, callable, fill, alternative, other) {
                Ok(given) => given,
                Err(reason) => {
                    self.skip(operation, format!("request, {name}: {reason}"));
                    continue;
                }
            };
            self.outcome.requests.made += 1;
            let message = format!("request, {name}");
            let (reply, received) = self.call(callable, (&given.client, &given.call), &nothing())?;
            match (reply, received.as_slice()) {
                (Ok(_), [request]) => {
                    let accept = recording::Header::find(&request.headers, "Accept");
                    let mut problems = self.request_problems(at_server.unwrap_or(operation), request, &given);
                    problems.extend(accept::problem(operation, accept));
                    if problems.is_empty() {
                        self.outcome.requests.ok += 1;
                    }
                    for problem in problems {
                        self.fail(operation, &message, problem);
                    }
                    let accept = accept.unwrap_or_default().to_owned();
                    working.get_or_insert((given, accept));
                }
                (Ok(Reply { error, .. }), []) => {
                    let error = error.unwrap_or_default();
                    self.fail(operation, &message, format!("the client sent nothing: {error}"));
                }
                (Ok(_), several) => {
                    self.fail(
                        operation,
                        &message,
                        format!("the client sent {} requests", several.len()),
                    );
                }
                (Err(problem), _) => self.fail(operation, &message, problem),
            }
        }
        if let Some((_, accept)) = &working {
            let left_out = self.arguments.is_left_out;
            for media_type in accept::never_requested(operation, callable, accept, left_out) {
                let problem = format!("the client never requests `{media_type}`, and does not report it");
                self.fail(operation, "request", problem);
            }
        }
        let (Some((given, accept)), Some(operation)) = (working, at_server) else {
            return Ok(());
        };
        let mut skipped = Vec::new();
        let responses = Responses {
            contract: self.contract,
            seed: self.arguments.seed,
            accept: &accept,
        };
        let cases = responses.all(operation, &mut |reason| skipped.push(reason));
        for reason in skipped {
            self.skip(operation, reason);
        }
        for case in cases {
            self.response(operation, callable, (&given.client, &given.call), &case)?;
        }
        let mut is_called = true;
        for method in &callable.methods {
            is_called &= self.method(operation, callable, &given, (method, &accept))?;
        }
        self.outcome.called += usize::from(is_called);
        Ok(())
    }

    /// The media types of the body that the client neither sends nor reports. Of JSON it sends one of several equal ones.
    fn not_sent(&self, operation: &Operation<'d>, callable: &Callable) -> Vec<&'d str> {
        let body = operation.request_body.as_ref();
        let body = body.filter(|body| !(self.arguments.is_left_out)(&body.place.pointer));
        let entries = body.and_then(|body| body.content.as_ref());
        let entries = entries.map(|content| content.entries.as_slice()).unwrap_or_default();
        let is_sent = |entry: &MediaType<'_>| {
            let mut others = callable.other_media_types.iter();
            others.any(|other| other == entry.name) || (self.arguments.is_left_out)(&entry.place.pointer)
        };
        let preferred = callable.media_type.as_deref().map(essence).unwrap_or_default();
        let is_preferred = |entry: &MediaType<'_>| {
            let is_range = entry.essence.contains('*');
            entry.essence == preferred
                || (is_json(&preferred) && (is_json(&entry.essence) || is_range))
                || (preferred.starts_with("multipart/") && is_range)
        };
        let unsent = entries.iter().filter(|entry| !is_sent(entry) && !is_preferred(entry));
        unsent.map(|entry| entry.name).collect()
    }

    /// What is wrong with a request that the client was called for.
    fn request_problems(&self, operation: &Operation<'_>, request: &Request, given: &Given<'_>) -> Vec<String> {
        match operation.path.text.contains('#') {
            // No request has a fragment: it looks like one of another operation.
            true => Vec::new(),
            false => {
                let interaction = interaction(request, &nothing());
                request::problems(self.contract, &operation.name(), &interaction, given)
            }
        }
    }

    fn response(
        &mut self,
        operation: &Operation<'d>,
        callable: &Callable,
        (client, call): (&serde_json::Value, &serde_json::Value),
        case: &Case<'d>,
    ) -> Result<(), String> {
        self.outcome.responses.made += 1;
        let (reply, _) = self.call(callable, (client, call), &case.sent)?;
        let problem = match reply {
            Ok(reply) => decoded::problem(self.contract, case, &reply),
            Err(problem) => Some(problem),
        };
        self.responded(operation, &case.name, problem);
        Ok(())
    }

    /// Counts a response, and what is wrong with it.
    fn responded(&mut self, operation: &Operation<'_>, name: &str, problem: Option<String>) {
        match problem {
            None => self.outcome.responses.ok += 1,
            Some(problem) => self.fail(operation, &format!("response {name}"), problem),
        }
    }

    /// Has the client called; returns its reply, or why it cannot be called so, and the requests that arrived.
    fn call(
        &mut self,
        callable: &Callable,
        (client, call): (&serde_json::Value, &serde_json::Value),
        response: &Response,
    ) -> Result<(Result<Reply, String>, Vec<Request>), String> {
        self.server.respond(response.clone());
        let order = serde_json::json!({
            "operation": callable.name,
            "endpoint": self.server.endpoint(),
            "client": client,
            "arguments": call,
        });
        let reply = match self.driver.call(&order) {
            Ok(Reply {
                not_called: Some(problem),
                ..
            }) => Err(problem),
            Ok(reply) => Ok(reply),
            Err(problem) => {
                // The client has panicked: the other operations are tested all the same.
                self.driver = (self.restart)()?;
                Err(problem)
            }
        };
        Ok((reply, self.server.received()))
    }
}

/// The response to a request that is checked alone.
fn nothing() -> Response {
    Response {
        status: 500,
        headers: Vec::new(),
        body: Vec::new(),
    }
}

fn interaction(request: &Request, response: &Response) -> Interaction {
    Interaction {
        provenance: Provenance {
            kind: Kind::Synthetic,
            source: "self-test".to_owned(),
            date: String::new(),
        },
        unobserved: Vec::new(),
        request: request.clone(),
        response: response.clone(),
        redacted: Vec::new(),
    }
}
