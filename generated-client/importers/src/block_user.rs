//! Calls an operation that the document does not have yet, and repeats it safely.

use huaweicloud_hss::{Client, Error, IdempotencyKey, Method, Response};
use serde_json::{Value, json};

/// Blocks a user. `ticket` identifies the request, so that it may be repeated.
///
/// # Errors
/// Returns an error if the service refuses the request.
pub async fn block(client: &Client, user: &str, ticket: &str) -> Result<Value, Error> {
    let key = IdempotencyKey::new(ticket).in_header("X-Request-Token");
    let response: Response<Value> = client
        .request(Method::POST, "/v5/{project_id}/users/{user}/block")
        .path_parameter("user", user)
        .json(&json!({"reason": "alert"}))
        .options(|options| options.idempotency_key(key))
        .send_json()
        .await?;
    Ok(response.into_inner())
}

#[cfg(test)]
mod tests {
    use huaweicloud_hss::test_util::{MockTransport, Reply};

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn one_key_is_sent_in_all_attempts() -> Result<(), Error> {
        let mock = MockTransport::new();
        mock.request("POST", "/v5/p1/users/a%2Fb/block")
            .reply(Reply::interrupted())
            .reply(json!({"state": "blocked"}));
        let client = Client::builder().transport(mock.clone()).project_id("p1").build()?;

        assert_eq!(block(&client, "a/b", "ticket-7").await?, json!({"state": "blocked"}));

        let sent = mock.requests();
        assert_eq!(sent.len(), 2);
        for request in sent {
            assert_eq!(request.header("x-request-token"), Some("ticket-7"));
            assert_eq!(request.json::<Value>().expect("JSON"), json!({"reason": "alert"}));
        }
        mock.assert_done();
        Ok(())
    }
}
