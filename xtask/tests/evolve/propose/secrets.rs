//! Nothing of traffic enters the document or a report that may be a secret: a credential is shown in one place of several
//! interactions, and repeated in another that asks for a change.

use serde_json::{Value, json};
use xtask::Exit;

use super::world::{DOCUMENT, World, get, with_schema};

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
