//! Parameters and headers, compiled: plain ones are read where they stand, the others by the code of the exact look.

use recording::json::{Node as Tree, Value};

use super::super::evidence::Counter;
use super::super::place::Place;
use super::super::schema::{self, Context, Direction, Patterns};
use super::super::shape::{Shape, alternatives, shapes};
use super::super::style::Style;
use super::super::valued::Carrier;
use super::super::{Checked, Location, carried};
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
    direction: Direction,
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

/// The one type that a schema has in all of its alternatives.
#[derive(Clone, Copy, Debug, Default)]
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
        // Of a text that can be read in one way alone, nothing has to be tried.
        let plain = |schema: &Place<'_>| {
            let types = types(schema)?;
            let whole = shapes(schema) == [Shape::Scalar] && !content && ["form", "simple"].contains(&style.name);
            whole.then_some(types)
        };
        let reading = match (schema, plain) {
            (Some(schema), plain) if plain(&schema).is_some() => Reading::Plain {
                types: plain(&schema).unwrap_or_default(),
                node: compiler.schema(&schema, direction),
            },
            (None, _) if !content => Reading::Not,
            _ => Reading::Exactly,
        };
        Self {
            name,
            required: place.is("required"),
            allows_empty: place.is("allowEmptyValue"),
            place: place.clone(),
            counter: None,
            carrier,
            direction,
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
            // Several values are not one, whatever each of them is.
            Reading::Plain { .. } if sent.len() != 1 => None,
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
        let [.., (_, last)] = sent else { return None };
        let carrier = Carrier {
            declared: place,
            location: Location::Url,
            direction: self.direction,
            redacted: false,
            patterns,
            secret: false,
        };
        let mut checked = Checked::default();
        match self.carrier {
            "path" => carrier.hold(&mut checked, |schema, reading| {
                carried::in_path(place, schema, last, reading)
            }),
            "query" => carrier.hold(&mut checked, |schema, reading| {
                carried::in_query(place, schema, name, sent, reading)
            }),
            _ => carrier.hold_lines(&mut checked, &[last]),
        }
        (checked.violations.is_empty() && checked.notes.is_empty()).then_some(())
    }
}

/// The type of a schema, if it has one alone in all of its alternatives.
fn types(schema: &Place<'_>) -> Option<Types> {
    let all = alternatives(schema);
    let mut names: Vec<_> = all.iter().filter_map(|place| place.str("type")).collect();
    names.sort_unstable();
    names.dedup();
    let [name] = names[..] else { return None };
    Some(Types {
        string: name == "string",
        number: name == "integer" || name == "number",
        boolean: name == "boolean",
    })
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
