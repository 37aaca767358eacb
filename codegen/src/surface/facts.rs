//! What an item means on the wire, and the places in the document that it is made of.

use std::collections::{BTreeMap, BTreeSet};

use super::{Item, Kind};
use crate::generate::{error_name, facts_name, header_methods, output_name, setter_name};
use crate::model::{
    Body, BodyKind, Bounds, Field, Location, Model, Operation, OtherBody, Parameter, PartKind, RequestBody,
    Requirement, Response, SchemeKind, SecurityScheme, Server, Status, Struct, Success, Types,
};
use crate::normalise::snake;

type Facts = Vec<(String, String)>;

/// Adds the facts and the places to the items of a model.
pub(super) fn add(model: &Model, items: &mut BTreeMap<String, Item>) {
    let mut notes = Notes { items };
    notes.api(model);
    notes.types(&model.types);
    for operation in &model.operations {
        notes.operation(operation, &model.types);
    }
    notes.headers(model);
    notes.inherit();
}

struct Notes<'i> {
    items: &'i mut BTreeMap<String, Item>,
}

impl Notes<'_> {
    /// Notes the places and the facts of an item; nothing if the crate does not have it.
    fn note(&mut self, path: &str, at: &[&str], facts: Facts) {
        if let Some(item) = self.items.get_mut(path) {
            for place in at {
                if !item.at.iter().any(|known| known == place) {
                    item.at.push((*place).to_owned());
                }
            }
            item.facts.extend(facts);
        }
    }

    /// Notes facts that belong to no item that importers can name.
    fn hidden(&mut self, path: String, at: &[&str], facts: Facts) {
        let item = self.items.entry(path).or_insert_with(|| Item {
            kind: Kind::Hidden,
            ..Item::default()
        });
        item.at.extend(at.iter().map(|&place| place.to_owned()));
        item.facts.extend(facts);
    }

    fn api(&mut self, model: &Model) {
        let error_body = &model.error_body;
        self.note("api::API", &["/info"], Vec::new());
        self.note("Client", &["/info"], Vec::new());
        let requests = ways(&model.security);
        let requests = (!requests.is_empty()).then(|| fact("security", requests));
        self.note("Client::request()", &[], requests.into_iter().collect());
        self.hidden(
            "api::version".to_owned(),
            &["/info/version"],
            vec![fact("version", &model.version)],
        );
        self.hidden(
            "api::servers".to_owned(),
            &["/servers"],
            vec![fact("servers", servers(&model.servers))],
        );
        let places = [
            ("code", error_body.code.join(" ")),
            ("message", error_body.message.join(" ")),
            ("request id", error_body.request_id.join(" ")),
            (
                "request id header",
                error_body.request_id_header.clone().unwrap_or_default(),
            ),
            ("details", error_body.details.join(" ")),
        ];
        let places = places.into_iter().filter(|(_, value)| !value.is_empty());
        self.hidden(
            "api::error_body".to_owned(),
            &["/x-error-body"],
            places.map(|(key, value)| fact(key, value)).collect(),
        );
        for scheme in &model.security_schemes {
            self.scheme(scheme);
        }
        let own = model.operations.iter().flat_map(|operation| &operation.servers);
        for variable in model.servers.iter().chain(own).flat_map(|server| &server.variables) {
            let default = variable.default.as_ref().map(|default| fact("default", default));
            let path = format!("ClientBuilder::{}()", variable.setter);
            self.note(&path, &[&variable.at], default.into_iter().collect());
        }
        let parameters = model.operations.iter().flat_map(|operation| &operation.parameters);
        for parameter in parameters.filter(|parameter| parameter.of_client) {
            let path = format!("ClientBuilder::{}()", parameter.field);
            self.note(&path, &[&parameter.at], Vec::new());
        }
    }

    fn scheme(&mut self, scheme: &SecurityScheme) {
        let sent = fact("credential", credential(&scheme.kind));
        match scheme.setters.split_first() {
            Some((first, others)) => {
                self.note(&format!("ClientBuilder::{first}()"), &[&scheme.at], vec![sent]);
                for setter in others {
                    self.note(&format!("ClientBuilder::{setter}()"), &[&scheme.at], Vec::new());
                }
            }
            None => self.hidden(format!("api::{}", scheme.name), &[&scheme.at], vec![sent]),
        }
    }

    fn types(&mut self, types: &Types) {
        for (name, structure) in &types.structs {
            self.structure(name, structure, types.is_sent(name));
        }
        for (name, definition) in &types.enums {
            self.note(&format!("types::{name}"), &[&definition.at], Vec::new());
            for variant in &definition.variants {
                let path = format!("types::{name}::{}", variant.name);
                self.note(
                    &path,
                    &[],
                    vec![fact("wire", format!("value {:?}", variant.value.to_string()))],
                );
            }
        }
        for (name, union) in &types.unions {
            self.note(&format!("types::{name}"), &[&union.at], Vec::new());
            for branch in &union.branches {
                let variant = format!("types::{name}::{}", branch.name);
                self.note(
                    &variant,
                    &[&branch.at, &union.at],
                    vec![fact("recognised by", format!("{:?}", branch.test))],
                );
                let method = format!("types::{name}::as_{}()", snake(&branch.name).trim_end_matches('_'));
                self.note(&method, &[&branch.at, &union.at], Vec::new());
            }
        }
    }

    fn structure(&mut self, name: &str, structure: &Struct, is_sent: bool) {
        let at = structure.at.as_str();
        self.note(&format!("types::{name}"), &[at], Vec::new());
        self.note(&format!("members::{name}"), &[at], Vec::new());
        self.note(&format!("builders::{name}Builder"), &[at], Vec::new());
        for field in &structure.fields {
            self.note(&format!("types::{name}::{}", field.name), &[&field.at], received(field));
            if is_sent {
                let setter = setter_name(field);
                let path = format!("builders::{name}Builder::{setter}()");
                self.note(&path, &[&field.at], sent(field));
                let path = format!(
                    "builders::{name}Builder::{}_null()",
                    setter.to_string().trim_end_matches('_')
                );
                self.note(&path, &[&field.at], Vec::new());
            }
        }
    }

    fn operation(&mut self, operation: &Operation, types: &Types) {
        let Operation {
            at,
            method_name,
            builder_name,
            ..
        } = operation;
        let own = |path: &str| format!("operations::{builder_name}{path}");
        let (of_path, others): (Vec<_>, Vec<_>) = operation
            .parameters
            .iter()
            .partition(|parameter| parameter.location == Location::Path && !parameter.of_client);
        self.note(&own(""), &[at], operation_facts(operation));
        let mut arguments: Vec<&&Parameter> = of_path.iter().collect();
        arguments.sort_by_key(|parameter| operation.path.find(&format!("{{{}}}", parameter.name)));
        let mut facts = Facts::new();
        for (index, parameter) in arguments.iter().enumerate() {
            facts.push(fact(&format!("argument {}", index + 1), &parameter.name));
            let more = parameter_facts(parameter).into_iter().filter(|(key, _)| key != "wire");
            facts.extend(more.map(|(key, value)| (format!("argument {}: {key}", index + 1), value)));
        }
        self.note(&format!("Client::{method_name}()"), &[at], facts);
        for parameter in &of_path {
            self.note(&format!("Client::{method_name}()"), &[&parameter.at], Vec::new());
        }
        for parameter in others {
            let path = own(&format!("::{}()", parameter.field));
            self.note(&path, &[&parameter.at], parameter_facts(parameter));
        }
        self.note(&format!("operations::{}", facts_name(operation)), &[at], Vec::new());
        if let Some(body) = &operation.body {
            self.body(builder_name, body, types);
        }
        self.responses(operation);
    }

    fn body(&mut self, builder: &str, body: &RequestBody, types: &Types) {
        let own = |setter: &str| format!("operations::{builder}::{setter}()");
        let mut facts = vec![fact("wire", format!("body {}", body.content_type))];
        facts.extend(body.required.then(|| fact("required", "yes")));
        facts.extend(
            body.styles
                .iter()
                .map(|(name, style)| fact(&format!("style of {name}"), format!("{style:?}"))),
        );
        bounds(&body.bounds, "", &mut facts);
        match body.kind {
            BodyKind::Multipart => self.hidden(format!("operations::{builder}::(body)"), &[&body.at], facts),
            _ => self.note(&own("body"), &[&body.at], facts),
        }
        let structure = body.ty.as_ref().map(crate::model::Type::without_null);
        if let Some((_, structure)) = structure.and_then(|ty| types.structure(ty)) {
            for property in &body.properties {
                let Some(field) = structure.fields.get(property.index) else {
                    continue;
                };
                self.note(&own(&property.setter), &[&field.at], Vec::new());
                let null = format!("{}_null", property.setter.trim_end_matches('_'));
                self.note(&own(&null), &[&field.at], Vec::new());
            }
        }
        self.parts(&format!("operations::{builder}"), body);
        for other in &body.others {
            self.other_body(builder, other);
        }
    }

    /// Notes the body in another media type than the preferred one: its setter, and the type of its parts.
    fn other_body(&mut self, builder: &str, other: &OtherBody) {
        let at = other.body.at.as_str();
        let mut facts = vec![fact("wire", format!("body {}", other.body.content_type))];
        facts.extend(
            other
                .body
                .styles
                .iter()
                .map(|(name, style)| fact(&format!("style of {name}"), format!("{style:?}"))),
        );
        bounds(&other.body.bounds, "", &mut facts);
        self.note(&format!("operations::{builder}::{}()", other.setter), &[at], facts);
        if let Some(name) = &other.parts_type {
            let owner = format!("operations::{name}");
            self.note(&owner, &[at], Vec::new());
            for method in ["new", "optional"] {
                self.note(&format!("{owner}::{method}()"), &[at], Vec::new());
            }
            self.parts(&owner, &other.body);
        }
    }

    /// Notes the setters of the parts of a body, which are methods of `owner`.
    fn parts(&mut self, owner: &str, body: &RequestBody) {
        let own = |setter: &str| format!("{owner}::{setter}()");
        for part in &body.parts {
            let mut facts = vec![fact("wire", format!("part {}", part.name))];
            facts.extend(part.required.then(|| fact("required", "yes")));
            facts.extend(
                part.content_type
                    .as_ref()
                    .map(|content_type| fact("content type", content_type)),
            );
            if let PartKind::Value(_, within) = &part.kind {
                bounds(within, "", &mut facts);
            }
            let at: Vec<&str> = [Some(&part.at), part.encoding_at.as_ref()]
                .into_iter()
                .flatten()
                .map(String::as_str)
                .collect();
            self.note(&own(&part.field), &at, facts);
            for header in &part.headers {
                let mut facts = vec![fact("wire", format!("header {} of the part", header.name))];
                facts.push(fact("style", format!("{:?}", header.style)));
                facts.extend(header.required.then(|| fact("required", "yes")));
                self.note(&own(&header.field), &[&header.at], facts);
            }
        }
        if let Some(others) = &body.other_parts {
            self.note(&own(&others.setter), &[&body.at], Vec::new());
        }
    }

    fn responses(&mut self, operation: &Operation) {
        let builder = &operation.builder_name;
        let responses = format!("{}/responses", operation.at);
        let (output, error) = (output_name(operation), error_name(operation));
        for response in &operation.responses.documented {
            let at = [response.at.as_str(), &responses];
            let variant = response.status.variant();
            if response.succeeds {
                for method in ["send", "send_stream", "send_lines", "send_events", "send_events_after"] {
                    self.note(&format!("operations::{builder}::{method}()"), &at, Vec::new());
                }
                for other in &operation.responses.others {
                    self.note(&format!("operations::{builder}::{}()", other.method), &at, Vec::new());
                }
                self.note(&format!("responses::{output}::{variant}"), &at, Vec::new());
            }
            if response.fails {
                self.note(&format!("responses::{error}::{variant}"), &at, Vec::new());
            }
        }
        let without = without_body(&operation.responses.documented);
        let without = (!without.is_empty()).then(|| fact("without a body", without));
        self.note(
            &format!("responses::{error}::from_error()"),
            &[&responses],
            without.into_iter().collect(),
        );
        self.note(&format!("operations::{builder}::send()"), &[&responses], Vec::new());
        for other in &operation.responses.others {
            let facts = vec![fact("accept", other.media_type.clone())];
            self.note(
                &format!("operations::{builder}::{}()", other.method),
                &[&responses],
                facts,
            );
        }
        let several = matches!(operation.responses.success, Success::Several);
        for name in several.then_some(output).into_iter().chain([error]) {
            self.note(&format!("responses::{name}"), &[&responses], Vec::new());
        }
    }

    fn headers(&mut self, model: &Model) {
        for (header, method) in header_methods(model) {
            self.note("responses::Headers", &[&header.at], Vec::new());
            let path = format!("responses::Headers::{method}()");
            self.note(
                &path,
                &[&header.at],
                vec![fact("wire", format!("header {}", header.name))],
            );
        }
    }

    /// Gives an item without a place that of the item that it belongs to.
    fn inherit(&mut self) {
        let without = self.items.iter().filter(|(_, item)| item.at.is_empty());
        let without: Vec<String> = without.map(|(path, _)| path.clone()).collect();
        for path in without {
            let owner = path.rsplit_once("::").and_then(|(owner, _)| self.items.get(owner));
            if let Some(at) = owner.map(|owner| owner.at.clone())
                && let Some(item) = self.items.get_mut(&path)
            {
                item.at = at;
            }
        }
    }
}

