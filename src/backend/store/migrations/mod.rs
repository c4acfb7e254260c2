//! How the tables come to be, and how those of an older version become those of today. A migration that has run anywhere is
//! never changed again: what is to be different is one more.

mod m0001_registrations;

use sea_orm_migration::prelude::*;

/// All migrations, in the order in which they run. They only go forward: what would take a step back is a backup.
pub struct Migrations;

#[async_trait::async_trait]
impl MigratorTrait for Migrations {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![Box::new(m0001_registrations::Migration)]
    }
}
