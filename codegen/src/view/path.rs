//! Templates of paths: what a path must look like, and which of several templates that fit is meant.

use std::cmp::Ordering;

use super::url::{Url, decode, decode_query};

/// The values of a path's variables, by name, still percent-encoded.
pub type Variables<'d, 'u> = Vec<(&'d str, &'u str)>;

/// The template of a path, such as `/files/{id}:undelete`.
#[derive(Clone, Debug)]
pub struct PathTemplate<'d> {
    /// The template as the document writes it.
    pub text: &'d str,
    /// The segments between the slashes.
    pub segments: Vec<Segment<'d>>,
    /// The pairs of a query that the document writes behind the path, with which several operations share one path:
    /// decoded, and without a value where any will do.
    pub query: Vec<(String, Option<String>)>,
}

/// A segment of a path's template: the part between two slashes.
#[derive(Clone, Debug)]
pub struct Segment<'d> {
    /// Its pieces in their order; none if the segment is empty.
    pub pieces: Vec<Piece<'d>>,
}

/// A piece of a segment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece<'d> {
    /// Text that is in every such path, percent-decoded.
    Literal(String),
    /// A variable by its name. It takes at least one character.
    Variable(&'d str),
}

impl<'d> PathTemplate<'d> {
    /// Splits a template into its segments. A brace that is never closed is text.
    pub fn parse(text: &'d str) -> Self {
        let text_of_url = text.split('#').next().unwrap_or_default();
        let (path, query) = text_of_url.split_once('?').unwrap_or((text_of_url, ""));
        let pair = |pair: &str| match pair.split_once('=') {
            Some((name, value)) if value.contains('{') => (decode_query(name), None),
            Some((name, value)) => (decode_query(name), Some(decode_query(value))),
            None => (decode_query(pair), Some(String::new())),
        };
        let pairs = query
            .split('&')
            .filter(|text| !text.is_empty() && !text.starts_with('{'));
        Self {
            text,
            segments: path.split('/').skip(1).map(Segment::parse).collect(),
            query: pairs.map(pair).collect(),
        }
    }

    /// Whether a URL has the pairs of the query that the document writes behind the path.
    pub fn matches_query(&self, url: &Url<'_>) -> bool {
        self.query.is_empty() || {
            let sent: Vec<_> = url
                .pairs()
                .into_iter()
                .map(|(name, value)| (decode_query(name), decode_query(value)))
                .collect();
            let is_sent = |(name, value): &(String, Option<String>)| {
                let mut sent = sent.iter();
                sent.any(|(other, sent)| other == name && value.as_ref().is_none_or(|value| value == sent))
            };
            self.query.iter().all(is_sent)
        }
    }

    /// The names of the variables in their order.
    pub fn variables(&self) -> impl Iterator<Item = &'d str> + '_ {
        let pieces = self.segments.iter().flat_map(|segment| &segment.pieces);
        pieces.filter_map(|piece| match piece {
            Piece::Variable(name) => Some(*name),
            Piece::Literal(_) => None,
        })
    }

    /// The values of the variables if a path, without the server's part of it, fits this template.
    pub fn matches<'u>(&self, path: &'u str) -> Option<Variables<'d, 'u>> {
        let mut variables = Variables::new();
        let mut texts = path.split('/').skip(1);
        for segment in &self.segments {
            segment.matches(texts.next()?, &mut variables)?;
        }
        texts.next().is_none().then_some(variables)
    }

    /// Orders templates by how specific they are, the most specific one first, so that among the templates that fit a path
    /// the first one is meant. The order of the document makes no difference.
    ///
    /// A template with more literal text comes first. Where two have equally much, they are compared segment by segment: a
    /// literal segment comes before one with variables, and among segments with variables the one with more literal text,
    /// or else with fewer variables. What is still equal takes the same paths: the one with more pairs of a query comes
    /// first, and otherwise their texts decide.
    pub fn by_specificity(&self, other: &Self) -> Ordering {
        let literal = |template: &Self| template.segments.iter().map(Segment::literal_length).sum::<usize>();
        let segments = || {
            self.segments
                .iter()
                .map(Segment::rank)
                .cmp(other.segments.iter().map(Segment::rank))
        };
        literal(other)
            .cmp(&literal(self))
            .then_with(segments)
            .then_with(|| other.query.len().cmp(&self.query.len()))
            .then_with(|| self.text.cmp(other.text))
    }
}

