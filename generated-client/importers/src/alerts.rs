//! Decides what becomes of a failure: wake somebody up, fix the settings, or try again later.

use std::time::Duration;

use huaweicloud_hss::{Error, Response, types::ListContainerImageLogsResponse};

/// What to do about a failure.
#[derive(Debug, PartialEq, Eq)]
pub enum Action {
    /// Call again after this time.
    Retry(Duration),
    /// The credentials have to be changed.
    FixCredentials,
    /// A person has to look at it: the text says what, and has the ID for the service's support.
    Page(String),
}

/// Returns what to do about a failure.
pub fn action(error: &Error) -> Action {
    if error.is_unauthorized() || error.is_forbidden() {
        return Action::FixCredentials;
    }
    if error.is_retryable() {
        return Action::Retry(error.retry_after().unwrap_or(Duration::from_secs(60)));
    }
    Action::Page(error.to_string())
}

/// Returns a line for the log of a job.
pub fn summary(page: &Response<ListContainerImageLogsResponse>) -> String {
    let request = page.request_id().unwrap_or("-");
    format!(
        "{} of {:?} records (request {request})",
        page.data_list.len(),
        page.total_num
    )
}

#[cfg(test)]
mod tests {
    use huaweicloud_hss::{
        ErrorKind, Timeout,
        test_util::{ErrorBuilder, ResponseBuilder},
    };
    use serde_json::json;

    use super::*;

    #[test]
    fn each_failure_has_its_action() {
        let minute = Duration::from_secs(60);
        let throttled = ErrorBuilder::service(400, "APIGW.0308", "too many calls");
        let gone = ErrorBuilder::api(404, "X.1", "no such host")
            .operation("ListThings")
            .request_id("r-1");
        for (error, expected) in [
            (
                throttled.retry_after(Duration::from_secs(5)),
                Action::Retry(Duration::from_secs(5)),
            ),
            (ErrorBuilder::timeout(Timeout::Total), Action::Retry(minute)),
            (
                ErrorBuilder::of(ErrorKind::Transport, "no connection was made"),
                Action::Retry(minute),
            ),
            (
                ErrorBuilder::service(403, "APIGW.0302", "not allowed"),
                Action::FixCredentials,
            ),
            (ErrorBuilder::api(401, "X.2", "expired"), Action::FixCredentials),
            (
                gone,
                Action::Page("ListThings: status 404, code X.1: no such host (request r-1)".to_owned()),
            ),
        ] {
            let error = error.build();
            assert_eq!(action(&error), expected, "{error}");
        }
    }

    #[test]
    fn a_page_is_summed_up() {
        // The structs of responses are made from JSON.
        let page = serde_json::from_value(json!({"total_num": 9, "data_list": [{"event_id": "1"}]}));
        let page = ResponseBuilder::new(page.expect("a page")).request_id("r-2").build();
        assert_eq!(summary(&page), "1 of Some(9) records (request r-2)");
    }
}
