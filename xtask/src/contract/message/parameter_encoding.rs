//! How parameters are encoded: in a path, a query or a header, by their styles. From there to the values that they are
//! for.

use codegen::view::{
    Parameter, ParameterLocation, Place, Shape, Style, declared_property, decode_query, may_be, property,
};
use recording::json::{Node, Value};

use super::reading::{self, COMMAS, Coding, Reading, Written};

/// How many names may lead to one text of a deep object. Beyond, the rest is one name.
const MAX_DEEP: usize = 16;

/// The value of a variable of the path, still percent-encoded.
///
/// # Errors
/// The text is not written in the parameter's style.
pub(crate) fn in_path(
    parameter: &Parameter<'_>,
    schema: &Place<'_>,
    text: &str,
    reading: Reading,
) -> Result<Node, String> {
    if parameter.content.is_some() {
        return Ok(string(Coding::Path.decode(text)));
    }
    let style = parameter.style;
    match style.name {
        "label" => {
            let text = text
                .strip_prefix('.')
                .ok_or("the style `label` wants a `.` before the value")?;
            // Earlier releases of the standard show points in both forms, later ones commas in this one.
            let separators: &[&str] = if style.explode { &["."] } else { &[","] };
            let written = Written {
                separators,
                lenient: &["."],
                explode: style.explode,
                coding: Coding::Path,
            };
            Ok(reading::whole(schema, text, &written, reading))
        }
        "matrix" => matrix(parameter, schema, text, reading, style.explode),
        _ => {
            let written = Written {
                explode: style.explode,
                ..COMMAS
            };
            Ok(reading::whole(schema, text, &written, reading))
        }
    }
}

fn matrix(
    parameter: &Parameter<'_>,
    schema: &Place<'_>,
    text: &str,
    reading: Reading,
    explode: bool,
) -> Result<Node, String> {
    let name = parameter.name;
    let wrong = || format!("the style `matrix` requires `;{name}=` before the value");
    let text = text.strip_prefix(';').ok_or_else(wrong)?;
    let own = |text| match str::strip_prefix(text, name) {
        Some("") => Ok(""),
        Some(rest) => rest.strip_prefix('=').ok_or_else(wrong),
        None => Err(wrong()),
    };
    if explode && reading.shape == Shape::Object {
        let written = Written {
            separators: &[";"],
            lenient: &[";"],
            explode,
            coding: Coding::Path,
        };
        return Ok(reading::whole(schema, text, &written, reading));
    }
    if explode && reading.shape == Shape::List {
        let items = text.split(';').map(own).collect::<Result<Vec<_>, _>>()?;
        return Ok(reading::list(schema, items.into_iter(), Coding::Path, reading));
    }
    Ok(reading::whole(schema, own(text)?, &COMMAS, reading))
}

/// The value of a header, of which several lines are one list. It is never percent-encoded but may have spaces after
/// its commas.
pub(crate) fn in_header(declared: &Place<'_>, schema: &Place<'_>, lines: &[&str], reading: Reading) -> Node {
    let text = lines.join(",");
    if declared.node.get("content").is_some() {
        return string(text.trim().to_owned());
    }
    let written = Written {
        separators: &[","],
        lenient: &[","],
        explode: Style::of(declared, ParameterLocation::Header).explode,
        coding: Coding::Plain,
    };
    reading::whole(schema, &text, &written, reading)
}

/// The cookies that belong to a parameter: those of its name and, for an exploded object, those of its properties.
///
/// An object with properties of any name has only the documented ones here: all other cookies of the request may be
/// anybody's.
pub(crate) fn claim_cookies<'h>(
    parameter: &Parameter<'_>,
    cookies: impl Iterator<Item = (&'h str, &'h str)>,
) -> Vec<(&'h str, &'h str)> {
    let schema = parameter.schema.as_ref().filter(|_| parameter.style.explode);
    let object = schema.filter(|schema| may_be(schema, Shape::Object));
    let own_name = object.is_none_or(|schema| may_be(schema, Shape::Scalar) || may_be(schema, Shape::List));
    let belongs = |key: &str| {
        let name = Coding::Query.decode(key);
        (own_name && name == parameter.name) || object.is_some_and(|schema| declared_property(schema, &name).is_some())
    };
    cookies.filter(|(key, _)| belongs(key)).collect()
}

