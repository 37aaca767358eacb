//! Copies new events into a store, and goes on after a failure where it stopped.

use huaweicloud_hss::{Client, Error, Position};

/// What is stored: the events, and where to go on.
#[derive(Debug, Default)]
pub struct Store {
    /// The IDs of the events.
    pub events: Vec<String>,
    /// The position, as text.
    pub position: Option<String>,
}

/// Copies events until there are no more.
///
/// # Errors
/// Returns the first error. The store has the events before it, and the position.
pub async fn sync(client: &Client, store: &mut Store) -> Result<(), Error> {
    let mut logs = client.list_container_image_logs().limit(2).items();
    if let Some(position) = store.position.as_deref().and_then(|text| text.parse::<Position>().ok()) {
        logs = logs.resume(position);
    }
    while let Some(log) = logs.next().await {
        store.events.extend(log?.event_id);
        store.position = Some(logs.position().to_string());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    };

    use huaweicloud_hss::{
        ErrorKind, RetryPolicy,
        test_util::{MockTransport, Reply, SentRequest},
    };
    use serde_json::json;

    use super::*;

    #[tokio::test]
    async fn a_failure_loses_and_repeats_nothing() -> Result<(), Error> {
        let is_down = Arc::new(AtomicBool::new(true));
        let down = Arc::clone(&is_down);
        let mock = MockTransport::new();
        mock.operation("ListContainerImageLogs")
            .reply_with(move |request: &SentRequest| {
                let offset: usize = request
                    .query_value("offset")
                    .map_or(0, |text| text.parse().unwrap_or(0));
                if offset >= 4 && down.load(Ordering::SeqCst) {
                    return Reply::interrupted();
                }
                let records: Vec<_> = (offset..7.min(offset + 2))
                    .map(|id| json!({"event_id": id.to_string()}))
                    .collect();
                Reply::json(json!({"total_num": 7, "data_list": records}))
            });
        let builder = Client::builder().transport(mock).retry_policy(RetryPolicy::off());
        let client = builder.build()?;
        let mut store = Store::default();
        let error = sync(&client, &mut store).await.expect_err("the service is down");
        assert_eq!((error.kind(), store.events.len()), (ErrorKind::Transport, 4));
        is_down.store(false, Ordering::SeqCst);
        sync(&client, &mut store).await?;
        assert_eq!(store.events, ["0", "1", "2", "3", "4", "5", "6"]);
        Ok(())
    }
}
