//! The request of a call: whether its arguments are complete, and what is sent of them.

use bytes::Bytes;
use reqwest::header::HeaderValue;

use super::{Call, Given};
use crate::runtime::{
    arguments::{Argument, Body, BodyKind, Parameter},
    bounds::{Bounds, Members},
    core::Core,
    encode::Tree,
    error::Error,
    facts::Operation,
    idempotency::{self, IdempotencyKey},
    input::named,
    parts,
    request::{Request, UNWRITABLE},
    upload::Payload,
};

/// Why a call with two bodies is not sent.
const TWO_BODIES: &str =
    "the body is set in one media type, and properties or parts of it are set for another one: set only one of them";

impl Call {
    /// The request of this call.
    pub(in crate::runtime) async fn request(mut self) -> Result<(Core, Request), Error> {
        let operation = self.operation;
        self.arguments.resize(slots(operation), Argument::Unset);
        for (parameter, argument) in operation.parameters.iter().zip(&mut self.arguments) {
            if parameter.of_client
                && matches!(argument, Argument::Unset)
                && let Some(tree) = self.core.client_parameter(parameter.name)
            {
                *argument = Argument::Tree(tree.clone());
            }
        }
        self.set_idempotency_key()?;
        let facts = self.body_facts();
        if self.other.is_some() && self.is_partly_set() {
            return Err(Error::invalid(TWO_BODIES).during(operation.id));
        }
        let body = self.whole_body();
        let missing = self.missing(&body);
        if !missing.is_empty() {
            return Err(Error::all_missing(operation.id, &missing));
        }
        for (index, parameter) in operation.parameters.iter().enumerate() {
            if must_be_known(parameter, &self.arguments[index]) {
                let value = self
                    .core
                    .parameter(operation.id, parameter.name, &mut self.options)
                    .await?;
                self.arguments[index] = Argument::Tree(Tree::String(value));
            }
        }
        let mut request = Request::new(operation);
        for (parameter, argument) in operation.parameters.iter().zip(&self.arguments) {
            match argument {
                Argument::Tree(tree) => request.set(parameter, tree),
                Argument::Invalid => request.refuse(parameter.name, UNWRITABLE),
                Argument::Unset | Argument::Files(_) => {}
            }
        }
        if let Some(facts) = facts {
            match (facts.kind, body) {
                (_, Given::Parts(parts)) => parts.set_body(&mut request, facts),
                (BodyKind::Multipart, _) => {
                    let parts = &self.arguments[operation.parameters.len()..];
                    parts::set(&mut request, facts, parts, self.others);
                }
                (_, body) => set_body(&mut request, facts, body),
            }
        }
        Ok((self.core, request.options(*self.options)))
    }

    /// Fills in the parameter that is an idempotency key, if the call has one and the parameter was not set.
    fn set_idempotency_key(&mut self) -> Result<(), Error> {
        let operation = self.operation;
        let extra = self.options.extra.as_ref();
        let given = extra.and_then(|extra| extra.idempotency_key.as_ref());
        if given.is_none() && operation.idempotency_key.is_none() {
            return Ok(());
        }
        let random = IdempotencyKey::random();
        if let Some(index) = idempotency::parameter_of(operation)
            && matches!(self.arguments[index], Argument::Unset)
        {
            let key = given.unwrap_or(&random);
            let (header, value) = key.of_call(operation).map_err(|error| error.during(operation.id))?;
            if header.eq_ignore_ascii_case(operation.parameters[index].name) {
                self.arguments[index] = Argument::Tree(Tree::String(value.expose().to_owned()));
            }
        }
        Ok(())
    }

