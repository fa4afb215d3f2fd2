//! Files, sent as the fields of a form.

use poem::http::{HeaderMap, header};
use poem::web::Multipart;
use poem::{FromRequest, Request, RequestBody, Result};
use poem_openapi::registry::{MetaMediaType, MetaRequest, MetaSchema, MetaSchemaRef, Registry};
use poem_openapi::{ApiExtractor, ApiExtractorType, ExtractParamOptions};

use super::body;
use crate::problem::{Problem, fault};

/// Name of the field.
const FIELD: &str = "file";

/// The file of a form (`multipart/form-data`, RFC 7578) with one field, `file`.
///
/// 413 when it is too large, 415 when no form is sent, 400 when it breaks off, 422 without the field or with another.
#[derive(Debug)]
pub struct UploadedFile(pub Vec<u8>);

impl<'a> ApiExtractor<'a> for UploadedFile {
    const TYPES: &'static [ApiExtractorType] = &[ApiExtractorType::RequestObject];
    const PARAM_IS_REQUIRED: bool = true;

    type ParamType = ();
    type ParamRawType = ();

    fn register(_: &mut Registry) {}

    fn request_meta() -> Option<MetaRequest> {
        let file = MetaSchema::new_with_format("string", "binary");
        let form = MetaSchema {
            required: vec![FIELD],
            properties: vec![(FIELD, MetaSchemaRef::Inline(Box::new(file)))],
            ..MetaSchema::new("object")
        };
        let schema = MetaSchemaRef::Inline(Box::new(form));
        let content = MetaMediaType { content_type: "multipart/form-data", schema };
        Some(MetaRequest { description: None, content: vec![content], required: true })
    }

    async fn from_request(
        request: &'a Request,
        body: &mut RequestBody,
        _: ExtractParamOptions<Self::ParamType>,
    ) -> Result<Self> {
        if !is_form(request.headers()) {
            return Err(Problem::not_accepted("The body must be a form, sent as `multipart/form-data`.").into());
        }
        let bytes = body::bytes(request, body).await?;
        let mut whole = RequestBody::new(bytes.into());
        let broken = |_| Problem::bad_request("The form cannot be read.");
        let mut form = <Multipart as FromRequest>::from_request(request, &mut whole).await.map_err(broken)?;
        let mut file = None;
        while let Some(field) = form.next_field().await.map_err(|_| Problem::bad_request("The form cannot be read."))? {
            if field.name() != Some(FIELD) || file.is_some() {
                let name = field.name().unwrap_or_default().chars().take(64).filter(|sign| !sign.is_control());
                return Err(
                    Problem::from(fault(&name.collect::<String>(), "unknown", "is not a field of this form")).into()
                );
            }
            let bytes = field.bytes().await.map_err(|_| Problem::bad_request("The form cannot be read."))?;
            file = Some(bytes);
        }
        match file {
            Some(bytes) => Ok(Self(bytes)),
            None => Err(Problem::from(fault(FIELD, "required", "is required")).into()),
        }
    }
}

fn is_form(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    kind.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case("multipart/form-data")
}
