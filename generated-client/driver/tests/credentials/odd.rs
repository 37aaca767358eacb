//! Odd surroundings of credentials: services that are slow or are not what they should be, files with unusual syntax, tokens that
//! are replaced while the program runs, and places that are broken instead of absent.

use std::{
    path::Path,
    sync::atomic::{AtomicUsize, Ordering::SeqCst},
    time::{Duration, Instant, SystemTime},
};

use driver::server::{CannedResponse, Received, Server, Step};
use huaweicloud_hss::{
    Client, Error, ErrorKind,
    credentials::{Agency, Credentials, CredentialsFile, MetadataService, OidcAgency},
};

use crate::{
    chain::{Folder, run_test, write},
    cloud::{AK, Cloud, PROJECT, SK, Started},
    issuer::issued,
};

/// The error of a call with the credentials of a file of this text, or `None` if they are good.
async fn with_file(text: impl AsRef<[u8]>) -> Option<Error> {
    let (cloud, folder) = (Cloud::new().start(), tempfile::tempdir().expect("a folder"));
    let path = folder.path().join("credentials");
    write_bytes(&path, text.as_ref());
    let builder = cloud
        .builder()
        .project_id(PROJECT)
        .credentials(CredentialsFile::at(path));
    let client = builder.build().expect("settings");
    let outcome = client.list_container_image_logs().send().await;
    assert_eq!(outcome.is_err(), cloud.calls().is_empty(), "a bad key is not sent");
    outcome.err()
}

fn write_bytes(path: &Path, bytes: &[u8]) {
    let mut file = std::fs::File::create(path).expect("a file");
    std::io::Write::write_all(&mut file, bytes).expect("written");
}

#[tokio::test]
async fn a_file_is_read_as_the_providers_sdk_reads_it() {
    for text in [
        format!("\u{feff}[basic]\r\nak={AK}\r\nsk={SK}\r\n"),
        format!("[basic]\nak : {AK}\nsk:{SK}"),
        format!("# [basic]\n; ak = x\n\n[basic]   \n   \nAK\t=\t{AK}\t\nSk   = {SK}   \n"),
        format!("[basic] # the key of the build\nak = {AK}\nsk = {SK}\n"),
        // Lines that are all indented alike are no continuations.
        format!("  [basic]\n  ak = {AK}\n  # a comment\n  sk = {SK}\n"),
        format!("[basic]\n\tak = {AK}\n\tsk = {SK}\n[other]\nak = x\n  and more\nwithout\n"),
        format!("[other]\nak = x\n  of two lines\n[basic]\nak = {AK}\nsk = {SK}\n"),
        format!("[other]\nak = x\n  [of two lines\n  [other] lines\n[basic]\nak = {AK}\nsk = {SK}\n"),
        format!("[other]\n[other]\nak = x\nak = y\n[basic]\nak = {AK}\nsk = {SK}\n"),
    ] {
        assert!(with_file(&text).await.is_none(), "{text}");
    }
}

