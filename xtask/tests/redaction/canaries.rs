//! Canaries: a credential is shown in one place of an interaction and repeated in another, in every encoding, under a
//! policy that keeps everything. Nothing of it is ever in what is written.

use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use codegen::Document;
use recording::har;
use recording::redaction::{Policy, Vocabulary};
use serde_json::{Value, json};
use xtask::contract::Contract;

/// A document with a map, a free object, a kept path and a kept query.
pub(super) const DOCUMENT: &str = r##"{
    "openapi": "3.0.3",
    "info": {"title": "t", "version": "1"},
    "servers": [{"url": "https://api.example.com"}],
    "paths": {"/things/{id}": {"post": {
        "operationId": "MakeThing",
        "parameters": [
            {"name": "id", "in": "path", "required": true, "schema": {"type": "string"}},
            {"name": "q", "in": "query", "schema": {"type": "string"}},
            {"name": "hint", "in": "query", "schema": {"type": "string", "format": "password"}},
            {"name": "filter", "in": "query", "style": "deepObject", "explode": true,
             "schema": {"type": "object", "additionalProperties": {"type": "string"}}}
        ],
        "requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}}},
        "responses": {"200": {"description": "d", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}}}}
    }}},
    "components": {
        "schemas": {"Thing": {"type": "object", "properties": {
            "kept": {"type": "string"},
            "list": {"type": "array", "items": {"type": "string"}},
            "hidden": {"type": "string", "writeOnly": true},
            "owners": {"type": "object", "additionalProperties": {"type": "integer"}},
            "extra": {"type": "object", "additionalProperties": true}
        }}},
        "securitySchemes": {
            "odd": {"type": "apiKey", "in": "header", "name": "X-Odd"},
            "inQuery": {"type": "apiKey", "in": "query", "name": "odd"}
        }
    }
}"##;

pub(super) const POLICY: &str = "keep = [\"\", \"/*\", \"/*/*\", \"/*/*/*\"]\nkeep_query = [\"q\", \"odd\", \"filter[x]\", \"token\"]\nkeep_path = [\"id\"]";

/// Secrets of several kinds: made of words, of characters that are encoded, of digits, and like those of services.
const SECRETS: [&str; 6] = [
    "amber-falcon-river",
    "Zwetschge4711x",
    "p%ss/w+rd=9 &ü",
    "4815162342108",
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI0NzExIn0.dBjftJeZ4CVPmB92K27uhbUJU1p1r",
    "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
];

/// An entry of a HAR that shows nothing.
pub(super) fn entry() -> Value {
    json!({
        "startedDateTime": "2026-01-31T00:00:00.000Z",
        "request": {
            "method": "POST", "url": "https://api.example.com/things/7",
            "headers": [{"name": "Content-Type", "value": "application/json"}],
            "postData": {"mimeType": "application/json", "text": "{\"kept\": \"a\"}"},
        },
        "response": {
            "status": 200, "headers": [{"name": "Content-Type", "value": "application/json"}],
            "content": {"mimeType": "application/json", "text": "{\"n\": 1}"},
        },
    })
}

pub(super) fn percent(text: &str) -> String {
    let byte = |byte: u8| match byte {
        byte if byte.is_ascii_alphanumeric() => char::from(byte).to_string(),
        byte => format!("%{byte:02X}"),
    };
    text.bytes().map(byte).collect()
}

pub(super) fn header(entry: &mut Value, side: &str, name: &str, value: &str) {
    let headers = entry[side]["headers"].as_array_mut().unwrap();
    headers.push(json!({"name": name, "value": value}));
}

pub(super) fn in_url(entry: &mut Value, query: &str) {
    let url = entry["request"]["url"].as_str().unwrap();
    let (before, fragment) = url.split_once('#').unwrap_or((url, ""));
    let mark = if before.contains('?') { '&' } else { '?' };
    let fragment = if fragment.is_empty() {
        String::new()
    } else {
        format!("#{fragment}")
    };
    entry["request"]["url"] = format!("{before}{mark}{query}{fragment}").into();
}

pub(super) fn sent(entry: &mut Value, media_type: &str, text: &str) {
    entry["request"]["headers"][0]["value"] = media_type.into();
    entry["request"]["postData"] = json!({"mimeType": media_type, "text": text});
}

