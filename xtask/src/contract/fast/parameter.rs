//! Parameters and headers, compiled: plain ones are read where they stand, the others by the code of the exact look.

use recording::json::{Node as Tree, Value};

use super::super::evidence::Counter;
use super::super::place::Place;
use super::super::schema::{self, Context, Direction, Patterns};
use super::super::style::{self, Shape, Style};
use super::super::{Checked, Location, carried, parameters};
use super::compile::Compiler;
use super::cursor::Cursor;
use super::program::{Id, Node, Program};
use super::scalar;

/// A parameter of a request, or a header of an answer.
pub(super) struct Parameter<'d> {
    pub(super) name: &'d str,
    pub(super) required: bool,
    pub(super) allows_empty: bool,
    place: Place<'d>,
    /// What counts the requests that have it.
    pub(super) counter: Option<Counter>,
    carrier: &'static str,
    reading: Reading,
}

/// How the text of a parameter is read.
enum Reading {
    /// It is not.
    Not,
    /// It is a string, a number or a truth value, of one of these types.
    Plain { node: Id, types: Types },
    /// As the exact look does it.
    Exactly,
}

/// The types that a schema has in any of its alternatives.
#[derive(Clone, Copy)]
struct Types {
    string: bool,
    number: bool,
    boolean: bool,
}

impl<'d> Parameter<'d> {
    pub(super) fn of(place: &Place<'d>, name: &'d str, carrier: &str, compiler: &mut Compiler<'_, 'd>) -> Self {
        let carrier = match carrier {
            "path" => "path",
            "query" => "query",
            _ => "header",
        };
        Self::new(place, name, carrier, Direction::Request, compiler)
    }

    pub(super) fn of_answer(place: &Place<'d>, name: &'d str, compiler: &mut Compiler<'_, 'd>) -> Self {
        Self::new(place, name, "answer", Direction::Response, compiler)
    }

    fn new(
        place: &Place<'d>,
        name: &'d str,
        carrier: &'static str,
        direction: Direction,
        compiler: &mut Compiler<'_, 'd>,
    ) -> Self {
        let schema = place.get("schema");
        let content = place.node.get("content").is_some();
        let style = Style::of(place, if carrier == "answer" { "header" } else { carrier });
        let plain = |schema: &Place<'_>| {
            style::shape(schema) == Shape::Scalar && !content && ["form", "simple"].contains(&style.name)
        };
        let reading = match schema {
            Some(schema) if plain(&schema) => {
                let types = style::types(&schema);
                Reading::Plain {
                    node: compiler.schema(&schema, direction),
                    types: Types {
                        string: types.contains("string"),
                        number: types.contains("integer") || types.contains("number"),
                        boolean: types.contains("boolean"),
                    },
                }
            }
            None if !content => Reading::Not,
            _ => Reading::Exactly,
        };
        Self {
            name,
            required: place.is("required"),
            allows_empty: place.is("allowEmptyValue"),
            place: place.clone(),
            counter: None,
            carrier,
            reading,
        }
    }

    /// Whether there is nothing to tell of the values that were sent, the last of which, decoded, is `text`.
    pub(super) fn takes(
        &self,
        text: &str,
        sent: &[(&str, &str)],
        program: &Program<'_>,
        patterns: &Patterns,
    ) -> Option<()> {
        match &self.reading {
            Reading::Not => Some(()),
            Reading::Plain { node, types } => {
                let node = &program.nodes[*node as usize];
                plain(node, *types, text, patterns)
            }
            Reading::Exactly => self.exactly(sent, patterns),
        }
    }

    /// The pairs of a query that belong to it, whatever their names.
    pub(super) fn claim<'u>(&self, pairs: &[(&'u str, &'u str)], claimed: &mut [bool]) -> Vec<(&'u str, &'u str)> {
        carried::claim(&self.place, self.name, pairs, claimed)
    }

    fn exactly(&self, sent: &[(&str, &str)], patterns: &Patterns) -> Option<()> {
        let (place, name) = (&self.place, self.name);
        let last = sent.last().map_or("", |(_, value)| *value);
        let mut checked = Checked::default();
        let held = &mut checked;
        let read = |schema: &Place<'_>| match self.carrier {
            "path" => carried::in_path(place, schema, last),
            "query" => carried::in_query(place, schema, name, sent),
            _ => carried::in_header(place, schema, last),
        };
        if self.carrier == "answer" {
            let schema = place.get("schema");
            let schema = schema?;
            let value = read(&schema);
            let location = Location::ResponseHeader(String::new());
            let context = Context::alone(Direction::Response, patterns);
            schema::check(held, &schema, &value, location, context);
        } else {
            parameters::hold(held, place, Location::Url, patterns, read);
        }
        (checked.violations.is_empty() && checked.notes.is_empty()).then_some(())
    }
}

/// Holds the text of a plain value against a schema.
fn plain(node: &Node<'_>, types: Types, text: &str, patterns: &Patterns) -> Option<()> {
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
        let context = Context::alone(node.direction, patterns);
        return schema::conforms(&node.roots, &value, context, 0).map(|_not_counted| ());
    }
    // What a client sends is no evidence of what the document lists.
    let count = &mut |_| {};
    match (number, truth) {
        (Some(number), _) => scalar::number(node, number, count),
        (_, Some(truth)) => scalar::bool(node, truth, count),
        _ => scalar::string(node, text, count),
    }
}
