//! A call of an operation: its arguments, and how it is sent. What all operations have in common is here, and in the macro
//! that gives each of them the methods of this type.

mod operation;
mod request;

use std::{fmt, time::Duration};

use serde::{Serialize, de::DeserializeOwned};

use super::{
    arguments::{Argument, Location},
    continuation::{Continuation, PageToken, SentAs},
    core::Core,
    encode::Tree,
    error::Error,
    facts::Operation,
    input::put,
    multipart::FilePart,
    options::CallOptions,
    pager::Records,
    parts::Parts,
    received::{Decoded, Received},
    response::Response,
    retry::RetryPolicy,
    upload::ByteSource,
};

/// A call that is not sent yet. The type of an operation is made of it.
#[derive(Clone)]
pub struct Call {
    core: Core,
    operation: &'static Operation,
    /// The parameters, then the parts of the body, each of these followed by its headers.
    arguments: Vec<Argument>,
    body: Given,
    /// The media type of the body, as its position among the other ones; none: the preferred one.
    other: Option<usize>,
    /// Properties of the body that are set on their own.
    members: Vec<Option<Tree>>,
    /// Parts that the document does not name.
    others: Vec<(String, Argument)>,
    /// Boxed: the future of a call has room for the whole call as long as it runs.
    options: Box<CallOptions>,
}

/// A body as it was given.
#[derive(Clone)]
enum Given {
    Unset,
    Tree(Tree),
    Text(String),
    Bytes(Option<String>, ByteSource),
    Parts(Parts),
    Invalid,
}

impl Call {
    /// A call without arguments.
    pub fn new(core: &Core, operation: &'static Operation) -> Self {
        Self {
            core: core.clone(),
            operation,
            arguments: Vec::new(),
            body: Given::Unset,
            other: None,
            members: Vec::new(),
            others: Vec::new(),
            options: Box::default(),
        }
    }

    /// Sets a parameter, a part of the body, or a header of such a part, by its position.
    #[must_use]
    pub fn set(mut self, index: usize, value: impl Serialize) -> Self {
        put(&mut self.arguments, index, Argument::of(value));
        self
    }

    /// Sets a parameter by which a page is requested, by its position.
    #[must_use]
    pub fn set_page(self, index: usize, value: impl Serialize) -> Self {
        self.paged_by(index).set(index, value)
    }

    /// Marks a parameter as one by which a page is requested, by its position. What is added to the call cannot replace it.
    #[must_use]
    pub fn paged_by(mut self, index: usize) -> Self {
        let parameter = self.operation.parameters.get(index);
        let sent = parameter.and_then(|parameter| match parameter.location {
            Location::Query => Some(SentAs::Query(parameter.name)),
            Location::Header => Some(SentAs::Header(parameter.name)),
            Location::Path | Location::Cookie => None,
        });
        self.options.paged_by.extend(sent);
        self
    }

    /// Sets a parameter, a part of the body, or a header of such a part, to a text.
    #[must_use]
    pub fn set_text(self, index: usize, value: impl Into<String>) -> Self {
        self.set(index, value.into())
    }

    /// Sets a part of the body to files, by its position.
    #[must_use]
    pub fn set_files(mut self, index: usize, files: Vec<FilePart>) -> Self {
        put(&mut self.arguments, index, Argument::Files(files));
        self
    }

    /// Adds a part that the document does not name.
    #[must_use]
    pub fn add_part(mut self, name: String, file: FilePart) -> Self {
        self.others.push((name, Argument::Files(vec![file])));
        self
    }

    /// Adds a part that the document does not name, and whose value is set next.
    #[must_use]
    pub fn begin_part(mut self, name: String) -> Self {
        self.others.push((name, Argument::Unset));
        self
    }

    /// Sets the value of the part that was added last.
    #[must_use]
    pub fn part_value(mut self, value: impl Serialize) -> Self {
        if let Some((_, last)) = self.others.last_mut() {
            *last = Argument::of(value);
        }
        self
    }

    /// Sets the value of the part that was added last to a text.
    #[must_use]
    pub fn part_value_text(self, value: impl Into<String>) -> Self {
        self.part_value(value.into())
    }

    /// Sets the body to a value that is encoded.
    #[must_use]
    pub fn body(self, value: impl Serialize) -> Self {
        self.whole(Tree::of(&value).map_or(Given::Invalid, Given::Tree))
    }

    /// Sets the body to a text that is encoded.
    #[must_use]
    pub fn body_text(self, value: impl Into<String>) -> Self {
        self.body(value.into())
    }

    /// Sets a property of the body to a text.
    #[must_use]
    pub fn set_member_text(self, index: usize, value: impl Into<String>) -> Self {
        self.set_member(index, value.into())
    }

    /// Sets a property of the body, by its position.
    #[must_use]
    pub fn set_member(mut self, index: usize, value: impl Serialize) -> Self {
        match Tree::of(&value) {
            Ok(tree) => put(&mut self.members, index, Some(tree)),
            Err(_) => self.body = Given::Invalid,
        }
        self
    }

