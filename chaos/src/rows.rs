//! What the database holds when a round is over.

use std::collections::BTreeMap;

use entity::{audit_entry, check_in, email_delivery, performance, reservation, reservation_token, ticket_asset};
use sea_orm::{DatabaseConnection, EntityTrait, QueryOrder, QuerySelect};
use sqlx::{PgPool, Row as _};

use crate::history::{Number, address};
use crate::trouble::Trouble;

/// A row of the job table.
#[derive(Debug, Clone)]
pub struct Job {
    pub queue: String,
    pub key: String,
    pub status: String,
}

/// All that is looked at.
#[derive(Debug)]
pub struct Rows {
    pub performances: Vec<performance::Model>,
    pub reservations: Vec<reservation::Model>,
    pub check_ins: Vec<check_in::Model>,
    pub audit: Vec<audit_entry::Model>,
    pub deliveries: Vec<email_delivery::Model>,
    pub tokens: Vec<reservation_token::Model>,
    /// Reservation and generation of each picture.
    pub pictures: Vec<(i64, i32)>,
    pub jobs: Vec<Job>,
}

impl Rows {
    pub async fn read(db: &DatabaseConnection, pool: &PgPool) -> Result<Self, Trouble> {
        let jobs =
            sqlx::query("SELECT job_type, coalesce(idempotency_key, '') AS key, status FROM apalis.jobs ORDER BY id");
        let job = |row: sqlx::postgres::PgRow| Job {
            queue: row.get("job_type"),
            key: row.get("key"),
            status: row.get("status"),
        };
        Ok(Self {
            performances: performance::Entity::find().order_by_asc(performance::Column::Id).all(db).await?,
            reservations: reservation::Entity::find().order_by_asc(reservation::Column::Id).all(db).await?,
            check_ins: check_in::Entity::find().order_by_asc(check_in::Column::Id).all(db).await?,
            audit: audit_entry::Entity::find().order_by_asc(audit_entry::Column::Id).all(db).await?,
            deliveries: email_delivery::Entity::find().order_by_asc(email_delivery::Column::Id).all(db).await?,
            tokens: reservation_token::Entity::find().all(db).await?,
            pictures: ticket_asset::Entity::find()
                .select_only()
                .columns([ticket_asset::Column::ReservationId, ticket_asset::Column::Generation])
                .into_tuple()
                .all(db)
                .await?,
            jobs: jobs.fetch_all(pool).await?.into_iter().map(job).collect(),
        })
    }

    /// Entries that a request left, by its name.
    pub fn audit_by_request(&self) -> BTreeMap<&str, Vec<&audit_entry::Model>> {
        let mut by_request: BTreeMap<&str, Vec<_>> = BTreeMap::new();
        for entry in &self.audit {
            if let Some(request) = entry.request_id.as_deref() {
                by_request.entry(request).or_default().push(entry);
            }
        }
        by_request
    }

    /// All reservations of a guest; there should be one at most.
    pub fn of_guest(&self, who: Number) -> Vec<&reservation::Model> {
        let address = address(who);
        self.reservations.iter().filter(|row| row.email.as_deref() == Some(&address)).collect()
    }

    pub fn reservation(&self, id: i64) -> Option<&reservation::Model> {
        self.reservations.iter().find(|row| row.id == id)
    }

    /// So many entries of a kind about a reservation.
    pub fn entries(&self, reservation: i64, action: &str) -> usize {
        let about = |entry: &&audit_entry::Model| {
            entry.subject == "reservation" && entry.subject_id == reservation && entry.action == action
        };
        self.audit.iter().filter(about).count()
    }

    pub fn has_job(&self, queue: &str, key: &str) -> bool {
        self.jobs.iter().any(|job| job.queue == queue && job.key == key)
    }
}
