//! A thousand calls of one client at the same time, on two threads: none is lost or gets the response to another, and
//! they take at most 64 MB, in a build for tests.
//!
//! The bar is for what the calls add: the peak of the process less what it had before the first call, which is about 12 MB:
//! nearly all of it the code of this program, which is not optimised. In a release build the bar holds for both together (61 to
//! 63 MB with TLS).
//!
//! The same calls with the HTTP library alone show whose the memory is. Of about 53 kB for an encrypted call, that library and
//! TLS take 47: two buffers of 8 kB, one of 4 kB, and 9 kB for the state of the connection. The client may add at most 12.
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

/// The longest of all that a call may take: all handshakes are done at once.
const MINUTES: Duration = Duration::from_secs(300);

/// The records of a response, which is about 5 kB.
const RECORDS: usize = 10;

const LIMIT_KB: u64 = 64 << 10;

/// What a call may take beside what the HTTP library takes for it.
const OWN_KB: u64 = 12;

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

/// The memory of a process in kB: at its peak, and before its first call.
struct Measured {
    peak: u64,
    before: u64,
}

impl Measured {
    /// What the calls added.
    fn added(&self) -> u64 {
        self.peak.saturating_sub(self.before)
    }
}

/// Starts a server, and has `test` make its calls to it in another process.
fn measure(test: &str, tls: bool) -> Measured {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).expect("a certificate");
    let (certificate, key) = (made.cert.pem(), made.signing_key.serialize_pem());
    let with_tls = [(CERTIFICATE, &*certificate), (KEY, &*key)];
    let variables = if tls { &with_tls[..] } else { &[] };
    let mut server = Ended(start("concurrent::serves", variables));
    let mut from_server = BufReader::new(server.0.stdout.take().expect("a pipe"));
    let endpoint = printed(&mut from_server, "endpoint: ");

    let variables: Vec<_> = variables.iter().copied().chain([(ENDPOINT, &*endpoint)]).collect();
    let client = start(test, &variables).wait_with_output().expect("it ends");
    let text = String::from_utf8_lossy(&client.stdout);
    assert!(client.status.success(), "{text}");
    let mut text = text.as_bytes();
    let before = printed(&mut text, "before: ").parse().expect("a number");
    let peak = printed(&mut text, "peak: ").parse().expect("a number");

    drop(server.0.stdin.take());
    let counted = printed(&mut from_server, "requests: ");
    println!("{test}, TLS {tls}: {peak} kB, {before} kB of them before the first call; requests: {counted}");
    // One for each call, and all of the first round at the same time.
    assert_eq!(counted, format!("{} {CALLS}", CALLS * ROUNDS));
    Measured { peak, before }
}

fn thousand_calls(tls: bool) {
    if !cfg!(target_os = "linux") {
        println!("skipped: the peak of memory is read from /proc, which only Linux has");
        return;
    }
    let client = measure("concurrent::calls", tls);
    let limited = if cfg!(debug_assertions) {
        client.added()
    } else {
        client.peak
    };
    assert!(limited <= LIMIT_KB, "{limited} kB");
    let library = measure("concurrent::calls_of_the_library", tls);
    let own = client.added().saturating_sub(library.added());
    assert!(own <= OWN_KB * CALLS as u64, "the client adds {own} kB");
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

/// Makes all calls at the same time, each `ROUNDS` times one after the other. `call` makes one with the name it is given.
async fn at_once<F>(call: impl Fn(String) -> F + Clone + Send + 'static)
where
    F: Future<Output = ()> + Send,
{
    println!("\nbefore: {}", peak_kb());
    let task = |number| {
        let call = call.clone();
        tokio::spawn(async move {
            for round in 0..ROUNDS {
                call(format!("call-{number}-{round}")).await;
            }
        })
    };
    let tasks: Vec<_> = (0..CALLS).map(task).collect();
    for task in tasks {
        task.await.expect("no call is lost");
    }
    println!("\npeak: {}", peak_kb());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "run by the tests of this module, in a process of its own"]
async fn calls() {
    let endpoint = env::var(ENDPOINT).expect("an endpoint");
    // A call that fails is not repeated, and so would be lost. All handshakes are done at once, which takes long.
    let mut builder = Client::builder().endpoint(&endpoint).project_id("p").token("the-token");
    builder = builder
        .retry_policy(RetryPolicy::off())
        .timeout(MINUTES)
        .attempt_timeout(MINUTES);
    builder = builder.connect_timeout(MINUTES);
    if let Ok(certificate) = env::var(CERTIFICATE) {
        builder = builder.root_certificate(certificate);
    }
    let client = builder.build().expect("settings");
    at_once(move |name| {
        let client = client.clone();
        async move {
            let call = client.list_container_image_logs().user_name(&*name);
            let page = call.send().await.expect("a page");
            let own = page.data_list.iter();
            let own = own.filter(|log| log.event_id.as_deref() == Some(&name));
            assert_eq!((own.count(), page.data_list.len()), (RECORDS, RECORDS), "{name}");
        }
    })
    .await;
}

/// The same calls with the library that sends the client's requests, and what a program would make of their responses.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "run by the tests of this module, in a process of its own"]
async fn calls_of_the_library() {
    #[derive(serde::Deserialize)]
    struct Page {
        data_list: Vec<Log>,
    }
    #[derive(serde::Deserialize)]
    struct Log {
        event_id: Option<String>,
    }
    let endpoint = env::var(ENDPOINT).expect("an endpoint");
    drop(rustls::crypto::ring::default_provider().install_default());
    let mut builder = reqwest::Client::builder()
        .timeout(MINUTES)
        .connect_timeout(MINUTES)
        .no_proxy();
    if let Ok(certificate) = env::var(CERTIFICATE) {
        let certificate = reqwest::Certificate::from_pem(certificate.as_bytes()).expect("a certificate");
        builder = builder.add_root_certificate(certificate);
    }
    let client = builder.build().expect("settings");
    at_once(move |name| {
        let url = format!("{endpoint}/v5/p/container/image/events?user_name={name}");
        let request = client.get(url).header("X-Auth-Token", "the-token");
        async move {
            let response = request.send().await.expect("a response");
            let page: Page = response.json().await.expect("a page");
            let own = page.data_list.iter();
            let own = own.filter(|log| log.event_id.as_deref() == Some(&name));
            assert_eq!((own.count(), page.data_list.len()), (RECORDS, RECORDS), "{name}");
        }
    })
    .await;
}
