//! The public items of printed files, read by `syn`: another way to the surface.

use std::collections::BTreeMap;

use codegen::Generated;
use quote::ToTokens;

/// The public items with their types and signatures without spaces.
pub(crate) fn items(generated: &Generated) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for file in &generated.client {
        let parsed = syn::parse_file(&file.text).unwrap_or_else(|error| panic!("{}: {error}", file.path));
        let module = file.path.trim_end_matches(".rs").split('/').next().unwrap();
        let prefix = match module {
            "client" | "mod" => String::new(),
            "api" | "members" => continue,
            other => format!("{other}::"),
        };
        for item in &parsed.items {
            read(item, &prefix, &mut found);
        }
    }
    found
}

fn written(tokens: impl ToTokens) -> String {
    let text = tokens.to_token_stream().to_string().replace(' ', "");
    let text = text.replace("rt::", "");
    ["<", "(", ",", "=", "&", ">"]
        .iter()
        .fold(text, |text, before| text.replace(&format!("{before}::"), before))
        .trim_start_matches("::")
        .to_owned()
}

fn is_public(visibility: &syn::Visibility) -> bool {
    matches!(visibility, syn::Visibility::Public(_))
}

fn signature(signature: &syn::Signature) -> String {
    let asyncness = signature.asyncness.map(|_| "async").unwrap_or_default();
    let inputs = signature.inputs.iter().map(|input| match input {
        syn::FnArg::Receiver(receiver) => written(receiver).replace("mutself", "self"),
        syn::FnArg::Typed(typed) => written(&typed.ty),
    });
    let inputs: Vec<_> = inputs.collect();
    let generics = written(&signature.generics);
    format!(
        "{asyncness}fn{generics}({}){}",
        inputs.join(","),
        written(&signature.output)
    )
}

fn read(item: &syn::Item, prefix: &str, found: &mut BTreeMap<String, String>) {
    match item {
        syn::Item::Struct(item) if is_public(&item.vis) => {
            found.insert(format!("{prefix}{}", item.ident), String::new());
            for field in item.fields.iter().filter(|field| is_public(&field.vis)) {
                let name = field.ident.as_ref().unwrap();
                found.insert(format!("{prefix}{}::{name}", item.ident), written(&field.ty));
            }
        }
        syn::Item::Enum(item) if is_public(&item.vis) => {
            found.insert(format!("{prefix}{}", item.ident), String::new());
            for variant in &item.variants {
                found.insert(
                    format!("{prefix}{}::{}", item.ident, variant.ident),
                    written(&variant.fields),
                );
            }
        }
        syn::Item::Trait(item) if is_public(&item.vis) => {
            found.insert(
                format!("{prefix}{}", item.ident),
                format!(":{}", written(&item.supertraits)),
            );
            for method in &item.items {
                if let syn::TraitItem::Fn(method) = method {
                    found.insert(
                        format!("{prefix}{}::{}()", item.ident, method.sig.ident),
                        signature(&method.sig),
                    );
                }
            }
        }
        syn::Item::Impl(item) if item.trait_.is_none() => {
            let owner = written(&item.self_ty);
            let path = match owner.rsplit_once("super::") {
                Some((_, name)) => name.to_owned(),
                None => format!("{prefix}{owner}"),
            };
            for method in &item.items {
                if let syn::ImplItem::Fn(method) = method
                    && is_public(&method.vis)
                {
                    found.insert(format!("{path}::{}()", method.sig.ident), signature(&method.sig));
                }
            }
        }
        syn::Item::Mod(item) if is_public(&item.vis) => {
            found.insert(format!("{prefix}{}", item.ident), String::new());
        }
        // What a file of a group exports is read there.
        syn::Item::Use(item) if is_public(&item.vis) && !written(&item.tree).ends_with("::*") => {
            exports(&item.tree, prefix, found);
        }
        syn::Item::Macro(item) => expanded(&item.mac, prefix, found),
        _ => {}
    }
}

fn exports(tree: &syn::UseTree, prefix: &str, found: &mut BTreeMap<String, String>) {
    match tree {
        syn::UseTree::Path(path) => exports(&path.tree, prefix, found),
        syn::UseTree::Group(group) => group.items.iter().for_each(|tree| exports(tree, prefix, found)),
        syn::UseTree::Name(name) => {
            found.entry(format!("{prefix}{}", name.ident)).or_default();
        }
        other => panic!("an export of another form: {}", written(other)),
    }
}

/// What the macros of the runtime make, by their definitions.
fn expanded(call: &syn::Macro, prefix: &str, found: &mut BTreeMap<String, String>) {
    let name = call.path.segments.last().unwrap().ident.to_string();
    let tokens = call
        .tokens
        .to_string()
        .replace(' ', "")
        .replace("::serde_json", "serde_json");
    let (own, rest) = tokens.split_once(',').unwrap_or((&tokens, ""));
    let mut method = |path: String, signature: String| {
        found.insert(path, signature.replace(' ', "").replace("rt::", ""));
    };
    match name.as_str() {
        "operation" => {
            let (output, _) = rest.rsplit_once(',').unwrap();
            let output = match rest.split_once(",read(") {
                Some((output, _)) => output,
                None => output,
            };
            method(
                format!("{prefix}{own}::send()"),
                format!("async fn(self) -> Result<Response<{output}>, Error>"),
            );
        }
        "pages" | "chained_pages" => {
            let chained = if name == "pages" { "" } else { "Chained" };
            method(
                format!("{prefix}{own}::pages()"),
                format!("fn(self)->{chained}Pages<Self>"),
            );
            method(
                format!("{prefix}{own}::items()"),
                format!("fn(self)->{chained}Items<Self>"),
            );
        }
        "builder" => {
            let of = rest.split(',').next().unwrap();
            method(
                format!("{prefix}{own}::build()"),
                format!("fn(self)->Result<{of},Error>"),
            );
            method(format!("{of}::builder()"), format!("fn()->{own}"));
        }
        // Implements `Ord`; reads and writes a type.
        "converted" | "ordered" | "record" => {}
        "other_response" => {
            let parts: Vec<_> = rest.splitn(3, ',').collect();
            let output = parts[2].split_once(",read(").or_else(|| parts[2].rsplit_once(','));
            let (output, _) = output.unwrap();
            method(
                format!("{prefix}{own}::{}()", parts[0]),
                format!("async fn(self) -> Result<Response<{output}>, Error>"),
            );
        }
        "stream" => {
            let (kind, line) = rest.split_once(',').unwrap_or((rest, ""));
            let line = line.rsplit_once(',').map_or(line, |(line, _)| line);
            let streams: &[(&str, &str, String)] = &match kind {
                "bytes" => vec![("send_stream", "", "ByteStream".to_owned())],
                "lines" => vec![("send_lines", "", format!("JsonLines<{line}>"))],
                _ => vec![
                    ("send_events", "", "EventStream".to_owned()),
                    ("send_events_after", ",impl Into<String>", "EventStream".to_owned()),
                ],
            };
            for (name, taken, output) in streams {
                method(
                    format!("{prefix}{own}::{name}()"),
                    format!("async fn(self{taken})->Result<Response<{output}>,Error>"),
                );
            }
        }
        other => panic!("an unknown macro {other}!"),
    }
}
