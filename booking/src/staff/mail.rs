//! The mails to users of the house, and their delivery log: one row for each mail, written with the change that causes
//! it. Jobs carry the row's id; address, link and figures are read and made when the mail is sent.

use chrono::{DateTime, TimeDelta, Utc};
use entity::staff_mail::{ActiveModel, Column, Entity, Model};
use entity::value::{DeliveryStatus, StaffMailKind, StaffRole};
use entity::{password_reset, staff_user};
use sea_orm::sea_query::{Expr, ExprTrait, LockType};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseConnection, DatabaseTransaction, DerivePartialModel,
    EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
};

use super::reset;
use crate::delivery::log::{self, FailureSummary};
use crate::delivery::shortened;
use crate::job::{self, payload::SendStaffMail};
use crate::token::Token;
use crate::{Failure, Site, transaction};

/// A summary covers so long.
const SUMMARY_COVERS: TimeDelta = TimeDelta::hours(24);
/// Ticks that come a little early or late still make one summary a day.
const SUMMARY_SLACK: TimeDelta = TimeDelta::minutes(30);
/// Rows of mails other than resets are kept so long.
const KEPT: TimeDelta = TimeDelta::days(30);

/// What a mail says.
#[derive(Debug, Clone, PartialEq)]
pub enum Content {
    /// A link that sets a new password.
    PasswordReset {
        /// For [`Site::password_reset_url`].
        token: Token,
        /// The link works until then.
        expires_at: DateTime<Utc>,
    },
    /// Which mails could not be sent.
    FailureSummary(FailureSummary),
    /// Nobody wants the mail any more, for this reason, in words for operators. It is not sent.
    Obsolete(&'static str),
}

/// What a mail takes of its user. The worker may read no more of `staff_users` (`migration/roles.sql`): no whole row.
#[derive(Debug, Clone, PartialEq, Eq, DerivePartialModel)]
#[sea_orm(entity = "staff_user::Entity")]
pub struct Recipient {
    /// Login name.
    pub username: String,
    /// Shown to colleagues.
    pub display_name: String,
    /// Where mails go.
    pub email: Option<String>,
    /// Set: nobody wants mails any more.
    pub disabled_at: Option<DateTime<Utc>>,
}

/// A mail with all that is needed to send it.
#[derive(Debug, Clone, PartialEq)]
pub struct StaffMail {
    /// The row of the log.
    pub mail: Model,
    /// To whom.
    pub user: Recipient,
    /// What it says.
    pub content: Content,
}

/// Writes the row of a mail that brings a reset's link, and its job.
pub(super) async fn queue_reset<C: ConnectionTrait>(
    conn: &C,
    site: &Site,
    now: DateTime<Utc>,
    user_id: i64,
    reset_id: i64,
    request_id: Option<&str>,
) -> Result<i64, Failure> {
    let kind = StaffMailKind::PasswordReset;
    let row = ActiveModel {
        user_id: Set(user_id),
        kind: Set(kind),
        password_reset_id: Set(Some(reset_id)),
        message_id: Set(message_id(site, user_id, kind, &reset_id.to_string())),
        ..Default::default()
    };
    insert(conn, now, row, request_id).await
}

async fn insert<C: ConnectionTrait>(
    conn: &C,
    now: DateTime<Utc>,
    row: ActiveModel,
    request_id: Option<&str>,
) -> Result<i64, Failure> {
    let row = ActiveModel { status: Set(DeliveryStatus::Queued), attempts: Set(0), queued_at: Set(now), ..row };
    let id = Entity::insert(row).exec(conn).await?.last_insert_id;
    job::enqueue(conn, &SendStaffMail::new(id), request_id).await?;
    Ok(id)
}

fn message_id(site: &Site, user_id: i64, kind: StaffMailKind, about: &str) -> String {
    let parts = [&user_id.to_string(), kind.as_str(), about];
    format!("{}@{}", site.keys().identifier("staff message id", &parts), site.host())
}

/// Queues a mail to each enabled administrator with an address, when mails or jobs failed in the last 24 hours and he was
/// not told in that time; says how many. Works from state, so it may run late, twice or at once.
///
/// # Errors
/// [`Failure`] when the database does not answer.
pub async fn summarise_failures(db: &DatabaseConnection, site: &Site, now: DateTime<Utc>) -> Result<u64, Failure> {
    let txn = transaction::begin(db).await?;
    let outcome = summarise(&txn, site, now).await;
    transaction::end(txn, outcome).await
}

async fn summarise(txn: &DatabaseTransaction, site: &Site, now: DateTime<Utc>) -> Result<u64, Failure> {
    let (from, until) = (now - SUMMARY_COVERS, now);
    if log::failures(txn, from, until).await?.total() == 0 {
        return Ok(0);
    }
    // Held, so that two who summarise at once tell each administrator once.
    let operators: Vec<i64> = staff_user::Entity::find()
        .select_only()
        .column(staff_user::Column::Id)
        .filter(staff_user::Column::Role.eq(StaffRole::Admin))
        .filter(staff_user::Column::DisabledAt.is_null())
        .filter(staff_user::Column::Email.is_not_null())
        .order_by_asc(staff_user::Column::Id)
        .lock(LockType::NoKeyUpdate)
        .into_tuple()
        .all(txn)
        .await?;
    let kind = StaffMailKind::FailureSummary;
    let mut queued = 0;
    for operator in operators {
        let told = Entity::find()
            .filter(Column::UserId.eq(operator))
            .filter(Column::Kind.eq(kind))
            .filter(Column::CoversUntil.gt(from + SUMMARY_SLACK))
            .count(txn)
            .await?;
        if told > 0 {
            continue;
        }
        let row = ActiveModel {
            user_id: Set(operator),
            kind: Set(kind),
            covers_from: Set(Some(from)),
            covers_until: Set(Some(until)),
            message_id: Set(message_id(site, operator, kind, &until.to_rfc3339())),
            ..Default::default()
        };
        insert(txn, now, row, None).await?;
        queued += 1;
    }
    Ok(queued)
}

/// A mail with what it says at `now`; `None` when it is gone.
///
/// # Errors
/// [`Failure`] when the database does not answer.
pub async fn find<C: ConnectionTrait>(
    conn: &C,
    site: &Site,
    now: DateTime<Utc>,
    id: i64,
) -> Result<Option<StaffMail>, Failure> {
    let Some(mail) = Entity::find_by_id(id).one(conn).await? else { return Ok(None) };
    let user = staff_user::Entity::find_by_id(mail.user_id).into_partial_model::<Recipient>().one(conn).await?;
    let Some(user) = user else { return Ok(None) };
    let content = match (mail.kind, mail.password_reset_id, mail.covers_from, mail.covers_until) {
        _ if user.disabled_at.is_some() => Content::Obsolete("no longer wanted: the user is disabled"),
        _ if user.email.is_none() => Content::Obsolete("no longer wanted: the user has no address"),
        (StaffMailKind::PasswordReset, Some(reset_id), _, _) => reset_link(conn, site, now, reset_id).await?,
        (StaffMailKind::FailureSummary, _, Some(from), Some(until)) => {
            Content::FailureSummary(log::failures(conn, from, until).await?)
        }
        _ => return Err(Failure::Unreadable("a mail to a user")),
    };
    Ok(Some(StaffMail { mail, user, content }))
}

async fn reset_link<C: ConnectionTrait>(
    conn: &C,
    site: &Site,
    now: DateTime<Utc>,
    reset_id: i64,
) -> Result<Content, Failure> {
    let row = password_reset::Entity::find_by_id(reset_id).one(conn).await?;
    let row = row.ok_or(Failure::Unreadable("the password reset of a mail"))?;
    if !reset::is_open(&row, now) {
        return Ok(Content::Obsolete("no longer wanted: the link has expired, or was used"));
    }
    Ok(match reset::of_row(site.keys(), &row) {
        Some(token) => Content::PasswordReset { token, expires_at: row.expires_at },
        None => Content::Obsolete("the key that made the link has been retired"),
    })
}

/// Counts an attempt before it is made; `false` when the mail no longer waits (sent or given up meanwhile).
///
/// # Errors
/// [`Failure`] when the database does not answer.
pub async fn begin_attempt<C: ConnectionTrait>(conn: &C, id: i64, now: DateTime<Utc>) -> Result<bool, Failure> {
    let changed = Entity::update_many()
        .col_expr(Column::Attempts, Expr::col(Column::Attempts).add(1))
        .col_expr(Column::LastAttemptAt, Expr::value(now))
        .filter(Column::Id.eq(id))
        .filter(Column::Status.eq(DeliveryStatus::Queued))
        .exec(conn)
        .await?;
    Ok(changed.rows_affected == 1)
}

/// Records that the SMTP server took the mail, with its words, without addresses.
///
/// # Errors
/// [`Failure`] when the database does not answer.
pub async fn mark_sent<C: ConnectionTrait>(
    conn: &C,
    id: i64,
    now: DateTime<Utc>,
    smtp_response: &str,
) -> Result<(), Failure> {
    let change = ActiveModel {
        status: Set(DeliveryStatus::Sent),
        sent_at: Set(Some(now)),
        failed_at: Set(None),
        last_error: Set(None),
        smtp_response: Set(Some(shortened(smtp_response))),
        ..Default::default()
    };
    Entity::update_many().set(change).filter(Column::Id.eq(id)).exec(conn).await?;
    Ok(())
}

/// Records a failure that will be tried again. `error` and `smtp_response` hold no addresses.
///
/// # Errors
/// [`Failure`] when the database does not answer.
pub async fn mark_retry<C: ConnectionTrait>(
    conn: &C,
    id: i64,
    error: &str,
    smtp_response: Option<&str>,
) -> Result<(), Failure> {
    let change = ActiveModel {
        last_error: Set(Some(shortened(error))),
        smtp_response: Set(smtp_response.map(shortened)),
        ..Default::default()
    };
    while_queued(conn, id, change).await
}

/// Records that the mail is given up. `error` and `smtp_response` hold no addresses.
///
/// # Errors
/// [`Failure`] when the database does not answer.
pub async fn mark_failed<C: ConnectionTrait>(
    conn: &C,
    id: i64,
    now: DateTime<Utc>,
    error: &str,
    smtp_response: Option<&str>,
) -> Result<(), Failure> {
    let change = ActiveModel {
        status: Set(DeliveryStatus::Failed),
        failed_at: Set(Some(now)),
        last_error: Set(Some(shortened(error))),
        smtp_response: Set(smtp_response.map(shortened)),
        ..Default::default()
    };
    while_queued(conn, id, change).await
}

async fn while_queued<C: ConnectionTrait>(conn: &C, id: i64, change: ActiveModel) -> Result<(), Failure> {
    Entity::update_many()
        .set(change)
        .filter(Column::Id.eq(id))
        .filter(Column::Status.eq(DeliveryStatus::Queued))
        .exec(conn)
        .await?;
    Ok(())
}

/// Forgets mails that are long past; says how many. Those of resets go with the resets.
///
/// # Errors
/// [`Failure`] when the database does not answer.
pub async fn purge<C: ConnectionTrait>(conn: &C, now: DateTime<Utc>) -> Result<u64, Failure> {
    let gone = Entity::delete_many()
        .filter(Column::QueuedAt.lte(now - KEPT))
        .filter(Column::Status.ne(DeliveryStatus::Queued))
        .exec(conn)
        .await?;
    Ok(gone.rows_affected)
}
