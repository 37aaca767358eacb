//! Nothing of traffic enters the document or a report that may be a secret: a credential is shown in one place of several
//! interactions, and repeated in another that asks for a change.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use xtask::Exit;

use super::world::{DOCUMENT, World, get, ok, with_schema};

/// Secrets of several kinds, some of which look like words.
const SECRETS: [&str; 6] = [
    "amber-falcon-river",
    "Zwetschge4711x",
    "correcthorsebatterystaple",
    "4815162342108",
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI0NzExIn0.dBjftJeZ4CVPmB92K27uhbUJU1p1r",
    "wJalrXUtnFEMI.K7MDENG.bPxRfiCYEXAMPLEKEY",
];

const THING: &str = "Thing:\n  type: object\n  properties:\n    state:\n      type: string\n      enum: [ready]\n    hidden:\n      type: string\n      format: password";

/// Where a credential is shown.
fn shown(place: usize, secret: &str, request: &mut Value, body: &mut Value) {
    match place {
        0 => request["headers"]["X-Auth-Token"] = json!(secret),
        1 => request["headers"]["Authorization"] = json!(format!("Bearer {secret}")),
        2 => request["headers"]["Cookie"] = json!(format!("session={secret}")),
        3 => request["url"] = json!(format!("{}?access_token={secret}", request["url"].as_str().unwrap())),
        4 => body["password"] = json!(secret),
        _ => body["hidden"] = json!(secret),
    }
}

/// Where it asks for a change of the document.
fn repeated(place: usize, secret: &str, request: &mut Value, response: &mut Value) {
    let body = &mut response["body"]["json"];
    match place {
        0 => body[secret] = json!(1),
        1 => body["state"] = json!(secret),
        2 => body["extra"] = json!({"inner": [{secret: true}]}),
        3 => body["extra"] = json!(secret),
        4 => {
            let url = request["url"].as_str().unwrap().to_owned();
            let mark = if url.contains('?') { '&' } else { '?' };
            request["url"] = json!(format!("{url}{mark}{secret}=1"));
        }
        5 => {
            request["url"] = json!(
                request["url"]
                    .as_str()
                    .unwrap()
                    .replace("/things", &format!("/others/{secret}/x"))
            )
        }
        6 => request["headers"][format!("X-{}", secret.replace('.', "-"))] = json!("1"),
        _ => response["headers"]["Content-Type"] = json!(format!("application/vnd.{}+json", secret.to_lowercase())),
    }
}

fn line(secret: &str, show: usize, repeat: usize, number: usize) -> String {
    let mut request = get("/things");
    let mut body = json!({"other": number});
    shown(show, secret, &mut request, &mut body);
    let mut response = json!({"status": 200, "headers": {"Content-Type": "application/json"}, "body": {"json": body}});
    repeated(repeat, secret, &mut request, &mut response);
    format!("{}\n", json!({"request": request, "response": response}))
}

#[test]
fn no_credential_enters_the_document_or_a_report() {
    let document = with_schema("3.0.3", THING);
    for (number, secret) in SECRETS.into_iter().enumerate() {
        for repeat in 0..8 {
            // Each secret is shown in every place, and each place repeats every secret.
            let show = (number + repeat) % 6;
            let world = World::new(&format!("canary-{number}-{repeat}"), &document);
            let lines: String = (0..3).map(|number| line(secret, show, repeat, number)).collect();
            world.sandbox.write("new.ndjson", lines);
            let seen: Vec<_> = [
                &["evolve", "new.ndjson", "--format", "markdown"][..],
                // The diff, the evidence and what is left are in both.
                &["evolve", "new.ndjson", "--write"],
            ]
            .iter()
            .map(|arguments| world.sandbox.run(arguments))
            .collect();
            let texts = seen.iter().map(|ran| ran.seen()).chain([world.document()]);
            for text in texts {
                let lower = text.to_lowercase();
                for form in [secret.to_lowercase(), secret.to_lowercase().replace('.', "-")] {
                    assert!(
                        !lower.contains(&form),
                        "{secret} shown at {show}, repeated at {repeat}: {text}"
                    );
                }
            }
            // The rest is proposed all the same, where the body is checked.
            let is_checked = !matches!(repeat, 5 | 7);
            assert!(
                !is_checked || seen[0].exit == Exit::Findings,
                "{show} {repeat}: {}",
                seen[0].seen()
            );
        }
    }
}

