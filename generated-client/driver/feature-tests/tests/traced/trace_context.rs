//! The header `traceparent`, from a function and from OpenTelemetry.

use std::sync::atomic::{AtomicU64, Ordering};

use driver::server::{CannedResponse, Received, Server};
use huaweicloud_hss::{Client, RetryPolicy, TraceContext};
use opentelemetry::{
    Context,
    propagation::{Extractor, Injector, TextMapPropagator, text_map_propagator::FieldIter},
    trace::{SpanContext, SpanId, TraceContextExt, TraceFlags, TraceId, TraceState},
};

const PARENT: &str = "00-00000000000000000000000000000001-0000000000000002-01";

fn fails_once() -> Server {
    let next = AtomicU64::new(0);
    let server = Server::start(move |_: &Received| match next.fetch_add(1, Ordering::SeqCst) {
        0 => CannedResponse::new(503, &[], ""),
        _ => CannedResponse::json(200, r#"{"total_num":1}"#),
    });
    server.expect("a free port")
}

fn builder(server: &Server) -> huaweicloud_hss::ClientBuilder {
    let policy = RetryPolicy::default().base(std::time::Duration::from_millis(1));
    let builder = Client::builder().endpoint(server.endpoint()).project_id("p");
    builder.retry_policy(policy)
}

fn headers(server: &Server, name: &str) -> Vec<Option<String>> {
    let received = server.received();
    received
        .iter()
        .map(|request| request.header(name).map(str::to_owned))
        .collect()
}

#[tokio::test]
async fn each_attempt_has_the_context_of_its_time_and_it_is_not_signed() {
    let server = fails_once();
    let span = AtomicU64::new(2);
    let client = builder(&server)
        .access_key("AKIDCANARY01", "secret-key-of-a-test-0123456789")
        .trace_context(move || Some(TraceContext::new(1, span.fetch_add(1, Ordering::SeqCst), true).state("a=b")))
        .build()
        .expect("the settings are right");
    client
        .list_container_image_logs()
        .send()
        .await
        .expect("the second attempt");
    let second = PARENT.replace("2-01", "3-01");
    assert_eq!(headers(&server, "traceparent"), [Some(PARENT.to_owned()), Some(second)]);
    assert_eq!(
        headers(&server, "tracestate"),
        [Some("a=b".to_owned()), Some("a=b".to_owned())]
    );
    for signature in headers(&server, "authorization") {
        let signature = signature.expect("it is signed");
        assert!(
            signature.contains("SignedHeaders=") && !signature.contains("trace"),
            "{signature}"
        );
    }
}

#[tokio::test]
async fn a_header_of_the_call_is_sent_instead() {
    let server = fails_once();
    let client = builder(&server)
        .token("t")
        .trace_context(|| Some(TraceContext::new(7, 7, true)));
    let client = client.build().expect("the settings are right");
    let call = client
        .list_container_image_logs()
        .options(|options| options.header("traceparent", PARENT));
    call.send().await.expect("the second attempt");
    assert_eq!(
        headers(&server, "traceparent"),
        [const { Some(PARENT) }; 2].map(|text| text.map(str::to_owned))
    );
}

/// The propagator of W3C Trace Context, as far as it writes, and one that would leak.
#[derive(Debug)]
struct Propagator;

impl TextMapPropagator for Propagator {
    fn inject_context(&self, context: &Context, injector: &mut dyn Injector) {
        let span = context.span().span_context().clone();
        if span.is_valid() {
            let (trace, id, flags) = (span.trace_id(), span.span_id(), span.trace_flags().to_u8());
            injector.set("traceparent", format!("00-{trace}-{id}-{flags:02x}"));
            injector.set("tracestate", span.trace_state().header());
            injector.set("baggage", "user=canary".to_owned());
            injector.set("authorization", "canary".to_owned());
        }
    }

    fn extract_with_context(&self, context: &Context, _: &dyn Extractor) -> Context {
        context.clone()
    }

    fn fields(&self) -> FieldIter<'_> {
        FieldIter::new(&[])
    }
}

#[tokio::test]
async fn the_context_of_opentelemetry_is_sent() {
    opentelemetry::global::set_text_map_propagator(Propagator);
    let state = TraceState::from_key_value([("a", "b")]).expect("it is valid");
    let span = SpanContext::new(
        TraceId::from(1_u128),
        SpanId::from(2_u64),
        TraceFlags::SAMPLED,
        false,
        state,
    );
    let server = fails_once();
    let client = builder(&server).token("t").build().expect("the settings are right");
    let call = client.list_container_image_logs();
    {
        let _attached = Context::new().with_remote_span_context(span).attach();
        call.clone().send().await.expect("the second attempt");
    }
    call.send().await.expect("outside of a span");
    let parent = Some(PARENT.to_owned());
    assert_eq!(headers(&server, "traceparent"), [parent.clone(), parent, None]);
    assert_eq!(headers(&server, "tracestate")[0].as_deref(), Some("a=b"));
    assert_eq!(headers(&server, "baggage"), [None, None, None]);
    assert_eq!(headers(&server, "authorization"), [None, None, None]);
}
