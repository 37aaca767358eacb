//! A program that uses everything public of a generated crate in the documented way: it calls every method, sets every
//! argument, reads every field, matches every variant with a wildcard behind them, and names the traits of every type. It
//! has no literals of structs and no exhaustive matches, which the types rule out.
//!
//! The program is written from the sources that are compiled, read with `syn`, and not from the surface that `diff`
//! compares: what that misses is in the program. It is compiled and never run; [`table`](codegen::selftest) runs.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use codegen::SourceFile;
use quote::ToTokens;
use syn::punctuated::Punctuated;
use syn::{Fields, FnArg, GenericArgument, ImplItem, Item, PathArguments, ReturnType, Token, TraitItem, Type};

/// The folders of the generated files with public items: the modules of the crate.
const MODULES: [&str; 4] = ["builders", "operations", "responses", "types"];

/// What every program begins with. `value` stands for a value of a type, as the program is only compiled.
const HEAD: &str = "//! Uses everything public of a client.\n\
    #![allow(warnings)]\n\n\
    fn value<T>() -> T {\n    unimplemented!()\n}\n\n\
    struct Step;\nimpl client::middleware::Middleware for Step {}\n\n";

/// What a module of the program begins with: the names that the generated sources have in scope.
const IMPORTS: &str = "use std::collections::BTreeMap;\nuse std::time::Duration;\nuse client::{builders, operations, responses, types};\n\
    use serde::de::DeserializeOwned;\nuse serde::Serialize;\nuse super::value;\n";

/// A program, and what it uses.
pub(crate) struct Program {
    source: String,
    /// The items that it uses, named as in the surface of the crate.
    pub(crate) uses: BTreeSet<String>,
}

impl Program {
    /// Writes the program for the generated files of a client.
    pub(crate) fn of(files: &[SourceFile]) -> Self {
        let parsed: Vec<(&str, syn::File)> = files
            .iter()
            .filter_map(|file| Some((module(&file.path)?, syn::parse_file(&file.text).unwrap())))
            .collect();
        // The enums that a text can be given for, and the types that a builder can be given for.
        let (mut texts, mut builders) = (BTreeSet::new(), BTreeMap::new());
        for item in parsed.iter().flat_map(|(_, file)| &file.items) {
            match item {
                Item::Impl(item)
                    if item
                        .trait_
                        .as_ref()
                        .is_some_and(|(path, _)| text(path) == "From < & str >") =>
                {
                    texts.insert(text(&item.self_ty));
                }
                Item::Macro(item) if text(&item.mac.path).ends_with(" builder") => {
                    let arguments = split(item.mac.tokens.clone());
                    builders.insert(arguments[1].clone(), arguments[0].clone());
                }
                _ => {}
            }
        }
        let mut program = Self {
            source: HEAD.to_owned(),
            uses: BTreeSet::new(),
        };
        let mut count = 0;
        for (module, file) in &parsed {
            let mut writer = Writer {
                module,
                texts: &texts,
                builders: &builders,
                body: String::new(),
                uses: &mut program.uses,
                count: 0,
            };
            file.items.iter().for_each(|item| writer.item(item));
            let body = std::mem::take(&mut writer.body);
            count += 1;
            // A type of the document may be called the same.
            let more = if *module == "types" {
                ""
            } else {
                "use client::{Error, Method, RateLimit, RequestBuilder, RetryBudget, RetryPolicy, Secret, TraceContext};\n\
                use client::middleware::Middleware;\nuse client::transport::Transport;\nuse std::net::SocketAddr;\n"
            };
            let own = if module.is_empty() {
                "client::*"
            } else {
                &format!("client::{module}::*")
            };
            let _ = write!(
                program.source,
                "mod uses_{count} {{\n{IMPORTS}{more}use {own};\n\n{body}}}\n\n"
            );
        }
        program
    }

    /// The program with the client of a module of the crate `clients`.
    pub(crate) fn with(&self, module: &str) -> String {
        let client = format!("clients::{module}::");
        self.source
            .replace("client ::", "client::")
            .replace("client::", &client)
    }
}

