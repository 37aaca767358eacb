//! The pairs of a query, and of a form.

use percent_encoding::{AsciiSet, utf8_percent_encode};

use super::{Flat, RESERVED, Refusal, Style, Tree, encoded, percent};

/// A pair of a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::runtime) struct Pair {
    pub(in crate::runtime) name: String,
    pub(in crate::runtime) value: String,
    /// The value in its encoded form, where that is not the percent-encoded value.
    pub(in crate::runtime) encoded: Option<String>,
}

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

/// Adds the pairs of one parameter of the query. Nothing is added for null, an empty list or an empty object.
pub(in crate::runtime) fn query(name: &str, style: Style, value: &Tree, into: &mut Vec<Pair>) -> Result<(), Refusal> {
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
    pub(in crate::runtime) fn new(name: &str, value: String) -> Self {
        Self {
            name: name.to_owned(),
            value,
            encoded: None,
        }
    }

    /// Leaves reserved characters of the value as they are, if they do not end it.
    pub(in crate::runtime) fn allow_reserved(&mut self) {
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
pub(in crate::runtime) fn query_text(pairs: &[Pair]) -> String {
    let pairs: Vec<_> = pairs.iter().map(Pair::to_string).collect();
    pairs.join("&")
}

/// Encodes a query in the canonical form that signatures are made of, without the `?`: pairs sorted, and everything that is
/// reserved encoded.
pub(in crate::runtime) fn canonical_query(pairs: Vec<Pair>) -> String {
    // As texts: other code sorts these, too, and to sort pairs of another type would be compiled once more.
    let mut texts: Vec<(String, String)> = pairs.into_iter().map(|pair| (pair.name, pair.value)).collect();
    texts.sort();
    let encoded = texts
        .iter()
        .map(|(name, value)| format!("{}={}", percent(name), percent(value)));
    encoded.collect::<Vec<_>>().join("&")
}

/// Encodes an object as the body of a form, its members in their own order. `styles` are those that the document states for
/// some of them; otherwise the items of a list are pairs of one name, and an object is written as JSON.
pub(in crate::runtime) fn form_body(styles: &[(&str, Style)], value: &Tree) -> Result<String, Refusal> {
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
