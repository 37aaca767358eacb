//! Leaves out the imports that the written items do not use: what a document has decides what its client needs.

use std::collections::BTreeSet;

use proc_macro2::{Spacing, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{Item, UseTree};

/// `tokens` of a file without the imports of unused names.
pub(super) fn without_unused(tokens: TokenStream) -> Result<TokenStream, String> {
    let mut file: syn::File = syn::parse2(tokens).map_err(|error| error.to_string())?;
    let mut used = BTreeSet::new();
    for item in file.items.iter().filter(|item| !matches!(item, Item::Use(_))) {
        collect(item.to_token_stream(), &mut used);
    }
    file.items.retain_mut(|item| match item {
        Item::Use(item) => keep(&mut item.tree, &used),
        _ => true,
    });
    Ok(file.into_token_stream())
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

fn keep(tree: &mut UseTree, used: &BTreeSet<String>) -> bool {
    match tree {
        UseTree::Path(path) => keep(&mut path.tree, used),
        UseTree::Name(name) => used.contains(&name.ident.to_string()),
        UseTree::Group(group) => {
            let kept = group
                .items
                .iter()
                .cloned()
                .filter_map(|mut tree| keep(&mut tree, used).then_some(tree));
            group.items = kept.collect();
            if group.items.len() == 1 {
                *tree = group.items[0].clone();
                return true;
            }
            !group.items.is_empty()
        }
        UseTree::Rename(_) | UseTree::Glob(_) => true,
    }
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use super::*;

    #[test]
    fn only_what_is_used_is_imported() {
        let tokens = quote! {
            use a::{Used, Unused, Hidden};
            use super::{types, api, builders};
            use b::Alone;
            /// Unused, builders::x
            struct S { api: Used, f: types::Hidden }
        };
        let kept = quote! {
            use a::Used;
            use super::types;
            /// Unused, builders::x
            struct S { api: Used, f: types::Hidden }
        };
        assert_eq!(without_unused(tokens).unwrap().to_string(), kept.to_string());
    }
}
