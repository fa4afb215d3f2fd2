//! The person is taken out of a reservation.

use chrono::{DateTime, TimeDelta, Utc};
use entity::reservation::{Column, Entity};
use entity::value::{AuditActor, DeliveryStatus};
use entity::{audit_entry, email_delivery, reservation_token, ticket_asset};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, EntityTrait, FromQueryResult,
    QueryFilter, Statement,
};
use serde_json::{Value, json};

use crate::audit::{self, Actor, Subject};
use crate::{Failure, transaction};

/// What stands where a name was (`reservations_anonymised_without_person`).
pub const ANONYMOUS: &str = "—";

/// Rows of one transaction, so that a long backlog holds no locks for long.
const BATCH: usize = 200;

/// Reservations whose time is over: by their performance, or because they lapsed or were given back long before it.
const OVER: &str = "SELECT r.id FROM reservations r JOIN performances p ON p.id = r.performance_id \
     WHERE r.anonymised_at IS NULL \
     AND (p.starts_at < $1 OR (r.status = 'expired' AND r.expired_at < $1) \
        OR (r.status = 'cancelled' AND r.cancelled_at < $1)) \
     ORDER BY r.performance_id, r.id LIMIT $2 FOR NO KEY UPDATE OF r SKIP LOCKED";

#[derive(FromQueryResult)]
struct Id {
    id: i64,
}

/// Takes the person out of every reservation that has been over for `kept`; says how many. Works from state, so it may
/// run late, twice or at once.
///
/// # Errors
/// [`Failure`] when the database does not answer; batches done before stay done.
pub async fn anonymise_past(db: &DatabaseConnection, now: DateTime<Utc>, kept: TimeDelta) -> Result<u64, Failure> {
    let mut anonymised = 0;
    loop {
        let txn = transaction::begin(db).await?;
        let limit = i64::try_from(BATCH).unwrap_or(i64::MAX);
        let over = Statement::from_sql_and_values(DbBackend::Postgres, OVER, [(now - kept).into(), limit.into()]);
        let ids: Vec<i64> = Id::find_by_statement(over).all(&txn).await?.into_iter().map(|row| row.id).collect();
        write(&txn, now, &ids, &Actor::SYSTEM, &json!({})).await?;
        txn.commit().await?;
        anonymised += ids.len() as u64;
        if ids.len() < BATCH {
            return Ok(anonymised);
        }
    }
}

/// Takes the person out of reservations that the caller holds: contact details, tickets and their tokens, mails that
/// were still to be sent, and the addresses from which the guest came.
pub(super) async fn write(
    txn: &DatabaseTransaction,
    now: DateTime<Utc>,
    ids: &[i64],
    actor: &Actor,
    detail: &Value,
) -> Result<(), Failure> {
    if ids.is_empty() {
        return Ok(());
    }
    let these = || ids.iter().copied();
    Entity::update_many()
        .col_expr(Column::Name, Expr::value(ANONYMOUS))
        .col_expr(Column::Email, Expr::value(None::<String>))
        .col_expr(Column::Phone, Expr::value(None::<String>))
        .col_expr(Column::Notes, Expr::value(""))
        .col_expr(Column::AnonymisedAt, Expr::value(now))
        .col_expr(Column::UpdatedAt, Expr::value(now))
        .filter(Column::Id.is_in(these()))
        .exec(txn)
        .await?;
    ticket_asset::Entity::delete_many().filter(ticket_asset::Column::ReservationId.is_in(these())).exec(txn).await?;
    reservation_token::Entity::delete_many()
        .filter(reservation_token::Column::ReservationId.is_in(these()))
        .exec(txn)
        .await?;
    email_delivery::Entity::update_many()
        .col_expr(email_delivery::Column::Status, Expr::value(DeliveryStatus::Failed))
        .col_expr(email_delivery::Column::FailedAt, Expr::value(now))
        .col_expr(
            email_delivery::Column::LastError,
            Expr::value("no longer wanted: the guest's personal data were removed"),
        )
        .filter(email_delivery::Column::ReservationId.is_in(these()))
        .filter(email_delivery::Column::Status.eq(DeliveryStatus::Queued))
        .exec(txn)
        .await?;
    audit_entry::Entity::update_many()
        .col_expr(audit_entry::Column::ClientAddress, Expr::value(None::<String>))
        .filter(audit_entry::Column::Subject.eq("reservation"))
        .filter(audit_entry::Column::SubjectId.is_in(these()))
        .filter(audit_entry::Column::Actor.eq(AuditActor::Visitor))
        .filter(audit_entry::Column::ClientAddress.is_not_null())
        .exec(txn)
        .await?;
    for id in ids {
        let subject = Subject::Reservation(*id);
        audit::record(txn, now, actor, "reservation.anonymised", subject, detail.clone()).await?;
    }
    Ok(())
}

/// Forgets the network addresses in audit entries older than `kept`, those of the house's users included; says how many
/// entries had one.
///
/// # Errors
/// [`Failure`] when the database does not answer.
pub async fn forget_addresses<C: ConnectionTrait>(
    conn: &C,
    now: DateTime<Utc>,
    kept: TimeDelta,
) -> Result<u64, Failure> {
    let forgotten = audit_entry::Entity::update_many()
        .col_expr(audit_entry::Column::ClientAddress, Expr::value(None::<String>))
        .filter(audit_entry::Column::OccurredAt.lt(now - kept))
        .filter(audit_entry::Column::ClientAddress.is_not_null())
        .exec(conn)
        .await?;
    Ok(forgotten.rows_affected)
}
