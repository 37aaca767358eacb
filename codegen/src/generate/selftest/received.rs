//! How the table sends a call, by each method that an importer can send it with, and what it returns of the response.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::model::{Body, Operation, ResponseHeader, Stream, Success, Type};

/// A method that sends a call, beside `send`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Sending {
    /// Its name, by which the table finds it.
    pub name: String,
    /// The one media type that it requests, as the document has it; none if it requests what `send` does.
    pub media_type: Option<String>,
    /// What it returns.
    pub reads: Reading,
}

/// What a method that sends a call returns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reading {
    /// The response as a whole.
    Whole,
    /// Its bytes, while they arrive.
    Bytes,
    /// The values of its lines, while they arrive.
    Lines,
    /// Its server-sent events, while they arrive.
    Events,
    /// Its server-sent events behind one that was received before.
    EventsAfter,
    /// It and the responses behind it, as pages.
    Pages,
    /// The records of the pages.
    Items,
    /// The records of a window of time.
    Window,
}

impl Reading {
    /// The name of the method, which the runtime gives to all but the first kind.
    fn method(self) -> &'static str {
        match self {
            Self::Whole => "send",
            Self::Bytes => "send_stream",
            Self::Lines => "send_lines",
            Self::Events => "send_events",
            Self::EventsAfter => "send_events_after",
            Self::Pages => "pages",
            Self::Items => "items",
            Self::Window => "window",
        }
    }
}

/// The methods that send a call of an operation, beside `send`.
pub(super) fn methods(operation: &Operation) -> Vec<Sending> {
    let others = operation.responses.others.iter().map(|other| Sending {
        name: other.method.clone(),
        media_type: Some(other.media_type.clone()),
        reads: Reading::Whole,
    });
    let method = |reads: Reading, media_type: Option<&str>| Sending {
        name: reads.method().to_owned(),
        media_type: media_type.map(str::to_owned),
        reads,
    };
    let streams = operation.streams.iter().flat_map(|stream| match stream {
        Stream::Bytes => vec![method(Reading::Bytes, None)],
        Stream::Lines { media_type, .. } => vec![method(Reading::Lines, Some(media_type))],
        Stream::Events => [Reading::Events, Reading::EventsAfter]
            .map(|reads| method(reads, Some("text/event-stream")))
            .to_vec(),
    });
    let paging = match (&operation.pagination, &operation.chained) {
        (Some(pagination), _) => {
            let window = pagination.window.is_some() && pagination.key.is_some() && pagination.total.is_some();
            let window = window.then_some(Reading::Window);
            [Reading::Pages, Reading::Items].into_iter().chain(window).collect()
        }
        (None, Some(_)) => vec![Reading::Pages, Reading::Items],
        (None, None) => Vec::new(),
    };
    let paging = paging.into_iter().map(|reads| method(reads, None));
    others.chain(streams).chain(paging).collect()
}

