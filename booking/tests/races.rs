//! Two of the rules at once on a real PostgreSQL, stopped and let go at chosen steps: whatever comes of it must be what
//! comes of one after the other, in one order or the other. What all interleavings of the steps are, `interleavings`
//! goes through on a model.
#![expect(clippy::unwrap_used, reason = "a story that cannot go on has failed")]

mod box_office;

use std::fmt::Debug;
use std::sync::Arc;
use std::time::{Duration, Instant};

use booking::audit::Actor;
use booking::check_in::{Admission, AdmitError, Presented, UndoError, WalkIn, WalkInError, admit, undo, walk_in};
use booking::integrity::check;
use booking::reservation::desk::{self, Edit, EditError, ResendError};
use booking::reservation::{CancelError, ConfirmError, Confirmed, cancel, confirm, expire_overdue, request};
use booking::season::performance::{self, SaveError};
use booking::token::Token;
use booking::values::{EmailAddress, GuestName, PartySize, Reference};
use box_office::{BoxOffice, form_of, now, rng};
use chrono::TimeDelta;
use entity::value::{CheckInSource, TokenPurpose};
use sqlx::{Connection, PgConnection};
use tokio::task::JoinHandle;

/// What somebody does in a house of six. Anna (three people) and Bruno (two) are to confirm, and one of them fits; Carla
/// (two) has her ticket; Dora is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Act {
    AnnaConfirms,
    BrunoConfirms,
    AnnaCancels,
    CarlaCancels,
    CarlaBringsTwoMore,
    AnnaHasAnotherMailbox,
    CarlaGetsAnotherTicket,
    CarlaComesIn,
    AnnaShowsHerLinkAtTheDoor,
    DoraWasNotThere,
    TwoComeToTheDoor,
    ChairsAreTakenAway,
    TheEveningIsCalledOff,
    RequestsLapse,
}

const ACTS: [Act; 14] = [
    Act::AnnaConfirms,
    Act::BrunoConfirms,
    Act::AnnaCancels,
    Act::CarlaCancels,
    Act::CarlaBringsTwoMore,
    Act::AnnaHasAnotherMailbox,
    Act::CarlaGetsAnotherTicket,
    Act::CarlaComesIn,
    Act::AnnaShowsHerLinkAtTheDoor,
    Act::DoraWasNotThere,
    Act::TwoComeToTheDoor,
    Act::ChairsAreTakenAway,
    Act::TheEveningIsCalledOff,
    Act::RequestsLapse,
];

/// Where transactions are stopped.
#[derive(Debug, Clone, Copy)]
enum Gate {
    /// Before they hold anything: what they read without a lock, they have read.
    Rows,
    /// When all is written, before the commit: the entry of the audit log comes last.
    Log,
}

/// An evening before anything happens.
struct Evening {
    theatre: Arc<BoxOffice>,
    user: i64,
    performance: i64,
    anna: (i64, Token),
    bruno: Token,
    carla: Confirmed,
    dora: Reference,
}

impl Evening {
    async fn new(theatre: &Arc<BoxOffice>, user: i64) -> Self {
        let performance = theatre.performance(6).await;
        let ask = async |name: &str, people: i64| {
            let asked = booking::reservation::Request {
                name: GuestName::parse(name).unwrap(),
                ..theatre.ask(performance, people)
            };
            let (db, site) = (&theatre.db, &theatre.site);
            let reference = request(db, site, now(), &mut rng(), asked, None, &Actor::VISITOR).await.unwrap().reference;
            let row = theatre.row(&reference).await;
            (row.id, theatre.token(TokenPurpose::Confirmation, &reference).await)
        };
        let anna = ask("Anna", 3).await;
        let bruno = ask("Bruno", 2).await.1;
        let book = async |name: &str, people: i64| {
            let token = ask(name, people).await.1;
            confirm(&theatre.db, &theatre.site, now(), &token, &Actor::VISITOR).await.unwrap()
        };
        let carla = book("Carla", 2).await;
        let dora = book("Dora", 1).await.reservation.reference.parse().unwrap();
        let evening = Self { theatre: theatre.clone(), user, performance, anna, bruno, carla, dora };
        evening.admit(Presented::Reference(evening.dora.clone())).await.unwrap();
        evening
    }

    async fn admit(&self, presented: Presented) -> Result<booking::check_in::Verdict, AdmitError> {
        let admission = Admission {
            presented,
            performance_id: Some(self.performance),
            admitted: None,
            source: CheckInSource::QrScan,
            user_id: self.user,
        };
        admit(&self.theatre.db, &self.theatre.site, now(), &admission, &Actor::staff(self.user)).await
    }

