//! A temporary access key in a response of the identity service, the security token service, a metadata service or an
//! agent of pod identity. Each of them has its own names for the same parts.

use std::time::SystemTime;

use serde_json::Value;

use super::{BoxError, Credentials};
use crate::runtime::{Failure, RawResponse};

/// Where the parts may be; the key itself if there is neither.
const OBJECTS: [&str; 2] = ["credential", "credentials"];

const ID: [&str; 3] = ["access", "accessKeyId", "access_key_id"];
const SECRET: [&str; 3] = ["secret", "secretAccessKey", "secret_access_key"];
const SECURITY_TOKEN: [&str; 3] = ["securitytoken", "securityToken", "security_token"];
const EXPIRES_AT: [&str; 2] = ["expires_at", "expiration"];

/// Returns the key in the response of a service. Its lifetime is measured by the service's clock, if the response shows
/// that; `now` is the time by this machine's. A failure shows nothing of the response.
pub(super) fn read(service: &str, response: &RawResponse, now: SystemTime) -> Result<Credentials, BoxError> {
    parse(response.body(), response.date(), now)
        .map_err(|why| Failure::because(format_args!("the response of {service} {why}")).into())
}

fn parse(body: &[u8], date: Option<SystemTime>, now: SystemTime) -> Result<Credentials, String> {
    let body: Value = serde_json::from_slice(body).map_err(|_| "is not JSON".to_owned())?;
    let key = OBJECTS.into_iter().find_map(|name| body.get(name)).unwrap_or(&body);
    let text = |names: &[&str]| {
        let mut found = names.iter().filter_map(|name| key.get(name)?.as_str());
        found.find(|text| !text.is_empty()).map(str::to_owned)
    };
    let id = text(&ID).ok_or("has no access key's ID (`access`)")?;
    let secret = text(&SECRET).ok_or("has no secret key (`secret`)")?;
    let credentials = match text(&SECURITY_TOKEN) {
        Some(token) => Credentials::temporary_access_key(id, secret, token),
        None => Credentials::access_key(id, secret),
    };
    if let Some(fault) = credentials.fault() {
        return Err(format!("cannot be used: {fault}"));
    }
    // One without a readable expiry is used until it is refused.
    let expires_at = text(&EXPIRES_AT).and_then(|text| humantime::parse_rfc3339_weak(text.trim()).ok());
    let expires_at = expires_at.and_then(|expires_at| {
        let life = expires_at.duration_since(date.unwrap_or(now)).unwrap_or_default();
        now.checked_add(life)
    });
    Ok(match expires_at {
        Some(expires_at) => credentials.with_expiry(expires_at),
        None => credentials,
    })
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, UNIX_EPOCH};

    use super::*;

    const NOW: SystemTime = UNIX_EPOCH;

    fn secrets(body: &str) -> Result<Vec<String>, String> {
        let credentials = parse(body.as_bytes(), None, NOW)?;
        let secrets = credentials.secrets();
        Ok(secrets.iter().map(|secret| secret.expose().to_owned()).collect())
    }

    #[test]
    fn the_names_of_every_service_are_known() {
        for body in [
            r#"{"credential":{"access":"a","secret":"s","securitytoken":"t","expires_at":"x"}}"#,
            r#"{"credentials":{"access_key_id":"a","secret_access_key":"s","security_token":"t"}}"#,
            r#"{"accessKeyId":"a","secretAccessKey":"s","securityToken":"t","expiration":"x"}"#,
            r#"{"access":"","accessKeyId":"a","secret":null,"secret_access_key":"s","securitytoken":"t"}"#,
        ] {
            assert_eq!(secrets(body), Ok(vec!["a".into(), "s".into(), "t".into()]), "{body}");
        }
        assert_eq!(
            secrets(r#"{"access":"a","secret":"s"}"#),
            Ok(vec!["a".into(), "s".into()])
        );
    }

    #[test]
    fn what_is_missing_is_named_and_nothing_is_shown() {
        for (body, why) in [
            ("canary", "is not JSON"),
            ("", "is not JSON"),
            (r#""canary""#, "has no access key's ID (`access`)"),
            ("[]", "has no access key's ID (`access`)"),
            (
                r#"{"credential":null,"access":"canary"}"#,
                "has no access key's ID (`access`)",
            ),
            (r#"{"access":"canary"}"#, "has no secret key (`secret`)"),
            (r#"{"access":"canary","secret":{}}"#, "has no secret key (`secret`)"),
        ] {
            assert_eq!(secrets(body), Err(why.to_owned()), "{body}");
        }
        let why = secrets(r#"{"access":"canary\n","secret":"canary"}"#).expect_err("a line break");
        assert!(
            why.starts_with("cannot be used: the access key's ID (`id`) ends with a line break"),
            "{why}"
        );
        assert!(!why.contains("canary"), "{why}");
    }

    #[test]
    fn the_lifetime_is_that_by_the_services_clock() {
        let body = |expires_at: &str| format!(r#"{{"access":"a","secret":"s","expires_at":"{expires_at}"}}"#);
        let expiry = |text: &str, date| parse(body(text).as_bytes(), date, NOW).expect("a key").expires_at;
        let at = |seconds| UNIX_EPOCH + Duration::from_secs(seconds);
        assert_eq!(
            expiry("1970-01-01T06:00:00.123000Z", None),
            Some(at(21600) + Duration::from_millis(123))
        );
        assert_eq!(expiry("1970-01-01T06:00:00Z", Some(at(21000))), Some(at(600)));
        assert_eq!(
            expiry("1970-01-01T06:00:00Z", Some(at(30000))),
            Some(NOW),
            "it has expired"
        );
        for unreadable in ["", "soon", "2026", "99999-01-01T00:00:00Z"] {
            assert_eq!(expiry(unreadable, None), None, "{unreadable}");
        }
    }
}
