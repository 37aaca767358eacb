//! The names of operations: each has a method and a builder of its own.
//!
//! A name depends on the operation alone, unless two want the same one, and never on the order of the document.

use heck::ToSnakeCase;

use super::names::{Names, pascal, snake};
use crate::validate::operation_id;

/// Methods of every client.
const METHODS: &[&str] = &[
    "api",
    "builder",
    "endpoint",
    "clone",
    "new",
    "core",
    "parameters",
    "request",
];

/// Types that are used beside the builders.
const BUILDERS: &[&str] = &[
    "Bounds",
    "ByteSource",
    "CallOptions",
    "Client",
    "Cow",
    "Duration",
    "Error",
    "Fetching",
    "FilePart",
    "Items",
    "Limit",
    "Paged",
    "Pages",
    "Style",
    "Records",
    "Request",
    "Response",
    "RetryPolicy",
    "Window",
    "Windowed",
];

/// What an operation is called.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct OperationName {
    /// Its operationId, or one made of its method and path.
    pub(super) id: String,
    pub(super) method: String,
    pub(super) builder: String,
}

/// What the names are made of.
#[derive(Clone, Copy, Debug)]
pub(super) struct Unnamed<'d> {
    pub(super) id: Option<&'d str>,
    pub(super) method: &'d str,
    pub(super) path: &'d str,
    /// `x-rust-name`
    pub(super) name: Option<&'d str>,
}

/// The names of operations, in their order.
pub(super) fn of(operations: &[Unnamed<'_>]) -> Vec<OperationName> {
    let mut methods = Names::reserving(METHODS);
    let mut builders = Names::of_types();
    for name in BUILDERS {
        builders.unique(name, "");
    }
    let wanted: Vec<_> = operations.iter().map(wanted).collect();
    let mut order: Vec<usize> = (0..operations.len()).collect();
    // The operation whose id is written like the method has the method; the id decides between others.
    order.sort_by_key(|index| {
        let (id, is_own) = &wanted[*index];
        let operation = &operations[*index];
        let is_made = operation.name.is_none();
        (is_made, !is_own, snake(id) != *id, id, operation.path, operation.method)
    });
    let mut names = vec![OperationName::default(); operations.len()];
    for index in order {
        let (id, _) = &wanted[index];
        let operation = &operations[index];
        let mut plain = operation.name.unwrap_or(id).to_owned();
        if operation.name.is_none() && methods.has(&snake(id)) && !METHODS.contains(&snake(id).as_str()) {
            plain = operation_id(operation.method, operation.path);
        }
        names[index] = OperationName {
            id: id.clone(),
            method: methods.unique(&snake(&plain), "_"),
            builder: builders.unique(&pascal(&plain), ""),
        };
    }
    names
}

/// The id of an operation, and whether it is its own.
fn wanted(operation: &Unnamed<'_>) -> (String, bool) {
    match operation.id.filter(|id| !id.to_snake_case().is_empty()) {
        Some(id) => (id.to_owned(), true),
        None => (operation_id(operation.method, operation.path), false),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn get<'d>(id: Option<&'d str>, path: &'d str) -> Unnamed<'d> {
        let method = "get";
        let name = None;
        Unnamed { id, method, path, name }
    }

    fn methods(operations: &[Unnamed<'_>]) -> Vec<String> {
        of(operations).into_iter().map(|name| name.method).collect()
    }

    #[test]
    fn an_operation_without_an_id_is_named_after_method_and_path() {
        let operations = [get(None, "/pets"), get(None, "/pets/{id}"), get(Some("--"), "/x")];
        assert_eq!(methods(&operations), ["get_pets", "get_pets_by_id", "get_x"]);
        assert_eq!(of(&operations)[1].id, "getPetsById");
        assert_eq!(of(&operations)[1].builder, "GetPetsById");
    }

    #[test]
    fn an_own_id_takes_precedence_over_a_made_up_one() {
        let operations = [get(None, "/pets"), get(Some("getPets"), "/all/pets")];
        assert_eq!(methods(&operations), ["get_pets_2", "get_pets"]);
    }

    #[test]
    fn a_collision_is_resolved_by_method_and_path_whatever_the_order() {
        let mut operations = [
            get(Some("getThing"), "/a"),
            get(Some("get_thing"), "/b"),
            get(Some("other"), "/c"),
        ];
        assert_eq!(methods(&operations), ["get_a", "get_thing", "other"]);
        operations.reverse();
        assert_eq!(methods(&operations), ["other", "get_thing", "get_a"]);
    }

    #[test]
    fn a_method_of_every_client_is_not_hidden() {
        assert_eq!(
            methods(&[get(Some("clone"), "/a"), get(Some("api"), "/b")]),
            ["clone_2", "api_2"]
        );
    }
}
