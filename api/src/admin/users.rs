mod passwords;
mod sessions;

pub use passwords::ResetPasswords;
pub use sessions::ManageSessions;

use booking::listing::Search;
use booking::staff::account;
use booking::staff::administration::{self, AdministerError, Changes, NewAccount};
use booking::values::{DisplayName, EmailAddress};
use poem_openapi::OpenApi;
use poem_openapi::param::{Path, Query};
use poem_openapi::types::MaybeUndefined;

use crate::answer::{Answer, Created};
use crate::auth::Administrator;
use crate::document::Tag;
use crate::json::FieldError;
use crate::json::admin::{ManagedUser, ManagedUserList, NewUser, UserEdit};
use crate::problem::{Nothing, Problem, Refused, fault, refusals};
use crate::request::{Body, Call, Faults, page};

/// `/admin/users`.
#[derive(Debug)]
pub struct ManageUsers;

refusals! { NoSuchUser { 404: "`not_found`: there is no such user" } }
refusals! {
    NotChanged {
        404: "`not_found`: there is no such user",
        409: "`last_admin`: nobody would be left who could administrate",
    }
}

#[OpenApi]
impl ManageUsers {
    /// Users of the house, by login name
    #[oai(path = "/admin/users", method = "get", operation_id = "listUsers", tag = "Tag::House")]
    async fn list(
        &self,
        call: Call,
        _admin: Administrator,
        /// Those with this in login name, display name or address.
        q: Query<Option<String>>,
        /// Which page, from 1.
        page: Query<Option<u64>>,
        /// Rows of a page, 50 where unset, 100 at most.
        page_size: Query<Option<u64>>,
    ) -> Result<Answer<ManagedUserList>, Refused<Nothing>> {
        let wanted = self::page(page.0, page_size.0)?;
        let search = Search::parse(&q.0.unwrap_or_default())?;
        let found = administration::list(call.db(), call.now, search.as_str(), wanted).await?;
        let here = call.here();
        Ok(Answer(ManagedUserList::page(found, wanted, |view| ManagedUser::of(view, here))))
    }

    /// Makes an account
    #[oai(path = "/admin/users", method = "post", operation_id = "createUser", tag = "Tag::House")]
    async fn create(
        &self,
        call: Call,
        admin: Administrator,
        body: Body<NewUser>,
    ) -> Result<Created<ManagedUser>, Refused<Nothing>> {
        let account = account(&call, body.0).await?;
        let made = administration::create(call.db(), call.now, account, &call.staff(admin.user.id)).await?;
        Ok(Answer(told(&call, made.id).await?))
    }

    /// A user
    #[oai(path = "/admin/users/:id", method = "get", operation_id = "getUser", tag = "Tag::House")]
    async fn get(
        &self,
        call: Call,
        _admin: Administrator,
        /// The user.
        id: Path<i64>,
    ) -> Result<Answer<ManagedUser>, Refused<NoSuchUser>> {
        Ok(Answer(told(&call, id.0).await?))
    }

    /// Edits an account
    ///
    /// A changed role counts at the user's next request; tokens that administrate die with the role.
    #[oai(path = "/admin/users/:id", method = "patch", operation_id = "updateUser", tag = "Tag::House")]
    async fn update(
        &self,
        call: Call,
        admin: Administrator,
        /// The user.
        id: Path<i64>,
        body: Body<UserEdit>,
    ) -> Result<Answer<ManagedUser>, Refused<NotChanged>> {
        let changes = changes(&body.0)?;
        administration::update(call.db(), call.now, id.0, changes, &call.staff(admin.user.id)).await?;
        Ok(Answer(told(&call, id.0).await?))
    }

    /// Shuts a user out
    ///
    /// At once and with all sessions; tokens of programs die for good. Users are never removed: check-ins and the audit
    /// log name them. Repeatable.
    #[oai(path = "/admin/users/:id/disable", method = "post", operation_id = "disableUser", tag = "Tag::House")]
    async fn disable(
        &self,
        call: Call,
        admin: Administrator,
        /// The user.
        id: Path<i64>,
    ) -> Result<Answer<ManagedUser>, Refused<NotChanged>> {
        administration::disable(call.db(), call.now, id.0, &call.staff(admin.user.id)).await?;
        Ok(Answer(told(&call, id.0).await?))
    }

    /// Lets a user in again
    ///
    /// Repeatable.
    #[oai(path = "/admin/users/:id/enable", method = "post", operation_id = "enableUser", tag = "Tag::House")]
    async fn enable(
        &self,
        call: Call,
        admin: Administrator,
        /// The user.
        id: Path<i64>,
    ) -> Result<Answer<ManagedUser>, Refused<NoSuchUser>> {
        administration::enable(call.db(), call.now, id.0, &call.staff(admin.user.id)).await?;
        Ok(Answer(told(&call, id.0).await?))
    }
}

async fn told(call: &Call, id: i64) -> Result<ManagedUser, Problem> {
    let view = administration::find(call.db(), call.now, id).await?.ok_or_else(no_such_user)?;
    Ok(ManagedUser::of(view, call.here()))
}

fn malformed() -> FieldError {
    fault("username", "invalid", "must be 2 to 64 letters, digits, dots, hyphens and underscores")
}

fn no_such_user() -> Problem {
    Problem::not_found("There is no such user.")
}

async fn account(call: &Call, asked: NewUser) -> Result<NewAccount, Problem> {
    let username = account::normalised(&asked.username);
    let mut faults = Faults::default();
    if !account::is_well_formed(&username) {
        faults.add(malformed());
    }
    let shown = asked.display_name.filter(|name| !name.trim().is_empty()).unwrap_or_else(|| username.clone());
    let display_name = faults.take(DisplayName::parse(&shown));
    let email = asked.email.as_deref().filter(|email| !email.trim().is_empty());
    let email = faults.take(email.map(EmailAddress::parse).transpose());
    let known = [username.as_str(), shown.as_str(), asked.email.as_deref().unwrap_or_default()];
    let password = faults.accept(call.house.passwords.choose("password", asked.password, &known).await)?;
    let (Some(display_name), Some(email), Some(password)) = (display_name, email, password) else {
        return Err(faults.into());
    };
    faults.none()?;
    Ok(NewAccount { username, display_name, email, role: asked.role.into(), password })
}

fn changes(asked: &UserEdit) -> Result<Changes, Problem> {
    let mut faults = Faults::default();
    let display_name = faults.take(asked.display_name.as_deref().map(DisplayName::parse).transpose());
    let email = match &asked.email {
        MaybeUndefined::Undefined => None,
        MaybeUndefined::Null => Some(None),
        MaybeUndefined::Value(text) if text.trim().is_empty() => Some(None),
        MaybeUndefined::Value(text) => faults.take(EmailAddress::parse(text)).map(Some),
    };
    faults.none()?;
    Ok(Changes { display_name: display_name.flatten(), email, role: asked.role.map(Into::into) })
}

impl From<AdministerError> for Problem {
    fn from(error: AdministerError) -> Self {
        match error {
            AdministerError::Unknown => no_such_user(),
            AdministerError::UsernameTaken => {
                Self::validation(vec![fault("username", "taken", "is another user's: choose another")])
            }
            AdministerError::UsernameMalformed => Self::validation(vec![malformed()]),
            AdministerError::EmailTaken => Self::validation(vec![fault("email", "taken", "is another user's")]),
            AdministerError::LastAdmin => {
                Self::conflict("last_admin", "This is the last administrator. Make another one first.")
            }
            AdministerError::Failure(failure) => failure.into(),
        }
    }
}
