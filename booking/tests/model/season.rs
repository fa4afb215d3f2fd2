//! The same acts, done by the rules on PostgreSQL.

use std::collections::HashMap;
use std::str::FromStr;

use booking::audit::Actor;
use booking::check_in::{
    Admission, AdmitError, Presented, UndoError, Verdict, WalkIn, WalkInError, admit, undo, walk_in,
};
use booking::idempotency::IdempotencyKey;
use booking::integrity::{Finding, check};
use booking::reservation::desk::{self, Booking, Edit};
use booking::reservation::{CancelError, ConfirmError, RequestError, cancel, confirm, expire_overdue, request};
use booking::season::performance;
use booking::seats;
use booking::ticket::Stored;
use booking::token::Token;
use booking::values::{EmailAddress, GuestName, Notes, PartySize, Reference};
use chrono::{DateTime, TimeDelta, Utc};
use entity::value::{CheckInSource, Locale, ReservationStatus, TokenPurpose};
use entity::{audit_entry, email_delivery, reservation};
use sea_orm::ActiveValue::Set;
use sea_orm::{EntityTrait, QueryOrder};

use super::act::{Act, Shown};
use super::box_office::{BoxOffice, form_of, now, rng};
use super::ledger::{self, Ledger, Told};

/// A reservation as its guest knows it.
struct Guest {
    id: i64,
    reference: String,
    first_link: Option<Token>,
    first_ticket: Option<Token>,
}

pub struct Season {
    theatre: BoxOffice,
    evenings: Vec<i64>,
    user: i64,
    guests: Vec<Guest>,
    /// Reference of the last party that came to be, or was told of once more.
    told_of: Option<String>,
}

fn at(minutes: i64) -> DateTime<Utc> {
    now() + TimeDelta::minutes(minutes)
}

fn party(people: i32) -> PartySize {
    PartySize::new(people.into()).unwrap()
}

impl Season {
    pub async fn open(evenings: &[ledger::Evening], largest_party: i32) -> Self {
        let theatre = BoxOffice::open().await;
        let mut ids = Vec::new();
        for evening in evenings {
            let shape = |row: &mut entity::performance::ActiveModel| {
                row.starts_at = Set(at(evening.starts_at));
                row.max_party_size = Set(largest_party);
            };
            ids.push(theatre.performance_with(evening.room, shape).await);
        }
        let user = theatre.user("anna").await.id;
        sqlx::query("UPDATE staff_users SET role = 'admin'").execute(theatre.database.pool()).await.unwrap();
        Self { theatre, evenings: ids, user, guests: Vec::new(), told_of: None }
    }

    /// Learns of the party that has just come to be.
    pub async fn welcome(&mut self, number: usize) {
        let reference = self.told_of.clone().unwrap();
        let row = self.theatre.row(&reference).await;
        assert_eq!(self.guests.len(), number);
        self.guests.push(Guest { id: row.id, reference, first_link: None, first_ticket: None });
    }

    fn actor(&self) -> Actor {
        Actor::staff(self.user)
    }

    async fn link(&self, who: usize, purpose: TokenPurpose) -> Option<Token> {
        let guest = &self.guests[who];
        let row = self.theatre.row(&guest.reference).await;
        booking::token::of_reservation(&self.theatre.db, self.theatre.site.keys(), purpose, &row).await.ok()
    }

    /// The link in force, or the first that there was.
    async fn confirmation(&mut self, who: usize, first: bool) -> Option<Token> {
        let link = self.link(who, TokenPurpose::Confirmation).await?;
        let first_link = self.guests[who].first_link.get_or_insert(link.clone()).clone();
        Some(if first { first_link } else { link })
    }

    async fn ticket(&mut self, who: usize, first: bool) -> Option<Token> {
        let ticket = self.link(who, TokenPurpose::Ticket).await?;
        let first_ticket = self.guests[who].first_ticket.get_or_insert(ticket.clone()).clone();
        Some(if first { first_ticket } else { ticket })
    }

