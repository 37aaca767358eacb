//! What returns one item after the other: readers of pages and records, and responses that are read while they arrive.
//!
//! Each has a `next` of its own, and implements the trait of this module, which is what the crate itself reads them by. The
//! trait of streams is of a version 0.x, so that it is implemented only with the feature `stream`.

use std::task::{Context, Poll};

use super::error::Error;

/// A reader of this crate: pages, records, a window of records, or what arrives while a response is read.
///
/// It is implemented by these readers alone, and has no method for programs: each of them has a `next`.
#[cfg_attr(
    not(feature = "blocking"),
    allow(unreachable_pub, reason = "programs name it with the feature `blocking`")
)]
pub trait Reader: sealed::Sealed {
    /// What it reads.
    type Item;

    /// Returns the next item.
    #[doc(hidden)]
    fn poll_item(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Self::Item, Error>>>;
}

pub(super) mod sealed {
    #[allow(unreachable_pub, reason = "a part of a public trait that nobody can name")]
    /// What keeps [`Reader`](super::Reader) from being implemented elsewhere.
    pub trait Sealed {}
}

/// Makes a reader of a type that has a method `poll`: its generics, the type, and what it reads.
macro_rules! reader {
    ([$($generics:tt)*] $reader:ty, $item:ty) => {
        impl<$($generics)*> $crate::runtime::readable::sealed::Sealed for $reader {}

        impl<$($generics)*> $crate::runtime::readable::Reader for $reader {
            type Item = $item;

            #[inline]
            fn poll_item(
                &mut self,
                context: &mut ::std::task::Context<'_>,
            ) -> ::std::task::Poll<Option<Result<$item, $crate::runtime::error::Error>>> {
                self.poll(context)
            }
        }

        #[cfg(feature = "stream")]
        #[cfg_attr(docsrs, doc(cfg(feature = "stream")))]
        impl<$($generics)*> futures_core::Stream for $reader {
            type Item = Result<$item, $crate::runtime::error::Error>;

            fn poll_next(
                self: ::std::pin::Pin<&mut Self>,
                context: &mut ::std::task::Context<'_>,
            ) -> ::std::task::Poll<Option<Self::Item>> {
                self.get_mut().poll(context)
            }
        }
    };
}

pub(super) use reader;
