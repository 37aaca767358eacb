//! Operations that the document lacks: the path from its examples, and what was sent and returned.

use std::collections::{BTreeMap, BTreeSet};

use codegen::view::{Place, Url, decode_query};
use recording::Header;

use super::body::once;
use super::property::description;
use super::{Asked, Change, Proposed, Proposer, Refusal, insert};
use crate::contract::Location;
use crate::edit::Value;
use crate::evolve::infer::{map, text};
use crate::evolve::locate::last;
use crate::evolve::secrets::Text;

/// The methods that an OpenAPI document may have.
const METHODS: [&str; 8] = ["GET", "PUT", "POST", "DELETE", "OPTIONS", "HEAD", "PATCH", "TRACE"];

/// What marks an `operationId` that nobody chose.
const MADE_UP: &str = "x-made-up-operation-id";

fn unknown_method() -> Refusal {
    Refusal {
        choices: vec!["leave it out of the traffic: no document describes it".to_owned()],
        ..Refusal::from("the method is none that OpenAPI knows")
    }
}

impl<'d> Proposer<'_, 'd> {
    /// Adds a path with the operations that were seen.
    pub(super) fn path(&self, asked: &Asked<'_>) -> Proposed {
        let interactions = asked.interactions();
        let first = *interactions.first().ok_or("it was not seen")?;
        let segments = self.contract.shown_segments(&self.sample[first].interaction);
        let segments = segments.ok_or("the path is too long, or the URL is not absolute")?;
        for segment in segments.iter().flatten() {
            self.gate
                .check(segment, Text::Segment, &interactions, interactions.len())
                .map_err(|refusal| refusal.of("a segment of the path"))?;
        }
        let (template, variables) = self.template(&segments);
        let mut by_method: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
        for number in &interactions {
            let method = self.sample[*number].interaction.request.method.as_str();
            if METHODS.contains(&method) {
                by_method.entry(method).or_default().insert(*number);
            }
        }
        let mut item = Vec::new();
        let mut left = Vec::new();
        for (method, numbers) in &by_method {
            item.push((
                method.to_ascii_lowercase(),
                self.operation(method, &segments, &variables, numbers, &mut left)?,
            ));
        }
        if item.is_empty() {
            return Err(unknown_method());
        }
        let methods: Vec<_> = by_method.keys().copied().collect();
        Ok(Change {
            left: once(left),
            is_whole: true,
            kind: "add-operation",
            place: "/paths".to_owned(),
            name: template.clone(),
            title: format!("Document {} `{template}`", methods.join(", ")),
            evidence: vec![format!("requests to `{template}` in {}", self.count(asked))],
            review: vec![format!(
                "the operationId was made up, and is marked with `{MADE_UP}`: choose one"
            )],
            edits: vec![insert("/paths", &template, Value::Map(item))],
            ..Change::default()
        }
        .into())
    }

    /// Adds an operation to a path that the document has.
    pub(super) fn method(&self, path_item: &str, asked: &Asked<'_>) -> Proposed {
        let interactions = asked.interactions();
        let first = *interactions.first().ok_or("it was not seen")?;
        let method = self.sample[first].interaction.request.method.clone();
        if !METHODS.contains(&method.as_str()) {
            return Err(unknown_method());
        }
        let is_preflight = |number: &usize| {
            let request = &self.sample[*number].interaction.request;
            method == "OPTIONS" && Header::find(&request.headers, "Access-Control-Request-Method").is_some()
        };
        if interactions.iter().all(is_preflight) {
            return Err(Refusal {
                choices: vec!["leave it out of the traffic".to_owned()],
                ..Refusal::from("a browser sent it before another request, to learn whether that is allowed")
            });
        }
        let item = self.at(path_item)?;
        let template = last(path_item);
        let shared = item.raw("parameters");
        let declared: BTreeSet<_> = shared
            .iter()
            .flat_map(Place::children)
            .filter_map(|parameter| parameter.resolved().str("name").map(str::to_owned))
            .collect();
        let segments: Vec<_> = template
            .split('/')
            .skip(1)
            .map(|segment| (!segment.contains('{')).then(|| segment.to_owned()))
            .collect();
        let variables = template.split('{').skip(1).filter_map(|rest| rest.split('}').next());
        let variables: Vec<_> = variables
            .filter(|name| !declared.contains(*name))
            .map(str::to_owned)
            .collect();
        let mut left = Vec::new();
        let operation = self.operation(&method, &segments, &variables, &interactions, &mut left)?;
        Ok(Change {
            left: once(left),
            is_whole: true,
            kind: "add-operation",
            place: path_item.to_owned(),
            name: method.clone(),
            title: format!("Document {method} `{template}`"),
            evidence: vec![format!("{method} requests to `{template}` in {}", self.count(asked))],
            review: vec![format!(
                "the operationId was made up, and is marked with `{MADE_UP}`: choose one"
            )],
            edits: vec![insert(path_item, &method.to_ascii_lowercase(), operation)],
            ..Change::default()
        }
        .into())
    }

    /// The template of a path, and its variables. A variable that another path has at this place has its name.
    fn template(&self, segments: &[Option<String>]) -> (String, Vec<String>) {
        let paths = Place::root(self.document).raw("paths");
        let known: Vec<Vec<&str>> = paths
            .iter()
            .flat_map(|paths| paths.node.members())
            .map(|member| member.key.split('/').skip(1).collect())
            .collect();
        let mut template: Vec<String> = Vec::new();
        let mut variables: Vec<String> = Vec::new();
        for (index, segment) in segments.iter().enumerate() {
            if let Some(word) = segment {
                template.push(word.clone());
                continue;
            }
            let like = known.iter().find_map(|path| {
                let same = path.len() > index
                    && path
                        .iter()
                        .zip(&template)
                        .all(|(theirs, ours)| *theirs == ours.as_str());
                let name = path.get(index)?.strip_prefix('{')?.strip_suffix('}')?;
                same.then(|| name.to_owned())
            });
            let before = segments[..index].iter().rev().flatten().next();
            let made = || match before {
                Some(word) => format!("{}_id", singular(word)),
                None => "id".to_owned(),
            };
            let base = like.unwrap_or_else(made);
            let mut name = base.clone();
            let mut number = 2;
            while variables.contains(&name) {
                name = format!("{base}_{number}");
                number += 1;
            }
            template.push(format!("{{{name}}}"));
            variables.push(name);
        }
        (format!("/{}", template.join("/")), variables)
    }

    fn operation(
        &self,
        method: &str,
        segments: &[Option<String>],
        variables: &[String],
        interactions: &BTreeSet<usize>,
        left: &mut Vec<Refusal>,
    ) -> Result<Value, Refusal> {
        let mut members = vec![
            ("operationId".to_owned(), text(&self.made_up_id(method, segments))),
            (MADE_UP.to_owned(), Value::Bool(true)),
            description(),
        ];
        let mut parameters: Vec<_> = variables
            .iter()
            .map(|name| {
                let (key, seen) = description();
                map([
                    ("name", text(name)),
                    ("in", text("path")),
                    ("required", Value::Bool(true)),
                    (&key, seen),
                    ("schema", map([("type", text("string"))])),
                ])
            })
            .collect();
        for (name, numbers) in self.query_names(interactions) {
            // One that may not enter the document is drift of the new operation, and left for a person as such.
            if self
                .gate
                .check(&name, Text::Parameter(""), &numbers, numbers.len())
                .is_ok()
            {
                parameters.push(self.new_parameter("query", &name, &Location::Query(name.clone()), interactions));
            }
        }
        if !parameters.is_empty() {
            members.push(("parameters".to_owned(), Value::List(parameters)));
        }
        let requests = self.bodies(interactions.clone(), &Location::RequestBody, left);
        if !requests.is_empty() {
            let content = self.content(&requests, None, false, interactions, left)?;
            members.push((
                "requestBody".to_owned(),
                Value::Map(vec![description(), ("content".to_owned(), content)]),
            ));
        }
        let mut by_status: BTreeMap<u16, BTreeSet<usize>> = BTreeMap::new();
        for number in interactions {
            let status = self.sample[*number].interaction.response.status;
            by_status.entry(status).or_default().insert(*number);
        }
        let mut responses = Vec::new();
        for (status, numbers) in by_status {
            responses.push((status.to_string(), self.response(status, &numbers, None, left)?));
        }
        members.push(("responses".to_owned(), Value::Map(responses)));
        Ok(Value::Map(members))
    }

    /// The names of the parameters of queries, each with where it was seen.
    fn query_names(&self, interactions: &BTreeSet<usize>) -> BTreeMap<String, BTreeSet<usize>> {
        let mut names: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
        for number in interactions {
            let url = Url::parse(&self.sample[*number].interaction.request.url);
            for (name, _) in url.as_ref().map(Url::pairs).unwrap_or_default() {
                names.entry(decode_query(name)).or_default().insert(*number);
            }
        }
        names
    }

    /// An `operationId` of the method and the words of the path, that no other operation has.
    fn made_up_id(&self, method: &str, segments: &[Option<String>]) -> String {
        let is_version = |segment: &&String| {
            let number = segment.strip_prefix('v').unwrap_or_default();
            !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
        };
        let named = segments.iter().flatten().filter(|segment| !is_version(segment));
        let words = named.flat_map(|segment| segment.split(|c: char| !c.is_ascii_alphanumeric()));
        let mut base = method.to_ascii_lowercase();
        for word in words {
            base.push_str(&capitalised(word));
        }
        if segments.last().is_some_and(Option::is_none) {
            base.push_str("ById");
        }
        let mut known = BTreeSet::new();
        collect_ids(&Place::root(self.document), &mut known);
        // As those of the document are written.
        if known
            .iter()
            .all(|id| id.starts_with(|first: char| first.is_ascii_uppercase()))
            && !known.is_empty()
        {
            base = capitalised(&base);
        }
        let mut id = base.clone();
        let mut number = 2;
        while known.contains(id.as_str()) {
            id = format!("{base}{number}");
            number += 1;
        }
        id
    }
}

fn collect_ids<'d>(root: &Place<'d>, known: &mut BTreeSet<&'d str>) {
    let items = root.raw("paths").map(|paths| paths.children()).unwrap_or_default();
    let operations = items.iter().flat_map(Place::children);
    known.extend(operations.filter_map(|operation| operation.str("operationId")));
}

fn capitalised(word: &str) -> String {
    let mut characters = word.chars();
    let first = characters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(characters).collect()
}

/// What one of several is called.
fn singular(word: &str) -> String {
    let plain: String = word
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '_' })
        .collect();
    match plain {
        plain if plain.ends_with("ies") => format!("{}y", &plain[..plain.len() - 3]),
        plain if plain.ends_with('s') && !plain.ends_with("ss") => plain[..plain.len() - 1].to_owned(),
        plain => plain,
    }
}
