//! The styles of OpenAPI: how an argument is written in a path, a query, a header or a cookie.
//!
//! Values are percent-encoded as RFC 3986 requires; the separators between them are not. So a separator and the same
//! character within a value differ. Where they would not (in a header, or with spaces and pipes), a value that contains the
//! separator is refused: the service would read another list.

mod finite;
mod query;
mod tree;

pub(super) use self::{
    finite::check as check_finite,
    query::{Pair, canonical_query, form_body, query, query_text},
    tree::Tree,
};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// How an argument is written. A list or an object is written in one of several ways; a single value differs only in a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// `form`, exploded: `a=1&a=2`; the members of an object as pairs of their own.
    Form,
    /// `form`, not exploded: `a=1,2`
    FormJoined,
    /// `spaceDelimited`: `a=1%202`
    SpaceDelimited,
    /// `pipeDelimited`: `a=1%7C2`
    PipeDelimited,
    /// `deepObject`: `a[key]=1`
    DeepObject,
    /// `simple`, not exploded: `1,2`; the members of an object as `key,1,other,2`.
    Simple,
    /// `simple`, exploded: `1,2`; the members of an object as `key=1,other=2`.
    SimpleExploded,
    /// `label`, not exploded: `.1,2`
    Label,
    /// `label`, exploded: `.1.2`
    LabelExploded,
    /// `matrix`, not exploded: `;a=1,2`
    Matrix,
    /// `matrix`, exploded: `;a=1;a=2`
    MatrixExploded,
    /// The text of JSON.
    Json,
}

/// Everything except RFC 3986's unreserved characters is encoded.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Why an argument cannot be sent, to be written after the argument's name.
pub(super) type Refusal = &'static str;

const NESTED: Refusal = "holds a list or an object where a single value is sent";

pub(crate) fn percent(text: &str) -> impl std::fmt::Display + '_ {
    utf8_percent_encode(text, RESERVED)
}

fn encoded(text: &str) -> String {
    percent(text).to_string()
}

/// An argument without structure below its items or members. Nulls are left out.
enum Flat<'a> {
    One(Option<String>),
    List(Vec<String>),
    Object(Vec<(&'a str, String)>),
}

/// A scalar as text; `None` for null.
pub(super) fn scalar(value: &Tree) -> Result<Option<String>, Refusal> {
    match value {
        Tree::Null => Ok(None),
        Tree::Bool(value) => Ok(Some(value.to_string())),
        Tree::Number(value) => Ok(Some(value.to_string())),
        Tree::String(value) => Ok(Some(value.clone())),
        Tree::List(_) | Tree::Object(_) => Err(NESTED),
    }
}

impl<'a> Flat<'a> {
    fn of(value: &'a Tree) -> Result<Self, Refusal> {
        Ok(match value {
            Tree::List(items) => {
                let texts = items.iter().filter_map(|item| scalar(item).transpose());
                Self::List(texts.collect::<Result<_, _>>()?)
            }
            Tree::Object(members) => {
                let texts = members
                    .iter()
                    .filter_map(|(name, value)| Some(scalar(value).transpose()?.map(|text| (name.as_str(), text))));
                Self::Object(texts.collect::<Result<_, _>>()?)
            }
            single => Self::One(scalar(single)?),
        })
    }

    fn is_empty(&self) -> bool {
        match self {
            Self::One(text) => text.is_none(),
            Self::List(texts) => texts.is_empty(),
            Self::Object(members) => members.is_empty(),
        }
    }

    /// All values in one text, with `separator` between them and, if `explode`, `=` between a member's name and its value.
    fn join(&self, separator: &str, explode: bool, encode: impl Fn(&str) -> String) -> String {
        let equals = if explode { "=" } else { separator };
        let texts: Vec<_> = match self {
            Self::One(text) => text.iter().map(|text| encode(text)).collect(),
            Self::List(texts) => texts.iter().map(|text| encode(text)).collect(),
            Self::Object(members) => {
                let member = |(name, text): &(&str, String)| format!("{}{equals}{}", encode(name), encode(text));
                members.iter().map(member).collect()
            }
        };
        texts.join(separator)
    }

    /// Whether one of several values contains `character`.
    fn holds(&self, character: char) -> bool {
        match self {
            Self::One(_) => false,
            Self::List(texts) => texts.iter().any(|text| text.contains(character)),
            Self::Object(members) => {
                let mut members = members.iter();
                members.any(|(name, text)| name.contains(character) || text.contains(character))
            }
        }
    }
}

/// Encodes a parameter of the path. Returns the value as it was given, and as it is sent. A value that would lead to
/// another path is refused.
pub(super) fn path(name: &str, style: Style, value: &Tree) -> Result<(String, String), Refusal> {
    let flat = match style {
        Style::Json => Flat::One(Some(value.json())),
        _ => Flat::of(value)?,
    };
    if flat.is_empty() {
        return Err("is empty, and a path requires it");
    }
    let given = flat.join(",", false, str::to_owned);
    let name = encoded(name);
    let sent = match style {
        Style::Label => format!(".{}", flat.join(",", false, encoded)),
        Style::LabelExploded => format!(".{}", flat.join(".", true, encoded)),
        Style::MatrixExploded => match &flat {
            Flat::One(text) => matrix(&name, text.as_deref().unwrap_or_default()),
            Flat::List(texts) => texts.iter().map(|text| matrix(&name, text)).collect(),
            Flat::Object(members) => members
                .iter()
                .map(|(name, text)| matrix(&encoded(name), text))
                .collect(),
        },
        Style::Matrix => match flat.join(",", false, encoded).as_str() {
            "" => format!(";{name}"),
            joined => format!(";{name}={joined}"),
        },
        Style::SimpleExploded => flat.join(",", true, encoded),
        _ => flat.join(",", false, encoded),
    };
    match sent.as_str() {
        "" => Err("is empty, and a path requires it"),
        "." | ".." => Err("is `.` or `..` in the path, which would change the path"),
        _ => Ok((given, sent)),
    }
}

fn matrix(name: &str, text: &str) -> String {
    if text.is_empty() {
        format!(";{name}")
    } else {
        format!(";{name}={}", percent(text))
    }
}

/// Encodes a header's value. `None`: nothing is sent.
pub(super) fn header(style: Style, value: &Tree) -> Result<Option<String>, Refusal> {
    if style == Style::Json {
        return Ok((*value != Tree::Null).then(|| value.json()));
    }
    let flat = Flat::of(value)?;
    if flat.is_empty() {
        return Ok(None);
    }
    if flat.holds(',') {
        return Err("has a comma in one of its values, which separates the values in a header");
    }
    Ok(Some(flat.join(",", style == Style::SimpleExploded, str::to_owned)))
}

/// Encodes a parameter as cookies, each as `name=value`.
pub(super) fn cookies(name: &str, style: Style, value: &Tree, into: &mut Vec<String>) -> Result<(), Refusal> {
    let mut pairs = Vec::new();
    query(name, style, value, &mut pairs)?;
    into.extend(pairs.iter().map(|pair| pair.to_string()));
    Ok(())
}
