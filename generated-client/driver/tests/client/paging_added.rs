//! Parameters of the query that are added to a call whose pages are read: one that says which page it is would return the same
//! page again and again, so that it is refused before anything is sent.

use huaweicloud_hss::{
    Client, Error, ErrorKind,
    middleware::{BoxFuture, Middleware, Next, Outcome, Request},
    operations::ListContainerImageLogs,
};

use crate::paging_logs::{id, key, logs, time};
use crate::support::{builder, start};

/// Sets a parameter around each call or each attempt.
struct Sets {
    name: &'static str,
    around_attempts: bool,
}

impl Middleware for Sets {
    fn call<'a>(&'a self, request: &'a mut Request, next: Next<'a>) -> BoxFuture<'a, Outcome> {
        Box::pin(async move {
            if !self.around_attempts
                && let Err(error) = request.set_query(self.name, "2")
            {
                return error.into();
            }
            next.run(request).await
        })
    }

    fn attempt<'a>(&'a self, request: &'a mut Request, next: Next<'a>) -> BoxFuture<'a, Outcome> {
        Box::pin(async move {
            if self.around_attempts
                && let Err(error) = request.set_query(self.name, "2")
            {
                return error.into();
            }
            next.run(request).await
        })
    }
}

/// How the parameter gets into the call.
#[derive(Clone, Copy, Debug)]
enum Way {
    Options,
    Call,
    Attempt,
}

fn call(endpoint: &str, way: Way, name: &'static str) -> ListContainerImageLogs {
    let builder = builder(endpoint);
    let client = |builder: huaweicloud_hss::ClientBuilder| -> Client { builder.build().expect("settings") };
    let around = |around_attempts| Sets { name, around_attempts };
    match way {
        Way::Options => client(builder)
            .list_container_image_logs()
            .options(|options| options.query(name, "2")),
        Way::Call => client(builder.middleware(around(false))).list_container_image_logs(),
        Way::Attempt => client(builder.middleware(around(true))).list_container_image_logs(),
    }
}

fn assert_refused(error: &Error, name: &str) {
    assert_eq!(error.kind(), ErrorKind::InvalidArgument, "{error:?}");
    let text = error.to_string();
    assert!(text.contains(&format!("`{name}` cannot be added")), "{text}");
    assert!(text.contains("`resume(…)`") && text.contains("own parameter"), "{text}");
}

#[tokio::test]
async fn a_parameter_that_says_which_page_it_is_is_refused() {
    for way in [Way::Options, Way::Call, Way::Attempt] {
        for name in ["offset", "limit"] {
            let server = start(logs(30));
            let call = call(&server.endpoint(), way, name);
            let page = call.clone().pages().next().await.expect("an error");
            assert_refused(&page.expect_err("refused"), name);
            let items = call.clone().items().prefetch(2);
            let record = { items }.next().await.expect("an error");
            assert_refused(&record.expect_err("refused"), name);
            let record = call.clone().items().concurrent_pages(3).lenient().next().await;
            assert_refused(&record.expect("an error").expect_err("refused"), name);
            assert!(server.received().is_empty(), "{way:?}");
        }
        for name in ["offset", "limit", "start_time", "end_time"] {
            let server = start(logs(30));
            let call = call(&server.endpoint(), way, name);
            let record = call.window(0, time(40)).next().await.expect("an error");
            assert_refused(&record.expect_err("refused"), name);
            assert!(server.received().is_empty(), "{way:?}");
        }
    }
}

/// The readers of pages alone set these: without one a call may have any of them.
#[tokio::test]
async fn a_call_for_one_page_may_have_them() {
    for way in [Way::Options, Way::Call, Way::Attempt] {
        let server = start(logs(30));
        let page = call(&server.endpoint(), way, "offset").limit(3).send().await;
        let first = page.expect("a page").data_list.first().map(key);
        assert_eq!(first, Some(id(2)), "{way:?}");
    }
}

/// Other parameters are the same on all pages.
#[tokio::test]
async fn other_parameters_are_sent_with_all_pages() {
    for way in [Way::Options, Way::Call, Way::Attempt] {
        let server = start(logs(30));
        let mut items = call(&server.endpoint(), way, "trace").items();
        let mut keys = Vec::new();
        while let Some(log) = items.next().await {
            keys.push(key(&log.expect("a log")));
        }
        assert_eq!(keys, (0..30).map(id).collect::<Vec<_>>());
        let received = server.received();
        assert!(received.len() >= 3 && received.iter().all(|request| request.query().contains("trace=2")));
    }
}