/// The module of a generated file: empty at the root of the crate; none if it has no public items.
fn module(path: &str) -> Option<&str> {
    match path.split_once('/') {
        Some((folder, _)) => MODULES.contains(&folder).then_some(folder),
        None if path == "client.rs" => Some(""),
        None => MODULES
            .into_iter()
            .find(|module| path.strip_suffix(".rs") == Some(module)),
    }
}

/// Tokens as text, with the paths of the program in the place of those of the generated sources.
fn text(tokens: &impl ToTokens) -> String {
    tokens
        .to_token_stream()
        .to_string()
        .replace("rt :: format ::", "client :: types :: format ::")
        .replace("rt ::", "client ::")
        .replace("super :: super ::", "client ::")
        .replace("super :: Client", "client :: Client")
}

struct Writer<'w> {
    module: &'w str,
    texts: &'w BTreeSet<String>,
    builders: &'w BTreeMap<String, String>,
    body: String,
    uses: &'w mut BTreeSet<String>,
    count: usize,
}

impl Writer<'_> {
    /// Writes a function that uses something.
    fn function(&mut self, body: &str) {
        let _ = writeln!(self.body, "async fn use_{}() {{ {body} }}", self.count);
        self.count += 1;
    }

    /// The path of an item of the module, as in the surface.
    fn used(&mut self, name: &str) {
        let prefix = if self.module.is_empty() { "" } else { "::" };
        self.uses.insert(format!("{}{prefix}{name}", self.module));
    }

    fn item(&mut self, item: &Item) {
        match item {
            Item::Struct(item) if is_public(&item.vis) => {
                let name = item.ident.to_string();
                self.used(&name);
                self.derives(&name, &item.attrs);
                let Fields::Named(fields) = &item.fields else { return };
                for field in fields.named.iter().filter(|field| is_public(&field.vis)) {
                    let ident = text(&field.ident);
                    let ty = text(&field.ty);
                    self.function(&format!("let _: &{ty} = &value::<&{name}>().{ident};"));
                    self.used(&format!("{name}::{ident}"));
                }
            }
            Item::Enum(item) if is_public(&item.vis) => {
                let name = item.ident.to_string();
                self.used(&name);
                self.derives(&name, &item.attrs);
                let mut arms = String::new();
                for variant in &item.variants {
                    let ident = variant.ident.to_string();
                    self.used(&format!("{name}::{ident}"));
                    match variant.fields.iter().next() {
                        Some(field) => {
                            let ty = text(&field.ty);
                            let _ = write!(arms, "{name}::{ident}(of) => {{ let _: &{ty} = of; }} ");
                        }
                        None => {
                            let _ = write!(arms, "{name}::{ident} => {{}} ");
                        }
                    }
                }
                self.function(&format!("match value::<&{name}>() {{ {arms}_ => {{}} }}"));
            }
            Item::Trait(item) if is_public(&item.vis) => {
                let name = item.ident.to_string();
                self.used(&name);
                for item in &item.items {
                    let TraitItem::Fn(method) = item else { continue };
                    let output = output(&method.sig.output, "()");
                    let ident = &method.sig.ident;
                    self.used(&format!("{name}::{ident}()"));
                    // What `send` returns has the headers, and so has an error.
                    for of in ["client::Response<()>", "client::Error"] {
                        self.function(&format!("let _: {output} = value::<&{of}>().{ident}();"));
                    }
                }
            }
            Item::Impl(item) => match &item.trait_ {
                Some((path, _)) => {
                    let (bound, of) = (text(path), text(&item.self_ty));
                    // The runtime's own traits are not for importers.
                    if item.generics.type_params().next().is_none() && !bound.starts_with("client ::") {
                        let bound = match bound.starts_with("Deserialize") {
                            true => "DeserializeOwned".to_owned(),
                            false => bound,
                        };
                        self.implements(&of, &bound);
                    }
                }
                None => {
                    let of = text(&item.self_ty);
                    for item in &item.items {
                        if let ImplItem::Fn(method) = item
                            && is_public(&method.vis)
                        {
                            self.method(&of, &method.sig);
                        }
                    }
                }
            },
            Item::Macro(item) => self.macro_call(&item.mac),
            _ => {}
        }
    }

    fn derives(&mut self, name: &str, attributes: &[syn::Attribute]) {
        for attribute in attributes
            .iter()
            .filter(|attribute| attribute.path().is_ident("derive"))
        {
            let derived = attribute.parse_args_with(Punctuated::<syn::Path, Token![,]>::parse_terminated);
            for derive in derived.unwrap() {
                let bound = match text(&derive).as_str() {
                    "Debug" => "std::fmt::Debug".to_owned(),
                    "Hash" => "std::hash::Hash".to_owned(),
                    "Deserialize" => "DeserializeOwned".to_owned(),
                    other => other.to_owned(),
                };
                self.implements(name, &bound);
            }
        }
    }

    fn implements(&mut self, of: &str, bound: &str) {
        // A bound has no place for an elided lifetime.
        let bound = bound.replace("& '", "&'").replace("& ", "&'static ");
        self.function(&format!("fn has<T: {bound}>() {{}} has::<{of}>();"));
    }

    fn method(&mut self, of: &str, signature: &syn::Signature) {
        let name = signature.ident.to_string();
        let short = of.rsplit(' ').next().unwrap_or(of);
        match short {
            "Client" | "ClientBuilder" => drop(self.uses.insert(format!("{short}::{name}()"))),
            _ => self.used(&format!("{short}::{name}()")),
        }
        // Each argument in the ways that it can be given: as a value of its type, and as a literal.
        let mut calls = vec![Vec::new()];
        let mut receiver = None;
        for input in &signature.inputs {
            match input {
                FnArg::Receiver(taken) => receiver = Some(if text(taken).starts_with('&') { "&" } else { "" }),
                FnArg::Typed(input) => {
                    let ways = self.ways(&input.ty, of);
                    calls = calls
                        .iter()
                        .flat_map(|call| {
                            ways.iter()
                                .map(move |way| [call.as_slice(), std::slice::from_ref(way)].concat())
                        })
                        .collect();
                }
            }
        }
        let output = output(&signature.output, of);
        let wait = if signature.asyncness.is_some() { ".await" } else { "" };
        for call in calls {
            let arguments = call.join(", ");
            let called = match receiver {
                Some(reference) => format!("value::<{reference}{of}>().{name}({arguments})"),
                None => format!("{}::{name}({arguments})", of.replace(' ', "")),
            };
            self.function(&format!("let _: {output} = {called}{wait};"));
        }
    }

    /// How an argument can be given.
    fn ways(&self, ty: &Type, of: &str) -> Vec<String> {
        let given = |ty: &str| format!("value::<{}>()", ty.replace("& str", "&'static str"));
        let Type::ImplTrait(bounds) = ty else {
            return vec![given(&itself(&text(ty), of))];
        };
        let Some(inner) = argument_of(bounds) else {
            // Closures, and traits of the runtime that importers implement.
            let bounds = text(bounds);
            let own = [
                ("impl Fn () -> Option", "|| None"),
                ("impl Middleware", "super::Step"),
                ("impl Transport", "value::<std::sync::Arc<dyn Transport>>()"),
            ];
            let way = own.iter().find(|(start, _)| bounds.starts_with(start));
            return vec![way.map_or_else(|| given("()"), |(_, way)| (*way).to_owned())];
        };
        let inner_text = text(&inner);
        if text(bounds).starts_with("impl IntoIterator") {
            let item = match &inner {
                Type::ImplTrait(bounds) => argument_of(bounds).map_or_else(|| "()".to_owned(), |ty| text(&ty)),
                ty => text(ty),
            };
            return vec![given(&format!("Vec<{item}>"))];
        }
        let is_text = inner_text == "String"
            || self.texts.contains(
                inner_text
                    .trim_start_matches("types :: ")
                    .trim_start_matches("client :: types :: "),
            );
        match inner_text.strip_prefix("client :: Input <") {
            Some(object) => {
                let object = object.trim_end_matches('>').trim();
                let builder = self.builders.get(object);
                let builder = builder.map(|builder| given(&format!("builders::{builder}")));
                [Some(given(object)), builder].into_iter().flatten().collect()
            }
            None if is_text => vec![given(&inner_text), "\"text\"".to_owned()],
            None => vec![given(&inner_text)],
        }
    }

    /// What a macro of the runtime gives a type.
    fn macro_call(&mut self, call: &syn::Macro) {
        let name = text(&call.path);
        let name = name.rsplit(' ').next().unwrap_or_default();
        let arguments: Vec<String> = split(call.tokens.clone());
        let of = &arguments[0];
        let method = |this: &mut Self, method: &str, output: &str, arguments: &str, wait: &str| {
            this.used(&format!("{of}::{method}()"));
            this.function(&format!(
                "let _: {output} = value::<{of}>().{method}({arguments}){wait};"
            ));
        };
        let response = |of: &str| format!("Result<client::Response<{of}>, client::Error>");
        match name {
            "operation" => {
                method(self, "send", &response(&arguments[1]), "", ".await");
                self.function(&format!(
                    "let _: {of} = value::<{of}>().retry_policy(value::<client::RetryPolicy>()).timeout(value::<std::time::Duration>()).attempt_timeout(value::<std::time::Duration>()).optional(None::<i32>, |call, _| call);"
                ));
            }
            "pages" => {
                method(self, "pages", &format!("client::Pages<{of}>"), "", "");
                method(self, "items", &format!("client::Items<{of}>"), "", "");
            }
            "chained_pages" => {
                method(self, "pages", "_", "", "");
                method(self, "items", "_", "", "");
            }
            "stream" => match arguments[1].as_str() {
                "bytes" => method(self, "send_stream", &response("_"), "", ".await"),
                "lines" => method(self, "send_lines", &response("_"), "", ".await"),
                _ => {
                    method(self, "send_events", &response("_"), "", ".await");
                    method(self, "send_events_after", &response("_"), "\"text\"", ".await");
                }
            },
            "builder" => {
                let built = &arguments[1];
                method(self, "build", &format!("Result<{built}, client::Error>"), "", "");
                self.function(&format!("let _: {of} = {}::builder();", built.replace(' ', "")));
                self.uses.insert(format!("{}::builder()", built.replace(' ', "")));
                // Where a method takes the value, it takes the builder as well.
                self.function(&format!(
                    "let _: {of} = value::<{of}>().optional(None::<i32>, |builder, _| builder);"
                ));
            }
            "ordered" => self.implements(of, "Ord"),
            "record" | "converted" => {
                self.implements(of, "Serialize");
                self.implements(of, "DeserializeOwned");
            }
            "other_response" => method(self, &arguments[1], &response(&arguments[3]), "", ".await"),
            other => panic!("the program does not know what the macro `{other}` gives a type"),
        }
    }
}