#[tokio::test]
async fn a_file_that_cannot_be_meant_says_where_and_why() {
    for (text, part) in [
        (
            format!("[basic]\nak = \"{AK}\"\nsk = {SK}\n"),
            "`ak` is in quotation marks",
        ),
        (
            format!("[basic]\nak = {AK}\nsk = '{SK}'\n"),
            "`sk` is in quotation marks",
        ),
        (
            format!("[basic]\nak = {AK}\nsk = {SK} # canary\n"),
            "`sk` is followed by a comment",
        ),
        (
            format!("[basic]\nak = {AK} ; canary\nsk = {SK}\n"),
            "`ak` is followed by a comment",
        ),
        (
            format!("[basic]\nak = {AK}\nsk = {SK}\t# canary\n"),
            "`sk` is followed by a comment",
        ),
        (
            format!("[basic]\nak = {AK}\nsk = {SK}\nsecurity_token = # canary\n"),
            "`security_token` is followed by a comment",
        ),
        (
            format!("[basic]\nak = {AK}\nsk = {SK}\nproject_id = 'canary'\n"),
            "`project_id` is in quotation marks",
        ),
        (
            format!("[basic]\nak = {AK}\nsk = {SK}\niam_endpoint = https://canary\t; why\n"),
            "`iam_endpoint` is followed by a comment",
        ),
        (
            "[basic]\nidp_id = p\nid_token_file = /t\nproject_id = p # canary\n".to_owned(),
            "`project_id` is followed by a comment",
        ),
        (
            format!("[basic]\nak = {AK}\n    canary\nsk = {SK}\n"),
            "line 3 is indented",
        ),
        // The provider's SDK takes neither line for a section.
        (
            format!("[basic]\nak = {AK}\n  [other]\nsk = {SK}\n"),
            "line 3 is indented",
        ),
        (
            format!("[other]\nak = x\n  [basic]\n  ak = {AK}\n"),
            "line 3 is indented",
        ),
        (
            format!("[basic\nak = {AK}\n"),
            "line 1 begins a section without a closing `]`",
        ),
        (
            format!("[basic] canary\nak = {AK}\n"),
            "line 1 has more than a comment behind its section",
        ),
        (
            format!("[basic]\nak = {AK}\n[basic]\nsk = {SK}\n"),
            "line 3 repeats the section",
        ),
        (
            format!("[basic]\nak = {AK}\nak = {AK}\nsk = {SK}\n"),
            "line 3 sets a name again",
        ),
        (format!("[basic]\nak {AK}\nsk = {SK}\n"), "line 2 has no `=`"),
        (format!("[basic]\nak = {AK}\nsk = {SK}\u{e9}\n"), "not ASCII"),
        (String::new(), "it has no section [basic]"),
    ] {
        let outcome = with_file(&text).await;
        let error = outcome.unwrap_or_else(|| panic!("it must be refused: {text}"));
        let shown = format!("{error} {error:?}");
        assert_eq!(error.kind(), ErrorKind::Credentials, "{shown}");
        assert!(shown.contains(part), "{part}: {shown}");
        assert!(!shown.to_lowercase().contains("canary"), "{shown}");
    }
    let utf_16: Vec<u8> = format!("\u{feff}[basic]\nak = {AK}\n")
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let error = with_file(utf_16).await.expect("UTF-16");
    assert!(error.to_string().contains("it is not UTF-8 text"), "{error}");
}

fn with_metadata(cloud: &Started, metadata: &Server) -> Client {
    let provider = MetadataService::new().with_loopback_endpoint(metadata.endpoint());
    let builder = cloud.builder().project_id(PROJECT).credentials(provider);
    builder.build().expect("settings")
}

/// A byte now and then keeps a connection alive, and must not keep a call.
#[tokio::test]
async fn a_metadata_service_that_drips_ends_in_seconds() {
    let drip = || {
        let head = Step::Send(b"HTTP/1.1 200 OK\r\nContent-Length: 4000\r\n\r\n".to_vec());
        let rest = (0..400).flat_map(|_| [Step::Send(b" ".to_vec()), Step::Wait(Duration::from_millis(100))]);
        CannedResponse::steps(std::iter::once(head).chain(rest))
    };
    for slow in ["PUT", "GET"] {
        let cloud = Cloud::new().start();
        let metadata = Server::start(move |request: &Received| match &*request.method {
            method if method == slow => drip(),
            "PUT" => CannedResponse::new(200, &[], "a-token"),
            _ => issued("credential", SystemTime::now() + Duration::from_secs(3600)),
        })
        .expect("a free port");
        let client = with_metadata(&cloud, &metadata);
        let began = Instant::now();
        let error = client.list_container_image_logs().send().await.expect_err(slow);
        assert_eq!(error.kind(), ErrorKind::Credentials, "{error:?}");
        // Five seconds for a request; a machine under load takes longer for everything.
        assert!(
            began.elapsed() < Duration::from_secs(20),
            "{slow}: {:?}",
            began.elapsed()
        );
        assert!(cloud.server.received().is_empty());
    }
}

