//! The rows of mails, as they follow what operators do with the jobs that send them.

use chrono::{DateTime, Utc};
use entity::value::DeliveryStatus;
use entity::{email_delivery, reservation, staff_mail};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use crate::delivery::shortened;
use crate::job::payload::Known;
use crate::{Failure, poster};

/// Lets the mail of a job wait again, if it was given up; `false` when it has no recipient any more.
pub(super) async fn wait_again<C: ConnectionTrait>(conn: &C, about: &Known) -> Result<bool, Failure> {
    match about {
        Known::SendEmail(payload) => {
            use email_delivery::{Column, Entity};
            let found =
                Entity::find_by_id(payload.delivery_id).find_also_related(reservation::Entity).one(conn).await?;
            if matches!(&found, Some((_, Some(reservation))) if reservation.email.is_none()) {
                return Ok(false);
            }
            Entity::update_many()
                .col_expr(Column::Status, Expr::value(DeliveryStatus::Queued))
                .col_expr(Column::FailedAt, Expr::value(None::<DateTime<Utc>>))
                .filter(Column::Id.eq(payload.delivery_id))
                .filter(Column::Status.eq(DeliveryStatus::Failed))
                .exec(conn)
                .await?;
        }
        Known::SendStaffMail(payload) => {
            use staff_mail::{Column, Entity};
            Entity::update_many()
                .col_expr(Column::Status, Expr::value(DeliveryStatus::Queued))
                .col_expr(Column::FailedAt, Expr::value(None::<DateTime<Utc>>))
                .filter(Column::Id.eq(payload.staff_mail_id))
                .filter(Column::Status.eq(DeliveryStatus::Failed))
                .exec(conn)
                .await?;
        }
        // A picture that was given up is gone: it is sent again.
        Known::RenderTicket(_) | Known::PreparePoster(_) | Known::Maintain(_) => {}
    }
    Ok(true)
}

/// Gives up the mail of a job for good, unless it was sent.
pub(super) async fn give_up<C: ConnectionTrait>(
    conn: &C,
    now: DateTime<Utc>,
    about: &Known,
    reason: &str,
) -> Result<(), Failure> {
    let words = shortened(&format!("discarded by staff: {reason}"));
    match about {
        Known::SendEmail(payload) => {
            use email_delivery::{Column, Entity};
            Entity::update_many()
                .col_expr(Column::Status, Expr::value(DeliveryStatus::Failed))
                .col_expr(Column::FailedAt, Expr::expr(Expr::col(Column::FailedAt).if_null(now)))
                .col_expr(Column::LastError, Expr::value(words))
                .filter(Column::Id.eq(payload.delivery_id))
                .filter(Column::Status.ne(DeliveryStatus::Sent))
                .exec(conn)
                .await?;
        }
        Known::SendStaffMail(payload) => {
            use staff_mail::{Column, Entity};
            Entity::update_many()
                .col_expr(Column::Status, Expr::value(DeliveryStatus::Failed))
                .col_expr(Column::FailedAt, Expr::expr(Expr::col(Column::FailedAt).if_null(now)))
                .col_expr(Column::LastError, Expr::value(words))
                .filter(Column::Id.eq(payload.staff_mail_id))
                .filter(Column::Status.ne(DeliveryStatus::Sent))
                .exec(conn)
                .await?;
        }
        Known::PreparePoster(payload) => poster::give_up(conn, now, payload.poster_id, &words).await?,
        Known::RenderTicket(_) | Known::Maintain(_) => {}
    }
    Ok(())
}
