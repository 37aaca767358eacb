//! Bounds how many calls a job makes, and marks them with the job's name: two steps around calls.

use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering},
};

use huaweicloud_hss::middleware::{BoxFuture, Fault, Middleware, Next, Outcome, Request};

/// Names the job in a header of each request.
pub struct Job(pub &'static str);

impl Middleware for Job {
    fn call<'a>(&'a self, request: &'a mut Request, next: Next<'a>) -> BoxFuture<'a, Outcome> {
        Box::pin(async move {
            if let Err(error) = request.set_header("X-Job", self.0) {
                return error.into();
            }
            next.run(request).await
        })
    }
}

/// Fails calls once a number of requests has been sent. Clones share the number.
#[derive(Clone)]
pub struct Quota(Arc<AtomicU32>);

impl Quota {
    /// Allows so many requests, retries included.
    pub fn new(requests: u32) -> Self {
        Self(Arc::new(AtomicU32::new(requests)))
    }

    /// Returns how many requests are left.
    pub fn left(&self) -> u32 {
        self.0.load(Ordering::SeqCst)
    }
}

impl Middleware for Quota {
    fn attempt<'a>(&'a self, request: &'a mut Request, next: Next<'a>) -> BoxFuture<'a, Outcome> {
        Box::pin(async move {
            let take = |left: u32| left.checked_sub(1);
            if self.0.fetch_update(Ordering::SeqCst, Ordering::SeqCst, take).is_err() {
                // Not retryable: the call ends here, before anything is sent.
                return Fault::new("the job has used up its requests").into();
            }
            next.run(request).await
        })
    }
}

#[cfg(test)]
mod tests {
    use huaweicloud_hss::{
        Client, Error, ErrorKind,
        test_util::{MockTransport, Reply},
    };
    use serde_json::json;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_job_stops_when_its_requests_are_used_up() -> Result<(), Error> {
        let mock = MockTransport::new();
        mock.any()
            .reply(json!({}))
            .reply(Reply::error(503, "APIGW.0201", "Backend timeout."))
            .reply(json!({}));
        let quota = Quota::new(3);
        let client = Client::builder()
            .transport(mock.clone())
            .middleware(Job("nightly"))
            .middleware(quota.clone())
            .build()?;

        client.list_container_image_logs().send().await?;
        // A call that is retried takes two.
        client.list_container_image_logs().send().await?;
        assert_eq!(quota.left(), 0);
        let error = client
            .list_container_image_logs()
            .send()
            .await
            .expect_err("no request is left");

        assert_eq!(error.kind(), ErrorKind::Middleware);
        assert_eq!(
            error.to_string(),
            "ListContainerImageLogs: the job has used up its requests"
        );
        assert!(!error.is_retryable());
        assert_eq!(mock.requests().len(), 3);
        for request in mock.requests() {
            assert_eq!(request.header("x-job"), Some("nightly"));
        }
        mock.assert_done();
        Ok(())
    }
}