fn fact(key: &str, value: impl Into<String>) -> (String, String) {
    (key.to_owned(), value.into())
}

fn operation_facts(operation: &Operation) -> Facts {
    let Operation { responses, .. } = operation;
    let mut facts = vec![
        fact("method", &operation.method),
        fact("path", without_names(&operation.path)),
        fact("servers", servers(&operation.servers)),
        fact("accept", sorted(&responses.accept).join(", ")),
    ];
    let statuses = responses
        .successes()
        .map(|response| response.status.to_string().replace('`', ""));
    facts.push(fact("success", statuses.collect::<Vec<_>>().join(" ")));
    facts.push(fact("security", ways(&operation.security)));
    let key = operation.idempotency_key.as_ref();
    facts.extend(key.map(|header| fact("idempotency key", header.to_ascii_lowercase())));
    let undecoded = responses.documented.iter().flat_map(|response| &response.undecoded);
    // Their order in the document says nothing.
    let undecoded: BTreeSet<_> = undecoded.map(String::as_str).collect();
    facts.push(fact("undecoded", Vec::from_iter(undecoded).join(" ")));
    facts.extend(
        operation
            .pagination
            .as_ref()
            .map(|paging| fact("paging", format!("{paging:?}"))),
    );
    facts.extend(
        operation
            .chained
            .as_ref()
            .map(|paging| fact("paging", format!("{paging:?}"))),
    );
    facts.extend(
        operation
            .streams
            .iter()
            .map(|stream| fact("stream", format!("{stream:?}"))),
    );
    facts.retain(|(_, value)| !value.is_empty());
    facts
}

