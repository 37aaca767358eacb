//! Checks which recorded responses the generated client cannot decode or loses a part of, and calls the service with
//! it.
//!
//! The client is not linked: the driver, which is, is built and started by cargo, and exchanges JSON lines. One
//! driver serves a whole check.

mod call;
mod driver;

use codegen::Document;
use recording::{Header, Interaction, Unobserved, decoded};

use crate::Environment;
use crate::contract;
use crate::workspace::Workspace;
pub(crate) use call::{Body, Call, call};
use driver::Driver;
pub(crate) use driver::{DecodeResult, DriverFinding};

/// A response for the client to decode.
pub(crate) struct DecodeRequest {
    operation: String,
    status: u16,
    body: Vec<u8>,
}

/// The generated client, running in the driver.
pub(crate) struct Client {
    driver: Driver,
    /// The number of requests so far.
    requests: u64,
}

impl DecodeRequest {
    /// The operation of which the interaction is an example.
    pub(crate) fn operation(&self) -> &str {
        &self.operation
    }

    /// A pointer into the response, with `*` for the index of each item.
    pub(crate) fn general(&self, pointer: &str) -> String {
        contract::general(&self.body, pointer)
    }

    /// The request for an interaction, if it is an example of an operation and its body was captured.
    pub(crate) fn about(interaction: &Interaction, operation: Option<&str>) -> Option<Self> {
        let response = &interaction.response;
        let seen = !interaction.is_unobserved(Unobserved::ResponseBody) && !response.body.is_empty();
        let operation = operation.filter(|_| seen)?;
        // What cannot be decompressed is reported by the check of the contract.
        let body = decoded(&response.body, Header::find(&response.headers, "Content-Encoding")).ok()?;
        Some(Self {
            operation: operation.to_owned(),
            status: response.status,
            body: body.into_owned(),
        })
    }
}

impl Client {
    /// Builds and starts the driver.
    ///
    /// # Errors
    /// It cannot be started, or its client was generated from another document.
    pub(crate) fn start(environment: &Environment, workspace: &Workspace, document: &Document) -> Result<Self, String> {
        let driver = Driver::start(&environment.cargo, &workspace.manifest(), document)?;
        Ok(Self { driver, requests: 0 })
    }

    /// Lets the client decode and encode these responses; returns what it found in each, in their order.
    ///
    /// # Errors
    /// Returns an error if the driver fails.
    pub(crate) fn decode<'q>(
        &mut self,
        requests: impl Iterator<Item = &'q DecodeRequest>,
    ) -> Result<Vec<DecodeResult>, String> {
        let numbered: Vec<_> = (self.requests..).zip(requests).collect();
        self.requests += numbered.len() as u64;
        self.driver.decode(&numbered)
    }

    /// Ends the driver.
    ///
    /// # Errors
    /// It did not end well.
    pub(crate) fn finish(self) -> Result<(), String> {
        self.driver.finish()
    }
}