    /// Guests keep what they were sent first.
    async fn keep_first(&mut self) {
        for who in 0..self.guests.len() {
            if self.guests[who].first_link.is_none() {
                self.confirmation(who, true).await;
            }
            if self.guests[who].first_ticket.is_none() {
                self.ticket(who, true).await;
            }
        }
    }

    /// Does it at that minute; `None` where there is nobody to act on, or nothing to act with.
    pub async fn act(&mut self, act: &Act, who: Option<usize>, clock: i64) -> Option<Told> {
        let now = at(clock);
        self.keep_first().await;
        let id = who.map(|who| self.guests[who].id);
        let (db, site, actor) = (self.theatre.db.clone(), self.theatre.site.clone(), self.actor());
        Some(match *act {
            Act::Wait(_) => return None,
            Act::Post => {
                self.post(now).await;
                return None;
            }
            Act::Ask { evening, people, key } => self.ask(evening, people, key, now).await,
            Act::Confirm { first_link, .. } => {
                let token = self.confirmation(who?, first_link).await?;
                confirmed(confirm(&db, &site, now, &token, &Actor::VISITOR).await)
            }
            Act::Cancel { .. } => {
                let ticket = self.ticket(who?, false).await;
                let token = match ticket {
                    Some(ticket) => ticket,
                    None => self.confirmation(who?, false).await?,
                };
                match cancel(&db, &site, now, &token, &Actor::VISITOR).await {
                    Ok(_) => Told::Done,
                    Err(CancelError::TokenUnknown) => Told::Unknown,
                    Err(CancelError::AlreadyCheckedIn) => Told::AlreadyIn,
                    Err(CancelError::PerformancePast) => Told::Past,
                    Err(CancelError::Failure(failure)) => panic!("{failure:?}"),
                }
            }
            Act::Lapse => Told::Swept(expire_overdue(&db, now).await.unwrap(), 0),
            Act::Book { evening, people, at_once, address } => self.book(evening, people, at_once, address, now).await,
            Act::ConfirmAtTheDesk { .. } => match desk::confirm(&db, &site, now, id?, &actor).await {
                Ok(_) => Told::Done,
                Err(desk::ConfirmError::Expired) => Told::Expired,
                Err(desk::ConfirmError::Cancelled) => Told::Cancelled,
                Err(desk::ConfirmError::NotEnoughSeats { available }) => Told::Full(available),
                Err(other) => panic!("{other:?}"),
            },
            Act::CancelAtTheDesk { tell, .. } => match desk::cancel(&db, &site, now, id?, tell, &actor).await {
                Ok(_) => Told::Done,
                Err(desk::CancelError::AlreadyCheckedIn) => Told::AlreadyIn,
                Err(desk::CancelError::PerformancePast) => Told::Past,
                Err(other) => panic!("{other:?}"),
            },
            Act::Edit { people, .. } => {
                let edit = Edit { party_size: Some(party(people)), ..Edit::default() };
                match desk::edit(&db, &site, now, id?, edit, &actor).await {
                    Ok(_) => Told::Done,
                    Err(desk::EditError::NotEnoughSeats { available }) => Told::Full(available),
                    Err(desk::EditError::PartyBelowAdmitted { admitted }) => Told::Below(admitted),
                    Err(desk::EditError::Closed(status)) => Told::Ended(status),
                    Err(other) => panic!("{other:?}"),
                }
            }
            Act::Resend { reset, .. } => match desk::resend(&db, &site, now, id?, reset, &actor).await {
                Ok(desk::Resend::Queued(_)) => Told::Done,
                Ok(desk::Resend::AlreadyWaiting(_)) => Told::StillWaiting,
                Err(desk::ResendError::NothingToSend) => Told::NothingToSend,
                Err(desk::ResendError::AddressNeeded) => Told::AddressNeeded,
                Err(other) => panic!("{other:?}"),
            },
            Act::Draw { .. } => self.draw(id?).await?,
            Act::Admit { people, shown, right_door, .. } => self.admit(who?, people, shown, right_door, now).await?,
            Act::Undo { .. } => {
                let reference = Reference::from_str(&self.guests[who?].reference).unwrap();
                match undo(&db, now, &reference, self.user, &actor).await {
                    Ok(_) => Told::Done,
                    Err(UndoError::NotCheckedIn) => Told::NobodyIn,
                    Err(other) => panic!("{other:?}"),
                }
            }
            Act::WalkIn { evening, people } => self.walk_in(evening, people, now).await,
            Act::Resize { evening, room, additional, kept } => {
                self.resize(evening, [room, additional, kept], now).await
            }
            Act::Switch { evening, open } => {
                performance::set_booking_enabled(&db, now, self.evenings[evening], open, &actor).await.unwrap();
                Told::Done
            }
            Act::CallOff { evening } => {
                match performance::cancel(&db, &site, now, self.evenings[evening], &actor).await {
                    Ok(done) => Told::Swept(done.reservations, done.mails),
                    Err(performance::CancelError::Past) => Told::Past,
                    Err(other) => panic!("{other:?}"),
                }
            }
            Act::Reinstate { evening } => {
                performance::reinstate(&db, now, self.evenings[evening], &actor).await.unwrap();
                Told::Done
            }
        })
    }

