//! The table of the self-test: for each operation a function that calls it with arguments from JSON and returns what the
//! client decoded as JSON.
//!
//! It uses only what an importer can use, so that a setter that is missing, misnamed or of another type is found. It is
//! never part of a crate that is published.

mod received;

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

pub use self::received::{Reading, Sending};

use self::received::{methods, sent};
use super::arguments::positional;
use super::imports::{File, file};
use super::responses::header_methods;
use super::rust::{From, rust};
use super::{Context, Options, SourceFile, context, print};
use crate::diagnostic::Diagnostics;
use crate::model::{
    BodyKind, Format, Location, Model, Operation, OtherBody, Parameter, Part, PartKind, RequestBody, ResponseHeader,
    SchemeKind, Type,
};

/// The table of the self-test of a client, and what the program that uses it has to know of the operations.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SelfTest {
    /// The source of the table, a module of a program that links the client.
    pub table: SourceFile,
    /// The operations that the table calls.
    pub operations: Vec<Callable>,
    /// The security schemes that a client can be given the credentials of.
    pub schemes: Vec<String>,
}

/// An operation that the table of the self-test calls.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Callable {
    /// The method and the path template, by which the table finds it: `GET /notes/{id}`.
    pub name: String,
    /// The media type of the body that the client sends, a range if the caller states the media type.
    pub media_type: Option<String>,
    /// The other media types that the client can send the body in, as the document has them.
    pub other_media_types: Vec<String>,
    /// The methods that send the call, beside `send`.
    pub methods: Vec<Sending>,
}

/// Generates the table of the self-test for the operations whose method and path template `only` selects.
///
/// # Errors
/// A fault of the generator, as a diagnostic, or a path in `options` that is no Rust path.
pub fn selftest(model: &Model, options: &Options, only: &dyn Fn(&str) -> bool) -> Result<SelfTest, Diagnostics> {
    let context = context(model, options)?;
    let operations: Vec<&Operation> = model.operations.iter().filter(|one| only(&name(one))).collect();
    let text = format!("{}{}", context.header(), print(context.selftest(&operations).tokens()));
    Ok(SelfTest {
        table: SourceFile {
            path: "table.rs".to_owned(),
            text,
        },
        operations: operations
            .into_iter()
            .map(|operation| Callable {
                name: name(operation),
                media_type: operation.body.as_ref().map(|body| body.content_type.clone()),
                other_media_types: others(operation).map(|other| other.media_type.clone()).collect(),
                methods: methods(operation),
            })
            .collect(),
        schemes: model
            .security_schemes
            .iter()
            .map(|scheme| scheme.name.clone())
            .collect(),
    })
}

fn others(operation: &Operation) -> impl Iterator<Item = &OtherBody> {
    operation.body.iter().flat_map(|body| &body.others)
}

fn name(operation: &Operation) -> String {
    format!("{} {}", operation.method, operation.path)
}

