//! What an item means on the wire, and the places in the document that it is made of.

mod wire;

use std::collections::BTreeMap;

use wire::{bounds, credential, fact, operation_facts, parameter_facts, received, sent, servers, ways, without_body};

use super::{Item, Kind};
use crate::generate::{error_name, facts_name, header_methods, output_name, setter_name};
use crate::model::{
    BodyKind, Location, Model, Operation, OtherBody, Parameter, PartKind, RequestBody, SecurityScheme, Struct, Success,
    Types,
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
