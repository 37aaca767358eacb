//! The places of a model in the document as its author wrote it, where the generator has read a translation of it.

use std::collections::HashMap;

use crate::document::{Document, Node, Value, pointer};
use crate::model::{Model, Operation, RequestBody};

/// Replaces each place in `translated` by the one that it was made of.
pub(super) fn restore(model: &mut Model, translated: &Document, authored: &Document) {
    let mut places = HashMap::new();
    collect(String::new(), authored.root(), &mut places);
    let restore = |at: &mut String| {
        let Some(node) = translated.at(at) else { return };
        let is_same = |node: &Node, other: &Node| node.position == other.position;
        if !authored.at(at).is_some_and(|other| is_same(node, other))
            && let Some(place) = places.get(&(node.position.line, node.position.column))
        {
            at.clone_from(place);
        }
    };
    each(model, restore);
}

/// The pointers of a document by the lines and columns of what they lead to; of two, the one that leads to more.
fn collect(at: String, node: &Node, places: &mut HashMap<(usize, usize), String>) {
    let below: Vec<(String, &Node)> = match &node.value {
        Value::Array(items) => {
            let items = items.iter().enumerate();
            items.map(|(index, item)| (format!("{at}/{index}"), item)).collect()
        }
        _ => {
            let members = node.members().iter();
            members
                .map(|member| (pointer::child(&at, &member.key), &member.node))
                .collect()
        }
    };
    places.entry((node.position.line, node.position.column)).or_insert(at);
    for (at, node) in below {
        collect(at, node, places);
    }
}

/// Calls `change` with each place of a model.
fn each(model: &mut Model, mut change: impl FnMut(&mut String)) {
    let types = &mut model.types;
    for structure in types.structs.values_mut() {
        change(&mut structure.at);
        structure.fields.iter_mut().for_each(|field| change(&mut field.at));
    }
    types
        .enums
        .values_mut()
        .for_each(|definition| change(&mut definition.at));
    for union in types.unions.values_mut() {
        change(&mut union.at);
        union.branches.iter_mut().for_each(|branch| change(&mut branch.at));
    }
    model.headers.iter_mut().for_each(|header| change(&mut header.at));
    model
        .security_schemes
        .iter_mut()
        .for_each(|scheme| change(&mut scheme.at));
    let variables = model.servers.iter_mut().flat_map(|server| &mut server.variables);
    variables.for_each(|variable| change(&mut variable.at));
    model
        .operations
        .iter_mut()
        .for_each(|operation| each_of_operation(operation, &mut change));
}

fn each_of_operation(operation: &mut Operation, change: &mut impl FnMut(&mut String)) {
    change(&mut operation.at);
    let variables = operation.servers.iter_mut().flat_map(|server| &mut server.variables);
    variables.for_each(|variable| change(&mut variable.at));
    operation
        .parameters
        .iter_mut()
        .for_each(|parameter| change(&mut parameter.at));
    if let Some(body) = &mut operation.body {
        each_of_body(body, change);
        body.others
            .iter_mut()
            .for_each(|other| each_of_body(&mut other.body, change));
    }
    let responses = &mut operation.responses;
    responses
        .documented
        .iter_mut()
        .for_each(|response| change(&mut response.at));
    responses.headers.iter_mut().for_each(|header| change(&mut header.at));
}

fn each_of_body(body: &mut RequestBody, change: &mut impl FnMut(&mut String)) {
    change(&mut body.at);
    for part in &mut body.parts {
        change(&mut part.at);
        part.encoding_at.iter_mut().for_each(&mut *change);
        part.headers.iter_mut().for_each(|header| change(&mut header.at));
    }
}
