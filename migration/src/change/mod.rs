//! One file a change, applied in the order of their names.

use sea_orm_migration::MigrationTrait;

/// A migration out of two scripts. Constraints, partial indexes and triggers are PostgreSQL's own, so the scripts are
/// in its language. Each runs in one transaction.
macro_rules! change {
    (up: $up:literal, down: $down:literal $(,)?) => {
        use sea_orm_migration::prelude::*;

        /// See the module's text.
        #[derive(DeriveMigrationName)]
        pub struct Migration;

        #[async_trait::async_trait]
        impl MigrationTrait for Migration {
            async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
                manager.get_connection().execute_unprepared($up).await.map(drop)
            }

            async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
                manager.get_connection().execute_unprepared($down).await.map(drop)
            }
        }
    };
}
use change;

mod m20261101_000001_catalogue;
mod m20261101_000002_reservations;
mod m20261101_000003_staff;
mod m20261101_000004_check_ins;
mod m20261101_000005_deliveries;
mod m20261101_000006_queues;
mod m20261125_000001_reservation_search;
mod m20261125_000002_company;
mod m20261125_000003_audit_search;
mod m20261126_000001_staff_accounts;
mod m20261126_000002_second_factor;
mod m20261126_000003_api_tokens;
mod m20261126_000004_operations;
mod m20261127_000001_posters;
mod m20261127_000002_logo;
mod m20261128_000001_integrity_checks;
mod m20261128_000002_long_lists;

/// All changes, oldest first.
#[must_use]
pub fn all() -> Vec<Box<dyn MigrationTrait>> {
    vec![
        Box::new(m20261101_000001_catalogue::Migration),
        Box::new(m20261101_000002_reservations::Migration),
        Box::new(m20261101_000003_staff::Migration),
        Box::new(m20261101_000004_check_ins::Migration),
        Box::new(m20261101_000005_deliveries::Migration),
        Box::new(m20261101_000006_queues::Migration),
        Box::new(m20261125_000001_reservation_search::Migration),
        Box::new(m20261125_000002_company::Migration),
        Box::new(m20261125_000003_audit_search::Migration),
        Box::new(m20261126_000001_staff_accounts::Migration),
        Box::new(m20261126_000002_second_factor::Migration),
        Box::new(m20261126_000003_api_tokens::Migration),
        Box::new(m20261126_000004_operations::Migration),
        Box::new(m20261127_000001_posters::Migration),
        Box::new(m20261127_000002_logo::Migration),
        Box::new(m20261128_000001_integrity_checks::Migration),
        Box::new(m20261128_000002_long_lists::Migration),
    ]
}
