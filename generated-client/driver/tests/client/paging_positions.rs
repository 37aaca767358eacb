//! Positions as texts: each that is printed can be parsed and resumed, and no text makes anything panic.

use driver::server::{CannedResponse, Received};
use huaweicloud_hss::{ErrorKind, Position, WindowPosition};
use proptest::{
    collection::vec,
    prelude::{ProptestConfig, Strategy, any, prop_oneof},
    proptest,
    sample::select,
};

use crate::paging_logs::{assert_unique, block_on, client, id, key, logs, start, time};

/// Texts that are positions, nearly positions, or anything.
fn texts() -> impl Strategy<Value = String> {
    let parts = select(
        &[
            "0",
            "7",
            "40",
            "-1",
            "9223372036854775807",
            "-9223372036854775808",
            "9223372036854775808",
            "s",
            "w",
            "!",
            "<",
            ",",
            "..",
            ".",
            " ",
            "ß",
            "x",
        ][..],
    );
    let number = || prop_oneof![(-3_i64..70_000), any::<i64>()];
    let position = (
        number(),
        any::<bool>(),
        0_u64..3,
        vec((number(), number()), 0..3),
        any::<bool>(),
        any::<bool>(),
    );
    let position = position.prop_map(|(offset, split, unkeyed, ranges, pending, covered)| {
        let mut text = format!("{offset}{}{unkeyed}", if split { "s" } else { "w" });
        text += if pending { "!" } else { "" };
        text += if covered { ",<5000" } else { "" };
        ranges
            .iter()
            .fold(text, |text, (from, to)| format!("{text},{from}..{to}"))
    });
    prop_oneof![
        2 => vec(parts, 0..9).prop_map(|parts| parts.concat()),
        2 => position,
        1 => any::<String>(),
    ]
}

#[tokio::test]
async fn a_negative_greatest_offset_is_refused() {
    let server = crate::support::start(|_: &Received| CannedResponse::json(200, "{}"));
    let call = client(&server, 1).list_container_image_logs();
    for offset in [-1, i64::MIN] {
        let mut window = call.clone().window(0, 9).greatest_offset(offset);
        let error = window.next().await.expect("an error").expect_err("it is negative");
        assert_eq!(error.kind(), ErrorKind::InvalidArgument);
        assert!(
            error.to_string().contains(&format!("the greatest offset is {offset}")),
            "{error}"
        );
        assert!(window.next().await.is_none());
    }
    assert!(server.received().is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(1000) })]

    #[test]
    fn a_text_is_a_position_or_an_error_that_says_what_is_expected(text in texts()) {
        match text.parse::<Position>() {
            Ok(position) => assert_eq!(position.to_string().parse(), Ok(position)),
            Err(error) => assert!(error.to_string().contains("is not a number of records, 0 or more"), "{error}"),
        }
        match text.parse::<WindowPosition>() {
            Ok(position) => assert_eq!(position.to_string().parse(), Ok(position)),
            Err(error) => {
                let error = error.to_string();
                assert!(error.starts_with("not a position: `") && error.contains("` is not "), "{error}");
                assert!(error.len() < 600, "{error}");
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(100) })]

    #[test]
    fn each_position_of_items_and_pages_is_parsed_and_resumed(count in 0_usize..40, limit in 1_i32..12, stop in 0_usize..40) {
        block_on(async {
            let (server, _) = start(logs(count));
            let call = client(&server, 1).list_container_image_logs().limit(limit);
            let mut items = call.clone().items();
            let mut keys = Vec::new();
            while keys.len() < stop && let Some(log) = items.next().await {
                keys.push(key(&log.expect("a log")));
            }
            let position: Position = items.position().to_string().parse().expect("a position");
            assert_eq!(position, items.position());
            let mut items = call.clone().items().resume(position);
            while let Some(log) = items.next().await {
                keys.push(key(&log.expect("a log")));
            }
            assert_eq!(keys, (0..count).map(id).collect::<Vec<_>>());

            let mut pages = call.clone().pages();
            let mut keys = Vec::new();
            while keys.len() < stop && let Some(page) = pages.next().await {
                keys.extend(page.expect("a page").data_list.iter().map(key));
            }
            let position: Position = pages.position().to_string().parse().expect("a position");
            assert_eq!(position, pages.position());
            let mut pages = call.pages().resume(position);
            while let Some(page) = pages.next().await {
                keys.extend(page.expect("a page").data_list.iter().map(key));
            }
            assert_eq!(keys, (0..count).map(id).collect::<Vec<_>>());
        });
    }

    /// Whatever the position says, a window never panics, never reads without end, and gives no record twice.
    #[test]
    fn a_window_at_any_position_ends(text in texts()) {
        if let Ok(position) = text.parse::<WindowPosition>() {
            block_on(async {
                let (server, _) = start(logs(60).greatest_offset(20));
                let call = client(&server, 1).list_container_image_logs();
                for (from, to) in [(0, time(60)), (i64::MIN, i64::MAX)] {
                    let mut window = call.clone().window(from, to).greatest_offset(20).resume(position.clone(), [""; 0]);
                    let mut keys = Vec::new();
                    while let Some(log) = window.next().await {
                        match log {
                            Ok(log) => keys.push(key(&log)),
                            Err(error) => assert!(
                                matches!(error.kind(), ErrorKind::InvalidArgument | ErrorKind::Paging | ErrorKind::Api),
                                "{error}"
                            ),
                        }
                    }
                    assert_unique(&keys);
                    assert!(server.received().len() < 2000, "endless");
                }
            });
        }
    }
}
