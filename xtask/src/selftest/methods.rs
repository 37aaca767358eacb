//! Calls an operation by its other methods than `send`: in another media type, as a stream, and page by page.

use codegen::view::Operation;
use codegen::{Callable, Reading, Sending};
use recording::Header;
use recording::json::{Node, Value};
use serde_json::json;

use super::arguments::Given;
use super::driver::Reply;
use super::responses::{Case, Responses};
use super::streams::{self, BEFORE, Streamed};
use super::{Test, accept, decoded, nothing};

impl<'d> Test<'_, 'd> {
    /// Calls an operation by one of its methods: as a request, and for the responses that this method reads. `accept` is what
    /// `send` requests. Returns whether the client has sent a request as the document has it.
    pub(super) fn method(
        &mut self,
        operation: &Operation<'d>,
        callable: &Callable,
        given: &Given<'d>,
        (method, accept): (&Sending, &str),
    ) -> Result<bool, String> {
        let mut call = given.call.clone();
        call["method"] = json!(method.name);
        let call = (&given.client, &call);
        if !self.request_by(operation, callable, given, (method, call))? {
            return Ok(false);
        }
        let accept = method.media_type.as_deref().unwrap_or(accept);
        for mut case in self.cases(operation, accept, method) {
            case.name.push_str(&format!(", by `{}`", method.name));
            match method.reads {
                Reading::Items => self.item(operation, callable, call, &case)?,
                _ => self.response(operation, callable, call, &case)?,
            }
        }
        if matches!(method.reads, Reading::Lines | Reading::Events | Reading::EventsAfter) {
            for streamed in self.streamed(operation, method) {
                self.stream(operation, callable, call, &streamed)?;
            }
        }
        Ok(true)
    }

    /// Calls an operation by a method, and checks the request.
    fn request_by(
        &mut self,
        operation: &Operation<'d>,
        callable: &Callable,
        given: &Given<'d>,
        (method, call): (&Sending, (&serde_json::Value, &serde_json::Value)),
    ) -> Result<bool, String> {
        self.outcome.requests.made += 1;
        let (reply, received) = self.call(callable, call, &nothing())?;
        let mut problems = Vec::new();
        match (reply, received.as_slice()) {
            (Ok(_), [request]) => {
                // A window sets arguments of its own.
                if method.reads != Reading::Window {
                    problems = self.request_problems(operation, request, given);
                }
                let sent = Header::find(&request.headers, "Accept");
                match &method.media_type {
                    Some(wanted) if sent != Some(wanted) => {
                        problems.push(format!("the client accepts `{}`", sent.unwrap_or_default()));
                    }
                    Some(_) => {}
                    None => problems.extend(accept::problem(operation, sent)),
                }
                let after = Header::find(&request.headers, "Last-Event-ID");
                if after != (method.reads == Reading::EventsAfter).then_some(BEFORE) {
                    problems.push(format!("`Last-Event-ID` is `{}`", after.unwrap_or_default()));
                }
            }
            (Ok(Reply { error, .. }), []) => {
                problems.push(format!("the client sent nothing: {}", error.unwrap_or_default()));
            }
            (Ok(_), several) => problems.push(format!("the client sent {} requests", several.len())),
            (Err(problem), _) => problems.push(problem),
        }
        let is_good = problems.is_empty();
        self.outcome.requests.ok += usize::from(is_good);
        for problem in problems {
            self.fail(operation, &format!("request, `{}`", method.name), problem);
        }
        Ok(is_good)
    }

    /// The responses that a method reads as `send` does, or whose bytes it returns. Others than those that `send` reads as
    /// well: its own media type, and for streams the errors.
    fn cases(&mut self, operation: &Operation<'d>, accept: &str, method: &Sending) -> Vec<Case<'d>> {
        let mut skipped = Vec::new();
        let responses = Responses {
            contract: self.contract,
            seed: self.arguments.seed,
            accept,
        };
        let mut cases = responses.all(operation, &mut |reason| skipped.push(reason));
        let is_own = |case: &Case<'_>| {
            let entry = case.entry.as_ref().map(|entry| entry.name);
            method.media_type.is_none() || entry == method.media_type.as_deref()
        };
        let is_page = |case: &Case<'_>| case.sent.status < 300 && case.json.is_some();
        match method.reads {
            Reading::Whole => cases.retain(|case| case.sent.status < 300 && is_own(case)),
            Reading::Lines | Reading::Events | Reading::EventsAfter => cases.retain(|case| case.sent.status >= 400),
            Reading::Pages | Reading::Items => {
                cases.retain(is_page);
                cases.truncate(1);
            }
            Reading::Window => cases.clear(),
            _ => {}
        }
        if let (Reading::Whole, Some(media_type)) = (method.reads, &method.media_type) {
            for reason in skipped
                .into_iter()
                .filter(|reason| reason.contains(media_type.as_str()))
            {
                self.skip(operation, reason);
            }
        }
        cases
    }

    /// The streams of a media type.
    fn streamed(&mut self, operation: &Operation<'d>, method: &Sending) -> Vec<Streamed<'d>> {
        let mut skipped = Vec::new();
        let made = streams::all(operation, (self.contract, self.arguments.seed), method, &mut |reason| {
            skipped.push(reason);
        });
        for reason in skipped {
            self.skip(operation, reason);
        }
        made
    }

    fn stream(
        &mut self,
        operation: &Operation<'d>,
        callable: &Callable,
        call: (&serde_json::Value, &serde_json::Value),
        streamed: &Streamed<'d>,
    ) -> Result<(), String> {
        self.outcome.responses.made += 1;
        let (reply, _) = self.call(callable, call, &streamed.sent)?;
        let problem = match reply {
            Ok(reply) => streamed.problem(self.contract, &reply),
            Err(problem) => Some(problem),
        };
        self.responded(operation, &streamed.name, problem);
        Ok(())
    }

    /// The first record of a page.
    fn item(
        &mut self,
        operation: &Operation<'d>,
        callable: &Callable,
        call: (&serde_json::Value, &serde_json::Value),
        case: &Case<'d>,
    ) -> Result<(), String> {
        self.outcome.responses.made += 1;
        let (reply, _) = self.call(callable, call, &case.sent)?;
        let mut firsts = Vec::new();
        case.json.iter().for_each(|page| first_items(page, &mut firsts));
        let problem = match reply {
            Ok(Reply { error: Some(error), .. }) => Some(format!("the client fails: {error}")),
            Ok(Reply { written: None, .. }) => {
                (!firsts.is_empty()).then(|| "the client returns none of the records".to_owned())
            }
            Ok(Reply {
                written: Some(written), ..
            }) => {
                let is_same = |first: &&Node| decoded::value(self.contract, None, first, &written).is_none();
                let problem = || "the client returns what is no first record of a list in the page".to_owned();
                (!firsts.iter().any(is_same)).then(problem)
            }
            Err(problem) => Some(problem),
        };
        self.responded(operation, &case.name, problem);
        Ok(())
    }
}

/// The first values of the lists in a value.
fn first_items<'v>(value: &'v Node, found: &mut Vec<&'v Node>) {
    match &value.value {
        Value::Array(items) => {
            found.extend(items.first());
            items.iter().for_each(|item| first_items(item, found));
        }
        Value::Object(members) => members.iter().for_each(|member| first_items(&member.node, found)),
        _ => {}
    }
}
