//! The same once more, on another date.

use chrono::{DateTime, Days, Utc};
use chrono_tz::Tz;
use entity::performance::Model;
use sea_orm::{DatabaseConnection, DatabaseTransaction};

use super::form::{PerformanceDraft, Times};
use super::terms::CheckedTerms;
use super::{SaveError, create, view};
use crate::audit::Actor;
use crate::catalogue::PerformanceView;
use crate::seats::House;
use crate::values::Invalid;
use crate::{seats, site_time, transaction};

/// Days after the original, where no other date is asked for.
const USUAL: Days = Days::new(7);

/// Makes a performance like `id`: same show, venue, seats and switches, but hidden from visitors, since its date still
/// wants a look. It begins at `starts_at` (see [`site_time::parse`]), or a week after the original by the wall's clock.
/// Doors and the end of bookings keep their distance from the beginning; the day when bookings open stays, if it still
/// comes before they close.
///
/// # Errors
/// [`SaveError::Invalid`] for a beginning that is none, [`SaveError::NotFound`] or a failure.
pub async fn duplicate(
    db: &DatabaseConnection,
    now: DateTime<Utc>,
    zone: Tz,
    id: i64,
    starts_at: Option<&str>,
    actor: &Actor,
) -> Result<PerformanceView, SaveError> {
    let txn = transaction::begin(db).await?;
    let outcome = steps(&txn, now, zone, id, starts_at, actor).await;
    transaction::end(txn, outcome).await
}

async fn steps(
    txn: &DatabaseTransaction,
    now: DateTime<Utc>,
    zone: Tz,
    id: i64,
    starts_at: Option<&str>,
    actor: &Actor,
) -> Result<PerformanceView, SaveError> {
    let original = seats::read(txn, id).await?.ok_or(SaveError::NotFound)?;
    let starts_at = begin(&original, zone, starts_at).map_err(|invalid| SaveError::Invalid(vec![invalid]))?;
    let made = create::insert(txn, now, like(&original, starts_at), actor).await?;
    Ok(view(txn, made).await?)
}

fn begin(original: &Model, zone: Tz, starts_at: Option<&str>) -> Result<DateTime<Utc>, Invalid> {
    match site_time::parse_optional("starts_at", starts_at, zone)? {
        Some(starts_at) => Ok(starts_at),
        None => site_time::days_later("starts_at", original.starts_at, USUAL, zone),
    }
}

fn like(original: &Model, starts_at: DateTime<Utc>) -> PerformanceDraft {
    let shift = starts_at - original.starts_at;
    let booking_closes_at = original.booking_closes_at.map(|closes| (closes + shift).min(starts_at));
    let until = booking_closes_at.unwrap_or(starts_at);
    PerformanceDraft {
        terms: CheckedTerms {
            show_id: original.show_id,
            venue_id: original.venue_id,
            house: House {
                room_capacity: original.room_capacity,
                additional_seats: original.additional_seats,
                manually_occupied_seats: original.manually_occupied_seats,
            },
            max_party_size: original.max_party_size,
            is_booking_enabled: original.is_booking_enabled,
            is_published: false,
        },
        times: Times {
            starts_at,
            doors_open_at: original.doors_open_at.map(|doors| doors + shift),
            booking_opens_at: original.booking_opens_at.filter(|opens| *opens < until),
            booking_closes_at,
        },
    }
}
