//! A file of generated code: what it is about, the imports that it needs, and its items.

use std::collections::BTreeSet;

use proc_macro2::{Spacing, TokenStream, TokenTree};
use quote::quote;

/// A file before it is printed.
pub(super) struct File {
    /// The documentation of the module, and its attributes.
    pub(super) about: TokenStream,
    pub(super) imports: TokenStream,
    pub(super) items: TokenStream,
}

impl File {
    pub(super) fn tokens(self) -> TokenStream {
        let Self { about, imports, items } = self;
        quote! { #about #imports #items }
    }
}

/// A file of `items`, with `imports` but for the names that are not used, because what a document has decides what its client
/// needs.
pub(super) fn file(about: &TokenStream, imports: &[TokenStream], items: &TokenStream) -> File {
    let mut used = BTreeSet::new();
    collect(items.clone(), &mut used);
    let imports = imports.iter().map(|import| needed(import.clone(), &used));
    File {
        about: about.clone(),
        imports: imports.collect(),
        items: items.clone(),
    }
}

/// Collects the names that only an import can give: a module before `::`, a type not behind it. Text and documentation
/// are literals, in which nothing is a name.
fn collect(tokens: TokenStream, used: &mut BTreeSet<String>) {
    let mut tokens = tokens.into_iter().peekable();
    let mut behind_path = false;
    while let Some(token) = tokens.next() {
        match &token {
            TokenTree::Group(group) => collect(group.stream(), used),
            TokenTree::Ident(ident) => {
                let name = ident.to_string();
                let module = name.starts_with(|first: char| first.is_ascii_lowercase());
                let before_path = matches!(tokens.peek(), Some(TokenTree::Punct(next)) if next.as_char() == ':' && next.spacing() == Spacing::Joint);
                if !behind_path && (!module || before_path) {
                    used.insert(name);
                }
            }
            _ => {}
        }
        behind_path = match &token {
            // The second colon of `::`; a single one is between a name and its type.
            TokenTree::Punct(punct) if punct.as_char() == ':' => {
                punct.spacing() == Spacing::Joint || (behind_path && punct.spacing() == Spacing::Alone)
            }
            _ => false,
        };
    }
}

/// An import, `a::b::{C, D}`, `a::E` or `a::b as c`, of the names that are used; nothing if none is.
fn needed(import: TokenStream, used: &BTreeSet<String>) -> TokenStream {
    let mut tokens: Vec<_> = import.into_iter().collect();
    match tokens.pop() {
        Some(TokenTree::Group(group)) => {
            let names = group.stream().into_iter().filter(|token| match token {
                TokenTree::Ident(ident) => used.contains(&ident.to_string()),
                _ => false,
            });
            let names: Vec<_> = names.collect();
            match &*names {
                [] => TokenStream::new(),
                [name] => quote! { use #(#tokens)* #name; },
                names => quote! { use #(#tokens)* { #(#names),* }; },
            }
        }
        Some(TokenTree::Ident(ident)) if used.contains(&ident.to_string()) => quote! { use #(#tokens)* #ident; },
        _ => TokenStream::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_used_is_imported() {
        let items = quote! {
            /// Unused, builders::x
            struct S { api: Used, f: types::Hidden, g: rt::Call }
        };
        let imports = [
            quote! { a::{Used, Unused, Hidden} },
            quote! { super::{types, api, builders} },
            quote! { b::Alone },
            quote! { c::d as rt },
        ];
        let kept = quote! {
            use a::Used;
            use super::types;
            use c::d as rt;
            /// Unused, builders::x
            struct S { api: Used, f: types::Hidden, g: rt::Call }
        };
        assert_eq!(
            file(&quote! {}, &imports, &items).tokens().to_string(),
            kept.to_string()
        );
    }
}
