//! Traces: the spans of both programs, sent to a collector that speaks OTLP over HTTP, where one is named. Where none is,
//! nothing here does anything.
//!
//! A trace begins with a visitor's request, goes on in the jobs that the request causes, by way of the W3C `traceparent`
//! in a job's metadata, and ends with the conversation with the mail server. What callers send as `traceparent` is not
//! taken: they are the public.

use std::collections::HashMap;
use std::time::Duration;

use opentelemetry::propagation::TextMapPropagator as _;
use opentelemetry::trace::{Status, TraceContextExt as _, TracerProvider as _};
use opentelemetry::{Context, KeyValue};
use opentelemetry_http::hyper::HyperClient;
use opentelemetry_http::{Bytes, HttpClient, HttpError, Request, Response};
use opentelemetry_otlp::{ExporterBuildError, Protocol, SpanExporter, WithExportConfig as _, WithHttpConfig as _};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::propagation::TraceContextPropagator;
use opentelemetry_sdk::trace::{SdkTracer, SdkTracerProvider};
use tokio::runtime::Handle;
use tracing::level_filters::LevelFilter;
use tracing::{Metadata, Span, Subscriber};
use tracing_opentelemetry::OpenTelemetrySpanExt as _;
use tracing_subscriber::Layer;
use tracing_subscriber::filter::dynamic_filter_fn;
use tracing_subscriber::registry::LookupSpan;

/// A collector takes what it is sent within this time, or does without.
const PATIENCE: Duration = Duration::from_secs(5);

/// Header, and key in a job's metadata, by which a trace goes on elsewhere (W3C Trace Context).
const TRACEPARENT: &str = "traceparent";

/// Whose spans and events are sent: our own. What libraries say has no use there, and nobody has looked at what it holds.
const OURS: [&str; 4] = ["api", "booking", "platform", "worker"];

/// Spans on their way to the collector. Nothing at all where none is named.
#[derive(Debug)]
#[must_use = "what was not sent at the end is lost"]
pub struct Traces(Option<SdkTracerProvider>);

impl Traces {
    /// Sends spans to `collector`, if there is one, as those of `program`. Must be called in a tokio runtime.
    ///
    /// # Errors
    /// When its address is none.
    pub(crate) fn to(collector: Option<&str>, program: &'static str) -> Result<Self, ExporterBuildError> {
        let Some(collector) = collector else { return Ok(Self(None)) };
        let client = HyperClient::with_default_connector(PATIENCE, None);
        let exporter = SpanExporter::builder()
            .with_http()
            .with_protocol(Protocol::HttpBinary)
            .with_endpoint(format!("{}/v1/traces", collector.trim_end_matches('/')))
            .with_timeout(PATIENCE)
            .with_http_client(Sender { client, runtime: Handle::current() })
            .build()?;
        let resource = Resource::builder()
            .with_service_name(format!("azionelab-{program}"))
            .with_attribute(KeyValue::new("service.version", env!("CARGO_PKG_VERSION")))
            .build();
        Ok(Self(Some(SdkTracerProvider::builder().with_batch_exporter(exporter).with_resource(resource).build())))
    }

    /// What turns spans of `tracing` into those of a trace.
    pub(crate) fn layer<S>(&self) -> Option<impl Layer<S> + use<S>>
    where
        S: Subscriber + for<'span> LookupSpan<'span>,
    {
        let tracer: SdkTracer = self.0.as_ref()?.tracer("azionelab");
        // Asked each time: where both filters give a lasting answer, the subscriber does not ask before it sends an event,
        // and takes what was answered for another one.
        let ours = dynamic_filter_fn(|metadata, _| is_ours(metadata)).with_max_level_hint(LevelFilter::INFO);
        let layer = tracing_opentelemetry::layer().with_tracer(tracer);
        Some(layer.with_location(false).with_threads(false).with_tracked_inactivity(false).with_filter(ours))
    }

    /// Sends what has not been sent yet, and no more.
    pub async fn finish(self) {
        let Some(provider) = self.0 else { return };
        // It waits for the collector, whose answer comes in on this runtime.
        let ended = tokio::task::spawn_blocking(move || provider.shutdown_with_timeout(PATIENCE)).await;
        if let Ok(Err(error)) = ended {
            tracing::warn!(error = %crate::telemetry::chain(&error), "the last spans did not reach the collector");
        }
    }
}

fn is_ours(metadata: &Metadata<'_>) -> bool {
    let program = metadata.target().split("::").next().unwrap_or_default();
    OURS.contains(&program) && *metadata.level() <= LevelFilter::INFO
}

/// The exporter has a thread of its own, and its requests are made on the program's runtime.
#[derive(Debug)]
struct Sender {
    client: HyperClient,
    runtime: Handle,
}

#[async_trait::async_trait]
impl HttpClient for Sender {
    async fn send_bytes(&self, request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
        let client = self.client.clone();
        self.runtime.spawn(async move { client.send_bytes(request).await }).await?
    }
}

/// How `span` is named elsewhere; `None` when nothing is traced.
#[must_use]
pub fn traceparent(span: &Span) -> Option<String> {
    let mut headers = HashMap::new();
    TraceContextPropagator::new().inject_context(&span.context(), &mut headers);
    headers.remove(TRACEPARENT)
}

/// Makes `span`, which has not begun, go on with the trace of another program. What is no `traceparent` changes nothing.
pub fn go_on(span: &Span, traceparent: &str) {
    let headers = HashMap::from([(TRACEPARENT.to_owned(), traceparent.to_owned())]);
    let parent = TraceContextPropagator::new().extract_with_context(&Context::new(), &headers);
    if parent.span().span_context().is_valid() {
        // Refused only where nothing is traced.
        let _ = span.set_parent(parent);
    }
}

/// Tells of the answer to a request in its span, in the words of OpenTelemetry's conventions for HTTP. `route` is the
/// template of the path.
pub fn answered(span: &Span, method: &'static str, route: &str, status: u16) {
    let context = span.context();
    let span = context.span();
    span.update_name(format!("{method} {route}"));
    span.set_attribute(KeyValue::new("http.request.method", method));
    span.set_attribute(KeyValue::new("http.route", route.to_owned()));
    span.set_attribute(KeyValue::new("http.response.status_code", i64::from(status)));
    if status >= 500 {
        span.set_status(Status::error(""));
    }
}
