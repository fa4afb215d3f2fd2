//! `api seed-demo`: fills an empty database with a season to look at, and leaves every other one alone.
//!
//! The season is made around the day on which it is made: evenings that are over, two today, five weeks to come; some
//! sold out, nearly full, closed or called off. All of it is one transaction.

mod bookings;
mod calendar;
mod guests;
mod ledger;
mod mails;
mod season;
mod shows;
mod users;
mod venues;

use booking::staff::password::PasswordError;
use booking::token::{Keys, KeysError};
use booking::{Failure, Site};
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use clap::Args;
use entity::{performance, show, venue};
use platform::clock::{self, Clock, SystemClock};
use platform::database::{self, DatabaseError};
use platform::settings::{DatabaseSettings, Secret, SecretError, SiteSettings};
use rand::CryptoRng;
use sea_orm::{
    ActiveValue::Set, ConnectionTrait, DatabaseConnection, DatabaseTransaction, EntityTrait, QueryOrder,
    TransactionTrait,
};

use calendar::Calendar;
use ledger::Ledger;
use season::EVENINGS;
use shows::SHOWS;
use venues::VENUES;

/// What to fill.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The database.
    #[command(flatten)]
    pub database: DatabaseSettings,

    /// The site.
    #[command(flatten)]
    pub site: SiteSettings,

    /// Password of the demonstration's users `staff` and `admin`, 12 to 128 characters. Give it in the environment.
    #[arg(long, env = "DEMO_PASSWORD", value_name = "DEMO_PASSWORD", hide_env_values = true)]
    pub demo_password: Secret,
}

/// Why nothing was filled in.
#[derive(Debug, thiserror::Error)]
pub enum SeedDemoError {
    /// The database cannot be worked with.
    #[error(transparent)]
    Database(#[from] DatabaseError),
    /// The keys cannot be found.
    #[error(transparent)]
    Secret(#[from] SecretError),
    /// The keys cannot be used.
    #[error("TOKEN_KEYS cannot be used")]
    Keys(#[from] KeysError),
    /// The password is too short or too long.
    #[error("DEMO_PASSWORD cannot be used")]
    Password(#[from] PasswordError),
    /// Somebody works with this database.
    #[error(
        "this database has a season of its own (it begins with `{0}`), and nothing was changed: the demonstration \
         season goes into an empty database only"
    )]
    RealSeason(String),
    /// The demonstration has become somebody's own.
    #[error(
        "beside the demonstration season this database has something of its own (`{0}`), so its users keep the passwords \
         they have, which is not DEMO_PASSWORD, and nothing was changed"
    )]
    OwnPasswords(String),
    /// A user of the demonstration's name was made otherwise.
    #[error("there is a user `{0}` already, who is not the demonstration's, and nothing was changed")]
    UserExists(&'static str),
    /// Below the rules.
    #[error(transparent)]
    Failure(#[from] Failure),
}

/// What was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seeded {
    /// The season was made.
    Made {
        /// How many reservations its performances have.
        reservations: usize,
    },
    /// The season was there; its users have the password now.
    PasswordsSet,
    /// The season was there, and so was the password.
    Nothing,
}

/// Fills the season.
///
/// # Errors
/// [`SeedDemoError`]; nothing was changed then.
pub async fn run(arguments: Arguments) -> Result<(), SeedDemoError> {
    let keys = Keys::parse(arguments.site.token_keys()?.expose())?;
    let site = Site::new(keys, &arguments.site.public_url);
    let database = database::open(&arguments.database, "azionelab-seed-demo")?;
    database::require_current_schema(&database.pool).await?;
    let zone = arguments.site.site_time_zone;
    let demo = Demo { site: &site, zone, now: SystemClock.now(), password: &arguments.demo_password };
    match demo.seed(&database.connection, &mut clock::randomness()).await? {
        Seeded::Made { reservations } => say(&format!(
            "Made the demonstration season: {} shows, {} performances, {reservations} reservations.",
            SHOWS.len(),
            EVENINGS.len(),
        )),
        Seeded::PasswordsSet => say("The demonstration season is there; its users have the new password."),
        Seeded::Nothing => say("The demonstration season is there."),
    }
    Ok(())
}

/// The season to be made.
#[derive(Debug, Clone, Copy)]
pub struct Demo<'a> {
    /// Address of the site, and the keys that make the guests' tickets.
    pub site: &'a Site,
    /// Zone in which the company plays.
    pub zone: Tz,
    /// The season is made around this moment.
    pub now: DateTime<Utc>,
    /// Of the users `staff` and `admin`.
    pub password: &'a Secret,
}

