//! What the feature `metrics` measures.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use driver::server::{CannedResponse, Received, Server, Step};
use metrics::{
    Counter, CounterFn, Gauge, Histogram, HistogramFn, Key, KeyName, Metadata, Recorder, SharedString, Unit,
};
use serde_json::Value;

use super::{TOKEN, core, request};

/// What was recorded: sums of counters, and how often a histogram got a value.
#[derive(Clone, Default)]
pub(super) struct Recorded(Arc<Mutex<BTreeMap<String, u64>>>);

struct Cell(Recorded, String);

impl Cell {
    fn add(&self, value: u64) {
        let mut all = self.0.0.lock().unwrap_or_else(PoisonError::into_inner);
        *all.entry(self.1.clone()).or_default() += value;
    }
}

impl CounterFn for Cell {
    fn increment(&self, value: u64) {
        self.add(value);
    }

    fn absolute(&self, _: u64) {}
}

impl HistogramFn for Cell {
    fn record(&self, seconds: f64) {
        assert!((0.0..60.0).contains(&seconds), "{seconds}");
        self.add(1);
    }
}

impl Recorded {
    fn cell(&self, key: &Key) -> Arc<Cell> {
        let labels: Vec<_> = key
            .labels()
            .map(|label| format!("{}={}", label.key(), label.value()))
            .collect();
        Arc::new(Cell(self.clone(), format!("{} {}", key.name(), labels.join(" "))))
    }

    pub(super) fn all(&self) -> BTreeMap<String, u64> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Recorder for Recorded {
    fn describe_counter(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}
    fn describe_gauge(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}
    fn describe_histogram(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}

    fn register_counter(&self, key: &Key, _: &Metadata<'_>) -> Counter {
        Counter::from_arc(self.cell(key))
    }

    fn register_gauge(&self, _: &Key, _: &Metadata<'_>) -> Gauge {
        Gauge::noop()
    }

    fn register_histogram(&self, key: &Key, _: &Metadata<'_>) -> Histogram {
        Histogram::from_arc(self.cell(key))
    }
}

/// What is recorded while a call is made, at most for so long.
async fn recorded(responses: Vec<CannedResponse>, limit: Duration) -> BTreeMap<String, u64> {
    let recorded = Recorded::default();
    let next = std::sync::atomic::AtomicUsize::new(0);
    let server =
        Server::start(move |_: &Received| responses[next.fetch_add(1, std::sync::atomic::Ordering::SeqCst)].clone());
    let server = server.expect("a free port");
    let guard = metrics::set_default_local_recorder(&recorded);
    let core = core(&server);
    let _ = tokio::time::timeout(limit, core.json::<Value>(request())).await;
    drop(guard);
    recorded.all()
}

fn of_operation(counts: &[(&str, u64)]) -> BTreeMap<String, u64> {
    let label = |(name, count): &(&str, u64)| {
        let (name, labels) = name.split_once(' ').unwrap_or((name, ""));
        let text = format!("api_client_{name} client=huaweicloud-hss operation=PutThing {labels}");
        (text.trim_end().to_owned(), *count)
    };
    counts.iter().map(label).collect()
}

const LONG: Duration = Duration::from_secs(10);

#[tokio::test]
async fn calls_attempts_throttling_and_bytes_are_counted() {
    let responses = vec![
        CannedResponse::steps([Step::Close]),
        CannedResponse::json(429, r#"{"code":"c","message":"m"}"#),
        CannedResponse::json(200, r#"{"a":1}"#),
    ];
    // The body is a JSON string.
    let sent = 3 * (super::BODY.len() as u64 + 2);
    let expected = of_operation(&[
        ("calls_total outcome=success", 1),
        ("call_duration_seconds outcome=success", 1),
        ("attempts_total status=none outcome=transport", 1),
        ("attempt_duration_seconds status=none outcome=transport", 1),
        ("attempts_total status=4xx outcome=api", 1),
        ("attempt_duration_seconds status=4xx outcome=api", 1),
        ("attempts_total status=2xx outcome=success", 1),
        ("attempt_duration_seconds status=2xx outcome=success", 1),
        ("throttled_total", 1),
        ("sent_bytes_total", sent),
        ("received_bytes_total", 26 + 7),
    ]);
    assert_eq!(recorded(responses, LONG).await, expected);
}

#[tokio::test]
async fn a_call_that_is_dropped_is_counted() {
    let all = recorded(vec![CannedResponse::steps([Step::Stall])], Duration::from_millis(100)).await;
    let of_calls = of_operation(&[
        ("calls_total outcome=cancelled", 1),
        ("call_duration_seconds outcome=cancelled", 1),
        ("attempts_total status=none outcome=cancelled", 1),
        ("attempt_duration_seconds status=none outcome=cancelled", 1),
        ("sent_bytes_total", super::BODY.len() as u64 + 2),
    ]);
    assert_eq!(all, of_calls);
}

/// Whatever a server sends, the labels are those of this crate.
#[tokio::test]
async fn no_label_comes_from_a_response() {
    let echo = format!(r#"{{"code":"{TOKEN}","message":"{TOKEN}"}}"#);
    for status in [200, 299, 302, 400, 404, 418, 499, 599, 700, 999] {
        let response = CannedResponse::new(status, &[("X-Request-Id", TOKEN), ("Location", TOKEN)], &echo);
        let all = recorded(vec![response; 4], LONG).await;
        for label in all.keys().flat_map(|key| key.split(' ').skip(1)) {
            let known = [
                "client=huaweicloud-hss",
                "operation=PutThing",
                "status=2xx",
                "status=3xx",
                "status=4xx",
                "status=5xx",
                "status=other",
                "outcome=api",
                "outcome=success",
                "outcome=unexpected_status",
            ];
            assert!(known.contains(&label), "{status}: {label}");
        }
        assert!(!format!("{all:?}").contains("canary"), "{all:?}");
    }
}
