//! The servers of the document: which URLs are theirs.

use super::place::Place;
use super::url::Url;

/// A server: what its URLs begin with.
pub(super) struct Server {
    /// Nothing where the server's URL is relative to wherever the document is served.
    origin: Option<(String, Vec<Piece>)>,
    base: Vec<Piece>,
}

/// A piece of a URL's template.
enum Piece {
    Text(String),
    Variable {
        values: Vec<String>,
        /// Any other value passes too, if it is one label of a host: a region that opened after the document was written.
        dotted: bool,
    },
}

impl Server {
    /// The servers that stand here, if any do.
    pub(super) fn all(owner: &Place<'_>) -> Option<Vec<Self>> {
        let servers = owner.raw("servers")?;
        Some(servers.items().map(|server| Self::new(&server)).collect())
    }

    /// The server that is meant where none is written: wherever the document is served.
    pub(super) fn anywhere() -> Self {
        Self {
            origin: None,
            base: Vec::new(),
        }
    }

    fn new(server: &Place<'_>) -> Self {
        let url = server.str("url").unwrap_or("/").trim_end_matches('/');
        let pieces = |text: &str| pieces(text, server);
        match url.split_once("://") {
            Some((scheme, rest)) => {
                let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
                let port = match scheme {
                    "https" => ":443",
                    "http" => ":80",
                    _ => "",
                };
                let authority = authority.strip_suffix(port).unwrap_or(authority);
                Self {
                    origin: Some((scheme.to_ascii_lowercase(), pieces(authority))),
                    base: pieces(path),
                }
            }
            None => Self {
                origin: None,
                base: pieces(url),
            },
        }
    }

    /// Whether the scheme and the host of a URL are this server's.
    pub(super) fn has_origin(&self, url: &Url<'_>) -> bool {
        match &self.origin {
            None => true,
            Some((scheme, pieces)) => {
                url.scheme.eq_ignore_ascii_case(scheme) && ends(pieces, &url.host()).contains(&url.host().len())
            }
        }
    }

    /// What may be left of a path after this server's part of it.
    pub(super) fn rests<'a>(&self, path: &'a str) -> Vec<&'a str> {
        let rests = ends(&self.base, path).into_iter().map(|end| &path[end..]);
        rests.filter(|rest| rest.is_empty() || rest.starts_with('/')).collect()
    }
}

/// The template of a URL in its pieces.
fn pieces(template: &str, server: &Place<'_>) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut rest = template;
    while let Some((text, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}').unwrap_or((after, ""));
        pieces.push(Piece::Text(text.to_ascii_lowercase()));
        let variable = server.get("variables").and_then(|variables| variables.get(name));
        let mut values = Vec::new();
        if let Some(variable) = variable {
            values.extend(variable.str("default").map(str::to_owned));
            values.extend(
                variable
                    .get("enum")
                    .iter()
                    .flat_map(|list| list.node.items())
                    .filter_map(|value| {
                        value
                            .as_str()
                            .or_else(|| value.as_number())
                            .map(str::to_ascii_lowercase)
                    }),
            );
        }
        let dotted = values.iter().any(|value| value.contains('.'));
        pieces.push(Piece::Variable { values, dotted });
        rest = after;
    }
    pieces.push(Piece::Text(rest.to_ascii_lowercase()));
    pieces
}

/// Where the pieces, read from the beginning of the text, can end in it.
fn ends(pieces: &[Piece], text: &str) -> Vec<usize> {
    let mut ends = vec![0];
    for piece in pieces {
        let mut next = Vec::new();
        for &at in &ends {
            let rest = &text[at..];
            match piece {
                Piece::Text(literal) => {
                    if rest
                        .get(..literal.len())
                        .is_some_and(|start| start.eq_ignore_ascii_case(literal))
                    {
                        next.push(at + literal.len());
                    }
                }
                Piece::Variable { values, dotted } => {
                    let listed = values
                        .iter()
                        .filter(|value| rest.to_ascii_lowercase().starts_with(value.as_str()));
                    next.extend(listed.map(|value| at + value.len()));
                    let label = |c: char| c.is_ascii_alphanumeric() || "-_".contains(c) || (*dotted && c == '.');
                    let end = rest.find(|c| !label(c)).unwrap_or(rest.len());
                    next.extend((1..=end).map(|length| at + length));
                }
            }
        }
        next.sort_unstable();
        next.dedup();
        ends = next;
    }
    ends
}