impl Demo<'_> {
    /// Fills an empty database; refreshes the password of the users of one that was filled so before.
    ///
    /// # Errors
    /// [`SeedDemoError`]; nothing was changed then.
    pub async fn seed(&self, db: &DatabaseConnection, rng: &mut impl CryptoRng) -> Result<Seeded, SeedDemoError> {
        let txn = db.begin().await.map_err(Failure::from)?;
        let outcome = self.steps(&txn, rng).await;
        let ended = if outcome.is_ok() { txn.commit().await } else { txn.rollback().await };
        ended.map_err(Failure::from)?;
        outcome
    }

    async fn steps(&self, txn: &DatabaseTransaction, rng: &mut impl CryptoRng) -> Result<Seeded, SeedDemoError> {
        // Two programs that seed at once: the second waits here, longer than a guest would, and then finds the season of the
        // first. Between two statements passwords are hashed, which takes a slow machine its time.
        let alone = "SET LOCAL lock_timeout = '2min'; SET LOCAL idle_in_transaction_session_timeout = '1min'; \
             LOCK TABLE shows IN SHARE ROW EXCLUSIVE MODE";
        txn.execute_unprepared(alone).await.map_err(Failure::from)?;
        match Found::in_database(txn).await? {
            Found::Empty => Ok(Seeded::Made { reservations: self.fill(txn, rng).await? }),
            Found::Own(slug) => Err(SeedDemoError::RealSeason(slug)),
            Found::Demo { own } => self.refresh(txn, rng, own).await,
        }
    }

    async fn refresh(
        &self,
        txn: &DatabaseTransaction,
        rng: &mut impl CryptoRng,
        own: Option<String>,
    ) -> Result<Seeded, SeedDemoError> {
        let outdated = users::outdated(txn, self.password).await?;
        match own {
            _ if outdated.is_empty() => Ok(Seeded::Nothing),
            Some(slug) => Err(SeedDemoError::OwnPasswords(slug)),
            None => {
                users::set_password(txn, self.now, rng, &outdated, self.password).await?;
                Ok(Seeded::PasswordsSet)
            }
        }
    }

    async fn fill(&self, txn: &DatabaseTransaction, rng: &mut impl CryptoRng) -> Result<usize, SeedDemoError> {
        let [staff, admin] = users::make(txn, self.now, rng, self.password).await?;
        let shows = insert_shows(txn, self.now).await?;
        let venues = insert_venues(txn, self.now).await?;
        let calendar = Calendar::of(self.now, self.zone);
        let ledger = Ledger { txn, site: self.site, calendar, door: staff.id, office: admin.id };
        let mut guests = 0;
        for evening in &EVENINGS {
            let row = evening.row(&calendar, shows[evening.title as usize], venues[evening.house as usize]);
            let performance = performance::Entity::insert(row).exec_with_returning(txn).await.map_err(Failure::from)?;
            let bookings = bookings::bookings(&calendar, evening, guests);
            ledger.write(rng, (performance.id, performance.starts_at), &bookings).await?;
            guests += bookings.len();
        }
        Ok(guests)
    }
}

/// What a database holds already.
enum Found {
    /// Neither shows nor venues.
    Empty,
    /// The demonstration season; and the name of something beside it, where there is something.
    Demo { own: Option<String> },
    /// Other shows or venues, the first of which has this name.
    Own(String),
}

impl Found {
    async fn in_database(txn: &DatabaseTransaction) -> Result<Self, Failure> {
        let shows = show::Entity::find().order_by_asc(show::Column::Id).all(txn).await?;
        let venues = venue::Entity::find().order_by_asc(venue::Column::Id).all(txn).await?;
        // A classic may have the same address elsewhere; the poster is the demonstration's alone.
        let made_here = shows.iter().any(|show| SHOWS.iter().any(|demo| show.poster_image == Some(demo.poster())));
        let known =
            |slug: &String| SHOWS.iter().any(|show| show.slug == slug) || VENUES.iter().any(|venue| venue.slug == slug);
        let slugs = || shows.iter().map(|show| &show.slug).chain(venues.iter().map(|venue| &venue.slug));
        let own = slugs().find(|slug| !known(slug)).cloned();
        Ok(match (slugs().next(), made_here) {
            (None, _) => Self::Empty,
            (Some(_), true) => Self::Demo { own },
            (Some(first), false) => Self::Own(own.unwrap_or_else(|| first.clone())),
        })
    }
}

async fn insert_shows(txn: &DatabaseTransaction, now: DateTime<Utc>) -> Result<Vec<i64>, Failure> {
    let mut ids = Vec::with_capacity(SHOWS.len());
    for show in &SHOWS {
        let row = show::ActiveModel {
            slug: Set(show.slug.to_owned()),
            title: Set(show.title.to_owned()),
            summary: Set(show.summary.to_owned()),
            description: Set(show.description.to_owned()),
            duration_minutes: Set(Some(show.minutes)),
            poster_image: Set(Some(show.poster())),
            is_published: Set(true),
            created_at: Set(now),
            updated_at: Set(now),
            ..Default::default()
        };
        ids.push(show::Entity::insert(row).exec(txn).await?.last_insert_id);
    }
    Ok(ids)
}

async fn insert_venues(txn: &DatabaseTransaction, now: DateTime<Utc>) -> Result<Vec<i64>, Failure> {
    let mut ids = Vec::with_capacity(VENUES.len());
    for venue in &VENUES {
        let row = venue::ActiveModel {
            slug: Set(venue.slug.to_owned()),
            name: Set(venue.name.to_owned()),
            address: Set(venue.address.to_owned()),
            city: Set(venue.city.to_owned()),
            notes: Set(venue.notes.to_owned()),
            map_url: Set(Some(venue.map_url.to_owned())),
            accessibility: Set(venue.accessibility.to_owned()),
            created_at: Set(now),
            updated_at: Set(now),
            ..Default::default()
        };
        ids.push(venue::Entity::insert(row).exec(txn).await?.last_insert_id);
    }
    Ok(ids)
}

#[expect(clippy::print_stdout, reason = "what the command answers goes to standard output")]
fn say(line: &str) {
    println!("{line}");
}