/// The ways to authenticate: the alternatives in their order, each a set of schemes with their scopes.
fn ways(security: &[Vec<Requirement>]) -> String {
    let sets = security.iter().map(|set| {
        let one = set.iter().map(|requirement| match requirement.scopes.is_empty() {
            true => requirement.scheme.clone(),
            false => format!("{} ({})", requirement.scheme, sorted(&requirement.scopes).join(" ")),
        });
        match set.is_empty() {
            true => "nothing".to_owned(),
            false => sorted(&one.collect::<Vec<_>>()).join(" and "),
        }
    });
    sets.collect::<Vec<_>>().join(" or ")
}

/// What has no order.
fn sorted(texts: &[String]) -> Vec<String> {
    let mut texts = texts.to_vec();
    texts.sort();
    texts
}

/// How a credential is sent.
fn credential(kind: &SchemeKind) -> String {
    match kind {
        SchemeKind::Header(name) => format!("header {name}"),
        SchemeKind::Query(name) => format!("query {name}"),
        SchemeKind::Cookie(name) => format!("cookie {name}"),
        SchemeKind::Basic => "user and password".to_owned(),
        SchemeKind::Bearer => "bearer token".to_owned(),
        SchemeKind::ClientCredentials { token_url } => format!("bearer token from {token_url}"),
        SchemeKind::Authorization => "header Authorization".to_owned(),
        SchemeKind::MutualTls => "certificate of the client".to_owned(),
        SchemeKind::Signing { header, algorithm } => format!("signature {algorithm} in the header {header}"),
    }
}

