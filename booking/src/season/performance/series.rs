//! Several performances of one show at one venue, made at once: all or none.

use std::collections::HashSet;

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use sea_orm::{DatabaseConnection, DatabaseTransaction};

use super::form::{PerformanceDraft, Times};
use super::terms::Terms;
use super::{SaveError, check_references, create};
use crate::audit::Actor;
use crate::catalogue::{self, PerformanceView};
use crate::values::{Faults, Invalid};
use crate::{site_time, transaction};

/// Most performances of one series.
pub const LARGEST_SERIES: usize = 100;

/// Longest time before the beginning that doors open or bookings close, minutes: four weeks.
pub const LONGEST_BEFORE: i64 = 4 * 7 * 24 * 60;

/// A series as typed.
#[derive(Debug, Clone)]
pub struct SeriesForm {
    /// What each offers.
    pub terms: Terms,
    /// When each begins (see [`site_time::parse`]); 1 to 100 different times, in any order.
    pub starts_at: Vec<String>,
    /// So long before the beginning people may enter, minutes; unset for no word about it.
    pub doors_open_minutes_before: Option<i64>,
    /// Bookings for all of them are taken from then on; at once, where unset or empty.
    pub booking_opens_at: Option<String>,
    /// Bookings are taken until so long before the beginning, minutes; until the beginning, where unset.
    pub booking_closes_minutes_before: Option<i64>,
}

/// A series that is fit to save.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeriesDraft(Vec<PerformanceDraft>);

impl SeriesForm {
    /// Reads the form, with times of `zone`.
    ///
    /// # Errors
    /// All that is wrong with it, with the time in question in the words about `starts_at`.
    pub fn parse(&self, zone: Tz) -> Result<SeriesDraft, Vec<Invalid>> {
        let mut faults = Faults::default();
        let terms = self.terms.check(&mut faults);
        let doors = faults.take(before("doors_open_minutes_before", self.doors_open_minutes_before));
        let closes = faults.take(before("booking_closes_minutes_before", self.booking_closes_minutes_before));
        let opens = site_time::parse_optional("booking_opens_at", self.booking_opens_at.as_deref(), zone);
        let booking_opens_at = faults.take(opens);
        let beginnings = self.beginnings(zone, &mut faults);
        let mut drafts = Vec::with_capacity(beginnings.len());
        for starts_at in beginnings {
            let times = Times {
                starts_at,
                doors_open_at: doors.map(|before| starts_at - before),
                booking_opens_at,
                booking_closes_at: closes.map(|before| starts_at - before),
            };
            if !faults.concern("booking_opens_at") {
                times.check_order(&mut faults);
            }
            drafts.push(PerformanceDraft { terms: terms.clone(), times });
        }
        faults.none()?;
        Ok(SeriesDraft(drafts))
    }

    /// The times that could be read, in order.
    fn beginnings(&self, zone: Tz, faults: &mut Faults) -> Vec<DateTime<Utc>> {
        if self.starts_at.is_empty() || self.starts_at.len() > LARGEST_SERIES {
            let message = format!("must be 1 to {LARGEST_SERIES} times");
            faults.add(Invalid::new("starts_at", "out_of_range", message));
            return Vec::new();
        }
        let mut beginnings = Vec::with_capacity(self.starts_at.len());
        let mut seen = HashSet::new();
        for (index, text) in self.starts_at.iter().enumerate() {
            let number = index + 1;
            match site_time::parse("starts_at", text, zone) {
                Ok(starts_at) if seen.insert(starts_at) => beginnings.push(starts_at),
                Ok(_) => {
                    faults.add(Invalid::new("starts_at", "invalid", format!("time {number} is in the list twice")));
                }
                Err(Invalid { field, code, message }) => {
                    faults.add(Invalid::new(field, code, format!("time {number} {message}")));
                }
            }
        }
        beginnings.sort_unstable();
        beginnings
    }
}

fn before(field: &'static str, minutes: Option<i64>) -> Result<Option<TimeDelta>, Invalid> {
    match minutes {
        None => Ok(None),
        Some(minutes) if (0..=LONGEST_BEFORE).contains(&minutes) => Ok(Some(TimeDelta::minutes(minutes))),
        Some(_) => Err(Invalid::new(field, "out_of_range", format!("must be between 0 and {LONGEST_BEFORE}"))),
    }
}

/// Makes all performances of a series, or none; gives them back in order of time.
///
/// # Errors
/// [`SaveError::Invalid`] for a show or venue that does not exist, or a failure; none was made then.
pub async fn create_series(
    db: &DatabaseConnection,
    now: DateTime<Utc>,
    draft: SeriesDraft,
    actor: &Actor,
) -> Result<Vec<PerformanceView>, SaveError> {
    let txn = transaction::begin(db).await?;
    let outcome = steps(&txn, now, draft, actor).await;
    transaction::end(txn, outcome).await
}

async fn steps(
    txn: &DatabaseTransaction,
    now: DateTime<Utc>,
    draft: SeriesDraft,
    actor: &Actor,
) -> Result<Vec<PerformanceView>, SaveError> {
    if let Some(first) = draft.0.first() {
        check_references(txn, first.terms.show_id, first.terms.venue_id).await?;
    }
    let mut made = Vec::with_capacity(draft.0.len());
    for performance in draft.0 {
        made.push(create::insert(txn, now, performance, actor).await?);
    }
    Ok(catalogue::with_context(txn, made).await?)
}
