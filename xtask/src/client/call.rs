//! Calls an operation through the driver: one request and one response, in memory only.

use std::io::{BufRead as _, Write as _};
use std::net::IpAddr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use codegen::view::Url;
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
        provenance: provenance(call.endpoint.as_deref(), environment),
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

/// Where a recording comes from. A server on this machine that replaces the service is not the service.
fn provenance(endpoint: Option<&str>, environment: &Environment) -> Provenance {
    let (kind, source) = match endpoint {
        Some(endpoint) if is_local(endpoint) => {
            (Kind::Synthetic, "from a server on this machine, not from the service")
        }
        Some(_) => (Kind::Live, "from another address than the document's server"),
        None => (Kind::Live, "from the service"),
    };
    Provenance {
        kind,
        source: format!("Recorded by `cargo xtask record`, {source}."),
        date: environment.today.clone(),
    }
}

/// Whether an address is of this machine.
fn is_local(endpoint: &str) -> bool {
    let Some(url) = Url::parse(endpoint) else { return false };
    let host = match url.authority.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
        _ => url.authority,
    };
    let host = host.trim_start_matches('[').trim_end_matches(']');
    host.eq_ignore_ascii_case("localhost") || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::is_local;

    #[test]
    fn servers_of_this_machine_are_known_by_their_addresses() {
        for (endpoint, expected) in [
            ("http://127.0.0.1:8080", true),
            ("http://127.8.8.8", true),
            ("https://[::1]:8443/v1", true),
            ("http://localhost:80", true),
            ("http://LOCALHOST", true),
            ("https://localhost.example.com", false),
            ("https://staging.example.com:8443", false),
            ("https://10.0.0.1", false),
            ("127.0.0.1", false),
        ] {
            assert_eq!(is_local(endpoint), expected, "{endpoint}");
        }
    }
}