/// A path without the names of its variables, which nobody sends.
fn without_names(path: &str) -> String {
    let mut pieces = path.split('{');
    let first = pieces.next().unwrap_or_default().to_owned();
    pieces.fold(first, |path, piece| {
        let rest = piece.split_once('}').map_or("", |(_, rest)| rest);
        format!("{path}{{}}{rest}")
    })
}

fn servers(servers: &[Server]) -> String {
    let urls = servers.iter().map(|server| {
        let mut url = server.url.clone();
        for variable in &server.variables {
            let Some(default) = variable.default.as_deref() else {
                continue;
            };
            url = url.replace(
                &format!("{{{}}}", variable.name),
                &format!("{{{}={default}}}", variable.name),
            );
        }
        url
    });
    urls.collect::<Vec<_>>().join(" ")
}

/// The errors without a body that would otherwise have that of their hundred, or that of `default`.
fn without_body(responses: &[Response]) -> String {
    let has_body = |response: &&Response| response.fails && response.body != Body::Empty;
    let empty = responses
        .iter()
        .filter(|response| response.fails && response.body == Body::Empty);
    let covered = empty.filter(|response| {
        let mut others = responses.iter().filter(has_body);
        others.any(|other| match other.status {
            Status::Exact(_) => false,
            Status::Range(_) => other.status.hundred() == response.status.hundred(),
            Status::Default => response.status != Status::Default,
        })
    });
    let statuses: BTreeSet<String> = covered
        .map(|response| response.status.to_string().replace('`', ""))
        .collect();
    Vec::from_iter(statuses).join(" ")
}

