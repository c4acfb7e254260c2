//! The store on both databases: each test runs on SQLite and on a PostgreSQL that the tests start.

mod postgres;
mod receive;
mod registrations;
mod seats;
pub(crate) mod setup;