/// Adds a member to the body of the response.
pub(super) fn came(entry: &mut Value, name: &str, value: &Value) {
    let text = entry["response"]["content"]["text"].as_str().unwrap();
    let text = format!("{},{}:{value}}}", text.strip_suffix('}').unwrap(), json!(name));
    entry["response"]["content"]["text"] = text.into();
}

type Place = (&'static str, fn(&mut Value, &str));

/// Where a credential is shown.
const SHOWN: [Place; 34] = [
    ("bearer", |entry, secret| {
        header(entry, "request", "Authorization", &format!("Bearer {secret}"))
    }),
    ("no scheme", |entry, secret| {
        header(entry, "request", "authorization", secret)
    }),
    ("basic password", |entry, secret| {
        header(
            entry,
            "request",
            "Authorization",
            &format!("Basic {}", STANDARD.encode(format!("mira:{secret}"))),
        );
    }),
    ("basic user", |entry, secret| {
        header(
            entry,
            "request",
            "Authorization",
            &format!("Basic {}", STANDARD.encode(format!("{secret}:x"))),
        );
    }),
    ("signature", |entry, secret| {
        header(
            entry,
            "request",
            "Authorization",
            &format!("SDK-HMAC-SHA256 Access=ABC, SignedHeaders=host, Signature={secret}"),
        );
    }),
    ("digest", |entry, secret| {
        header(
            entry,
            "request",
            "Authorization",
            &format!("Digest username=\"u\", response=\"{secret}\""),
        );
    }),
    ("proxy", |entry, secret| {
        header(entry, "request", "Proxy-Authorization", &format!("Bearer {secret}"))
    }),
    ("own token", |entry, secret| {
        header(entry, "request", "X-Auth-Token", secret)
    }),
    ("api key", |entry, secret| {
        header(entry, "request", "Ocp-Apim-Subscription-Key", secret)
    }),
    ("declared header", |entry, secret| {
        header(entry, "request", "X-Odd", secret)
    }),
    ("subject token", |entry, secret| {
        header(entry, "response", "X-Subject-Token", secret)
    }),
    ("cookie", |entry, secret| {
        header(entry, "request", "Cookie", &format!("a=b; c={}", percent(secret)))
    }),
    ("cookie list", |entry, secret| {
        entry["request"]["cookies"] = json!([{"name": "c", "value": percent(secret)}])
    }),
    ("set cookie", |entry, secret| {
        header(
            entry,
            "response",
            "Set-Cookie",
            &format!("sid={}; Path=/; HttpOnly", percent(secret)),
        );
    }),
    ("user", |entry, secret| {
        entry["request"]["url"] = format!("https://{}:x@api.example.com/things/7", percent(secret)).into();
    }),
    ("password", |entry, secret| {
        entry["request"]["url"] = format!("https://mira:{}@api.example.com/things/7", percent(secret)).into();
    }),
    ("fragment", |entry, secret| {
        let url = entry["request"]["url"].as_str().unwrap();
        entry["request"]["url"] = format!("{url}#access_token={}", percent(secret)).into();
    }),
    ("access token", |entry, secret| {
        in_url(entry, &format!("access_token={}", percent(secret)))
    }),
    ("token", |entry, secret| {
        in_url(entry, &format!("token={}", percent(secret)))
    }),
    ("token before a URL", |entry, secret| {
        in_url(entry, &format!("token={}&next=/x?y=1", percent(secret)));
    }),
    ("key", |entry, secret| {
        in_url(entry, &format!("api_key={}", percent(secret)))
    }),
    ("sig", |entry, secret| {
        in_url(entry, &format!("X-Amz-Signature=a&sig={}", percent(secret)))
    }),
    ("declared query", |entry, secret| {
        in_url(entry, &format!("odd={}", percent(secret)))
    }),
    ("password query", |entry, secret| {
        in_url(entry, &format!("hint={}", percent(secret)))
    }),
    ("location code", |entry, secret| {
        header(
            entry,
            "response",
            "Location",
            &format!("https://app/cb?state=1&code={}", percent(secret)),
        );
    }),
    ("location fragment", |entry, secret| {
        header(
            entry,
            "response",
            "Location",
            &format!("/cb#/x?id_token={}", percent(secret)),
        );
    }),
    ("form", |entry, secret| {
        sent(
            entry,
            "application/x-www-form-urlencoded",
            &format!("user=u&password={}", percent(secret)),
        );
    }),
    ("login code", |entry, secret| {
        sent(
            entry,
            "application/x-www-form-urlencoded",
            &format!("grant_type=x&code={}", percent(secret)),
        );
    }),
    ("multipart", |entry, secret| {
        let text =
            format!("--b\r\nContent-Disposition: form-data; name=\"client_secret\"\r\n\r\n{secret}\r\n--b--\r\n");
        sent(entry, "multipart/form-data; boundary=b", &text);
    }),
    ("markup", |entry, secret| {
        sent(
            entry,
            "application/xml",
            &format!("<a><p:Password>{secret}</p:Password></a>"),
        )
    }),
    ("member", |entry, secret| {
        sent(
            entry,
            "application/json",
            &json!({"auth": {"user": {"password": secret}}}).to_string(),
        );
    }),
    ("text in a text", |entry, secret| {
        sent(
            entry,
            "application/json",
            &json!({"kept": json!({"tokens": [secret]}).to_string()}).to_string(),
        );
    }),
    ("broken body", |entry, secret| {
        sent(
            entry,
            "application/json",
            &format!("{{\"access_token\": {}, \"kept\": [", json!(secret)),
        );
    }),
    ("write only", |entry, secret| {
        sent(entry, "application/json", &json!({"hidden": secret}).to_string())
    }),
];

/// Where it is repeated.
const REPEATED: [Place; 16] = [
    ("value", |entry, text| came(entry, "kept", &json!(text))),
    ("part of a value", |entry, text| {
        came(entry, "kept", &json!(format!("no such user: {text}.")))
    }),
    ("item", |entry, text| came(entry, "list", &json!(["a", text]))),
    ("name in a map", |entry, text| came(entry, "owners", &json!({text: 1}))),
    ("name in a free object", |entry, text| {
        came(entry, "extra", &json!({"a": {text: {"n": 1}}}))
    }),
    ("name of a member", |entry, text| came(entry, text, &json!(1))),
    ("name in a broken body", |entry, text| {
        entry["response"]["content"]["text"] = format!("{{\"kept\": {{{}: [", json!(text)).into();
    }),
    ("query", |entry, text| in_url(entry, &format!("q={}", percent(text)))),
    ("name of the query", |entry, text| in_url(entry, &percent(text))),
    ("name in a parameter", |entry, text| {
        in_url(entry, &format!("filter[{}]=1", percent(text)))
    }),
    ("path", |entry, text| {
        let url = entry["request"]["url"].as_str().unwrap();
        entry["request"]["url"] = url.replace("/things/7", &format!("/things/{}", percent(text))).into();
    }),
    ("media type's parameter", |entry, text| {
        entry["response"]["headers"][0]["value"] = format!("application/json; charset={text}").into();
    }),
    ("media type", |entry, text| {
        entry["response"]["headers"][0]["value"] = format!("application/vnd.{text}+json").into();
    }),
    ("accept", |entry, text| {
        header(entry, "request", "Accept", &format!("text/html, application/{text}"))
    }),
    ("name of a header", |entry, text| {
        header(entry, "request", &percent(text).replace('%', "-"), "1")
    }),
    ("status text", |entry, text| {
        entry["response"]["statusText"] = text.into();
        header(entry, "response", "X-Request-Id", text);
    }),
];

/// How it is written there.
const ENCODINGS: [fn(&str) -> String; 9] = [
    str::to_owned,
    |secret| secret.to_ascii_uppercase(),
    percent,
    |secret| percent(&percent(secret)),
    |secret| STANDARD.encode(secret),
    |secret| STANDARD.encode(format!("mira:{secret}!")),
    |secret| URL_SAFE_NO_PAD.encode(format!("ab{secret}")),
    |secret| secret.bytes().map(|byte| format!("{byte:02x}")).collect(),
    |secret| json!(json!(secret).to_string()).to_string(),
];

/// The texts under which a secret could be found in what was written. They are made in another way than they are found.
pub(super) fn forms(secret: &str) -> Vec<String> {
    let mut forms: Vec<String> = ENCODINGS.iter().map(|encoding| encoding(secret)).collect();
    forms.pop();
    forms.push(json!(secret).to_string().trim_matches('"').to_owned());
    // Base64 of a longer text holds that of the secret at one of three places, but for its ends.
    for before in 0..3 {
        let encoded = STANDARD.encode(format!("{}{secret}", "x".repeat(before)));
        forms.push(encoded.trim_end_matches('=')[4..encoded.len() - 4].to_owned());
    }
    forms.iter().map(|form| form.to_ascii_lowercase()).collect()
}

/// What is written of an entry.
pub(super) fn written(contract: &Contract<'_>, vocabulary: &Vocabulary, policy: &Policy, entry: &Value) -> String {
    let text = entry.to_string();
    let captured = har::interaction(text.as_bytes()).unwrap_or_else(|error| panic!("{error}: {text}"));
    let route = contract.route(&captured.interaction, None, &[], vocabulary);
    let route = route.unwrap_or_else(|| panic!("no operation: {text}"));
    let recording = captured
        .redact(&route, policy)
        .unwrap_or_else(|error| panic!("{error}: {text}"));
    recording.to_text()
}

/// Every secret in every place, repeated in every other place, in every encoding: about 30,000 interactions, which all
/// processors share.
#[test]
fn no_credential_is_written_wherever_it_is_shown_and_repeated() {
    let document = Document::parse("canaries.json", DOCUMENT.as_bytes()).unwrap();
    let contract = Contract::new(&document);
    let policy = Policy::parse(POLICY).unwrap();
    let vocabulary = contract.vocabulary();
    let forms: Vec<_> = SECRETS.iter().map(|secret| forms(secret)).collect();
    let next = AtomicUsize::new(0);
    let count = AtomicUsize::new(0);
    let work = || {
        while let Some((shown, show)) = SHOWN.get(next.fetch_add(1, Relaxed)) {
            for (repeated, repeat) in &REPEATED {
                for (number, encoding) in ENCODINGS.iter().enumerate() {
                    for (index, secret) in SECRETS.iter().enumerate() {
                        let mut entry = entry();
                        show(&mut entry, secret);
                        repeat(&mut entry, &encoding(secret));
                        let text = written(&contract, &vocabulary, &policy, &entry).to_ascii_lowercase();
                        for form in &forms[index] {
                            assert!(
                                !text.contains(form.as_str()),
                                "secret {index} as {shown}, repeated as {repeated} in encoding {number}: {form}\n{entry}\n{text}"
                            );
                        }
                        count.fetch_add(1, Relaxed);
                    }
                }
            }
        }
    };
    let threads = std::thread::available_parallelism().map_or(2, usize::from);
    std::thread::scope(|scope| (0..threads).for_each(|_| drop(scope.spawn(work))));
    let all = SECRETS.len() * SHOWN.len() * REPEATED.len() * ENCODINGS.len();
    assert_eq!(count.into_inner(), all);
}

#[test]
fn other_values_are_kept_as_the_policy_says() {
    let document = Document::parse("canaries.json", DOCUMENT.as_bytes()).unwrap();
    let contract = Contract::new(&document);
    let policy = Policy::parse(POLICY).unwrap();
    let mut entry = entry();
    header(&mut entry, "request", "Authorization", "Bearer amber-falcon-river");
    header(&mut entry, "request", "Cookie", "theme=dark; a=1; lang=en");
    came(&mut entry, "kept", &json!("the falcon is dark"));
    came(&mut entry, "label", &json!("a"));
    came(&mut entry, "owners", &json!({"label2": 1}));
    in_url(&mut entry, "q=falcon&page_size=1");
    let text = written(&contract, &contract.vocabulary(), &policy, &entry);
    for kept in ["the falcon is dark", "q=falcon", "\"label\"", "page_size", "/things/7"] {
        assert!(text.contains(kept), "{kept}: {text}");
    }
    // In a map, a name is data, whatever it looks like.
    assert!(!text.contains("label2") && text.contains("key-1"), "{text}");
}

#[test]
fn short_credentials_do_not_destroy_everything() {
    let document = Document::parse("canaries.json", DOCUMENT.as_bytes()).unwrap();
    let contract = Contract::new(&document);
    let policy = Policy::parse(POLICY).unwrap();
    let mut entry = entry();
    let token = STANDARD.encode("mira:api");
    header(&mut entry, "request", "Authorization", &format!("Basic {token}"));
    came(&mut entry, "kept", &json!("an admiral of the api"));
    came(&mut entry, "list", &json!(["mira", "it was mira!", "mirabelle", token]));
    let text = written(&contract, &contract.vocabulary(), &policy, &entry);
    // Four characters and more are a word that is looked for; fewer are not.
    assert!(
        text.contains("an admiral of the api") && text.contains("mirabelle"),
        "{text}"
    );
    assert!(!text.contains("\"mira\"") && !text.contains("mira!"), "{text}");
    assert!(!text.contains(&token), "{text}");
}
