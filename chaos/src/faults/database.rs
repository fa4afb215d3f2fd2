//! The database is away, or the way to it.

use tokio::time::sleep;

use super::Injector;
use crate::plan::Fault;
use crate::stage::Line;
use crate::trouble::Trouble;

impl Injector<'_> {
    pub(super) async fn crash_postgres(&mut self, fault: &Fault) -> Result<(), Trouble> {
        self.postgres.crash()?;
        sleep(fault.lasts).await;
        self.postgres.come_back()
    }

    pub(super) async fn clients(&mut self, fault: &Fault, line: Line) {
        if let Some(wire) = &self.house.apis[fault.which].clients {
            wire.becomes(line);
            sleep(fault.lasts).await;
            wire.becomes(Line::Whole);
        }
    }

    pub(super) async fn database_of_api(&mut self, fault: &Fault, line: Line) {
        let wire = &self.house.apis[fault.which].database;
        wire.becomes(line);
        sleep(fault.lasts).await;
        wire.becomes(Line::Whole);
    }

    pub(super) async fn database_of_worker(&mut self, fault: &Fault, line: Line) {
        let wire = &self.house.workers[fault.which].database;
        wire.becomes(line);
        sleep(fault.lasts).await;
        wire.becomes(Line::Whole);
    }
}
