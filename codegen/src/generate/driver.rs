//! The driver's table: which type of the client reads the body of which response.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::Context;
use super::imports::{File, file};
use super::rust::{From, rust};
use crate::model::{Body, Operation, Status, Type};

impl Context<'_> {
    pub(super) fn driver(&self) -> File {
        let sha256 = &self.model.sha256;
        let arms: TokenStream = self.model.operations.iter().map(arms).collect();
        let client = &self.client;
        let about = format!(" Which type of the client of {} decodes which response.", self.title());
        let imports = [quote! { #client::types }, quote! { crate::decode::{Decoded, Refused} }];
        let items = quote! {
            /// The hash of the document that the client was generated from.
            pub const DOCUMENT_SHA256: &str = #sha256;

            /// Decodes the body of a response as the client does and encodes it again; none where the document has
            /// no JSON for that operation and status.
            pub fn decode(operation: &str, status: u16, body: &[u8]) -> Option<Result<Decoded, Refused>> {
                let written = match (operation, status) {
                    #arms
                    _ => return None,
                };
                Some(written)
            }
        };
        file(&quote! { #![doc = #about] }, &imports, &items)
    }
}

/// The arms of an operation: a status, and the type that reads its body.
fn arms(operation: &Operation) -> TokenStream {
    let id = &operation.id;
    let mut arms: Vec<(Status, Option<&Type>)> = Vec::new();
    for response in &operation.responses.documented {
        let ty = match &response.body {
            Body::Json(ty) => Some(ty),
            _ => None,
        };
        if response.succeeds && response.status == Status::Default {
            arms.push((Status::Range(2), ty));
        }
        arms.push((response.status, ty));
    }
    // Only a range or a default could take these for its own.
    if arms.iter().all(|(status, _)| matches!(status, Status::Exact(_))) {
        arms.retain(|(_, ty)| ty.is_some());
    }
    if arms.iter().all(|(_, ty)| ty.is_none()) {
        arms.clear();
    }
    // A status of its own goes before its range, and both before the default.
    arms.sort_by_key(|(status, _)| *status);
    let arms = arms.into_iter().map(|(status, ty)| {
        let pattern = match status {
            Status::Exact(status) => {
                let status = Literal::u16_unsuffixed(status);
                quote! { #status }
            }
            Status::Range(hundred) => {
                let first = Literal::u16_unsuffixed(u16::from(hundred) * 100);
                let last = Literal::u16_unsuffixed(u16::from(hundred) * 100 + 99);
                quote! { #first..=#last }
            }
            Status::Default => quote! { 300.. },
        };
        match ty {
            Some(ty) => {
                let ty = rust(ty, From::Beside);
                quote! { (#id, #pattern) => crate::decode::json::<#ty>(body), }
            }
            None => quote! { (#id, #pattern) => return None, },
        }
    });
    arms.collect()
}
