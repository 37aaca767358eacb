//! Credentials in places that say less clearly that they are some: in the text of a message, in pairs of a name and a value,
//! in formats that are not read otherwise. What is shown there is not written anywhere either.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use codegen::Document;
use recording::redaction::Policy;
use serde_json::{Value, json};
use xtask::contract::Contract;

use super::canaries::{DOCUMENT, POLICY, came, entry, forms, header, percent, sent, written};

/// Headers of requests, where `@` is the credential.
const HEADERS: [(&str, &str); 16] = [
    ("X-Goog-Api-Key", "@"),
    ("X-Amz-Security-Token", "@"),
    ("DPoP", "@"),
    ("Sec-WebSocket-Protocol", "bearer, @"),
    ("Authentication-Info", "nextnonce=\"@\""),
    ("Link", "<https://a/x?page=2&access_token=@>; rel=\"next\""),
    (
        "Link",
        "<https://a/x>; rel=\"first\", <https://a/y?access_token=@>; rel=\"last\"",
    ),
    ("Refresh", "0; url=https://app/cb?access_token=@"),
    ("Referer", "https://mira:@@a/x"),
    ("X-Original-URL", "/things?api_key=@"),
    ("Cookie", "a=1;s=%7B%22t%22%3A%22@%22%7D"),
    ("Set-Cookie", "a=1; Path=/\nsid=@; Path=/"),
    (
        "Set-Cookie",
        "a=1; Expires=Wed, 21 Oct 2015 07:28:00 GMT, sid=@; Path=/",
    ),
    ("Authorization", "OAuth oauth_consumer_key=\"k\", oauth_token=\"@\""),
    ("Authorization", "Hawk id=\"x\", mac=\"@\""),
    ("X-Debug", "user=mira; password=@"),
];

/// Bodies that are not JSON.
const BODIES: [(&str, &str); 20] = [
    ("application/xml", "<login user='u' password='@'/>"),
    ("application/xml", "<login user=\"u\" password = \"@\" />"),
    ("application/xml", "<a><password><![CDATA[@]]></password></a>"),
    ("application/xml", "<add key=\"password\" value=\"@\"/>"),
    ("application/xml", "<string name=\"api_key\">@</string>"),
    ("text/html", "<input type=\"hidden\" value=\"@\" name=\"csrf_token\">"),
    ("application/x-www-form-urlencoded", "user%5Bpassword%5D%5B0%5D=@"),
    ("application/x-www-form-urlencoded", "user.password=@"),
    (
        "application/x-www-form-urlencoded",
        "payload=%7B%22token%22%3A%22@%22%7D",
    ),
    (
        "application/x-www-form-urlencoded",
        "next=https%3A%2F%2Fmira%3A@%40a%2F",
    ),
    (
        "multipart/form-data; boundary=b",
        "--b\r\nContent-Disposition: form-data; name=password\r\n\r\n@\r\n--b--\r\n",
    ),
    (
        "multipart/form-data; boundary=b",
        "--b\r\nContent-Disposition: form-data; name=\"d\"\r\n\r\n{\"token\":\"@\"}\r\n--b--\r\n",
    ),
    (
        "multipart/form-data; boundary=b",
        "--b\nContent-Disposition: form-data; name=\"client_secret\"\n\n@\n--b--\n",
    ),
    ("text/plain", "user: a\npassword: @\n"),
    ("text/plain", "user=a\npassword=@\n"),
    ("application/yaml", "auth:\n  password: \"@\"\n"),
    ("application/x-ndjson", "{\"a\": 1}\n{\"password\": \"@\"}\n"),
    ("application/json", ")]}',\n{\"password\":\"@\"}"),
    ("application/json", "\u{feff}[{\"password\": \"@\"}]"),
    ("text/plain", "curl -H 'Authorization: Bearer @' https://a"),
];

/// Members of a body of JSON.
fn members(secret: &str) -> Vec<Value> {
    let basic = STANDARD.encode(format!("mira:{secret}"));
    vec![
        json!({"fields": [{"name": "password", "value": secret}]}),
        json!({"env": [{"value": secret, "key": "API_KEY"}]}),
        json!({"token": {"value": secret}}),
        json!({"cookies": [{"name": "s", "value": secret}]}),
        json!({"credentials": {"github": {"x": secret}}}),
        json!({"auths": {"registry": {"auth": basic}}}),
        json!({"headers": {"Authorization": format!("Basic {basic}")}}),
        json!({"headers": [format!("Authorization: Bearer {secret}")]}),
        json!({"dsn": format!("postgres://u:{secret}@db/x")}),
        json!({"dsn": format!("Server=x;User Id=u;Password={secret};")}),
        json!({"query": format!("mutation {{ login(password: \"{secret}\") {{ t }} }}")}),
        json!({"passCode": secret}),
        json!({"url": format!("https://hooks.example.com/services/T0/B0/{secret}")}),
        json!({"private_key_pem": secret}),
        json!({"newPassword2": secret}),
        json!({"pw": secret}),
        json!({"recovery_codes": [secret]}),
        json!({"text": json!({"env": [{"name": "SECRET", "value": secret}]}).to_string()}),
    ]
}

