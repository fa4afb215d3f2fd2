//! `api create-user`, as an administrator runs it.
#![allow(clippy::unwrap_used, clippy::allow_attributes, reason = "a test that cannot go on says where")]

use std::process::{Command, Output, Stdio};

use booking::staff::{account, password};
use entity::staff_user;
use entity::value::StaffRole;
use sea_orm::{EntityTrait, PaginatorTrait};
use test_database::TestDatabase;

const PASSWORD: &str = "correct horse battery";

struct Run(Output);

impl Run {
    /// Runs the command; it has no terminal.
    fn with(database: &TestDatabase, arguments: &[&str], password: Option<&str>) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_api"));
        command.arg("create-user").args(arguments).env("DATABASE_URL", database.url()).stdin(Stdio::null());
        match password {
            Some(password) => command.env("PASSWORD", password),
            None => command.env_remove("PASSWORD"),
        };
        Self(command.output().unwrap())
    }

    fn expect_done(&self) {
        assert!(self.0.status.success(), "{:?}", self.0);
    }

    /// It failed, made nobody, and told `words` without the password.
    #[track_caller]
    fn expect_refusal(&self, words: &[&str]) {
        assert!(!self.0.status.success(), "{:?}", self.0);
        let told = String::from_utf8_lossy(&self.0.stderr);
        for word in words {
            assert!(told.contains(word), "{told}");
        }
        assert!(!told.contains(PASSWORD), "{told}");
    }
}

const ANNA: [&str; 6] = ["--username", "Anna", "--display-name", "Anna B.", "--role", "admin"];

#[tokio::test]
async fn a_user_is_made_who_can_log_in() {
    let database = TestDatabase::create().await;
    Run::with(&database, &ANNA, Some(PASSWORD)).expect_done();
    let anna = account::by_username(&database.connection(), "anna").await.unwrap().unwrap();
    assert_eq!((anna.display_name.as_str(), anna.role), ("Anna B.", StaffRole::Admin));
    assert!(password::verify(PASSWORD, Some(&anna.password_hash)));
}

#[tokio::test]
async fn a_user_who_exists_keeps_name_role_and_password() {
    let database = TestDatabase::create().await;
    Run::with(&database, &ANNA, Some(PASSWORD)).expect_done();
    let db = database.connection();
    let before = staff_user::Entity::find().all(&db).await.unwrap();
    let again = ["--username", "anna", "--display-name", "Another", "--role", "staff"];
    Run::with(&database, &again, Some("another long password")).expect_refusal(&[
        "there is a user `anna` already",
        "nothing was changed",
        "/manage",
    ]);
    assert_eq!(staff_user::Entity::find().all(&db).await.unwrap(), before);
}

#[tokio::test]
async fn what_cannot_be_a_user_is_refused_with_what_was_expected() {
    let database = TestDatabase::create().await;
    Run::with(&database, &ANNA, Some("elevenchars")).expect_refusal(&["12 to 128 characters"]);
    Run::with(&database, &ANNA, Some("")).expect_refusal(&["12 to 128 characters"]);
    Run::with(&database, &ANNA, None).expect_refusal(&["PASSWORD is not set", "no terminal"]);
    let odd_name = ["--username", "anna bianchi", "--display-name", "Anna", "--role", "staff"];
    Run::with(&database, &odd_name, Some(PASSWORD)).expect_refusal(&["--username", "2 to 64 characters"]);
    let no_name = ["--username", "anna", "--display-name", "  ", "--role", "staff"];
    Run::with(&database, &no_name, Some(PASSWORD)).expect_refusal(&["--display-name", "on one line"]);
    let odd_role = ["--username", "anna", "--display-name", "Anna", "--role", "director"];
    Run::with(&database, &odd_role, Some(PASSWORD)).expect_refusal(&["--role", "staff, admin"]);
    assert_eq!(staff_user::Entity::find().count(&database.connection()).await.unwrap(), 0);
}

#[tokio::test]
async fn a_database_without_the_schema_is_named_with_the_command_that_makes_it() {
    let database = TestDatabase::create_empty().await;
    Run::with(&database, &ANNA, Some(PASSWORD)).expect_refusal(&["migration up"]);
}
