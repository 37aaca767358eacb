//! Parameters and headers, compiled: plain ones are read where they are, the others by the code of the exact check.

use codegen::view::{self, Direction, ParameterLocation, Place, ResponseHeader, Shape, Style, parts, shapes};
use recording::json::{Node as Tree, Value};

use super::compile::Compiler;
use super::cursor::Cursor;
use super::program::{Id, Node, Program};
use super::scalar;
use crate::contract::counters::Counter;
use crate::contract::findings::{Checked, Location};
use crate::contract::message::parameter_encoding;
use crate::contract::message::parameter_value::ParameterCheck;
use crate::contract::value::{self, Context, Keywords};

/// A parameter of a request, or a header of a response.
pub(super) struct Parameter<'d> {
    pub(super) name: &'d str,
    pub(super) required: bool,
    pub(super) allows_empty: bool,
    declared: Declared<'d>,
    /// What counts the requests that have it.
    pub(super) counter: Option<Counter>,
    reading: Reading,
}

/// What the document declares.
enum Declared<'d> {
    Parameter(Box<view::Parameter<'d>>),
    Header(Place<'d>),
}

/// How the text of a parameter is read.
enum Reading {
    /// It is not.
    Not,
    /// It is a string, a number or a truth value, of one of these types.
    Plain { node: Id, types: Types },
    /// As the exact check does it.
    Exactly,
}

/// The one type that a schema has in all of its alternatives.
#[derive(Clone, Copy, Debug, Default)]
struct Types {
    string: bool,
    number: bool,
    boolean: bool,
}

impl<'d> Parameter<'d> {
    pub(super) fn of_request(parameter: &view::Parameter<'d>, compiler: &mut Compiler<'_, 'd>) -> Self {
        let reading = reading(&parameter.place, parameter.style, Direction::Request, compiler);
        Self {
            name: parameter.name,
            required: parameter.required,
            allows_empty: parameter.place.is("allowEmptyValue"),
            declared: Declared::Parameter(Box::new(parameter.clone())),
            counter: None,
            reading,
        }
    }

    pub(super) fn of_response(header: &ResponseHeader<'d>, compiler: &mut Compiler<'_, 'd>) -> Self {
        let style = Style::of(&header.place, ParameterLocation::Header);
        Self {
            name: header.name,
            required: header.required,
            allows_empty: false,
            reading: reading(&header.place, style, Direction::Response, compiler),
            declared: Declared::Header(header.place.clone()),
            counter: None,
        }
    }

    /// Whether there are no findings for the values that were sent, the last of which, decoded, is `text`.
    pub(super) fn takes(
        &self,
        text: &str,
        sent: &[(&str, &str)],
        program: &Program<'_>,
        keywords: &Keywords,
    ) -> Option<()> {
        match &self.reading {
            Reading::Not => Some(()),
            // Several values are not one, whatever each of them is.
            Reading::Plain { .. } if sent.len() != 1 => None,
            Reading::Plain { node, types } => {
                let node = &program.nodes[*node as usize];
                plain(node, *types, text, keywords)
            }
            Reading::Exactly => self.exactly(sent, keywords),
        }
    }

    /// The pairs of a query that belong to it, whatever their names.
    pub(super) fn claim<'u>(&self, pairs: &[(&'u str, &'u str)], claimed: &mut [bool]) -> Vec<(&'u str, &'u str)> {
        match &self.declared {
            Declared::Parameter(parameter) => parameter_encoding::claim(parameter, pairs, claimed),
            Declared::Header(_) => Vec::new(),
        }
    }

    fn exactly(&self, sent: &[(&str, &str)], keywords: &Keywords) -> Option<()> {
        let [.., (_, last)] = sent else { return None };
        let (declared, direction) = match &self.declared {
            Declared::Parameter(parameter) => (&parameter.place, Direction::Request),
            Declared::Header(place) => (place, Direction::Response),
        };
        let value = ParameterCheck {
            declared,
            location: Location::Url,
            direction,
            redacted: false,
            keywords,
            secret: false,
        };
        let mut checked = Checked::default();
        match &self.declared {
            Declared::Parameter(parameter) if parameter.location == ParameterLocation::Path => {
                value.check(&mut checked, |schema, reading| {
                    parameter_encoding::in_path(parameter, schema, last, reading)
                });
            }
            Declared::Parameter(parameter) if parameter.location == ParameterLocation::Query => {
                value.check(&mut checked, |schema, reading| {
                    parameter_encoding::in_query(parameter, schema, sent, reading)
                });
            }
            _ => value.check_lines(&mut checked, &[last]),
        }
        (checked.violations.is_empty() && checked.notes.is_empty()).then_some(())
    }
}

/// How the text of a parameter or a header is read.
fn reading<'d>(place: &Place<'d>, style: Style<'d>, direction: Direction, compiler: &mut Compiler<'_, 'd>) -> Reading {
    let schema = place.get("schema");
    let content = place.node.get("content").is_some();
    // Of a text that can be read in one way alone, nothing has to be tried.
    let plain = |schema: &Place<'_>| {
        let types = types(schema)?;
        let whole = shapes(schema) == [Shape::Scalar] && !content && ["form", "simple"].contains(&style.name);
        whole.then_some(types)
    };
    match (schema, plain) {
        (Some(schema), plain) if plain(&schema).is_some() => Reading::Plain {
            types: plain(&schema).unwrap_or_default(),
            node: compiler.schema(&schema, direction),
        },
        (None, _) if !content => Reading::Not,
        _ => Reading::Exactly,
    }
}

/// The type of a schema, if it has one alone in all of its alternatives.
fn types(schema: &Place<'_>) -> Option<Types> {
    let all = parts(schema);
    let mut names: Vec<_> = all.iter().filter_map(Place::types).flatten().collect();
    names.sort_unstable();
    names.dedup();
    let [name] = names[..] else { return None };
    Some(Types {
        string: name == "string",
        number: name == "integer" || name == "number",
        boolean: name == "boolean",
    })
}

/// Checks the text of a plain value against a schema.
fn plain(node: &Node<'_>, types: Types, text: &str, keywords: &Keywords) -> Option<()> {
    let mut cursor = Cursor::new(text);
    let number = (types.number && !types.string)
        .then(|| cursor.number())
        .flatten()
        .filter(|number| number.text.len() == text.len());
    let truth = match text {
        _ if types.string || !types.boolean => None,
        "true" => Some(true),
        "false" => Some(false),
        _ => None,
    };
    const SPACE: [char; 4] = [' ', '\t', '\n', '\r'];
    // JSON takes white space around a value.
    if !types.string && (text.starts_with(SPACE) || text.ends_with(SPACE)) {
        return None;
    }
    if node.exact {
        let value = match (number, truth) {
            (Some(number), _) => Value::Number(number.text.to_owned()),
            (_, Some(truth)) => Value::Bool(truth),
            _ => Value::String(text.to_owned()),
        };
        let value = Tree {
            start: 0,
            end: 0,
            value,
        };
        let context = Context::alone(node.direction, keywords);
        return value::conforms(&node.roots, &value, context, 0).map(|_not_counted| ());
    }
    // What a client sends is no evidence of what the document lists.
    let count = &mut |_| {};
    match (number, truth) {
        (Some(number), _) => scalar::number(node, number, count),
        (_, Some(truth)) => scalar::bool(node, truth, count),
        _ => scalar::string(node, text, count),
    }
}
