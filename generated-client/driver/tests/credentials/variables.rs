//! Variables and files with values that cannot be meant: in quotation marks, with a space, a comment or a control character. Each
//! is an error that names the variable and shows no value, before anything is sent.

use driver::server::{CannedResponse, Received, Server};

use crate::{
    chain::{Folder, run_test, write},
    cloud::{AK, SK},
};

/// Its name, what it makes of a good value, and what the error says about it.
type Fault = (&'static str, fn(&str) -> String, &'static str);

const FAULTS: [Fault; 5] = [
    ("double", |value| format!("\"{value}\""), "is in quotation marks"),
    ("single", |value| format!("'{value}'"), "is in quotation marks"),
    ("comment", |value| format!("{value} # why"), "is followed by a comment"),
    ("control", |value| format!("{value}\u{1}"), "holds a control character"),
    ("space", |value| format!("can ary{value}"), "holds a space"),
];

/// The faults of what may have spaces, such as a name.
const OF_TEXTS: usize = 4;

/// The faults of what may hold nearly anything, such as a path.
const OF_ANY: usize = 2;

/// Runs `test` with each fault of one variable.
fn refused(test: &str, others: &[(&str, &str)], name: &str, value: &str, faults: usize) {
    let server = Server::start(|_: &Received| CannedResponse::new(500, &[], "")).expect("a free port");
    let endpoint = server.endpoint();
    for (fault, with, why) in &FAULTS[..faults] {
        let value = with(value);
        let mut variables = vec![("CLOUD", &*endpoint), ("HOME", "/nowhere")];
        variables.extend(others.iter().filter(|(other, _)| *other != name));
        variables.push((name, &value));
        let said = run_test(test, &variables);
        assert!(said.contains("outcome: Err("), "{name}, {fault}: {said}");
        assert!(
            said.contains(&format!("{name} {why}")) || said.contains(&format!("{name} in the environment {why}")),
            "{name}, {fault}: {said}"
        );
        assert!(
            !said.contains("canary") && !said.contains("can ary"),
            "{name}, {fault}: {said}"
        );
        assert!(server.received().is_empty(), "{name}, {fault}");
    }
}

#[test]
fn a_setting_that_cannot_be_meant_is_refused_by_its_name() {
    let all = FAULTS.len();
    for (name, value) in [
        ("HUAWEICLOUD_SDK_REGION", "canary-1"),
        ("HUAWEICLOUD_SDK_PROJECT_ID", "canary"),
        ("HUAWEICLOUD_SDK_REGION_HSS_EU_WEST_101", "https://canary.example.com"),
        ("HUAWEICLOUD_SDK_IAM_ENDPOINT", "https://canary.example.com"),
        ("HUAWEICLOUD_SDK_STS_ENDPOINT", "https://canary.example.com"),
    ] {
        let others = [("HUAWEICLOUD_SDK_REGION", "eu-west-101")];
        refused("surroundings::settings", &others, name, value, all);
    }
    let said = run_test("surroundings::settings", &[("HUAWEICLOUD_SDK_REGION", "canary/../x")]);
    assert!(
        said.contains("HUAWEICLOUD_SDK_REGION in the environment has a character that no region has"),
        "{said}"
    );
    assert!(!said.contains("canary"), "{said}");
    for (name, what) in [
        ("HUAWEICLOUD_SDK_IAM_ENDPOINT", "identity service"),
        ("HUAWEICLOUD_SDK_STS_ENDPOINT", "security token service"),
    ] {
        let region = ("HUAWEICLOUD_SDK_REGION", "eu-west-101");
        let said = run_test("surroundings::settings", &[region, (name, "http://canary.example.com")]);
        assert!(
            said.contains(&format!("the address of the {what} (`{name}`) cannot be used")),
            "{said}"
        );
        assert!(!said.contains("canary"), "{said}");
    }
}

