//! What a server does after a request: a script of bytes and pauses.

use std::time::Duration;

/// A script of what happens on the connection after a request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CannedResponse {
    pub(super) steps: Vec<Step>,
}

/// One step of a response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Sends bytes.
    Send(Vec<u8>),
    /// Waits, then goes on.
    Wait(Duration),
    /// Sends nothing more, and keeps the connection open until the client closes it or the server ends.
    Stall,
    /// Closes the connection, as a server does that has sent all it has.
    Close,
    /// Resets the connection: the client's system reports an error instead of an end.
    Reset,
    /// Sends these bytes again and again, until the client closes the connection or the server ends.
    Forever(Vec<u8>),
}

impl CannedResponse {
    /// A well-formed response with a length. The connection stays open for the next request.
    #[must_use]
    pub fn new(status: u16, headers: &[(&str, &str)], body: impl AsRef<[u8]>) -> Self {
        let body = body.as_ref();
        let mut text = head(status, headers);
        // These have no body, and RFC 9110 forbids them a length.
        if status >= 200 && status != 204 && status != 304 {
            text.push_str(&format!("Content-Length: {}\r\n", body.len()));
        }
        text.push_str("\r\n");
        Self::steps([Step::Send([text.as_bytes(), body].concat())])
    }

    /// A response with a body of JSON.
    #[must_use]
    pub fn json(status: u16, body: impl AsRef<[u8]>) -> Self {
        Self::new(status, &[("Content-Type", "application/json")], body)
    }

    /// Any script.
    #[must_use]
    pub fn steps(steps: impl IntoIterator<Item = Step>) -> Self {
        Self {
            steps: steps.into_iter().collect(),
        }
    }

    /// All bytes that are sent, as far as that has an end.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        let sent = self.steps.iter().filter_map(|step| match step {
            Step::Send(bytes) => Some(&**bytes),
            _ => None,
        });
        sent.collect::<Vec<_>>().concat()
    }

    /// This response after a pause.
    #[must_use]
    pub fn after(mut self, pause: Duration) -> Self {
        self.steps.insert(0, Step::Wait(pause));
        self
    }

    /// This response up to a number of bytes, then `end` instead of the rest.
    #[must_use]
    pub fn cut(self, mut bytes: usize, end: Step) -> Self {
        let mut steps = Vec::new();
        for step in self.steps {
            match step {
                Step::Send(text) if text.len() > bytes => {
                    steps.push(Step::Send(text[..bytes].to_vec()));
                    break;
                }
                Step::Send(text) => {
                    bytes -= text.len();
                    steps.push(Step::Send(text));
                }
                other => steps.push(other),
            }
        }
        steps.push(end);
        Self { steps }
    }
}

/// The status line and the headers, without the empty line after them.
fn head(status: u16, headers: &[(&str, &str)]) -> String {
    let mut text = format!("HTTP/1.1 {status} Played\r\n");
    for (name, value) in headers {
        text.push_str(&format!("{name}: {value}\r\n"));
    }
    text
}
