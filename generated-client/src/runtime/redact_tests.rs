//! Secrets in text from outside: found in every form, and nothing else is changed.

use super::*;

fn redacted(text: &str, secrets: &[&str]) -> String {
    let secrets: Vec<_> = secrets.iter().map(|secret| Secret::from(*secret)).collect();
    let mut text = text.to_owned();
    Redaction::of(&secrets).apply(&mut text);
    text
}

#[test]
fn secrets_are_replaced_and_nothing_else() {
    assert_eq!(
        redacted("a canary-1, a canary-1 bird", &["canary-1", ""]),
        "a REDACTED, a REDACTED bird"
    );
    assert_eq!(
        redacted("é canary-1é 100% a+b \\o/ &c;", &["canary-1"]),
        "é REDACTEDé 100% a+b \\o/ &c;"
    );
}

#[test]
fn a_short_secret_is_not_searched_for() {
    for short in ["t", "1234567", "ééééééé"] {
        let text = format!("the service is out of order: {short}");
        assert_eq!(redacted(&text, &[short]), text);
    }
    assert_eq!(redacted("x 12345678 y", &["12345678"]), "x REDACTED y");
}

#[test]
fn overlapping_secrets_are_removed_completely() {
    let (key, whole) = ("AK-12345", "Access=AK-12345, Signature=0af3");
    assert_eq!(redacted(whole, &[key, whole]), "REDACTED");
    assert_eq!(redacted("<abcdefghijkl>", &["abcdefgh", "efghijkl"]), "<REDACTED>");
    assert_eq!(redacted("abcdabcdabcdabcd", &["abcdabcdabcd"]), "REDACTED");
}