#[test]
fn credentials_that_cannot_be_meant_are_refused_by_their_name() {
    let folder = Folder::new("variables");
    let token = folder.0.join("token");
    write(&token, "a-token");
    let token = token.to_str().expect("a path of text");
    let (all, calls) = (FAULTS.len(), "surroundings::calls");
    let agency = [
        ("HUAWEICLOUD_OIDC_PROVIDER_URN", "iam::canary:oidcProvider:p"),
        ("HUAWEICLOUD_OIDC_AGENCY_URN", "iam::canary:agency:a"),
        ("HUAWEICLOUD_OIDC_ID_TOKEN", "canary-token"),
    ];
    for (name, value, faults) in [
        ("HUAWEICLOUD_OIDC_PROVIDER_URN", "iam::canary:oidcProvider:p", OF_TEXTS),
        ("HUAWEICLOUD_OIDC_AGENCY_URN", "iam::canary:agency:a", OF_TEXTS),
        ("HUAWEICLOUD_OIDC_ID_TOKEN", "canary-token", OF_TEXTS),
        ("HUAWEICLOUD_OIDC_SESSION_NAME", "canary", OF_TEXTS),
        ("HUAWEICLOUD_OIDC_POLICY", "{\"canary\": 1}", OF_ANY),
        ("HUAWEICLOUD_OIDC_POLICY_IDS", "canary", all),
        ("HUAWEICLOUD_SDK_PROJECT_ID", "canary", all),
    ] {
        refused(calls, &agency, name, value, faults);
    }
    refused(calls, &agency[..2], "HUAWEICLOUD_OIDC_TOKEN_FILE", token, OF_ANY);

    let key = [("HUAWEICLOUD_SDK_AK", AK), ("HUAWEICLOUD_SDK_SK", SK)];
    refused(calls, &key, "HUAWEICLOUD_SDK_PROJECT_ID", "canary", all);
    for name in [
        "HUAWEICLOUD_SDK_AK",
        "HUAWEICLOUD_SDK_SK",
        "HUAWEICLOUD_SDK_SECURITY_TOKEN",
    ] {
        refused(calls, &key, name, "canary", OF_TEXTS);
    }
    let federation = [
        ("HUAWEICLOUD_SDK_IDP_ID", "canary"),
        ("HUAWEICLOUD_SDK_ID_TOKEN_FILE", token),
    ];
    refused(calls, &federation, "HUAWEICLOUD_SDK_IDP_ID", "canary", OF_TEXTS);
    refused(calls, &federation, "HUAWEICLOUD_SDK_ID_TOKEN_FILE", token, OF_ANY);
    refused(calls, &federation, "HUAWEICLOUD_SDK_PROJECT_ID", "canary", all);
    refused(calls, &[], "HUAWEICLOUD_SDK_CREDENTIALS_FILE", token, OF_ANY);

    let pod = [
        ("HC_CONTAINER_CREDENTIALS_FULL_URI", "https://canary.example.com"),
        ("HC_CONTAINER_AUTHORIZATION_TOKEN_FILE", token),
    ];
    refused(
        calls,
        &pod,
        "HC_CONTAINER_CREDENTIALS_FULL_URI",
        "https://canary.example.com",
        all,
    );
    refused(calls, &pod, "HC_CONTAINER_AUTHORIZATION_TOKEN_FILE", token, OF_ANY);
}

/// The same in the credentials file, with the path of the file and the section.
#[test]
fn a_file_with_what_cannot_be_meant_is_refused_by_the_name_of_the_entry() {
    let folder = Folder::new("entries");
    let key = [("ak", AK), ("sk", SK)];
    let federation = [("idp_id", "canary"), ("id_token_file", "/t")];
    for (others, name, value, faults) in [
        (key, "project_id", "canary", FAULTS.len()),
        (key, "iam_endpoint", "https://canary.example.com", FAULTS.len()),
        (key, "security_token", "canary", OF_TEXTS),
        (federation, "idp_id", "canary", OF_TEXTS),
        (federation, "id_token_file", "/canary", OF_ANY),
        (federation, "project_id", "canary", FAULTS.len()),
    ] {
        for (fault, with, why) in &FAULTS[..faults] {
            let mut text = "[basic]\n".to_owned();
            for (other, good) in others.iter().filter(|(other, _)| *other != name) {
                text += &format!("{other} = {good}\n");
            }
            write(&folder.file(), &format!("{text}{name} = {}\n", with(value)));
            let variables = [("CLOUD", "http://127.0.0.1:9"), ("HOME", folder.path())];
            let said = run_test("surroundings::calls", &variables);
            let part = format!("{} (the default", folder.file().display());
            assert!(said.contains(&part), "{name}, {fault}: {said}");
            assert!(
                said.contains(&format!("in [basic]: `{name}` {why}")),
                "{name}, {fault}: {said}"
            );
            assert!(
                !said.contains("canary") && !said.contains("can ary"),
                "{name}, {fault}: {said}"
            );
        }
    }
}