/// The value of the cookies that belong to a parameter, of which there is at least one.
///
/// Where one cookie has all of the value, the first of its name counts: a browser sends several if they were set for
/// different paths, the most specific one first.
pub(crate) fn in_cookie(
    parameter: &Parameter<'_>,
    schema: &Place<'_>,
    cookies: &[(&str, &str)],
    reading: Reading,
) -> Node {
    let coding = Coding::Query;
    let text = cookies.first().map_or("", |(_, text)| *text);
    if parameter.content.is_some() {
        return string(coding.decode(text));
    }
    match reading.shape {
        Shape::Object if parameter.style.explode => reading::object(schema, cookies.iter().copied(), coding, reading),
        Shape::List if parameter.style.explode => {
            reading::list(schema, cookies.iter().map(|(_, text)| *text), coding, reading)
        }
        _ => reading::whole(schema, text, &Written { coding, ..COMMAS }, reading),
    }
}

/// Whether the pairs of a query that belong to a parameter are those of its name.
pub(crate) fn by_name(parameter: &Parameter<'_>) -> bool {
    let style = parameter.style;
    let object = |schema: &Place<'_>| may_be(schema, Shape::Object);
    let spread = style.name == "form" && style.explode && parameter.schema.as_ref().is_some_and(object);
    style.name != "deepObject" && !spread
}

/// The pairs of a query that belong to a parameter.
pub(crate) fn claim<'u>(
    parameter: &Parameter<'_>,
    pairs: &[(&'u str, &'u str)],
    claimed: &mut [bool],
) -> Vec<(&'u str, &'u str)> {
    let style = parameter.style;
    let name = parameter.name;
    let schema = parameter.schema.as_ref();
    let object = schema.filter(|schema| may_be(schema, Shape::Object));
    let deep = format!("{name}[");
    let any_name = parameter.takes_any_name();
    let belongs = |key: &str| match (&object, style.name) {
        (_, "deepObject") => key.starts_with(&deep) && key.ends_with(']'),
        (Some(schema), "form") if style.explode => {
            let other = may_be(schema, Shape::Scalar) || may_be(schema, Shape::List);
            any_name || property(schema, key).is_some() || (other && key == name)
        }
        _ => key == name,
    };
    let mut mine = Vec::new();
    for (pair, claimed) in pairs.iter().zip(claimed) {
        if !*claimed && belongs(&decode_query(pair.0)) {
            *claimed = true;
            mine.push(*pair);
        }
    }
    mine
}

/// The value of the pairs of a query that belong to a parameter, of which there is at least one.
///
/// # Errors
/// The pairs are not written in the parameter's style.
pub(crate) fn in_query(
    parameter: &Parameter<'_>,
    schema: &Place<'_>,
    pairs: &[(&str, &str)],
    reading: Reading,
) -> Result<Node, String> {
    let style = parameter.style;
    let coding = Coding::Query;
    let has_content = parameter.content.is_some();
    match (style.name, reading.shape) {
        _ if has_content => {}
        ("deepObject", _) => {
            let pairs = pairs
                .iter()
                .map(|(key, text)| (way(key, parameter.name), coding.decode(text)));
            return Ok(reading::nested(schema, pairs.collect(), reading));
        }
        ("form", Shape::Object) if style.explode => {
            return Ok(reading::object(schema, pairs.iter().copied(), coding, reading));
        }
        (_, Shape::List) if style.explode => {
            return Ok(reading::list(
                schema,
                pairs.iter().map(|(_, text)| *text),
                coding,
                reading,
            ));
        }
        _ => {}
    }
    // All of the value is in one pair.
    let [(_, text)] = pairs else {
        let count = pairs.len();
        return Err(format!(
            "the parameter was sent {count} times, and the document has all of its value in one"
        ));
    };
    if has_content {
        return Ok(string(coding.decode(text)));
    }
    let (separators, lenient): (&[&str], &[&str]) = match style.name {
        "spaceDelimited" => (&["%20", "+", " "], &["%20", "+", " "]),
        "pipeDelimited" => (&["|", "%7C", "%7c"], &["|", "%7C", "%7c"]),
        _ => (COMMAS.separators, COMMAS.lenient),
    };
    let written = Written {
        separators,
        lenient,
        explode: false,
        coding,
    };
    Ok(reading::whole(schema, text, &written, reading))
}

/// The names within a key such as `filter[a][b]`.
fn way(key: &str, name: &str) -> Vec<String> {
    let key = decode_query(key);
    let inner = key.strip_prefix(name).unwrap_or(&key);
    let inner = inner.strip_prefix('[').unwrap_or(inner);
    let inner = inner.strip_suffix(']').unwrap_or(inner);
    inner.splitn(MAX_DEEP, "][").map(str::to_owned).collect()
}

fn string(text: String) -> Node {
    Node {
        start: 0,
        end: 0,
        value: Value::String(text),
    }
}
