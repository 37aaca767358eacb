//! Sending: credentials, endpoint and request put together, sent once, and the answer read whole.
//!
//! Nothing here is sent twice, redirected, or kept for the next request but the connection.

use std::{fmt, sync::Arc};

use reqwest::{Method, Url, header::LOCATION};
use serde::de::DeserializeOwned;

use super::{
    credential::Credentials,
    decode::{self, Answer},
    encode,
    error::{Cause, Error, ErrorKind},
    facts::{Api, Operation},
    failure::failed,
    request::{Parts, Request},
    response::{Head, Response},
};

/// The longest body that is read. A page of records is far below it; without a bound a server could fill the memory.
pub(super) const BODY_LIMIT: usize = 64 << 20;

/// Sends requests. It is cheap to clone: the clones share connections and settings.
#[derive(Clone)]
pub struct Core(Arc<Shared>);

pub(super) struct Shared {
    pub(super) api: &'static Api,
    pub(super) endpoint: String,
    pub(super) http: reqwest::Client,
    pub(super) credentials: Credentials,
}

impl fmt::Debug for Core {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Core")
            .field("api", &self.0.api.title)
            .field("endpoint", &self.0.endpoint)
            .field("credentials", &self.0.credentials.schemes())
            .finish_non_exhaustive()
    }
}

impl Core {
    pub(super) fn new(shared: Arc<Shared>) -> Self {
        Self(shared)
    }

    /// The address that requests go to, without a slash at its end.
    pub fn endpoint(&self) -> &str {
        &self.0.endpoint
    }

    /// Sends a request and decodes the JSON of its answer.
    pub async fn json<T: DeserializeOwned>(&self, request: Request) -> Result<Response<T>, Error> {
        self.call(request, decode::json).await
    }

    /// Sends a request and takes the answer as text.
    pub async fn text(&self, request: Request) -> Result<Response<String>, Error> {
        self.call(request, decode::text).await
    }

    /// Sends a request and takes the answer as bytes.
    pub async fn bytes(&self, request: Request) -> Result<Response<Vec<u8>>, Error> {
        self.call(request, |answer| Ok((answer.body, answer.head))).await
    }

    /// Sends a request whose answer has no content that matters.
    pub async fn empty(&self, request: Request) -> Result<Response<()>, Error> {
        self.call(request, |answer| Ok(((), answer.head))).await
    }

    async fn call<T>(
        &self,
        request: Request,
        decode: fn(Answer) -> Result<(T, Head), Error>,
    ) -> Result<Response<T>, Error> {
        let operation = request.operation();
        let outcome = self
            .exchange(request)
            .await
            .and_then(|answer| self.0.accept(operation, answer))
            .and_then(decode);
        match outcome {
            Ok((value, head)) => Ok(Response::new(value, head)),
            Err(error) => Err(error.during(operation.id).without(self.0.credentials.secrets())),
        }
    }

    /// Sends a request and reads the whole answer, whatever its status.
    async fn exchange(&self, request: Request) -> Result<Answer, Error> {
        let request = self.0.prepare(request.into_parts()?)?;
        let mut response = self
            .0
            .http
            .execute(request)
            .await
            .map_err(|cause| failed("no answer came", cause))?;
        let status = response.status().as_u16();
        let mut head = Head {
            status,
            headers: std::mem::take(response.headers_mut()),
            request_id: None,
        };
        head.request_id = self.0.api.error_body.request_id_header.and_then(|name| {
            let value = head.headers.get(name)?.to_str().ok()?;
            (!value.is_empty()).then(|| value.to_owned())
        });
        match read(&mut response).await {
            Ok(body) => Ok(Answer { head, body }),
            Err(error) => Err(error.with_status(status).with_request_id(head.request_id)),
        }
    }
}

/// The whole body. One that announces itself as too long is not even begun.
async fn read(response: &mut reqwest::Response) -> Result<Vec<u8>, Error> {
    let too_large = || {
        Error::new(
            ErrorKind::TooLarge,
            format!("the answer is longer than {} MiB", BODY_LIMIT >> 20),
        )
    };
    if response
        .content_length()
        .is_some_and(|length| length > BODY_LIMIT as u64)
    {
        return Err(too_large());
    }
    let mut body = Vec::new();
    while let Some(chunk) = response
        .chunk()
        .await
        .map_err(|cause| failed("the answer broke off", cause))?
    {
        if body.len() + chunk.len() > BODY_LIMIT {
            return Err(too_large());
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

impl Shared {
    fn prepare(&self, parts: Parts) -> Result<reqwest::Request, Error> {
        let Parts {
            operation,
            path,
            mut query,
            headers,
            body,
        } = parts;
        let credentials = self.credentials.of(operation)?;
        query.extend(credentials.iter().filter_map(|credential| credential.pair()));
        let mut url = format!("{}{path}", self.endpoint);
        if !query.is_empty() {
            url.push('?');
            url.push_str(&encode::canonical_query(query));
        }
        let url = Url::parse(&url).map_err(|_| Error::invalid("the path does not make an address"))?;
        let method = Method::from_bytes(operation.method.as_bytes())
            .map_err(|_| Error::invalid("the method of the operation is none of HTTP"))?;
        let mut request = self.http.request(method, url);
        for (name, value) in headers {
            request = request.header(name, value);
        }
        if let Some(body) = body {
            request = request.body(body);
        }
        for credential in credentials {
            request = credential.apply(request);
        }
        request.build().map_err(|cause| {
            Error::invalid("the request could not be made").with_source(Cause(cause.without_url().to_string()))
        })
    }

    /// Tells a success from an error, by the status and by the body.
    fn accept(&self, operation: &Operation, answer: Answer) -> Result<Answer, Error> {
        let status = answer.head.status;
        let succeeds = operation.succeeds(status);
        if status / 100 >= 4 && !succeeds {
            return Err(answer.into_api_error(&self.api.error_body));
        }
        if status / 100 == 2 && answer.hides_error(operation.error_codes, &self.api.error_body) {
            return Err(answer.into_api_error(&self.api.error_body));
        }
        if succeeds {
            return Ok(answer);
        }
        let message = match answer.head.headers.get(LOCATION) {
            Some(target) if status / 100 == 3 => {
                let target = target
                    .to_str()
                    .ok()
                    .and_then(|target| Url::parse(&self.endpoint).ok()?.join(target).ok());
                let host = target
                    .as_ref()
                    .and_then(Url::host_str)
                    .unwrap_or("an address that cannot be read");
                format!("the server redirects to {host}; redirects are not followed")
            }
            _ => "the document does not declare this status".to_owned(),
        };
        let Answer { head, body } = answer;
        Err(Error::new(ErrorKind::UnexpectedStatus, message)
            .with_status(status)
            .with_request_id(head.request_id)
            .with_raw_body(body))
    }
}
