//! Names of credentials: of headers, parameters, form fields and members of objects.

use std::borrow::Cow;
use std::collections::HashMap;

/// Words that name a credential wherever they are in a name.
const WORDS: [&str; 40] = [
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
    "dpop",
    "hmac",
    "jwt",
    "otp",
    "pass",
    "passcode",
    "passphrase",
    "passwd",
    "password",
    "passwords",
    "passwort",
    "pin",
    "psk",
    "psw",
    "pw",
    "pwd",
    "saml",
    "sas",
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
const ENDS: [&str; 41] = [
    "accesskey",
    "accesskeyid",
    "accountkey",
    "apikey",
    "appkey",
    "authcode",
    "authkey",
    "authorizationcode",
    "backupcode",
    "backupcodes",
    "connectionstring",
    "contrasena",
    "deploykey",
    "encryptionkey",
    "hostkey",
    "kennwort",
    "licensekey",
    "masterkey",
    "motdepasse",
    "onetimecode",
    "passcode",
    "passphrase",
    "passwd",
    "password",
    "passwort",
    "privatekey",
    "recoverycode",
    "recoverycodes",
    "secret",
    "secretkey",
    "senha",
    "sessid",
    "sessionid",
    "sharedkey",
    "signingkey",
    "sshkey",
    "subscriptionkey",
    "token",
    "verificationcode",
    "wachtwoord",
    "webhooksecret",
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

/// Last words that say how a credential is written, or which of two it is: `private_key_pem`, `apiKeyId`, `passwordHash`.
const FORMS: [&str; 16] = [
    "again",
    "base64",
    "confirm",
    "confirmation",
    "data",
    "encoded",
    "hash",
    "id",
    "new",
    "old",
    "pem",
    "plain",
    "raw",
    "string",
    "text",
    "value",
];

/// Names that say nothing of what is under them: `{"token": {"value": "…"}}`.
const BARE: [&str; 13] = [
    "content", "current", "data", "encoded", "id", "key", "plain", "previous", "raw", "string", "text", "val", "value",
];

/// Whether a credential is at this path of names and indices, the outermost first.
pub(in crate::redaction) fn is_at_credential(path: &[Cow<'_, str>]) -> bool {
    Paths::default().are_at_credential(path)
}

/// What the names of one text say: each is looked at once, since most occur in every record.
#[derive(Default)]
pub(super) struct Paths(HashMap<String, Name>);

/// What a name says of what is under it.
#[derive(Clone, Copy)]
struct Name {
    is_credential: bool,
    /// Whether what is under it is nothing but credentials.
    is_store: bool,
    is_about: bool,
    is_bare: bool,
}

impl Paths {
    /// Whether a credential is at this path of names and indices, the outermost first.
    pub(super) fn are_at_credential(&mut self, path: &[Cow<'_, str>]) -> bool {
        let is_index = |step: &&Cow<'_, str>| step.bytes().all(|byte| byte.is_ascii_digit());
        let mut names = path.iter().rev().filter(|step| !is_index(step));
        let Some(name) = names.next().map(|name| self.name(name)) else {
            return false;
        };
        if name.is_credential {
            return true;
        }
        let outer = names.next().map(|name| self.name(name));
        if name.is_bare && outer.is_some_and(|outer| outer.is_credential) {
            return true;
        }
        // Whatever the names within an object of secrets are: `{"secrets": {"github": "…"}}`.
        !name.is_about && (outer.is_some_and(|outer| outer.is_store) || names.any(|name| self.name(name).is_store))
    }

    fn name(&mut self, text: &str) -> Name {
        if let Some(known) = self.0.get(text) {
            return *known;
        }
        let name = Name::of(text);
        self.0.insert(text.to_owned(), name);
        name
    }
}

impl Name {
    fn of(text: &str) -> Self {
        const STORES: [&str; 5] = ["credentials", "passwords", "secrets", "secretdata", "tokens"];
        let words = words(text);
        let joined = words.concat();
        let is = |list: &[&str]| words.last().is_some_and(|last| list.contains(&last.as_str()));
        Self {
            is_credential: is_credential(text),
            is_store: STORES.iter().any(|store| joined.ends_with(store)),
            is_about: is(&ABOUT),
            is_bare: words.len() == 1 && is(&BARE),
        }
    }
}

/// Whether a credential is under this name.
pub(in crate::redaction) fn is_credential(name: &str) -> bool {
    let mut words = words(name);
    if words.last().is_none_or(|last| ABOUT.contains(&last.as_str())) {
        return false;
    }
    // As in `password1`, and `token_2`.
    for word in &mut words {
        word.truncate(word.trim_end_matches(|letter: char| letter.is_ascii_digit()).len());
    }
    words.retain(|word| !word.is_empty());
    loop {
        let joined = words.concat();
        if ENDS.iter().any(|end| joined.ends_with(end)) || words.iter().any(|word| WORDS.contains(&word.as_str())) {
            return true;
        }
        match words.pop() {
            Some(last) if !words.is_empty() && FORMS.contains(&last.as_str()) => {}
            _ => return false,
        }
    }
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
    use std::borrow::Cow;

    use super::{is_at_credential, is_credential};

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
            "passCode",
            "passPhrase",
            "pw",
            "adminPass",
            "password1",
            "token_2",
            "newPasswordConfirmation",
            "private_key_pem",
            "apiKeyId",
            "passwordHash",
            "recoveryCodes",
            "connectionString",
            "X-Hub-Signature-256",
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
            "passed",
            "compass",
            "passport_country",
            "pwm",
            "data",
            "id",
            "key_id",
            "sha256",
        ] {
            assert!(!is_credential(name), "{name}");
        }
    }

    #[test]
    fn names_around_a_value_count() {
        for (path, expected) in [
            ("token/value", true),
            ("tokens/0/value", true),
            ("apiKey/0", true),
            ("secrets/github", true),
            ("credentials/aws/region/x", true),
            ("credentials/0/type", false),
            ("token/user/name", false),
            ("session/id", true),
            ("session/user/id", false),
            ("value", false),
            ("data/0/value", false),
            ("", false),
        ] {
            let path: Vec<Cow<'_, str>> = path.split('/').map(Cow::from).collect();
            assert_eq!(is_at_credential(&path), expected, "{path:?}");
        }
    }
}
