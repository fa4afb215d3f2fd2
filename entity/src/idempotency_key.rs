//! What a booking request was answered, for its repeats.

use sea_orm::entity::prelude::*;

/// What a booking request was answered, for its repeats.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "idempotency_keys")]
pub struct Model {
    /// SHA-256 of the client's key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub key_sha256: Vec<u8>,
    /// SHA-256 of what was asked.
    pub body_sha256: Vec<u8>,
    /// What was answered; no personal data.
    #[sea_orm(column_type = "JsonBinary")]
    pub answer: Json,
    /// When.
    pub created_at: DateTimeUtc,
    /// Forgotten after.
    pub expires_at: DateTimeUtc,
}

/// Tables this one points to.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
