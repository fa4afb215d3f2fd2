//! The rows of one request, written by one statement: there is one way to the database and back, and no transaction is
//! left open on it. Nobody waits for anybody: that a performance is as it was when it was looked at is told by its
//! version, which each change of the office raises (`seats::close`), and its row is held no stronger than the new row's
//! reference to it holds it anyway.

use chrono::{DateTime, Utc};
use entity::reservation::{ActiveModel, Column, Model};
use entity::value::{DeliveryKind, ReservationSource, ReservationStatus, TokenPurpose};
use entity::{email_delivery, idempotency_key, performance, show};
use rand::CryptoRng;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, LockType, Query, SelectStatement, Value};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QuerySelect, QueryTrait};
use serde_json::json;

use super::looks::{DRAWN, Ids, Seen};
use super::{Answer, PENDING_FOR, Request, Requested};
use crate::audit::{self, Actor, Subject};
use crate::failure::broken_constraint;
use crate::idempotency::{self, Claim, IdempotencyKey};
use crate::job::payload::{Payload, SendEmail};
use crate::together::{Row, Together};
use crate::values::{PartySize, Reference};
use crate::{Failure, Site, delivery, job, seats, token};

/// A performance as it is now, and what requests for it need.
#[derive(Debug)]
pub(super) struct Looked {
    /// The performance.
    pub performance: performance::Model,
    /// What is played.
    pub show: show::Model,
    /// Ids for this request and for some that come after.
    pub ids: Vec<Ids>,
    /// What was answered before under the request's key.
    pub known: Claim<Answer>,
}

/// Looks at the performance of a request, and at its key; `None` when there is no such performance. Ids are drawn only while
/// the party fits: a crowd before a full house writes nothing.
pub(super) async fn look<C: ConnectionTrait>(
    conn: &C,
    request: &Request,
    key: Option<&IdempotencyKey>,
    now: DateTime<Utc>,
) -> Result<Option<Looked>, Failure> {
    let mut query = performance::Entity::find_by_id(request.performance_id).find_also_related(show::Entity);
    QueryTrait::query(&mut query)
        .expr_as(drawn("reservations_id_seq", request.party_size), "reservation_ids")
        .expr_as(drawn("email_deliveries_id_seq", request.party_size), "delivery_ids");
    if let Some(key) = key {
        idempotency::beside(QueryTrait::query(&mut query), key);
    }
    let Some(row) = conn.query_one(query.as_query()).await? else { return Ok(None) };
    let reservations: Vec<i64> = row.try_get("", "reservation_ids")?;
    let deliveries: Vec<i64> = row.try_get("", "delivery_ids")?;
    let pairs = reservations.into_iter().zip(deliveries);
    Ok(Some(Looked {
        performance: performance::Model::from_query_result(&row, "A_")?,
        show: show::Model::from_query_result(&row, "B_")?,
        // The first goes first, so that numbers follow time as far as they can.
        ids: pairs.rev().map(|(reservation, delivery)| Ids { reservation, delivery }).collect(),
        known: key.map_or(Ok(Claim::New), |key| idempotency::found(&row, key, now))?,
    }))
}

