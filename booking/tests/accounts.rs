//! Administrators manage the accounts of the house, and people who forgot their password get in again.
#![expect(clippy::unwrap_used, reason = "a story that cannot go on has failed")]

mod box_office;

use booking::audit::Actor;
use booking::catalogue::Page;
use booking::job::payload::SendStaffMail;
use booking::staff::administration::{self, AdministerError, NewAccount};
use booking::staff::mail::{self, Content};
use booking::staff::password::{HashedPassword, NewPassword, verify};
use booking::staff::reset::{self, ResetError};
use booking::staff::{account, api_token, session};
use booking::token::Token;
use booking::values::{DisplayName, EmailAddress, TokenName};
use box_office::{BoxOffice, FIRST_KEY, SECOND_KEY, now, rng, site_with};
use chrono::{DateTime, TimeDelta, Utc};
use entity::staff_user::Model;
use entity::value::{ApiTokenScope, DeliveryStatus, StaffRole};
use entity::{audit_entry, password_reset, staff_mail};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

fn password(text: &str) -> HashedPassword {
    NewPassword::choose(text, &[]).unwrap().hash(&mut rng()).unwrap()
}

fn address(user: &str) -> EmailAddress {
    EmailAddress::parse(&format!("{user}@theatre.example")).unwrap()
}

async fn make(theatre: &BoxOffice, username: &str, role: StaffRole) -> Model {
    let account = NewAccount {
        username: username.into(),
        display_name: DisplayName::parse(username).unwrap(),
        email: Some(address(username)),
        role,
        password: password("una sedia vuota in fondo"),
    };
    administration::create(&theatre.db, now(), account, &Actor::SYSTEM).await.unwrap()
}

async fn open_session(theatre: &BoxOffice, user: &Model) -> session::Opened {
    session::open(&theatre.db, now(), &mut rng(), user, &Actor::staff(user.id)).await.unwrap()
}

async fn is_in(theatre: &BoxOffice, opened: &session::Opened) -> bool {
    session::find(&theatre.db, now(), &opened.token).await.unwrap().is_some()
}

