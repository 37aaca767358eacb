//! Access keys that a vault rotates.

use std::sync::atomic::{AtomicUsize, Ordering};

use huaweicloud_hss::credentials::{BoxError, BoxFuture, Credentials, ProvideCredentials};

/// A vault that has a new token each time that it is asked.
#[derive(Default)]
pub struct Vault(AtomicUsize);

impl ProvideCredentials for Vault {
    fn provide(&self) -> BoxFuture<'_, Result<Credentials, BoxError>> {
        Box::pin(async {
            let number = self.0.fetch_add(1, Ordering::SeqCst);
            Ok(Credentials::token(format!("token-number-{number}")).with_project_id("p1"))
        })
    }
}

#[cfg(test)]
mod tests {
    use huaweicloud_hss::Client;
    use test_server::{CannedResponse, Received, Server};

    use super::*;

    /// Over a real socket: the server refuses the first token.
    #[tokio::test]
    async fn a_refused_token_is_replaced_once() -> Result<(), Box<dyn std::error::Error>> {
        let server = Server::start(|request: &Received| match request.header("x-auth-token") {
            Some("token-number-1") => CannedResponse::json(200, r#"{"total_num":3}"#),
            _ => CannedResponse::json(401, r#"{"error_code":"APIGW.0301","error_msg":"expired"}"#),
        })?;
        let client = Client::builder()
            .endpoint(server.endpoint())
            .credentials(Vault::default())
            .build()?;
        let page = client.list_container_image_logs().send().await?;
        assert_eq!((page.total_num, page.attempts()), (Some(3), 2));
        let received = server.received();
        let tokens: Vec<_> = received.iter().map(|request| request.header("x-auth-token")).collect();
        assert_eq!(tokens, [Some("token-number-0"), Some("token-number-1")]);
        Ok(())
    }
}
