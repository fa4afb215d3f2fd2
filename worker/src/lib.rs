//! Runs the jobs: draws tickets, sends mails, sweeps. The rules are `booking`'s; the queue is apalis on PostgreSQL.
//!
//! [`run`] is the program, [`command`] what else it can be asked. [`queue`] is how jobs are taken and given back, [`job`] what each of them does, one file a
//! kind; [`mail`] and [`ticket`] make what guests receive, [`poster`] what they see. `README.md` says what is promised and where it is kept.

pub mod command;
mod connections;
pub mod integrity;
pub mod job;
pub mod limits;
pub mod mail;
pub mod measure;
pub mod poster;
pub mod queue;
pub mod run;
#[cfg(test)]
mod sample;
pub mod schedule;
pub mod settings;
pub mod ticket;
pub mod wording;
pub mod workshop;
