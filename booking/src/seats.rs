//! Seat accounting (domain.md, Seats). Every path that moves seats goes through `lock`, or begins its statement with `hold_for`.
//!
//! A request takes none: it asks whether a party `fits`, and is held back by `close` only (docs/adr/0012).
//!
//! The performance's row is locked first and for the rest of the transaction: whoever holds it decides alone. The
//! database counts and checks once more by itself (triggers and `performances_seats_within_capacity`), so a mistake
//! here ends in a refused transaction, never in an oversold house.

use entity::performance::{Column, Entity, Model};
use entity::reservation;
use entity::value::ReservationStatus;
use sea_orm::sea_query::{Asterisk, Expr, LockType, Query, SelectStatement};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, FromQueryResult, QueryFilter, QueryResult,
    QuerySelect, QueryTrait,
};

use crate::Failure;
use crate::values::PartySize;

/// The party does not fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{available} seats are left")]
pub struct NotEnoughSeats {
    /// Seats that are left.
    pub available: i32,
}

/// The house would be smaller than the parties that are confirmed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{confirmed} seats are confirmed")]
pub struct CapacityBelowConfirmed {
    /// Seats of confirmed reservations.
    pub confirmed: i32,
}

/// How many seats a performance has for guests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct House {
    /// Seats of the room.
    pub room_capacity: i32,
    /// Chairs added for this evening.
    pub additional_seats: i32,
    /// Seats kept outside online booking.
    pub manually_occupied_seats: i32,
}

/// Seats of a performance that nobody has taken.
#[must_use]
pub fn available(performance: &Model) -> i32 {
    let offered = performance.room_capacity + performance.additional_seats - performance.manually_occupied_seats;
    (offered - performance.confirmed_seats).max(0)
}

/// The same question as a condition of a statement: whether a party fits what [`available`] counts.
pub(crate) fn have_room_for(party_size: i32) -> Expr {
    use sea_orm::sea_query::ExprTrait as _;
    let column = |column: Column| Expr::col((Entity, column));
    column(Column::RoomCapacity)
        .add(column(Column::AdditionalSeats))
        .sub(column(Column::ManuallyOccupiedSeats))
        .sub(column(Column::ConfirmedSeats))
        .gte(party_size)
}

/// The seats of one performance, held by this transaction until it ends.
#[derive(Debug)]
pub struct HeldSeats {
    performance: Model,
}

/// Holds the seats of a performance; `None` when there is no such performance.
///
/// Weak enough (`FOR NO KEY UPDATE`) not to stop inserts of rows that only point to the performance, requests among them.
pub(crate) async fn lock(txn: &DatabaseTransaction, performance_id: i64) -> Result<Option<HeldSeats>, Failure> {
    let performance = Entity::find().filter(Column::Id.eq(performance_id)).lock(LockType::NoKeyUpdate).one(txn).await?;
    Ok(performance.map(|performance| HeldSeats { performance }))
}

/// The step of a statement that [`hold_for`] is.
pub(crate) const HELD: &str = "held";

/// As [`lock`] and [`HeldSeats::take`], as the first step of a statement that confirms a party and commits by itself
/// (`together`). It answers the performance if it takes place and the party fits, judged when its row is held.
pub(crate) fn hold_for(performance_id: i64, party: PartySize) -> SelectStatement {
    Entity::find()
        .filter(Column::Id.eq(performance_id))
        .filter(Column::CancelledAt.is_null())
        .filter(have_room_for(party.get()))
        .lock(LockType::NoKeyUpdate)
        .into_query()
}

/// Asks a statement that began with [`hold_for`] for the performance, if it also has a row of the step `done`.
pub(crate) fn held_if(done: &'static str) -> SelectStatement {
    Query::select().column((HELD, Asterisk)).from(HELD).from(done).to_owned()
}

/// The performance that a statement has answered which took the seats of a party.
pub(crate) fn taken(row: &QueryResult, party: PartySize) -> Result<Model, Failure> {
    let held = Model::from_query_result(row, "")?;
    Ok(Model { confirmed_seats: held.confirmed_seats + party.get(), ..held })
}

/// Holds the seats of a performance against requests too, which hold it no stronger than a row that points to it does:
/// for what changes whether there may be any. Each of them is over before, or sees what was changed.
pub(crate) async fn close(txn: &DatabaseTransaction, performance_id: i64) -> Result<Option<HeldSeats>, Failure> {
    let performance = Entity::find().filter(Column::Id.eq(performance_id)).lock(LockType::Update).one(txn).await?;
    Ok(performance.map(|performance| HeldSeats { performance }))
}

/// Whether a party fits a performance now. Takes nothing: a request waits for its confirmation.
pub(crate) fn fits(performance: &Model, party: PartySize) -> Result<(), NotEnoughSeats> {
    let available = available(performance);
    if party.get() <= available { Ok(()) } else { Err(NotEnoughSeats { available }) }
}

impl HeldSeats {
    /// The performance, as it is while held.
    #[must_use]
    pub fn performance(&self) -> &Model {
        &self.performance
    }

    /// Whether a party fits now. Takes nothing.
    ///
    /// # Errors
    /// [`NotEnoughSeats`].
    pub fn fits(&self, party: PartySize) -> Result<(), NotEnoughSeats> {
        fits(&self.performance, party)
    }

    /// Takes seats for a party that this transaction confirms.
    ///
    /// # Errors
    /// [`NotEnoughSeats`].
    pub fn take(&mut self, party: PartySize) -> Result<(), NotEnoughSeats> {
        self.fits(party)?;
        self.performance.confirmed_seats += party.get();
        Ok(())
    }

    /// Gives a party that has its seats another size.
    ///
    /// # Errors
    /// [`NotEnoughSeats`], which tells how many more there are.
    pub fn change(&mut self, from: i32, to: PartySize) -> Result<(), NotEnoughSeats> {
        let more = to.get() - from;
        let available = available(&self.performance);
        if more > available {
            return Err(NotEnoughSeats { available });
        }
        self.performance.confirmed_seats += more;
        Ok(())
    }

    /// Makes the house larger or smaller.
    ///
    /// # Errors
    /// [`CapacityBelowConfirmed`].
    pub fn resize(&mut self, house: House) -> Result<(), CapacityBelowConfirmed> {
        let confirmed = self.performance.confirmed_seats;
        if house.room_capacity + house.additional_seats - house.manually_occupied_seats < confirmed {
            return Err(CapacityBelowConfirmed { confirmed });
        }
        self.performance.room_capacity = house.room_capacity;
        self.performance.additional_seats = house.additional_seats;
        self.performance.manually_occupied_seats = house.manually_occupied_seats;
        Ok(())
    }

    /// Gives the seats of a reservation back that this transaction ends; a request has none.
    pub fn release(&mut self, ended: &reservation::Model) {
        if ended.status == ReservationStatus::Confirmed {
            self.performance.confirmed_seats -= ended.party_size;
        }
    }
}

/// The performance as the database counts it, without holding it.
///
/// # Errors
/// [`Failure`] when the database does not answer.
pub async fn read<C: ConnectionTrait>(conn: &C, performance_id: i64) -> Result<Option<Model>, Failure> {
    Ok(Entity::find_by_id(performance_id).one(conn).await?)
}

#[cfg(test)]
pub(crate) mod tests;
