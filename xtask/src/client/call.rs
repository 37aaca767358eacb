//! Calls an operation through the driver: one request and one response, in memory only.

use std::io::{BufRead as _, Write as _};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use recording::{Header, Interaction, Kind, Provenance, Request, Response};
use serde::{Deserialize, Serialize};

use super::driver::{Started, end, with};
use crate::Environment;
use crate::workspace::Workspace;

/// What to call: the facts of the document, and the arguments.
#[derive(Serialize)]
pub(crate) struct Call {
    pub(crate) operation: String,
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) accept: Option<String>,
    /// Alternatives, each the names of schemes that go together.
    pub(crate) security: Vec<Vec<String>>,
    /// The address, with what paths of the document are appended to.
    pub(crate) endpoint: Option<String>,
    pub(crate) region: Option<String>,
    pub(crate) path_parameters: Vec<(String, String)>,
    /// Variables of the path that the client's credentials know.
    pub(crate) client_parameters: Vec<String>,
    pub(crate) query: Vec<(String, String)>,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Option<Body>,
    /// The headers of the response that are looked at.
    pub(crate) wanted: Vec<String>,
}

/// A body to send.
#[derive(Serialize)]
pub(crate) struct Body {
    content_type: String,
    base64: String,
}

impl Body {
    pub(crate) fn new(content_type: String, bytes: &[u8]) -> Self {
        Self {
            content_type,
            base64: STANDARD.encode(bytes),
        }
    }
}

#[derive(Deserialize)]
struct DecodeResult {
    error: Option<String>,
    #[serde(default)]
    request: Sent,
    #[serde(default)]
    status: u16,
    #[serde(default)]
    headers: Vec<(String, String)>,
    #[serde(default)]
    body: String,
}

#[derive(Default, Deserialize)]
struct Sent {
    endpoint: String,
    url: String,
    headers: Vec<(String, String)>,
}

/// Calls the service. The interaction is what went over the wire, with all its secrets; beside it the address that was
/// called, with what paths are appended to.
///
/// # Errors
/// Why no response came, in words that show nothing of the interaction.
pub(crate) fn call(
    environment: &Environment,
    workspace: &Workspace,
    call: &Call,
) -> Result<(Interaction, String), String> {
    let Started {
        mut child,
        mut stdin,
        mut stdout,
        stderr,
    } = Started::new(&environment.cargo, &workspace.manifest(), "call")?;
    let mut request = serde_json::to_vec(call).map_err(|_| "the call cannot be sent to the driver".to_owned())?;
    request.push(b'\n');
    let mut line = Vec::new();
    // A driver that does not build reads nothing; the error is reported below.
    let written = stdin.write_all(&request).and_then(|()| stdin.flush());
    drop(stdin);
    let read = stdout.read_until(b'\n', &mut line);
    end(&mut child);
    if written.is_err() || read.is_err() || line.is_empty() {
        let problem = "the driver does not build, or ended at once; try `cargo run -p driver -- --help`";
        return Err(with(problem, &stderr.take()));
    }
    // The message of the parser would quote the line, which may contain secrets.
    let response: DecodeResult =
        serde_json::from_slice(&line).map_err(|_| "the driver's response is invalid".to_owned())?;
    if let Some(error) = response.error {
        return Err(error);
    }
    let body = |text: &str| {
        STANDARD
            .decode(text)
            .map_err(|_| "the driver's response is invalid".to_owned())
    };
    let headers = |pairs: Vec<(String, String)>| {
        pairs
            .into_iter()
            .map(|(name, value)| Header::new(name, value))
            .collect()
    };
    let interaction = Interaction {
        provenance: Provenance {
            kind: Kind::Live,
            source: "Recorded by `cargo xtask record`.".to_owned(),
            date: environment.today.clone(),
        },
        unobserved: Vec::new(),
        request: Request {
            method: call.method.clone(),
            url: response.request.url,
            headers: headers(response.request.headers),
            body: call.body.as_ref().map(|sent| body(&sent.base64)).transpose()?,
        },
        response: Response {
            status: response.status,
            headers: headers(response.headers),
            body: body(&response.body)?,
        },
        redacted: Vec::new(),
    };
    Ok((interaction, response.request.endpoint))
}
