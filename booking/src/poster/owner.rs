//! What a picture belongs to.

use chrono::{DateTime, Utc};
use entity::{company, poster, show};
use sea_orm::sea_query::{Expr, LockType, SimpleExpr};
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QuerySelect};

use crate::Failure;
use crate::audit::Subject;

/// What a picture belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owner {
    /// The poster of a show.
    Show(i64),
    /// The logo of the company.
    Company,
}

/// An owner whose row is locked.
pub(super) struct Held {
    /// Path of the picture that it shows.
    pub(super) path: Option<String>,
}

/// What is written into the audit log.
pub(super) struct Acts {
    pub(super) uploaded: &'static str,
    pub(super) shown: &'static str,
    pub(super) removed: &'static str,
}

impl Owner {
    pub(super) fn of(picture: &poster::Model) -> Self {
        picture.show_id.map_or(Self::Company, Self::Show)
    }

    pub(super) const fn show_id(self) -> Option<i64> {
        match self {
            Self::Show(id) => Some(id),
            Self::Company => None,
        }
    }

    pub(super) const fn subject(self) -> Subject {
        match self {
            Self::Show(id) => Subject::Show(id),
            Self::Company => Subject::Company,
        }
    }

    pub(super) const fn acts(self) -> Acts {
        match self {
            Self::Show(_) => {
                Acts { uploaded: "show.poster_uploaded", shown: "show.poster_shown", removed: "show.poster_removed" }
            }
            Self::Company => {
                Acts { uploaded: "company.logo_uploaded", shown: "company.logo_shown", removed: "company.logo_removed" }
            }
        }
    }

    /// Which pictures are its own.
    pub(super) fn condition(self) -> SimpleExpr {
        match self {
            Self::Show(id) => poster::Column::ShowId.eq(id),
            Self::Company => poster::Column::ShowId.is_null(),
        }
    }

    /// Locks its row; `None` when there is none.
    pub(super) async fn hold(self, txn: &DatabaseTransaction) -> Result<Option<Held>, Failure> {
        Ok(match self {
            Self::Show(id) => {
                let row = show::Entity::find_by_id(id).lock(LockType::NoKeyUpdate).one(txn).await?;
                row.map(|row| Held { path: row.poster_image })
            }
            Self::Company => {
                let row = company::Entity::find().lock(LockType::NoKeyUpdate).one(txn).await?;
                row.map(|row| Held { path: row.logo_path })
            }
        })
    }

    /// No edit of an owner is about its picture, so its version stays: who edits meanwhile loses nothing and is not
    /// disturbed.
    pub(super) async fn set_path(
        self,
        txn: &DatabaseTransaction,
        now: DateTime<Utc>,
        path: Option<String>,
    ) -> Result<(), Failure> {
        match self {
            Self::Show(id) => {
                use show::{Column, Entity};
                let change = Entity::update_many().col_expr(Column::PosterImage, Expr::value(path));
                let change = change.col_expr(Column::UpdatedAt, Expr::value(now));
                change.filter(Column::Id.eq(id)).exec(txn).await?;
            }
            Self::Company => {
                use company::{Column, Entity};
                let change = Entity::update_many().col_expr(Column::LogoPath, Expr::value(path));
                change.col_expr(Column::UpdatedAt, Expr::value(now)).exec(txn).await?;
            }
        }
        Ok(())
    }
}
