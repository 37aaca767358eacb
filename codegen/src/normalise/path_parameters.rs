//! Holds the parameters of a path to the variables of its template: a URL with a brace in it reaches nothing.

use std::collections::HashSet;

use super::names::snake;
use super::parameters::setter_names;
use crate::model::{Bounds, Location, Parameter, Style, Type};

/// Adds a parameter for each variable that has none, and removes those that have no variable. Both are mistakes of the
/// document, and were reported.
pub(super) fn complete(at: &str, path: &str, parameters: &mut Vec<Parameter>) {
    let variables = variables(path);
    let of_path: HashSet<_> = variables.iter().copied().collect();
    parameters.retain(|parameter| parameter.location != Location::Path || of_path.contains(parameter.name.as_str()));
    let known: HashSet<_> = parameters
        .iter()
        .filter(|known| known.location == Location::Path)
        .map(|known| known.name.clone())
        .collect();
    let mut fields = setter_names(parameters);
    for name in variables {
        if !known.contains(name) {
            parameters.push(Parameter {
                at: at.to_owned(),
                name: name.to_owned(),
                field: fields.unique(&snake(name), "_"),
                location: Location::Path,
                style: Style::Simple,
                allow_reserved: false,
                allow_empty: false,
                required: true,
                deprecated: false,
                of_client: false,
                docs: Vec::new(),
                ty: Type::String,
                bounds: Bounds::default(),
                default: None,
            });
        }
    }
}

/// Whether requests can match a path: it starts with a slash, and its braces match.
pub(super) fn is_well_formed(path: &str) -> bool {
    let mut rest = path;
    while let Some((before, after)) = rest.split_once('{') {
        match after.split_once('}') {
            Some((name, after)) if !name.is_empty() && !name.contains('{') && !before.contains('}') => rest = after,
            _ => return false,
        }
    }
    path.starts_with('/') && !rest.contains('}')
}

/// The names of the variables of a template, each once.
fn variables(path: &str) -> Vec<&str> {
    let mut known = HashSet::new();
    let names = path.split('{').skip(1).filter_map(|part| part.split_once('}'));
    let names = names.map(|(name, _)| name);
    names.filter(|name| known.insert(*name)).collect()
}
