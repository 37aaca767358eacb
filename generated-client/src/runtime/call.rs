//! A call of an operation: its arguments, and how it is sent. What all operations have in common is here, and in the macro
//! that gives each of them the methods of this type.

use std::{fmt, time::Duration};

use bytes::Bytes;
use reqwest::header::HeaderValue;
use serde::{Serialize, de::DeserializeOwned};

use super::{
    arguments::{Argument, Body, BodyKind, Location, Parameter},
    bounds::{Bounds, Members},
    continuation::{Continuation, PageToken, SentAs},
    core::Core,
    encode::Tree,
    error::Error,
    facts::Operation,
    idempotency::{self, IdempotencyKey},
    input::{named, put},
    multipart::FilePart,
    options::CallOptions,
    pager::Records,
    parts::{self, Parts},
    received::{Decoded, Received},
    request::{Request, UNWRITABLE},
    response::Response,
    retry::RetryPolicy,
    upload::{ByteSource, Payload},
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
    options: CallOptions,
}

/// Why a call with two bodies is not sent.
const TWO_BODIES: &str =
    "the body is set in one media type, and properties or parts of it are set for another one: set only one of them";

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
            options: CallOptions::default(),
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
        self.options = change(std::mem::take(&mut self.options));
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

    /// The request of this call.
    pub(super) async fn request(mut self) -> Result<(Core, Request), Error> {
        let operation = self.operation;
        self.arguments.resize(slots(operation), Argument::Unset);
        for (parameter, argument) in operation.parameters.iter().zip(&mut self.arguments) {
            if parameter.of_client
                && matches!(argument, Argument::Unset)
                && let Some(tree) = self.core.client_parameter(parameter.name)
            {
                *argument = Argument::Tree(tree.clone());
            }
        }
        self.set_idempotency_key()?;
        let facts = self.body_facts();
        if self.other.is_some() && self.is_partly_set() {
            return Err(Error::invalid(TWO_BODIES).during(operation.id));
        }
        let body = self.whole_body();
        let missing = self.missing(&body);
        if !missing.is_empty() {
            return Err(Error::all_missing(operation.id, &missing));
        }
        for (index, parameter) in operation.parameters.iter().enumerate() {
            if must_be_known(parameter, &self.arguments[index]) {
                let value = self
                    .core
                    .parameter(operation.id, parameter.name, &mut self.options)
                    .await?;
                self.arguments[index] = Argument::Tree(Tree::String(value));
            }
        }
        let mut request = Request::new(operation);
        for (parameter, argument) in operation.parameters.iter().zip(&self.arguments) {
            match argument {
                Argument::Tree(tree) => request.set(parameter, tree),
                Argument::Invalid => request.refuse(parameter.name, UNWRITABLE),
                Argument::Unset | Argument::Files(_) => {}
            }
        }
        if let Some(facts) = facts {
            match (facts.kind, body) {
                (_, Given::Parts(parts)) => parts.set_body(&mut request, facts),
                (BodyKind::Multipart, _) => {
                    let parts = &self.arguments[operation.parameters.len()..];
                    parts::set(&mut request, facts, parts, self.others);
                }
                (_, body) => set_body(&mut request, facts, body),
            }
        }
        Ok((self.core, request.options(self.options)))
    }

    /// Fills in the parameter that is an idempotency key, if the call has one and the parameter was not set.
    fn set_idempotency_key(&mut self) -> Result<(), Error> {
        let operation = self.operation;
        let extra = self.options.extra.as_ref();
        let given = extra.and_then(|extra| extra.idempotency_key.as_ref());
        if given.is_none() && operation.idempotency_key.is_none() {
            return Ok(());
        }
        let random = IdempotencyKey::random();
        if let Some(index) = idempotency::parameter_of(operation)
            && matches!(self.arguments[index], Argument::Unset)
        {
            let key = given.unwrap_or(&random);
            let (header, value) = key.of_call(operation).map_err(|error| error.during(operation.id))?;
            if header.eq_ignore_ascii_case(operation.parameters[index].name) {
                self.arguments[index] = Argument::Tree(Tree::String(value.expose().to_owned()));
            }
        }
        Ok(())
    }

    /// The facts of the body in the media type that is sent.
    fn body_facts(&self) -> Option<&'static Body> {
        match self.other {
            None => self.operation.body.as_ref(),
            Some(index) => self.operation.other_bodies.get(index),
        }
    }

    /// Whether properties or parts of the body in the preferred media type are set on their own.
    fn is_partly_set(&self) -> bool {
        let parts = self.arguments.iter().skip(self.operation.parameters.len());
        let mut parts = parts.filter(|argument| !matches!(argument, Argument::Unset));
        !self.members.is_empty() || !self.others.is_empty() || parts.next().is_some()
    }

    /// The body with the properties that were set on their own.
    fn whole_body(&mut self) -> Given {
        let body = std::mem::replace(&mut self.body, Given::Unset);
        let members = std::mem::take(&mut self.members);
        let Some(facts) = self.operation.body.as_ref().filter(|_| !members.is_empty()) else {
            return body;
        };
        let known = Members(facts.members());
        match body {
            Given::Unset => Given::Tree(Tree::Object(named(&known, members))),
            Given::Tree(Tree::Object(mut all)) => {
                for (name, value) in named(&known, members) {
                    match all.iter_mut().find(|(other, _)| *other == name) {
                        Some((_, old)) => *old = value,
                        None => all.push((name, value)),
                    }
                }
                let place = |name: &String| known.0.iter().position(|member| member.name == name);
                all.sort_by_key(|(name, _)| place(name).unwrap_or(usize::MAX));
                Given::Tree(Tree::Object(all))
            }
            other => other,
        }
    }

    /// The names of what is required and not set.
    fn missing(&self, body: &Given) -> Vec<String> {
        let mut found = Vec::new();
        for (parameter, argument) in self.operation.parameters.iter().zip(&self.arguments) {
            let is_unset = matches!(argument, Argument::Unset);
            // The way to authenticate may know a parameter of the client.
            if parameter.required && is_unset && !(parameter.of_client && self.core.way(&self.options).is_some()) {
                found.push(format!("`{}`", parameter.name));
            }
        }
        let Some(facts) = self.body_facts() else {
            return found;
        };
        if let Given::Parts(parts) = body {
            parts.missing(facts, &mut found);
            return found;
        }
        if facts.kind == BodyKind::Multipart {
            let arguments = &self.arguments[self.operation.parameters.len()..];
            if facts.required || !(parts::is_empty(arguments) && self.others.is_empty()) {
                parts::missing(facts, arguments, &mut found);
            }
            return found;
        }
        match body {
            Given::Unset if facts.required => found.push("`body`".to_owned()),
            Given::Tree(tree) => {
                let mut pointers = Vec::new();
                facts.bounds.missing(tree, "", &mut pointers);
                found.extend(pointers.iter().map(|pointer| format!("`{pointer}` of `body`")));
            }
            _ => {}
        }
        found
    }
}

