//! The rows of one request, written by one statement: there is one way to the database and back, and no transaction is
//! left open on it. Nobody waits for anybody: that a performance is as it was when it was looked at is told by its
//! version, which each change of the office raises (`seats::close`), and its row is held no stronger than the new row's
//! reference to it holds it anyway.

use chrono::{DateTime, Utc};
use entity::reservation::Model;
use entity::value::{DeliveryKind, ReservationSource, ReservationStatus, TokenPurpose};
use entity::{performance, show};
use rand::CryptoRng;
use sea_orm::sea_query::Expr;
use sea_orm::{ConnectionTrait, DbBackend, EntityTrait, FromQueryResult, QueryTrait, Statement};
use serde_json::json;

use super::{PENDING_FOR, Refusal, Request, Requested};
use crate::audit::Actor;
use crate::failure::broken_constraint;
use crate::idempotency::{self, IdempotencyKey};
use crate::job::payload::{Payload, SendEmail};
use crate::values::Reference;
use crate::{Failure, Site, delivery, job, token};

const RECORD: &str = "
WITH claimed AS MATERIALIZED (
    SELECT coalesce(pg_try_advisory_xact_lock($3), true) AS held
), unchanged AS MATERIALIZED (
    SELECT p.id FROM claimed, performances p WHERE claimed.held AND p.id = $1 AND p.version = $2 FOR KEY SHARE OF p
), remembered AS (
    INSERT INTO idempotency_keys AS known (key_sha256, body_sha256, answer, created_at, expires_at)
    SELECT $4, $5, $6, $8, $7 FROM unchanged WHERE $4 IS NOT NULL
    ON CONFLICT (key_sha256) DO UPDATE SET body_sha256 = excluded.body_sha256, answer = excluded.answer,
        created_at = excluded.created_at, expires_at = excluded.expires_at
    WHERE known.expires_at <= excluded.created_at
    RETURNING key_sha256
), reservation AS (
    INSERT INTO reservations (id, performance_id, reference, status, source, name, email, phone, party_size, locale, notes,
        privacy_accepted_at, expires_at, created_at, updated_at)
    SELECT $9, id, $10, 'pending', 'online', $11, $12, $13, $14, $15, $16, $8, $17, $8, $8
    FROM unchanged WHERE $4 IS NULL OR EXISTS (SELECT FROM remembered)
    RETURNING id
), token AS (
    INSERT INTO reservation_tokens (token_sha256, reservation_id, purpose, generation, key_id, created_at)
    SELECT $18, id, 'confirmation', 1, $19, $8 FROM reservation
), delivery AS (
    INSERT INTO email_deliveries (id, reservation_id, kind, generation, status, attempts, message_id, queued_at)
    SELECT $20, id, 'confirmation_request', 1, 'queued', 0, $21, $8 FROM reservation
), entry AS (
    INSERT INTO audit_log (occurred_at, actor, user_id, action, subject, subject_id, detail, request_id, client_address)
    SELECT $8, $22, $23, 'reservation.requested', 'reservation', id, $24, $25, $26 FROM reservation
), job AS (
    INSERT INTO apalis.jobs (id, job_type, job, status, attempts, max_attempts, run_at, priority, metadata, idempotency_key)
    SELECT apalis.generate_ulid(), $27, $28, 'Pending', 0, $29, now(), $30, cause.metadata, $31
    FROM reservation, LATERAL (
        SELECT hstore('request_id', coalesce($25, ''))
            || CASE $32 WHEN '' THEN ''::hstore ELSE hstore('traceparent', $32) END AS metadata
    ) cause
)
SELECT claimed.held, (SELECT count(*) FROM reservation) AS recorded FROM claimed";

/// A performance as it is now, and what a request for it needs.
#[derive(Debug)]
pub(super) struct Looked {
    /// The performance.
    pub performance: performance::Model,
    /// What is played.
    pub show: show::Model,
    /// Row ids that nobody else gets.
    reservation_id: i64,
    delivery_id: i64,
}

/// Looks at a performance; `None` when there is no such performance.
pub(super) async fn look<C: ConnectionTrait>(conn: &C, performance_id: i64) -> Result<Option<Looked>, Failure> {
    let mut query = performance::Entity::find_by_id(performance_id).find_also_related(show::Entity);
    query
        .query()
        .expr_as(Expr::cust("nextval('reservations_id_seq')"), "reservation_id")
        .expr_as(Expr::cust("nextval('email_deliveries_id_seq')"), "delivery_id");
    let Some(row) = conn.query_one(query.as_query()).await? else { return Ok(None) };
    Ok(Some(Looked {
        performance: performance::Model::from_query_result(&row, "A_")?,
        show: show::Model::from_query_result(&row, "B_")?,
        reservation_id: row.try_get("", "reservation_id")?,
        delivery_id: row.try_get("", "delivery_id")?,
    }))
}

