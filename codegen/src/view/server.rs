//! The servers of the document: which URLs are theirs.

use super::place::Place;
use super::url::{Url, decode};

/// A server: what its URLs begin with.
#[derive(Clone, Debug)]
pub struct Server {
    /// Nothing where the server's URL is relative to wherever the document is served.
    origin: Option<Origin>,
    /// What the paths of its URLs begin with.
    pub base: Base,
}

/// A scheme and a host.
#[derive(Clone, Debug)]
struct Origin {
    /// Nothing where the server's URL has the scheme of the document's own.
    scheme: Option<Vec<Piece>>,
    authority: Vec<Piece>,
}

/// What the paths of a server begin with.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Base {
    pieces: Vec<Piece>,
    /// It is relative to the folder from which the document is served, which is unknown.
    floating: bool,
}

/// A piece of a URL's template.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Piece {
    Text(String),
    Variable {
        values: Vec<String>,
        /// Any other value passes too, of these characters: a region that opened after the document was written.
        others: Others,
    },
}

/// Which values a variable may have in addition to those that are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Others {
    /// One label of a host.
    Label,
    /// Several labels, as one of the listed values has them.
    Labels,
    /// One segment of a path.
    Segment,
}

impl Others {
    fn takes(self, character: char) -> bool {
        match self {
            Self::Segment => character != '/',
            Self::Label => character.is_ascii_alphanumeric() || "-_".contains(character),
            Self::Labels => character.is_ascii_alphanumeric() || "-_.".contains(character),
        }
    }
}

/// How many URLs a server with variables of several segments may match.
const MAX_URLS: usize = 256;

impl Server {
    /// The servers of this value, if it has any.
    pub fn all(owner: &Place<'_>) -> Option<Vec<Self>> {
        let servers = owner.raw("servers")?;
        let one = |server: Place<'_>| -> Vec<Self> {
            written_out(&server).iter().map(|url| Self::new(url, &server)).collect()
        };
        Some(servers.items().flat_map(one).collect())
    }

    /// The server that is meant where none is written: wherever the document is served.
    pub fn anywhere() -> Self {
        Self {
            origin: None,
            base: Base {
                pieces: Vec::new(),
                floating: false,
            },
        }
    }

    /// The server at an address, which has no variables.
    pub fn at(url: &str) -> Self {
        let literal = |text: &str| vec![Piece::Text(text.to_owned())];
        let Some(url) = Url::parse(url.trim_end_matches('/')) else {
            return Self::anywhere();
        };
        Self {
            origin: Some(Origin {
                scheme: Some(literal(&url.scheme.to_ascii_lowercase())),
                authority: literal(&url.host()),
            }),
            base: Base {
                pieces: literal(url.path),
                floating: false,
            },
        }
    }

    /// The same server with the paths of another one.
    #[must_use]
    pub fn with_base_of(&self, other: &Self) -> Self {
        Self {
            origin: self.origin.clone(),
            base: other.base.clone(),
        }
    }

    /// Whether it is at a host of its own, and not wherever the document is served.
    pub fn has_host(&self) -> bool {
        self.origin.is_some()
    }

    fn new(url: &str, server: &Place<'_>) -> Self {
        let url = url.trim_end_matches('/');
        let (scheme, rest) = match url.split_once("://") {
            Some((scheme, rest)) => (Some(scheme), Some(rest)),
            None => (None, url.strip_prefix("//")),
        };
        let path = |text: &str| pieces(text, server, Others::Segment);
        let Some(rest) = rest else {
            let relative = url.trim_start_matches("./");
            let floating = !relative.is_empty() && !relative.starts_with('/');
            let text = if floating {
                format!("/{relative}")
            } else {
                relative.to_owned()
            };
            return Self {
                origin: None,
                base: Base {
                    pieces: path(&text),
                    floating,
                },
            };
        };
        let (authority, base) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        let host = |text: &str| pieces(&text.to_ascii_lowercase(), server, Others::Label);
        let scheme = scheme.map(str::to_ascii_lowercase);
        let port = default_port(scheme.as_deref().unwrap_or_default());
        let authority = authority
            .strip_suffix(port)
            .filter(|_| !port.is_empty())
            .unwrap_or(authority);
        Self {
            origin: Some(Origin {
                scheme: scheme.map(|scheme| host(&scheme)),
                authority: host(authority),
            }),
            base: Base {
                pieces: path(base),
                floating: false,
            },
        }
    }

    /// Whether a host, as [`Url::host`] gives it for a scheme, is this server's, whatever the scheme of this one.
    pub fn is_at(&self, scheme: &str, host: &str) -> bool {
        self.origin.as_ref().is_some_and(|origin| {
            let is = |text: &str| ends(&origin.authority, text).contains(&text.len());
            is(host) || is(&format!("{host}{}", default_port(&scheme.to_ascii_lowercase())))
        })
    }

    /// Whether a scheme and a host, as [`Url::host`] gives it, are this server's.
    pub fn has_origin(&self, scheme: &str, host: &str) -> bool {
        let Some(origin) = &self.origin else { return true };
        let scheme = scheme.to_ascii_lowercase();
        let is = |pieces: &[Piece], text: &str| ends(pieces, text).contains(&text.len());
        // A server may have its port from a variable, and that may be the default one, which is usually left out.
        let with_port = || format!("{host}{}", default_port(&scheme));
        origin.scheme.as_ref().is_none_or(|pieces| is(pieces, &scheme))
            && (is(&origin.authority, host) || is(&origin.authority, &with_port()))
    }
}

