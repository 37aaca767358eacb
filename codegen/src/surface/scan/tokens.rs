//! Reads tokens: what stands before an item, its name, and lists up to a separator.

use proc_macro2::{Delimiter, TokenStream, TokenTree};

use super::super::text::{inside, split, text};
use super::super::{Digest, Item, Kind};

/// What is before an item.
#[derive(Default)]
pub(super) struct Head {
    pub(super) docs: Digest,
    pub(super) code: Digest,
    pub(super) derives: Vec<String>,
    pub(super) deprecated: bool,
    pub(super) non_exhaustive: bool,
    pub(super) is_public: bool,
}

pub(super) type Tokens = std::iter::Peekable<std::vec::IntoIter<TokenTree>>;

impl Head {
    pub(super) fn item(&self, kind: Kind) -> Item {
        Item {
            kind,
            traits: self.derives.clone(),
            deprecated: self.deprecated,
            docs: self.docs,
            code: self.code,
            ..Item::default()
        }
    }
}

pub(super) fn peekable(tokens: TokenStream) -> Tokens {
    tokens.into_iter().collect::<Vec<_>>().into_iter().peekable()
}

/// Reads the attributes and the visibility before an item.
pub(super) fn read_head(tokens: &mut Tokens) -> Head {
    let mut head = Head::default();
    while let Some(token) = tokens.peek() {
        match token {
            TokenTree::Punct(punct) if punct.as_char() == '#' => {
                tokens.next();
                if matches!(tokens.peek(), Some(TokenTree::Punct(punct)) if punct.as_char() == '!') {
                    tokens.next();
                }
                if let Some(TokenTree::Group(group)) = tokens.next() {
                    head.attribute(inside(group));
                }
            }
            TokenTree::Ident(ident) if ident == "pub" => {
                tokens.next();
                let is_restricted = matches!(tokens.peek(), Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Parenthesis && is_reach(&group.stream()));
                if is_restricted {
                    tokens.next();
                }
                head.is_public = !is_restricted;
                return head;
            }
            _ => return head,
        }
    }
    head
}

/// Whether this is the `(crate)` of `pub(crate)`.
fn is_reach(tokens: &TokenStream) -> bool {
    let first = tokens.clone().into_iter().next();
    matches!(first, Some(TokenTree::Ident(ident)) if ["crate", "super", "self", "in"].iter().any(|word| ident == word))
}

impl Head {
    pub(super) fn attribute(&mut self, tokens: TokenStream) {
        let mut parts = tokens.into_iter();
        let Some(TokenTree::Ident(name)) = parts.next() else {
            return;
        };
        match name.to_string().as_str() {
            "doc" => parts.for_each(|token| self.docs.add_shown(token)),
            "deprecated" => self.deprecated = true,
            "non_exhaustive" => self.non_exhaustive = true,
            "derive" => {
                if let Some(TokenTree::Group(group)) = parts.next() {
                    self.derives = split(inside(group)).into_iter().map(text).collect();
                    self.derives.sort();
                }
            }
            "must_use" | "allow" | "expect" => {}
            _ => self
                .code
                .add_tokens(std::iter::once(name.into()).chain(parts).collect()),
        }
    }
}

/// The name behind a keyword.
pub(super) fn name(tokens: &mut Tokens) -> String {
    match tokens.next() {
        Some(TokenTree::Ident(ident)) => ident.to_string(),
        _ => String::new(),
    }
}

/// The tokens of an item to its end: a group in braces, or a semicolon.
pub(super) fn until_end(tokens: &mut Tokens) -> Vec<TokenTree> {
    let mut found = Vec::new();
    for token in tokens.by_ref() {
        match &token {
            TokenTree::Punct(punct) if punct.as_char() == ';' => break,
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
                found.push(token);
                break;
            }
            _ => found.push(token),
        }
    }
    found
}

/// The tokens of an item that ends with a semicolon.
pub(super) fn until_semicolon(tokens: &mut Tokens) -> Vec<TokenTree> {
    let is_more = |token: &TokenTree| !matches!(token, TokenTree::Punct(punct) if punct.as_char() == ';');
    tokens.by_ref().take_while(is_more).collect()
}

/// A field: its name and its type.
pub(super) fn named_type(mut tokens: Tokens) -> (String, String) {
    let name = name(&mut tokens);
    tokens.next();
    (name, text(tokens))
}

/// The types that an implementation gives a trait, such as the item of an iterator.
pub(super) fn associated_types(body: &[TokenTree]) -> String {
    let is_end = |token: &&TokenTree| matches!(token, TokenTree::Punct(punct) if punct.as_char() == ';');
    let mut types = Vec::new();
    let mut tokens = body.iter();
    while let Some(token) = tokens.next() {
        if matches!(token, TokenTree::Ident(ident) if ident == "type") {
            types.push(text(tokens.by_ref().take_while(|token| !is_end(token)).cloned()));
        }
    }
    if types.is_empty() {
        String::new()
    } else {
        format!(" [{}]", types.join(", "))
    }
}

/// `<'de> Deserialize<'de>` is derived as `Deserialize` elsewhere.
pub(super) fn without_lifetimes(written: &str) -> String {
    let written = written
        .strip_prefix("<'de> ")
        .or(written.strip_prefix("<'de>"))
        .unwrap_or(written);
    written.replace("<'de>", "")
}
