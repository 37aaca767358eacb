//! Prints what the client measures: `cargo run --example metrics --features metrics`. A program installs the recorder of
//! an exporter, such as that of `metrics-exporter-prometheus`, instead of this one.
#![expect(clippy::print_stdout, reason = "an example prints what it does")]

use std::sync::Arc;

use huaweicloud_hss::{Client, Error};
use metrics::{Counter, CounterFn, Gauge, Histogram, Key, KeyName, Metadata, Recorder, SharedString, Unit};

/// Prints each change of a counter.
struct Print;

struct Line(Key);

impl CounterFn for Line {
    fn increment(&self, by: u64) {
        let labels = self
            .0
            .labels()
            .map(|label| format!("{}={}", label.key(), label.value()));
        println!("{}{:?} +{by}", self.0.name(), labels.collect::<Vec<_>>());
    }

    fn absolute(&self, _: u64) {}
}

impl Recorder for Print {
    fn describe_counter(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}
    fn describe_gauge(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}
    fn describe_histogram(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}

    fn register_counter(&self, key: &Key, _: &Metadata<'_>) -> Counter {
        Counter::from_arc(Arc::new(Line(key.clone())))
    }

    fn register_gauge(&self, _: &Key, _: &Metadata<'_>) -> Gauge {
        Gauge::noop()
    }

    fn register_histogram(&self, _: &Key, _: &Metadata<'_>) -> Histogram {
        Histogram::noop()
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    metrics::set_global_recorder(Print).expect("no other recorder is set");
    let client = Client::builder().from_environment().default_credentials().build()?;
    client.list_container_image_logs().send().await?;
    Ok(())
}
