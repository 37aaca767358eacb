//! The body of an error's response, decoded as the type that the document gives it.

use serde::de::DeserializeOwned;

use super::{
    budget::Budget,
    config::VALUE_LIMIT,
    decode,
    error::{Error, ErrorKind},
    values::{exceed, without_bom},
};

impl Error {
    /// Decodes the body of the response as JSON.
    ///
    /// Use the type that the document gives to the body of this status. For an operation with documented error bodies, an
    /// enum of the module `responses` selects it.
    ///
    /// # Errors
    /// Returns an error of the kind [`Decode`](ErrorKind::Decode) if there is no body, or if it does not match the type:
    /// its [`path`](Error::path) is the place of the value that does not.
    pub fn body<T: DeserializeOwned>(&self) -> Result<T, Error> {
        let decoded = match self.raw_body() {
            None => Err(Error::new(ErrorKind::Decode, "there is no response body")),
            Some(body) if exceed(body, VALUE_LIMIT) => {
                let message = format!("the response body has more than {VALUE_LIMIT} JSON values");
                Err(Error::new(ErrorKind::TooLarge, message))
            }
            Some(body) => {
                decode::value(without_bom(body), &Budget::new(VALUE_LIMIT)).map_err(|failure| failure.describe())
            }
        };
        decoded.map_err(|error: Error| error.about(self))
    }

    /// Returns the status of the response, if this is an error with which the service responded to `operation`. For
    /// generated code.
    #[doc(hidden)]
    pub fn response_of(&self, operation: &str) -> Option<u16> {
        let is_response = matches!(self.kind(), ErrorKind::Api | ErrorKind::UnexpectedStatus);
        self.status()
            .filter(|_| is_response && self.operation() == Some(operation))
    }
}
