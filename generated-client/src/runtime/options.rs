//! Settings of one call: its time, its retries, and what is sent in addition to what the document describes.

use std::time::Duration;

use super::{
    call_credentials::CallCredentials,
    clock::Deadline,
    continuation::{RequestedPage, SentAs},
    extra::Extra,
    idempotency::IdempotencyKey,
    retry::RetryPolicy,
    secret::Secret,
};

/// Settings of one call. The client's settings apply where none is set.
///
/// Each operation takes them with its method `options`, and so does a [request](crate::Client::request):
///
/// ```no_run
/// # async fn example(client: huaweicloud_hss::Client) -> Result<(), Box<dyn std::error::Error>> {
/// let things = client
///     .request("GET", "/things")
///     .options(|options| options.header("X-Trace", "7f3a").timeout(std::time::Duration::from_secs(5)))
///     .send_json::<Vec<String>>()
///     .await?
///     .into_inner();
/// # let _ = things;
/// # Ok(())
/// # }
/// ```
///
/// The values of headers and of the query are treated as secrets: they are never printed, and no error of the call shows
/// them. An invalid one is an error of the call, and nothing is sent.
#[derive(Clone, Debug, Default)]
#[must_use = "options do nothing until a call has them"]
pub struct CallOptions {
    pub(super) retry: Option<RetryPolicy>,
    pub(super) timeout: Option<Duration>,
    pub(super) attempt_timeout: Option<Duration>,
    /// The media type that is requested instead of those of the operation.
    pub(super) accept: Option<&'static str>,
    /// The deadline of a call that has already begun.
    pub(super) deadline: Option<Deadline>,
    /// The page that is requested, where an earlier one named it.
    pub(super) page: Option<RequestedPage>,
    /// Where the request says which page it is for, if pages are read: only their reader sets that.
    pub(super) paged_by: Vec<SentAs>,
    /// How many items the list of the response probably has, so that there is room for them at once.
    pub(super) expected_items: Option<usize>,
    /// Whether each record is decoded separately, in which case an invalid one takes much longer than a valid one.
    pub(super) is_lenient: bool,
    /// Whether the response keeps its body beside the decoded value.
    pub(super) keeps_body: bool,
    /// Whether the body is returned as it is, whatever its media type.
    pub(super) is_raw: bool,
    /// What is sent in addition. Few calls have it.
    pub(super) extra: Option<Box<Extra>>,
}

impl CallOptions {
    /// Sets when the call is retried, and how often.
    pub fn retry_policy(mut self, policy: RetryPolicy) -> Self {
        self.retry = Some(policy);
        self
    }

    /// Sets the longest that the call may take, with all its attempts and the delays between them.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// Sets the longest that one attempt may take, from connecting to the last byte of the response. Sending the body is a
    /// part of it.
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.attempt_timeout = Some(timeout);
        self
    }

    /// Sends a header, instead of any of that name that the call has otherwise, such as `User-Agent`. Several of one name
    /// are all sent.
    ///
    /// The call fails for the headers that are the client's own: those that say where a request goes and how it is framed
    /// (`Host`, `Content-Length`, `Transfer-Encoding`, `Connection`, …), and those of credentials (`Authorization`,
    /// `X-Auth-Token`, and where the document has its credentials), and where pages are read a header that says which page it
    /// is. The error says what to use instead.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<Secret>) -> Self {
        self.extra().headers.push((name.into(), value.into()));
        self
    }

    /// Sends a parameter of the query, instead of any of that name that the call has otherwise. Several of one name are all
    /// sent. Name and value are percent-encoded, and a request that is signed has them in its signature.
    ///
    /// The call fails for the names of credentials, and where pages are read for the parameters that say which page it is, such
    /// as an offset. Where a page is named by a link, the link keeps the parameters that it has.
    pub fn query(mut self, name: impl Into<String>, value: impl Into<Secret>) -> Self {
        self.extra().query.push((name.into(), value.into()));
        self
    }

    /// Sends the call with other credentials, instead of all those of the client.
    ///
    /// ```no_run
    /// use huaweicloud_hss::{CallCredentials, Client, Error};
    ///
    /// # async fn example(client: Client, tenant: Client, token: String) -> Result<(), Error> {
    /// // A token of this call.
    /// let token = CallCredentials::secret("token", token);
    /// client.request("GET", "/things").options(|options| options.credentials(token)).send().await?;
    /// // Those of another client: any that a builder takes, with their cached tokens.
    /// client.request("GET", "/things").options(|options| options.credentials(&tenant)).send().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// Parameters that are set on the client, such as the ID of a project, are sent as before: set them on the call if the
    /// credentials are of another one.
    pub fn credentials(mut self, credentials: impl Into<CallCredentials>) -> Self {
        self.extra().credentials = Some(credentials.into());
        self
    }

    /// Sends a key by which the service recognises another attempt of the call, so that a POST or a PATCH is retried like a
    /// GET. All attempts have the same key.
    pub fn idempotency_key(mut self, key: impl Into<IdempotencyKey>) -> Self {
        self.extra().idempotency_key = Some(key.into());
        self
    }

    /// Keeps the body of the response beside the decoded value: see [`Response::raw_body`](super::Response::raw_body) and
    /// [`Response::undeclared`](super::Response::undeclared).
    pub fn keep_body(mut self) -> Self {
        self.keeps_body = true;
        self
    }

    fn extra(&mut self) -> &mut Extra {
        self.extra.get_or_insert_default()
    }

    /// The credentials of the call alone.
    pub(super) fn own_credentials(&self) -> Option<&CallCredentials> {
        self.extra.as_ref()?.credentials.as_ref()
    }
}
