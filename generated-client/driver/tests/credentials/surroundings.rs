//! The order of the default credentials and the settings of the environment, in processes with an environment of their
//! own.

use std::{
    io::Write,
    time::{Duration, SystemTime},
};

use driver::server::{CannedResponse, Received, Server};
use huaweicloud_hss::{
    Client, ClientBuilder,
    credentials::{CredentialsFile, DefaultCredentials, MetadataService},
};

use crate::{
    chain::{Folder, run_test, write},
    cloud::{AK, Cloud, SK},
    issuer::issued,
};

/// The paths of the places that are called.
const OIDC: &str = "/v5/agencies/assume-with-oidc";
const FEDERATION: &str = "/v3.0/OS-AUTH/id-token/tokens";
const KEY: &str = "/v3.0/OS-CREDENTIAL/securitytokens";
const METADATA: &str = "/openstack/latest/securitykey";
const METADATA_TOKEN: &str = "/meta-data/latest/api/token";
const POD: &str = "/pod";

/// All services, of which those at `refusing` return 403. Each issues a good key.
fn services(refusing: &'static [&'static str]) -> Server {
    Server::start(move |request: &Received| {
        let end = SystemTime::now() + Duration::from_secs(3600);
        match request.path() {
            path if refusing.contains(&path) => CannedResponse::new(403, &[], "no"),
            FEDERATION => CannedResponse::new(201, &[("X-Subject-Token", "t")], "{}"),
            METADATA_TOKEN => CannedResponse::new(404, &[], ""),
            OIDC => issued("credentials", end),
            _ => issued("credential", end),
        }
    })
    .expect("a free port")
}

async fn say(builder: ClientBuilder) {
    let outcome = match builder.build() {
        Ok(client) => client
            .list_container_image_logs()
            .send()
            .await
            .map(|page| page.status()),
        Err(error) => Err(error),
    };
    let outcome = outcome.map_err(|error| format!("{error} {error:?}"));
    writeln!(std::io::stdout(), "outcome: {outcome:?}").expect("said");
}

/// Calls the cloud that `CLOUD` names, with the metadata service that `METADATA` names and the profile `PROFILE`, if they are set.
#[tokio::test]
#[ignore = "run by the tests below, with environment variables that they set"]
async fn calls() {
    let variable = |name| std::env::var(name).ok();
    let mut credentials = DefaultCredentials::new();
    if let Some(services) = variable("METADATA") {
        credentials = credentials.with_metadata(MetadataService::new().with_loopback_endpoint(services));
    }
    if let Some(profile) = variable("PROFILE") {
        credentials = credentials.with_profile(profile);
    }
    let builder = Client::builder().region("eu-west-101").project_id("p");
    let cloud = variable("CLOUD").expect("a cloud");
    say(builder.endpoint(cloud).credentials(credentials)).await;
}

/// Which services were called, in which order, with everything set but the variables that begin with one of `without`.
fn called(refusing: &'static [&'static str], without: &[&str], with_metadata: bool) -> (Vec<String>, String) {
    let (cloud, services, home) = (Cloud::new().start(), services(refusing), Folder::new("order"));
    let endpoint = services.endpoint();
    let token = home.0.join("token");
    write(&token, "canary-id-token\n");
    let token = token.to_str().expect("text");
    if !without.contains(&"FILE") {
        write(
            &home.file(),
            &format!("[basic]\nidp_id = of-file\nid_token_file = {token}\nak = x\nsk = y\n"),
        );
    }
    let (cloud_at, pod) = (cloud.server.endpoint(), format!("{endpoint}{POD}"));
    let mut variables = vec![
        ("CLOUD", &*cloud_at),
        ("HOME", home.path()),
        ("HUAWEICLOUD_SDK_IAM_ENDPOINT", &*endpoint),
        ("HUAWEICLOUD_SDK_STS_ENDPOINT", &*endpoint),
        ("HUAWEICLOUD_OIDC_PROVIDER_URN", "provider"),
        ("HUAWEICLOUD_OIDC_AGENCY_URN", "agency"),
        ("HUAWEICLOUD_OIDC_TOKEN_FILE", token),
        ("HUAWEICLOUD_SDK_IDP_ID", "of-environment"),
        ("HUAWEICLOUD_SDK_ID_TOKEN_FILE", token),
        ("HUAWEICLOUD_SDK_AK", AK),
        ("HUAWEICLOUD_SDK_SK", SK),
        ("HC_CONTAINER_CREDENTIALS_FULL_URI", &*pod),
        ("HC_CONTAINER_AUTHORIZATION_TOKEN_FILE", token),
        // Nothing listens there: a request that used it would fail.
        ("HTTP_PROXY", "http://127.0.0.1:9"),
        ("http_proxy", "http://127.0.0.1:9"),
        ("ALL_PROXY", "http://127.0.0.1:9"),
    ];
    variables.retain(|(name, _)| !without.iter().any(|start| name.starts_with(start)));
    if with_metadata {
        variables.push(("METADATA", &endpoint));
    }
    let said = run_test("surroundings::calls", &variables);
    let called = services.received();
    let called = called.iter().map(|request| match request.header("x-idp-id") {
        Some(id) => format!("{} {id}", request.path()),
        None => request.path().to_owned(),
    });
    assert!(!said.contains("canary"), "{said}");
    (called.collect(), said)
}