    async fn ask(&mut self, evening: usize, people: i32, key: Option<u8>, now: DateTime<Utc>) -> Told {
        let (db, site) = (&self.theatre.db, &self.theatre.site);
        let asked = self.theatre.ask(self.evenings[evening], people.into());
        let key = key.map(|key| IdempotencyKey::new(&key.to_string(), &[&evening.to_string(), &people.to_string()]));
        match request(db, site, now, &mut rng(), asked, key.as_ref(), &Actor::VISITOR).await {
            Ok(requested) => {
                self.told_of = Some(requested.reference);
                Told::Done
            }
            Err(RequestError::BookingClosed) => Told::Closed,
            Err(RequestError::NotEnoughSeats { available }) => Told::Full(available),
            Err(RequestError::PartyTooLarge { max }) => Told::TooLarge(max),
            Err(RequestError::IdempotencyMismatch) => Told::AnotherQuestion,
            Err(other) => panic!("{other:?}"),
        }
    }

    async fn book(&mut self, evening: usize, people: i32, at_once: bool, address: bool, now: DateTime<Utc>) -> Told {
        let booking = Booking {
            performance_id: self.evenings[evening],
            name: GuestName::parse("Carla Neri").unwrap(),
            email: address.then(|| EmailAddress::parse("carla@example.org").unwrap()),
            phone: None,
            party_size: party(people),
            notes: Notes::none(),
            locale: Locale::English,
            confirm: at_once,
        };
        match desk::book(&self.theatre.db, &self.theatre.site, now, &mut rng(), booking, &self.actor()).await {
            Ok(booked) => {
                self.told_of = Some(booked.reference);
                Told::Done
            }
            Err(desk::BookError::AddressNeeded) => Told::AddressNeeded,
            Err(desk::BookError::PerformanceCancelled) => Told::Cancelled,
            Err(desk::BookError::PerformancePast) => Told::Past,
            Err(desk::BookError::NotEnoughSeats { available }) => Told::Full(available),
            Err(other) => panic!("{other:?}"),
        }
    }

    async fn walk_in(&mut self, evening: usize, people: i32, now: DateTime<Utc>) -> Told {
        let performance_id = self.evenings[evening];
        let arrived = WalkIn { performance_id, party_size: party(people), name: None, user_id: self.user };
        match walk_in(&self.theatre.db, now, &mut rng(), arrived, &self.actor()).await {
            Ok(verdict) => {
                self.told_of = Some(verdict.reservation.reference);
                Told::Done
            }
            Err(WalkInError::NotEnoughSeats { available }) => Told::Full(available),
            Err(WalkInError::PerformanceCancelled) => Told::Cancelled,
            Err(other) => panic!("{other:?}"),
        }
    }

