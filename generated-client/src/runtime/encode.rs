//! The styles of OpenAPI: how an argument is written in a path, a query, a header or a cookie.
//!
//! Values are percent-encoded as RFC 3986 requires; the separators between them are not. So a separator and the same
//! character within a value differ. Where they would not (in a header, or with spaces and pipes), a value that contains the
//! separator is refused: the service would read another list.

mod finite;
mod tree;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
pub(super) use tree::Tree;

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

/// A pair of a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Pair {
    pub(super) name: String,
    pub(super) value: String,
    /// The value in its encoded form, where that is not the percent-encoded value.
    pub(super) encoded: Option<String>,
}

/// Everything except RFC 3986's unreserved characters is encoded.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// What `allowReserved` leaves as it is: all that is reserved, but for what would end the value (`&`, `#`) or is read as a
/// space (`+`), and for `'`, which URLs of the web encode.
const WITHIN_QUERY: &AsciiSet = &RESERVED
    .remove(b':')
    .remove(b'/')
    .remove(b'?')
    .remove(b'[')
    .remove(b']')
    .remove(b'@')
    .remove(b'!')
    .remove(b'$')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b',')
    .remove(b';')
    .remove(b'=');

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

/// Adds the pairs of one parameter of the query. Nothing is added for null, an empty list or an empty object.
pub(super) fn query(name: &str, style: Style, value: &Tree, into: &mut Vec<Pair>) -> Result<(), Refusal> {
    match style {
        Style::Form => return form(name, value, into),
        Style::DeepObject => return deep_object(name, value, into),
        Style::Json if *value == Tree::Null => return Ok(()),
        Style::Json => {
            into.push(Pair::new(name, value.json()));
            return Ok(());
        }
        _ => {}
    }
    let flat = Flat::of(value)?;
    if flat.is_empty() {
        return Ok(());
    }
    let (separator, encoded_separator) = match style {
        Style::SpaceDelimited => (' ', "%20"),
        Style::PipeDelimited => ('|', "%7C"),
        _ => (',', ","),
    };
    if style == Style::SpaceDelimited && flat.holds(separator) {
        return Err("has a space in one of its values, which separates the values of this parameter");
    }
    if style == Style::PipeDelimited && flat.holds(separator) {
        return Err("has a `|` in one of its values, which separates the values of this parameter");
    }
    into.push(Pair {
        name: name.to_owned(),
        value: flat.join(&separator.to_string(), false, str::to_owned),
        encoded: Some(flat.join(encoded_separator, false, encoded)),
    });
    Ok(())
}

fn form(name: &str, value: &Tree, into: &mut Vec<Pair>) -> Result<(), Refusal> {
    match Flat::of(value)? {
        Flat::One(text) => into.extend(text.map(|text| Pair::new(name, text))),
        Flat::List(texts) => into.extend(texts.into_iter().map(|text| Pair::new(name, text))),
        Flat::Object(members) => into.extend(members.into_iter().map(|(name, text)| Pair::new(name, text))),
    }
    Ok(())
}

/// The standard defines one level. An object within the object adds its name in brackets, and the items of a list are pairs
/// of one name, as most services read them.
fn deep_object(name: &str, value: &Tree, into: &mut Vec<Pair>) -> Result<(), Refusal> {
    match value {
        Tree::Null => Ok(()),
        Tree::Object(members) => members.iter().try_for_each(|(member, value)| {
            let name = format!("{name}[{member}]");
            match value {
                Tree::Object(_) => deep_object(&name, value, into),
                flat => form(&name, flat, into),
            }
        }),
        _ => Err("is not an object, which this parameter must be"),
    }
}

impl Pair {
    pub(super) fn new(name: &str, value: String) -> Self {
        Self {
            name: name.to_owned(),
            value,
            encoded: None,
        }
    }

    /// Leaves reserved characters of the value as they are, if they do not end it.
    pub(super) fn allow_reserved(&mut self) {
        let plain = |text: &str| utf8_percent_encode(text, WITHIN_QUERY).to_string();
        self.encoded = Some(plain(&self.value));
    }
}

/// The pair as it is sent.
impl std::fmt::Display for Pair {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}=", percent(&self.name))?;
        match &self.encoded {
            Some(encoded) => f.write_str(encoded),
            None => percent(&self.value).fmt(f),
        }
    }
}

/// Encodes a query without the `?`, in the order of its pairs.
pub(super) fn query_text(pairs: &[Pair]) -> String {
    let pairs: Vec<_> = pairs.iter().map(Pair::to_string).collect();
    pairs.join("&")
}

/// Encodes a query in the canonical form that signatures are made of, without the `?`: pairs sorted, and everything that is
/// reserved encoded.
pub(super) fn canonical_query(pairs: Vec<Pair>) -> String {
    let mut pairs: Vec<(String, String)> = pairs.into_iter().map(|pair| (pair.name, pair.value)).collect();
    pairs.sort();
    let pairs: Vec<_> = pairs.into_iter().map(|(name, value)| Pair::new(&name, value)).collect();
    query_text(&pairs)
}

/// Encodes an object as the body of a form, its members in their own order. `styles` are those that the document states for
/// some of them; otherwise the items of a list are pairs of one name, and an object is written as JSON.
pub(super) fn form_body(styles: &[(&str, Style)], value: &Tree) -> Result<String, Refusal> {
    let Tree::Object(members) = value else {
        return Err("is not an object, which a form requires");
    };
    let mut pairs = Vec::new();
    for (name, value) in members {
        let style = styles.iter().find(|(known, _)| known == name);
        match (style, value) {
            (Some((_, style)), _) => query(name, *style, value, &mut pairs)?,
            (None, Tree::Object(_)) => query(name, Style::Json, value, &mut pairs)?,
            (None, Tree::List(items)) => {
                for item in items {
                    let style = match item {
                        Tree::List(_) | Tree::Object(_) => Style::Json,
                        _ => Style::Form,
                    };
                    query(name, style, item, &mut pairs)?;
                }
            }
            (None, _) => query(name, Style::Form, value, &mut pairs)?,
        }
    }
    Ok(query_text(&pairs))
}