impl<'d> Segment<'d> {
    fn parse(text: &'d str) -> Self {
        let mut pieces = Vec::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{') {
            let Some((name, after)) = after.split_once('}') else {
                break;
            };
            if !before.is_empty() {
                pieces.push(Piece::Literal(decode(before)));
            }
            pieces.push(Piece::Variable(name));
            rest = after;
        }
        if !rest.is_empty() {
            pieces.push(Piece::Literal(decode(rest)));
        }
        Self { pieces }
    }

    /// The decoded text of a segment without variables.
    pub fn literal(&self) -> Option<&str> {
        match self.pieces.as_slice() {
            [] => Some(""),
            [Piece::Literal(text)] => Some(text),
            _ => None,
        }
    }

    /// How many characters of literal text it has.
    fn literal_length(&self) -> usize {
        let length = |piece: &Piece<'_>| match piece {
            Piece::Literal(text) => text.chars().count(),
            Piece::Variable(_) => 0,
        };
        self.pieces.iter().map(length).sum()
    }

    /// The less, the more specific.
    fn rank(&self) -> (bool, usize, usize) {
        let variables = self.pieces.iter().filter(|piece| matches!(piece, Piece::Variable(_)));
        match variables.count() {
            0 => (false, 0, 0),
            variables => (true, usize::MAX - self.literal_length(), variables),
        }
    }

    /// Adds the values of the variables if a text fits this segment.
    fn matches<'u>(&self, text: &'u str, variables: &mut Variables<'d, 'u>) -> Option<()> {
        match self.pieces.as_slice() {
            [] => text.is_empty().then_some(()),
            [Piece::Literal(literal)] => (text == *literal || decode(text) == *literal).then_some(()),
            [Piece::Variable(name)] => {
                variables.push((name, text));
                (!text.is_empty()).then_some(())
            }
            pieces => Mixed::new(text).matches(pieces, variables),
        }
    }
}

/// A text that is matched with several pieces.
struct Mixed<'u> {
    text: &'u str,
    /// What it is made of: where each decoded byte begins, and the byte. A `%3A` is one byte, as `:` is.
    bytes: Vec<(usize, u8)>,
}

impl<'u> Mixed<'u> {
    fn new(text: &'u str) -> Self {
        let raw = text.as_bytes();
        let mut bytes = Vec::with_capacity(raw.len());
        let mut at = 0;
        while at < raw.len() {
            let escape = (raw[at] == b'%').then(|| text.get(at + 1..at + 3)).flatten();
            let digits = escape.filter(|hex| hex.bytes().all(|byte| byte.is_ascii_hexdigit()));
            let decoded = digits.and_then(|hex| u8::from_str_radix(hex, 16).ok());
            bytes.push((at, decoded.unwrap_or(raw[at])));
            at += if decoded.is_some() { 3 } else { 1 };
        }
        Self { text, bytes }
    }

    /// Where a decoded byte begins in the text.
    fn offset(&self, index: usize) -> usize {
        self.bytes.get(index).map_or(self.text.len(), |(at, _)| *at)
    }

    fn has(&self, index: usize, literal: &str) -> bool {
        let mut rest = self.bytes.iter().skip(index).map(|(_, byte)| *byte);
        literal.bytes().all(|wanted| rest.next() == Some(wanted))
    }

    /// The shortest value of the first variable with which the rest fits, then that of the second one, and so on. What fits
    /// is found from the last piece on backwards, so that the work is the product of pieces and text.
    fn matches<'d>(&self, pieces: &[Piece<'d>], variables: &mut Variables<'d, 'u>) -> Option<()> {
        let count = self.bytes.len();
        // Whether the pieces from this one on fit the bytes from that one on.
        let mut fits = vec![vec![false; count + 1]; pieces.len() + 1];
        fits[pieces.len()][count] = true;
        for (number, piece) in pieces.iter().enumerate().rev() {
            let (before, after) = fits.split_at_mut(number + 1);
            let (fits, after) = (&mut before[number], &after[0]);
            match piece {
                Piece::Literal(literal) => {
                    for (at, fits) in fits.iter_mut().enumerate() {
                        let end = at + literal.len();
                        *fits = end <= count && after[end] && self.has(at, literal);
                    }
                }
                // At least one character, and as many more as are wanted.
                Piece::Variable(_) => {
                    for at in (0..count).rev() {
                        fits[at] = after[at + 1] || fits[at + 1];
                    }
                }
            }
        }
        fits[0][0].then_some(())?;
        let mut at = 0;
        for (number, piece) in pieces.iter().enumerate() {
            match piece {
                Piece::Literal(literal) => at += literal.len(),
                Piece::Variable(name) => {
                    let is_end = |end: &usize| fits[number + 1][*end] && self.text.is_char_boundary(self.offset(*end));
                    let end = (at + 1..=count).find(is_end)?;
                    variables.push((name, &self.text[self.offset(at)..self.offset(end)]));
                    at = end;
                }
            }
        }
        (at == count).then_some(())
    }
}

