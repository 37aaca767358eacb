//! Calls the service and records its response.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;

use recording::{Kind, MAX_BYTES, Recording};

use super::Recorder;
use super::report::{Outcome, near};
use crate::Output;
use crate::cli::Arguments;
use crate::client::{Body, Call, call};
use crate::contract::Facts;

impl Recorder<'_> {
    /// Calls an operation, and makes a recording of it.
    pub(super) fn call(&self, given: &Arguments, outcome: &mut Outcome, output: &mut Output<'_>) -> io::Result<()> {
        let recorded = self.question(given).and_then(|question| {
            let (method, path) = (&question.method, &question.path);
            let written = writeln!(output.err, "calling {}: {method} {path}", given.operation);
            written.map_err(|error| error.to_string())?;
            self.record(&question)
        });
        match recorded {
            Ok(recording) => {
                // The name says what the provenance does.
                let kind = match recording.interaction().provenance.kind {
                    Kind::Live => "live",
                    _ => "local",
                };
                let slug = self.arguments.slug.as_deref().unwrap_or(kind);
                let file = format!("{}-{slug}.json", recording.interaction().response.status);
                let path = self.place(&given.operation, &file);
                self.write(&path, &given.operation, &recording, outcome, output)
            }
            Err(problem) => outcome.problem(problem, output),
        }
    }

    fn record(&self, question: &Call) -> Result<Recording, String> {
        let environment = self.context.environment;
        let (interaction, endpoint) = call(environment, &self.context.workspace, question)?;
        let region = question.region.as_deref().map(|region| ("region", region));
        let given: Vec<_> = region.into_iter().collect();
        let route = self
            .contract
            .route(&interaction, Some(&endpoint), &given, &self.vocabulary);
        match route.filter(|route| route.operation == question.operation) {
            Some(route) => Recording::redact(interaction, &route, &self.policy).map_err(|error| error.to_string()),
            None => Err(format!(
                "the path with these variables is not that of {} alone: another operation of the document has it, too",
                question.operation
            )),
        }
    }

    /// What to call, if the document has it and the arguments are its own.
    fn question(&self, given: &Arguments) -> Result<Call, String> {
        let id = &given.operation;
        let facts = self.contract.facts(id).ok_or_else(|| {
            let near = near(id, self.contract.operation_ids());
            format!("{} has no operation `{id}`{near}", self.document.name())
        })?;
        let path_parameters = pairs("--path", &given.path)?;
        let query = pairs("--query", &given.query)?;
        let mut headers = pairs("--header", &given.headers)?;
        known("path", &path_parameters, &facts, false)?;
        known("query", &query, &facts, facts.open_query)?;
        let content_type = headers
            .iter()
            .position(|(name, _)| name.eq_ignore_ascii_case("Content-Type"));
        let content_type = content_type.map(|index| headers.remove(index).1);
        known("header", &headers, &facts, false)?;
        let (missing, client_parameters) = self.missing(&facts, &path_parameters);
        if let Some(name) = missing {
            return Err(format!(
                "the path {} needs a value: give it with --path {name}=VALUE",
                facts.path
            ));
        }
        let body = match &given.body {
            Some(file) => {
                let media_type = content_type.or_else(|| facts.body.clone());
                let media_type = media_type.ok_or_else(|| format!("{id} takes no body"))?;
                Some(Body::new(media_type, &self.body(file)?))
            }
            None => None,
        };
        let list = recording::headers::all().map(str::to_owned);
        Ok(Call {
            operation: id.clone(),
            method: facts.method,
            path: facts.path,
            accept: facts.accept,
            security: facts.security,
            endpoint: self.arguments.endpoint.clone(),
            region: self.arguments.region.clone(),
            path_parameters,
            client_parameters,
            query,
            headers,
            body,
            wanted: list.chain(facts.headers).collect(),
        })
    }

    /// The first unknown variable of the path, and those that the client knows.
    fn missing(&self, facts: &Facts, given: &[(String, String)]) -> (Option<String>, Vec<String>) {
        let open = |name: &str| !given.iter().any(|(known, _)| known == name);
        let variables = facts.parameters.iter().filter(|parameter| parameter.place == "path");
        let (known, missing): (Vec<_>, Vec<_>) = variables
            .filter(|parameter| open(&parameter.name))
            .partition(|parameter| parameter.of_client);
        (
            missing.first().map(|parameter| parameter.name.clone()),
            known.into_iter().map(|parameter| parameter.name.clone()).collect(),
        )
    }

    fn body(&self, file: &Path) -> Result<Vec<u8>, String> {
        let mut bytes = Vec::new();
        let name = self.context.workspace.name(file);
        let read = match file.as_os_str() == "-" {
            true => io::stdin().lock().take(MAX_BYTES).read_to_end(&mut bytes),
            false => File::open(self.context.workspace.given(file))
                .and_then(|file| file.take(MAX_BYTES).read_to_end(&mut bytes)),
        };
        read.map_err(|error| format!("{name}: cannot be read: {error}"))?;
        Ok(bytes)
    }
}

/// Names with their values. An error about one does not show it.
fn pairs(option: &str, texts: &[String]) -> Result<Vec<(String, String)>, String> {
    let pair = |(index, text): (usize, &String)| match text.split_once('=') {
        Some((name, value)) if !name.is_empty() => Ok((name.to_owned(), value.to_owned())),
        _ => Err(format!(
            "{option} number {}: write it as {option} NAME=VALUE",
            index + 1
        )),
    };
    texts.iter().enumerate().map(pair).collect()
}

/// Makes sure that the operation has these parameters. `open` takes any name.
fn known(place: &str, given: &[(String, String)], facts: &Facts, open: bool) -> Result<(), String> {
    let names: Vec<&str> = facts
        .parameters
        .iter()
        .filter(|parameter| parameter.place == place)
        .map(|parameter| parameter.name.as_str())
        .collect();
    let is_known = |name: &str| {
        let base = name.split('[').next().unwrap_or_default();
        names
            .iter()
            .any(|known| *known == name || *known == base || (place == "header" && known.eq_ignore_ascii_case(name)))
    };
    match given.iter().find(|(name, _)| !open && !is_known(name)) {
        Some((name, _)) => {
            let all = if names.is_empty() {
                "none".to_owned()
            } else {
                names.join(", ")
            };
            let near = near(name, names.iter().copied());
            Err(format!(
                "the operation has no {place} parameter `{name}`{near}\n   = help: it has {all}"
            ))
        }
        None => Ok(()),
    }
}
