//! Guests, the door and the office: each goes through its script, and acts on what all of them know.

mod box_office;
mod intruder;
mod pool;

use std::sync::Arc;
use std::time::Duration;

pub use box_office::BoxOffice;
use pool::{Known, Pool, Seems};

use booking::Site;
use sea_orm::DatabaseConnection;
use sqlx::PgPool;

use crate::history::{History, Op, Outcome, address};
use crate::plan::{Intent, Step};

/// How long a guest whose request was not answered looks into his mailbox.
const WAITS_FOR_MAIL: Duration = Duration::from_secs(3);

/// Number of the first client of a rush.
const IN_A_RUSH: usize = 50;
/// And of those who confirm when a few seats are left.
const IN_A_SCRAMBLE: usize = 80;

/// What all clients share.
pub struct World {
    pub history: History,
    pub office: BoxOffice,
    pub pool: PgPool,
    pub db: DatabaseConnection,
    pub site: Site,
    pub performances: Vec<i64>,
    known: Pool,
}

impl World {
    pub fn new(
        history: History,
        office: BoxOffice,
        pool: PgPool,
        db: DatabaseConnection,
        site: Site,
        performances: Vec<i64>,
    ) -> Arc<Self> {
        Arc::new(Self { history, office, pool, db, site, performances, known: Pool::default() })
    }

    /// Goes through a script.
    pub async fn play(self: Arc<Self>, client: usize, steps: Vec<Step>) {
        for step in steps {
            tokio::time::sleep(step.pause).await;
            self.take(client, step).await;
        }
    }

    /// People who come all at once: to one replica, or to all where none is named.
    pub fn rush(self: &Arc<Self>, people: &[Step], to: Option<usize>) -> Vec<tokio::task::JoinHandle<()>> {
        let replicas = u32::try_from(self.office.replicas()).unwrap_or(1);
        let sent = |step: &Step| match to.and_then(|to| u32::try_from(to).ok()) {
            Some(to) => Step { draw: (step.draw / replicas * replicas).wrapping_add(to), ..*step },
            None => *step,
        };
        let one = |(number, step)| tokio::spawn(Arc::clone(self).play(IN_A_RUSH + number, vec![sent(step)]));
        people.iter().enumerate().map(one).collect()
    }

    async fn take(self: &Arc<Self>, client: usize, step: Step) {
        let at = At { client, draw: step.draw };
        match step.intent {
            Intent::Request { evening, party, copies } => self.request(at, evening, party, copies).await,
            Intent::Look { evening } => drop(self.office.ask(at, evening, Op::Look, None).await),
            Intent::WalkIn { evening, party } => self.walk_in(at, evening, party).await,
            Intent::Enlarge { evening, by } => self.office.enlarge(at, evening, by).await,
            Intent::Scramble { evening, left } => self.scramble(at, evening, left).await,
            Intent::Intrude { evening } => self.intrude(at, evening).await,
            Intent::Confirm { .. }
            | Intent::Cancel
            | Intent::Resize { .. }
            | Intent::Reissue { .. }
            | Intent::Admit { .. }
            | Intent::Verify
            | Intent::Undo => {
                if let Some(known) = self.known.pick(step.draw, wanted(step.intent)) {
                    self.act(at, step.intent, known).await;
                }
            }
        }
    }

    /// A few seats are left, and more people than that want them in the same moment.
    async fn scramble(self: &Arc<Self>, at: At, evening: usize, left: i32) {
        self.office.leave(at, evening, left).await;
        let waiting = self.known.waiting(evening).into_iter().enumerate().map(|(number, known)| {
            let (world, at) = (Arc::clone(self), At { client: IN_A_SCRAMBLE + number, ..at });
            let at = At { draw: at.draw.wrapping_add(u32::try_from(number).unwrap_or_default()), ..at };
            tokio::spawn(async move { world.act(at, Intent::Confirm { copies: 1 }, known).await })
        });
        for one in waiting.collect::<Vec<_>>() {
            // Whoever broke off has left his calls in the history.
            let _ = one.await;
        }
    }

