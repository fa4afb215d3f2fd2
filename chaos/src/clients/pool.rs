//! Reservations that somebody knows of.

use std::sync::{Mutex, PoisonError};

use booking::Site;
use booking::token;
use entity::reservation::{Column, Entity, Model};
use entity::value::TokenPurpose;
use sea_orm::{ColumnTrait, DatabaseConnection, EntityTrait, QueryFilter};

use crate::history::Number;
use crate::trouble::Trouble;

/// Those that are acted upon: the newest ones, so that many clients meet at few reservations.
const NEWEST: usize = 12;

/// So many scramble for a few seats at once.
const SCRAMBLE: usize = 8;

/// How often somebody acts on a reservation that is not as he thinks, in so many acts.
const MISTAKEN_ONE_IN: u32 = 6;

/// How a reservation seems to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seems {
    Asked,
    Confirmed,
    Gone,
}

/// What is known of a reservation.
#[derive(Debug, Clone)]
pub struct Known {
    pub who: Number,
    pub evening: usize,
    pub id: i64,
    pub reference: String,
    /// Nobody who walked in has one.
    pub confirmation: Option<String>,
    /// The first ticket.
    pub ticket: Option<String>,
    pub seems: Seems,
}

impl Known {
    /// Somebody without a reservation.
    pub fn stranger(who: Number, evening: usize) -> Self {
        Self { who, evening, id: 0, reference: String::new(), confirmation: None, ticket: None, seems: Seems::Asked }
    }

    /// The generation of the ticket that is shown at the door; none where the name has to do.
    pub fn ticket_for(&self, draw: u32) -> Option<i32> {
        (self.ticket.is_some() && !draw.is_multiple_of(4)).then_some(1)
    }
}

#[derive(Debug, Default)]
pub struct Pool(Mutex<Vec<Known>>);

impl Pool {
    pub fn add(&self, known: Known) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(known);
    }

    /// What an answer tells of a reservation.
    pub fn learn(&self, who: Number, seems: Seems, ticket: Option<String>) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = all.iter_mut().find(|known| known.who == who) {
            known.seems = seems;
            known.ticket = ticket.or(known.ticket.take());
        }
    }

    pub fn all(&self) -> Vec<Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The newest that seem to wait for seats of an evening.
    pub fn waiting(&self, evening: usize) -> Vec<Known> {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let waits = |known: &&Known| known.evening == evening && known.seems == Seems::Asked;
        all.iter().rev().filter(waits).take(SCRAMBLE).cloned().collect()
    }

    /// One of the newest that seem to be so, or sometimes any.
    pub fn pick(&self, draw: u32, seems: &[Seems]) -> Option<Known> {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mistaken = draw.is_multiple_of(MISTAKEN_ONE_IN);
        let fit: Vec<&Known> = all.iter().rev().filter(|known| mistaken || seems.contains(&known.seems)).collect();
        let newest = &fit[..fit.len().min(NEWEST)];
        let index = usize::try_from(draw).unwrap_or(0).checked_rem(newest.len())?;
        newest.get(index).map(|known| (*known).clone())
    }
}

/// What the mail to an address says.
pub async fn by_address(db: &DatabaseConnection, site: &Site, address: &str) -> Result<Option<Known>, Trouble> {
    let Some(row) = Entity::find().filter(Column::Email.eq(address)).one(db).await? else { return Ok(None) };
    let confirmation = token::of_reservation(db, site.keys(), TokenPurpose::Confirmation, &row)
        .await
        .map_err(|error| Trouble::stage(error.to_string()))?;
    Ok(Some(Known { confirmation: Some(confirmation.expose().to_owned()), ..of(row) }))
}

/// What the guest list says.
pub async fn by_reference(db: &DatabaseConnection, reference: &str) -> Result<Option<Known>, Trouble> {
    Ok(Entity::find().filter(Column::Reference.eq(reference)).one(db).await?.map(of))
}

fn of(row: Model) -> Known {
    Known {
        who: 0,
        evening: 0,
        id: row.id,
        reference: row.reference,
        confirmation: None,
        ticket: None,
        seems: Seems::Asked,
    }
}