/// What a text is written as elsewhere: in Base64, percent-encoded, in hexadecimal digits, in pieces, within a longer word.
fn forms(secret: &str) -> Vec<(&'static str, Vec<String>)> {
    let half = secret.len() / 2;
    let hex = |each: &dyn Fn(u8) -> String| secret.bytes().map(each).collect::<String>();
    vec![
        ("base64", vec![STANDARD.encode(secret)]),
        ("base64-without-padding", vec![URL_SAFE_NO_PAD.encode(secret)]),
        ("percent", vec![hex(&|byte| format!("%{byte:02x}"))]),
        ("hexadecimal", vec![hex(&|byte| format!("{byte:02x}"))]),
        ("halves", vec![secret[..half].to_owned(), secret[half..].to_owned()]),
        ("upper", vec![secret.to_uppercase()]),
        ("within", vec![format!("a{secret}z")]),
    ]
}

/// A credential is not recognised by its spelling alone.
#[test]
fn no_form_of_a_credential_enters_the_document_or_a_report() {
    for (number, secret) in SECRETS.into_iter().take(4).enumerate() {
        for (form, texts) in forms(secret) {
            let world = World::new(&format!("canary-{number}-{form}"), &with_schema("3.0.3", THING));
            let mut lines = String::new();
            for (text, repeat) in texts.iter().flat_map(|text| (0..8).map(move |repeat| (text, repeat))) {
                for count in 0..3 {
                    let mut request = get("/things");
                    let mut body = json!({"other": count});
                    shown((number + repeat) % 6, secret, &mut request, &mut body);
                    let mut response = ok(body);
                    repeated(repeat, text, &mut request, &mut response);
                    lines.push_str(&format!("{}\n", json!({"request": request, "response": response})));
                }
            }
            world.sandbox.write("new.ndjson", lines);
            let ran = world.sandbox.run(&["evolve", "new.ndjson", "--format", "markdown"]);
            assert_eq!(ran.exit, Exit::Findings, "{}", ran.seen());
            let seen = ran.seen().to_lowercase();
            for text in &texts {
                let is_seen = seen.contains(&text.to_lowercase());
                assert!(!is_seen, "{text}, which is {secret} as {form}: {seen}");
            }
        }
    }
}

#[test]
fn values_and_names_enter_as_the_policy_and_the_counts_allow() {
    let body = |state: &str| {
        let mut response = json!({"status": 200, "headers": {"Content-Type": "application/json"}});
        response["body"] = json!({"json": {"state": state}});
        format!("{}\n", json!({"request": get("/things"), "response": response}))
    };
    // What was seen once, what is long or looks like a value, and the same if the policy keeps it.
    for (name, states, policy, enters) in [
        ("once", &["idle"][..], "", false),
        ("twice", &["idle", "idle "], "", false),
        ("kept", &["idle"], "keep = [\"/state\"]", true),
        ("value", &["a1b2c3d4e5f6", "a1b2c3d4e5f6"], "", false),
        ("value-kept", &["a1b2c3d4e5f6"], "keep = [\"/state\"]", true),
    ] {
        let world = World::new(&format!("value-{name}"), &with_schema("3.0.3", THING));
        world.sandbox.write("spec/redaction.toml", policy);
        world
            .sandbox
            .write("new.ndjson", states.iter().map(|state| body(state)).collect::<String>());
        world.sandbox.run(&["evolve", "new.ndjson", "--write"]);
        let added = world.sandbox.read(DOCUMENT) != with_schema("3.0.3", THING);
        assert_eq!(added, enters, "{name}: {}", world.sandbox.read(DOCUMENT));
    }
}