/// Whether only the way to authenticate can know the value of a parameter.
fn must_be_known(parameter: &Parameter, argument: &Argument) -> bool {
    parameter.required && parameter.of_client && matches!(argument, Argument::Unset)
}

/// How many arguments an operation has at most.
fn slots(operation: &Operation) -> usize {
    let parts = operation.body.map_or(&[][..], |body| body.parts);
    let of_parts: usize = parts.iter().map(|part| 1 + part.headers.len()).sum();
    operation.parameters.len() + of_parts
}

fn set_body(request: &mut Request, facts: &Body, body: Given) {
    let header = |request: &mut Request, content_type: &str, body: Payload| match HeaderValue::from_str(content_type) {
        Ok(content_type) => request.set_body(content_type, body),
        Err(_) => request.refuse(
            "body",
            "has a content type with a character that is invalid in a header",
        ),
    };
    match body {
        Given::Unset | Given::Parts(_) => {}
        Given::Invalid => request.refuse("body", UNWRITABLE),
        Given::Tree(tree) => {
            request.check("body", &facts.bounds, &tree);
            match facts.kind {
                BodyKind::Form => request.set_form(facts.content_type, facts.styles, &tree),
                _ => header(request, facts.content_type, Bytes::from(tree.json()).into()),
            }
        }
        Given::Text(text) => {
            check_text(request, &facts.bounds, &text);
            header(request, facts.content_type, Bytes::from(text).into());
        }
        Given::Bytes(content_type, bytes) => {
            let content_type = content_type.as_deref().unwrap_or(facts.content_type);
            header(request, content_type, Payload::of("`body`", bytes));
        }
    }
}

