//! Parameters that may be left out.

use poem_openapi::param::Query;

/// The parameter's text; one that is left empty, as forms do, is left out.
#[must_use]
pub fn given(parameter: Query<Option<String>>) -> Option<String> {
    parameter.0.filter(|text| !text.is_empty())
}
