//! Paged operations: the implementation of the runtime's `Paged`, and the method that starts reading a window.

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};

use super::Context;
use super::rust::{From, rust};
use crate::model::{Field, Integer, Operation, Pagination, Type};

impl Context<'_> {
    /// Returns the code of a paged operation; none if it is not paged: its readers, and the implementations of `Paged` and
    /// `Windowed`.
    pub(super) fn paging(&self, operation: &Operation) -> Result<Option<TokenStream>, String> {
        let Some(pagination) = &operation.pagination else {
            return self.chained(operation);
        };
        let page = operation.responses.json().unwrap_or(&Type::Any);
        let Type::List(record) = &self.field(page, &pagination.items)?.ty else {
            return Err(format!("the records of `{}` are no list", operation.id));
        };
        let window = match (&pagination.window, &pagination.key, &pagination.total) {
            (Some(window), Some(_), Some(_)) => Some(window),
            _ => None,
        };
        let ty = format_ident!("{}", operation.builder_name);
        let mut code = quote! { rt::pages!(#ty); };
        code.extend(self.paged(operation, pagination, (page, record))?);
        if let Some((from, to)) = window {
            code.extend(window_method(operation, (from, to)));
            code.extend(windowed(operation, pagination, (from, to))?);
        }
        Ok(Some(code))
    }

    fn paged(
        &self,
        operation: &Operation,
        pagination: &Pagination,
        (page, record): (&Type, &Type),
    ) -> Result<TokenStream, String> {
        let builder = format_ident!("{}", operation.builder_name);
        let facts = super::operations::facts_name(operation);
        let items = format_ident!("{}", pagination.items);
        let wire = &self.field(page, &pagination.items)?.wire_name;
        let (index, ty) = counted(operation, &pagination.offset)?;
        let read = quote! { self.0.integer(#index).unwrap_or(0) };
        let set = number(ty, &quote! { offset });
        let (limit, by_limit) = match &pagination.limit {
            Some(limit) => {
                let (index, _) = counted(operation, limit)?;
                let method = quote! {
                    fn limit(&self) -> Option<i64> {
                        self.0.integer(#index)
                    }
                };
                (method, quote! { .paged_by(#index) })
            }
            None => (quote! {}, quote! {}),
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
            impl rt::pager::Paged for #builder {
                type Page = #page;
                type Item = #record;

                const OPERATION: &'static rt::Operation = &#facts;
                const KEY: Option<&'static str> = #key_name;
                const DEFAULT_LIMIT: Option<i64> = #default_limit;

                fn offset(&self) -> i64 {
                    #read
                }

                #limit

                fn at(self, offset: i64) -> Option<Self> {
                    Some(Self(self.0.set_page(#index, #set)#by_limit))
                }

                fn expect_records(&mut self, records: usize) {
                    self.0.expect_items(records);
                }

                fn fetch(self) -> rt::pager::Fetching<Self::Page> {
                    Box::pin(self.send())
                }

                fn fetch_lenient(self) -> rt::pager::Fetching<(Self::Page, rt::pager::Records<Self::Item>)> {
                    Box::pin(self.0.lenient(#wire))
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
    let ((from, first), (to, last)) = (counted(operation, window.0)?, counted(operation, window.1)?);
    let (first, last) = (number(first, &quote! { from }), number(last, &quote! { to }));
    let greatest = match pagination.greatest_offset {
        Some(greatest) => quote! { Some(#greatest) },
        None => quote! { None },
    };
    Ok(quote! {
        impl rt::pager::Windowed for #builder {
            const GREATEST_OFFSET: Option<i64> = #greatest;

            fn between(self, from: i64, to: i64) -> Option<Self> {
                Some(Self(self.0.set_page(#from, #first).set_page(#to, #last)))
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

/// The position and the type of a parameter that counts.
pub(super) fn counted<'o>(operation: &'o Operation, field: &str) -> Result<(Literal, &'o Type), String> {
    let mut parameters = operation.parameters.iter();
    let index = parameters.position(|parameter| parameter.field == field);
    let index = index.ok_or_else(|| format!("`{}` has no parameter `{field}`", operation.id))?;
    Ok((Literal::usize_unsuffixed(index), &operation.parameters[index].ty))
}

/// A number as a parameter has it; the function returns `None` where it is too large for that.
fn number(ty: &Type, value: &TokenStream) -> TokenStream {
    if *ty == Type::Integer(Integer::I64) {
        return value.clone();
    }
    let ty = rust(ty, From::Beside);
    quote! { #ty::try_from(#value).ok()? }
}

/// The method that starts reading a window of time.
fn window_method(operation: &Operation, (from, to): (&str, &str)) -> TokenStream {
    let ty = format_ident!("{}", operation.builder_name);
    let bounds = format!(
        " `from` and `to` are sent as `{from}` and `{to}`, in the unit of these. Values that were set for them, and for the \
         offset, are ignored."
    );
    quote! {
        impl #ty {
            /// Reads all records of a window of time, each once, while others arrive.
            ///
            #[doc = #bounds]
            pub fn window(self, from: i64, to: i64) -> rt::pager::Window<Self> {
                rt::pager::Window::new(self, from, to)
            }
        }
    }
}
