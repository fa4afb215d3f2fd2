//! A person asks what we know of him.

use chrono::{DateTime, Utc};
use entity::value::{
    AuditActor, CheckInSource, DeliveryKind, DeliveryStatus, Locale, ReservationSource, ReservationStatus, StaffRole,
};
use entity::{audit_entry, check_in, email_delivery, reservation, staff_user};
use sea_orm::sea_query::{Expr, ExprTrait, Func};
use sea_orm::{
    AccessMode, ColumnTrait, ConnectionTrait, DatabaseConnection, DatabaseTransaction, EntityTrait, IsolationLevel,
    QueryFilter, QueryOrder, TransactionTrait,
};
use serde::Serialize;
use serde_json::{Value, json};

use super::of_person;
use crate::audit::{self, Actor, Subject};
use crate::values::EmailAddress;
use crate::{Failure, catalogue, transaction};

/// All that is stored about the person behind an address.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Export {
    /// The address that was asked about.
    pub email: String,
    /// When.
    pub exported_at: DateTime<Utc>,
    /// Reservations under the address.
    pub reservations: Vec<ExportedReservation>,
    /// The account of a user of the house with this address.
    pub account: Option<ExportedAccount>,
}

/// A reservation with all that hangs on it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ExportedReservation {
    /// Its name.
    pub reference: String,
    /// What is played.
    pub show: String,
    /// Where.
    pub venue: String,
    /// When.
    pub starts_at: DateTime<Utc>,
    /// Where it stands.
    pub status: ReservationStatus,
    /// How it came to be.
    pub source: ReservationSource,
    /// As given.
    pub name: String,
    /// As given.
    pub email: Option<String>,
    /// As given.
    pub phone: Option<String>,
    /// As given.
    pub notes: String,
    /// Language of pages and mails.
    pub locale: Locale,
    /// People.
    pub party_size: i32,
    /// People let in.
    pub admitted: i32,
    /// When the privacy notice was accepted.
    pub privacy_accepted_at: Option<DateTime<Utc>>,
    /// When it was asked for.
    pub created_at: DateTime<Utc>,
    /// When it was confirmed.
    pub confirmed_at: Option<DateTime<Utc>>,
    /// When it was cancelled.
    pub cancelled_at: Option<DateTime<Utc>>,
    /// When it lapsed.
    pub expired_at: Option<DateTime<Utc>>,
    /// Who of the party was let in when. By whom is another person's data.
    pub check_ins: Vec<ExportedCheckIn>,
    /// Mails to the person.
    pub emails: Vec<ExportedMail>,
    /// What was done to the reservation.
    pub history: Vec<ExportedEntry>,
}

/// People let in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ExportedCheckIn {
    /// How many.
    pub admitted: i32,
    /// How they were found.
    pub source: CheckInSource,
    /// When.
    pub at: DateTime<Utc>,
    /// When it was taken back.
    pub undone_at: Option<DateTime<Utc>>,
}

/// A mail to the person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ExportedMail {
    /// Which mail.
    pub kind: DeliveryKind,
    /// Where it stands.
    pub status: DeliveryStatus,
    /// Its Message-ID.
    pub message_id: String,
    /// The mail server's last words.
    pub smtp_response: Option<String>,
    /// The last failure.
    pub last_error: Option<String>,
    /// When it was asked for.
    pub queued_at: DateTime<Utc>,
    /// When the server accepted it.
    pub sent_at: Option<DateTime<Utc>>,
    /// When it was given up.
    pub failed_at: Option<DateTime<Utc>>,
}

/// Something that was done.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ExportedEntry {
    /// When.
    pub at: DateTime<Utc>,
    /// By the guest, by the house, or by the system.
    pub actor: AuditActor,
    /// What.
    pub action: String,
    /// Figures of the change.
    pub detail: Value,
    /// Where the guest came from; a user's address is his own.
    pub client_address: Option<String>,
}

/// An account of the house.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ExportedAccount {
    /// Login name.
    pub username: String,
    /// Shown to colleagues.
    pub display_name: String,
    /// What they may do.
    pub role: StaffRole,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// Last good login.
    pub last_login_at: Option<DateTime<Utc>>,
    /// When it was disabled.
    pub disabled_at: Option<DateTime<Utc>>,
}

/// Gathers all that is stored about the person behind an address, as of one moment. The audit log says that it was done
/// and for which reservations, not for whom.
///
/// # Errors
/// [`Failure`] when the database does not answer.
pub async fn export(
    db: &DatabaseConnection,
    now: DateTime<Utc>,
    email: &EmailAddress,
    actor: &Actor,
) -> Result<Export, Failure> {
    let snapshot = (Some(IsolationLevel::RepeatableRead), Some(AccessMode::ReadWrite));
    let txn = db.begin_with_config(snapshot.0, snapshot.1).await?;
    let outcome = gather(&txn, now, email, actor).await;
    transaction::end(txn, outcome).await
}

