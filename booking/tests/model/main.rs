//! Any sequence of acts, against a model that fits on a page.
#![expect(clippy::unwrap_used, reason = "a story that cannot go on has failed")]

mod box_office;

use std::str::FromStr;

use booking::audit::Actor;
use booking::check_in::{
    Admission, AdmitError, Outcome, Presented, UndoError, WalkIn, WalkInError, admit, undo, walk_in,
};
use booking::integrity::{Finding, check};
use booking::reservation::desk::{self, Edit, EditError};
use booking::reservation::{CancelError, ConfirmError, RequestError, cancel, confirm};
use booking::season::performance::{self, reinstate};
use booking::token::Token;
use booking::values::{PartySize, Reference};
use box_office::{BoxOffice, form_of, now, rng};
use entity::value::{CheckInSource, ReservationStatus, TokenPurpose};
use proptest::prelude::*;

/// Seats of the house at first.
const SEATS: i32 = 12;

/// What somebody does; `usize` picks one of the reservations made so far.
#[derive(Debug, Clone)]
enum Act {
    Request(i32),
    Confirm(usize),
    Cancel(usize),
    Admit(usize, i32),
    Undo(usize),
    WalkIn(i32),
    ConfirmAtTheDesk(usize),
    EditParty(usize, i32),
    Resize(i32),
    CallOff,
    Reinstate,
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        4 => (1..6i32).prop_map(Act::Request),
        4 => any::<usize>().prop_map(Act::Confirm),
        1 => any::<usize>().prop_map(Act::Cancel),
        3 => (any::<usize>(), 1..4i32).prop_map(|(whose, people)| Act::Admit(whose, people)),
        1 => any::<usize>().prop_map(Act::Undo),
        1 => (1..4i32).prop_map(Act::WalkIn),
        2 => any::<usize>().prop_map(Act::ConfirmAtTheDesk),
        3 => (any::<usize>(), 1..7i32).prop_map(|(whose, people)| Act::EditParty(whose, people)),
        1 => (4..16i32).prop_map(Act::Resize),
        1 => prop_oneof![1 => Just(Act::CallOff), 2 => Just(Act::Reinstate)],
    ]
}

/// A reservation as the model knows it.
#[derive(Debug)]
struct Party {
    reference: String,
    confirmation: Option<Token>,
    status: ReservationStatus,
    people: i32,
    admissions: Vec<i32>,
}

impl Party {
    fn admitted(&self) -> i32 {
        self.admissions.iter().sum()
    }
}

struct Model<'a> {
    theatre: &'a BoxOffice,
    performance: i64,
    user: i64,
    seats: i32,
    called_off: bool,
    parties: Vec<Party>,
}