#[test]
fn the_places_are_searched_in_the_order_of_the_providers_sdk() {
    let oidc = "HUAWEICLOUD_OIDC";
    let environment = ["HUAWEICLOUD_SDK_IDP", "HUAWEICLOUD_SDK_AK"];
    let [idp, key] = environment;
    let federation = |id: &str| vec![format!("{FEDERATION} {id}"), KEY.to_owned()];
    let paths = |paths: &[&str]| paths.iter().map(|path| (*path).to_owned()).collect::<Vec<_>>();
    for (without, with_metadata, expected) in [
        (vec![], true, paths(&[OIDC])),
        // One variable that is missing, and the next place is used.
        (vec!["HUAWEICLOUD_OIDC_AGENCY_URN"], true, federation("of-environment")),
        (vec!["HUAWEICLOUD_OIDC_TOKEN_FILE"], true, federation("of-environment")),
        (vec![oidc, idp], true, vec![]),
        (vec![oidc, idp, key], true, federation("of-file")),
        (vec![oidc, idp, key, "FILE"], true, paths(&[METADATA_TOKEN, METADATA])),
        (vec![oidc, idp, key, "FILE"], false, paths(&[POD])),
    ] {
        let (called, said) = called(&[], &without, with_metadata);
        assert!(said.contains("outcome: Ok(200)"), "{without:?}: {said}");
        assert_eq!(called, expected, "{without:?}");
    }
}

#[test]
fn a_place_that_is_set_up_and_refuses_is_an_error() {
    let (oidc, idp, key) = ("HUAWEICLOUD_OIDC", "HUAWEICLOUD_SDK_IDP", "HUAWEICLOUD_SDK_AK");
    for (refusing, without, part) in [
        (&[OIDC][..], vec![], "the security token service gave no key"),
        (
            &[FEDERATION],
            vec![oidc],
            "the identity service gave no token for the ID token",
        ),
        (
            &[POD],
            vec![oidc, idp, key, "FILE"],
            "the agent of pod identity returned no key",
        ),
    ] {
        let (called, said) = called(refusing, &without, false);
        assert!(
            said.contains("outcome: Err(") && said.contains(part) && said.contains("403"),
            "{said}"
        );
        assert_eq!(called.len(), 1, "{called:?}");
    }
}

