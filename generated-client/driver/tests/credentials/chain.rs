//! The default credentials, tested in processes with an environment of their own.

use std::{fs::File, io::Write, path::Path, process::Command};

use huaweicloud_hss::{
    Client,
    credentials::{CredentialsFile, DefaultCredentials, Environment, ProvideCredentials},
};

use crate::cloud::{AK, Cloud, SK};

/// Runs one of the tests below, which is ignored otherwise, in an environment of nothing but `variables`.
fn run(test: &str, variables: &[(&str, &str)]) -> String {
    run_test(&format!("chain::{test}"), variables)
}

/// The same for a test of another module.
pub(crate) fn run_test(test: &str, variables: &[(&str, &str)]) -> String {
    run_command(&mut test_command(test, variables))
}

/// The command that runs a test in an environment of nothing but `variables`.
pub(crate) fn test_command(test: &str, variables: &[(&str, &str)]) -> Command {
    let mut command = Command::new(std::env::current_exe().expect("this program"));
    command.args(["--exact", test, "--ignored", "--nocapture", "--test-threads=1"]);
    command.env_clear().envs(variables.iter().copied());
    command
}

/// Runs a test, and returns what it prints.
pub(crate) fn run_command(command: &mut Command) -> String {
    let output = command.output().expect("it runs");
    let text = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{text}");
    assert!(text.contains("1 passed"), "{text}");
    text
}

pub(crate) fn write(path: &Path, text: &str) {
    let mut file = File::create(path).expect("a file");
    file.write_all(text.as_bytes()).expect("written");
}

/// A folder that is removed when the test ends.
pub(crate) struct Folder(pub(crate) std::path::PathBuf);

impl Folder {
    pub(crate) fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("credentials-{name}-{}", std::process::id()));
        std::fs::create_dir_all(path.join(".huaweicloud")).expect("a folder");
        Self(path)
    }

    pub(crate) fn path(&self) -> &str {
        self.0.to_str().expect("a path of text")
    }

    pub(crate) fn file(&self) -> std::path::PathBuf {
        self.0.join(".huaweicloud").join("credentials")
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.0));
    }
}

/// Calls the cloud that `CLOUD` names with the default credentials, and prints the outcome.
#[tokio::test]
#[ignore = "run by the tests below, with environment variables that they set"]
async fn calls() {
    let endpoint = std::env::var("CLOUD").expect("a cloud");
    let client = Client::builder()
        .region("eu-west-101")
        .endpoint(endpoint)
        .default_credentials();
    let outcome = client
        .build()
        .expect("settings")
        .list_container_image_logs()
        .send()
        .await;
    let mut out = std::io::stdout();
    writeln!(
        out,
        "outcome: {:?}",
        outcome.map(|page| page.status()).map_err(|error| error.to_string())
    )
    .expect("said");
}

/// Prints why there are no credentials.
#[tokio::test]
#[ignore = "run by the tests below, with environment variables that they set"]
async fn reasons() {
    let why = DefaultCredentials::new().provide().await.expect_err("no credentials");
    writeln!(std::io::stdout(), "reason: {why}").expect("said");
    Environment::new().provide().await.expect_err("none here");
    CredentialsFile::new().provide().await.expect_err("none there");
}

#[test]
fn the_environment_takes_precedence_over_the_file() {
    let (cloud, home) = (Cloud::new().start(), Folder::new("environment"));
    write(&home.file(), "[basic]\nak = other\nsk = other\nproject_id = of-file\n");
    let said = run(
        "calls",
        &[
            ("CLOUD", &cloud.server.endpoint()),
            ("HOME", home.path()),
            // A line break at the end comes from the file that the value was read from.
            ("HUAWEICLOUD_SDK_AK", &format!("{AK}\n")),
            ("HUAWEICLOUD_SDK_SK", &format!("{SK}\r\n")),
            ("HUAWEICLOUD_SDK_PROJECT_ID", "of-environment\n"),
        ],
    );
    assert!(said.contains("outcome: Ok(200)"), "{said}");
    assert!(cloud.calls()[0].path().contains("/of-environment/"));
}

