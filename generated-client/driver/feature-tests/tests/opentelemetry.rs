//! The header `traceparent` where spans of `tracing` are spans of OpenTelemetry: the parent that a server sees is the span of
//! the attempt.
//!
//! A test program of its own: the propagator is that of all threads of a program.

use std::{
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};

use driver::server::{CannedResponse, Received, Server};
use huaweicloud_hss::{Client, RetryPolicy};
use opentelemetry::trace::{SpanId, TraceContextExt, TracerProvider};
use opentelemetry_sdk::{
    propagation::TraceContextPropagator,
    trace::{InMemorySpanExporter, SdkTracerProvider, SpanData},
};
use tracing::Instrument;
use tracing_opentelemetry::OpenTelemetrySpanExt;
use tracing_subscriber::layer::SubscriberExt;

/// The spans with a name, in the order in which they began.
fn named(spans: &[SpanData], is_named: impl Fn(&str) -> bool) -> Vec<&SpanData> {
    let mut found: Vec<_> = spans.iter().filter(|span| is_named(&span.name)).collect();
    found.sort_by_key(|span| span.start_time);
    found
}

#[tokio::test]
async fn the_parent_is_the_span_of_the_attempt() {
    opentelemetry::global::set_text_map_propagator(TraceContextPropagator::new());
    let exporter = InMemorySpanExporter::default();
    let provider = SdkTracerProvider::builder()
        .with_simple_exporter(exporter.clone())
        .build();
    let layer = tracing_opentelemetry::layer().with_tracer(provider.tracer("test"));
    let _guard = tracing::subscriber::set_default(tracing_subscriber::registry().with(layer));

    let next = AtomicUsize::new(0);
    let server = Server::start(move |_: &Received| match next.fetch_add(1, Ordering::SeqCst) {
        0 => CannedResponse::new(503, &[], ""),
        _ => CannedResponse::json(200, "{}"),
    });
    let server = server.expect("a free port");
    let client = Client::builder().endpoint(server.endpoint()).project_id("p").token("t");
    let policy = RetryPolicy::default().base(Duration::from_millis(1));
    let client = client.retry_policy(policy).build().expect("settings");
    let program = tracing::info_span!("program");
    let trace = program.context().span().span_context().trace_id();
    let call = client.list_container_image_logs().send();
    call.instrument(program).await.expect("the second attempt");

    let spans = exporter.get_finished_spans().expect("spans");
    let calls = named(&spans, |name| name == "ListContainerImageLogs");
    let attempts = named(&spans, |name| name.starts_with("GET "));
    let program = named(&spans, |name| name == "program");
    assert_eq!((program.len(), calls.len(), attempts.len()), (1, 1, 2), "{spans:?}");
    assert_eq!(calls[0].parent_span_id, program[0].span_context.span_id());
    let parent = |span: SpanId| format!("00-{trace}-{span}-01");
    let received = server.received();
    let sent: Vec<_> = received
        .iter()
        .filter_map(|request| request.header("traceparent"))
        .collect();
    let expected: Vec<_> = attempts
        .iter()
        .map(|attempt| parent(attempt.span_context.span_id()))
        .collect();
    assert_eq!(sent, expected);
    assert_ne!(sent[0], sent[1]);
    for attempt in attempts {
        assert_eq!(attempt.parent_span_id, calls[0].span_context.span_id());
    }
}
