//! Pages that are fetched before they are needed: one after the other where each names the next one, and several at the same
//! time where they are numbered.

use std::marker::PhantomData;
use std::time::Duration;

use example_build_script::paging::ChainedPosition;
use example_build_script::paging::operations::{ByCursor, ByHeader, ByPage, ByPageFromZero};
use huaweicloud_hss::runtime::generated::pager::Numbered;

use super::common::server::{Reply, Server};
use super::{client, json, script, targets, things};

/// Pages of two things, numbered from 1 on, of so many things.
fn numbered(count: i32) -> Server {
    Server::start(move |request, _| {
        let target = request.split(' ').nth(1).unwrap();
        let mut pairs = target.split(['?', '&']);
        let number = pairs.find_map(|pair| pair.strip_prefix("page="));
        let number: i32 = number.map_or(1, |number| number.parse().unwrap());
        let first = 2 * number - 1;
        let ids: Vec<_> = (first..first + 2).filter(|id| *id <= count).collect();
        // Later pages are faster.
        std::thread::sleep(Duration::from_millis(if number % 3 == 2 { 20 } else { 0 }));
        things(&ids, &format!(r#","total":{count}"#))
    })
}

/// The requests, when there are so many of them and no more come.
async fn settled(server: &Server, requests: usize) -> Vec<String> {
    for _ in 0..1000 {
        if server.received().len() >= requests {
            break;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    tokio::time::sleep(Duration::from_millis(60)).await;
    targets(server)
}

#[tokio::test]
async fn numbered_pages_are_requested_at_the_same_time_and_come_in_order() {
    for (count, requests) in [(1, 1), (2, 2), (9, 5), (10, 6)] {
        for pages in [1, 3, 50] {
            let server = numbered(count);
            let items = client(&server).by_page().per_page(2).items();
            let mut items = items.concurrent_pages(pages);
            let things = items.collect_up_to(100).await.unwrap();
            let ids: Vec<_> = things.iter().map(|thing| thing.id).collect();
            assert_eq!(ids, (1..=i64::from(count)).collect::<Vec<_>>());
            assert_eq!(items.progress().to_string(), format!("{count} of {count}"));
            assert_eq!(server.received().len(), requests, "{count} with {pages}");
        }
    }
    let server = numbered(20);
    let mut pages = client(&server).by_page().per_page(2).pages().concurrent_pages(3);
    pages.next().await.unwrap().unwrap();
    assert_eq!(settled(&server, 1).await.len(), 1);
    pages.next().await.unwrap().unwrap();
    // The next one, and two more with it.
    assert_eq!(settled(&server, 4).await.len(), 4);
    assert_eq!(pages.position().to_string(), "4+0#3");
}

#[tokio::test]
async fn a_numbered_page_that_is_short_or_fails_loses_nothing() {
    let server = Server::start(|request, number| match number {
        0 => things(&[1, 2], r#","total":8"#),
        _ if request.contains("&page=2 ") => things(&[3], r#","total":8"#),
        _ if request.contains("&page=3 ") => things(&[4, 5], r#","total":8"#),
        _ if request.contains("&page=4 ") => Reply::new("400 Bad Request"),
        _ => things(&[8], r#","total":8"#),
    });
    let mut items = client(&server).by_page().per_page(2).items().concurrent_pages(4);
    let error = items.collect_up_to(100).await.unwrap_err();
    let ids: Vec<_> = error.read().iter().map(|thing| thing.id).collect();
    assert_eq!(ids, [1, 2, 3, 4, 5]);
    assert_eq!(error.into_error().status(), Some(400));
    assert_eq!(items.position().to_string(), "5+0#4");
}

#[tokio::test]
async fn pages_that_name_the_next_one_are_fetched_ahead() {
    let cursors = || {
        let page = |id: i32, next: &str| json(&format!(r#"{{"things":[{{"id":{id}}}],"meta":{{"next":"{next}"}}}}"#));
        script(vec![
            page(1, "a"),
            page(2, "b"),
            page(3, "c"),
            page(4, "d"),
            page(5, ""),
        ])
    };
    for prefetch in [0, 2] {
        let server = cursors();
        let mut items = client(&server).by_cursor().items().prefetch(prefetch);
        assert_eq!(items.next().await.unwrap().unwrap().id, 1);
        assert_eq!(settled(&server, 1 + prefetch).await.len(), 1 + prefetch);
        // What was not returned does not count.
        assert_eq!(items.position().to_string(), "1+0=a");
        assert_eq!(items.progress().to_string(), "1");
        let rest = items.collect_up_to(4).await.unwrap();
        assert_eq!(rest.iter().map(|thing| thing.id).collect::<Vec<_>>(), [2, 3, 4, 5]);
        assert_eq!(
            (items.position().to_string(), items.progress().records()),
            ("end".to_owned(), 5)
        );
        assert_eq!(server.received().len(), 5);
    }
    // Reading that stopped resumes at the page that was not taken.
    let server = cursors();
    let mut pages = client(&server).by_cursor().pages().prefetch(3);
    pages.next().await.unwrap().unwrap();
    settled(&server, 4).await;
    let position: ChainedPosition = pages.position().to_string().parse().unwrap();
    drop(pages);
    let server = script(vec![json(r#"{"things":[{"id":2}]}"#)]);
    let mut rest = client(&server).by_cursor().pages().prefetch(1).resume(position);
    assert_eq!(rest.next().await.unwrap().unwrap().things[0].id, 2);
    assert_eq!(targets(&server), ["/cursor?cursor=a"]);
    assert!(rest.next().await.is_none());
}

#[tokio::test]
async fn a_cursor_that_came_before_is_an_error_in_its_place() {
    let page = |id: i32, next: &str| json(&format!(r#"{{"things":[{{"id":{id}}}],"meta":{{"next":"{next}"}}}}"#));
    let server = script(vec![page(1, "a"), page(2, "b"), page(3, "a")]);
    let mut items = client(&server).by_cursor().items().prefetch(5);
    let error = items.collect_up_to(100).await.unwrap_err();
    assert_eq!(error.read().len(), 3);
    assert!(error.into_error().to_string().contains("was read before"));
    assert_eq!(server.received().len(), 3);
}

/// Whether a call has `concurrent_pages`.
struct Probe<T>(PhantomData<T>);

trait Otherwise {
    const IS_NUMBERED: bool = false;
}

impl<T> Otherwise for Probe<T> {}

impl<T: Numbered> Probe<T> {
    const IS_NUMBERED: bool = true;
}

#[test]
fn only_numbered_pages_can_be_requested_at_the_same_time() {
    let numbered = [Probe::<ByPage>::IS_NUMBERED, Probe::<ByPageFromZero>::IS_NUMBERED];
    let others = [Probe::<ByCursor>::IS_NUMBERED, Probe::<ByHeader>::IS_NUMBERED];
    assert_eq!((numbered, others), ([true; 2], [false; 2]));
}
