//! Security schemes, what each operation asks of them, and where an error body has its code.

use super::Lowering;
use crate::diagnostic::rules;
use crate::document::Node;
use crate::model::{ErrorBody, SchemeKind, SecurityScheme};

impl Lowering<'_> {
    pub(super) fn security_schemes(&mut self) -> Vec<SecurityScheme> {
        let document = self.document;
        let schemes = document
            .at("/components/securitySchemes")
            .map(Node::members)
            .unwrap_or_default();
        let mut found = Vec::new();
        for member in schemes {
            let at = crate::document::pointer::child("/components/securitySchemes", &member.key);
            let (_, node) = self.resolve(&at, &member.node);
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
                ("http", _, "bearer") | ("oauth2" | "openIdConnect", _, _) => SchemeKind::Bearer,
                _ => {
                    self.find(
                        &rules::UNSUPPORTED_SECURITY_SCHEME,
                        &at,
                        format!("the client has no way to satisfy the security scheme `{}`", member.key),
                        "operations that ask for it alone cannot be called; state an alternative",
                    );
                    continue;
                }
            };
            let description = word("description").trim().to_owned();
            found.push(SecurityScheme {
                name: member.key.clone(),
                description,
                kind,
            });
        }
        found
    }

    /// What an operation asks for: alternatives, each a set of schemes. An empty set allows a call without any.
    pub(super) fn security(&self, operation: &Node) -> Vec<Vec<String>> {
        let stated = operation
            .get("security")
            .or_else(|| self.document.root().get("security"));
        let alternatives = stated.map(Node::items).unwrap_or_default();
        alternatives
            .iter()
            .map(|set| set.members().iter().map(|member| member.key.clone()).collect())
            .collect()
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
