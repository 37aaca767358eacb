//! Errors of the provider for tests.

use super::codes;
use crate::runtime::test_util::ErrorBuilder;

impl ErrorBuilder {
    /// Begins an error of the service, whose code means what it means to the client: `is_throttled` and the other
    /// predicates return what they would return for a response.
    ///
    /// ```
    /// use huaweicloud_hss::test_util::ErrorBuilder;
    ///
    /// let error = ErrorBuilder::service(400, "APIGW.0308", "The throttling threshold has been reached.").build();
    /// assert!(error.is_throttled());
    /// ```
    pub fn service(status: u16, code: impl Into<String>, message: impl Into<String>) -> Self {
        Self::api(status, code, message).classified(codes::class)
    }
}