/// Checks that a credential which an entry shows is nowhere in what is written, under a policy that keeps all.
fn check(secret: &str, place: &str, show: &dyn Fn(&mut Value)) {
    let document = Document::parse("canaries.json", DOCUMENT.as_bytes()).unwrap();
    let contract = Contract::new(&document);
    let policy = Policy::parse(POLICY).unwrap();
    let mut entry = entry();
    show(&mut entry);
    if entry["response"]["content"]["text"]
        .as_str()
        .is_some_and(|text| text.ends_with('}'))
    {
        came(&mut entry, "kept", &json!(format!("no such user: {secret}.")));
        came(&mut entry, "owners", &json!({secret: 1}));
        came(&mut entry, "list", &json!([STANDARD.encode(secret)]));
    }
    let url = entry["request"]["url"].as_str().unwrap();
    let mark = if url.contains('?') { '&' } else { '?' };
    entry["request"]["url"] = format!("{url}{mark}q={}", percent(secret)).into();
    let text = written(&contract, &contract.vocabulary(), &policy, &entry).to_ascii_lowercase();
    for form in forms(secret) {
        assert!(!text.contains(&form), "{place}: {form}\n{entry}\n{text}");
    }
}

const SECRET: &str = "Zwetschge4711x";

#[test]
fn credentials_in_the_text_of_a_header_are_found() {
    for (name, value) in HEADERS {
        check(SECRET, name, &|entry| {
            // The second `@` is that of an address.
            let value = value.replace("@@", "@\u{1}").replace('@', SECRET).replace('\u{1}', "@");
            header(entry, "request", name, &value);
        });
    }
}

#[test]
fn credentials_in_bodies_of_every_format_are_found() {
    for (media_type, body) in BODIES {
        let body = body.replace('@', SECRET);
        check(SECRET, &body, &|entry| sent(entry, media_type, &body));
        if !body.starts_with(['{', '[']) {
            // And in the response, with what is kept in the request alone.
            check(SECRET, &body, &|entry| {
                entry["response"]["headers"][0]["value"] = media_type.into();
                entry["response"]["content"] = json!({"mimeType": media_type, "text": body});
            });
        }
    }
    for member in members(SECRET) {
        check(SECRET, &member.to_string(), &|entry| {
            sent(entry, "application/json", &member.to_string());
        });
    }
}

#[test]
fn credentials_in_the_query_are_found_in_every_syntax() {
    for query in [
        "pw=@",
        "token[]=@",
        "user[password][0]=@",
        "data=%7B%22password%22%3A%22@%22%7D",
        "callback=https%3A%2F%2Fmira%3A@%40a%2F",
        "hmac=@",
        "appkey=@",
        "a=1;token=@",
        "access%5Ftoken=@",
    ] {
        check(SECRET, query, &|entry| {
            let url = entry["request"]["url"].as_str().unwrap();
            entry["request"]["url"] = format!("{url}?{}", query.replace('@', SECRET)).into();
        });
    }
}

#[test]
fn credentials_of_known_services_are_found_under_any_name() {
    for secret in [
        "ghp_abcdefghijklmnop1234",
        "AKIAIOSFODNN7EXAMPLE",
        "xoxb-123456789012-abcdefABCDEF",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI0NzExIn0.dBjftJeZ4CVPmB92K27uhbUJU1p1r",
    ] {
        check(secret, "any", &|entry| {
            sent(entry, "application/json", &json!({"note": secret}).to_string())
        });
        check(secret, "any", &|entry| {
            came(entry, "note", &json!(format!("see {secret}, please")))
        });
        check(secret, "any", &|entry| header(entry, "request", "X-Note", secret));
    }
}

#[test]
fn credentials_are_found_in_what_only_the_capture_has() {
    check(SECRET, "fields of a form", &|entry| {
        entry["request"]["headers"][0]["value"] = "multipart/form-data; boundary=b".into();
        entry["request"]["postData"] =
            json!({"mimeType": "multipart/form-data; boundary=b", "params": [{"name": "password", "value": SECRET}]});
    });
    check(SECRET, "the beginning of a body", &|entry| {
        entry["request"]["bodySize"] = 5000.into();
        entry["request"]["postData"]["text"] = format!("{{\"password\": \"{SECRET}\", \"list\": [").into();
    });
}
