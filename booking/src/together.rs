//! Several writes as one statement: the database is asked once, and rows that others wait for are held no longer than that
//! takes.

use sea_orm::ConnectionTrait;
use sea_orm::sea_query::{CommonTableExpression, Expr, Query, SubQueryStatement, WithClause};

use crate::Failure;

/// Writes that are done together. None of them may need what another one writes; references between their rows are
/// looked at when all are done.
#[derive(Debug, Default)]
pub(crate) struct Together {
    writes: WithClause,
    count: usize,
}

impl Together {
    /// Adds a write.
    pub(crate) fn and(mut self, write: impl Into<SubQueryStatement>) -> Self {
        let mut named = CommonTableExpression::new();
        named.table_name(format!("write_{}", self.count)).query(write);
        self.writes.cte(named);
        self.count += 1;
        self
    }

    /// Does them all.
    pub(crate) async fn write<C: ConnectionTrait>(self, conn: &C) -> Result<(), Failure> {
        let done = Query::select().expr_as(Expr::val(1), "done").to_owned();
        conn.query_one(&self.writes.query(done)).await?;
        Ok(())
    }
}