/// A captive portal, or a proxy in between, has a page for everything, or sends elsewhere.
#[tokio::test]
async fn what_is_no_metadata_service_is_named_and_gets_nothing() {
    let html = "<!DOCTYPE html>\n<html>canary</html>";
    let elsewhere = Server::start(|_: &Received| CannedResponse::new(200, &[], "")).expect("a free port");
    let location = elsewhere.endpoint();
    for (what, response, part) in [
        (
            "a page",
            CannedResponse::new(200, &[("Content-Type", "text/html")], html),
            "the token of the metadata service of the cloud server holds a control character",
        ),
        (
            "a page of one line",
            CannedResponse::new(200, &[("Content-Type", "text/html")], "<html>canary</html>"),
            "is not JSON",
        ),
        (
            "a redirect",
            CannedResponse::new(307, &[("Location", &location)], ""),
            "redirects",
        ),
        (
            "a login",
            CannedResponse::new(511, &[("Content-Type", "text/html")], html),
            "511",
        ),
        ("no content", CannedResponse::new(204, &[], ""), "is not JSON"),
    ] {
        let cloud = Cloud::new().start();
        let metadata = Server::start(move |_: &Received| response.clone()).expect("a free port");
        let error = with_metadata(&cloud, &metadata)
            .list_container_image_logs()
            .send()
            .await
            .expect_err(what);
        let shown = format!("{error} {error:?}");
        assert_eq!(error.kind(), ErrorKind::Credentials, "{what}: {shown}");
        assert!(
            shown.contains("metadata service") && shown.contains(part),
            "{what}: {shown}"
        );
        assert!(
            cloud.server.received().is_empty() && elsewhere.received().is_empty(),
            "{what}"
        );
    }
}

/// A clock that is hours off, with the date of the service and without it: the key is used, and not fetched for each call.
#[tokio::test]
async fn a_clock_that_is_hours_off_fetches_no_key_for_each_call() {
    for hours in [-5_i64, -1, 1, 5] {
        for says_date in [true, false] {
            let by = Duration::from_secs(hours.unsigned_abs() * 3600);
            let now = if hours < 0 {
                SystemTime::now() - by
            } else {
                SystemTime::now() + by
            };
            let key = crate::issuer::body("credential", now + Duration::from_secs(1800));
            let date = httpdate::fmt_http_date(now);
            let headers = [("Date", &*date)];
            let key = CannedResponse::new(200, &headers[..usize::from(says_date)], key);
            let cloud = Cloud::new().start();
            let fetched = std::sync::Arc::new(AtomicUsize::new(0));
            let counted = std::sync::Arc::clone(&fetched);
            let metadata = Server::start(move |request: &Received| match &*request.method {
                "PUT" => CannedResponse::new(404, &[], ""),
                _ => {
                    counted.fetch_add(1, SeqCst);
                    key.clone()
                }
            })
            .expect("a free port");
            let client = with_metadata(&cloud, &metadata);
            for _ in 0..5 {
                client.list_container_image_logs().send().await.expect("a page");
            }
            assert_eq!(fetched.load(SeqCst), 1, "{hours} {says_date}");
        }
    }
}

fn with_token_of(file: &Path, issuer: &Server, cloud: &Started) -> Client {
    let provider = OidcAgency::new("iam::a:oidcProvider:p", "iam::a:agency:g", file);
    let builder = cloud.builder().sts_endpoint(issuer.endpoint()).project_id(PROJECT);
    builder.credentials(provider).build().expect("settings")
}

/// A token is replaced in two steps: for a moment its file is empty or missing. The key that was fetched before is used.
#[tokio::test]
async fn a_token_that_is_being_replaced_fails_no_call_while_the_key_is_valid() {
    for text in [Some(""), Some("half\na token"), None] {
        // On a machine under load a call may take longer than a short life: then a longer one decides.
        let mut decided = false;
        for seconds in [2, 4, 8, 16, 32] {
            decided = decided || survives(text, Duration::from_secs(seconds)).await;
        }
        assert!(decided, "a call takes longer than a key of 32 seconds lives");
    }
}

