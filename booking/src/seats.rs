//! Seat accounting (domain.md, Seats). Every path that moves seats goes through `lock`.
//!
//! The performance's row is locked first and for the rest of the transaction: whoever holds it decides alone. The
//! database counts and checks once more by itself (triggers and `performances_seats_within_capacity`), so a mistake
//! here ends in a refused transaction, never in an oversold house.

use chrono::{DateTime, Utc};
use entity::performance::{Column, Entity, Model};
use sea_orm::sea_query::LockType;
use sea_orm::{ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter, QuerySelect};

use crate::Failure;
use crate::catalogue::PerformanceStatus;
use crate::values::PartySize;

/// The party does not fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{available} seats are left")]
pub struct NotEnoughSeats {
    /// Seats that are left.
    pub available: i32,
}

/// Seats of a performance that nobody has taken.
#[must_use]
pub fn available(performance: &Model) -> i32 {
    let offered = performance.room_capacity + performance.additional_seats - performance.manually_occupied_seats;
    (offered - performance.confirmed_seats).max(0)
}

/// The seats of one performance, held by this transaction until it ends.
#[derive(Debug)]
pub struct HeldSeats {
    performance: Model,
}

/// Holds the seats of a performance; `None` when there is no such performance.
///
/// Weak enough (`FOR NO KEY UPDATE`) not to stop inserts of rows that only point to the performance.
pub(crate) async fn lock(txn: &DatabaseTransaction, performance_id: i64) -> Result<Option<HeldSeats>, Failure> {
    let performance = Entity::find().filter(Column::Id.eq(performance_id)).lock(LockType::NoKeyUpdate).one(txn).await?;
    Ok(performance.map(|performance| HeldSeats { performance }))
}

impl HeldSeats {
    /// The performance, as it is while held.
    #[must_use]
    pub fn performance(&self) -> &Model {
        &self.performance
    }

    /// Where the performance stands.
    #[must_use]
    pub fn status(&self, now: DateTime<Utc>) -> PerformanceStatus {
        PerformanceStatus::of(&self.performance, now)
    }

    /// Whether a party fits now. Takes nothing: a request waits for its confirmation.
    ///
    /// # Errors
    /// [`NotEnoughSeats`].
    pub fn fits(&self, party: PartySize) -> Result<(), NotEnoughSeats> {
        let available = available(&self.performance);
        if party.get() <= available { Ok(()) } else { Err(NotEnoughSeats { available }) }
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

    /// Gives seats back that this transaction frees.
    pub fn release(&mut self, people: i32) {
        self.performance.confirmed_seats -= people;
    }
}

/// The performance as the database counts it, without holding it.
///
/// # Errors
/// [`Failure`] when the database does not answer.
pub async fn read<C: ConnectionTrait>(conn: &C, performance_id: i64) -> Result<Option<Model>, Failure> {
    Ok(Entity::find_by_id(performance_id).one(conn).await?)
}
