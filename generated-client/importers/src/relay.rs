//! A transport that writes an audit trail, and hands the requests to another one.

use std::sync::{Arc, Mutex, PoisonError};

use huaweicloud_hss::transport::{BoxFuture, Transport, TransportError, TransportRequest, TransportResponse};

/// Writes a line for each request that it passes on.
#[derive(Clone)]
pub struct Audited<T> {
    inner: T,
    trail: Arc<Mutex<Vec<String>>>,
}

impl<T: Transport> Audited<T> {
    /// Passes requests on to `inner`.
    pub fn new(inner: T) -> Self {
        Self {
            inner,
            trail: Arc::default(),
        }
    }

    /// Returns the lines so far.
    pub fn trail(&self) -> Vec<String> {
        self.trail.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl<T: Transport> Transport for Audited<T> {
    fn send(&self, request: TransportRequest) -> BoxFuture<'_, Result<TransportResponse, TransportError>> {
        Box::pin(async move {
            let headers = request.headers().map(|(name, value)| match request.is_secret(name) {
                true => format!("{name}: …"),
                false => format!("{name}: {}", String::from_utf8_lossy(value)),
            });
            let headers = headers.collect::<Vec<_>>().join(", ");
            let line = format!("{} [{headers}]", request.operation());
            let outcome = self.inner.send(request).await;
            let outcome_text = match &outcome {
                Ok(response) => response.status().to_string(),
                Err(error) => error.to_string(),
            };
            let mut trail = self.trail.lock().unwrap_or_else(PoisonError::into_inner);
            trail.push(format!("{line} {outcome_text}"));
            outcome
        })
    }
}

#[cfg(test)]
mod tests {
    use huaweicloud_hss::{
        Client, Error,
        test_util::{MockTransport, Reply},
    };
    use serde_json::json;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn every_attempt_is_in_the_trail_without_credentials() -> Result<(), Error> {
        let mock = MockTransport::new();
        mock.any().reply(Reply::no_connection()).reply(json!({}));
        let audited = Audited::new(mock.clone());
        let client = Client::builder()
            .endpoint("https://hss.example.com")
            .project_id("p1")
            .token("secret-token")
            .transport(audited.clone())
            .build()?;
        client.list_container_image_logs().send().await?;
        let trail = audited.trail();
        assert_eq!(trail.len(), 2);
        assert!(trail[0].ends_with("the test refuses the connection"), "{trail:?}");
        assert!(
            trail[1].starts_with("ListContainerImageLogs [host: hss.example.com, "),
            "{trail:?}"
        );
        assert!(
            trail[1].contains("x-auth-token: …") && trail[1].ends_with(" 200"),
            "{trail:?}"
        );
        assert!(!trail.concat().contains("secret-token"), "{trail:?}");
        Ok(())
    }
}
