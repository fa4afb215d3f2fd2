//! Who did what to which record, when, from where.

use sea_orm::entity::prelude::*;

use crate::value::AuditActor;

/// Who did what to which record, when, from where.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_log")]
pub struct Model {
    /// Row id.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// When.
    pub occurred_at: DateTimeUtc,
    /// What kind of actor.
    pub actor: AuditActor,
    /// Which user of the house.
    pub user_id: Option<i64>,
    /// What, as `subject.verb`.
    #[sea_orm(column_type = "Text")]
    pub action: String,
    /// Kind of the record.
    #[sea_orm(column_type = "Text")]
    pub subject: String,
    /// Which record.
    pub subject_id: i64,
    /// Figures of the change; no personal data.
    #[sea_orm(column_type = "JsonBinary")]
    pub detail: Json,
    /// The request that did it.
    #[sea_orm(column_type = "Text", nullable)]
    pub request_id: Option<String>,
    /// Where it came from.
    #[sea_orm(column_type = "Text", nullable)]
    pub client_address: Option<String>,
}

/// Tables this one points to.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