/// Only the metadata service may be absent: the next place is used, and the error says why it was not.
#[test]
fn a_metadata_service_without_keys_is_passed_over() {
    let without = ["HUAWEICLOUD_OIDC", "HUAWEICLOUD_SDK_IDP", "HUAWEICLOUD_SDK_AK", "FILE"];
    let (places, said) = called(&[METADATA], &without, true);
    assert!(said.contains("outcome: Ok(200)"), "{said}");
    assert_eq!(places, [METADATA_TOKEN, METADATA, POD]);
    let without = [&without[..], &["HC_"]].concat();
    let (places, said) = called(&[METADATA], &without, true);
    assert_eq!(places, [METADATA_TOKEN, METADATA]);
    for part in [
        "the metadata service: the metadata service of the cloud server returned no key",
        "status 403",
        "pod identity: HC_CONTAINER_CREDENTIALS_FULL_URI and HC_CONTAINER_AUTHORIZATION_TOKEN_FILE are not set",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
}

#[tokio::test]
async fn profiles_are_sections_of_the_file() {
    let (cloud, home) = (Cloud::new().start(), Folder::new("profiles"));
    let other = cloud.server.endpoint();
    let text = format!(
        "[basic]\nak = wrong\nsk = wrong\n[basic-staging]\nak = {AK}\nsk = {SK}\niam_endpoint = {other}/\n[empty]\n"
    );
    write(&home.file(), &text);
    let client = |profile: &str| {
        let file = CredentialsFile::at(home.file()).with_profile(profile);
        let builder = Client::builder()
            .region("eu-west-101")
            .endpoint(cloud.server.endpoint());
        builder.credentials(file).build().expect("settings")
    };
    // The identity service that is called for the project is that of the profile.
    client("basic-staging")
        .list_container_image_logs()
        .send()
        .await
        .expect("a page");
    assert_eq!(cloud.lookups().len(), 1);
    for (profile, part) in [
        ("Basic-Staging", "it has no section [Basic-Staging]"),
        ("empty", "in [empty]: it has no `ak`"),
    ] {
        let error = client(profile)
            .list_container_image_logs()
            .send()
            .await
            .expect_err(profile);
        assert!(error.to_string().contains(part), "{error}");
    }
}

/// Builds a client with the settings of the environment, and what `SET` sets in addition.
#[tokio::test]
#[ignore = "run by the tests below, with environment variables that they set"]
async fn settings() {
    let set = std::env::var("SET").unwrap_or_default();
    let mut builder = Client::builder();
    if !set.contains("nothing") {
        builder = builder.from_environment();
    }
    for (name, value) in set.split(' ').filter_map(|pair| pair.split_once('=')) {
        builder = match name {
            "region" => builder.region(value),
            "project_id" => builder.project_id(value),
            _ => builder.endpoint(value),
        };
    }
    say(builder.access_key(AK, SK)).await;
}

#[test]
fn region_project_and_endpoint_come_from_the_environment_if_they_are_not_set() {
    let cloud = Cloud::new().start();
    let endpoint = cloud.server.endpoint();
    let several = format!(" , {endpoint}/,http://127.0.0.1:9");
    let run = |set: &str, variables: &[(&str, &str)]| {
        let mut all = vec![("SET", set), ("HUAWEICLOUD_SDK_IAM_ENDPOINT", &*endpoint)];
        all.extend(variables);
        let said = run_test("surroundings::settings", &all);
        let last = cloud.server.received().pop();
        (said, last.map(|request| request.path().to_owned()).unwrap_or_default())
    };
    let eu = ("HUAWEICLOUD_SDK_REGION_HSS_EU_WEST_101", &*several);
    let region = ("HUAWEICLOUD_SDK_REGION", "eu-west-101\n");
    let project = ("HUAWEICLOUD_SDK_PROJECT_ID", "of-environment\n");
    for (set, variables, project) in [
        ("", &[region, project, eu][..], "/of-environment/"),
        (
            "region=eu-west-101",
            &[("HUAWEICLOUD_SDK_REGION", "cn-north-4"), project, eu],
            "/of-environment/",
        ),
        ("project_id=set", &[region, project, eu], "/set/"),
        // The project of the region is looked up if none is named.
        ("", &[region, ("HUAWEICLOUD_SDK_PROJECT_ID", ""), eu], "/project-1/"),
    ] {
        let (said, path) = run(set, variables);
        assert!(said.contains("outcome: Ok(200)"), "{set}: {said}");
        assert!(path.contains(project), "{set}: {path}");
    }
    let wrong = ("HUAWEICLOUD_SDK_REGION_HSS_EU_WEST_101", "http://127.0.0.1:9");
    let (said, path) = run(
        &format!("project_id=mine endpoint={endpoint}"),
        &[region, project, wrong],
    );
    assert!(said.contains("outcome: Ok(200)") && path.contains("/mine/"), "{said}");

    let (said, _) = run("nothing", &[region, project, eu]);
    assert!(
        said.contains("set `region(…)`"),
        "nothing is read unless it is asked for: {said}"
    );
    let canary = "http://canary.example.com";
    let (said, _) = run("", &[region, ("HUAWEICLOUD_SDK_REGION_HSS_EU_WEST_101", canary)]);
    assert!(
        said.contains("HUAWEICLOUD_SDK_REGION_HSS_EU_WEST_101 in the environment cannot be used"),
        "{said}"
    );
    assert!(!said.contains("canary"), "{said}");
    let (said, _) = run("", &[region, ("HUAWEICLOUD_SDK_PROJECT_ID", "canary\tx")]);
    assert!(
        said.contains("HUAWEICLOUD_SDK_PROJECT_ID in the environment holds a control character"),
        "{said}"
    );
    assert!(!said.contains("canary"), "{said}");
}