impl Model<'_> {
    fn free(&self) -> i32 {
        self.seats - self.taken()
    }

    fn taken(&self) -> i32 {
        let taken = self.parties.iter().filter(|party| party.status == ReservationStatus::Confirmed);
        taken.map(|party| party.people).sum()
    }

    fn pick(&self, number: usize) -> Option<usize> {
        (!self.parties.is_empty()).then(|| number % self.parties.len())
    }

    async fn act(&mut self, act: &Act) {
        match *act {
            Act::Request(people) => self.request(people).await,
            Act::WalkIn(people) => self.walk_in(people).await,
            Act::Confirm(whose) => {
                if let Some(index) = self.pick(whose) {
                    self.confirm(index).await;
                }
            }
            Act::Cancel(whose) => {
                if let Some(index) = self.pick(whose) {
                    self.cancel(index).await;
                }
            }
            Act::Admit(whose, people) => {
                if let Some(index) = self.pick(whose) {
                    self.admit(index, people).await;
                }
            }
            Act::Undo(whose) => {
                if let Some(index) = self.pick(whose) {
                    self.undo(index).await;
                }
            }
            Act::ConfirmAtTheDesk(whose) => {
                if let Some(index) = self.pick(whose) {
                    self.confirm_at_the_desk(index).await;
                }
            }
            Act::EditParty(whose, people) => {
                if let Some(index) = self.pick(whose) {
                    self.edit_party(index, people).await;
                }
            }
            Act::Resize(seats) => self.resize(seats).await,
            Act::CallOff => self.call_off().await,
            Act::Reinstate => {
                reinstate(&self.theatre.db, now(), self.performance, &Actor::SYSTEM).await.unwrap();
                self.called_off = false;
            }
        }
    }

    async fn request(&mut self, people: i32) {
        let free = self.free();
        match self.theatre.request(self.performance, people.into()).await {
            Ok(requested) => {
                assert!(people <= free && !self.called_off);
                let token = self.theatre.token(TokenPurpose::Confirmation, &requested.reference).await;
                self.parties.push(Party {
                    reference: requested.reference,
                    confirmation: Some(token),
                    status: ReservationStatus::Pending,
                    people,
                    admissions: Vec::new(),
                });
            }
            Err(RequestError::NotEnoughSeats { available }) => assert!(available == free && people > free),
            Err(RequestError::BookingClosed) => assert!(self.called_off),
            Err(other) => panic!("{other:?}"),
        }
    }

    async fn walk_in(&mut self, people: i32) {
        let free = self.free();
        let party = WalkIn {
            performance_id: self.performance,
            party_size: PartySize::new(people.into()).unwrap(),
            name: None,
            user_id: self.user,
        };
        match walk_in(&self.theatre.db, now(), &mut rng(), party, &Actor::staff(self.user)).await {
            Ok(verdict) => {
                assert!(people <= free);
                self.parties.push(Party {
                    reference: verdict.reservation.reference,
                    confirmation: None,
                    status: ReservationStatus::Confirmed,
                    people,
                    admissions: vec![people],
                });
            }
            Err(WalkInError::NotEnoughSeats { available }) => assert!(available == free && people > free),
            Err(WalkInError::PerformanceCancelled) => assert!(self.called_off),
            Err(other) => panic!("{other:?}"),
        }
    }

    async fn confirm(&mut self, index: usize) {
        let free = self.free();
        let party = &mut self.parties[index];
        let Some(token) = &party.confirmation else { return };
        let answer = confirm(&self.theatre.db, &self.theatre.site, now(), token, &Actor::VISITOR).await;
        match (party.status, answer) {
            (ReservationStatus::Pending, Ok(confirmed)) => {
                assert!(party.people <= free && !confirmed.already_confirmed);
                party.status = ReservationStatus::Confirmed;
            }
            (ReservationStatus::Pending, Err(ConfirmError::NotEnoughSeats { available })) => {
                assert!(available == free && party.people > free);
            }
            (ReservationStatus::Confirmed, Ok(confirmed)) => assert!(confirmed.already_confirmed),
            (ReservationStatus::Cancelled, Err(ConfirmError::Cancelled)) => {}
            (status, other) => panic!("{status}: {other:?}"),
        }
    }

    async fn cancel(&mut self, index: usize) {
        let party = &mut self.parties[index];
        let Some(token) = &party.confirmation else { return };
        match cancel(&self.theatre.db, &self.theatre.site, now(), token, &Actor::VISITOR).await {
            Ok(_) => {
                assert_eq!(party.admitted(), 0);
                party.status = ReservationStatus::Cancelled;
            }
            Err(CancelError::AlreadyCheckedIn) => assert!(party.admitted() > 0),
            Err(other) => panic!("{other:?}"),
        }
    }

    async fn admit(&mut self, index: usize, people: i32) {
        let party = &mut self.parties[index];
        let admission = Admission {
            presented: Presented::Reference(Reference::from_str(&party.reference).unwrap()),
            performance_id: Some(self.performance),
            admitted: Some(people),
            source: CheckInSource::Manual,
            user_id: self.user,
        };
        let remaining = party.people - party.admitted();
        match admit(&self.theatre.db, &self.theatre.site, now(), &admission, &Actor::staff(self.user)).await {
            Ok(_) => {
                assert!(party.status == ReservationStatus::Confirmed && people <= remaining);
                party.admissions.push(people);
            }
            Err(AdmitError::OverTheParty { remaining: told }) => assert!(told == remaining && people > remaining),
            Err(AdmitError::Refused(verdict)) => match verdict.outcome {
                Outcome::AlreadyCheckedIn => assert_eq!(remaining, 0),
                Outcome::Cancelled => assert_eq!(party.status, ReservationStatus::Cancelled),
                Outcome::NotConfirmed => assert_eq!(party.status, ReservationStatus::Pending),
                other => panic!("{other:?}"),
            },
            Err(other) => panic!("{other:?}"),
        }
    }

    async fn undo(&mut self, index: usize) {
        let party = &mut self.parties[index];
        let reference = Reference::from_str(&party.reference).unwrap();
        match undo(&self.theatre.db, now(), &reference, self.user, &Actor::staff(self.user)).await {
            Ok(_) => {
                party.admissions.pop().unwrap();
                if party.confirmation.is_none() && party.admissions.is_empty() {
                    party.status = ReservationStatus::Cancelled;
                }
            }
            Err(UndoError::NotCheckedIn) => assert!(party.admissions.is_empty()),
            Err(other) => panic!("{other:?}"),
        }
    }

    async fn confirm_at_the_desk(&mut self, index: usize) {
        let free = self.free();
        let party = &mut self.parties[index];
        let id = self.theatre.row(&party.reference).await.id;
        let answer = desk::confirm(&self.theatre.db, &self.theatre.site, now(), id, &Actor::SYSTEM).await;
        match (party.status, answer) {
            (ReservationStatus::Pending, Ok(_)) => {
                assert!(party.people <= free);
                party.status = ReservationStatus::Confirmed;
            }
            (ReservationStatus::Pending, Err(desk::ConfirmError::NotEnoughSeats { available })) => {
                assert!(available == free && party.people > free);
            }
            (ReservationStatus::Confirmed, Ok(_))
            | (ReservationStatus::Cancelled, Err(desk::ConfirmError::Cancelled)) => {}
            (status, other) => panic!("{status}: {other:?}"),
        }
    }

    async fn edit_party(&mut self, index: usize, people: i32) {
        let free = self.free();
        let party = &mut self.parties[index];
        let id = self.theatre.row(&party.reference).await.id;
        let edit = Edit { party_size: Some(PartySize::new(people.into()).unwrap()), ..Edit::default() };
        let answer = desk::edit(&self.theatre.db, &self.theatre.site, now(), id, edit, &Actor::SYSTEM).await;
        let more = match party.status {
            ReservationStatus::Confirmed => people - party.people,
            _ if people > party.people => people,
            _ => 0,
        };
        match answer {
            Ok(_) => {
                assert!(more <= free && people >= party.admitted());
                party.people = people;
            }
            Err(EditError::NotEnoughSeats { available }) => assert!(available == free && more > free),
            Err(EditError::PartyBelowAdmitted { admitted }) => {
                assert!(admitted == party.admitted() && people < admitted);
            }
            Err(EditError::Closed(status)) => assert_eq!(status, ReservationStatus::Cancelled),
            Err(other) => panic!("{other:?}"),
        }
    }

    async fn resize(&mut self, seats: i32) {
        let row = self.theatre.performance_row(self.performance).await;
        let mut form = form_of(&row);
        form.terms.room_capacity = seats.into();
        let draft = form.parse(chrono_tz::Europe::Rome).unwrap();
        let edit = performance::Edit { version: row.version, draft, tell_guests: true };
        let (db, site) = (&self.theatre.db, &self.theatre.site);
        match performance::update(db, site, now(), self.performance, edit, &Actor::SYSTEM).await {
            Ok(edited) => {
                assert!(seats >= self.taken() && edited.mails == 0);
                self.seats = seats;
            }
            Err(performance::SaveError::CapacityBelowConfirmed { confirmed }) => {
                assert!(confirmed == self.taken() && seats < confirmed);
            }
            Err(other) => panic!("{other:?}"),
        }
    }

    async fn call_off(&mut self) {
        let (db, site) = (&self.theatre.db, &self.theatre.site);
        let done = performance::cancel(db, site, now(), self.performance, &Actor::SYSTEM).await.unwrap();
        let mut expected = (0, 0);
        if !self.called_off {
            for party in &mut self.parties {
                let open = matches!(party.status, ReservationStatus::Pending | ReservationStatus::Confirmed);
                if open && party.confirmation.is_some() {
                    expected.1 += 1;
                }
                if open && party.admitted() == 0 {
                    party.status = ReservationStatus::Cancelled;
                    expected.0 += 1;
                }
            }
        }
        assert_eq!((done.reservations, done.mails), expected);
        self.called_off = true;
    }

    /// The rows agree with the model.
    async fn check(&self) {
        let house = self.theatre.performance_row(self.performance).await;
        assert_eq!((house.room_capacity, house.confirmed_seats), (self.seats, self.taken()));
        for party in &self.parties {
            let row = self.theatre.row(&party.reference).await;
            assert_eq!((row.status, row.admitted), (party.status, party.admitted()), "{party:?}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, max_shrink_iters: 40, ..ProptestConfig::default() })]

    #[test]
    fn whatever_people_do_seats_and_admissions_add_up(acts in prop::collection::vec(act(), 1..40)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let theatre = BoxOffice::open().await;
            let performance = theatre.performance(SEATS).await;
            let user = theatre.user("anna").await.id;
            let mut model = Model {
                theatre: &theatre, performance, user, seats: SEATS, called_off: false, parties: Vec::new(),
            };
            for act in &acts {
                model.act(act).await;
            }
            model.check().await;
            let findings = check(&theatre.db, theatre.site.keys(), now()).await.unwrap();
            assert_eq!(findings, [Finding::NoAdministrator], "{acts:?}");
        });
    }
}
