//! Several ways to authenticate one request.

use std::{borrow::Cow, sync::Arc};

use super::{
    authenticate::{Authenticate, BoxFuture},
    error::Error,
    outgoing::Outgoing,
    secret::Secret,
};

/// All of these, one after the other.
pub(super) struct Combined(pub(super) Vec<Arc<dyn Authenticate>>);

impl Authenticate for Combined {
    fn authenticate<'a>(&'a self, request: &'a mut Outgoing) -> BoxFuture<'a, Result<(), Error>> {
        Box::pin(async {
            for way in &self.0 {
                way.authenticate(request).await?;
            }
            Ok(())
        })
    }

    fn renew<'a>(&'a self, refused: &'a Outgoing) -> BoxFuture<'a, bool> {
        Box::pin(async {
            // It is not known which of them was refused.
            let mut renewed = false;
            for way in &self.0 {
                renewed |= way.renew(refused).await;
            }
            renewed
        })
    }

    fn refused_again(&self, refused: &Outgoing) {
        self.0.iter().for_each(|way| way.refused_again(refused));
    }

    fn accepted(&self) {
        self.0.iter().for_each(|way| way.accepted());
    }

    fn reason(&self, refused: &Outgoing) -> Option<String> {
        self.0.iter().find_map(|way| way.reason(refused))
    }

    fn headers(&self) -> &'static [&'static str] {
        // Tokens are sent in a header that nobody may set, so that one way is left to ask.
        let mut all = self.0.iter().map(|way| way.headers());
        all.find(|headers| !headers.is_empty()).unwrap_or_default()
    }

    fn secrets(&self) -> Vec<Secret> {
        let mut all = Vec::new();
        for way in &self.0 {
            all.extend(way.secrets());
        }
        all
    }

    fn describe(&self) -> Cow<'static, str> {
        let all: Vec<_> = self.0.iter().map(|way| way.describe()).collect();
        all.join(", ").into()
    }
}
