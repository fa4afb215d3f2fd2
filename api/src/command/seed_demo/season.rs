//! What plays when and where, and how well it sells.

use chrono::{DateTime, TimeDelta, Utc};
use entity::performance;
use sea_orm::ActiveValue::Set;

use super::calendar::{Calendar, Slot};
use super::shows::Title::{self, Gabbiano, Locandiera, Piena, Pinocchio, SeiPersonaggi, UltimaCorsa};
use super::venues::House::{self, Frantoio, Navicelli, SanMartino};
use super::venues::VENUES;

/// Doors open so long before the beginning.
pub(super) const DOORS: TimeDelta = TimeDelta::minutes(30);

/// Whether a performance is sold, and to whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sale {
    /// On the site.
    Open,
    /// Not on the site: it belongs to the schools that asked for it.
    Closed,
    /// No more: it was called off yesterday.
    CalledOff,
}

/// A performance of the demonstration season.
#[derive(Debug, Clone, Copy)]
pub(super) struct Evening {
    pub(super) slot: Slot,
    pub(super) title: Title,
    pub(super) house: House,
    /// Seats beyond the room's own.
    added: i32,
    /// Seats that the site does not sell.
    held: i32,
    /// Seats that nobody has taken.
    left: i32,
    pub(super) sale: Sale,
}

const fn evening(slot: Slot, title: Title, house: House, left: i32) -> Evening {
    Evening { slot, title, house, added: 0, held: 0, left, sale: Sale::Open }
}

impl Evening {
    const fn adding(self, added: i32) -> Self {
        Self { added, ..self }
    }

    const fn holding(self, held: i32) -> Self {
        Self { held, ..self }
    }

    const fn selling(self, sale: Sale) -> Self {
        Self { sale, ..self }
    }

    /// Seats that guests have booked, whatever became of it.
    pub(super) fn booked(&self) -> i32 {
        VENUES[self.house as usize].seats + self.added - self.held - self.left
    }

    /// Seats that nobody has taken.
    pub(super) const fn left(&self) -> i32 {
        self.left
    }

    /// When it was called off, where it was.
    pub(super) fn called_off_at(&self, calendar: &Calendar) -> Option<DateTime<Utc>> {
        (self.sale == Sale::CalledOff).then(|| calendar.at(calendar.today.pred_opt().unwrap_or(calendar.today), 11, 20))
    }

    /// The row, for a show and a venue.
    pub(super) fn row(&self, calendar: &Calendar, show_id: i64, venue_id: i64) -> performance::ActiveModel {
        let starts_at = calendar.start(self.slot);
        performance::ActiveModel {
            show_id: Set(show_id),
            venue_id: Set(venue_id),
            starts_at: Set(starts_at),
            doors_open_at: Set(Some(starts_at - DOORS)),
            room_capacity: Set(VENUES[self.house as usize].seats),
            additional_seats: Set(self.added),
            manually_occupied_seats: Set(self.held),
            is_booking_enabled: Set(self.sale != Sale::Closed),
            cancelled_at: Set(self.called_off_at(calendar)),
            created_at: Set(calendar.now),
            updated_at: Set(calendar.now),
            ..Default::default()
        }
    }
}

/// The performances, in the order in which their rows are made. Row ids follow that order, and plenty of seats fall on
/// even and on odd ones alike: browser tests that run side by side share them out so.
pub(super) const EVENINGS: [Evening; 20] = [
    evening(Slot::Gone(2), Gabbiano, Navicelli, 18).holding(4),
    evening(Slot::Gone(1), Gabbiano, Navicelli, 0).adding(6).holding(4),
    evening(Slot::Gone(0), Gabbiano, Navicelli, 31).holding(4),
    evening(Slot::Afternoon, Pinocchio, Frantoio, 6),
    evening(Slot::Tonight, Gabbiano, Navicelli, 64).holding(4),
    evening(Slot::Coming(0), Piena, SanMartino, 35),
    evening(Slot::Coming(1), Piena, SanMartino, 38),
    evening(Slot::Coming(2), Piena, SanMartino, 0).adding(4).holding(2),
    evening(Slot::Coming(3), Locandiera, Navicelli, 5).holding(2),
    evening(Slot::Coming(4), Locandiera, Navicelli, 58).holding(2),
    evening(Slot::Coming(5), Locandiera, Navicelli, 72).holding(2),
    evening(Slot::SchoolMorning, Pinocchio, Navicelli, 20).holding(94).selling(Sale::Closed),
    evening(Slot::Coming(6), UltimaCorsa, Frantoio, 0),
    evening(Slot::Coming(7), UltimaCorsa, Frantoio, 44),
    evening(Slot::Coming(8), UltimaCorsa, Frantoio, 52),
    evening(Slot::Coming(9), SeiPersonaggi, Navicelli, 88).selling(Sale::CalledOff),
    evening(Slot::Coming(10), SeiPersonaggi, Navicelli, 9).holding(6),
    evening(Slot::Coming(11), SeiPersonaggi, Navicelli, 85).holding(6),
    evening(Slot::FamilySunday, Pinocchio, Frantoio, 61),
    evening(Slot::Coming(12), Gabbiano, Navicelli, 96).holding(4),
];