/// What became of a request.
#[derive(Debug)]
pub(super) enum Recorded {
    /// It is recorded.
    Now(Requested),
    /// It is not: the performance or the key is no longer what it was, or the reference is somebody's.
    NotAsLooked,
    /// It is not: a request under the same key is being worked on.
    InFlight,
}

/// Records a request for what was looked at.
#[expect(clippy::too_many_arguments, reason = "what was looked at and what was typed, beside what every rule takes")]
pub(super) async fn record<C: ConnectionTrait>(
    conn: &C,
    site: &Site,
    now: DateTime<Utc>,
    rng: &mut impl CryptoRng,
    looked: Looked,
    request: &Request,
    key: Option<&IdempotencyKey>,
    actor: &Actor,
) -> Result<Recorded, Failure> {
    let expires_at = (now + PENDING_FOR).min(looked.performance.starts_at);
    let reservation = row(looked.reservation_id, &Reference::random(rng), now, expires_at, request);
    let requested = Requested { reference: reservation.reference.clone(), expires_at };
    let statement = statement(site, now, &looked, &reservation, &requested, key, actor)?;
    match conn.query_one_raw(statement).await {
        Ok(row) => {
            let row = row.ok_or(Failure::Unreadable("what became of a request"))?;
            let (held, count): (bool, i64) = (row.try_get("", "held")?, row.try_get("", "recorded")?);
            Ok(match (held, count) {
                (false, _) => Recorded::InFlight,
                (true, 0) => Recorded::NotAsLooked,
                (true, _) => Recorded::Now(requested),
            })
        }
        // Once in 30^7 for each reservation that there is.
        Err(error) if broken_constraint(&error) == Some("reservations_reference_unique") => Ok(Recorded::NotAsLooked),
        Err(error) => Err(error.into()),
    }
}

/// The reservation as it will be.
fn row(id: i64, reference: &Reference, now: DateTime<Utc>, expires_at: DateTime<Utc>, request: &Request) -> Model {
    Model {
        id,
        performance_id: request.performance_id,
        reference: reference.as_str().to_owned(),
        status: ReservationStatus::Pending,
        source: ReservationSource::Online,
        name: request.name.as_str().to_owned(),
        email: Some(request.email.as_str().to_owned()),
        phone: request.phone.as_ref().map(|phone| phone.as_str().to_owned()),
        party_size: request.party_size.get(),
        admitted: 0,
        locale: request.locale,
        notes: request.notes.as_str().to_owned(),
        confirmation_generation: 1,
        ticket_generation: 1,
        privacy_accepted_at: Some(now),
        expires_at: Some(expires_at),
        confirmed_at: None,
        cancelled_at: None,
        expired_at: None,
        anonymised_at: None,
        created_at: now,
        updated_at: now,
    }
}

fn statement(
    site: &Site,
    now: DateTime<Utc>,
    looked: &Looked,
    reservation: &Model,
    requested: &Requested,
    key: Option<&IdempotencyKey>,
    actor: &Actor,
) -> Result<Statement, Failure> {
    let (confirmation, key_id) = token::of(site.keys(), TokenPurpose::Confirmation, reservation);
    let kind = DeliveryKind::ConfirmationRequest;
    let mail = SendEmail::new(looked.delivery_id);
    let answer = serde_json::to_value(Ok::<_, Refusal>(requested));
    let answer = answer.map_err(|_| Failure::Unreadable("an answer to remember"))?;
    let (actor_kind, user_id) = actor.who.columns();
    Ok(Statement::from_sql_and_values(
        DbBackend::Postgres,
        RECORD,
        [
            looked.performance.id.into(),
            looked.performance.version.into(),
            key.map(IdempotencyKey::lock_id).into(),
            key.map(|key| key.key_sha256().to_vec()).into(),
            key.map(|key| key.body_sha256().to_vec()).into(),
            key.map(|_| answer).into(),
            (now + idempotency::REMEMBERED).into(),
            now.into(),
            reservation.id.into(),
            reservation.reference.as_str().into(),
            reservation.name.as_str().into(),
            reservation.email.clone().into(),
            reservation.phone.clone().into(),
            reservation.party_size.into(),
            reservation.locale.as_str().into(),
            reservation.notes.as_str().into(),
            reservation.expires_at.into(),
            confirmation.sha256().into(),
            key_id.into(),
            looked.delivery_id.into(),
            delivery::message_id(site, reservation, kind, 1).into(),
            actor_kind.as_str().into(),
            user_id.into(),
            json!({"party_size": reservation.party_size}).into(),
            actor.request_id.clone().into(),
            actor.client_address.clone().into(),
            SendEmail::QUEUE.into(),
            job::bytes(&mail)?.into(),
            job::MAX_ATTEMPTS.into(),
            mail.priority().into(),
            mail.idempotency_key().into(),
            job::trace::cause().into(),
        ],
    ))
}
