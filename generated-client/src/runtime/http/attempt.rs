//! One attempt of a call.

use std::time::Duration;

use bytes::Bytes;
use reqwest::header::{ACCEPT_ENCODING, CONTENT_LENGTH, HeaderValue};

use super::{
    Http, Read,
    off_worker::{ON_WORKER, ON_WORKER_LENIENT, decode_elsewhere, decode_here, remove_secrets},
    outcome::{Reading, accepted},
};
use crate::runtime::{
    attempt_outcome::{Failure, Success},
    authenticate::Authenticate,
    body,
    clock::Deadline,
    decode::RawResponse,
    error::Error,
    failure::Failures,
    measure,
    middleware::SentRequest,
    options::CallOptions,
    outgoing::Outgoing,
    response::Head,
    timeout::Timeout,
    upload::{Payload, Upload},
};

impl Http {
    /// One attempt: authenticate, send, read the whole response, distinguish a success from an error. Secrets are
    /// removed from the outcome at once, before it can be logged.
    pub(super) async fn attempt(
        &self,
        mut outgoing: Box<Outgoing>,
        authenticate: Option<&dyn Authenticate>,
        times: &(Duration, Deadline),
        options: &CallOptions,
        read: &Read,
    ) -> Result<Success, Failure> {
        if let Some(body) = outgoing.body.as_ref().filter(|body| body.memory().is_none()) {
            // Boxed: few calls have such a body.
            let checked = times.1.bound(Box::pin(body.check())).await;
            let checked = checked.unwrap_or_else(|elapsed| Err(times.1.passed(elapsed).waiting_for("its body")));
            outgoing.body = Some(checked.map_err(Failure::Call)?);
        }
        let mut authenticated = Ok(());
        if let Some(authenticate) = authenticate {
            let outcome = times.1.bound(authenticate.authenticate(&mut outgoing)).await;
            authenticated = outcome.unwrap_or_else(|elapsed| Err(times.1.passed(elapsed).waiting_for("credentials")));
            outgoing.secrets.extend(authenticate.secrets());
        }
        outgoing.secrets.extend(self.0.secrets.iter().cloned());
        let secrets = std::mem::take(&mut outgoing.secrets);
        if self.0.sender.is_own() {
            // What it prints of a request must not show them.
            outgoing.secrets.clone_from(&secrets);
        }
        authenticated.map_err(|error| Failure::Call(error.without(&secrets)))?;
        if let Some(observe) = &self.0.observer {
            observe(&outgoing);
        }
        let steps = self.steps(&outgoing);
        if !steps.is_empty() {
            let sent = SentRequest::new(self.0.api, &outgoing, &secrets);
            steps.iter().for_each(|step| step.sending(&sent));
        }
        let deadline = Deadline::new(Timeout::Attempt, times.0).earlier(times.1);
        let mut sent = authenticate.map(|_| Box::new(outgoing.take_without_body()));
        let operation = outgoing.operation;
        let reading = match (&outgoing.slot, options.accept) {
            (Some(_), _) => Reading::Later,
            (None, _) if options.is_raw => Reading::Raw,
            (None, Some(_)) => Reading::Other,
            (None, None) => Reading::Preferred,
        };
        let keeps_body = options.keeps_body;
        let url = outgoing.url.clone();
        // An error may be a refusal of the credentials, which only its body shows.
        let on_head = |status: u16| {
            if status < 400 {
                accepted(authenticate, &mut sent);
            }
        };
        let decoded = match self.exchange(outgoing, &deadline, on_head).await {
            Ok(response) => {
                let (http, secrets, read) = (self.clone(), secrets.clone(), read.clone());
                let on_worker = if options.is_lenient {
                    ON_WORKER_LENIENT
                } else {
                    ON_WORKER
                };
                let is_large = response.body.len() > on_worker;
                let expected_items = options.expected_items;
                let decode = move || {
                    let accepted = http.accept(response, &url, operation, reading)?;
                    let accepted = accepted.without(secrets).expecting(expected_items);
                    let body = keeps_body.then(|| accepted.response.body.clone());
                    let mut success = read(accepted)?;
                    success.head.body = body;
                    Ok(success)
                };
                if is_large {
                    // Boxed: few responses are large.
                    Box::pin(decode_elsewhere(deadline, decode)).await
                } else {
                    decode_here(deadline, decode)
                }
            }
            Err(error) => Err(error),
        };
        let error = match decoded {
            Ok(decoded) => return Ok(decoded),
            Err(error) => Box::pin(remove_secrets(deadline, error, secrets)).await,
        };
        let sent = sent.map(|mut sent| {
            sent.responded_at = error.date();
            sent
        });
        Err(self.failure(error, authenticate, sent))
    }

    /// Sends a request and reads the whole response, whatever its status, which `on_head` is called with before.
    async fn exchange(
        &self,
        mut outgoing: Box<Outgoing>,
        deadline: &Deadline,
        on_head: impl FnOnce(u16),
    ) -> Result<RawResponse, Error> {
        let failures = Failures {
            connect_timeout: self.0.connect_timeout,
        };
        let name = outgoing.name;
        let coding = if outgoing.slot.is_some() {
            "identity"
        } else {
            body::ACCEPTED
        };
        // Only now: a proxy may change this header, so it must not be signed.
        outgoing
            .headers
            .insert(ACCEPT_ENCODING, HeaderValue::from_static(coding));
        // This too: what forwards the request may change it. What credentials come from is no part of the trace, and may
        // belong to somebody else.
        if outgoing.operation.is_some()
            && let Some(source) = &self.0.trace_context
            && let Some(context) = source.current()
        {
            context.apply(&mut outgoing.headers);
        }
        measure::sent(name, outgoing.body.as_ref().and_then(Payload::length));
        if outgoing.body.as_ref().is_some_and(Payload::is_empty) {
            // The HTTP client states no length of a body without bytes, which some servers insist on.
            outgoing.headers.insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
        }
        let (slot, operation) = (outgoing.slot.take(), outgoing.operation);
        let mut upload = Upload::default();
        let sent = deadline
            .bound(self.0.sender.send(outgoing, &mut upload, failures))
            .await;
        let mut response = sent.unwrap_or_else(|elapsed| Err(deadline.passed(elapsed)))?;
        let status = response.status();
        if status < 400 {
            upload.finish();
        }
        on_head(status);
        let mut head = Head {
            status,
            headers: response.take_headers(),
            request_id: None,
            attempts: 1,
            body: None,
        };
        head.request_id = self.0.api.error_body.request_id_header.and_then(|name| {
            let value = head.headers.get(name)?.to_str().ok()?;
            (!value.is_empty()).then(|| value.to_owned())
        });
        if let Some(slot) = slot
            && operation.is_some_and(|operation| operation.succeeds(status))
        {
            slot.put(response);
            let body = Bytes::new();
            return Ok(RawResponse { head, body });
        }
        let read = body::read(&mut response, &head.headers, self.0.limits, failures);
        // Boxed here and below: what is needed from the response on takes no memory while it is waited for.
        let read = Box::pin(deadline.bound(read)).await;
        match read.unwrap_or_else(|elapsed| Err(deadline.passed(elapsed))) {
            Ok(body) => {
                measure::received(name, body.len());
                Ok(RawResponse { head, body })
            }
            Err(error) => {
                let date = head.date();
                let error = upload.take_error().unwrap_or(error);
                Err(error
                    .with_status(status)
                    .with_request_id(head.request_id)
                    .with_date(date))
            }
        }
    }
}
