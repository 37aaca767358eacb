//! Names of credentials: of headers, parameters, form fields and members of objects.

/// Words that name a credential wherever they are in a name.
const WORDS: [&str; 32] = [
    "ak",
    "assertion",
    "auth",
    "authorization",
    "bearer",
    "cookie",
    "cookies",
    "credential",
    "credentials",
    "csrf",
    "jwt",
    "otp",
    "passcode",
    "passphrase",
    "passwd",
    "password",
    "passwords",
    "pin",
    "pwd",
    "saml",
    "secret",
    "secrets",
    "session",
    "sid",
    "sig",
    "signature",
    "sk",
    "ticket",
    "token",
    "tokens",
    "totp",
    "xsrf",
];

/// Ends of names that are written in several ways: `apiKey`, `api_key`, `X-API-Key`, `apikey`.
const ENDS: [&str; 18] = [
    "accesskey",
    "accesskeyid",
    "accountkey",
    "apikey",
    "authkey",
    "encryptionkey",
    "masterkey",
    "passwd",
    "password",
    "privatekey",
    "secret",
    "secretkey",
    "sessid",
    "sessionid",
    "sharedkey",
    "signingkey",
    "subscriptionkey",
    "token",
];

/// Last words of names that say something about a credential: `token_type`, `password_policy`.
const ABOUT: [&str; 36] = [
    "alg",
    "algorithm",
    "at",
    "count",
    "counts",
    "date",
    "description",
    "disabled",
    "enabled",
    "endpoint",
    "endpoints",
    "expiration",
    "expire",
    "expired",
    "expires",
    "expiry",
    "in",
    "length",
    "limit",
    "method",
    "methods",
    "mode",
    "name",
    "policy",
    "required",
    "scope",
    "scopes",
    "size",
    "status",
    "time",
    "ttl",
    "type",
    "types",
    "uri",
    "url",
    "version",
];

/// Whether a credential is under this name.
pub(in crate::redaction) fn is_credential(name: &str) -> bool {
    let words = words(name);
    if words.last().is_none_or(|last| ABOUT.contains(&last.as_str())) {
        return false;
    }
    let joined = words.concat();
    ENDS.iter().any(|end| joined.ends_with(end)) || words.iter().any(|word| WORDS.contains(&word.as_str()))
}

/// The words of a name in small letters, wherever they are put together by capitals or separators.
fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut before = ' ';
    let mut letters = name.chars().peekable();
    while let Some(letter) = letters.next() {
        let next_is_small = letters.peek().is_some_and(char::is_ascii_lowercase);
        let begins = !before.is_alphanumeric()
            || (letter.is_uppercase() && (before.is_lowercase() || (before.is_uppercase() && next_is_small)));
        if letter.is_alphanumeric() {
            match words.last_mut() {
                Some(word) if !begins => word.extend(letter.to_lowercase()),
                _ => words.push(letter.to_lowercase().collect()),
            }
        }
        before = letter;
    }
    words
}

#[cfg(test)]
mod tests {
    use super::is_credential;

    #[test]
    fn names_of_credentials_are_known_in_every_spelling() {
        for name in [
            "access_token",
            "accessToken",
            "ACCESS_TOKEN",
            "accesstoken",
            "X-Auth-Token",
            "X-API-Key",
            "apikey",
            "Ocp-Apim-Subscription-Key",
            "client_secret",
            "userPassword",
            "X-Amz-Signature",
            "X-Amz-Credential",
            "sig",
            "JSESSIONID",
            "session_id",
            "id_token",
            "nextPageToken",
            "AWSAccessKeyId",
            "SAMLResponse",
            "XSRFToken",
        ] {
            assert!(is_credential(name), "{name}");
        }
    }

    #[test]
    fn texts_about_credentials_are_not_credentials() {
        for name in [
            "",
            "token_type",
            "tokenEndpoint",
            "password_policy",
            "auth_time",
            "author",
            "authority",
            "key",
            "keyword",
            "signed_headers",
            "pinned",
            "sidebar",
            "kind_of_event",
            "user",
            "number",
            "secret_name",
        ] {
            assert!(!is_credential(name), "{name}");
        }
    }
}
