//! Operations each of whose pages names the next one: the implementation of the runtime's `Chained`.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::Context;
use super::paging::{counted, total_of};
use super::rust::{From, rust};
use crate::model::{Chained, NextPage, Operation, SentAs, Type};

impl Context<'_> {
    /// Returns the code of an operation whose pages name the next one; none if it has none.
    pub(super) fn chained(&self, operation: &Operation) -> Result<Option<TokenStream>, String> {
        let Some(chained) = &operation.chained else {
            return Ok(None);
        };
        let builder = format_ident!("{}", operation.builder_name);
        let facts = super::operations::facts_name(operation);
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
                let (index, _) = counted(operation, limit)?;
                Some(quote! { fn limit(&self) -> Option<i64> { self.0.integer(#index) } })
            }
            None => None,
        };
        let number = match &chained.number {
            Some((number, first)) => {
                let (index, _) = counted(operation, number)?;
                Some(quote! { fn number(&self) -> i64 { self.0.integer(#index).unwrap_or(#first) } })
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
        let numbered =
            matches!(chained.next, NextPage::Number).then(|| quote! { impl rt::pager::Numbered for #builder {} });
        let continuation = continuation(chained);
        Ok(Some(quote! {
            rt::chained_pages!(#builder);

            impl rt::pager::Chained for #builder {
                type Page = #page;
                type Item = #record;

                const OPERATION: &'static rt::Operation = &#facts;
                const CONTINUATION: &'static rt::pager::Continuation = &#continuation;
                #default_limit

                #number
                #limit

                fn options(&mut self) -> &mut rt::CallOptions {
                    self.0.options()
                }

                fn fetch(self) -> rt::pager::Fetching<(Self::Page, Option<rt::pager::PageToken>)> {
                    Box::pin(self.0.page(Self::CONTINUATION))
                }

                fn items(page: &Self::Page) -> &[Self::Item] {
                    #items
                }

                fn take_items(page: &mut Self::Page) -> Vec<Self::Item> {
                    std::mem::take(#taken)
                }

                #total
            }

            #numbered
        }))
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
    quote! { rt::pager::Continuation { sent: rt::pager::SentAs::#sent, next: rt::pager::NextPage::#next } }
}
