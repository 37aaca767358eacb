//! Operations each of whose pages names the next one: the implementation of the runtime's `Chained`, and the methods that
//! start reading.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::Context;
use super::paging::{Paging, as_i64, total_of};
use super::rust::{From, rust};
use crate::model::{Chained, NextPage, Operation, SentAs, Type};

impl Context<'_> {
    /// Returns the code of an operation whose pages name the next one; none if it has none. `wait` follows the method that
    /// makes its request.
    pub(super) fn chained(&self, operation: &Operation, wait: &TokenStream) -> Result<Option<Paging>, String> {
        let Some(chained) = &operation.chained else {
            return Ok(None);
        };
        let runtime = &self.runtime;
        let builder = format_ident!("{}", operation.builder_name);
        let facts = format_ident!("{}", operation.method_name.to_uppercase());
        let page = operation.responses.json().unwrap_or(&Type::Any);
        let (record, items, taken) = match &chained.items {
            None => {
                let Type::List(record) = page else {
                    return Err(format!("the response of `{}` is no list", operation.id));
                };
                (&**record, quote! { page }, quote! { page })
            }
            Some(items) => {
                let Type::List(record) = &self.field(page, items)?.ty else {
                    return Err(format!("the records of `{}` are no list", operation.id));
                };
                let items = format_ident!("{items}");
                (&**record, quote! { &page.#items }, quote! { &mut page.#items })
            }
        };
        let default_limit = chained.default_limit.map(|limit| {
            quote! { const DEFAULT_LIMIT: Option<i64> = Some(#limit); }
        });
        let limit = match &chained.limit {
            Some(limit) => {
                let value = as_i64(operation, limit)?;
                Some(quote! { fn limit(&self) -> Option<i64> { #value } })
            }
            None => None,
        };
        let number = match &chained.number {
            Some((number, first)) => {
                let value = as_i64(operation, number)?;
                Some(quote! { fn number(&self) -> i64 { #value.unwrap_or(#first) } })
            }
            None => None,
        };
        let total = match &chained.total {
            Some(total) => {
                let total = total_of(self.field(page, total)?);
                Some(quote! { fn total(page: &Self::Page) -> Option<i64> { #total } })
            }
            None => None,
        };
        let (page, record) = (rust(page, From::Beside), rust(record, From::Beside));
        let continuation = continuation(chained);
        let implementation = quote! {
            impl Chained for #builder {
                type Page = #page;
                type Item = #record;

                const OPERATION: &'static #runtime::Operation = &api::#facts;
                const CONTINUATION: &'static Continuation = &#continuation;
                #default_limit

                #number
                #limit

                fn options(&mut self) -> &mut CallOptions {
                    &mut self.options
                }

                fn fetch(self) -> Fetching<(Self::Page, Option<PageToken>)> {
                    Box::pin(async move {
                        let (client, request) = self.request()#wait?;
                        client.core().page(request, Self::CONTINUATION).await
                    })
                }

                fn items(page: &Self::Page) -> &[Self::Item] {
                    #items
                }

                fn take_items(page: &mut Self::Page) -> Vec<Self::Item> {
                    std::mem::take(#taken)
                }

                #total
            }
        };
        let methods = self.chained_methods(operation);
        Ok(Some(Paging {
            methods,
            implementation,
        }))
    }

    /// The methods that start reading.
    fn chained_methods(&self, operation: &Operation) -> TokenStream {
        let pages = self.paging_example(operation, ".pages()", "page", "pages");
        let items = self.paging_example(operation, ".items()", "item", "items");
        quote! {
            /// Reads page after page, beginning at the page of this call.
            ///
            /// See [`ChainedPages`] for where reading ends.
            #(#[doc = #pages])*
            pub fn pages(self) -> ChainedPages<Self> {
                ChainedPages::new(self)
            }

            /// Reads record after record across pages, beginning at the page of this call.
            ///
            /// See [`ChainedItems`] for where reading ends.
            #(#[doc = #items])*
            pub fn items(self) -> ChainedItems<Self> {
                ChainedItems::new(self)
            }
        }
    }

    /// Whether an operation has pages that name the next one.
    pub(super) fn has_chained(&self) -> bool {
        self.model
            .operations
            .iter()
            .any(|operation| operation.chained.is_some())
    }
}

fn continuation(chained: &Chained) -> TokenStream {
    let sent = match &chained.sent {
        SentAs::Query(name) => quote! { Query(#name) },
        SentAs::Header(name) => quote! { Header(#name) },
        SentAs::Body(pointer) => quote! { Body(#pointer) },
        SentAs::Link => quote! { Link },
    };
    let next = match &chained.next {
        NextPage::Number => quote! { Number },
        NextPage::Body(pointer) => quote! { Body(#pointer) },
        NextPage::Header(name) => quote! { Header(#name) },
        NextPage::LinkHeader => quote! { LinkHeader },
    };
    quote! { Continuation { sent: SentAs::#sent, next: NextPage::#next } }
}
