//! Temporary keys as the provider's services return them.

use std::time::SystemTime;

use driver::server::CannedResponse;
use serde_json::json;

use crate::cloud::{AK, SECURITY_TOKEN, SK};

/// The body of a response with a key, in an object of this name.
pub(crate) fn body(object: &str, expires_at: SystemTime) -> String {
    let expires_at = humantime::format_rfc3339_micros(expires_at).to_string();
    let key = match object {
        "credentials" => json!({
            "access_key_id": AK, "secret_access_key": SK, "security_token": SECURITY_TOKEN, "expiration": expires_at,
        }),
        _ => json!({"access": AK, "secret": SK, "securitytoken": SECURITY_TOKEN, "expires_at": expires_at}),
    };
    json!({object: key}).to_string()
}

/// A response with a key.
pub(crate) fn issued(object: &str, expires_at: SystemTime) -> CannedResponse {
    CannedResponse::json(200, body(object, expires_at))
}