#[test]
fn the_file_is_used_if_the_environment_has_no_key() {
    let (cloud, home) = (Cloud::new().start(), Folder::new("file"));
    write(
        &home.file(),
        &format!("[basic]\nak = {AK}\nsk = {SK}\nproject_id = of-file\n"),
    );
    let endpoint = cloud.server.endpoint();
    let said = run(
        "calls",
        &[("CLOUD", &endpoint), ("HOME", home.path()), ("HUAWEICLOUD_SDK_AK", "")],
    );
    assert!(said.contains("outcome: Ok(200)"), "{said}");
    let elsewhere = home.0.join("elsewhere");
    write(&elsewhere, &format!("[basic]\nak = {AK}\nsk = {SK}\n"));
    let said = run(
        "calls",
        &[
            ("CLOUD", &endpoint),
            ("HOME", home.path()),
            (
                "HUAWEICLOUD_SDK_CREDENTIALS_FILE",
                elsewhere.to_str().expect("a path of text"),
            ),
            // The file names no project, so the identity service is called for it.
            ("HUAWEICLOUD_SDK_IAM_ENDPOINT", &endpoint),
        ],
    );
    assert!(said.contains("outcome: Ok(200)"), "{said}");
    assert!(cloud.calls()[0].path().contains("/of-file/"));
    assert_eq!(cloud.lookups().len(), 1);
    assert!(cloud.calls()[1].path().contains("/project-1/"));
}

#[test]
fn the_error_names_the_searched_places_and_shows_no_value() {
    let home = Folder::new("nothing");
    let said = run("reasons", &[("HOME", home.path())]);
    let expected = format!(
        "reason: OIDC and an agency: HUAWEICLOUD_OIDC_PROVIDER_URN is not set; the environment: HUAWEICLOUD_SDK_AK and \
         HUAWEICLOUD_SDK_SK are not set; the credentials file: {} (the default; HUAWEICLOUD_SDK_CREDENTIALS_FILE is not \
         set): it does not exist; the metadata service: it was not called, because that is not set \
         (`DefaultCredentials::with_metadata_service`); pod identity: HC_CONTAINER_CREDENTIALS_FULL_URI and \
         HC_CONTAINER_AUTHORIZATION_TOKEN_FILE are not set; ",
        home.file().display()
    );
    assert!(said.contains(&expected), "{said}");

    write(&home.file(), &format!("[basic]\nak = {AK}\n{SK}\n"));
    let said = run("reasons", &[("HOME", home.path()), ("HUAWEICLOUD_SDK_SK", SK)]);
    assert!(
        said.contains("HUAWEICLOUD_SDK_SK is set, and HUAWEICLOUD_SDK_AK is not"),
        "{said}"
    );
    assert!(said.contains("line 3 has no `=`"), "{said}");
    assert!(!said.contains(AK) && !said.contains(SK), "{said}");

    let named = home.0.join("not-there");
    let named = named.to_str().expect("a path of text");
    let said = run("reasons", &[("HUAWEICLOUD_SDK_CREDENTIALS_FILE", named)]);
    let expected = format!("{named} (named by HUAWEICLOUD_SDK_CREDENTIALS_FILE): it does not exist");
    assert!(said.contains(&expected), "{said}");
}

#[test]
fn the_error_of_a_call_names_every_way_to_set_credentials() {
    let (cloud, home) = (Cloud::new().start(), Folder::new("call"));
    let said = run("calls", &[("CLOUD", &cloud.server.endpoint()), ("HOME", home.path())]);
    assert!(
        said.contains("there are no credentials: OIDC and an agency: "),
        "{said}"
    );
    for way in [
        "HUAWEICLOUD_SDK_AK",
        "HUAWEICLOUD_SDK_CREDENTIALS_FILE",
        "`token`",
        "`access_key`",
        "`user`",
        "HUAWEICLOUD_OIDC_PROVIDER_URN",
        "HC_CONTAINER_CREDENTIALS_FULL_URI",
        "`DefaultCredentials::with_metadata_service`",
        "`metadata_credentials`",
    ] {
        assert!(said.contains(way), "{way}: {said}");
    }
    assert!(cloud.server.received().is_empty());
}