    async fn admit(
        &mut self,
        who: usize,
        people: Option<i32>,
        shown: Shown,
        right_door: bool,
        now: DateTime<Utc>,
    ) -> Option<Told> {
        let presented = match shown {
            Shown::Reference => Presented::Reference(Reference::from_str(&self.guests[who].reference).unwrap()),
            Shown::Ticket => Presented::Ticket(self.ticket(who, false).await?),
            Shown::FirstTicket => Presented::Ticket(self.ticket(who, true).await?),
        };
        let own = self.theatre.row(&self.guests[who].reference).await.performance_id;
        let other = self.evenings.iter().copied().find(|evening| *evening != own);
        let admission = Admission {
            presented,
            performance_id: if right_door { Some(own) } else { other },
            admitted: people,
            source: CheckInSource::Manual,
            user_id: self.user,
        };
        let answer = admit(&self.theatre.db, &self.theatre.site, now, &admission, &self.actor()).await;
        Some(match answer {
            Ok(Verdict { .. }) => Told::Done,
            Err(AdmitError::Unknown) => Told::Unknown,
            Err(AdmitError::OverTheParty { remaining }) => Told::OverTheParty(remaining),
            Err(AdmitError::Refused(verdict)) => Told::AtTheDoor(verdict.outcome),
            Err(AdmitError::Failure(failure)) => panic!("{failure:?}"),
        })
    }

    async fn resize(&mut self, evening: usize, [room, additional, kept]: [i32; 3], now: DateTime<Utc>) -> Told {
        let row = self.theatre.performance_row(self.evenings[evening]).await;
        let mut form = form_of(&row);
        form.terms.room_capacity = room.into();
        form.terms.additional_seats = additional.into();
        form.terms.manually_occupied_seats = kept.into();
        let draft = form.parse(chrono_tz::Europe::Rome).unwrap();
        let edit = performance::Edit { version: row.version, draft, tell_guests: true };
        match performance::update(&self.theatre.db, &self.theatre.site, now, row.id, edit, &self.actor()).await {
            Ok(edited) => {
                assert_eq!(edited.mails, 0, "neither time nor place has changed");
                Told::Done
            }
            Err(performance::SaveError::CapacityBelowConfirmed { confirmed }) => Told::Below(confirmed),
            Err(other) => panic!("{other:?}"),
        }
    }

    /// Does the worker's part, where a job waits to draw the ticket in force.
    async fn draw(&self, id: i64) -> Option<Told> {
        let waits: bool = sqlx::query_scalar(
            "SELECT EXISTS (SELECT FROM apalis.jobs j JOIN reservations r ON r.id = $1 \
                WHERE j.status = 'Pending' AND j.idempotency_key = 'ticket:' || r.id || ':' || r.ticket_generation)",
        )
        .bind(id)
        .fetch_one(self.theatre.database.pool())
        .await
        .unwrap();
        if !waits {
            return None;
        }
        Some(match self.theatre.draw(id).await {
            Stored::Queued => Told::Done,
            Stored::Obsolete => Told::Obsolete,
            Stored::Already => panic!("one issue is drawn once"),
        })
    }

    async fn post(&self, now: DateTime<Utc>) {
        for statement in [
            "UPDATE email_deliveries SET status = 'sent', sent_at = $1 WHERE status = 'queued'",
            "UPDATE apalis.jobs SET status = 'Done', done_at = $1 WHERE job_type = 'emails' AND status = 'Pending'",
        ] {
            sqlx::query(statement).bind(now).execute(self.theatre.database.pool()).await.unwrap();
        }
    }

    /// Holds all that is stored against the ledger.
    pub async fn agrees_with(&self, ledger: &Ledger, after: &Act) {
        self.houses_agree(ledger, after).await;
        self.parties_agree(ledger, after).await;
        self.jobs_agree(ledger, after).await;
        let findings = check(&self.theatre.db, self.theatre.site.keys(), at(ledger.clock)).await.unwrap();
        let overdue = ledger.parties.iter().zip(&self.guests).filter(|(party, _)| {
            let long_ago = party.expires_at.is_some_and(|expires| expires < ledger.clock - 60);
            party.status == ReservationStatus::Pending && long_ago
        });
        // In the order of their numbers, which is not quite that of time: requests draw many at once.
        let mut overdue: Vec<i64> = overdue.map(|(_, guest)| guest.id).collect();
        overdue.sort_unstable();
        let expected: Vec<Finding> =
            overdue.into_iter().map(|reservation_id| Finding::RequestOverdue { reservation_id }).collect();
        assert_eq!(findings, expected, "after {after:?}");
    }

