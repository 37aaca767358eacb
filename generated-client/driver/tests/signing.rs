//! Tests the signer with vectors of the provider's own SDK. See `signing/README.md`.

use std::{fs, path::PathBuf};

use driver::{
    server::Received,
    verify::{Key, stages, verify},
};

const ACCESS_KEY: &str = "VECTORACCESSKEY00001";
const SECRET_KEY: &str = "vectorSecretKeyOfNobody0123456789abcdefg";

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/signing")
}

/// The names of all cases.
fn cases() -> Vec<String> {
    let mut names: Vec<_> = fs::read_dir(folder())
        .expect("the folder of the vectors")
        .map(|entry| entry.expect("an entry"))
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().into_string().expect("a name"))
        .collect();
    names.sort();
    names
}

fn text(case: &str, file: &str) -> String {
    fs::read_to_string(folder().join(case).join(file)).expect("a file of a vector")
}

/// The request of a case: a line, headers, an empty line, the body.
fn request(case: &str) -> Received {
    let bytes = fs::read(folder().join(case).join("request")).expect("a request");
    let end = bytes
        .windows(2)
        .position(|pair| pair == b"\n\n")
        .expect("an empty line after the headers");
    let head = std::str::from_utf8(&bytes[..end]).expect("a head of text");
    let mut lines = head.split('\n');
    let mut words = lines.next().expect("a request line").split(' ');
    Received {
        method: words.next().expect("a method").to_owned(),
        target: words.next().expect("a target").to_owned(),
        headers: lines
            .map(|line| line.split_once(": ").expect("a header"))
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect(),
        body: bytes[end + 2..].to_vec(),
    }
}

#[test]
fn every_stage_matches_the_providers_sdk() {
    let cases = cases();
    assert!(cases.len() >= 70, "only {} vectors are there", cases.len());
    let mut wrong = Vec::new();
    for case in &cases {
        let made = stages(&request(case), SECRET_KEY);
        for (file, made) in [
            ("canonical-request", made.canonical_request),
            ("string-to-sign", made.string_to_sign),
            ("signature", made.signature),
        ] {
            if made != text(case, file) {
                wrong.push(format!("{case}/{file}:\n{made}\ninstead of\n{}\n", text(case, file)));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The request of a case as it arrives, with the provider's signature.
fn signed(case: &str) -> Received {
    let mut request = request(case);
    let canonical = text(case, "canonical-request");
    let names = canonical.lines().rev().nth(1).expect("the names of the headers");
    let authorization = format!(
        "SDK-HMAC-SHA256 Access={ACCESS_KEY}, SignedHeaders={names}, Signature={}",
        text(case, "signature")
    );
    request.headers.push(("Authorization".to_owned(), authorization));
    request
}

const KEY: Key<'static> = Key {
    access_key: ACCESS_KEY,
    secret_key: SECRET_KEY,
};

#[test]
fn the_signatures_of_the_provider_are_accepted() {
    for case in cases() {
        assert_eq!(verify(&signed(&case), KEY), Ok(()), "{case}");
    }
}

#[test]
fn every_change_in_transit_is_detected() {
    type Change = fn(&mut Received);
    let changes: [(&str, Change); 11] = [
        ("method", |request| request.method = "DELETE".to_owned()),
        ("path", |request| {
            request.target = request.target.replacen("/v5", "/v4", 1)
        }),
        ("query", |request| request.target.push_str("&z=1")),
        ("query left out", |request| request.target = request.path().to_owned()),
        ("body", |request| request.body = b"{ }".to_vec()),
        ("body left out", |request| request.body.clear()),
        ("header", |request| {
            request.headers[0].1 = "elsewhere.example".to_owned()
        }),
        ("header left out", |request| drop(request.headers.remove(0))),
        ("header put in", |request| {
            request.headers.push(("X-New".to_owned(), "1".to_owned()));
        }),
        ("date", |request| request.headers[1].1 = "20260403T120001Z".to_owned()),
        ("token put in", |request| {
            request.headers.push(("X-Auth-Token".to_owned(), "t".to_owned()));
        }),
    ];
    for (name, change) in changes {
        let mut request = signed("body-with-query");
        change(&mut request);
        verify(&request, KEY).expect_err(name);
    }
    for key in [
        Key {
            access_key: "other",
            ..KEY
        },
        Key {
            secret_key: "other",
            ..KEY
        },
    ] {
        verify(&signed("body-with-query"), key).expect_err("another key");
    }
}

#[test]
fn the_readme_names_every_case_and_its_origin() {
    let readme = fs::read_to_string(folder().join("README.md")).expect("the readme");
    assert!(readme.contains("huaweicloudsdkcore") && readme.contains("make_vectors.py"));
    for case in cases() {
        assert!(readme.contains(&format!("- `{case}`\n")), "{case}");
    }
}
