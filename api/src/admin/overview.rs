use booking::overview;
use poem_openapi::OpenApi;

use super::queues::queues;
use crate::answer::Answer;
use crate::auth::Administrator;
use crate::document::Tag;
use crate::json::admin::Overview;
use crate::problem::{Nothing, Refused};
use crate::request::Call;

/// `GET /admin/overview`.
#[derive(Debug)]
pub struct ReadOverview;

#[OpenApi]
impl ReadOverview {
    /// The dashboard's numbers
    #[oai(path = "/admin/overview", method = "get", operation_id = "getOverview", tag = "Tag::Season")]
    async fn read(&self, call: Call, _admin: Administrator) -> Result<Answer<Overview>, Refused<Nothing>> {
        let numbers = overview::overview(call.db(), call.now, call.house.zone).await?;
        Ok(Answer(Overview::of(numbers, queues(&call).await?, call.here())))
    }
}