async fn gather(
    txn: &DatabaseTransaction,
    now: DateTime<Utc>,
    email: &EmailAddress,
    actor: &Actor,
) -> Result<Export, Failure> {
    let found = of_person(txn, email).await?;
    let ids: Vec<i64> = found.iter().map(|reservation| reservation.id).collect();
    let mut reservations = Vec::with_capacity(found.len());
    for reservation in found {
        reservations.push(exported(txn, reservation).await?);
    }
    let account = account(txn, email).await?;
    audit::record(txn, now, actor, "person.exported", Subject::Person, json!({"reservations": ids})).await?;
    Ok(Export { email: email.as_str().to_owned(), exported_at: now, reservations, account })
}

async fn exported<C: ConnectionTrait>(conn: &C, row: reservation::Model) -> Result<ExportedReservation, Failure> {
    let performance = catalogue::performance_of(conn, &row).await?;
    Ok(ExportedReservation {
        check_ins: check_ins(conn, row.id).await?,
        emails: emails(conn, row.id).await?,
        history: history(conn, row.id).await?,
        reference: row.reference,
        show: performance.show.title,
        venue: performance.venue.name,
        starts_at: performance.performance.starts_at,
        status: row.status,
        source: row.source,
        name: row.name,
        email: row.email,
        phone: row.phone,
        notes: row.notes,
        locale: row.locale,
        party_size: row.party_size,
        admitted: row.admitted,
        privacy_accepted_at: row.privacy_accepted_at,
        created_at: row.created_at,
        confirmed_at: row.confirmed_at,
        cancelled_at: row.cancelled_at,
        expired_at: row.expired_at,
    })
}

async fn check_ins<C: ConnectionTrait>(conn: &C, reservation_id: i64) -> Result<Vec<ExportedCheckIn>, Failure> {
    let rows = check_in::Entity::find()
        .filter(check_in::Column::ReservationId.eq(reservation_id))
        .order_by_asc(check_in::Column::Id)
        .all(conn)
        .await?;
    let told = |row: check_in::Model| ExportedCheckIn {
        admitted: row.admitted,
        source: row.source,
        at: row.created_at,
        undone_at: row.undone_at,
    };
    Ok(rows.into_iter().map(told).collect())
}

async fn emails<C: ConnectionTrait>(conn: &C, reservation_id: i64) -> Result<Vec<ExportedMail>, Failure> {
    let rows = email_delivery::Entity::find()
        .filter(email_delivery::Column::ReservationId.eq(reservation_id))
        .order_by_asc(email_delivery::Column::Id)
        .all(conn)
        .await?;
    let told = |row: email_delivery::Model| ExportedMail {
        kind: row.kind,
        status: row.status,
        message_id: row.message_id,
        smtp_response: row.smtp_response,
        last_error: row.last_error,
        queued_at: row.queued_at,
        sent_at: row.sent_at,
        failed_at: row.failed_at,
    };
    Ok(rows.into_iter().map(told).collect())
}

async fn history<C: ConnectionTrait>(conn: &C, reservation_id: i64) -> Result<Vec<ExportedEntry>, Failure> {
    let rows = audit_entry::Entity::find()
        .filter(audit_entry::Column::Subject.eq("reservation"))
        .filter(audit_entry::Column::SubjectId.eq(reservation_id))
        .order_by_asc(audit_entry::Column::Id)
        .all(conn)
        .await?;
    let told = |row: audit_entry::Model| ExportedEntry {
        at: row.occurred_at,
        actor: row.actor,
        action: row.action,
        detail: row.detail,
        client_address: row.client_address.filter(|_| row.actor == AuditActor::Visitor),
    };
    Ok(rows.into_iter().map(told).collect())
}

async fn account<C: ConnectionTrait>(conn: &C, email: &EmailAddress) -> Result<Option<ExportedAccount>, Failure> {
    let same_email = Func::lower(Expr::col(staff_user::Column::Email));
    let found = staff_user::Entity::find()
        .filter(Expr::expr(same_email).eq(Func::lower(Expr::value(email.as_str()))))
        .one(conn)
        .await?;
    Ok(found.map(|user| ExportedAccount {
        username: user.username,
        display_name: user.display_name,
        role: user.role,
        created_at: user.created_at,
        last_login_at: user.last_login_at,
        disabled_at: user.disabled_at,
    }))
}
