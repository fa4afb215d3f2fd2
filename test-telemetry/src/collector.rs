//! A collector of traces: OTLP over HTTP (opentelemetry-proto, `docs/specification.md`), as much of it as tests need.

use std::fmt::Write as _;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::common::v1::{KeyValue, any_value};
use prost::Message as _;

/// A span, as it arrived. Ids are hexadecimal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// `service.name` of the program.
    pub program: String,
    /// Its name.
    pub name: String,
    /// Of which trace.
    pub trace: String,
    /// Its id.
    pub id: String,
    /// The span that it is part of; empty at the root.
    pub parent: String,
    /// Attributes, and those of its events, as `name=value`.
    pub attributes: Vec<String>,
}

impl Span {
    /// As others name it (W3C Trace Context).
    #[must_use]
    pub fn traceparent(&self) -> String {
        format!("00-{}-{}-01", self.trace, self.id)
    }
}

/// A collector on a port of its own, for the life of the test.
#[derive(Debug)]
pub struct Collector {
    address: SocketAddr,
    spans: Arc<Mutex<Vec<Span>>>,
}

impl Collector {
    /// Listens from now on.
    ///
    /// # Panics
    /// When there is no port.
    #[must_use]
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let spans = Arc::default();
        let kept = Arc::clone(&spans);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let (stream, kept) = (stream.unwrap(), Arc::clone(&kept));
                std::thread::spawn(move || take_all(&stream, &kept));
            }
        });
        Self { address, spans }
    }

    /// What programs are told as `OTEL_EXPORTER_OTLP_ENDPOINT`.
    #[must_use]
    pub fn endpoint(&self) -> String {
        format!("http://{}", self.address)
    }

    /// All that has arrived.
    ///
    /// # Panics
    /// When something arrived that cannot be read.
    #[must_use]
    pub fn spans(&self) -> Vec<Span> {
        self.spans.lock().unwrap().clone()
    }

    /// The first span of `program` with this name.
    #[must_use]
    pub fn find(&self, program: &str, name: &str) -> Option<Span> {
        self.spans().into_iter().find(|span| span.program == program && span.name == name)
    }
}

/// Takes requests until the other side hangs up.
fn take_all(stream: &TcpStream, kept: &Mutex<Vec<Span>>) {
    let mut reader = BufReader::new(stream);
    loop {
        let (mut head, mut length) = (Vec::new(), 0);
        loop {
            let mut line = String::new();
            if reader.read_line(&mut line).unwrap_or(0) == 0 {
                return;
            }
            let line = line.trim().to_ascii_lowercase();
            if line.is_empty() {
                break;
            }
            if let Some(value) = line.strip_prefix("content-length:") {
                length = value.trim().parse().unwrap();
            }
            head.push(line);
        }
        assert!(head[0].starts_with("post /v1/traces "), "{head:?}");
        assert!(head.contains(&"content-type: application/x-protobuf".to_owned()), "{head:?}");
        let mut body = vec![0; length];
        reader.read_exact(&mut body).unwrap();
        let request = ExportTraceServiceRequest::decode(body.as_slice()).unwrap();
        kept.lock().unwrap().extend(spans_of(request));
        let answer = b"HTTP/1.1 200 OK\r\ncontent-type: application/x-protobuf\r\ncontent-length: 0\r\n\r\n";
        if (&*stream).write_all(answer).is_err() {
            return;
        }
    }
}

fn spans_of(request: ExportTraceServiceRequest) -> impl Iterator<Item = Span> {
    request.resource_spans.into_iter().flat_map(|of_program| {
        let resource = of_program.resource.unwrap_or_default();
        let program = resource.attributes.iter().find(|attribute| attribute.key == "service.name").map(told);
        let program = program.and_then(|told| Some(told.split_once('=')?.1.to_owned())).unwrap_or_default();
        let spans = of_program.scope_spans.into_iter().flat_map(|scope| scope.spans);
        spans.map(move |span| Span {
            program: program.clone(),
            name: span.name,
            trace: hexadecimal(&span.trace_id),
            id: hexadecimal(&span.span_id),
            parent: hexadecimal(&span.parent_span_id),
            attributes: span
                .attributes
                .iter()
                .map(told)
                .chain(span.events.iter().flat_map(|event| event.attributes.iter().map(told)))
                .chain(span.events.iter().map(|event| event.name.clone()))
                .collect(),
        })
    })
}

fn told(attribute: &KeyValue) -> String {
    let value = attribute.value.as_ref().and_then(|value| value.value.as_ref());
    let value = match value {
        Some(any_value::Value::StringValue(text)) => text.clone(),
        Some(other) => format!("{other:?}"),
        None => String::new(),
    };
    format!("{}={value}", attribute.key)
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
