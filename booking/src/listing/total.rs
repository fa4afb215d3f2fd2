//! Counting without reading everything.

use sea_orm::sea_query::{Asterisk, Expr, Func, Query};
use sea_orm::{ConnectionTrait, DbBackend, EntityTrait, QuerySelect, QueryTrait, Select, Statement};
use serde_json::Value;

use super::Total;
use crate::Failure;

/// Rows that are counted one by one; a few milliseconds.
const COUNTED: u64 = 10_000;

/// How many rows a query has: counted up to ten thousand, beyond that as the planner estimates from its statistics. One
/// that is ordered is counted along its order: where an index has it, that is faster than looking through a table that is
/// nearly all wanted, or hardly at all.
pub(crate) async fn total<C: ConnectionTrait, E: EntityTrait>(conn: &C, query: &Select<E>) -> Result<Total, Failure> {
    let rows = query.clone().select_only().expr_as(Expr::val(1), "one");
    let some = rows.clone().limit(COUNTED + 1).into_query();
    let count =
        Query::select().expr_as(Func::count(Expr::col(Asterisk)), "rows").from_subquery(some, "some").to_owned();
    let row = conn.query_one(&count).await?.ok_or(Failure::Unreadable("a count"))?;
    let counted = u64::try_from(row.try_get::<i64>("", "rows")?).unwrap_or(0);
    if counted <= COUNTED {
        return Ok(Total::Exactly(counted));
    }
    Ok(Total::About(estimated(conn, rows.build(DbBackend::Postgres)).await?.max(counted)))
}

/// Rows that the planner expects of a statement.
async fn estimated<C: ConnectionTrait>(conn: &C, mut statement: Statement) -> Result<u64, Failure> {
    statement.sql.insert_str(0, "EXPLAIN (FORMAT JSON) ");
    let row = conn.query_one_raw(statement).await?.ok_or(Failure::Unreadable("a plan"))?;
    let plan: Value = row.try_get("", "QUERY PLAN")?;
    plan.pointer("/0/Plan/Plan Rows").and_then(Value::as_u64).ok_or(Failure::Unreadable("a plan"))
}