    async fn act(self: &Arc<Self>, at: At, intent: Intent, known: Known) {
        let who = known.who;
        let ticket = known.ticket_for(at.draw);
        let (op, copies) = match intent {
            Intent::Confirm { copies } => (Op::Confirm { who }, copies),
            Intent::Cancel => (Op::Cancel { who }, 1),
            Intent::Resize { party } => (Op::Resize { who, party }, 1),
            Intent::Reissue { party } => (Op::Reissue { who, party }, 1),
            Intent::Admit { people, scanners } => (Op::Admit { who, people, ticket }, scanners),
            Intent::Undo => (Op::Undo { who }, 1),
            _ => (Op::Verify { who, ticket }, 1),
        };
        let answers = self.at_once(at, known, op, copies).await;
        for (outcome, ticket) in answers {
            let Outcome::Ok(told) = outcome else { continue };
            match intent {
                // Whoever had been confirmed before may be told of a ticket that the office has issued since.
                Intent::Confirm { .. } => {
                    let first = ticket.filter(|_| told.already == Some(false));
                    self.known.learn(who, Seems::Confirmed, first);
                }
                Intent::Cancel => self.known.learn(who, Seems::Gone, None),
                _ => {}
            }
        }
    }

    /// Asks the same so many times at once, at all replicas in turn; answers with tickets where there are some.
    async fn at_once(self: &Arc<Self>, at: At, known: Known, op: Op, copies: u8) -> Vec<(Outcome, Option<String>)> {
        let calls: Vec<_> = (0..copies.max(1))
            .map(|copy| {
                let (world, known, op) = (Arc::clone(self), known.clone(), op.clone());
                let at = At { draw: at.draw.wrapping_add(copy.into()), ..at };
                tokio::spawn(async move { world.office.ask(at, known.evening, op, Some(&known)).await })
            })
            .collect();
        let mut answers = Vec::new();
        for call in calls {
            answers.extend(call.await.ok());
        }
        answers
    }

    async fn request(self: &Arc<Self>, at: At, evening: usize, party: i32, copies: Option<u8>) {
        let who = self.history.number();
        let known = Known::stranger(who, evening);
        let key = copies.map(|_| format!("key-of-guest-{who}"));
        let op = Op::Request { who, party, key: key.clone() };
        let mut heard = self.at_once(at, known.clone(), op.clone(), copies.unwrap_or(1)).await;
        // Who has a key and no answer asks again.
        let vague = |(outcome, _): &(Outcome, _)| matches!(outcome, Outcome::Unknown(_));
        if key.is_some() && heard.iter().any(vague) {
            tokio::time::sleep(Duration::from_millis(u64::from(at.draw % 900))).await;
            heard.extend(self.at_once(at, known, op, 1).await);
        }
        if heard.iter().any(|(outcome, _)| matches!(outcome, Outcome::Ok(_) | Outcome::Unknown(_))) {
            self.open_mailbox(who, evening).await;
        }
    }

    /// A guest has what the mail says, whether or not the site answered.
    async fn open_mailbox(&self, who: u32, evening: usize) {
        let until = tokio::time::Instant::now() + WAITS_FOR_MAIL;
        while tokio::time::Instant::now() < until {
            if let Ok(Some(found)) = pool::by_address(&self.db, &self.site, &address(who)).await {
                self.known.add(Known { who, evening, ..found });
                return;
            }
            tokio::time::sleep(Duration::from_millis(150)).await;
        }
    }

    async fn walk_in(self: &Arc<Self>, at: At, evening: usize, party: i32) {
        let who = self.history.number();
        let asked = self.office.ask(at, evening, Op::WalkIn { who, party }, None).await;
        if let (Outcome::Ok(told), _) = asked
            && let Some(reference) = told.reference
            && let Ok(Some(found)) = pool::by_reference(&self.db, &reference).await
        {
            self.known.add(Known { who, evening, seems: Seems::Confirmed, ..found });
        }
    }
}

/// How a reservation seems on which somebody would act so.
const fn wanted(intent: Intent) -> &'static [Seems] {
    match intent {
        Intent::Confirm { .. } => &[Seems::Asked],
        Intent::Admit { .. } | Intent::Verify | Intent::Undo | Intent::Reissue { .. } => &[Seems::Confirmed],
        _ => &[Seems::Asked, Seems::Confirmed],
    }
}

/// Who acts, and what decides details.
#[derive(Debug, Clone, Copy)]
pub struct At {
    pub client: usize,
    pub draw: u32,
}

impl World {
    /// Asks the door about every reservation that is known.
    pub async fn verify_all(&self, client: usize) {
        for known in self.known.all() {
            let op = Op::Verify { who: known.who, ticket: None };
            self.office.ask(At { client, draw: known.who }, known.evening, op, Some(&known)).await;
        }
    }
}
