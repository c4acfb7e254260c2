//! Companies, towns and partners: who they are, how they go on, whom one talks to, what they are advised about and invited to.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, big_integer_null, binary, binary_null, integer, string, string_null, uuid},
};

use super::shape::{create_all, index, table};

#[derive(DeriveMigrationName)]
pub struct OrganisationTables;

#[async_trait::async_trait]
impl MigrationTrait for OrganisationTables {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create_all(manager, tables(), indexes()).await
    }
}

fn tables() -> Vec<TableCreateStatement> {
    let mut all = own_tables();
    all.extend(dealing_tables());
    all
}

fn own_tables() -> Vec<TableCreateStatement> {
    vec![
        table(
            "organisations",
            &["id"],
            vec![
                uuid("id"),
                string_null("programme"),
                string("kind"),
                string("name"),
                string("kana"),
                string("place"),
                string("trade"),
                string("source"),
                string_null("content_id"),
                string_null("won_on"),
                string("step"),
                big_integer("step_since"),
                string_null("owner"),
                string_null("due_on"),
                binary_null("sealed"),
                big_integer("made_at"),
                string("made_by"),
                big_integer_null("closed_at"),
                integer("version"),
            ],
        ),
        table(
            "organisation_openings",
            &["organisation_id", "number"],
            vec![uuid("organisation_id"), integer("number"), string("occupation"), integer("openings")],
        ),
        table(
            "organisation_steps",
            &["id"],
            vec![
                uuid("id"),
                uuid("organisation_id"),
                big_integer("at"),
                string_null("from_step"),
                string("to_step"),
                string("actor"),
                binary_null("sealed"),
            ],
        ),
    ]
}

fn dealing_tables() -> Vec<TableCreateStatement> {
    vec![
        table(
            "organisation_contacts",
            &["id"],
            vec![uuid("id"), uuid("organisation_id"), big_integer("made_at"), string("made_by"), binary("sealed")],
        ),
        table(
            "organisation_advice",
            &["id"],
            vec![
                uuid("id"),
                uuid("organisation_id"),
                string("given_on"),
                string("kind"),
                big_integer("at"),
                string("actor"),
                binary("sealed"),
            ],
        ),
        table(
            "organisation_invitations",
            &["organisation_id", "event_id", "part"],
            vec![
                uuid("organisation_id"),
                string("event_id"),
                string("part"),
                string("answer"),
                big_integer("made_at"),
                string("made_by"),
                big_integer("changed_at"),
                string("changed_by"),
            ],
        ),
    ]
}

fn indexes() -> Vec<IndexCreateStatement> {
    vec![
        index("organisations_by_programme", "organisations", &["programme"]),
        index("organisations_by_due_day", "organisations", &["due_on"]),
        index("organisation_steps_by_organisation", "organisation_steps", &["organisation_id"]),
        index("contacts_by_organisation", "organisation_contacts", &["organisation_id"]),
        index("advice_by_organisation", "organisation_advice", &["organisation_id"]),
    ]
}