fn is_public(visibility: &syn::Visibility) -> bool {
    matches!(visibility, syn::Visibility::Public(_))
}

/// `Self` in a type, by its name.
fn itself(ty: &str, of: &str) -> String {
    let words: Vec<&str> = ty
        .split(' ')
        .map(|word| if word == "Self" { of } else { word })
        .collect();
    words.join(" ")
}

fn output(output: &ReturnType, of: &str) -> String {
    match output {
        ReturnType::Default => "()".to_owned(),
        ReturnType::Type(_, ty) => itself(&text(ty), of),
    }
}

/// The type in `impl Into<T>` and `impl IntoIterator<Item = T>`.
fn argument_of(bounds: &syn::TypeImplTrait) -> Option<Type> {
    let syn::TypeParamBound::Trait(bound) = bounds.bounds.first()? else {
        return None;
    };
    let PathArguments::AngleBracketed(arguments) = &bound.path.segments.last()?.arguments else {
        return None;
    };
    match arguments.args.first()? {
        GenericArgument::Type(ty) => Some(ty.clone()),
        GenericArgument::AssocType(item) => Some(item.ty.clone()),
        _ => None,
    }
}

/// The arguments of a macro: types, separated by commas that are not within `<` and `>`.
fn split(tokens: proc_macro2::TokenStream) -> Vec<String> {
    let mut parts = vec![proc_macro2::TokenStream::new()];
    let mut depth = 0_i32;
    for token in tokens {
        match token.to_string().as_str() {
            "<" => depth += 1,
            ">" => depth -= 1,
            "," if depth == 0 => {
                parts.push(proc_macro2::TokenStream::new());
                continue;
            }
            _ => {}
        }
        parts.last_mut().unwrap().extend([token]);
    }
    parts.iter().map(text).collect()
}
