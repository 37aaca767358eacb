//! Paged operations: the implementation of the runtime's `Paged`, and the methods that start reading.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::Context;
use super::rust::{From, rust};
use crate::model::{Field, Integer, Operation, Pagination, Type};

/// The code of a paged operation.
pub(super) struct Paging {
    /// The methods of its builder, such as `pages`.
    pub(super) methods: TokenStream,
    /// The implementations of `Paged` and `Windowed`.
    pub(super) implementation: TokenStream,
}

impl Context<'_> {
    /// Returns the code of a paged operation; none if it is not paged. `wait` follows the method that makes its request.
    pub(super) fn paging(&self, operation: &Operation, wait: &TokenStream) -> Result<Option<Paging>, String> {
        let Some(pagination) = &operation.pagination else {
            return self.chained(operation, wait);
        };
        let page = operation.responses.json().unwrap_or(&Type::Any);
        let Type::List(record) = &self.field(page, &pagination.items)?.ty else {
            return Err(format!("the records of `{}` are no list", operation.id));
        };
        let window = match (&pagination.window, &pagination.key, &pagination.total) {
            (Some(window), Some(_), Some(_)) => Some(window),
            _ => None,
        };
        let methods = self.paging_methods(operation, window);
        let mut implementation = self.paged(operation, pagination, (page, record), wait)?;
        if let Some((from, to)) = window {
            implementation.extend(windowed(operation, pagination, (from, to))?);
        }
        Ok(Some(Paging {
            methods,
            implementation,
        }))
    }

    fn paged(
        &self,
        operation: &Operation,
        pagination: &Pagination,
        (page, record): (&Type, &Type),
        wait: &TokenStream,
    ) -> Result<TokenStream, String> {
        let runtime = &self.runtime;
        let builder = format_ident!("{}", operation.builder_name);
        let facts = format_ident!("{}", operation.method_name.to_uppercase());
        let offset = format_ident!("{}", pagination.offset);
        let items = format_ident!("{}", pagination.items);
        let wire = &self.field(page, &pagination.items)?.wire_name;
        let narrow = is_narrow(operation, &pagination.offset)?;
        let read = as_i64(operation, &pagination.offset)?;
        let read = quote! { #read.unwrap_or(0) };
        let set = number(narrow, &quote! { offset });
        let limit = match &pagination.limit {
            Some(limit) => {
                let value = as_i64(operation, limit)?;
                quote! {
                    fn limit(&self) -> Option<i64> {
                        #value
                    }
                }
            }
            None => quote! {},
        };
        let default_limit = match pagination.default_limit {
            Some(limit) => quote! { Some(#limit) },
            None => quote! { None },
        };
        let total = match &pagination.total {
            Some(total) => total_of(self.field(page, total)?),
            None => quote! { None },
        };
        let (key, key_name) = match &pagination.key {
            Some(key) => {
                let field = self.field(record, key)?;
                let wire = &field.wire_name;
                (key_of(field), quote! { Some(#wire) })
            }
            None => (quote! { None }, quote! { None }),
        };
        // An argument that is not used has no name.
        let page_name = if pagination.total.is_some() {
            quote! { page }
        } else {
            quote! { _ }
        };
        let item_name = if pagination.key.is_some() {
            quote! { item }
        } else {
            quote! { _ }
        };
        let (page, record) = (rust(page, From::Beside), rust(record, From::Beside));
        Ok(quote! {
            impl Paged for #builder {
                type Page = #page;
                type Item = #record;

                const OPERATION: &'static #runtime::Operation = &api::#facts;
                const KEY: Option<&'static str> = #key_name;
                const DEFAULT_LIMIT: Option<i64> = #default_limit;

                fn offset(&self) -> i64 {
                    #read
                }

                #limit

                fn at(mut self, offset: i64) -> Option<Self> {
                    self.#offset = Some(#set);
                    Some(self)
                }

                fn fetch(self) -> Fetching<Self::Page> {
                    Box::pin(self.send())
                }

                fn fetch_lenient(self) -> Fetching<(Self::Page, Records<Self::Item>)> {
                    Box::pin(async move {
                        let (client, request) = self.request()#wait?;
                        client.core().lenient(request, #wire).await
                    })
                }

                fn items(page: &Self::Page) -> &[Self::Item] {
                    &page.#items
                }

                fn take_items(page: &mut Self::Page) -> Vec<Self::Item> {
                    std::mem::take(&mut page.#items)
                }

                fn total(#page_name: &Self::Page) -> Option<i64> {
                    #total
                }

                fn key(#item_name: &Self::Item) -> Option<Cow<'_, str>> {
                    #key
                }
            }
        })
    }

    /// A field of a struct of the document.
    pub(super) fn field(&self, ty: &Type, field: &str) -> Result<&Field, String> {
        let name = ty.name().unwrap_or_default();
        let found = self.model.types.field(name, field);
        found.ok_or_else(|| format!("the document has no property `{name}.{field}`"))
    }
}

fn windowed(operation: &Operation, pagination: &Pagination, window: (&str, &str)) -> Result<TokenStream, String> {
    let builder = format_ident!("{}", operation.builder_name);
    let (from, to) = (format_ident!("{}", window.0), format_ident!("{}", window.1));
    let first = number(is_narrow(operation, window.0)?, &quote! { from });
    let last = number(is_narrow(operation, window.1)?, &quote! { to });
    let greatest = match pagination.greatest_offset {
        Some(greatest) => quote! { Some(#greatest) },
        None => quote! { None },
    };
    Ok(quote! {
        impl Windowed for #builder {
            const GREATEST_OFFSET: Option<i64> = #greatest;

            fn between(mut self, from: i64, to: i64) -> Option<Self> {
                self.#from = Some(#first);
                self.#to = Some(#last);
                Some(self)
            }
        }
    })
}

/// The expression for the total of a page.
pub(super) fn total_of(field: &Field) -> TokenStream {
    let total = format_ident!("{}", field.name);
    let stored = field.stored();
    if *stored.without_null() == Type::Integer(Integer::U64) {
        return if stored == *stored.without_null() {
            quote! { i64::try_from(page.#total).ok() }
        } else {
            quote! { page.#total.and_then(|total| i64::try_from(total).ok()) }
        };
    }
    let narrow = *stored.without_null() != Type::Integer(Integer::I64);
    match (stored != *stored.without_null(), narrow) {
        (true, true) => quote! { page.#total.map(i64::from) },
        (true, false) => quote! { page.#total },
        (false, true) => quote! { Some(i64::from(page.#total)) },
        (false, false) => quote! { Some(page.#total) },
    }
}

/// The expression for the key of a record.
fn key_of(field: &Field) -> TokenStream {
    let key = format_ident!("{}", field.name);
    let stored = field.stored();
    let text = stored.without_null().is_text();
    match (stored != *stored.without_null(), text) {
        (true, true) if *stored.without_null() != Type::String => {
            quote! { item.#key.as_ref().map(|key| Cow::Borrowed(key.as_str())) }
        }
        (true, true) => quote! { item.#key.as_deref().map(Cow::Borrowed) },
        (true, false) => quote! { item.#key.as_ref().map(|key| Cow::Owned(key.to_string())) },
        (false, true) => quote! { Some(Cow::Borrowed(item.#key.as_str())) },
        (false, false) => quote! { Some(Cow::Owned(item.#key.to_string())) },
    }
}

/// Whether a parameter holds less than 64 bits.
fn is_narrow(operation: &Operation, field: &str) -> Result<bool, String> {
    let parameter = operation.parameters.iter().find(|parameter| parameter.field == field);
    let parameter = parameter.ok_or_else(|| format!("`{}` has no parameter `{field}`", operation.id))?;
    Ok(parameter.ty != Type::Integer(Integer::I64))
}

/// The value of a parameter that counts, as an `Option<i64>`.
pub(super) fn as_i64(operation: &Operation, field: &str) -> Result<TokenStream, String> {
    let parameter = operation.parameters.iter().find(|parameter| parameter.field == field);
    let parameter = parameter.ok_or_else(|| format!("`{}` has no parameter `{field}`", operation.id))?;
    let field = format_ident!("{field}");
    Ok(match &parameter.ty {
        Type::Integer(Integer::U64) => {
            quote! { self.#field.map(|value| i64::try_from(value).unwrap_or(i64::MAX)) }
        }
        Type::Integer(Integer::I64) => quote! { self.#field },
        _ => quote! { self.#field.map(i64::from) },
    })
}

/// A number as a parameter holds it.
fn number(narrow: bool, value: &TokenStream) -> TokenStream {
    if narrow {
        quote! { #value.try_into().ok()? }
    } else {
        quote! { #value }
    }
}

impl Context<'_> {
    /// An example of reading with the method that `start` calls.
    pub(super) fn paging_example(&self, operation: &Operation, start: &str, item: &str, name: &str) -> Vec<String> {
        let begin = format!("let mut {name} = {};", self.example_call(operation, start));
        let mut lines: Vec<_> = begin.split('\n').map(str::to_owned).collect();
        lines.push(format!("while let Some({item}) = {name}.next().await {{"));
        lines.push(format!("    let {item} = {item}?;"));
        lines.push("}".to_owned());
        self.example(&lines)
    }

    /// The methods that start reading.
    fn paging_methods(&self, operation: &Operation, window: Option<&(String, String)>) -> TokenStream {
        let example = |start: &str, item: &str, name: &str| self.paging_example(operation, start, item, name);
        let pages = example(".pages()", "page", "pages");
        let items = example(".items()", "item", "items");
        let window = window.map(|(from, to)| {
            let bounds = format!(
                " `from` and `to` are sent as `{from}` and `{to}`, in the unit of these. Values that were set for them, and \
                 for the offset, are ignored."
            );
            let window = example(".window(1000, 2000)", "item", "items");
            quote! {
                /// Reads all records of a window of time, each once, while others arrive.
                ///
                #[doc = #bounds]
                #(#[doc = #window])*
                pub fn window(self, from: i64, to: i64) -> Window<Self> {
                    Window::new(self, from, to)
                }
            }
        });
        quote! {
            /// Reads page after page, beginning at the offset of this call.
            ///
            /// See [`Pages`] for where reading ends.
            #(#[doc = #pages])*
            pub fn pages(self) -> Pages<Self> {
                Pages::new(self)
            }

            /// Reads record after record across pages, beginning at the offset of this call.
            ///
            /// See [`Items`] for where reading ends.
            #(#[doc = #items])*
            pub fn items(self) -> Items<Self> {
                Items::new(self)
            }

            #window
        }
    }
}
