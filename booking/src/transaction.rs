//! Transactions that do not wait for ever, and let go at once.

use sea_orm::{DatabaseTransaction, TransactionTrait};

use crate::Failure;

/// Begins a transaction; dropping it rolls back. How long its statements wait for a lock is the connection's to say
/// (`platform::database`). Begun in another transaction it is a part of that one, and ends with it.
pub async fn begin(
    db: &impl TransactionTrait<Transaction = DatabaseTransaction>,
) -> Result<DatabaseTransaction, Failure> {
    Ok(db.begin().await?)
}

/// Ends a transaction by its outcome: commits what worked, takes back what did not. A refusal is told only when the rows
/// it held are free again; a transaction that is merely dropped holds them until its connection is next used.
pub async fn end<T, E: From<Failure>>(txn: DatabaseTransaction, outcome: Result<T, E>) -> Result<T, E> {
    match outcome {
        Ok(done) => {
            txn.commit().await.map_err(Failure::from)?;
            Ok(done)
        }
        Err(refused) => {
            if let Err(error) = txn.rollback().await {
                // The connection is gone, and the transaction with it: the refusal stands.
                tracing::debug!(error = &error as &dyn std::error::Error, "a rollback found its connection gone");
            }
            Err(refused)
        }
    }
}
