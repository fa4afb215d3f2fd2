//! What administrators change of an account: all of it at once, or nothing.

use chrono::{DateTime, Utc};
use entity::staff_user::{ActiveModel, Model};
use entity::value::StaffRole;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, DatabaseConnection, DatabaseTransaction, DbErr};
use serde_json::json;

use super::{AdministerError, lock_admins, one_admin_stays};
use crate::audit::{self, Actor, Subject};
use crate::staff::{account, api_token, reset};
use crate::transaction;
use crate::values::{DisplayName, EmailAddress};

/// What is to change of an account; what is unset stays.
#[derive(Debug, Clone, Default)]
pub struct Changes {
    /// How colleagues see him.
    pub display_name: Option<DisplayName>,
    /// Where mails to him go, or that there is nowhere.
    pub email: Option<Option<EmailAddress>>,
    /// What he may do.
    pub role: Option<StaffRole>,
}

/// Changes an account: all that is to change, or nothing.
///
/// # Errors
/// [`AdministerError`]; nothing was changed then.
pub async fn update(
    db: &DatabaseConnection,
    now: DateTime<Utc>,
    user_id: i64,
    changes: Changes,
    actor: &Actor,
) -> Result<Model, AdministerError> {
    let txn = transaction::begin(db).await?;
    let outcome = async {
        // Before his own row, as everywhere.
        let admins = lock_admins(&txn).await?;
        let mut user = account::lock(&txn, user_id).await?.ok_or(AdministerError::Unknown)?;
        if let Some(name) = changes.display_name.filter(|name| name.as_str() != user.display_name) {
            user = rename_steps(&txn, now, user_id, name, actor).await?;
        }
        let email = changes.email.map(|email| email.map(EmailAddress::into_string));
        if let Some(email) = email.filter(|email| *email != user.email) {
            user = set_email_steps(&txn, now, user_id, email, actor).await?;
        }
        match changes.role {
            Some(role) => set_role_steps(&txn, now, &admins, user, role, actor).await,
            None => Ok(user),
        }
    };
    let outcome = outcome.await;
    transaction::end(txn, outcome).await
}

/// Changes how colleagues see a user.
///
/// # Errors
/// [`AdministerError`]; nothing was changed then.
pub async fn rename(
    db: &DatabaseConnection,
    now: DateTime<Utc>,
    user_id: i64,
    display_name: DisplayName,
    actor: &Actor,
) -> Result<Model, AdministerError> {
    let changes = Changes { display_name: Some(display_name), ..Changes::default() };
    update(db, now, user_id, changes, actor).await
}

async fn rename_steps(
    txn: &DatabaseTransaction,
    now: DateTime<Utc>,
    user_id: i64,
    display_name: DisplayName,
    actor: &Actor,
) -> Result<Model, AdministerError> {
    let row = ActiveModel { display_name: Set(display_name.into_string()), ..Default::default() };
    let user = write(txn, now, user_id, row).await?;
    audit::record(txn, now, actor, "staff_user.renamed", Subject::StaffUser(user_id), json!({})).await?;
    Ok(user)
}

/// Changes where mails to a user go; links to the old address open nothing any more.
///
/// # Errors
/// [`AdministerError`]; nothing was changed then.
pub async fn set_email(
    db: &DatabaseConnection,
    now: DateTime<Utc>,
    user_id: i64,
    email: Option<EmailAddress>,
    actor: &Actor,
) -> Result<Model, AdministerError> {
    update(db, now, user_id, Changes { email: Some(email), ..Changes::default() }, actor).await
}

async fn set_email_steps(
    txn: &DatabaseTransaction,
    now: DateTime<Utc>,
    user_id: i64,
    email: Option<String>,
    actor: &Actor,
) -> Result<Model, AdministerError> {
    reset::void(txn, now, user_id).await?;
    let user = write(txn, now, user_id, ActiveModel { email: Set(email), ..Default::default() }).await?;
    audit::record(txn, now, actor, "staff_user.email_changed", Subject::StaffUser(user_id), json!({})).await?;
    Ok(user)
}

/// Changes what a user may do; an open session knows at its next request, and tokens that administrate die with the
/// role. Repeatable.
///
/// # Errors
/// [`AdministerError`]; nothing was changed then.
pub async fn set_role(
    db: &DatabaseConnection,
    now: DateTime<Utc>,
    user_id: i64,
    role: StaffRole,
    actor: &Actor,
) -> Result<Model, AdministerError> {
    update(db, now, user_id, Changes { role: Some(role), ..Changes::default() }, actor).await
}

async fn set_role_steps(
    txn: &DatabaseTransaction,
    now: DateTime<Utc>,
    admins: &[Model],
    user: Model,
    role: StaffRole,
    actor: &Actor,
) -> Result<Model, AdministerError> {
    if user.role == role {
        return Ok(user);
    }
    let (id, was) = (user.id, user.role);
    if role == StaffRole::Staff {
        one_admin_stays(admins, id)?;
        api_token::revoke_administrating(txn, now, id).await?;
    }
    let user = write(txn, now, id, ActiveModel { role: Set(role), ..Default::default() }).await?;
    let detail = json!({"role": role, "was": was});
    audit::record(txn, now, actor, "staff_user.role_changed", Subject::StaffUser(id), detail).await?;
    Ok(user)
}

async fn write(
    txn: &DatabaseTransaction,
    now: DateTime<Utc>,
    user_id: i64,
    change: ActiveModel,
) -> Result<Model, DbErr> {
    ActiveModel { id: sea_orm::ActiveValue::Unchanged(user_id), updated_at: Set(now), ..change }.update(txn).await
}
