//! The answers of operations that go well.

use std::time::Duration;

use poem::http::{HeaderValue, StatusCode, header};
use poem::{IntoResponse, Response};
use poem_openapi::ApiResponse;
use poem_openapi::registry::{MetaMediaType, MetaResponse, MetaResponses, MetaSchema, MetaSchemaRef, Registry};
use poem_openapi::types::{ToJSON, Type};

/// Longer than the work behind an answer that tells nothing takes, but for a database in trouble.
const DISCREET: Duration = Duration::from_millis(300);

/// Works, and is ready no sooner than other work of this kind: where an answer is the same whether or not an address is
/// known, its time must be the same, too.
pub async fn no_sooner<T>(work: impl Future<Output = T>) -> T {
    let (done, ()) = tokio::join!(work, tokio::time::sleep(DISCREET));
    done
}

/// A JSON body with status `STATUS`.
#[derive(Debug)]
pub struct Answer<T, const STATUS: u16 = 200>(pub T);

/// Something was made.
pub type Created<T> = Answer<T, 201>;

/// Something will be done.
pub type Promised<T> = Answer<T, 202>;

fn meta(status: u16, content: Vec<MetaMediaType>) -> MetaResponses {
    let description = match status {
        201 => "Created",
        202 => "Accepted",
        204 => "Done",
        _ => "OK",
    };
    let response = MetaResponse { description, status: Some(status), status_range: None, content, headers: Vec::new() };
    MetaResponses { responses: vec![response] }
}

impl<T: ToJSON + Send, const STATUS: u16> IntoResponse for Answer<T, STATUS> {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(STATUS).unwrap_or(StatusCode::OK);
        Response::builder().status(status).content_type("application/json").body(self.0.to_json_string())
    }
}

impl<T: ToJSON + Type, const STATUS: u16> ApiResponse for Answer<T, STATUS> {
    fn meta() -> MetaResponses {
        meta(STATUS, vec![MetaMediaType { content_type: "application/json", schema: T::schema_ref() }])
    }

    fn register(registry: &mut Registry) {
        T::register(registry);
    }
}

/// Done, and nothing more to say.
#[derive(Debug)]
pub struct NoContent;

impl IntoResponse for NoContent {
    fn into_response(self) -> Response {
        StatusCode::NO_CONTENT.into_response()
    }
}

impl ApiResponse for NoContent {
    fn meta() -> MetaResponses {
        meta(204, Vec::new())
    }

    fn register(_: &mut Registry) {}
}

/// Declares a file to be saved: its content, and the name to save it under.
macro_rules! file {
    ($(#[$meta:meta])* $name:ident { $content:ident: $kind:ty } as $content_type:literal, $header:literal, $schema:expr) => {
        $(#[$meta])*
        #[derive(Debug)]
        pub struct $name {
            /// What is in it.
            pub $content: $kind,
            /// Name to save it under.
            pub name: String,
        }

        impl IntoResponse for $name {
            fn into_response(self) -> Response {
                let mut response = Response::builder().content_type($header).body(self.$content);
                if let Ok(disposition) = HeaderValue::from_str(&format!("attachment; filename=\"{}\"", self.name)) {
                    response.headers_mut().insert(header::CONTENT_DISPOSITION, disposition);
                }
                response
            }
        }

        impl ApiResponse for $name {
            fn meta() -> MetaResponses {
                let schema = MetaSchemaRef::Inline(Box::new($schema));
                meta(200, vec![MetaMediaType { content_type: $content_type, schema }])
            }

            fn register(_: &mut Registry) {}
        }
    };
}

fn text() -> MetaSchema {
    MetaSchema::new("string")
}

fn bytes() -> MetaSchema {
    MetaSchema::new_with_format("string", "binary")
}

file! {
    /// A calendar (RFC 5545), to be saved or subscribed to.
    CalendarFile { text: String } as "text/calendar", "text/calendar; charset=utf-8", text()
}
file! {
    /// A table (RFC 4180).
    CsvFile { text: String } as "text/csv", "text/csv; charset=utf-8; header=present", text()
}
file! {
    /// An Excel workbook.
    Workbook { bytes: Vec<u8> } as "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", bytes()
}

/// A picture that may be kept for ever, since its name changes with its content.
#[derive(Debug)]
pub struct WebpPicture(pub Vec<u8>);

impl IntoResponse for WebpPicture {
    fn into_response(self) -> Response {
        Response::builder()
            .content_type("image/webp")
            .header(header::CACHE_CONTROL, "public, max-age=31536000, immutable")
            .body(self.0)
    }
}

impl ApiResponse for WebpPicture {
    fn meta() -> MetaResponses {
        let schema = MetaSchemaRef::Inline(Box::new(bytes()));
        meta(200, vec![MetaMediaType { content_type: "image/webp", schema }])
    }

    fn register(_: &mut Registry) {}
}