/// The next values of a sequence, as an array; an empty one where the party does not fit.
fn drawn(sequence: &'static str, party: PartySize) -> Expr {
    let values = Expr::cust_with_values(
        "array(SELECT nextval($1::regclass) FROM generate_series(1, $2))",
        [sequence.into(), Value::from(DRAWN)],
    );
    Expr::case(seats::have_room_for(party.get()), values).finally(Expr::cust("'{}'::bigint[]")).into()
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

/// Somebody has the reference, once in 30^7 for each reservation that there is; or an id, when a backup was restored under
/// a program that had drawn it before.
const TAKEN: [&str; 3] = ["reservations_reference_unique", "reservations_pkey", "email_deliveries_pkey"];

/// Records a request for a performance that was seen.
#[expect(clippy::too_many_arguments, reason = "what was looked at and what was typed, beside what every rule takes")]
pub(super) async fn record<C: ConnectionTrait>(
    conn: &C,
    site: &Site,
    now: DateTime<Utc>,
    rng: &mut impl CryptoRng,
    seen: &Seen,
    request: &Request,
    key: Option<&IdempotencyKey>,
    actor: &Actor,
) -> Result<Recorded, Failure> {
    let expires_at = (now + PENDING_FOR).min(seen.performance.starts_at);
    let reservation = row(seen.ids.reservation, &Reference::random(rng), now, expires_at, request);
    let requested = Requested { reference: reservation.reference.clone(), expires_at };
    let writes = writes(site, now, seen, &reservation, &requested, key, actor)?;
    match writes.answering(conn, outcome()).await {
        Ok(row) => {
            let row = row.ok_or(Failure::Unreadable("what became of a request"))?;
            Ok(match (row.try_get("", idempotency::HELD)?, row.try_get("", RECORDED)?) {
                (false, _) => Recorded::InFlight,
                (true, false) => Recorded::NotAsLooked,
                (true, true) => Recorded::Now(requested),
            })
        }
        Err(error) if broken_constraint(&error).is_some_and(|name| TAKEN.contains(&name)) => Ok(Recorded::NotAsLooked),
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

/// The steps of the statement that it asks for their outcome, and that other steps ask for.
const CLAIMED: &str = "claimed";
const RECORDED: &str = "recorded";

/// All that is written, each part only if the one before it was.
fn writes(
    site: &Site,
    now: DateTime<Utc>,
    seen: &Seen,
    reservation: &Model,
    requested: &Requested,
    key: Option<&IdempotencyKey>,
    actor: &Actor,
) -> Result<Together, Failure> {
    let mut steps = Together::first(CLAIMED, idempotency::claiming(key))
        .then("unchanged", unchanged(&seen.performance, reservation.party_size));
    if let Some(key) = key {
        let answer: Answer = Ok(requested.clone());
        let kept = idempotency::keeping(key, &answer, now)?;
        steps = steps.then_row("kept", kept, idempotency_key::Column::KeySha256)?;
    }
    let row: ActiveModel = reservation.clone().into();
    let token = token::issuing(site.keys(), TokenPurpose::Confirmation, reservation, now).1;
    let kind = DeliveryKind::ConfirmationRequest;
    let delivery = delivery::row(site, now, reservation, kind, 1);
    let mail = SendEmail::new(seen.ids.delivery);
    let detail = json!({"party_size": reservation.party_size});
    let entry = audit::entry(now, actor, "reservation.requested", Subject::Reservation(reservation.id), detail);
    steps
        .then_row(RECORDED, Row::of(&row), Column::Id)?
        .and(token)?
        .and(Row::of(&email_delivery::ActiveModel { id: Set(seen.ids.delivery), ..delivery }))?
        .and(entry)?
        .and(job::row(&mail, mail.priority(), actor.request_id.as_deref())?)
}

/// The performance, if it is as it was when it was looked at, is shown, and has room for the party; held no stronger than a
/// row that points to it holds it.
fn unchanged(performance: &performance::Model, party_size: i32) -> SelectStatement {
    let held = Query::select().expr(Expr::val(1)).from(CLAIMED).and_where(Expr::col(idempotency::HELD)).to_owned();
    performance::Entity::find()
        .select_only()
        .column(performance::Column::Id)
        .inner_join(show::Entity)
        .filter(performance::Column::Id.eq(performance.id))
        .filter(performance::Column::Version.eq(performance.version))
        .filter(show::Column::IsPublished.eq(true))
        .filter(seats::have_room_for(party_size))
        .filter(Expr::exists(held))
        .into_query()
        .lock_with_tables(LockType::KeyShare, [performance::Entity])
        .to_owned()
}

/// Whether the key was free, and whether the reservation is recorded.
fn outcome() -> SelectStatement {
    let recorded = Query::select().expr(Expr::val(1)).from(RECORDED).to_owned();
    Query::select()
        .column((CLAIMED, idempotency::HELD))
        .expr_as(Expr::exists(recorded), RECORDED)
        .from(CLAIMED)
        .to_owned()
}