    /// What comes of an act: whether it was done.
    async fn act(&self, act: Act) -> bool {
        let (db, site, actor) = (&self.theatre.db, &self.theatre.site, Actor::SYSTEM);
        let carla = &self.carla;
        match act {
            Act::AnnaConfirms => told(confirm(db, site, now(), &self.anna.1, &actor).await, |error| {
                matches!(error, ConfirmError::Failure(_))
            }),
            Act::BrunoConfirms => told(confirm(db, site, now(), &self.bruno, &actor).await, |error| {
                matches!(error, ConfirmError::Failure(_))
            }),
            Act::AnnaCancels => told(cancel(db, site, now(), &self.anna.1, &actor).await, |error| {
                matches!(error, CancelError::Failure(_))
            }),
            Act::CarlaCancels => told(cancel(db, site, now(), &carla.ticket_token, &actor).await, |error| {
                matches!(error, CancelError::Failure(_))
            }),
            Act::CarlaBringsTwoMore => {
                let edit = Edit { party_size: Some(PartySize::new(4).unwrap()), ..Edit::default() };
                told(desk::edit(db, site, now(), carla.reservation.id, edit, &actor).await, |error| {
                    matches!(error, EditError::Failure(_))
                })
            }
            Act::AnnaHasAnotherMailbox => {
                let email = Some(EmailAddress::parse("anna@elsewhere.example").unwrap());
                let edit = Edit { email: Some(email), ..Edit::default() };
                told(desk::edit(db, site, now(), self.anna.0, edit, &actor).await, |error| {
                    matches!(error, EditError::Failure(_))
                })
            }
            Act::CarlaGetsAnotherTicket => {
                told(desk::resend(db, site, now(), carla.reservation.id, true, &actor).await, |error| {
                    matches!(error, ResendError::Failure(_))
                })
            }
            Act::CarlaComesIn => told(self.admit(Presented::Ticket(carla.ticket_token.clone())).await, |error| {
                matches!(error, AdmitError::Failure(_))
            }),
            Act::AnnaShowsHerLinkAtTheDoor => told(self.admit(Presented::Ticket(self.anna.1.clone())).await, |error| {
                matches!(error, AdmitError::Failure(_))
            }),
            Act::DoraWasNotThere => told(undo(db, now(), &self.dora, self.user, &actor).await, |error| {
                matches!(error, UndoError::Failure(_))
            }),
            Act::TwoComeToTheDoor => {
                let party_size = PartySize::new(2).unwrap();
                let party = WalkIn { performance_id: self.performance, party_size, name: None, user_id: self.user };
                told(walk_in(db, now(), &mut rng(), party, &actor).await, |error| {
                    matches!(error, WalkInError::Failure(_))
                })
            }
            Act::ChairsAreTakenAway => {
                let row = self.theatre.performance_row(self.performance).await;
                let mut form = form_of(&row);
                form.terms.manually_occupied_seats = 2;
                let draft = form.parse(chrono_tz::Europe::Rome).unwrap();
                // As the form was opened, whatever has happened since.
                let edit = performance::Edit { version: 1, draft, tell_guests: false };
                told(performance::update(db, site, now(), self.performance, edit, &actor).await, |error| {
                    matches!(error, SaveError::Failure(_))
                })
            }
            Act::TheEveningIsCalledOff => {
                told(performance::cancel(db, site, now(), self.performance, &actor).await, |_| true)
            }
            Act::RequestsLapse => told(expire_overdue(db, now() + TimeDelta::hours(3)).await, |_| true),
        }
    }

    /// All that is to be seen of it.
    async fn picture(&self) -> Vec<String> {
        sqlx::query_scalar(
            "SELECT concat_ws(' ', name, status, party_size, 'people', admitted, 'in, tokens', confirmation_generation, \
                ticket_generation, email, \
                (SELECT string_agg(kind || generation, ' ' ORDER BY kind, generation) FROM email_deliveries d \
                    WHERE d.reservation_id = r.id), \
                (SELECT count(*) FROM apalis.jobs WHERE starts_with(idempotency_key, 'ticket:' || r.id || ':')), 'tickets', \
                (SELECT string_agg(action, ' ' ORDER BY action) FROM audit_log \
                    WHERE subject = 'reservation' AND subject_id = r.id)) \
             FROM reservations r WHERE performance_id = $1 \
             UNION ALL SELECT concat_ws(' ', manually_occupied_seats, 'kept', confirmed_seats, 'confirmed', cancelled_at) \
             FROM performances WHERE id = $1 ORDER BY 1",
        )
        .bind(self.performance)
        .fetch_all(self.theatre.database.pool())
        .await
        .unwrap()
    }
}

/// Whether it was done; a failure below the rules, such as a deadlock, is no answer.
fn told<T: Debug, E: Debug>(outcome: Result<T, E>, is_failure: impl Fn(&E) -> bool) -> bool {
    match outcome {
        Ok(_) => true,
        Err(error) => {
            assert!(!is_failure(&error), "{error:?}");
            false
        }
    }
}

/// What came of two acts: what each was told, and what is to be seen.
type Came = ((bool, bool), Vec<String>);

struct Stage {
    theatre: Arc<BoxOffice>,
    user: i64,
    gatekeeper: PgConnection,
}

