//! The logs that the tests of paging read, and the kinds of errors that a failed response may have.

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use driver::server::{Faulty, Listing, Names, Record, Server};
use huaweicloud_hss::{Client, ClientBuilder, Error, ErrorKind, RetryPolicy, types::ContainerImageLogResponseInfo};
use serde_json::json;

use crate::support::builder;

/// The names of the operation's document.
pub(crate) const NAMES: Names = Names {
    limit: "limit",
    offset: "offset",
    from: "start_time",
    to: "end_time",
    items: "data_list",
    total: "total_num",
};

/// The timeout of an attempt of an impatient client.
const ATTEMPT: Duration = Duration::from_millis(400);

/// A log of its time, with a key of its own.
pub(crate) fn log(number: usize, time: i64) -> Record {
    Record {
        time,
        value: json!({
            "event_id": id(number),
            "time": time,
            "event_name": "pull",
            "content": "what was done, in \"words\"",
        }),
    }
}

/// The key of a log.
pub(crate) fn id(number: usize) -> String {
    format!("event-{number:05}")
}

/// Logs 0, 1, 2 …, the newest first, a thousand units of time apart: log 0 is the newest.
pub(crate) fn logs(count: usize) -> Listing {
    Listing::new(NAMES, (0..count).map(|number| log(number, time(count - number))))
}

/// The time of the log that is this far from the end.
pub(crate) fn time(rank: usize) -> i64 {
    1000 * i64::try_from(rank).expect("a few")
}

/// A client with short delays between attempts.
pub(crate) fn client(server: &Server, attempts: u32) -> Client {
    built(server, attempts, |builder| builder)
}

/// The same with a short timeout, for servers that stall. On a machine under load a good response may take longer as well.
pub(crate) fn impatient(server: &Server, attempts: u32) -> Client {
    built(server, attempts, |builder| builder.attempt_timeout(ATTEMPT))
}

fn built(server: &Server, attempts: u32, change: impl FnOnce(ClientBuilder) -> ClientBuilder) -> Client {
    let policy = RetryPolicy::default()
        .max_attempts(attempts)
        .base(Duration::from_millis(1))
        .max_delay(Duration::from_millis(2));
    let builder = builder(&server.endpoint()).retry_policy(policy).response_limit(1 << 20);
    change(builder).build().expect("the settings are right")
}

/// A server, and the list and the faults that the test can still change.
pub(crate) fn start(listing: Listing) -> (Server, Arc<Faulty<Listing>>) {
    let handler = Arc::new(Faulty::new(listing, []));
    let server = Server::start(Arc::clone(&handler)).expect("a free port");
    (server, handler)
}

/// The key of a log that was read.
pub(crate) fn key(log: &ContainerImageLogResponseInfo) -> String {
    log.event_id.clone().expect("every log has a key")
}

/// The keys of records in the list.
pub(crate) fn keys(records: &[Record]) -> Vec<String> {
    let key = |record: &Record| record.value["event_id"].as_str().map(str::to_owned);
    records.iter().filter_map(key).collect()
}

/// Returns whether an error says that a response failed, rather than that the call was wrong.
pub(crate) fn is_response_failure(error: &Error) -> bool {
    let kinds = [
        ErrorKind::Api,
        ErrorKind::Decode,
        ErrorKind::Timeout,
        ErrorKind::TooLarge,
        ErrorKind::Transport,
        ErrorKind::UnexpectedStatus,
    ];
    kinds.contains(&error.kind())
}

/// Asserts that no key comes twice.
pub(crate) fn assert_unique(keys: &[String]) {
    let mut seen = BTreeSet::new();
    for key in keys {
        assert!(seen.insert(key), "{key} came twice");
    }
}

/// Runs a test of paging, where `tokio::test` cannot be used.
pub(crate) fn block_on(future: impl Future<Output = ()>) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.expect("a runtime").block_on(future);
}
