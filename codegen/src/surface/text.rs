//! Types and signatures as text: one spelling for each, without the names of arguments.

use std::fmt::Write as _;

use proc_macro2::{Delimiter, Group, Spacing, TokenStream, TokenTree};

/// Tokens of a type or of a signature as text, without the path of the runtime.
pub(super) fn text(tokens: impl IntoIterator<Item = TokenTree>) -> String {
    let mut out = String::new();
    write(tokens, &mut out);
    out
}

fn write(tokens: impl IntoIterator<Item = TokenTree>, out: &mut String) {
    let mut tokens = tokens.into_iter().peekable();
    // Whether the token before was `::`, and whether it was the first colon of one.
    let (mut behind_path, mut in_path) = (false, false);
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::Brace => ("{", "}"),
                    Delimiter::None => ("", ""),
                };
                out.push_str(open);
                write(inside(group), out);
                out.push_str(close);
                (behind_path, in_path) = (false, false);
            }
            TokenTree::Punct(punct) => {
                let joint = punct.spacing() == Spacing::Joint;
                match punct.as_char() {
                    ':' if in_path => {
                        // `::serde_json` is `serde_json`.
                        if out.ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == '>') && !behind_path {
                            out.push_str("::");
                        }
                        (behind_path, in_path) = (true, false);
                        continue;
                    }
                    ':' if joint => {
                        (behind_path, in_path) = (false, true);
                        continue;
                    }
                    ':' => out.push_str(": "),
                    ',' if tokens.peek().is_none() => {}
                    ',' => out.push_str(", "),
                    ';' => out.push_str("; "),
                    '=' => out.push_str(" = "),
                    '+' => out.push_str(" + "),
                    '-' if joint => {
                        tokens.next();
                        out.push_str(" -> ");
                    }
                    '&' | '\'' => {
                        separate(out);
                        out.push(punct.as_char());
                    }
                    other => out.push(other),
                }
                (behind_path, in_path) = (false, false);
            }
            TokenTree::Ident(ident) => {
                let is_path = matches!(tokens.peek(), Some(TokenTree::Punct(next)) if next.as_char() == ':' && next.spacing() == Spacing::Joint);
                if ident == "rt" && is_path && !behind_path {
                    tokens.next();
                    tokens.next();
                    continue;
                }
                if !behind_path {
                    separate(out);
                }
                _ = write!(out, "{ident}");
                (behind_path, in_path) = (false, false);
            }
            TokenTree::Literal(literal) => {
                separate(out);
                _ = write!(out, "{literal}");
                (behind_path, in_path) = (false, false);
            }
        }
    }
}

/// Separates a word from the word before it.
fn separate(out: &mut String) {
    if out.ends_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | '>' | ')' | ']' | '"')) && !out.ends_with("-> ")
    {
        out.push(' ');
    }
}

/// The signature of a function, from behind its name to before its body: `(self, impl Into<String>) -> Self`.
pub(super) fn signature(tokens: Vec<TokenTree>) -> String {
    let mut out = String::new();
    let mut tokens = tokens.into_iter();
    let mut before = Vec::new();
    for token in tokens.by_ref() {
        match token {
            TokenTree::Group(group) if group.delimiter() == Delimiter::Parenthesis => {
                write(std::mem::take(&mut before), &mut out);
                _ = write!(out, "({})", arguments(inside(group)).join(", "));
                break;
            }
            other => before.push(other),
        }
    }
    // Without arguments, that is all; otherwise what is returned follows.
    write(before, &mut out);
    out.push_str(&text(tokens));
    out
}

/// The types of arguments, without their names.
fn arguments(tokens: TokenStream) -> Vec<String> {
    split(tokens)
        .into_iter()
        .map(|mut argument| {
            let is_receiver = argument
                .iter()
                .any(|token| matches!(token, TokenTree::Ident(ident) if ident == "self"));
            let colon = argument
                .iter()
                .position(|token| matches!(token, TokenTree::Punct(punct) if punct.as_char() == ':' && punct.spacing() == Spacing::Alone));
            match colon {
                Some(colon) => text(argument.drain(colon + 1..)),
                // `mut self` takes what `self` takes.
                None if is_receiver => text(argument.into_iter().filter(|token| !matches!(token, TokenTree::Ident(ident) if ident == "mut"))),
                None => text(argument),
            }
        })
        .collect()
}

/// The tokens in a group. The group is dropped first, so that its tokens need not be cloned.
pub(super) fn inside(group: Group) -> TokenStream {
    let tokens = group.stream();
    drop(group);
    tokens
}

/// The parts of a list, separated by commas that are not within `<` and `>`.
pub(super) fn split(tokens: TokenStream) -> Vec<Vec<TokenTree>> {
    let mut parts = vec![Vec::new()];
    let mut depth = 0_usize;
    let mut arrow = false;
    for token in tokens {
        if let TokenTree::Punct(punct) = &token {
            match punct.as_char() {
                '<' => depth += 1,
                '>' if !arrow => depth = depth.saturating_sub(1),
                ',' if depth == 0 => {
                    parts.push(Vec::new());
                    continue;
                }
                _ => {}
            }
            arrow = punct.as_char() == '-';
        } else {
            arrow = false;
        }
        if let Some(last) = parts.last_mut() {
            last.push(token);
        }
    }
    parts.retain(|part| !part.is_empty());
    parts
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use super::*;

    #[test]
    fn a_type_has_one_spelling() {
        for (tokens, expected) in [
            (quote! { Option<Vec<types::Image>> }, "Option<Vec<types::Image>>"),
            (
                quote! { impl IntoIterator<Item = impl Into<rt::Input<types::Image>>> },
                "impl IntoIterator<Item = impl Into<Input<types::Image>>>",
            ),
            (
                quote! { ::serde_json::Map<String, ::serde_json::Value> },
                "serde_json::Map<String, serde_json::Value>",
            ),
            (quote! { From<&str> for Image }, "From<&str> for Image"),
            (quote! { Option<Cow<'_, str>> }, "Option<Cow<'_, str>>"),
        ] {
            assert_eq!(text(tokens), expected);
        }
    }

    #[test]
    fn the_names_of_arguments_do_not_count() {
        let of = |tokens: TokenStream| signature(tokens.into_iter().collect());
        assert_eq!(
            of(quote! { (mut self, name: impl Into<rt::Input<types::A>>, other: BTreeMap<String, i64>,) -> Self }),
            "(self, impl Into<Input<types::A>>, BTreeMap<String, i64>) -> Self"
        );
        assert_eq!(
            of(quote! { <T>(self, value: Option<T>, setter: impl FnOnce(Self, T) -> Self) -> Result<(), Error> }),
            "<T>(self, Option<T>, impl FnOnce(Self, T) -> Self) -> Result<(), Error>"
        );
        assert_eq!(of(quote! { (&self) -> Option<&str> }), "(&self) -> Option<&str>");
    }
}