/// Checks a call while the file has this text and a key that lives `life` is due for renewal. Returns false if the calls took so
/// long that they show nothing.
async fn survives(text: Option<&str>, life: Duration) -> bool {
    let (cloud, folder) = (Cloud::new().start(), tempfile::tempdir().expect("a folder"));
    let file = folder.path().join("token");
    write(&file, "first");
    let issuer =
        Server::start(move |_: &Received| issued("credentials", SystemTime::now() + life)).expect("a free port");
    let client = with_token_of(&file, &issuer, &cloud);
    let began = SystemTime::now();
    client.list_container_image_logs().send().await.expect("a page");
    // The key was issued between these times, and is due when a tenth of its life is left.
    let (due, end) = (SystemTime::now() + life * 9 / 10, began + life);
    match text {
        Some(text) => write(&file, text),
        None => std::fs::remove_file(&file).expect("removed"),
    }
    tokio::time::sleep(due.duration_since(SystemTime::now()).unwrap_or_default()).await;
    let outcome = client.list_container_image_logs().send().await;
    if SystemTime::now() >= end {
        return false;
    }
    outcome.expect("the key is valid");
    assert_eq!(issuer.received().len(), 1, "there is no token to send");
    true
}

/// Without a key the error says what is wrong with the file, and the next call reads it again.
#[tokio::test]
async fn a_token_that_comes_late_is_read_by_the_next_call() {
    let (cloud, folder) = (Cloud::new().start(), tempfile::tempdir().expect("a folder"));
    let file = folder.path().join("token");
    let life = Duration::from_secs(3600);
    let issuer =
        Server::start(move |_: &Received| issued("credentials", SystemTime::now() + life)).expect("a free port");
    let client = with_token_of(&file, &issuer, &cloud);
    let error = client.list_container_image_logs().send().await.expect_err("no token");
    assert!(error.to_string().contains("it does not exist"), "{error}");
    write(&file, "second\n");
    client.list_container_image_logs().send().await.expect("a page");
    let body = String::from_utf8(issuer.received()[0].body.clone()).expect("text");
    assert!(body.contains("\"second\""), "{body}");
}

