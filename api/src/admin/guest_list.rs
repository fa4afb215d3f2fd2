use booking::guest_list::{self, GuestList, Language, XlsxError};
use poem_openapi::OpenApi;
use poem_openapi::param::{Path, Query};

use crate::answer::{CsvFile, Workbook};
use crate::auth::Administrator;
use crate::document::Tag;
use crate::json::Locale;
use crate::problem::{Problem, Refused, refusals};
use crate::request::Call;

/// `GET /admin/performances/{id}/guests.csv` and `.xlsx`.
#[derive(Debug)]
pub struct GuestListFiles;

refusals! { NoSuchPerformance { 404: "`not_found`: there is no such performance" } }

#[OpenApi]
impl GuestListFiles {
    /// The guest list as CSV
    ///
    /// RFC 4180, UTF-8. A field that a spreadsheet would take for a formula has an apostrophe before it.
    #[oai(
        path = "/admin/performances/:id/guests.csv",
        method = "get",
        operation_id = "downloadGuestsCsv",
        tag = "Tag::Season"
    )]
    async fn csv(
        &self,
        call: Call,
        _admin: Administrator,
        /// The performance.
        id: Path<i64>,
        /// Language of headings and words, Italian where unset.
        locale: Query<Option<Locale>>,
    ) -> Result<CsvFile, Refused<NoSuchPerformance>> {
        let list = read(&call, id.0).await?;
        Ok(CsvFile {
            text: list.csv(language(&call, locale.0)),
            name: format!("{}.csv", list.file_name(call.house.zone)),
        })
    }

    /// The guest list as an Excel workbook
    ///
    /// What guests wrote is stored as text, never as a formula.
    #[oai(
        path = "/admin/performances/:id/guests.xlsx",
        method = "get",
        operation_id = "downloadGuestsXlsx",
        tag = "Tag::Season"
    )]
    async fn xlsx(
        &self,
        call: Call,
        _admin: Administrator,
        /// The performance.
        id: Path<i64>,
        /// Language of headings and words, Italian where unset.
        locale: Query<Option<Locale>>,
    ) -> Result<Workbook, Refused<NoSuchPerformance>> {
        let list = read(&call, id.0).await?;
        Ok(Workbook {
            bytes: list.xlsx(language(&call, locale.0), call.now)?,
            name: format!("{}.xlsx", list.file_name(call.house.zone)),
        })
    }
}

async fn read(call: &Call, id: i64) -> Result<GuestList, Problem> {
    let list = guest_list::read(call.db(), id).await?;
    list.ok_or_else(|| Problem::not_found("There is no such performance."))
}

fn language(call: &Call, locale: Option<Locale>) -> Language {
    Language { locale: locale.unwrap_or_default().into(), zone: call.house.zone }
}

impl From<XlsxError> for Problem {
    fn from(error: XlsxError) -> Self {
        tracing::error!(error = %platform::telemetry::chain(&error), "a guest list could not be written");
        Self::internal()
    }
}