impl Stage {
    async fn new() -> Self {
        let theatre = Arc::new(BoxOffice::open().await);
        let user = theatre.user("anna").await.id;
        sqlx::query("UPDATE staff_users SET role = 'admin'").execute(theatre.database.pool()).await.unwrap();
        let gatekeeper = PgConnection::connect(theatre.database.url()).await.unwrap();
        Self { theatre, user, gatekeeper }
    }

    async fn came(&self, evening: &Evening, acts: [Act; 2], told: (bool, bool)) -> Came {
        if acts.contains(&Act::RequestsLapse) {
            // A request that somebody held is left to the next minute's sweep.
            evening.act(Act::RequestsLapse).await;
        }
        (told, evening.picture().await)
    }

    async fn one_after_the_other(&self, first: Act, second: Act) -> Came {
        let evening = Evening::new(&self.theatre, self.user).await;
        let told = (evening.act(first).await, evening.act(second).await);
        self.came(&evening, [first, second], told).await
    }

    async fn at_once(&mut self, gate: Gate, first: Act, second: Act) -> Came {
        let evening = Arc::new(Evening::new(&self.theatre, self.user).await);
        let id = evening.performance;
        let lock = match gate {
            Gate::Rows => format!(
                "BEGIN; SELECT FROM performances WHERE id = {id} FOR NO KEY UPDATE; \
                 SELECT FROM reservations WHERE performance_id = {id} FOR NO KEY UPDATE"
            ),
            Gate::Log => "BEGIN; LOCK TABLE audit_log IN SHARE MODE".to_owned(),
        };
        sqlx::raw_sql(sqlx::AssertSqlSafe(lock)).execute(&mut self.gatekeeper).await.unwrap();
        let go = |act| {
            let evening = evening.clone();
            tokio::spawn(async move { evening.act(act).await })
        };
        let one = go(first);
        self.stopped(&[&one]).await;
        let two = go(second);
        self.stopped(&[&one, &two]).await;
        sqlx::raw_sql("COMMIT").execute(&mut self.gatekeeper).await.unwrap();
        let told = (one.await.unwrap(), two.await.unwrap());
        self.came(&evening, [first, second], told).await
    }

    /// Waits until each of these waits for a lock, or has ended.
    async fn stopped(&mut self, acts: &[&JoinHandle<bool>]) {
        let since = Instant::now();
        loop {
            // Within a transaction the server shows the sessions that it showed first, and none begun since.
            sqlx::query("SELECT pg_stat_clear_snapshot()").execute(&mut self.gatekeeper).await.unwrap();
            let waiting: i64 = sqlx::query_scalar(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
            )
            .fetch_one(&mut self.gatekeeper)
            .await
            .unwrap();
            let ended = acts.iter().filter(|act| act.is_finished()).count();
            if usize::try_from(waiting).unwrap() + ended >= acts.len() {
                return;
            }
            assert!(since.elapsed() < Duration::from_secs(3), "neither waits nor ends");
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    }
}

/// Found by `make chaos`: who clicked twice was told that no seats were left, of which the last ones were his.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_who_is_confirmed_between_his_two_looks_is_not_told_that_the_house_is_full() {
    let mut stage = Stage::new().await;
    let evening = Arc::new(Evening::new(&stage.theatre, stage.user).await);
    // Whatever a confirmation reads without the venue, it has read by then.
    sqlx::raw_sql("BEGIN; LOCK TABLE venues").execute(&mut stage.gatekeeper).await.unwrap();
    let anna = tokio::spawn({
        let evening = evening.clone();
        async move { evening.act(Act::AnnaConfirms).await }
    });
    stage.stopped(&[&anna]).await;
    let BoxOffice { db, site, .. } = stage.theatre.as_ref();
    desk::confirm(db, site, now(), evening.anna.0, &Actor::SYSTEM).await.unwrap();
    sqlx::raw_sql("COMMIT").execute(&mut stage.gatekeeper).await.unwrap();
    assert!(anna.await.unwrap(), "the seats are hers");
}

async fn every_pair_at(gate: Gate) {
    let mut stage = Stage::new().await;
    for (index, first) in ACTS.into_iter().enumerate() {
        for second in ACTS.into_iter().skip(index) {
            let (told, seen) = stage.one_after_the_other(second, first).await;
            let orders = [stage.one_after_the_other(first, second).await, ((told.1, told.0), seen)];
            for (first, second, orders) in
                [(first, second, orders.clone()), (second, first, orders.map(|((one, two), seen)| ((two, one), seen)))]
            {
                let came = stage.at_once(gate, first, second).await;
                assert!(orders.contains(&came), "{first:?} and {second:?} at {gate:?}: {came:#?}, but {orders:#?}");
            }
        }
    }
    let findings = check(&stage.theatre.db, stage.theatre.site.keys(), now()).await.unwrap();
    assert_eq!(findings, []);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_that_have_both_looked_end_as_one_after_the_other() {
    every_pair_at(Gate::Rows).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_that_comes_when_the_other_has_written_ends_as_if_it_came_later() {
    every_pair_at(Gate::Log).await;
}
