//! The store on both databases: each test runs on SQLite and on a PostgreSQL that the tests start.

mod answer_terms;
mod backup_trials;
mod backups;
mod booking_moves;
pub(crate) mod booking_setup;
mod bookings;
mod cluster;
mod crowds;
mod erasure;
mod erasure_races;
mod event_changes;
mod full_disk;
mod group_changes;
mod groups;
mod held;
mod host_notices;
pub(super) mod joining;
mod limits;
mod long_line;
pub(crate) mod mail_setup;
mod merging;
mod outbox_listing;
mod postgres;
mod receive;
mod registrations;
mod registrations_table;
mod reminders;
mod restarts;
mod retention;
mod rotations;
mod s3;
pub(crate) mod s3_buckets;
/// The server of buckets that the integration tests have, too.
#[path = "../../../../tests/it/s3_server.rs"]
pub(crate) mod s3_server;
mod seats;
mod series;
pub(crate) mod setup;
mod subscriptions;
pub(super) mod surveys;
mod unconfirmed;
mod uploads;
