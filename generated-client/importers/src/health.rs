//! Counts calls by outcome for a health check, with a recorder of the facade `metrics`.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use metrics::{Counter, CounterFn, Gauge, Histogram, Key, KeyName, Metadata, Recorder, SharedString, Unit};

/// Counts calls by outcome. Clones share the numbers.
#[derive(Clone, Default)]
pub struct Health(Arc<Mutex<BTreeMap<String, u64>>>);

impl Health {
    /// Returns the number of calls with an outcome, such as `success` or `timeout`.
    pub fn calls(&self, outcome: &str) -> u64 {
        let counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        counts.get(outcome).copied().unwrap_or_default()
    }
}

struct Calls(Health, String);

impl CounterFn for Calls {
    fn increment(&self, by: u64) {
        let mut counts = self.0.0.lock().unwrap_or_else(PoisonError::into_inner);
        *counts.entry(self.1.clone()).or_default() += by;
    }

    fn absolute(&self, _: u64) {}
}

impl Recorder for Health {
    fn describe_counter(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}
    fn describe_gauge(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}
    fn describe_histogram(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}

    fn register_counter(&self, key: &Key, _: &Metadata<'_>) -> Counter {
        let outcome = key.labels().find(|label| label.key() == "outcome");
        match outcome.filter(|_| key.name() == "api_client_calls_total") {
            Some(outcome) => Counter::from_arc(Arc::new(Calls(self.clone(), outcome.value().to_owned()))),
            None => Counter::noop(),
        }
    }

    fn register_gauge(&self, _: &Key, _: &Metadata<'_>) -> Gauge {
        Gauge::noop()
    }

    fn register_histogram(&self, _: &Key, _: &Metadata<'_>) -> Histogram {
        Histogram::noop()
    }
}

#[cfg(test)]
mod tests {
    use huaweicloud_hss::{
        Client, Error,
        test_util::{MockTransport, Reply},
    };
    use serde_json::json;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn calls_are_counted_by_outcome() -> Result<(), Error> {
        let health = Health::default();
        let _guard = metrics::set_default_local_recorder(&health);
        let mock = MockTransport::new();
        mock.any()
            .reply(Reply::error(503, "APIGW.0201", "Backend timeout."))
            .reply(json!({}))
            .reply(Reply::error(404, "X.1", "no such project"));
        let client = Client::builder().transport(mock.clone()).build()?;

        // A call that is retried is one call.
        client.list_container_image_logs().send().await?;
        client
            .list_container_image_logs()
            .send()
            .await
            .expect_err("it is not there");

        let counts = ["success", "api", "timeout"].map(|outcome| health.calls(outcome));
        assert_eq!(counts, [1, 1, 0]);
        mock.assert_done();
        Ok(())
    }
}
