//! Reading into memory up to a bound, and what is known of how far reading is.

use driver::server::{Fault, RetryAfter};
use huaweicloud_hss::{CollectError, Error, ErrorKind};

use crate::paging_logs::{client, id, key, logs, start, time};

fn all(count: usize) -> Vec<String> {
    (0..count).map(id).collect()
}

#[tokio::test]
async fn all_records_are_collected_if_they_are_within_the_bound() {
    for count in [0, 1, 10, 25] {
        for most in [count, count + 1, usize::MAX] {
            let (server, _) = start(logs(count));
            let client = client(&server, 1);
            let mut items = client.list_container_image_logs().items();
            let logs = items.collect_up_to(most).await.expect("all of them");
            assert_eq!(logs.iter().map(key).collect::<Vec<_>>(), all(count));
            assert_eq!(items.progress().records(), count as u64);
        }
    }
}

#[tokio::test]
async fn more_than_the_bound_is_an_error_that_loses_nothing() {
    for most in [0, 1, 9, 10, 11, 24] {
        let (server, _) = start(logs(25));
        let client = client(&server, 1);
        let mut items = client.list_container_image_logs().items();
        let error = items.collect_up_to(most).await.expect_err("there are more");
        assert!(error.is_over_bound());
        let message = error.to_string();
        let expected = format!("there are more than {most}: {} were read", most + 1);
        assert!(message.starts_with(&expected), "{message}");
        // No page was requested only to find out what is behind it.
        assert_eq!(server.received().len(), most / 10 + 1);
        assert_eq!(items.position().to_string(), (most + 1).to_string());
        let (read, failure) = error.into_parts();
        assert!(failure.is_none());
        let mut read: Vec<_> = read.iter().map(key).collect();
        // The same reader goes on.
        read.extend(items.collect_up_to(25).await.expect("the rest").iter().map(key));
        assert_eq!(read, all(25));
    }
}

#[tokio::test]
async fn an_error_has_what_was_read_before_it() {
    let (server, faults) = start(logs(25));
    faults.extend([None, Some(Fault::Refuse(403, RetryAfter::Absent))]);
    let client = client(&server, 1);
    let mut items = client.list_container_image_logs().items();
    let error = items.collect_up_to(100).await.expect_err("it is refused");
    assert!(!error.is_over_bound());
    assert_eq!(
        (error.read().len(), items.position().to_string()),
        (10, "10".to_owned())
    );
    let source = std::error::Error::source(&error).and_then(|source| source.downcast_ref::<Error>());
    assert!(source.is_some_and(Error::is_forbidden));
    let shown = format!("{error} {error:?}");
    assert!(
        shown.contains("after 10 were read") && !shown.contains("event-"),
        "{shown}"
    );
    assert!(error.into_error().is_forbidden());
}

#[tokio::test]
async fn pages_and_windows_are_collected_too() {
    let (server, _) = start(logs(25));
    let client = client(&server, 1);
    let call = || client.list_container_image_logs();
    assert_eq!(call().pages().collect_up_to(3).await.expect("three pages").len(), 3);
    let mut pages = call().pages();
    let error = pages.collect_up_to(1).await.expect_err("there are three");
    assert_eq!((error.read().len(), pages.position().to_string()), (2, "20".to_owned()));
    let mut window = call().window(0, time(25)).prefetch(1);
    let result = window.collect_up_to(24).await.map_err(CollectError::into_error);
    let error = result.expect_err("there are 25");
    assert_eq!((error.kind(), window.count()), (ErrorKind::Paging, 25));
    let all = call().window(0, time(25)).collect_up_to(25).await.expect("all");
    assert_eq!(all.len(), 25);
}

#[tokio::test]
async fn progress_is_known_while_reading() {
    let (server, _) = start(logs(25));
    let client = client(&server, 1);
    let mut items = client.list_container_image_logs().offset(5).items();
    assert_eq!(items.progress().to_string(), "5");
    let mut shown = Vec::new();
    while let Some(log) = items.next().await {
        log.expect("a log");
        let progress = items.progress();
        assert_eq!(progress.position(), &items.position());
        assert_eq!(
            progress.remaining(),
            progress.total().map(|total| total - progress.records())
        );
        shown.push(progress.to_string());
    }
    let expected: Vec<_> = (6..=25).map(|records| format!("{records} of 25")).collect();
    assert_eq!(shown, expected);

    // A total that is none, or that cannot be right.
    for (stated, shown) in [(None, "20"), (Some(10), "20"), (Some(-3), "20"), (Some(45), "20 of 45")] {
        let (server, _) = start(logs(25).stating([stated; 2]));
        let client = crate::paging_logs::client(&server, 1);
        let mut pages = client.list_container_image_logs().pages();
        for _ in 0..2 {
            pages.next().await.expect("more").expect("a page");
        }
        assert_eq!(pages.progress().to_string(), shown, "{stated:?}");
    }

    // Of a window that was split, the total is that of the whole window.
    let (server, _) = start(logs(100));
    let client = crate::paging_logs::client(&server, 1);
    let mut window = client
        .list_container_image_logs()
        .window(0, time(100))
        .greatest_offset(20);
    window.next().await.expect("more").expect("a log");
    assert_eq!(window.progress().to_string(), "1 of 100");
}