#[test]
fn a_secret_is_found_in_every_encoding() {
    let secret = "p\"w&1 2<é/9";
    for echo in [
        "p\"w&1 2<é/9",
        // In an address and a form.
        "p%22w%261%202%3C%C3%A9%2F9",
        "p%22w%261%202%3c%c3%a9/9",
        "p%22w%261+2%3C%C3%A9%2F9",
        "p%u0022w%U00261%u00202%u003C%u00e9%u002F9",
        // Twice.
        "p%2522w%25261%25202%253C%25C3%25A9%252F9",
        // In JSON, as several libraries write it, and in JSON inside JSON.
        r#"{"password":"p\"w&1 2<é/9"}"#,
        r#"{"password":"p\"w\u00261 2\u003c\u00e9\/9"}"#,
        r#"{\"password\":\"p\\\"w&1 2<é/9\"}"#,
        // In HTML.
        "p&quot;w&amp;1 2&lt;é/9",
        "p&#34;w&#x26;1&#32;2&lt;&#xe9;/9",
        // Some characters in one way, some in another.
        r"p%22w\u00261 2%3C%C3%A9\/9",
        "p&quot;w&amp;1 2&lt;é&sol;9",
        "p&amp;quot;w&amp;amp;1 2&amp;lt;é/9",
        // In octal, as Java, C and Python write bytes.
        r"p\042w\0461\0402\074é\0579",
        // Three times and more, and by the library that describes what is wrong.
        "p%252522w%2525261%2525202%25253C%2525C3%2525A9%25252F9",
        r#"p\\\\\\\"w&1 2<é/9"#,
        r#"{\"password\":\"p\\u0026quot;w\\u0026amp;1 2\\u0026lt;é/9\"}"#,
        // On several lines.
        "p%22w%26\r\n1%202%3C%C3%A9\n\t%2F9",
        // In hexadecimal.
        "702277263120323cc3a92f39",
        "702277263120323CC3A92F39",
        "702277263120323cC3A92F39",
        // In another letter case.
        "P\"W&1 2<é/9",
    ] {
        let text = redacted(&format!("<{echo}>"), &[secret]);
        let around = [
            ("<", ">"),
            (r#"<{"password":""#, r#""}>"#),
            (r#"<{\"password\":\""#, r#"\"}>"#),
        ];
        let expected = around.map(|(before, after)| format!("{before}REDACTED{after}"));
        assert!(expected.contains(&text), "{echo}: {text}");
    }
}

#[test]
fn a_secret_is_found_in_base64_with_any_neighbours() {
    let secret = "canary-password-2e88";
    for user in ["", "a", "ab", "abc", "proxy-user"] {
        for after in ["", "x", "yz"] {
            let pair = format!("{user}:{secret}{after}");
            for encoded in [
                base64::prelude::BASE64_STANDARD.encode(&pair),
                BASE64_STANDARD_NO_PAD.encode(&pair),
                base64::prelude::BASE64_URL_SAFE.encode(&pair),
                BASE64_URL_SAFE_NO_PAD.encode(&pair),
            ] {
                let text = format!("Proxy-Authorization: Basic {encoded}\r\n");
                assert_eq!(
                    redacted(&text, &[secret]),
                    "Proxy-Authorization: Basic REDACTED\r\n",
                    "{pair}"
                );
                // As in an address.
                let escaped = encoded.replace('=', "%3D").replace('+', "%2B").replace('/', "%2f");
                assert_eq!(redacted(&format!("?a={escaped}&b"), &[secret]), "?REDACTED&b", "{pair}");
            }
        }
    }
}

/// As mail and certificates have it.
#[test]
fn a_secret_is_found_in_base64_on_several_lines() {
    let secret = "canary-password-2e88";
    for user in ["", "a", "ab", "proxy-user"] {
        let encoded = base64::prelude::BASE64_STANDARD.encode(format!("{user}:{secret}"));
        let middle = &encoded[encoded.len() / 2 - 4..][..8];
        for width in 1..encoded.len() {
            for end in ["\n", "\r\n", "\r\n  ", "\\r\\n"] {
                let lines: Vec<_> = encoded.as_bytes().chunks(width).map(String::from_utf8_lossy).collect();
                let text = redacted(&format!("{}\r\n\r\nnext line", lines.join(end)), &[secret]);
                assert!(
                    text.contains("REDACTED") && text.ends_with("\r\n\r\nnext line"),
                    "{text}"
                );
                let joined: String = text.replace("\\r\\n", "").split_whitespace().collect();
                assert!(!joined.contains(middle), "{width}: {text}");
            }
        }
    }
}

/// A host is shown in small letters, and keys have capitals alone.
#[test]
fn a_secret_is_found_in_any_letter_case() {
    for secret in ["CANARYACCESSKEY71C2", "Canary-Token-8c1f"] {
        for echo in [secret.to_ascii_lowercase(), secret.to_ascii_uppercase()] {
            assert_eq!(
                redacted(&format!("https://{echo}.x/"), &[secret]),
                "https://REDACTED.x/"
            );
        }
    }
}

/// Of characters that the two alphabets write differently.
#[test]
fn a_secret_is_found_in_both_alphabets_of_base64() {
    let secret = "~~~???>>>÷÷÷";
    for encoded in [
        BASE64_STANDARD_NO_PAD.encode(secret),
        BASE64_URL_SAFE_NO_PAD.encode(secret),
    ] {
        assert_eq!(redacted(&format!("[{encoded}]"), &[secret]), "[REDACTED]");
    }
}

#[test]
fn an_identifier_with_a_secret_is_removed_whole() {
    let secrets = ["canary-1".into(), "t".into(), "x".repeat(40_000).into()];
    for (identifier, left) in [
        ("APIGW.0301", Some("APIGW.0301")),
        ("t", Some("t")),
        ("canary-1", None),
        ("bad canary-1!", None),
        ("canary%2D1", None),
    ] {
        let mut text = Some(identifier.to_owned());
        redact_identifier(&mut text, &secrets);
        assert_eq!(text.as_deref(), left);
    }
}

/// A server that knows the token may send text that is as similar to it as can be.
#[test]
fn similar_text_is_searched_in_linear_time() {
    let secret = format!("{}b", "a".repeat(32 << 10));
    let text = "a".repeat(SEARCHED);
    let began = std::time::Instant::now();
    redacted(&text, &[&secret]);
    assert!(
        began.elapsed() < std::time::Duration::from_secs(5),
        "{:?}",
        began.elapsed()
    );
}

#[test]
fn a_long_text_is_cut_where_no_secret_can_be_cut_in_two() {
    let secret = "canary-".repeat(1000);
    let text = format!("{}{}", "é".repeat((SEARCHED - 3000) / 2), secret);
    let text = redacted(&text, &[&secret]);
    assert!(
        !text.contains("canary") && text.len() <= SEARCHED - MARGIN,
        "{}",
        text.len()
    );
}
