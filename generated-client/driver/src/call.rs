//! Calls an operation for xtask, and returns the response unchanged.
//!
//! The operation is described by the document: method, path, parameters. So operations can be called that the client has
//! no method for, or an outdated one. Everything else is the client's own: its connections, its credentials, its rules for
//! addresses. One attempt is made; every response counts, whatever its status.
//!
//! The order and the result are a JSON value each, on standard input and output. They contain secrets, so they are not
//! stored, and no error repeats a part of them.

use std::{
    io::{self, BufRead, Write},
    sync::{Arc, Mutex},
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use huaweicloud_hss::{
    Client, Error, RetryPolicy,
    runtime::generated::{CallOptions, Operation, Outgoing, Request, Status, Style},
};
use serde::{Deserialize, Serialize};

#[derive(Deserialize)]
struct Order {
    operation: String,
    method: String,
    path: String,
    accept: Option<String>,
    /// Alternatives, each a list of the names of schemes.
    security: Vec<Vec<String>>,
    endpoint: Option<String>,
    region: Option<String>,
    path_parameters: Vec<(String, String)>,
    /// Variables of the path whose values come from the credentials.
    client_parameters: Vec<String>,
    query: Vec<(String, String)>,
    headers: Vec<(String, String)>,
    body: Option<Body>,
    /// The headers of the response to return.
    wanted: Vec<String>,
}

#[derive(Deserialize)]
struct Body {
    content_type: String,
    base64: String,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Outcome {
    Called {
        request: Sent,
        status: u16,
        headers: Vec<(String, String)>,
        body: String,
    },
    Failed {
        error: String,
    },
}

/// A request as it was sent.
#[derive(Clone, Default, Serialize)]
struct Sent {
    /// The address that paths are appended to.
    endpoint: String,
    url: String,
    headers: Vec<(String, String)>,
}

impl Sent {
    fn of(outgoing: &Outgoing) -> Self {
        let port = match (outgoing.scheme(), outgoing.port()) {
            ("https", 443) | ("http", 80) => String::new(),
            (_, port) => format!(":{port}"),
        };
        let query = match outgoing.query() {
            "" => String::new(),
            query => format!("?{query}"),
        };
        let (scheme, host, path) = (outgoing.scheme(), outgoing.host(), outgoing.path());
        let text = |(name, value): (&str, &[u8])| (name.to_owned(), String::from_utf8_lossy(value).into_owned());
        Self {
            endpoint: String::new(),
            url: format!("{scheme}://{host}{port}{path}{query}"),
            headers: outgoing.headers().map(text).collect(),
        }
    }
}

/// Executes the one order on `input`.
///
/// # Errors
/// Returns an error if the input cannot be read, or the output cannot be written.
pub fn serve(mut input: impl BufRead, mut output: impl Write) -> io::Result<()> {
    let mut line = Vec::new();
    input.read_until(b'\n', &mut line)?;
    let outcome = match serde_json::from_slice(&line) {
        Ok(order) => execute(order),
        // The reason might quote a part of it.
        Err(_) => Outcome::Failed {
            error: "the line is not an order of the expected form".to_owned(),
        },
    };
    serde_json::to_writer(&mut output, &outcome)?;
    output.write_all(b"\n")?;
    output.flush()
}

fn execute(order: Order) -> Outcome {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let called = match runtime {
        Ok(runtime) => runtime.block_on(call(order)).map_err(|error| format!("{error:#}")),
        Err(error) => Err(error.to_string()),
    };
    called.unwrap_or_else(|error| Outcome::Failed { error })
}

async fn call(order: Order) -> Result<Outcome, Error> {
    let mut builder = Client::builder().default_credentials().retry_policy(RetryPolicy::off());
    if let Some(endpoint) = order.endpoint {
        builder = builder.endpoint(endpoint);
    }
    let mut config = builder.into_config();
    if let Some(region) = order.region {
        config.server_variable("region", region);
    }
    let sent = Arc::new(Mutex::new(Sent::default()));
    let operation = operation(
        &order.operation,
        &order.method,
        &order.path,
        order.accept.as_deref(),
        &order.security,
    );
    config.observe({
        let sent = Arc::clone(&sent);
        move |outgoing| {
            // Requests to the identity service are not a part of the interaction.
            if outgoing.name() == operation.id {
                *lock(&sent) = Sent::of(outgoing);
            }
        }
    });
    let core = config.build()?;
    let mut options = CallOptions::default();
    let mut request = Request::new(operation);
    for (name, value) in &order.path_parameters {
        request = request.path(leak(name), value);
    }
    for name in &order.client_parameters {
        let name = leak(name);
        request = request.path(name, &core.parameter(operation.id, name, &mut options).await?);
    }
    for (name, value) in &order.query {
        request = request.query(leak(name), Style::Form, value);
    }
    for (name, value) in &order.headers {
        request = request.header(leak(name), value);
    }
    if let Some(Body { content_type, base64 }) = &order.body {
        let bytes = STANDARD.decode(base64).unwrap_or_default();
        request = request.bytes(leak(content_type), bytes);
    }
    let response = core.bytes(request.options(options)).await?;
    let header = |name: &String| Some((name.clone(), response.header(name)?.to_owned()));
    let outcome = Outcome::Called {
        request: Sent {
            endpoint: core.endpoint().to_owned(),
            ..lock(&sent).clone()
        },
        status: response.status(),
        headers: order.wanted.iter().filter_map(header).collect(),
        body: STANDARD.encode(&*response),
    };
    Ok(outcome)
}

/// Returns the operation. Every status is a success and every body is valid, so that each response is returned.
fn operation(id: &str, method: &str, path: &str, accept: Option<&str>, security: &[Vec<String>]) -> &'static Operation {
    let schemes = |schemes: &Vec<String>| -> &'static [&'static str] {
        let names: Vec<&str> = schemes.iter().map(|name| leak(name)).collect();
        Box::leak(names.into_boxed_slice())
    };
    let security: Vec<&[&str]> = security.iter().map(schemes).collect();
    // The client takes constants; this program executes one order and ends.
    Box::leak(Box::new(Operation {
        id: leak(id),
        method: leak(method),
        path: leak(path),
        accept: accept.map(leak),
        success: &[
            Status::Range(1),
            Status::Range(2),
            Status::Range(3),
            Status::Range(4),
            Status::Range(5),
        ],
        security: Box::leak(security.into_boxed_slice()),
        ..Operation::DEFAULT
    }))
}

fn leak(text: &str) -> &'static str {
    Box::leak(text.to_owned().into_boxed_str())
}

fn lock(sent: &Mutex<Sent>) -> std::sync::MutexGuard<'_, Sent> {
    sent.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}