impl Context<'_> {
    fn selftest(&self, operations: &[&Operation]) -> File {
        let client = &self.client;
        let numbers: Vec<_> = (0..operations.len())
            .map(|number| format_ident!("call_{number}"))
            .collect();
        let headers = header_methods(self.model);
        let calls = operations
            .iter()
            .zip(&numbers)
            .map(|(operation, function)| self.call(operation, function, &headers));
        // A trait is imported for its methods alone, which no name shows.
        let trait_of_headers = (!headers.is_empty()).then(|| quote! { use #client::responses::Headers as _; });
        let names = operations.iter().map(|operation| name(operation));
        let credentials = self.credentials();
        let made = self.made(operations);
        let about = quote! {
            //! Calls the operations of the client with arguments from JSON.
            #![allow(clippy::all, deprecated, unused_mut, unused_variables, missing_docs, reason = "this is only ever compiled and run")]
            #trait_of_headers
        };
        let imports = [
            quote! { std::collections::BTreeMap },
            quote! { #client::{Client, ClientBuilder, Error, FilePart, operations, responses, types} },
            quote! { crate::exchange::{Arguments, Make, Members, Outcome, Running, Written} },
        ];
        let items = quote! {
            /// Gives the credentials to a client.
            pub fn credentials(mut builder: ClientBuilder, arguments: &mut Arguments) -> Result<ClientBuilder, String> {
                #credentials
                Ok(builder)
            }

            /// Calls an operation. Awaited in one place: the futures of all operations together would overflow the stack.
            pub async fn call(operation: &str, client: &Client, arguments: &mut Arguments) -> Result<Outcome, String> {
                let running = match operation {
                    #(#names => #numbers(client, arguments),)*
                    other => return Err(format!("the client has no operation `{other}`")),
                };
                running.await
            }

            #(#calls)*

            #made
        };
        file(&about, &imports, &items)
    }

    /// Sets the secrets of the schemes, and the parameters that are set once, on a builder of the client.
    fn credentials(&self) -> TokenStream {
        let names = self.setters_of_client();
        let parameters = names.parameters.iter().map(|(parameter, setter)| {
            let (key, setter) = (format!("client:{}", parameter.name), format_ident!("{setter}"));
            let value = make(&parameter.ty, &quote! { value });
            quote! {
                if let Some(value) = arguments.take(#key) {
                    builder = builder.#setter(#value?);
                }
            }
        });
        let schemes = names.schemes.iter().map(|(scheme, setter)| {
            let (key, setter) = (format!("scheme:{}", scheme.name), format_ident!("{setter}"));
            let set = match scheme.kind {
                SchemeKind::Basic => quote! { #setter(arguments.text(#key)?, arguments.text("password")?) },
                SchemeKind::MutualTls => quote! { #setter(arguments.text(#key)?, arguments.text("key")?) },
                _ => quote! { #setter(arguments.text(#key)?) },
            };
            quote! {
                if arguments.has(#key) {
                    builder = builder.#set;
                }
            }
        });
        let signing = self.model.security_schemes.iter();
        let signing = signing.filter(|scheme| matches!(scheme.kind, SchemeKind::Signing { .. }));
        let signing = signing.map(|scheme| {
            let key = format!("scheme:{}", scheme.name);
            quote! {
                if arguments.has(#key) {
                    builder = builder.access_key(arguments.text(#key)?, arguments.text("password")?);
                }
            }
        });
        quote! { #(#parameters)* #(#schemes)* #(#signing)* }
    }

    fn call(
        &self,
        operation: &Operation,
        function: &syn::Ident,
        header_methods: &[(&ResponseHeader, String)],
    ) -> TokenStream {
        let method = format_ident!("{}", operation.method_name);
        let of_path = positional(operation);
        let is_set = |parameter: &&Parameter| !of_path.iter().any(|found| std::ptr::eq(found.parameter, *parameter));
        let arguments = of_path.iter().map(|found| {
            let key = format!("path:{}", found.parameter.name);
            let value = make(&found.parameter.ty, &quote! { arguments.required(#key)? });
            quote! { #value? }
        });
        let parameters = operation.parameters.iter().filter(is_set).map(|parameter| {
            let key = format!("{}:{}", location(parameter.location), parameter.name);
            set(&key, &parameter.field, &parameter.ty)
        });
        let body = self.sent_bodies(operation);
        let sent = sent(operation, header_methods);
        quote! {
            fn #function<'a>(client: &'a Client, arguments: &'a mut Arguments) -> Running<'a> {
                Box::pin(async move {
                    let mut call = client.#method(#(#arguments),*);
                    #(#parameters)*
                    #body
                    #sent
                })
            }
        }
    }

    /// Gives the body to the call, in the media type that is wanted.
    fn sent_bodies(&self, operation: &Operation) -> Option<TokenStream> {
        let preferred = sent_body(operation.body.as_ref()?, "body");
        if others(operation).next().is_none() {
            return Some(preferred);
        }
        let others = others(operation).map(|other| {
            let (media_type, body) = (&other.media_type, sent_body(&other.body, &other.setter));
            let body = match &other.parts_type {
                Some(parts) => {
                    let (parts, setter) = (format_ident!("{parts}"), format_ident!("{}", other.setter));
                    quote! {
                        let parts = {
                            let mut call = operations::#parts::new();
                            #body
                            call
                        };
                        call = call.#setter(parts);
                    }
                }
                None => body,
            };
            quote! { Some(#media_type) => { #body } }
        });
        Some(quote! {
            match arguments.take("content").as_ref().and_then(serde_json::Value::as_str) {
                None => { #preferred }
                #(#others)*
                Some(other) => return Err(format!("the client does not send `{other}`")),
            }
        })
    }

    /// Makes the structs that the requests of these operations contain, by their builders.
    fn made(&self, operations: &[&Operation]) -> TokenStream {
        let types = &self.model.types;
        let mut reached = BTreeSet::new();
        let mut open: Vec<&Type> = Vec::new();
        for operation in operations {
            open.extend(operation.parameters.iter().map(|parameter| &parameter.ty));
            for body in operation.bodies() {
                open.extend(&body.ty);
                open.extend(body.part_types());
            }
        }
        for operation in &self.model.operations {
            open.extend(
                operation
                    .parameters
                    .iter()
                    .filter(|one| one.of_client)
                    .map(|one| &one.ty),
            );
        }
        let mut items = TokenStream::new();
        if types.has_formats {
            let formats = Format::ALL.map(|format| format_ident!("{}", format.rust()));
            items.extend(quote! { leaf!(#(types::format::#formats),*); });
        }
        while let Some(ty) = open.pop() {
            let name = match ty {
                Type::List(inner) | Type::Map(inner) | Type::Nullable(inner) | Type::Boxed(inner) => {
                    open.push(inner);
                    continue;
                }
                Type::Named(name) if reached.insert(name) => name,
                _ => continue,
            };
            let ident = format_ident!("{name}");
            let Some(structure) = types.structs.get(name) else {
                items.extend(quote! { leaf!(types::#ident); });
                continue;
            };
            let setters = structure.fields.iter().map(|field| {
                open.push(&field.ty);
                let stored = field.stored();
                let setter = super::builders::setter_name(field);
                let Some(wire) = &field.wire_name else {
                    let value = make(&field.ty, &quote! { value });
                    return quote! { if let Some(value) = members.rest() { builder = builder.#setter(#value?); } };
                };
                let value = make(stored.without_null(), &quote! { value });
                quote! { if let Some(value) = members.take(#wire) { builder = builder.#setter(#value?); } }
            });
            // What collects all other properties takes what the others leave.
            let (rest, named): (Vec<_>, Vec<_>) = structure
                .fields
                .iter()
                .zip(setters)
                .partition(|(field, _)| field.wire_name.is_none());
            let setters = named.into_iter().chain(rest).map(|(_, setter)| setter);
            items.extend(quote! {
                impl Make for types::#ident {
                    fn make(value: &serde_json::Value) -> Result<Self, String> {
                        let mut members = Members::of(#name, value)?;
                        let mut builder = types::#ident::builder();
                        #(#setters)*
                        members.finish()?;
                        builder.build().map_err(|error| error.to_string())
                    }
                }
            });
        }
        items
    }
}

/// Gives a body to the call, or its parts.
fn sent_body(body: &RequestBody, setter: &str) -> TokenStream {
    let name = format_ident!("{setter}");
    match (body.kind, &body.ty) {
        (BodyKind::Json | BodyKind::Form, Some(ty)) => set("body", setter, ty),
        (BodyKind::Text, _) => set("body", setter, &Type::String),
        (BodyKind::OfCaller, _) => quote! {
            if let Some(value) = arguments.take("body") {
                let media_type = arguments.text("media-type")?;
                call = call.#name(media_type, source!(&value));
            }
        },
        (BodyKind::Multipart, _) => {
            let parts = body.parts.iter().map(part);
            let others = body.other_parts.as_ref().map(|others| {
                let setter = format_ident!("{}", others.setter);
                let set = match &others.kind {
                    PartKind::Value(ty, _) => {
                        let value = make(ty, &quote! { value["value"] });
                        quote! { call = call.#setter(name, #value?); }
                    }
                    PartKind::File | PartKind::Files => quote! {
                        let file: FilePart = file!(&value);
                        call = call.#setter(name, file);
                    },
                };
                quote! { for (name, value) in arguments.take_all("other-part:") { #set } }
            });
            quote! { #(#parts)* #others }
        }
        _ => quote! {
            if let Some(value) = arguments.take("body") {
                call = call.#name(source!(&value));
            }
        },
    }
}

/// Gives an argument to the call.
fn set(key: &str, field: &str, ty: &Type) -> TokenStream {
    let field = format_ident!("{field}");
    let value = make(ty, &quote! { value });
    quote! {
        if let Some(value) = arguments.take(#key) {
            call = call.#field(#value?);
        }
    }
}

fn part(part: &Part) -> TokenStream {
    let (key, field) = (format!("part:{}", part.name), format_ident!("{}", part.field));
    let headers = part.headers.iter().map(|header| {
        set(
            &format!("part-header:{}:{}", part.name, header.name),
            &header.field,
            &header.ty,
        )
    });
    let value = match &part.kind {
        PartKind::Value(ty, _) => {
            let value = make(ty, &quote! { value["value"] });
            quote! { call = call.#field(#value?); }
        }
        PartKind::File => quote! {
            let file: FilePart = file!(&value);
            call = call.#field(file);
        },
        PartKind::Files => quote! {
            let mut files: Vec<FilePart> = Vec::new();
            for value in crate::exchange::items(&value["items"])? {
                files.push(file!(value));
            }
            call = call.#field(files);
        },
    };
    let value = quote! { if let Some(value) = arguments.take(#key) { #value } };
    quote! { #value #(#headers)* }
}

/// A value of a type as its setter takes it, made of a JSON value.
fn make(ty: &Type, value: &TokenStream) -> TokenStream {
    let ty = match ty {
        Type::Boxed(inner) => inner,
        other => other,
    };
    let ty = rust(ty, From::Beside);
    quote! { <#ty as Make>::make(&#value) }
}

fn location(location: Location) -> &'static str {
    match location {
        Location::Path => "path",
        Location::Query => "query",
        Location::Header => "header",
        Location::Cookie => "cookie",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Document;

    #[test]
    fn all_operations_are_awaited_in_one_place() {
        let operation =
            |id: &str| format!("\"/{id}\":{{\"get\":{{\"responses\":{{\"200\":{{\"description\":\"\"}}}}}}}}");
        let paths = ["a", "b", "c"].map(operation).join(",");
        let text =
            format!("{{\"openapi\":\"3.0.3\",\"info\":{{\"title\":\"t\",\"version\":\"1\"}},\"paths\":{{{paths}}}}}");
        let document = Document::parse("test.json", text.as_bytes()).expect("a document");
        let model = Model::new(&document).expect("a model");
        let table = selftest(&model, &Options::default(), &|_| true)
            .expect("a table")
            .table
            .text;
        let call = table.split_once("pub async fn call").expect("the function").1;
        let call = call.split_once("\n}").expect("its end").0;
        assert_eq!(call.matches("call_").count(), 3, "{call}");
        assert_eq!(call.matches(".await").count(), 1, "{call}");
    }
}