    /// Sets the body to a text.
    #[must_use]
    pub fn text_body(self, text: String) -> Self {
        self.whole(Given::Text(text))
    }

    /// Sets the body to bytes, in memory or not.
    #[must_use]
    pub fn bytes_body(self, bytes: ByteSource) -> Self {
        self.whole(Given::Bytes(None, bytes))
    }

    /// Sets the body to bytes of a media type that the caller states.
    #[must_use]
    pub fn bytes_body_as(self, content_type: String, bytes: ByteSource) -> Self {
        self.whole(Given::Bytes(Some(content_type), bytes))
    }

    /// Sets the body to parts.
    #[must_use]
    pub fn parts_body(self, parts: Parts) -> Self {
        self.whole(Given::Parts(parts))
    }

    /// Sends the body that was set in another media type than the preferred one, by its position.
    #[must_use]
    pub fn as_other(mut self, index: usize) -> Self {
        self.other = Some(index);
        self
    }

    /// Requests a media type instead of those that the operation requests.
    #[must_use]
    pub fn accept(mut self, media_type: &'static str) -> Self {
        self.options.accept = Some(media_type);
        self
    }

    /// Sets the body in the preferred media type, instead of any other.
    fn whole(mut self, body: Given) -> Self {
        self.body = body;
        self.other = None;
        self
    }

    /// Sets when this call is retried.
    #[must_use]
    pub fn retry_policy(mut self, policy: RetryPolicy) -> Self {
        self.options.retry = Some(policy);
        self
    }

    /// Sets how long this call may take.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.options.timeout = Some(timeout);
        self
    }

    /// Sets how long one attempt of this call may take.
    #[must_use]
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.options.attempt_timeout = Some(timeout);
        self
    }

    /// Sets how many items the list of the response probably has.
    pub fn expect_items(&mut self, items: usize) {
        self.options.expected_items = Some(items);
    }

    /// The value of a parameter that counts.
    pub fn integer(&self, index: usize) -> Option<i64> {
        match self.arguments.get(index) {
            Some(Argument::Tree(Tree::Number(number))) => {
                // Nothing is counted beyond the range of an `i64`.
                number.as_i64().or_else(|| number.is_u64().then_some(i64::MAX))
            }
            _ => None,
        }
    }

    /// Sends the call and decodes the JSON of its response.
    pub async fn json<T: DeserializeOwned + Send + 'static>(self) -> Result<Response<T>, Error> {
        let (core, request) = self.request().await?;
        core.json(request).await
    }

    /// Sends the call and returns its response as text.
    pub async fn text(self) -> Result<Response<String>, Error> {
        let (core, request) = self.request().await?;
        core.text(request).await
    }

    /// Sends the call and returns its response as bytes.
    pub async fn bytes(self) -> Result<Response<Vec<u8>>, Error> {
        let (core, request) = self.request().await?;
        core.bytes(request).await
    }

    /// Sends the call, whose response has no content that matters.
    pub async fn empty(self) -> Result<Response<()>, Error> {
        let (core, request) = self.request().await?;
        core.empty(request).await
    }

    /// Sends the call and decodes the response by its status.
    pub async fn read<T: Send + 'static>(
        self,
        read: fn(Received) -> Result<Decoded<T>, Error>,
    ) -> Result<Response<T>, Error> {
        let (core, request) = self.request().await?;
        core.read(request, read).await
    }

    /// Sends the call and returns the body of its response as it is.
    pub async fn raw(mut self) -> Result<Response<Vec<u8>>, Error> {
        self.options.is_raw = true;
        self.bytes().await
    }

    /// Changes the options of the call.
    #[must_use]
    pub fn with_options(mut self, change: impl FnOnce(CallOptions) -> CallOptions) -> Self {
        *self.options = change(std::mem::take(&mut *self.options));
        self
    }

    /// The options of the call.
    pub fn options(&mut self) -> &mut CallOptions {
        &mut self.options
    }

    /// Sends the call for a page, and returns it with what it names as the next one.
    pub async fn page<T: DeserializeOwned + Send + 'static>(
        self,
        continuation: &'static Continuation,
    ) -> Result<Response<(T, Option<PageToken>)>, Error> {
        let (core, request) = self.request().await?;
        core.page(request, continuation).await
    }

    /// Sends the call and decodes each item of the list `items` of its response by itself.
    pub async fn lenient<T: DeserializeOwned + Send + 'static, I: DeserializeOwned + Send + 'static>(
        self,
        items: &'static str,
    ) -> Result<Response<(T, Records<I>)>, Error> {
        let (core, request) = self.request().await?;
        core.lenient(request, items).await
    }
}

/// The operation and the names of what is set, without the values: one may be a secret.
impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parameters = self.operation.parameters.iter().zip(&self.arguments);
        let set = parameters.filter(|(_, argument)| !matches!(argument, Argument::Unset));
        f.debug_struct("Call")
            .field("operation", &self.operation.id)
            .field(
                "parameters",
                &set.map(|(parameter, _)| parameter.name).collect::<Vec<_>>(),
            )
            .finish_non_exhaustive()
    }
}
