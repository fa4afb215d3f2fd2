//! Logging in with a second factor, and programs that act for a user.
#![expect(clippy::unwrap_used, reason = "a story that cannot go on has failed")]

mod box_office;

use booking::audit::Actor;
use booking::staff::account::{self, NewUser};
use booking::staff::administration;
use booking::staff::api_token::{self, ApiToken, IssueError, NewToken};
use booking::staff::login::{self, AfterPassword, BeginError, CompleteError, MOST_ATTEMPTS, PENDING_FOR, PendingToken};
use booking::staff::second_factor::{self, Answer, FactorError, MOST_FAILURES, RecoveryCodes, STOPPED_FOR};
use booking::staff::session;
use booking::values::TokenName;
use box_office::{BoxOffice, FIRST_KEY, SECOND_KEY, now, rng, site_with};
use chrono::{DateTime, TimeDelta, Utc};
use entity::staff_user::Model;
use entity::value::{ApiTokenScope, StaffRole};
use totp_rs::{Builder, Secret};

async fn make(theatre: &BoxOffice, username: &str, role: StaffRole) -> Model {
    let user = NewUser {
        username: username.into(),
        display_name: username.into(),
        role,
        password_hash: format!("$argon2id${username}"),
    };
    account::create(&theatre.db, now(), user, &Actor::SYSTEM).await.unwrap()
}

/// What the user's app shows.
fn code(secret: &str, at: DateTime<Utc>) -> String {
    let secret = Secret::try_from_base32(secret).unwrap();
    let app = Builder::new().with_secret(secret).build().unwrap();
    app.generate(u64::try_from(at.timestamp()).unwrap()).to_string()
}

/// Enrols and confirms; returns what the app and the user's drawer hold.
async fn enrolled(theatre: &BoxOffice, user: &Model) -> (String, RecoveryCodes) {
    let actor = Actor::staff(user.id);
    let mut rng = rng();
    let begun = second_factor::enrol(&theatre.db, &theatre.site, now(), &mut rng, user.id, "Teatro", &actor);
    let begun = begun.await.unwrap();
    assert!(begun.otpauth_url.starts_with(&format!("otpauth://totp/Teatro:{}?secret=", user.username)));
    let first = code(&begun.secret, now());
    let codes = second_factor::confirm(&theatre.db, &theatre.site, now(), &mut rng, user.id, &first, &actor).await;
    (begun.secret, codes.unwrap())
}

async fn password_was_right(theatre: &BoxOffice, user: &Model, at: DateTime<Utc>) -> PendingToken {
    match login::begin(&theatre.db, at, &mut rng(), user, &Actor::VISITOR).await.unwrap() {
        AfterPassword::SecondFactorAwaited { token, expires_at } => {
            assert_eq!(expires_at, at + PENDING_FOR);
            token
        }
        AfterPassword::Open(_) => panic!("the second factor was not asked for"),
    }
}

async fn answer(
    theatre: &BoxOffice,
    at: DateTime<Utc>,
    token: &PendingToken,
    answer: Answer<'_>,
) -> Result<login::LoggedIn, CompleteError> {
    login::complete(&theatre.db, &theatre.site, at, &mut rng(), token, &answer, &Actor::VISITOR).await
}

fn later(steps: i32) -> DateTime<Utc> {
    now() + TimeDelta::seconds(30) * steps
}

