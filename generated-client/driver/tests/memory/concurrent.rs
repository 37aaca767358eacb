//! A thousand calls of one client at the same time, on two threads: none is lost or gets the response to another, and
//! they take at most 64 MB, in a build for tests.
//!
//! The bar is for what the calls add: the peak of the process less what it had before the first call, which is about 12 MB (the
//! program, and the certificates that the system trusts). With TLS both together are a little more than 64 MB. Both are printed.
//!
//! The server and the client are processes of their own, so that only the client is measured. A thousand connections need
//! more open files than some systems allow at first, which is why a shell starts them.

use std::{
    env,
    io::{BufRead, BufReader, Read, Write},
    process::{Child, Command, Stdio},
    sync::{Condvar, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use driver::server::{CannedResponse, Received, Server};
use huaweicloud_hss::{Client, RetryPolicy};

use crate::call::{ENDPOINT, peak_kb};

/// The calls at the same time, and how many follow one another.
const CALLS: usize = 1000;
const ROUNDS: usize = 5;

/// The records of a response, which is about 5 kB.
const RECORDS: usize = 10;

const LIMIT_KB: u64 = 64 << 10;

/// The variables with the server's certificate and its key, if it has one.
const CERTIFICATE: &str = "MEMORY_TEST_CERTIFICATE";
const KEY: &str = "MEMORY_TEST_KEY";

/// Runs a test of this program in a process of its own.
fn start(test: &str, variables: &[(&str, &str)]) -> Child {
    let program = env::current_exe().expect("this program");
    let mut command = Command::new("sh");
    command.args(["-c", r#"ulimit -n "$(ulimit -Hn)" && exec "$0" "$@""#]);
    command.arg(program);
    command.args(["--exact", test, "--ignored", "--nocapture", "--test-threads=1"]);
    command.envs(variables.iter().copied());
    let started = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
    started.expect("it starts")
}

/// What a process prints behind `label`, on a line of its own.
fn printed(output: &mut impl BufRead, label: &str) -> String {
    let mut read = String::new();
    loop {
        let from = read.len();
        assert!(output.read_line(&mut read).expect("text") > 0, "no `{label}`: {read}");
        if let Some(value) = read[from..].strip_prefix(label) {
            return value.trim().to_owned();
        }
    }
}

/// Ends the server even if an assertion fails.
struct Ended(Child);

impl Drop for Ended {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

fn thousand_calls(tls: bool) {
    if !cfg!(target_os = "linux") {
        println!("skipped: the peak of memory is read from /proc, which only Linux has");
        return;
    }
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).expect("a certificate");
    let (certificate, key) = (made.cert.pem(), made.signing_key.serialize_pem());
    let with_tls = [(CERTIFICATE, &*certificate), (KEY, &*key)];
    let variables = if tls { &with_tls[..] } else { &[] };
    let mut server = Ended(start("concurrent::serves", variables));
    let mut from_server = BufReader::new(server.0.stdout.take().expect("a pipe"));
    let endpoint = printed(&mut from_server, "endpoint: ");

    let variables: Vec<_> = variables.iter().copied().chain([(ENDPOINT, &*endpoint)]).collect();
    let client = start("concurrent::calls", &variables)
        .wait_with_output()
        .expect("it ends");
    let text = String::from_utf8_lossy(&client.stdout);
    assert!(client.status.success(), "{text}");
    let mut text = text.as_bytes();
    let before: u64 = printed(&mut text, "before: ").parse().expect("a number");
    let peak: u64 = printed(&mut text, "peak: ").parse().expect("a number");

    drop(server.0.stdin.take());
    let counted = printed(&mut from_server, "requests: ");
    println!("{CALLS} calls, TLS {tls}: {peak} kB, {before} kB of them before the first; requests: {counted}");
    // One for each call, and all of the first round at the same time.
    assert_eq!(counted, format!("{} {CALLS}", CALLS * ROUNDS));
    assert!(peak - before <= LIMIT_KB, "{} kB", peak - before);
}

#[test]
fn a_thousand_calls_at_the_same_time_take_at_most_64_mb() {
    thousand_calls(false);
}

#[test]
fn a_thousand_encrypted_calls_at_the_same_time_take_at_most_64_mb() {
    thousand_calls(true);
}

/// The requests that wait for the others of the first round, and how many there were in all.
#[derive(Default)]
struct Requests {
    counts: Mutex<(usize, usize)>,
    arrived: Condvar,
}

impl Requests {
    fn counts(&self) -> MutexGuard<'_, (usize, usize)> {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until all calls of the first round have arrived, and returns a page that repeats the name of the request.
    fn respond(&self, request: &Received) -> CannedResponse {
        let mut counts = self.counts();
        counts.0 += 1;
        if counts.0 <= CALLS {
            counts.1 += 1;
            self.arrived.notify_all();
            let is_waiting = |counts: &mut (usize, usize)| counts.1 < CALLS;
            let waited = self
                .arrived
                .wait_timeout_while(counts, Duration::from_secs(60), is_waiting);
            drop(waited);
        } else {
            drop(counts);
        }
        let name = request
            .query()
            .split('&')
            .find_map(|pair| pair.strip_prefix("user_name="));
        let name = name.unwrap_or_default();
        let record = format!(
            r#"{{"event_id":"{name}","event_name":"{name}","content":"{}"}}"#,
            "x".repeat(400)
        );
        let records = vec![record; RECORDS].join(",");
        CannedResponse::json(200, format!(r#"{{"total_num":{RECORDS},"data_list":[{records}]}}"#))
    }
}

#[test]
#[ignore = "run by the tests of this module, in a process of its own"]
fn serves() {
    let requests = std::sync::Arc::new(Requests::default());
    let handler = {
        let requests = requests.clone();
        move |request: &Received| requests.respond(request)
    };
    let server = match (env::var(CERTIFICATE), env::var(KEY)) {
        (Ok(certificate), Ok(key)) => Server::start_tls(handler, &certificate, &key),
        _ => Server::start(handler),
    };
    let server = server.expect("a free port");
    println!("\nendpoint: {}", server.endpoint());
    std::io::stdout().flush().expect("a pipe");
    std::io::stdin().read_to_end(&mut Vec::new()).expect("a pipe");
    let (all, at_once) = *requests.counts();
    println!("\nrequests: {all} {at_once}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "run by the tests of this module, in a process of its own"]
async fn calls() {
    let endpoint = env::var(ENDPOINT).expect("an endpoint");
    let minutes = Duration::from_secs(300);
    // A call that fails is not repeated, and so would be lost. All handshakes are done at once, which takes long.
    let mut builder = Client::builder().endpoint(&endpoint).project_id("p").token("the-token");
    builder = builder
        .retry_policy(RetryPolicy::off())
        .timeout(minutes)
        .attempt_timeout(minutes);
    builder = builder.connect_timeout(minutes);
    if let Ok(certificate) = env::var(CERTIFICATE) {
        builder = builder.root_certificate(certificate);
    }
    let client = builder.build().expect("settings");
    println!("\nbefore: {}", peak_kb());
    let tasks: Vec<_> = (0..CALLS)
        .map(|number| {
            let client = client.clone();
            tokio::spawn(async move {
                for round in 0..ROUNDS {
                    let name = format!("call-{number}-{round}");
                    let page = client
                        .list_container_image_logs()
                        .user_name(&*name)
                        .send()
                        .await
                        .expect("a page");
                    let own = page
                        .data_list
                        .iter()
                        .filter(|log| log.event_id.as_deref() == Some(&name));
                    assert_eq!((own.count(), page.data_list.len()), (RECORDS, RECORDS), "{name}");
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.expect("no call is lost");
    }
    println!("\npeak: {}", peak_kb());
}
