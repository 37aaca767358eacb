//! Counts the events of each user, for a report.

use std::collections::BTreeMap;

use huaweicloud_hss::{Client, Error};

/// Returns the number of events by user, of all pages.
///
/// # Errors
/// Returns the error of the first page that cannot be read.
pub async fn events_by_user(client: &Client) -> Result<BTreeMap<String, usize>, Error> {
    let mut counts = BTreeMap::new();
    let mut logs = client.list_container_image_logs().limit(2).items();
    while let Some(log) = logs.next().await {
        let user = log?.user_name.unwrap_or_else(|| "unknown".to_owned());
        *counts.entry(user).or_default() += 1;
    }
    Ok(counts)
}

#[cfg(test)]
mod tests {
    use huaweicloud_hss::test_util::{MockTransport, Reply};
    use serde_json::json;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn all_pages_are_counted_although_one_fails_at_first() -> Result<(), Error> {
        let mock = MockTransport::new();
        let first = json!({"total_num": 3, "data_list": [
            {"event_id": "1", "user_name": "ann"},
            {"event_id": "2"},
        ]});
        let second = json!({"total_num": 3, "data_list": [{"event_id": "3", "user_name": "ann"}]});
        mock.operation("ListContainerImageLogs")
            .reply(first)
            .reply(Reply::error(503, "APIGW.0201", "Backend timeout."))
            .reply(second);
        let client = Client::builder().transport(mock.clone()).build()?;

        let counts = events_by_user(&client).await?;

        assert_eq!(counts, [("ann".to_owned(), 2), ("unknown".to_owned(), 1)].into());
        let offsets: Vec<_> = mock
            .requests()
            .iter()
            .map(|sent| sent.query_value("offset").map(str::to_owned))
            .collect();
        assert_eq!(offsets, ["0", "2", "2"].map(|offset| Some(offset.to_owned())));
        mock.assert_done();
        Ok(())
    }
}