/// The token that the latest reset mail carries, as the worker would write it.
async fn mailed_token(theatre: &BoxOffice) -> Token {
    let (queue, payload) = theatre.jobs().await.pop().unwrap();
    assert_eq!(queue, "staff_emails");
    let id = payload["staff_mail_id"].as_i64().unwrap();
    assert_eq!(payload, serde_json::to_value(SendStaffMail::new(id)).unwrap(), "ids and a version, nothing else");
    match mail::find(&theatre.db, &theatre.site, now(), id).await.unwrap().unwrap().content {
        Content::PasswordReset { token, .. } => token,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn an_account_is_made_found_changed_and_each_act_is_written_down() {
    let theatre = BoxOffice::open().await;
    let boss = make(&theatre, "boss", StaffRole::Admin).await;
    let actor = Actor::staff(boss.id);
    let anna = make(&theatre, "Anna", StaffRole::Staff).await;
    assert_eq!(anna.username, "anna", "lower case");

    let renamed = administration::rename(&theatre.db, now(), anna.id, DisplayName::parse("Anna B.").unwrap(), &actor);
    assert_eq!(renamed.await.unwrap().display_name, "Anna B.");
    administration::set_role(&theatre.db, now(), anna.id, StaffRole::Admin, &actor).await.unwrap();
    administration::set_email(&theatre.db, now(), anna.id, None, &actor).await.unwrap();
    open_session(&theatre, &anna).await;

    let everybody = Page { number: 1, size: 50 };
    let found = async |search: &str| administration::list(&theatre.db, now(), search, everybody).await.unwrap();
    assert_eq!(found("").await.total, 2);
    assert_eq!(found("NNA B").await.results[0].user.id, anna.id);
    assert_eq!(found("boss@").await.results[0].user.id, boss.id);
    assert_eq!(found("%").await.total, 0);
    let view = administration::find(&theatre.db, now(), anna.id).await.unwrap().unwrap();
    assert_eq!((view.sessions, view.has_second_factor), (1, false));

    let entries = audit_entry::Entity::find().filter(audit_entry::Column::SubjectId.eq(anna.id)).all(&theatre.db).await;
    let actions: Vec<String> = entries.unwrap().into_iter().map(|entry| entry.action).collect();
    assert_eq!(
        actions,
        [
            "staff_user.created",
            "staff_user.renamed",
            "staff_user.role_changed",
            "staff_user.email_changed",
            "staff_user.logged_in"
        ]
    );
}

#[tokio::test]
async fn names_and_addresses_belong_to_one_user() {
    let theatre = BoxOffice::open().await;
    let anna = make(&theatre, "anna", StaffRole::Staff).await;
    let account = |username: &str, email: &str| NewAccount {
        username: username.into(),
        display_name: DisplayName::parse("Somebody").unwrap(),
        email: Some(EmailAddress::parse(email).unwrap()),
        role: StaffRole::Staff,
        password: password("una sedia vuota in fondo"),
    };
    let create = async |username: &str, email: &str| {
        administration::create(&theatre.db, now(), account(username, email), &Actor::SYSTEM).await
    };
    assert!(matches!(create("ANNA", "b@theatre.example").await, Err(AdministerError::UsernameTaken)));
    assert!(matches!(create("a b", "b@theatre.example").await, Err(AdministerError::UsernameMalformed)));
    assert!(matches!(create("bruno", "ANNA@theatre.example").await, Err(AdministerError::EmailTaken)));
    let bruno = create("bruno", "bruno@theatre.example").await.unwrap();
    let taken = administration::set_email(&theatre.db, now(), bruno.id, Some(address("anna")), &Actor::SYSTEM).await;
    assert!(matches!(taken, Err(AdministerError::EmailTaken)));
    let unknown = administration::disable(&theatre.db, now(), anna.id + 99, &Actor::SYSTEM).await;
    assert!(matches!(unknown, Err(AdministerError::Unknown)));
}

#[tokio::test]
async fn who_is_disabled_is_out_at_once_and_nothing_of_before_comes_back() {
    let theatre = BoxOffice::open().await;
    let boss = make(&theatre, "boss", StaffRole::Admin).await;
    let anna = make(&theatre, "anna", StaffRole::Staff).await;
    let opened = open_session(&theatre, &anna).await;
    let new = api_token::NewToken {
        name: TokenName::parse("scanner").unwrap(),
        scope: ApiTokenScope::CheckIn,
        lives: TimeDelta::days(30),
    };
    let program = api_token::issue(&theatre.db, now(), &mut rng(), anna.id, new, &Actor::SYSTEM).await.unwrap();
    reset::request(&theatre.db, &theatre.site, now(), &mut rng(), &address("anna"), &Actor::VISITOR).await.unwrap();
    let link = mailed_token(&theatre).await;

    administration::disable(&theatre.db, now(), anna.id, &Actor::staff(boss.id)).await.unwrap();
    assert!(!is_in(&theatre, &opened).await);
    assert!(api_token::resolve(&theatre.db, now(), &program.token).await.unwrap().is_none());
    let owner = reset::owner(&theatre.db, &theatre.site, now(), &link).await;
    assert!(matches!(owner, Err(ResetError::TokenUnknown)));

    // As one that was opened in the very moment of the disabling.
    open_session(&theatre, &anna).await;
    administration::enable(&theatre.db, now(), anna.id, &Actor::staff(boss.id)).await.unwrap();
    assert!(session::list(&theatre.db, now(), anna.id).await.unwrap().is_empty());
    assert!(!is_in(&theatre, &opened).await);
    assert!(api_token::resolve(&theatre.db, now(), &program.token).await.unwrap().is_none());
    assert!(reset::owner(&theatre.db, &theatre.site, now(), &link).await.is_err());
}

#[tokio::test]
async fn the_last_enabled_administrator_stays_one() {
    let theatre = BoxOffice::open().await;
    let boss = make(&theatre, "boss", StaffRole::Admin).await;
    let other = make(&theatre, "other", StaffRole::Admin).await;
    administration::disable(&theatre.db, now(), other.id, &Actor::SYSTEM).await.unwrap();
    let disabled = administration::disable(&theatre.db, now(), boss.id, &Actor::SYSTEM).await;
    assert!(matches!(disabled, Err(AdministerError::LastAdmin)), "a disabled one does not count");
    let demoted = administration::set_role(&theatre.db, now(), boss.id, StaffRole::Staff, &Actor::SYSTEM).await;
    assert!(matches!(demoted, Err(AdministerError::LastAdmin)));
    administration::set_role(&theatre.db, now(), boss.id, StaffRole::Admin, &Actor::SYSTEM).await.unwrap();
    let gone = administration::set_role(&theatre.db, now(), other.id, StaffRole::Staff, &Actor::SYSTEM).await.unwrap();
    assert_eq!(gone.role, StaffRole::Staff, "who is disabled may lose the role");
}

#[tokio::test]
async fn administrators_who_take_each_other_away_at_once_leave_one() {
    let theatre = BoxOffice::open().await;
    for round in 0..20 {
        let mut admins = Vec::new();
        for number in 0..4 {
            admins.push(make(&theatre, &format!("admin{round}-{number}"), StaffRole::Admin).await.id);
        }
        let race = admins.iter().enumerate().map(|(number, id)| {
            let (db, id) = (theatre.db.clone(), *id);
            tokio::spawn(async move {
                if number % 2 == 0 {
                    administration::disable(&db, now(), id, &Actor::SYSTEM).await
                } else {
                    administration::set_role(&db, now(), id, StaffRole::Staff, &Actor::SYSTEM).await
                }
            })
        });
        let mut refused = 0;
        for act in race.collect::<Vec<_>>() {
            match act.await.unwrap() {
                Ok(_) => {}
                Err(AdministerError::LastAdmin) => refused += 1,
                Err(other) => panic!("{other:?}"),
            }
        }
        assert_eq!(refused, 1, "round {round}");
        let left: i64 =
            sqlx::query_scalar("SELECT count(*) FROM staff_users WHERE role = 'admin' AND disabled_at IS NULL")
                .fetch_one(theatre.database.pool())
                .await
                .unwrap();
        assert_eq!(left, 1, "round {round}");
        // The next round begins without the one who stayed.
        sqlx::query("UPDATE staff_users SET role = 'staff'").execute(theatre.database.pool()).await.unwrap();
    }
}

#[tokio::test]
async fn a_password_that_an_administrator_sets_ends_what_the_old_one_opened() {
    let theatre = BoxOffice::open().await;
    let anna = make(&theatre, "anna", StaffRole::Staff).await;
    let opened = open_session(&theatre, &anna).await;
    let new = password("gabbiano lampada ombrello");
    administration::set_password(&theatre.db, now(), anna.id, new, &Actor::SYSTEM).await.unwrap();
    assert!(!is_in(&theatre, &opened).await);
    let anna = account::by_username(&theatre.db, "anna").await.unwrap().unwrap();
    assert!(verify("gabbiano lampada ombrello", Some(&anna.password_hash)));
}

#[tokio::test]
async fn a_user_sees_his_sessions_and_ends_one_or_all_the_others() {
    let theatre = BoxOffice::open().await;
    let (anna, bruno) =
        (make(&theatre, "anna", StaffRole::Staff).await, make(&theatre, "bruno", StaffRole::Staff).await);
    let here = open_session(&theatre, &anna).await;
    let from = Actor { client_address: Some("192.0.2.7".into()), ..Actor::staff(anna.id) };
    let phone = session::open(&theatre.db, now(), &mut rng(), &anna, &from).await.unwrap();
    let tablet = open_session(&theatre, &anna).await;
    let others = open_session(&theatre, &bruno).await;

    let sessions = session::list(&theatre.db, now(), anna.id).await.unwrap();
    assert_eq!(sessions.len(), 3);
    let on_phone = sessions.iter().find(|session| session.client_address.as_deref() == Some("192.0.2.7")).unwrap();
    assert_eq!(session::find(&theatre.db, now(), &phone.token).await.unwrap().unwrap().id, on_phone.id);
    let revoke = async |user: &Model, id| {
        session::revoke(&theatre.db, now(), user.id, id, &Actor::staff(user.id)).await.unwrap()
    };
    assert!(!revoke(&bruno, on_phone.id).await, "not another's");
    assert!(revoke(&anna, on_phone.id).await);
    assert!(!revoke(&anna, on_phone.id).await);
    assert!(!is_in(&theatre, &phone).await && is_in(&theatre, &here).await);

    let ended = session::revoke_all(&theatre.db, now(), anna.id, Some(&here.token), &Actor::staff(anna.id)).await;
    assert_eq!(ended.unwrap(), 1);
    assert!(is_in(&theatre, &here).await && !is_in(&theatre, &tablet).await && is_in(&theatre, &others).await);
    let late = now() + session::IDLE;
    assert!(session::list(&theatre.db, late, anna.id).await.unwrap().is_empty(), "what is over is not shown");
}

async fn ask(theatre: &BoxOffice, at: DateTime<Utc>, email: &str) {
    let email = EmailAddress::parse(email).unwrap();
    reset::request(&theatre.db, &theatre.site, at, &mut rng(), &email, &Actor::VISITOR).await.unwrap();
}

#[tokio::test]
async fn a_mailed_link_sets_a_new_password_once() {
    let theatre = BoxOffice::open().await;
    let anna = make(&theatre, "anna", StaffRole::Staff).await;
    let opened = open_session(&theatre, &anna).await;
    ask(&theatre, now(), "Anna@THEATRE.example").await;
    let token = mailed_token(&theatre).await;
    assert_eq!(reset::owner(&theatre.db, &theatre.site, now(), &token).await.unwrap().id, anna.id);
    assert!(theatre.site.password_reset_url(&token).as_str().ends_with(&format!("/reset-password#{}", token.expose())));

    let set = async |token: &Token, at| {
        let new = password("gabbiano lampada ombrello");
        reset::complete(&theatre.db, &theatre.site, at, token, new, &Actor::VISITOR).await
    };
    set(&token, now()).await.unwrap();
    let changed = account::by_username(&theatre.db, "anna").await.unwrap().unwrap();
    assert!(verify("gabbiano lampada ombrello", Some(&changed.password_hash)));
    assert!(!is_in(&theatre, &opened).await, "whoever knew the old password is out");
    assert!(matches!(set(&token, now()).await, Err(ResetError::TokenExpired)), "once");
    let unknown = Token::parse(&"A".repeat(43)).unwrap();
    assert!(matches!(set(&unknown, now()).await, Err(ResetError::TokenUnknown)));
}

#[tokio::test]
async fn two_who_use_one_link_at_once_set_one_password() {
    let theatre = BoxOffice::open().await;
    make(&theatre, "anna", StaffRole::Staff).await;
    ask(&theatre, now(), "anna@theatre.example").await;
    let token = mailed_token(&theatre).await;
    let race = ["gabbiano lampada ombrello", "finestra tamburo limone"].map(|text| {
        let (db, site, token, new) = (theatre.db.clone(), theatre.site.clone(), token.clone(), password(text));
        tokio::spawn(async move { reset::complete(&db, &site, now(), &token, new, &Actor::VISITOR).await })
    });
    let mut wins = 0;
    for act in race {
        match act.await.unwrap() {
            Ok(_) => wins += 1,
            Err(ResetError::TokenExpired) => {}
            Err(other) => panic!("{other:?}"),
        }
    }
    assert_eq!(wins, 1);
}

#[tokio::test]
async fn a_link_is_void_after_an_hour_a_newer_link_a_new_address_or_a_new_password() {
    let theatre = BoxOffice::open().await;
    let anna = make(&theatre, "anna", StaffRole::Staff).await;
    let opens = async |token: &Token, at| reset::owner(&theatre.db, &theatre.site, at, token).await.is_ok();
    let mut at = now();
    let mut link = async || {
        at += TimeDelta::hours(2);
        ask(&theatre, at, "anna@theatre.example").await;
        let (_, payload) = theatre.jobs().await.pop().unwrap();
        let id = payload["staff_mail_id"].as_i64().unwrap();
        match mail::find(&theatre.db, &theatre.site, at, id).await.unwrap().unwrap().content {
            Content::PasswordReset { token, .. } => (token, at, id),
            other => panic!("{other:?}"),
        }
    };
    let (first, at, id) = link().await;
    assert!(opens(&first, at + TimeDelta::minutes(59)).await);
    assert!(!opens(&first, at + TimeDelta::hours(1)).await);
    let late = mail::find(&theatre.db, &theatre.site, at + TimeDelta::hours(1), id).await.unwrap().unwrap();
    assert!(matches!(late.content, Content::Obsolete(_)), "the worker is told not to send it");

    let (second, at, _) = link().await;
    ask(&theatre, at, "anna@theatre.example").await;
    assert!(!opens(&second, at).await, "a newer one was sent");
    let (third, at, _) = link().await;
    administration::set_password(&theatre.db, at, anna.id, password("finestra tamburo limone"), &Actor::SYSTEM)
        .await
        .unwrap();
    assert!(!opens(&third, at).await, "an administrator set the password");
    let (fourth, at, _) = link().await;
    administration::set_email(&theatre.db, at, anna.id, Some(address("other")), &Actor::SYSTEM).await.unwrap();
    assert!(!opens(&fourth, at).await, "it went to the old address");
}

#[tokio::test]
async fn nobody_learns_who_has_an_account_or_floods_a_mailbox() {
    let theatre = BoxOffice::open().await;
    let anna = make(&theatre, "anna", StaffRole::Staff).await;
    make(&theatre, "boss", StaffRole::Admin).await;
    ask(&theatre, now(), "nobody@theatre.example").await;
    assert!(theatre.jobs().await.is_empty());
    for _ in 0..5 {
        ask(&theatre, now(), "anna@theatre.example").await;
    }
    assert_eq!(theatre.jobs().await.len(), 3);
    administration::disable(&theatre.db, now(), anna.id, &Actor::SYSTEM).await.unwrap();
    ask(&theatre, now() + TimeDelta::hours(2), "anna@theatre.example").await;
    assert_eq!(theatre.jobs().await.len(), 3);
}

#[tokio::test]
async fn a_copy_of_the_database_sets_no_password() {
    let theatre = BoxOffice::open().await;
    make(&theatre, "anna", StaffRole::Staff).await;
    ask(&theatre, now(), "anna@theatre.example").await;
    let token = mailed_token(&theatre).await;
    let rows: String = sqlx::query_scalar(
        "SELECT string_agg(r::text, ' ') || (SELECT string_agg(j::text, ' ') FROM apalis.jobs j) || \
            (SELECT string_agg(m::text, ' ') FROM staff_mails m) FROM password_resets r",
    )
    .fetch_one(theatre.database.pool())
    .await
    .unwrap();
    assert!(!rows.contains(token.expose()));
    let planted = Token::parse(&"A".repeat(43)).unwrap();
    sqlx::query("UPDATE password_resets SET token_sha256 = $1")
        .bind(planted.sha256())
        .execute(theatre.database.pool())
        .await
        .unwrap();
    let owner = reset::owner(&theatre.db, &theatre.site, now(), &planted).await;
    assert!(matches!(owner, Err(ResetError::TokenUnknown)), "a planted hash opens nothing");

    let rotated = site_with(&format!("{SECOND_KEY},{FIRST_KEY}"));
    let id = staff_mail::Entity::find().one(&theatre.db).await.unwrap().unwrap().id;
    let again = mail::find(&theatre.db, &rotated, now(), id).await.unwrap().unwrap().content;
    assert!(matches!(again, Content::PasswordReset { token: again, .. } if again == token), "the very same link");
    let retired = mail::find(&theatre.db, &site_with(SECOND_KEY), now(), id).await.unwrap().unwrap().content;
    assert!(matches!(retired, Content::Obsolete(_)));
}

#[tokio::test]
async fn a_staff_mail_is_sent_once_and_old_rows_go() {
    let theatre = BoxOffice::open().await;
    make(&theatre, "anna", StaffRole::Staff).await;
    ask(&theatre, now(), "anna@theatre.example").await;
    let id = staff_mail::Entity::find().one(&theatre.db).await.unwrap().unwrap().id;
    let row = async || staff_mail::Entity::find_by_id(id).one(&theatre.db).await.unwrap().unwrap();
    assert!(mail::begin_attempt(&theatre.db, id, now()).await.unwrap());
    mail::mark_retry(&theatre.db, id, "greylisted", Some("450 later")).await.unwrap();
    assert_eq!((row().await.attempts, row().await.last_error.as_deref()), (1, Some("greylisted")));
    assert!(mail::begin_attempt(&theatre.db, id, now()).await.unwrap());
    mail::mark_sent(&theatre.db, id, now(), "250 ok").await.unwrap();
    assert!(!mail::begin_attempt(&theatre.db, id, now()).await.unwrap());
    mail::mark_failed(&theatre.db, id, now(), "too late", None).await.unwrap();
    assert_eq!(row().await.status, DeliveryStatus::Sent, "what was sent stays sent");

    assert_eq!(reset::purge(&theatre.db, now() + TimeDelta::days(30)).await.unwrap(), 0);
    assert_eq!(reset::purge(&theatre.db, now() + TimeDelta::days(31)).await.unwrap(), 1);
    assert_eq!(staff_mail::Entity::find().count(&theatre.db).await.unwrap(), 0);
    assert_eq!(password_reset::Entity::find().count(&theatre.db).await.unwrap(), 0);
}