fn parameter_facts(parameter: &Parameter) -> Facts {
    let place = match parameter.location {
        Location::Path => "path",
        Location::Query => "query",
        Location::Header => "header",
        Location::Cookie => "cookie",
    };
    let mut facts = vec![
        fact("wire", format!("{place} {}", parameter.name)),
        fact("style", format!("{:?}", parameter.style)),
    ];
    facts.extend((parameter.required && !parameter.of_client).then(|| fact("required", "yes")));
    facts.extend(
        parameter
            .allow_reserved
            .then(|| fact("reserved characters", "as they are")),
    );
    facts.extend(
        parameter
            .allow_empty
            .then(|| fact("null and empty", "the name without a value")),
    );
    facts.extend(parameter.default.as_ref().map(|default| fact("default", default)));
    bounds(&parameter.bounds, "", &mut facts);
    facts
}

fn wire_of(field: &Field) -> (String, String) {
    match &field.wire_name {
        Some(name) => fact("wire", format!("property {name}")),
        None => fact("wire", "all other properties"),
    }
}

/// The facts of a property that is received. Its type does not always say whether it may be absent: a list is a `Vec`.
fn received(field: &Field) -> Facts {
    let mut facts = vec![wire_of(field)];
    facts.extend((field.required && field.wire_name.is_some()).then(|| fact("expected", "yes")));
    facts
}

/// The facts of a property that is sent.
fn sent(field: &Field) -> Facts {
    let mut facts = vec![wire_of(field)];
    facts.extend(field.required.then(|| fact("required", "yes")));
    facts.extend(field.default.as_ref().map(|default| fact("default", default)));
    bounds(&field.bounds, "", &mut facts);
    facts
}

/// The bounds that are checked before a value is sent.
fn bounds(bounds_: &Bounds, of: &str, facts: &mut Facts) {
    for (limit, inclusive, exclusive) in [
        (&bounds_.minimum, "minimum", "above"),
        (&bounds_.maximum, "maximum", "below"),
    ] {
        if let Some(limit) = limit {
            let key = if limit.exclusive { exclusive } else { inclusive };
            facts.push(fact(&format!("{of}{key}"), &limit.value));
        }
    }
    for (key, count) in [
        ("minimum length", bounds_.min_length),
        ("maximum length", bounds_.max_length),
        ("minimum number of items", bounds_.min_items),
        ("maximum number of items", bounds_.max_items),
        ("minimum number of properties", bounds_.min_properties),
        ("maximum number of properties", bounds_.max_properties),
    ] {
        facts.extend(count.map(|count| fact(&format!("{of}{key}"), count.to_string())));
    }
    facts.extend(
        bounds_
            .multiple_of
            .as_ref()
            .map(|step| fact(&format!("{of}multiple of"), step)),
    );
    facts.extend(bounds_.unique_items.then(|| fact(&format!("{of}unique items"), "yes")));
    facts.extend(
        bounds_
            .pattern
            .as_ref()
            .map(|pattern| fact(&format!("{of}pattern"), pattern)),
    );
    if let Some(items) = &bounds_.items {
        bounds(items, &format!("{of}items: "), facts);
    }
}
