//! Surveys by personal links, and what people are thanked with.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, big_integer_null, binary, boolean, boolean_null, integer, string, string_null, uuid},
};

use super::shape::{create_all, index, table};

#[derive(DeriveMigrationName)]
pub struct SurveyTables;

#[async_trait::async_trait]
impl MigrationTrait for SurveyTables {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create_all(manager, answers().into_iter().chain(incentives()), indexes()).await
    }
}

fn answers() -> Vec<TableCreateStatement> {
    vec![
        table(
            "survey_invitations",
            &["id"],
            vec![
                uuid("id"),
                string("form"),
                string("label"),
                string_null("incentive"),
                string("occasion"),
                uuid("person_id"),
                uuid("submission_id"),
                big_integer("invited_at"),
                big_integer("closes_at"),
                integer("reminders"),
                big_integer_null("next_reminder_at"),
            ],
        ),
        table(
            "survey_responses",
            &["id"],
            vec![
                uuid("id"),
                uuid("invitation_id"),
                uuid("submission_id"),
                integer("revision"),
                binary("hash"),
                big_integer("answered_at"),
            ],
        ),
        table(
            "survey_revisions",
            &["invitation_id", "submission_id"],
            vec![
                uuid("invitation_id"),
                uuid("submission_id"),
                integer("revision"),
                string("answered_by"),
                big_integer("answered_at"),
            ],
        ),
        table("survey_mails", &["mail_id"], vec![uuid("mail_id"), uuid("invitation_id")]),
    ]
}

fn incentives() -> Vec<TableCreateStatement> {
    vec![
        table(
            "incentive_grants",
            &["id"],
            vec![uuid("id"), string("form"), binary("lookup"), string_null("code"), boolean_null("has_won")],
        ),
        table("incentive_codes", &["form", "code"], vec![string("form"), string("code"), boolean("is_given")]),
    ]
}

/// Unique ones are the database's own guards: an invitation has one answer, a person is thanked once, and a code is one
/// person's, whatever the program says.
fn indexes() -> Vec<IndexCreateStatement> {
    vec![
        index("one_response_per_invitation", "survey_responses", &["invitation_id"]).unique().take(),
        index("one_incentive_per_person", "incentive_grants", &["form", "lookup"]).unique().take(),
        index("one_person_per_code", "incentive_grants", &["form", "code"]).unique().take(),
        index("invitations_by_occasion", "survey_invitations", &["form", "occasion"]),
        index("invitations_by_reminder", "survey_invitations", &["next_reminder_at"]),
        index("mails_by_invitation", "survey_mails", &["invitation_id"]),
    ]
}