    async fn houses_agree(&self, ledger: &Ledger, after: &Act) {
        for (number, (evening, id)) in ledger.evenings.iter().zip(&self.evenings).enumerate() {
            let row = self.theatre.performance_row(*id).await;
            assert_eq!(seats::available(&row), ledger.free(number), "after {after:?}");
            assert_eq!(
                (row.room_capacity, row.additional_seats, row.manually_occupied_seats, row.confirmed_seats),
                (evening.room, evening.additional, evening.kept, ledger.confirmed(number)),
                "after {after:?}"
            );
            assert_eq!(
                (row.is_booking_enabled, row.cancelled_at.is_some()),
                (evening.open, evening.called_off),
                "after {after:?}"
            );
        }
    }

    async fn parties_agree(&self, ledger: &Ledger, after: &Act) {
        let rows = reservation::Entity::find().all(&self.theatre.db).await.unwrap();
        assert_eq!(rows.len(), ledger.parties.len(), "after {after:?}");
        let rows: HashMap<i64, reservation::Model> = rows.into_iter().map(|row| (row.id, row)).collect();
        let log =
            audit_entry::Entity::find().order_by_asc(audit_entry::Column::Id).all(&self.theatre.db).await.unwrap();
        for (guest, party) in self.guests.iter().zip(&ledger.parties) {
            let row = &rows[&guest.id];
            assert_eq!(
                (row.performance_id, row.source, row.status, row.party_size, row.admitted),
                (self.evenings[party.evening], party.source, party.status, party.people, party.admitted()),
                "after {after:?}: {party:?}"
            );
            assert_eq!(
                (row.confirmation_generation, row.ticket_generation),
                (party.confirmation_generation, party.ticket_generation),
                "after {after:?}: {party:?}"
            );
            if row.status == ReservationStatus::Pending {
                assert_eq!(row.expires_at, party.expires_at.map(at), "after {after:?}: {party:?}");
            }
            let own = log.iter().filter(|entry| entry.subject == "reservation" && entry.subject_id == row.id);
            let told: Vec<&str> = own.map(|entry| entry.action.as_str()).collect();
            assert_eq!(told, party.log, "after {after:?}");
        }
    }

    /// Each mail has its row, and each row its job, with the change that caused it; a refusal leaves none.
    async fn jobs_agree(&self, ledger: &Ledger, after: &Act) {
        let rows = email_delivery::Entity::find().order_by_asc(email_delivery::Column::Id).all(&self.theatre.db);
        let rows = rows.await.unwrap();
        let mut jobs: Vec<String> = rows.iter().map(|row| format!("delivery:{}", row.id)).collect();
        for (party, guest) in ledger.parties.iter().zip(&self.guests) {
            let own = rows.iter().filter(|row| row.reservation_id == guest.id);
            let mails: Vec<_> = own.map(|row| (row.kind, row.sent_at.is_none())).collect();
            assert_eq!(mails, party.mails, "after {after:?}: {party:?}");
            jobs.extend(party.drawings.iter().map(|(generation, _)| format!("ticket:{}:{generation}", guest.id)));
        }
        let mut queued: Vec<String> = sqlx::query_scalar("SELECT idempotency_key FROM apalis.jobs")
            .fetch_all(self.theatre.database.pool())
            .await
            .unwrap();
        queued.sort();
        jobs.sort();
        assert_eq!(queued, jobs, "after {after:?}");
    }
}

fn confirmed(answer: Result<booking::reservation::Confirmed, ConfirmError>) -> Told {
    match answer {
        Ok(_) => Told::Done,
        Err(ConfirmError::TokenUnknown) => Told::Unknown,
        Err(ConfirmError::TokenExpired) => Told::Expired,
        Err(ConfirmError::NotEnoughSeats { available }) => Told::Full(available),
        Err(ConfirmError::Cancelled) => Told::Cancelled,
        Err(ConfirmError::Failure(failure)) => panic!("{failure:?}"),
    }
}
