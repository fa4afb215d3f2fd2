use booking::audit::{self, Filter};
use poem_openapi::OpenApi;
use poem_openapi::param::Query;

use crate::answer::Answer;
use crate::auth::Administrator;
use crate::document::Tag;
use crate::json::admin::{AuditActor, AuditEntry, AuditLog};
use crate::problem::{Nothing, Problem, Refused};
use crate::request::{Call, Faults, given, instant, page};

/// `GET /admin/audit-log`.
#[derive(Debug)]
pub struct ReadAuditLog;

#[OpenApi]
impl ReadAuditLog {
    /// Who did what to which record, when, from where; newest first
    #[oai(path = "/admin/audit-log", method = "get", operation_id = "listAuditLog", tag = "Tag::House")]
    #[expect(clippy::too_many_arguments, reason = "each is a parameter of the address")]
    async fn list(
        &self,
        call: Call,
        _admin: Administrator,
        /// Acts of this kind of actor.
        actor: Query<Option<AuditActor>>,
        /// Acts of this user of the house.
        user_id: Query<Option<i64>>,
        /// Acts of this name, such as `reservation.confirmed`.
        action: Query<Option<String>>,
        /// Acts on this kind of record, such as `reservation`.
        subject: Query<Option<String>>,
        /// Acts on this record; of whatever kind, unless `subject` says which.
        subject_id: Query<Option<i64>>,
        /// At or after this time (`2026-05-15T20:30:00+02:00`) or day (`2026-05-15`).
        from: Query<Option<String>>,
        /// Before this time or day.
        to: Query<Option<String>>,
        /// Which page, from 1.
        page: Query<Option<u64>>,
        /// Rows of a page, 50 where unset, 100 at most.
        page_size: Query<Option<u64>>,
    ) -> Result<Answer<AuditLog>, Refused<Nothing>> {
        let wanted = self::page(page.0, page_size.0)?;
        let zone = call.house.zone;
        let mut faults = Faults::default();
        let from = faults.take(given(from).map(|text| instant("from", &text, zone)).transpose());
        let to = faults.take(given(to).map(|text| instant("to", &text, zone)).transpose());
        let (Some(from), Some(to)) = (from, to) else { return Err(Problem::from(faults).into()) };
        let filter = Filter {
            actor: actor.0.map(Into::into),
            user_id: user_id.0,
            action: given(action),
            subject: given(subject),
            subject_id: subject_id.0,
            from,
            to,
        };
        let found = audit::entries(call.db(), &filter, wanted).await?;
        let here = call.here();
        Ok(Answer(AuditLog::page(found, wanted, |entry| AuditEntry::of(entry, here))))
    }
}
