//! Tokens, joined to what is written as one.

use proc_macro2::{Delimiter, Group, Spacing, TokenStream, TokenTree};

/// A token, with multi-character operators and lifetimes as one.
pub(super) enum Piece {
    /// A name, a literal, a lifetime.
    Word(String),
    Operator(String),
    Group(Delimiter, Vec<Piece>),
    /// `///` or `//!` and its text.
    Doc(String),
    /// `#[…]` or `#![…]`
    Attribute {
        inner: bool,
        pieces: Vec<Piece>,
    },
}

pub(super) fn pieces(tokens: TokenStream) -> Vec<Piece> {
    let mut all = Vec::new();
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Ident(ident) => all.push(Piece::Word(ident.to_string())),
            TokenTree::Literal(literal) => all.push(Piece::Word(literal.to_string())),
            TokenTree::Group(group) => match group.delimiter() {
                // Made by substitution: it is not there in the text.
                Delimiter::None => all.extend(pieces(group.stream())),
                delimiter => all.push(Piece::Group(delimiter, pieces(group.stream()))),
            },
            TokenTree::Punct(punct) => {
                let mut text = punct.as_char().to_string();
                let mut spacing = punct.spacing();
                if text == "'" {
                    if let Some(TokenTree::Ident(ident)) = tokens.next() {
                        all.push(Piece::Word(format!("'{ident}")));
                    }
                    continue;
                }
                while spacing == Spacing::Joint
                    && let Some(TokenTree::Punct(next)) = tokens.peek()
                    && is_operator(&text, next.as_char())
                {
                    text.push(next.as_char());
                    spacing = next.spacing();
                    tokens.next();
                }
                if text == "#" {
                    let inner = matches!(tokens.peek(), Some(TokenTree::Punct(punct)) if punct.as_char() == '!');
                    if inner {
                        tokens.next();
                    }
                    if let Some(TokenTree::Group(group)) = tokens.next() {
                        all.push(attribute(inner, &group));
                    }
                    continue;
                }
                all.push(Piece::Operator(text));
            }
        }
    }
    all
}

/// Whether an operator goes on with this character.
fn is_operator(text: &str, next: char) -> bool {
    matches!(
        (text, next),
        (":", ':')
            | ("-" | "=", '>')
            | ("=" | "!" | "<" | ">" | "+" | "-" | "*" | "/" | "..", '=')
            | ("&", '&')
            | ("|", '|')
            | ("." | "..", '.')
    )
}

fn attribute(inner: bool, group: &Group) -> Piece {
    let mut tokens = group.stream().into_iter();
    if let (Some(TokenTree::Ident(name)), Some(TokenTree::Punct(_)), Some(TokenTree::Literal(literal)), None) =
        (tokens.next(), tokens.next(), tokens.next(), tokens.next())
        && name == "doc"
        && let Ok(text) = syn::parse_str::<syn::LitStr>(&literal.to_string())
        && let text = text.value()
        && !text.contains(['\n', '\r'])
    {
        // Four slashes are a comment and no documentation.
        let gap = if text.starts_with('/') { " " } else { "" };
        let mark = if inner { "//!" } else { "///" };
        return Piece::Doc(format!("{mark}{gap}{text}").trim_end().to_owned());
    }
    let pieces = pieces(group.stream());
    Piece::Attribute { inner, pieces }
}
