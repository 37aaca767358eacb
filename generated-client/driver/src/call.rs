//! Calls an operation for xtask, and hands on what came as it came.
//!
//! What is called is given by the facts of the document: method, path, parameters. So an operation can be called that the
//! client has no method for, or an old one. The rest is the client's own: its connections, its credentials, its rules for
//! addresses. One attempt is made; an answer is an answer, whatever its status.
//!
//! Question and answer are a JSON value each, on standard input and output. They hold what is secret, so they are kept
//! nowhere, and no error repeats a part of them.

use std::{
    error::Error as _,
    io::{self, BufRead, Write},
    sync::{Arc, Mutex},
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use huaweicloud_hss::{
    Client, Error, RetryPolicy,
    runtime::{CallOptions, Operation, Outgoing, QueryStyle, Request, Status},
};
use serde::{Deserialize, Serialize};

#[derive(Deserialize)]
struct Question {
    operation: String,
    method: String,
    path: String,
    accept: Option<String>,
    /// The names of schemes; an alternative each.
    security: Vec<Vec<String>>,
    endpoint: Option<String>,
    region: Option<String>,
    path_parameters: Vec<(String, String)>,
    /// Variables of the path that the credentials are asked for.
    client_parameters: Vec<String>,
    query: Vec<(String, String)>,
    headers: Vec<(String, String)>,
    body: Option<Body>,
    /// The headers of the answer that are looked at.
    wanted: Vec<String>,
}

#[derive(Deserialize)]
struct Body {
    content_type: String,
    base64: String,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Answer {
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
    /// The address with what paths are appended to.
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

/// Answers the one question of `input`.
///
/// # Errors
/// Input that cannot be read, or output that cannot be written.
pub fn serve(mut input: impl BufRead, mut output: impl Write) -> io::Result<()> {
    let mut line = Vec::new();
    input.read_until(b'\n', &mut line)?;
    let answer = match serde_json::from_slice(&line) {
        Ok(question) => answer(question),
        // What is wrong with it may be told by a part of it.
        Err(_) => Answer::Failed {
            error: "the line is no question".to_owned(),
        },
    };
    serde_json::to_writer(&mut output, &answer)?;
    output.write_all(b"\n")?;
    output.flush()
}

fn answer(question: Question) -> Answer {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let called = match runtime {
        Ok(runtime) => runtime.block_on(call(question)).map_err(|error| told(&error)),
        Err(error) => Err(error.to_string()),
    };
    called.unwrap_or_else(|error| Answer::Failed { error })
}

async fn call(question: Question) -> Result<Answer, Error> {
    let mut builder = Client::builder().default_credentials().retry_policy(RetryPolicy::off());
    if let Some(endpoint) = question.endpoint {
        builder = builder.endpoint(endpoint);
    }
    let mut config = builder.into_config();
    if let Some(region) = question.region {
        config.server_variable("region", region);
    }
    let sent = Arc::new(Mutex::new(Sent::default()));
    let operation = operation(
        &question.operation,
        &question.method,
        &question.path,
        question.accept.as_deref(),
        &question.security,
    );
    config.observe({
        let sent = Arc::clone(&sent);
        move |outgoing| {
            // What a way to authenticate asks elsewhere is none of the interaction.
            if outgoing.name() == operation.id {
                *lock(&sent) = Sent::of(outgoing);
            }
        }
    });
    let core = config.build()?;
    let mut options = CallOptions::default();
    let mut request = Request::new(operation);
    for (name, value) in &question.path_parameters {
        request = request.path(kept(name), value);
    }
    for name in &question.client_parameters {
        let name = kept(name);
        request = request.path(name, &core.parameter(operation.id, name, &mut options).await?);
    }
    for (name, value) in &question.query {
        request = request.query(kept(name), QueryStyle::Form, value);
    }
    for (name, value) in &question.headers {
        request = request.header(kept(name), value);
    }
    if let Some(Body { content_type, base64 }) = &question.body {
        let bytes = STANDARD.decode(base64).unwrap_or_default();
        request = request.bytes(kept(content_type), bytes);
    }
    let response = core.bytes(request.options(options)).await?;
    let header = |name: &String| Some((name.clone(), response.header(name)?.to_owned()));
    let answer = Answer::Called {
        request: Sent {
            endpoint: core.endpoint().to_owned(),
            ..lock(&sent).clone()
        },
        status: response.status(),
        headers: question.wanted.iter().filter_map(header).collect(),
        body: STANDARD.encode(&*response),
    };
    Ok(answer)
}

/// The operation, for which every status is a success and every body what it says: what came is the answer.
fn operation(id: &str, method: &str, path: &str, accept: Option<&str>, security: &[Vec<String>]) -> &'static Operation {
    let schemes = |schemes: &Vec<String>| -> &'static [&'static str] {
        let names: Vec<&str> = schemes.iter().map(|name| kept(name)).collect();
        Box::leak(names.into_boxed_slice())
    };
    let security: Vec<&[&str]> = security.iter().map(schemes).collect();
    // The client takes facts for constants; this program answers one question and ends.
    Box::leak(Box::new(Operation {
        id: kept(id),
        method: kept(method),
        path: kept(path),
        accept: accept.map(kept),
        success: &[
            Status::Range(1),
            Status::Range(2),
            Status::Range(3),
            Status::Range(4),
            Status::Range(5),
        ],
        security: Box::leak(security.into_boxed_slice()),
        servers: &[],
        declared: None,
    }))
}

fn kept(text: &str) -> &'static str {
    Box::leak(text.to_owned().into_boxed_str())
}

fn lock(sent: &Mutex<Sent>) -> std::sync::MutexGuard<'_, Sent> {
    sent.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// An error with its causes: the client has taken out of them what nobody should see.
fn told(error: &Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(this) = cause {
        text.push_str(&format!(": {this}"));
        cause = this.source();
    }
    text
}