#[tokio::test]
async fn without_a_second_factor_the_password_opens_a_session() {
    let theatre = BoxOffice::open().await;
    let anna = make(&theatre, "anna", StaffRole::Admin).await;
    match login::begin(&theatre.db, now(), &mut rng(), &anna, &Actor::VISITOR).await.unwrap() {
        AfterPassword::Open(opened) => {
            let current = session::find(&theatre.db, now(), &opened.token).await.unwrap().unwrap();
            assert_eq!((current.user.id, current.user.last_login_at), (anna.id, Some(now())));
        }
        other @ AfterPassword::SecondFactorAwaited { .. } => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_password_that_changed_while_it_was_checked_opens_nothing() {
    let theatre = BoxOffice::open().await;
    make(&theatre, "boss", StaffRole::Admin).await;
    let anna = make(&theatre, "anna", StaffRole::Staff).await;
    account::set_password(&theatre.db, now(), &anna, "$argon2id$new".into(), None, &Actor::SYSTEM).await.unwrap();
    let begun = login::begin(&theatre.db, now(), &mut rng(), &anna, &Actor::VISITOR).await;
    assert!(matches!(begun, Err(BeginError::Outdated)));
    administration::disable(&theatre.db, now(), anna.id, &Actor::SYSTEM).await.unwrap();
    let anna = account::by_username(&theatre.db, "anna").await.unwrap().unwrap();
    let begun = login::begin(&theatre.db, now(), &mut rng(), &anna, &Actor::VISITOR).await;
    assert!(matches!(begun, Err(BeginError::Outdated)));
}

#[tokio::test]
async fn a_code_opens_the_session_that_the_password_began_and_works_once() {
    let theatre = BoxOffice::open().await;
    let anna = make(&theatre, "anna", StaffRole::Admin).await;
    let (secret, _) = enrolled(&theatre, &anna).await;

    let pending = password_was_right(&theatre, &anna, later(1)).await;
    let used_to_confirm = answer(&theatre, later(1), &pending, Answer::Code(&code(&secret, now()))).await;
    assert!(matches!(used_to_confirm, Err(CompleteError::WrongCode)), "the code that confirmed is spent");
    let next = code(&secret, later(1));
    let spaced = format!(" {} {} ", &next[..3], &next[3..]);
    let done = answer(&theatre, later(1), &pending, Answer::Code(&spaced)).await.unwrap();
    assert_eq!(done.user.id, anna.id);
    assert!(session::find(&theatre.db, later(1), &done.opened.token).await.unwrap().is_some());
    let again = answer(&theatre, later(1), &pending, Answer::Code(&code(&secret, later(2)))).await;
    assert!(matches!(again, Err(CompleteError::NotPending)), "one login, one session");

    let another = password_was_right(&theatre, &anna, later(1)).await;
    let replayed = answer(&theatre, later(1), &another, Answer::Code(&next)).await;
    assert!(matches!(replayed, Err(CompleteError::WrongCode)), "seen over a shoulder, used again");
}

#[tokio::test]
async fn a_clock_may_be_half_a_minute_off_and_not_more() {
    let theatre = BoxOffice::open().await;
    let anna = make(&theatre, "anna", StaffRole::Admin).await;
    let (secret, _) = enrolled(&theatre, &anna).await;
    for (shown, at, right) in [(8, 10, false), (9, 10, true), (11, 10, true), (15, 13, false), (13, 13, true)] {
        let pending = password_was_right(&theatre, &anna, later(at)).await;
        let outcome = answer(&theatre, later(at), &pending, Answer::Code(&code(&secret, later(shown)))).await;
        assert_eq!(outcome.is_ok(), right, "{shown} shown at {at}: {outcome:?}");
    }
}

#[tokio::test]
async fn two_who_use_one_code_at_once_open_one_session() {
    let theatre = BoxOffice::open().await;
    let anna = make(&theatre, "anna", StaffRole::Admin).await;
    let (secret, _) = enrolled(&theatre, &anna).await;
    for round in 1..20 {
        let at = later(round);
        let shown = code(&secret, at);
        let both = [password_was_right(&theatre, &anna, at).await, password_was_right(&theatre, &anna, at).await];
        let race = both.map(|pending| {
            let (db, site, shown) = (theatre.db.clone(), theatre.site.clone(), shown.clone());
            tokio::spawn(async move {
                let answer = Answer::Code(&shown);
                login::complete(&db, &site, at, &mut rng(), &pending, &answer, &Actor::VISITOR).await
            })
        });
        let mut wins = 0;
        for act in race {
            match act.await.unwrap() {
                Ok(_) => wins += 1,
                Err(CompleteError::WrongCode) => {}
                Err(other) => panic!("{other:?}"),
            }
        }
        assert_eq!(wins, 1, "round {round}");
    }
}

#[tokio::test]
async fn a_pending_login_takes_few_answers_and_lives_minutes() {
    let theatre = BoxOffice::open().await;
    let anna = make(&theatre, "anna", StaffRole::Admin).await;
    let (secret, _) = enrolled(&theatre, &anna).await;
    let pending = password_was_right(&theatre, &anna, now()).await;
    for _ in 0..MOST_ATTEMPTS {
        let wrong = answer(&theatre, now(), &pending, Answer::Code("000000")).await;
        assert!(matches!(wrong, Err(CompleteError::WrongCode)));
    }
    let shown = code(&secret, later(1));
    assert!(matches!(answer(&theatre, later(1), &pending, Answer::Code(&shown)).await, Err(CompleteError::NotPending)));

    let slow = password_was_right(&theatre, &anna, now()).await;
    let late = now() + PENDING_FOR;
    let outcome = answer(&theatre, late, &slow, Answer::Code(&code(&secret, late))).await;
    assert!(matches!(outcome, Err(CompleteError::NotPending)));
    assert_eq!(login::purge(&theatre.db, late).await.unwrap(), 2);
    let unknown = answer(&theatre, now(), &PendingToken::presented("guess"), Answer::Code("000000")).await;
    assert!(matches!(unknown, Err(CompleteError::NotPending)));
}

#[tokio::test]
async fn guessing_over_many_logins_stops_all_answers_for_a_while() {
    let theatre = BoxOffice::open().await;
    let anna = make(&theatre, "anna", StaffRole::Admin).await;
    let (secret, codes) = enrolled(&theatre, &anna).await;
    for _ in 0..MOST_FAILURES {
        let pending = password_was_right(&theatre, &anna, now()).await;
        assert!(matches!(
            answer(&theatre, now(), &pending, Answer::Code("000000")).await,
            Err(CompleteError::WrongCode)
        ));
    }
    let pending = password_was_right(&theatre, &anna, later(1)).await;
    for right in [Answer::Code(&code(&secret, later(1))), Answer::RecoveryCode(&codes.expose()[0])] {
        match answer(&theatre, later(1), &pending, right).await {
            Err(CompleteError::TooMany { until }) => assert_eq!(until, now() + STOPPED_FOR),
            other => panic!("{other:?}"),
        }
    }
    let after = now() + STOPPED_FOR;
    let pending = password_was_right(&theatre, &anna, after).await;
    assert!(matches!(answer(&theatre, after, &pending, Answer::Code("000000")).await, Err(CompleteError::WrongCode)));
    answer(&theatre, after, &pending, Answer::Code(&code(&secret, after))).await.unwrap();
}

#[tokio::test]
async fn a_recovery_code_stands_in_for_a_lost_phone_once() {
    let theatre = BoxOffice::open().await;
    let anna = make(&theatre, "anna", StaffRole::Admin).await;
    let (_, codes) = enrolled(&theatre, &anna).await;
    assert_eq!(codes.expose().len(), 10);
    let left = async || second_factor::standing(&theatre.db, anna.id).await.unwrap().unwrap().recovery_codes_left;
    assert_eq!(left().await, 10);

    let typed = codes.expose()[3].to_lowercase().replace('-', " ");
    let pending = password_was_right(&theatre, &anna, now()).await;
    answer(&theatre, now(), &pending, Answer::RecoveryCode(&typed)).await.unwrap();
    assert_eq!(left().await, 9);
    let pending = password_was_right(&theatre, &anna, now()).await;
    let again = answer(&theatre, now(), &pending, Answer::RecoveryCode(&typed)).await;
    assert!(matches!(again, Err(CompleteError::WrongCode)));

    let actor = Actor::staff(anna.id);
    let renewed = second_factor::renew_recovery_codes(&theatre.db, now(), &mut rng(), anna.id, &actor).await.unwrap();
    let old = answer(&theatre, now(), &pending, Answer::RecoveryCode(&codes.expose()[4])).await;
    assert!(matches!(old, Err(CompleteError::WrongCode)));
    answer(&theatre, now(), &pending, Answer::RecoveryCode(&renewed.expose()[0])).await.unwrap();
}

#[tokio::test]
async fn a_second_factor_counts_from_its_first_code_until_it_is_removed() {
    let theatre = BoxOffice::open().await;
    let anna = make(&theatre, "anna", StaffRole::Admin).await;
    let actor = Actor::staff(anna.id);
    let enrol =
        async || second_factor::enrol(&theatre.db, &theatre.site, now(), &mut rng(), anna.id, "Te:atro", &actor).await;
    let confirm = async |code: &str| {
        second_factor::confirm(&theatre.db, &theatre.site, now(), &mut rng(), anna.id, code, &actor).await
    };
    assert!(matches!(confirm("000000").await, Err(FactorError::Missing)));
    let first = enrol().await.unwrap();
    let second = enrol().await.unwrap();
    assert!(matches!(confirm(&code(&first.secret, now())).await, Err(FactorError::WrongCode)), "made anew meanwhile");
    let begun = login::begin(&theatre.db, now(), &mut rng(), &anna, &actor).await.unwrap();
    assert!(matches!(begun, AfterPassword::Open(_)), "nobody is locked out by a code he never saw");

    confirm(&code(&second.secret, now())).await.unwrap();
    assert!(matches!(enrol().await, Err(FactorError::InForce)));
    let pending = password_was_right(&theatre, &anna, now()).await;
    second_factor::remove(&theatre.db, now(), anna.id, &Actor::SYSTEM).await.unwrap();
    let outcome = answer(&theatre, later(1), &pending, Answer::Code(&code(&second.secret, later(1)))).await;
    assert!(matches!(outcome, Err(CompleteError::NotPending)));
    assert!(second_factor::standing(&theatre.db, anna.id).await.unwrap().is_none());
    let removed = second_factor::remove(&theatre.db, now(), anna.id, &Actor::SYSTEM).await;
    assert!(matches!(removed, Err(FactorError::Missing)));
}

#[tokio::test]
async fn a_copy_of_the_database_makes_no_codes_and_keys_can_be_changed() {
    let theatre = BoxOffice::open().await;
    let anna = make(&theatre, "anna", StaffRole::Admin).await;
    let (secret, _) = enrolled(&theatre, &anna).await;
    let stored: Vec<u8> =
        sqlx::query_scalar("SELECT sealed FROM second_factors").fetch_one(theatre.database.pool()).await.unwrap();
    let clear = Secret::try_from_base32(&secret).unwrap();
    assert!(!stored.windows(20).any(|bytes| bytes == clear.as_bytes()));

    let rotated = BoxOffice { site: site_with(&format!("{SECOND_KEY},{FIRST_KEY}")), ..theatre };
    let pending = password_was_right(&rotated, &anna, later(1)).await;
    answer(&rotated, later(1), &pending, Answer::Code(&code(&secret, later(1)))).await.unwrap();
    let newest_only = BoxOffice { site: site_with(SECOND_KEY), ..rotated };
    let pending = password_was_right(&newest_only, &anna, later(2)).await;
    answer(&newest_only, later(2), &pending, Answer::Code(&code(&secret, later(2)))).await.unwrap();
    let lost = BoxOffice { site: site_with(FIRST_KEY), ..newest_only };
    let pending = password_was_right(&lost, &anna, later(3)).await;
    let unreadable = answer(&lost, later(3), &pending, Answer::Code(&code(&secret, later(3)))).await;
    assert!(matches!(unreadable, Err(CompleteError::FactorUnreadable)));
}

fn token(name: &str, scope: ApiTokenScope) -> NewToken {
    NewToken { name: TokenName::parse(name).unwrap(), scope, lives: TimeDelta::days(30) }
}

#[tokio::test]
async fn a_program_acts_within_its_scope_until_its_token_expires_or_is_revoked() {
    let theatre = BoxOffice::open().await;
    let boss = make(&theatre, "boss", StaffRole::Admin).await;
    let actor = Actor::staff(boss.id);
    let issue = async |new| api_token::issue(&theatre.db, now(), &mut rng(), boss.id, new, &actor).await;
    let resolve = async |token: &ApiToken, at| api_token::resolve(&theatre.db, at, token).await.unwrap();
    let nightly = issue(token("nightly export", ApiTokenScope::AdminRead)).await.unwrap();
    assert!(nightly.token.expose().starts_with("azl_"));

    let bearer = resolve(&ApiToken::presented(nightly.token.expose()), now()).await.unwrap();
    assert_eq!((bearer.user.id, bearer.token_id), (boss.id, nightly.row.id));
    assert!(bearer.allows(ApiTokenScope::AdminRead));
    assert!(!bearer.allows(ApiTokenScope::Admin) && !bearer.allows(ApiTokenScope::CheckIn));
    let all = issue(token("everything", ApiTokenScope::Admin)).await.unwrap();
    let bearer = resolve(&all.token, now()).await.unwrap();
    assert!(
        [ApiTokenScope::Admin, ApiTokenScope::AdminRead, ApiTokenScope::CheckIn].map(|s| bearer.allows(s)) == [true; 3]
    );

    let used = api_token::list(&theatre.db, boss.id).await.unwrap();
    assert_eq!(used.iter().map(|row| row.last_used_at).collect::<Vec<_>>(), [Some(now()), Some(now())]);
    assert!(resolve(&nightly.token, now() + TimeDelta::days(30)).await.is_none());
    assert!(resolve(&ApiToken::presented("azl_guess"), now()).await.is_none());
    assert!(api_token::revoke(&theatre.db, now(), boss.id, all.row.id, &actor).await.unwrap());
    assert!(!api_token::revoke(&theatre.db, now(), boss.id, all.row.id, &actor).await.unwrap());
    assert!(resolve(&all.token, now()).await.is_none());
    let stored: Vec<u8> = nightly.row.token_sha256;
    assert_ne!(stored, nightly.token.expose().as_bytes());
}

#[tokio::test]
async fn a_token_is_never_wider_or_longer_lived_than_its_owner() {
    let theatre = BoxOffice::open().await;
    make(&theatre, "boss", StaffRole::Admin).await;
    let anna = make(&theatre, "anna", StaffRole::Admin).await;
    let actor = Actor::staff(anna.id);
    let issue = async |new| api_token::issue(&theatre.db, now(), &mut rng(), anna.id, new, &actor).await;
    let resolve = async |token: &ApiToken| api_token::resolve(&theatre.db, now(), token).await.unwrap().is_some();
    let (door, office) = (
        issue(token("door", ApiTokenScope::CheckIn)).await.unwrap(),
        issue(token("office", ApiTokenScope::Admin)).await.unwrap(),
    );
    assert!(matches!(issue(token("DOOR", ApiTokenScope::CheckIn)).await, Err(IssueError::NameTaken)));
    for lives in [TimeDelta::zero(), TimeDelta::days(367)] {
        let new = NewToken { lives, ..token("other", ApiTokenScope::CheckIn) };
        assert!(matches!(issue(new).await, Err(IssueError::Lifetime)));
    }
    administration::set_role(&theatre.db, now(), anna.id, StaffRole::Staff, &Actor::SYSTEM).await.unwrap();
    assert!(resolve(&door.token).await && !resolve(&office.token).await);
    assert!(matches!(issue(token("office", ApiTokenScope::AdminRead)).await, Err(IssueError::ScopeTooWide)));
    administration::set_role(&theatre.db, now(), anna.id, StaffRole::Admin, &Actor::SYSTEM).await.unwrap();
    assert!(!resolve(&office.token).await, "it died with the role");
    sqlx::query("UPDATE staff_users SET disabled_at = now() WHERE id = $1")
        .bind(anna.id)
        .execute(theatre.database.pool())
        .await
        .unwrap();
    assert!(!resolve(&door.token).await, "whoever disabled its owner");
    assert!(matches!(issue(token("new", ApiTokenScope::CheckIn)).await, Err(IssueError::UserUnknown)));
}

#[test]
fn a_second_step_hides_its_secrets_in_debug_output() {
    assert_eq!(format!("{:?}", Answer::Code("123456")), "Code(…)");
    assert_eq!(format!("{:?}", PendingToken::presented("x")), "Secret(…)");
}
