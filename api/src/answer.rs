//! The answers of operations that go well.

use poem::http::{HeaderValue, StatusCode, header};
use poem::{IntoResponse, Response};
use poem_openapi::ApiResponse;
use poem_openapi::registry::{MetaMediaType, MetaResponse, MetaResponses, MetaSchemaRef, Registry};
use poem_openapi::types::{ToJSON, Type};

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

/// A calendar (RFC 5545), to be saved or subscribed to.
#[derive(Debug)]
pub struct CalendarFile {
    /// The text.
    pub text: String,
    /// Name to save it under.
    pub name: String,
}

impl IntoResponse for CalendarFile {
    fn into_response(self) -> Response {
        let mut response = Response::builder().content_type("text/calendar; charset=utf-8").body(self.text);
        if let Ok(disposition) = HeaderValue::from_str(&format!("attachment; filename=\"{}\"", self.name)) {
            response.headers_mut().insert(header::CONTENT_DISPOSITION, disposition);
        }
        response
    }
}

impl ApiResponse for CalendarFile {
    fn meta() -> MetaResponses {
        let schema = MetaSchemaRef::Inline(Box::new(<String as Type>::schema_ref().unwrap_inline().clone()));
        meta(200, vec![MetaMediaType { content_type: "text/calendar", schema }])
    }

    fn register(_: &mut Registry) {}
}
