//! JSON bodies: small, readable, and shaped as the document says.

use booking::poster;
use poem::http::{HeaderMap, header};
use poem::{Request, RequestBody, Result};
use poem_openapi::registry::{MetaMediaType, MetaRequest, MetaSchemaRef, Registry};
use poem_openapi::types::ParseFromJSON;
use poem_openapi::{ApiExtractor, ApiExtractorType, ExtractParamOptions};

use super::structure;
use crate::problem::Problem;

/// Largest body of visitors and staff, bytes: several times the longest notes that a visitor may send.
const LARGEST: usize = 64 * 1024;
/// Largest body of administrators, bytes: a privacy notice in two languages.
const LARGEST_OF_ADMINISTRATORS: usize = 512 * 1024;

/// A form has some lines around its file.
const AROUND_A_FILE: usize = 64 * 1024;

/// How long a body that is sent to `path` may be, bytes.
#[must_use]
pub fn largest(path: &str) -> usize {
    if takes_file(path) {
        poster::LARGEST + AROUND_A_FILE
    } else if path.starts_with("/admin/") {
        LARGEST_OF_ADMINISTRATORS
    } else {
        LARGEST
    }
}

/// Whether a form with a file is sent to `path`, not JSON.
#[must_use]
pub fn takes_file(path: &str) -> bool {
    path.starts_with("/admin/") && (path.ends_with("/poster") || path.ends_with("/logo"))
}

/// A JSON body.
///
/// 413 when it is too large, 415 when it is something else, 400 when it cannot be read, 422 with all faults when it is
/// not of `T`'s shape.
#[derive(Debug)]
pub struct Body<T>(pub T);

impl<'a, T: ParseFromJSON> ApiExtractor<'a> for Body<T> {
    const TYPES: &'static [ApiExtractorType] = &[ApiExtractorType::RequestObject];
    const PARAM_IS_REQUIRED: bool = true;

    type ParamType = ();
    type ParamRawType = ();

    fn register(registry: &mut Registry) {
        T::register(registry);
    }

    fn request_meta() -> Option<MetaRequest> {
        let content = MetaMediaType { content_type: "application/json", schema: T::schema_ref() };
        Some(MetaRequest { description: None, content: vec![content], required: true })
    }

    async fn from_request(
        request: &'a Request,
        body: &mut RequestBody,
        _: ExtractParamOptions<Self::ParamType>,
    ) -> Result<Self> {
        if !is_json(request.headers()) {
            return Err(Problem::unsupported_media_type().into());
        }
        let bytes = bytes(request, body).await?;
        Ok(Self(parse(&bytes)?))
    }
}

/// A JSON body that may be left out, or be `null` as browsers send it that have nothing to say: what it would say is then
/// as usual.
///
/// Refuses as [`Body`] does, but for no body at all.
#[derive(Debug)]
pub struct OptionalBody<T>(pub T);

impl<'a, T: ParseFromJSON + Default> ApiExtractor<'a> for OptionalBody<T> {
    const TYPES: &'static [ApiExtractorType] = &[ApiExtractorType::RequestObject];
    const PARAM_IS_REQUIRED: bool = false;

    type ParamType = ();
    type ParamRawType = ();

    fn register(registry: &mut Registry) {
        T::register(registry);
    }

    fn request_meta() -> Option<MetaRequest> {
        let content = MetaMediaType { content_type: "application/json", schema: T::schema_ref() };
        Some(MetaRequest { description: None, content: vec![content], required: false })
    }

    async fn from_request(
        request: &'a Request,
        body: &mut RequestBody,
        _: ExtractParamOptions<Self::ParamType>,
    ) -> Result<Self> {
        let bytes = bytes(request, body).await?;
        if bytes.is_empty() {
            return Ok(Self(T::default()));
        }
        if !is_json(request.headers()) {
            return Err(Problem::unsupported_media_type().into());
        }
        if bytes.trim_ascii() == b"null" {
            return Ok(Self(T::default()));
        }
        Ok(Self(parse(&bytes)?))
    }
}

pub(super) async fn bytes(request: &Request, body: &mut RequestBody) -> Result<Vec<u8>> {
    if is_packed(request.headers()) {
        return Err(Problem::not_accepted("The body must not be compressed.").into());
    }
    let bytes = body.take()?.into_bytes_limit(largest(request.uri().path())).await.map_err(|error| match error {
        poem::error::ReadBodyError::PayloadTooLarge => Problem::payload_too_large(),
        _ => Problem::bad_request("The request body broke off."),
    })?;
    Ok(bytes.to_vec())
}

fn parse<T: ParseFromJSON>(bytes: &[u8]) -> Result<T, Problem> {
    let mut value = serde_json::from_slice(bytes)
        .map_err(|error| Problem::bad_request(format!("The body is not JSON: {}.", Place(&error))))?;
    let mut registry = Registry::new();
    T::register(&mut registry);
    if let MetaSchemaRef::Reference(name) = T::schema_ref() {
        structure::check(&mut value, &name, &registry)?;
    }
    T::parse_from_json(Some(value))
        .map_err(|_| Problem::bad_request("The body is not of the shape that the document describes."))
}

/// Where JSON stops being JSON. Not the parser's own words: they may repeat what was sent.
struct Place<'a>(&'a serde_json::Error);

impl std::fmt::Display for Place<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "line {}, column {}", self.0.line(), self.0.column())
    }
}

/// Nothing is unpacked: what is small on the way could fill the memory.
fn is_packed(headers: &HeaderMap) -> bool {
    headers.get_all(header::CONTENT_ENCODING).iter().any(|coding| !coding.as_bytes().eq_ignore_ascii_case(b"identity"))
}

fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    kind == "application/json" || (kind.starts_with("application/") && kind.ends_with("+json"))
}

#[cfg(test)]
mod tests {
    use poem::http::{HeaderMap, HeaderValue, header};

    use super::is_json;

    #[test]
    fn json_is_known_by_its_content_type() {
        let of = |kind: &'static str| {
            is_json(&HeaderMap::from_iter([(header::CONTENT_TYPE, HeaderValue::from_static(kind))]))
        };
        assert!(of("application/json") && of("Application/JSON; charset=utf-8") && of("application/merge-patch+json"));
        assert!(!of("text/plain") && !of("text/json") && !of("") && !is_json(&HeaderMap::new()));
    }
}
