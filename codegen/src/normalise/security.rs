//! Security schemes, what each operation requires of them, and where an error body has its code.

use std::collections::BTreeSet;

use super::Lowering;
use super::names::{BUILDER_METHODS, Names, snake};
use crate::document::Node;
use crate::model::{ErrorBody, Operation, Requirement, SchemeKind, SecurityScheme, Server};

impl<'d> Lowering<'d> {
    pub(super) fn security_schemes(&mut self) -> Vec<SecurityScheme> {
        let document = self.document;
        let schemes = document
            .at("/components/securitySchemes")
            .map(Node::members)
            .unwrap_or_default();
        let mut found = Vec::new();
        for member in schemes {
            let at = crate::document::pointer::child("/components/securitySchemes", &member.key);
            let (there, node) = self.resolve(&at, &member.node);
            let word = |key: &str| node.get(key).and_then(Node::as_str).unwrap_or_default().to_owned();
            let kind = match (
                word("type").as_str(),
                word("in").as_str(),
                word("scheme").to_ascii_lowercase().as_str(),
            ) {
                ("apiKey", "header", _) => match node.get("x-signing").and_then(Node::as_str) {
                    Some(algorithm) => SchemeKind::Signing {
                        header: word("name"),
                        algorithm: algorithm.to_owned(),
                    },
                    None => SchemeKind::Header(word("name")),
                },
                ("apiKey", "query", _) => SchemeKind::Query(word("name")),
                ("apiKey", "cookie", _) => SchemeKind::Cookie(word("name")),
                ("http", _, "basic") => SchemeKind::Basic,
                ("http", _, "bearer") | ("openIdConnect", _, _) => SchemeKind::Bearer,
                // How a document of OpenAPI 3.1 is translated.
                ("http", _, "mutualtls") => SchemeKind::MutualTls,
                ("http", _, _) => SchemeKind::Authorization,
                ("oauth2", _, _) => match self.token_url(&at, node) {
                    Some(token_url) => SchemeKind::ClientCredentials { token_url },
                    None => SchemeKind::Bearer,
                },
                // Not OpenAPI, which was reported.
                _ => continue,
            };
            found.push(SecurityScheme {
                at: there,
                name: member.key.clone(),
                description: word("description").trim().to_owned(),
                kind,
                setters: Vec::new(),
            });
        }
        found
    }

    /// The address that tokens are requested from with the credentials of a client.
    fn token_url(&self, at: &str, scheme: &'d Node) -> Option<String> {
        let (at, flows) = self.child(at, scheme, "flows")?;
        let (_, flow) = self.child(&at, flows, "clientCredentials")?;
        flow.get("tokenUrl")?.as_str().map(str::to_owned)
    }

    /// What an operation requires: alternatives, each a set of schemes. An empty set allows a call without any. Those with a
    /// scheme that the document does not define are left out, which was reported: no client could have credentials for them.
    pub(super) fn security(&self, operation: &Node) -> Vec<Vec<Requirement>> {
        let stated = operation
            .get("security")
            .or_else(|| self.document.root().get("security"));
        let alternatives = stated.map(Node::items).unwrap_or_default();
        let requirement = |(scheme, scopes): (&str, &Node)| Requirement {
            scheme: scheme.to_owned(),
            scopes: scopes
                .items()
                .iter()
                .filter_map(Node::as_str)
                .map(str::to_owned)
                .collect(),
        };
        let alternative = |set: &Node| {
            let members = set.members().iter().map(|member| (member.key.as_str(), &member.node));
            members.map(requirement).collect()
        };
        let schemes = self.document.at("/components/securitySchemes");
        let is_defined = |set: &&Node| {
            let mut members = set.members().iter();
            members.all(|member| schemes.is_some_and(|schemes| schemes.get(&member.key).is_some()))
        };
        alternatives.iter().filter(is_defined).map(alternative).collect()
    }

    /// What a request requires that the document does not have: what all operations require, or if that is not stated, what
    /// any of them does.
    pub(super) fn security_of_all(&self, operations: &[Operation]) -> Vec<Vec<Requirement>> {
        if self.document.root().get("security").is_some() {
            return self.security(self.document.root());
        }
        let mut found: Vec<Vec<Requirement>> = Vec::new();
        for set in operations.iter().flat_map(|operation| &operation.security) {
            if !found.contains(set) {
                found.push(set.clone());
            }
        }
        found
    }

    /// `x-error-body`, all empty without it.
    pub(super) fn error_body(&self) -> ErrorBody {
        let Some(node) = self.document.root().get("x-error-body") else {
            return ErrorBody::default();
        };
        let names = |key: &str| {
            let names = node.get(key).map(Node::items).unwrap_or_default();
            names.iter().filter_map(Node::as_str).map(str::to_owned).collect()
        };
        ErrorBody {
            code: names("code"),
            message: names("message"),
            request_id: names("request_id"),
            details: names("details"),
            request_id_header: node.get("request_id_header").and_then(Node::as_str).map(str::to_owned),
        }
    }
}

/// Names the methods of the client's builder that set credentials. Those for variables of servers and for parameters come
/// first, so that a scheme more changes none of them.
pub(super) fn name_setters(schemes: &mut [SecurityScheme], servers: &[Server], operations: &[Operation]) {
    let mut names = Names::reserving(BUILDER_METHODS);
    let own = operations.iter().flat_map(|operation| &operation.servers);
    let variables = servers.iter().chain(own).flat_map(|server| &server.variables);
    let variables: BTreeSet<_> = variables.map(|variable| variable.setter.as_str()).collect();
    let parameters = operations.iter().flat_map(|operation| &operation.parameters);
    let parameters = parameters.filter(|parameter| parameter.of_client);
    let parameters: BTreeSet<_> = parameters.map(|parameter| parameter.field.as_str()).collect();
    for name in variables.into_iter().chain(parameters) {
        names.unique(name, "_");
    }
    for scheme in schemes {
        if matches!(scheme.kind, SchemeKind::Signing { .. }) {
            continue;
        }
        let name = snake(&scheme.name);
        scheme.setters.push(names.unique(&name, "_"));
        if matches!(scheme.kind, SchemeKind::ClientCredentials { .. }) {
            let name = format!("{}_client_credentials", name.trim_end_matches('_'));
            scheme.setters.push(names.unique(&name, "_"));
        }
    }
}
