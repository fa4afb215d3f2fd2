//! Transactions that do not wait for ever.

use sea_orm::{ConnectionTrait, DatabaseConnection, DatabaseTransaction, TransactionTrait};

use crate::Failure;

/// Begins a transaction whose statements wait at most three seconds for a lock (api-contract.md, Conventions); dropping
/// it rolls back.
pub async fn begin(db: &DatabaseConnection) -> Result<DatabaseTransaction, Failure> {
    let txn = db.begin().await?;
    txn.execute_unprepared("SET LOCAL lock_timeout = '3s'").await?;
    Ok(txn)
}