#[cfg(test)]
mod tests {
    use super::{PathTemplate, Url};

    fn values<'u>(template: &'static str, path: &'u str) -> Option<Vec<&'u str>> {
        let variables = PathTemplate::parse(template).matches(path)?;
        Some(variables.into_iter().map(|(_, value)| value).collect())
    }

    #[test]
    fn a_literal_beside_a_variable_may_be_percent_encoded() {
        assert_eq!(values("/files/{id}:undelete", "/files/7:undelete"), Some(vec!["7"]));
        assert_eq!(
            values("/files/{id}:undelete", "/files/a%2Fb%3Aundelete"),
            Some(vec!["a%2Fb"])
        );
        assert_eq!(values("/files/{id}%3Aundelete", "/files/7:undelete"), Some(vec!["7"]));
        assert_eq!(values("/files/{id}:undelete", "/files/:undelete"), None);
        assert_eq!(values("/{a}é{b}", "/1%C3%A92"), Some(vec!["1", "2"]));
        assert_eq!(values("/{a}-{b}.{c}", "/é-ü.ß"), Some(vec!["é", "ü", "ß"]));
    }

    #[test]
    fn a_variable_takes_no_more_than_it_must() {
        assert_eq!(values("/{a}:x", "/1:x:x"), Some(vec!["1:x"]));
        assert_eq!(values("/{a}-{b}", "/1-2-3"), Some(vec!["1", "2-3"]));
        assert_eq!(values("/{a}{b}", "/é1"), Some(vec!["é", "1"]));
        assert_eq!(values("/{a}{b}", "/1"), None);
    }

    #[test]
    fn a_query_behind_the_path_has_to_be_sent() {
        for (template, url, matches) in [
            ("/token", "https://h/token?refresh", true),
            ("/token?refresh", "https://h/token?refresh", true),
            ("/token?refresh", "https://h/token?x=1&refresh=", true),
            ("/token?refresh", "https://h/token", false),
            ("/token?refresh", "https://h/token?refresh=no", false),
            (
                "/?Action=List&Version={version}",
                "https://h/?Version=2&Action=List",
                true,
            ),
            ("/?Action=List&Version={version}", "https://h/?Action=List", false),
            ("/?a%20b=c#fragment", "https://h/?a+b=%63", true),
        ] {
            let template = PathTemplate::parse(template);
            assert_eq!(
                template.matches_query(&Url::parse(url).unwrap()),
                matches,
                "{} {url}",
                template.text
            );
        }
    }

    #[test]
    fn many_variables_in_one_segment_take_no_exponential_time() {
        let template = format!("/{}x", "{a}-".repeat(12));
        let path = format!("/{}", "-1".repeat(3000));
        assert!(PathTemplate::parse(&template).matches(&path).is_none());
    }

    #[test]
    fn the_template_with_more_literal_text_comes_first() {
        let sorted = |mut all: Vec<&'static str>| {
            all.sort_by(|a, b| PathTemplate::parse(a).by_specificity(&PathTemplate::parse(b)));
            all
        };
        for (first, second) in [
            ("/files/{id}:undelete", "/files/{id}"),
            ("/files/trash", "/files/{id}"),
            ("/files/{id}/x", "/{a}/fixed/x"),
            ("/files/{a}{b}:undelete", "/files/{id}"),
            ("/files/{a}", "/files/{a}{b}"),
            ("/a/{x}", "/a/{y}"),
            ("/token?refresh", "/token"),
            ("/{x}?a=1&b", "/{y}?a=1"),
        ] {
            assert_eq!(sorted(vec![first, second]), [first, second]);
            assert_eq!(sorted(vec![second, first]), [first, second]);
        }
    }
}