    /// The facts of the body in the media type that is sent.
    fn body_facts(&self) -> Option<&'static Body> {
        match self.other {
            None => self.operation.body.as_ref(),
            Some(index) => self.operation.other_bodies.get(index),
        }
    }

    /// Whether properties or parts of the body in the preferred media type are set on their own.
    fn is_partly_set(&self) -> bool {
        let parts = self.arguments.iter().skip(self.operation.parameters.len());
        let mut parts = parts.filter(|argument| !matches!(argument, Argument::Unset));
        !self.members.is_empty() || !self.others.is_empty() || parts.next().is_some()
    }

    /// The body with the properties that were set on their own.
    fn whole_body(&mut self) -> Given {
        let body = std::mem::replace(&mut self.body, Given::Unset);
        let members = std::mem::take(&mut self.members);
        let Some(facts) = self.operation.body.as_ref().filter(|_| !members.is_empty()) else {
            return body;
        };
        let known = Members(facts.members());
        match body {
            Given::Unset => Given::Tree(Tree::Object(named(&known, members))),
            Given::Tree(Tree::Object(mut all)) => {
                for (name, value) in named(&known, members) {
                    match all.iter_mut().find(|(other, _)| *other == name) {
                        Some((_, old)) => *old = value,
                        None => all.push((name, value)),
                    }
                }
                let mut ordered = Vec::with_capacity(all.len());
                for member in known.0 {
                    let mut of_name = all.extract_if(.., |(name, _)| *name == member.name);
                    ordered.extend(&mut of_name);
                }
                ordered.append(&mut all);
                Given::Tree(Tree::Object(ordered))
            }
            other => other,
        }
    }

    /// The names of what is required and not set.
    fn missing(&self, body: &Given) -> Vec<String> {
        let mut found = Vec::new();
        for (parameter, argument) in self.operation.parameters.iter().zip(&self.arguments) {
            let is_unset = matches!(argument, Argument::Unset);
            // The way to authenticate may know a parameter of the client.
            if parameter.required && is_unset && !(parameter.of_client && self.core.way(&self.options).is_some()) {
                found.push(format!("`{}`", parameter.name));
            }
        }
        let Some(facts) = self.body_facts() else {
            return found;
        };
        if let Given::Parts(parts) = body {
            parts.missing(facts, &mut found);
            return found;
        }
        if facts.kind == BodyKind::Multipart {
            let arguments = &self.arguments[self.operation.parameters.len()..];
            if facts.required || !(parts::is_empty(arguments) && self.others.is_empty()) {
                parts::missing(facts, arguments, &mut found);
            }
            return found;
        }
        match body {
            Given::Unset if facts.required => found.push("`body`".to_owned()),
            Given::Tree(tree) => {
                let mut pointers = Vec::new();
                facts.bounds.missing(tree, "", &mut pointers);
                found.extend(pointers.iter().map(|pointer| format!("`{pointer}` of `body`")));
            }
            _ => {}
        }
        found
    }
}

/// Whether only the way to authenticate can know the value of a parameter.
fn must_be_known(parameter: &Parameter, argument: &Argument) -> bool {
    parameter.required && parameter.of_client && matches!(argument, Argument::Unset)
}

/// How many arguments an operation has at most.
fn slots(operation: &Operation) -> usize {
    let parts = operation.body.map_or(&[][..], |body| body.parts);
    let of_parts: usize = parts.iter().map(|part| 1 + part.headers.len()).sum();
    operation.parameters.len() + of_parts
}

fn set_body(request: &mut Request, facts: &Body, body: Given) {
    let header = |request: &mut Request, content_type: &str, body: Payload| match HeaderValue::from_str(content_type) {
        Ok(content_type) => request.set_body(content_type, body),
        Err(_) => request.refuse(
            "body",
            "has a content type with a character that is invalid in a header",
        ),
    };
    match body {
        Given::Unset | Given::Parts(_) => {}
        Given::Invalid => request.refuse("body", UNWRITABLE),
        Given::Tree(tree) => {
            request.check("body", &facts.bounds, &tree);
            match facts.kind {
                BodyKind::Form => request.set_form(facts.content_type, facts.styles, &tree),
                _ => header(request, facts.content_type, Bytes::from(tree.json()).into()),
            }
        }
        Given::Text(text) => {
            check_text(request, &facts.bounds, &text);
            header(request, facts.content_type, Bytes::from(text).into());
        }
        Given::Bytes(content_type, bytes) => {
            let content_type = content_type.as_deref().unwrap_or(facts.content_type);
            header(request, content_type, Payload::of("`body`", bytes));
        }
    }
}

fn check_text(request: &mut Request, bounds: &Bounds, text: &str) {
    if let Err(fault) = bounds.check_text(text) {
        request.refuse_bounds("body", &fault);
    }
}
