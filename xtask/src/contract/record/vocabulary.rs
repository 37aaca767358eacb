//! The names that a document declares. They are public with the document: they are not secrets.

use codegen::document::{Node, Value};
use codegen::view::{CredentialPlace, ParameterLocation};
use recording::redaction::Vocabulary;

use super::body::is_open;
use crate::contract::message::security;
use crate::contract::prepared::Prepared;
use crate::contract::value::secret::is_secret;

/// The names that the document declares.
pub(crate) fn vocabulary(prepared: &Prepared<'_>) -> Vocabulary {
    let api = &prepared.api;
    let mut vocabulary = Vocabulary::default();
    collect(api.document.root(), &mut vocabulary);
    for scheme in &api.schemes {
        match scheme.credential {
            Some(CredentialPlace::Query(name)) => {
                vocabulary.names.insert(name.to_owned());
                vocabulary.credentials.insert(name.to_owned());
            }
            Some(CredentialPlace::Header(name)) => {
                vocabulary.headers.insert(name.to_ascii_lowercase());
                vocabulary.credential_headers.insert(name.to_ascii_lowercase());
            }
            _ => {}
        }
        let added = security::added_by_signing(scheme).iter();
        vocabulary.headers.extend(added.map(|name| name.to_ascii_lowercase()));
    }
    for parameter in api.operations.iter().flat_map(|operation| &operation.parameters) {
        if parameter
            .schema
            .as_ref()
            .is_some_and(|schema| is_secret(&prepared.keywords, schema, ""))
        {
            match parameter.location {
                ParameterLocation::Query => drop(vocabulary.credentials.insert(parameter.name.to_owned())),
                ParameterLocation::Header => {
                    vocabulary
                        .credential_headers
                        .insert(parameter.name.to_ascii_lowercase());
                }
                _ => {}
            }
        }
    }
    vocabulary
}

/// Collects the names of properties, parameters and headers, from the whole document.
fn collect(node: &Node, vocabulary: &mut Vocabulary) {
    vocabulary.has_maps |= is_open(node);
    for member in node.members() {
        match (member.key.as_str(), &member.node.value) {
            ("properties", Value::Object(members)) => {
                vocabulary.names.extend(members.iter().map(|member| member.key.clone()));
            }
            ("headers", Value::Object(members)) => {
                vocabulary
                    .headers
                    .extend(members.iter().map(|member| member.key.to_ascii_lowercase()));
            }
            ("required", Value::Array(items)) => {
                vocabulary
                    .names
                    .extend(items.iter().filter_map(Node::as_str).map(str::to_owned));
            }
            ("propertyName", Value::String(name)) => drop(vocabulary.names.insert(name.clone())),
            // What is in an example is data.
            ("example" | "examples", _) => continue,
            _ => {}
        }
        collect(&member.node, vocabulary);
    }
    let name = node.get("name").and_then(Node::as_str);
    match (node.get("in").and_then(Node::as_str), name) {
        (Some("query" | "path"), Some(name)) => drop(vocabulary.names.insert(name.to_owned())),
        (Some("header"), Some(name)) => drop(vocabulary.headers.insert(name.to_ascii_lowercase())),
        _ => {}
    }
    node.items().iter().for_each(|item| collect(item, vocabulary));
}