/// An agency that is assumed with another agency, of which one refuses.
#[tokio::test]
async fn of_agencies_behind_one_another_the_one_that_refuses_is_named() {
    for refusing in 0..3_usize {
        let number = AtomicUsize::new(0);
        let issuer = Server::start(move |_: &Received| match number.fetch_add(1, SeqCst) == refusing {
            true => CannedResponse::json(403, r#"{"error":{"code":"IAM.0002","message":"no trust"}}"#),
            false => issued("credential", SystemTime::now() + Duration::from_secs(3600)),
        })
        .expect("a free port");
        let cloud = Cloud::new().start();
        let inner = Agency::new(Credentials::access_key("BASE", "base"), "one", "first");
        let outer = Agency::new(inner, "two", "second");
        let builder = cloud.builder().iam_endpoint(issuer.endpoint()).project_id(PROJECT);
        let client = builder.credentials(outer).build().expect("settings");
        let outcome = client.list_container_image_logs().send().await;
        assert_eq!(issuer.received().len(), (refusing + 1).min(2));
        match outcome {
            Ok(_) => assert_eq!(refusing, 2),
            Err(error) => {
                assert_eq!(
                    (error.kind(), error.code()),
                    (ErrorKind::Credentials, Some("IAM.0002")),
                    "{error:?}"
                );
                let agency = ["`first`", "`second`"][refusing];
                assert!(error.to_string().contains(agency), "{agency}: {error:?}");
            }
        }
    }
}

/// What is there and cannot be used is an error: a program must not continue with another identity.
#[test]
fn a_broken_place_is_an_error_and_no_other_is_searched() {
    let (cloud, home) = (Cloud::new().start(), Folder::new("broken"));
    let endpoint = cloud.server.endpoint();
    let absent = home.0.join("absent");
    let (absent, good) = (
        absent.to_str().expect("text"),
        format!("[basic]\nak = {AK}\nsk = {SK}\nproject_id = p\n"),
    );
    let key = [
        ("HUAWEICLOUD_SDK_AK", AK),
        ("HUAWEICLOUD_SDK_SK", SK),
        ("HUAWEICLOUD_SDK_PROJECT_ID", "p"),
    ];
    let oidc = [
        ("HUAWEICLOUD_OIDC_PROVIDER_URN", "provider"),
        ("HUAWEICLOUD_OIDC_AGENCY_URN", "agency"),
        ("HUAWEICLOUD_OIDC_TOKEN_FILE", absent),
    ];
    let quoted = format!("\"{AK}\"");
    let pod = [
        ("HC_CONTAINER_CREDENTIALS_FULL_URI", &*endpoint),
        ("HC_CONTAINER_AUTHORIZATION_TOKEN_FILE", absent),
    ];
    let named = |path| [("HUAWEICLOUD_SDK_CREDENTIALS_FILE", path)];
    for (what, file, variables, part) in [
        (
            "a token that is missing",
            &*good,
            [&oidc[..], &key].concat(),
            "OIDC and an agency: the file of the ID token",
        ),
        (
            "a key in quotation marks",
            &*good,
            vec![("HUAWEICLOUD_SDK_AK", &*quoted), ("HUAWEICLOUD_SDK_SK", SK)],
            "the environment: HUAWEICLOUD_SDK_AK is in quotation marks",
        ),
        (
            "a file that cannot be parsed",
            "[basic]\nak\n",
            pod.to_vec(),
            "the credentials file: ",
        ),
        (
            "a key that cannot be used",
            "[basic]\nak = a\nsk = b\tc\n",
            pod.to_vec(),
            "the credentials file: ",
        ),
        (
            "a named file that is missing",
            &*good,
            [&named(absent)[..], &pod].concat(),
            &*format!("{absent} (named by HUAWEICLOUD_SDK_CREDENTIALS_FILE): it does not exist"),
        ),
        (
            "a named path that leads through a file",
            &*good,
            [&named("/dev/null/credentials")[..], &pod].concat(),
            "/dev/null/credentials (named by HUAWEICLOUD_SDK_CREDENTIALS_FILE): it cannot be read",
        ),
        (
            "a profile that is missing",
            &*good,
            [&[("PROFILE", "staging")][..], &pod].concat(),
            "it has no section [staging]",
        ),
    ] {
        write(&home.file(), file);
        let variables = [&[("CLOUD", &*endpoint), ("HOME", home.path())][..], &variables].concat();
        let said = run_test("surroundings::calls", &variables);
        assert!(said.contains("outcome: Err(") && said.contains(part), "{what}: {said}");
        assert!(said.contains("no other place is searched"), "{what}: {said}");
        assert!(!said.contains(AK) && !said.contains(SK), "{what}: {said}");
        assert!(cloud.server.received().is_empty(), "{what}");
    }
    // What is incomplete is passed over, as by the provider's SDK.
    for (file, variables) in [
        (&*good, vec![("HUAWEICLOUD_SDK_SK", SK)]),
        // A project alone is no place of credentials.
        (&*good, vec![("HUAWEICLOUD_SDK_PROJECT_ID", "'canary'")]),
        (&*good, oidc[..2].to_vec()),
    ] {
        write(&home.file(), file);
        let variables = [&[("CLOUD", &*endpoint), ("HOME", home.path())][..], &variables].concat();
        let said = run_test("surroundings::calls", &variables);
        assert!(said.contains("outcome: Ok(200)"), "{said}");
    }
}

/// A file that nobody named and that is not there is absent. So is one that is switched off.
#[test]
fn a_credentials_file_that_nobody_set_up_is_passed_over() {
    let (cloud, home) = (Cloud::new().start(), Folder::new("absent"));
    let endpoint = cloud.server.endpoint();
    write(&home.file(), "[basic]\nak = a\n");
    let run = |variables: &[(&str, &str)]| {
        let said = run_test("surroundings::calls", &[&[("CLOUD", &*endpoint)], variables].concat());
        assert!(!said.contains("no other place is searched"), "{said}");
        assert!(said.contains("pod identity: "), "the last place is searched: {said}");
        said
    };
    for (variables, part) in [
        (&[("HOME", home.path())][..], "it has no `sk`"),
        (
            &[("HOME", "/dev/null")],
            "/dev/null/.huaweicloud/credentials (the default",
        ),
        (
            &[
                ("HOME", home.path()),
                ("HUAWEICLOUD_SDK_CREDENTIALS_FILE", " /dev/null\n"),
            ],
            "HUAWEICLOUD_SDK_CREDENTIALS_FILE names /dev/null, so that no file is read",
        ),
    ] {
        let said = run(variables);
        assert!(said.contains(part), "{part}: {said}");
    }
}