/// Sends the call `call` by the method that is wanted.
pub(super) fn sent(operation: &Operation, header_methods: &[(&ResponseHeader, String)]) -> TokenStream {
    let headers = operation.responses.headers.iter().filter_map(|header| {
        let name = &header.name;
        let same = |(known, _): &&(&ResponseHeader, String)| name.eq_ignore_ascii_case(&known.name);
        let (_, method) = header_methods.iter().find(same)?;
        let method = format_ident!("{method}");
        Some(quote! { Written::header(#name, of.#method()) })
    });
    let headers: Vec<_> = headers.collect();
    let headers = quote! { let headers = vec![#(#headers),*]; };
    let preferred = whole(operation, "send", &operation.responses.success, &headers);
    let methods = methods(operation);
    if methods.is_empty() {
        return quote! { arguments.finish()?; Ok(#preferred) };
    }
    let others = methods.iter().map(|method| {
        let name = &method.name;
        let other = operation.responses.others.iter().find(|other| other.method == *name);
        let sent = match (method.reads, other) {
            (Reading::Whole, Some(other)) => whole(operation, name, &other.success, &headers),
            (reads, _) => read(operation, reads, &headers),
        };
        quote! { Some(#name) => #sent, }
    });
    quote! {
        let method = arguments.take("method");
        arguments.finish()?;
        Ok(match method.as_ref().and_then(serde_json::Value::as_str) {
            None => #preferred,
            #(#others)*
            Some(other) => return Err(format!("the call has no method `{other}`")),
        })
    }
}

/// Sends the call, and returns the response as a whole.
fn whole(operation: &Operation, method: &str, success: &Success, headers: &TokenStream) -> TokenStream {
    let (method, success, failure) = (
        format_ident!("{method}"),
        written_success(operation, success),
        failure(operation),
    );
    quote! {
        match call.#method().await {
            Ok(of) => {
                #headers
                let status = of.status();
                Outcome::success(status, headers, #success)
            }
            Err(of) => {
                #headers
                Outcome::failure(&of, headers, #failure)
            }
        }
    }
}

/// Sends the call, and returns all that a stream has, or the first page or record of several.
fn read(operation: &Operation, reads: Reading, headers: &TokenStream) -> TokenStream {
    let method = format_ident!("{}", reads.method());
    let failure = failure(operation);
    let failed = quote! {{
        #headers
        Outcome::failure(&of, headers, #failure)
    }};
    let (arguments, written) = match reads {
        Reading::Pages | Reading::Items | Reading::Window => {
            let arguments = (reads == Reading::Window).then(|| quote! { 0, 1 });
            let success = match reads {
                Reading::Pages => {
                    let success = written_success(operation, &operation.responses.success);
                    quote! { { #headers Outcome::success(of.status(), headers, #success) } }
                }
                _ => quote! { Outcome::item(Written::json(&of)) },
            };
            return quote! {
                match call.#method(#arguments).next().await {
                    None => Outcome::nothing(),
                    Some(Ok(of)) => #success,
                    Some(Err(of)) => #failed,
                }
            };
        }
        Reading::EventsAfter => (Some(quote! { "before" }), quote! { Written::json(&events!(items)) }),
        Reading::Events => (None, quote! { Written::json(&events!(items)) }),
        Reading::Bytes => (None, quote! { Written::bytes(&items.concat()) }),
        Reading::Lines | Reading::Whole => (None, quote! { Written::json(&items) }),
    };
    quote! {
        match call.#method(#arguments).await {
            Ok(mut of) => {
                #headers
                let status = of.status();
                match read!(of) {
                    Ok(items) => Outcome::success(status, headers, #written),
                    Err(of) => Outcome::failure(&of, headers, None),
                }
            }
            Err(of) => #failed,
        }
    }
}

/// What the client decoded of a success.
fn written_success(operation: &Operation, success: &Success) -> TokenStream {
    let written = |body: &Body, value: TokenStream| match body {
        Body::Json(_) => quote! { Written::json(#value) },
        Body::Text => quote! { Written::text(#value) },
        Body::Bytes => quote! { Written::bytes(#value) },
        Body::Empty => quote! { Written::empty() },
    };
    match success {
        Success::One(body) => written(body, quote! { &*of }),
        Success::Optional(body) => {
            let some = written(body, quote! { body });
            quote! { match &*of { Some(body) => #some, None => Written::empty() } }
        }
        Success::Several => {
            let output = format_ident!("{}Output", operation.builder_name);
            let arms = operation.responses.successes().map(|response| {
                let name = response.status.variant();
                let variant = format_ident!("{name}");
                let body = written(&response.body, quote! { body });
                match response.body {
                    Body::Empty => quote! { responses::#output::#variant => #body.variant(#name), },
                    _ => quote! { responses::#output::#variant(body) => #body.variant(#name), },
                }
            });
            quote! { match &*of { #(#arms)* _ => Written::empty().variant("?") } }
        }
    }
}

/// What the client decoded of a documented error.
fn failure(operation: &Operation) -> TokenStream {
    if !operation.responses.has_typed_errors() {
        return quote! { None };
    }
    let error = format_ident!("{}Error", operation.builder_name);
    let typed = operation
        .responses
        .failures()
        .filter_map(|response| match &response.body {
            Body::Json(ty) if *ty != Type::Any => Some(response.status.variant()),
            _ => None,
        });
    let arms = typed.map(|name| {
        let variant = format_ident!("{name}");
        quote! { responses::#error::#variant(body) => Written::json(body).variant(#name), }
    });
    quote! {
        responses::#error::from_error(&of).map(|error| match &error {
            #(#arms)*
            _ => Written::empty().variant("?"),
        })
    }
}
