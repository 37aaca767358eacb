//! Judges the generated client on what was answered: what it refuses, and what it loses. And calls the service with it.
//!
//! The client is not linked: the driver, which is, is built and started by cargo, and asked in JSON, a value a line. One
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
pub(crate) use driver::{Answer, DriverFinding};

/// What is asked about one interaction.
pub(crate) struct Question {
    operation: String,
    status: u16,
    body: Vec<u8>,
}

/// The generated client, ready to be asked.
pub(crate) struct Client {
    driver: Driver,
    /// How many questions were asked.
    asked: u64,
}

impl Question {
    /// The operation of which the interaction is an example.
    pub(crate) fn operation(&self) -> &str {
        &self.operation
    }

    /// A pointer into the response, with `*` for the index of each item.
    pub(crate) fn general(&self, pointer: &str) -> String {
        contract::general(&self.body, pointer)
    }

    /// What to ask about an interaction, if it is an example of an operation and somebody has seen its body.
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
        Ok(Self { driver, asked: 0 })
    }

    /// Lets the client decode and encode these responses; returns what it found in each, in their order.
    ///
    /// # Errors
    /// Why the client could not be asked.
    pub(crate) fn ask<'q>(&mut self, questions: impl Iterator<Item = &'q Question>) -> Result<Vec<Answer>, String> {
        let numbered: Vec<_> = (self.asked..).zip(questions).collect();
        self.asked += numbered.len() as u64;
        self.driver.ask(&numbered)
    }

    /// Ends the driver.
    ///
    /// # Errors
    /// It did not end well.
    pub(crate) fn finish(self) -> Result<(), String> {
        self.driver.finish()
    }
}