impl Base {
    /// The segments that are written in it.
    pub fn words(&self) -> Vec<String> {
        let texts = self.pieces.iter().filter_map(|piece| match piece {
            Piece::Text(text) => Some(text),
            Piece::Variable { .. } => None,
        });
        texts.flat_map(|text| text.split('/')).map(decode).collect()
    }

    /// The segments that are followed by a variable.
    pub fn words_before_variables(&self) -> Vec<String> {
        let before = |pair: &[Piece]| match pair {
            [Piece::Text(text), Piece::Variable { .. }] => last_segment(text),
            _ => None,
        };
        self.pieces.windows(2).filter_map(before).collect()
    }

    /// The segment at its end.
    pub fn last_word(&self) -> Option<String> {
        match self.pieces.last()? {
            Piece::Text(text) => last_segment(text),
            Piece::Variable { .. } => None,
        }
    }

    /// What may be left of a path after this part of it.
    pub fn rests<'a>(&self, path: &'a str) -> Vec<&'a str> {
        let starts = path
            .match_indices('/')
            .map(|(at, _)| at)
            .take(if self.floating { usize::MAX } else { 1 });
        let after = |start: usize| {
            let rest = &path[start..];
            ends(&self.pieces, rest).into_iter().map(move |end| &rest[end..])
        };
        let rests = starts.flat_map(after);
        rests.filter(|rest| rest.is_empty() || rest.starts_with('/')).collect()
    }
}

/// The last segment of a text that is not empty, decoded.
fn last_segment(text: &str) -> Option<String> {
    text.split('/').rfind(|segment| !segment.is_empty()).map(decode)
}

/// The port that a URL of this scheme has where it has none.
fn default_port(scheme: &str) -> &'static str {
    match scheme {
        "https" => ":443",
        "http" => ":80",
        _ => "",
    }
}

/// The URLs of a server with those variables written out that hold more than a label or a segment.
fn written_out(server: &Place<'_>) -> Vec<String> {
    let mut urls = vec![server.str("url").unwrap_or("/").to_owned()];
    let variables = server.get("variables");
    for (name, variable) in variables.iter().flat_map(Place::members) {
        let values = values(&variable);
        if !values.iter().any(|value| value.contains('/')) {
            continue;
        }
        let hole = format!("{{{name}}}");
        let mut written = Vec::new();
        for url in urls {
            if !url.contains(&hole) {
                written.push(url);
                continue;
            }
            written.extend(values.iter().map(|value| url.replace(&hole, value)));
            // Where nothing is listed, the same may be served anywhere.
            let path = values
                .first()
                .and_then(|value| value.split_once("://"))
                .map(|(_, rest)| {
                    let path = rest.find('/').map_or("", |at| &rest[at..]);
                    url.replace(&hole, path)
                });
            written.extend(path.filter(|_| variable.get("enum").is_none()));
        }
        written.truncate(MAX_URLS);
        urls = written;
    }
    urls
}

/// The values that are written for a variable.
fn values(variable: &Place<'_>) -> Vec<String> {
    let list = variable.get("enum");
    let default = variable.node.get("default");
    let nodes = default
        .into_iter()
        .chain(list.iter().flat_map(|list| list.node.items()));
    nodes
        .filter_map(|value| value.as_str().or_else(|| value.as_number()))
        .map(str::to_owned)
        .collect()
}

/// The template of a URL in its pieces.
fn pieces(template: &str, server: &Place<'_>, others: Others) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut rest = template;
    let variables = server.get("variables");
    while let Some((text, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}').unwrap_or((after, ""));
        pieces.push(Piece::Text(text.to_owned()));
        // Of a host, the template is in lower case already.
        let variable = variables
            .iter()
            .flat_map(Place::members)
            .find(|(known, _)| match others {
                Others::Segment => *known == name,
                _ => known.eq_ignore_ascii_case(name),
            });
        let mut values = variable.map(|(_, variable)| values(&variable)).unwrap_or_default();
        let mut others = others;
        if others == Others::Label {
            values.iter_mut().for_each(|value| value.make_ascii_lowercase());
            if values.iter().any(|value| value.contains('.')) {
                others = Others::Labels;
            }
        }
        pieces.push(Piece::Variable { values, others });
        rest = after;
    }
    pieces.push(Piece::Text(rest.to_owned()));
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
                    if rest.starts_with(literal.as_str()) {
                        next.push(at + literal.len());
                    }
                }
                Piece::Variable { values, others } => {
                    let listed = values.iter().filter(|value| rest.starts_with(value.as_str()));
                    next.extend(listed.map(|value| at + value.len()));
                    let others = rest
                        .char_indices()
                        .take_while(|(_, character)| others.takes(*character));
                    next.extend(others.map(|(start, character)| at + start + character.len_utf8()));
                }
            }
        }
        next.sort_unstable();
        next.dedup();
        ends = next;
    }
    ends
}
