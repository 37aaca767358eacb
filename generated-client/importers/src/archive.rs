//! Reads pages, records, and a window of time, each by the reader that fits.

use huaweicloud_hss::{Client, Error, WindowPosition};

/// Returns the sizes of the pages, and how many records the service says there are.
///
/// # Errors
/// Returns the error of the first page that cannot be read.
pub async fn page_sizes(client: &Client, limit: i32) -> Result<(Vec<usize>, Option<i64>), Error> {
    let mut pages = client.list_container_image_logs().limit(limit).pages();
    let mut sizes = Vec::new();
    while let Some(page) = pages.next().await {
        sizes.push(page?.data_list.len());
    }
    Ok((sizes, pages.total()))
}

/// Returns the newest records, and stops reading then: no page is fetched that is not needed.
///
/// # Errors
/// Returns the error of the first page that cannot be read.
pub async fn newest(client: &Client, count: usize) -> Result<Vec<String>, Error> {
    let mut logs = client.list_container_image_logs().limit(2).items();
    let mut events = Vec::new();
    while events.len() < count {
        let Some(log) = logs.next().await else { break };
        events.extend(log?.event_id);
    }
    Ok(events)
}

/// An archive of all records of a window of time, in which each is once.
#[derive(Default)]
pub struct Archive {
    /// The IDs of the events.
    pub events: Vec<String>,
    /// Where to go on; `None` before the first record.
    pub position: Option<String>,
}

/// Reads what is missing of a window into the archive.
///
/// # Errors
/// Returns the first error. The archive has the records before it, and the position.
pub async fn complete(client: &Client, archive: &mut Archive, from: i64, to: i64) -> Result<(), Error> {
    let mut logs = client.list_container_image_logs().limit(2).window(from, to);
    if let Some(position) = archive
        .position
        .as_deref()
        .and_then(|text| text.parse::<WindowPosition>().ok())
    {
        // The records that are in the archive already are not returned again.
        logs = logs.resume(position, &archive.events);
    }
    while let Some(log) = logs.next().await {
        archive.events.extend(log?.event_id);
        archive.position = Some(logs.position().to_string());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    };

    use huaweicloud_hss::RetryPolicy;
    use serde_json::json;
    use test_server::{CannedResponse, Handler, Listing, Names, Received, Record, Server};

    use super::*;

    const NAMES: Names = Names {
        limit: "limit",
        offset: "offset",
        from: "start_time",
        to: "end_time",
        items: "data_list",
        total: "total_num",
    };

    fn record(time: i64) -> Record {
        let value = json!({"event_id": format!("event-{time}"), "time": time});
        Record { time, value }
    }

    fn listing() -> Listing {
        Listing::new(NAMES, (1..=5).map(record))
    }

    fn events(times: impl IntoIterator<Item = i64>) -> Vec<String> {
        times.into_iter().map(|time| format!("event-{time}")).collect()
    }

    fn client(server: &Server) -> Result<Client, Error> {
        let builder = Client::builder().endpoint(server.endpoint()).project_id("p1");
        builder.token("a-token").retry_policy(RetryPolicy::off()).build()
    }

    #[tokio::test]
    async fn pages_are_as_large_as_the_service_makes_them() -> Result<(), Box<dyn std::error::Error>> {
        let server = Server::start(listing().clamp(2))?;
        assert_eq!(page_sizes(&client(&server)?, 2).await?, (vec![2, 2, 1], Some(5)));
        Ok(())
    }

    #[tokio::test]
    async fn no_page_is_fetched_that_is_not_needed() -> Result<(), Box<dyn std::error::Error>> {
        let server = Server::start(listing())?;
        assert_eq!(newest(&client(&server)?, 3).await?, events([5, 4, 3]));
        assert_eq!(server.received().len(), 2);
        Ok(())
    }

    /// Fails every request while it is down.
    struct Unsteady(Listing, Arc<AtomicBool>);

    impl Handler for Unsteady {
        fn respond(&self, request: &Received) -> CannedResponse {
            match self.1.load(Ordering::SeqCst) && request.query().contains("offset=2") {
                true => CannedResponse::json(503, "{}"),
                false => self.0.respond(request),
            }
        }
    }

    #[tokio::test]
    async fn a_window_is_completed_after_a_failure() -> Result<(), Box<dyn std::error::Error>> {
        let is_down = Arc::new(AtomicBool::new(true));
        let server = Server::start(Unsteady(listing(), Arc::clone(&is_down)))?;
        let client = client(&server)?;
        let mut archive = Archive::default();

        let error = complete(&client, &mut archive, 2, 5).await.expect_err("it is down");
        assert_eq!(error.status(), Some(503));
        assert_eq!(archive.events, events([5, 4]));
        is_down.store(false, Ordering::SeqCst);
        complete(&client, &mut archive, 2, 5).await?;

        assert_eq!(archive.events, events([5, 4, 3, 2]));
        Ok(())
    }
}