fn check_text(request: &mut Request, bounds: &Bounds, text: &str) {
    if let Err(fault) = bounds.check_text(text) {
        request.refuse_bounds("body", &fault);
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

/// Gives the type of an operation what all of them have: how it is made, its options, and `send`. For generated code.
///
/// `operation!(GetThing, types::Thing, json())`: the type, what `send` returns, and the method of [`Call`] that does it.
#[doc(hidden)]
#[macro_export]
macro_rules! generated_operation {
    ($name:ident, $output:ty, $($send:tt)+) => {
        impl $name {
            /// Calls a setter with what an option holds. `None` changes nothing.
            ///
            /// `call.optional(name, Self::name)` is for callers that have an `Option` already.
            pub fn optional<T>(self, value: Option<T>, setter: impl FnOnce(Self, T) -> Self) -> Self {
                match value {
                    Some(value) => setter(self, value),
                    None => self,
                }
            }

            /// Sets when this call is retried, and how often.
            ///
            /// Default: the `retry_policy` of the client.
            pub fn retry_policy(self, policy: $crate::runtime::generated::RetryPolicy) -> Self {
                Self(self.0.retry_policy(policy))
            }

            /// Sets how long this call may take, with all its attempts and the delays between them.
            ///
            /// Default: the `timeout` of the client.
            pub fn timeout(self, timeout: ::std::time::Duration) -> Self {
                Self(self.0.timeout(timeout))
            }

            /// Sets how long one attempt of this call may take, from connecting to the last byte of the response. Sending
            /// the body is a part of it: a large upload may need more than the default.
            ///
            /// Default: the `attempt_timeout` of the client.
            pub fn attempt_timeout(self, timeout: ::std::time::Duration) -> Self {
                Self(self.0.attempt_timeout(timeout))
            }

            /// Changes what is sent in addition to the arguments, and how: headers, parameters of the query, credentials,
            /// an idempotency key. See [`CallOptions`](rt::CallOptions).
            pub fn options(
                self,
                change: impl FnOnce($crate::runtime::generated::CallOptions) -> $crate::runtime::generated::CallOptions,
            ) -> Self {
                Self(self.0.with_options(change))
            }

            /// Sends the request and returns the body of the response as it is, whatever its media type, with the status and
            /// all headers. Every status from 200 to 299 is a success.
            ///
            /// # Errors
            /// Returns the errors of [`send`](Self::send), except those of decoding.
            pub async fn send_raw(
                self,
            ) -> Result<$crate::runtime::generated::Response<::std::vec::Vec<u8>>, $crate::runtime::generated::Error> {
                self.0.raw().await
            }

            /// Sends the request and decodes the response.
            ///
            /// # Errors
            /// Returns an error if something required is missing or an argument is invalid, if the service responds with an
            /// error status, or if no valid response arrives. What is missing is named all at once, and nothing is sent then.
            pub async fn send(
                self,
            ) -> Result<$crate::runtime::generated::Response<$output>, $crate::runtime::generated::Error> {
                self.0.$($send)+.await
            }
        }
    };
}

/// Gives the type of an operation the method that requests another media type. For generated code.
///
/// `other_response!(GetThing, send_text_csv, "text/csv", String, text())`: the type, the method, the media type, what the
/// method returns, and the method of [`Call`] that does it.
#[doc(hidden)]
#[macro_export]
macro_rules! generated_other_response {
    ($name:ident, $method:ident, $media_type:literal, $output:ty, $($send:tt)+) => {
        impl $name {
            #[doc = concat!("Sends the request for a response in the media type `", $media_type, "`.")]
            ///
            /// # Errors
            /// Returns the errors of [`send`](Self::send).
            pub async fn $method(
                self,
            ) -> Result<$crate::runtime::generated::Response<$output>, $crate::runtime::generated::Error> {
                self.0.accept($media_type).$($send)+.await
            }
        }
    };
}

/// Gives the type of a paged operation the methods that start reading. For generated code.
#[doc(hidden)]
#[macro_export]
macro_rules! generated_pages {
    ($name:ident) => {
        impl $name {
            /// Reads page after page, beginning at the position of this call.
            ///
            /// `while let Some(page) = pages.next().await` reads them all. See
            /// [`Pages`](rt::pager::Pages) for where reading ends.
            pub fn pages(self) -> $crate::runtime::generated::pager::Pages<Self> {
                $crate::runtime::generated::pager::Pages::new(self)
            }

            /// Reads record after record across pages, beginning at the position of this call.
            ///
            /// `while let Some(item) = items.next().await` reads them all. See
            /// [`Items`](rt::pager::Items) for where reading ends.
            pub fn items(self) -> $crate::runtime::generated::pager::Items<Self> {
                $crate::runtime::generated::pager::Items::new(self)
            }
        }
    };
}

/// Gives the type of an operation each of whose pages names the next one the methods that start reading. For generated code.
#[doc(hidden)]
#[macro_export]
macro_rules! generated_chained_pages {
    ($name:ident) => {
        impl $name {
            /// Reads page after page, beginning at the page of this call.
            ///
            /// `while let Some(page) = pages.next().await` reads them all. See
            /// [`ChainedPages`](rt::pager::ChainedPages) for where reading ends.
            pub fn pages(self) -> $crate::runtime::generated::pager::ChainedPages<Self> {
                $crate::runtime::generated::pager::ChainedPages::new(self)
            }

            /// Reads record after record across pages, beginning at the page of this call.
            ///
            /// `while let Some(item) = items.next().await` reads them all. See
            /// [`ChainedItems`](rt::pager::ChainedItems) for where reading ends.
            pub fn items(self) -> $crate::runtime::generated::pager::ChainedItems<Self> {
                $crate::runtime::generated::pager::ChainedItems::new(self)
            }
        }
    };
}

/// Gives a builder how it is made and finished. For generated code.
///
/// `builder!(ThingBuilder, types::Thing, "Thing", THING)`: the builder, its type, the name of that, and its properties.
#[doc(hidden)]
#[macro_export]
macro_rules! generated_builder {
    ($builder:ident, $of:ty, $name:literal, $members:path) => {
        impl $of {
            /// Returns a builder, which has a method for each property.
            pub fn builder() -> $builder {
                $builder($crate::runtime::generated::Object::new($name, &$members))
            }
        }

        impl $builder {
            /// Calls a setter with what an option holds. `None` changes nothing.
            pub fn optional<T>(self, value: Option<T>, setter: impl FnOnce(Self, T) -> Self) -> Self {
                match value {
                    Some(value) => setter(self, value),
                    None => self,
                }
            }

            /// Builds the value.
            ///
            /// # Errors
            /// Returns an error that names every required property that is not set.
            pub fn build(self) -> Result<$of, $crate::runtime::generated::Error> {
                self.0.build()
            }
        }

        impl From<$builder> for $crate::runtime::generated::Input<$of> {
            fn from(builder: $builder) -> Self {
                builder.0.into()
            }
        }
    };
}
