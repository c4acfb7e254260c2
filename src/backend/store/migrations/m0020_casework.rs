//! What staff know of people: cases and their steps, notes, tasks, phases, tags, referrals, and what is left of them
//! to be counted. And the indexes by which everything of one person is found among all others.

use sea_orm_migration::{
    prelude::*,
    schema::{
        big_integer, big_integer_null, binary, binary_null, boolean, integer, integer_null, string, string_null, uuid,
        uuid_null,
    },
};

use super::shape::{create_all, index, table};

#[derive(DeriveMigrationName)]
pub struct CaseworkTables;

#[async_trait::async_trait]
impl MigrationTrait for CaseworkTables {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let tables = [cases(), notes(), tasks(), marks(), leftovers()];
        create_all(manager, tables.into_iter().flatten(), own_indexes().into_iter().chain(indexes_by_person())).await
    }
}

fn cases() -> Vec<TableCreateStatement> {
    vec![
        table(
            "cases",
            &["id"],
            vec![
                uuid("id"),
                string("pipeline"),
                uuid("record_id"),
                string_null("organisation"),
                string("status"),
                big_integer("status_since"),
                string_null("owner"),
                string_null("due_on"),
                big_integer("opened_at"),
                big_integer_null("closed_at"),
                integer("version"),
            ],
        ),
        table(
            "case_changes",
            &["id"],
            vec![
                uuid("id"),
                uuid("case_id"),
                uuid("record_id"),
                big_integer("at"),
                string_null("from_status"),
                string("to_status"),
                string("actor"),
                binary_null("sealed"),
            ],
        ),
    ]
}

fn notes() -> Vec<TableCreateStatement> {
    vec![
        table(
            "person_notes",
            &["id"],
            vec![
                uuid("id"),
                uuid("record_id"),
                uuid_null("case_id"),
                string("author"),
                big_integer("at"),
                big_integer_null("edited_at"),
                integer("version"),
                string("kind"),
                string("audience"),
                binary("sealed"),
                string_null("method"),
                integer_null("minutes"),
                string_null("time_band"),
                string_null("topics"),
                string_null("reaction"),
                string_null("result"),
            ],
        ),
        table(
            "note_versions",
            &["note_id", "version"],
            vec![
                uuid("note_id"),
                integer("version"),
                uuid("record_id"),
                string("author"),
                big_integer("at"),
                binary("sealed"),
            ],
        ),
    ]
}

fn tasks() -> Vec<TableCreateStatement> {
    let columns = vec![
        uuid("id"),
        uuid_null("record_id"),
        uuid_null("case_id"),
        string_null("rule"),
        string_null("title"),
        binary_null("sealed"),
        string("due_on"),
        string_null("owner"),
        big_integer("made_at"),
        string("made_by"),
        big_integer_null("done_at"),
        string_null("done_by"),
    ];
    vec![table("person_tasks", &["id"], columns)]
}

fn marks() -> Vec<TableCreateStatement> {
    vec![
        table(
            "person_phases",
            &["id"],
            vec![uuid("id"), uuid("record_id"), string("phase"), big_integer("since"), string("actor")],
        ),
        table(
            "person_tags",
            &["record_id", "tag"],
            vec![uuid("record_id"), string("tag"), big_integer("at"), string("actor")],
        ),
        table(
            "referrals",
            &["id"],
            vec![
                uuid("id"),
                uuid("record_id"),
                string("office"),
                big_integer("consented_at"),
                big_integer("at"),
                string("actor"),
                string("outcome"),
                binary_null("sealed"),
            ],
        ),
    ]
}

fn leftovers() -> Vec<TableCreateStatement> {
    vec![
        table(
            "counted_cases",
            &["id"],
            vec![
                uuid("id"),
                string("pipeline"),
                string("status"),
                string("opened_month"),
                string_null("closed_month"),
                boolean("is_first"),
                boolean("is_first_in_status"),
            ],
        ),
        table(
            "counted_consultations",
            &["id"],
            vec![
                uuid("id"),
                string("month"),
                string_null("method"),
                integer_null("minutes"),
                string_null("time_band"),
                string_null("topics"),
                string_null("reaction"),
                string_null("result"),
            ],
        ),
        table("counted_referrals", &["id"], vec![uuid("id"), string("month"), string("office"), string("outcome")]),
    ]
}

/// The unique one is the database's own guard: no rule plans a task of a case twice, whatever the program says. Rows
/// without a rule are not compared.
fn own_indexes() -> Vec<IndexCreateStatement> {
    vec![
        index("one_task_per_rule", "person_tasks", &["case_id", "rule"]).unique().take(),
        index("cases_by_record", "cases", &["record_id"]),
        index("cases_by_status", "cases", &["pipeline", "status", "due_on"]),
        index("cases_by_owner", "cases", &["owner", "due_on"]),
        index("case_changes_by_record", "case_changes", &["record_id"]),
        index("notes_by_record", "person_notes", &["record_id"]),
        index("notes_by_time", "person_notes", &["kind", "at"]),
        index("note_versions_by_record", "note_versions", &["record_id"]),
        index("tasks_by_record", "person_tasks", &["record_id"]),
        index("open_tasks_by_day", "person_tasks", &["due_on"]).and_where(Expr::col("done_at").is_null()).take(),
        index("phases_by_record", "person_phases", &["record_id"]),
        index("tags_by_word", "person_tags", &["tag"]),
        index("referrals_by_record", "referrals", &["record_id"]),
        index("referrals_by_time", "referrals", &["at"]),
    ]
}

/// What came in with a submission has been read by the submission so far, or by nobody. That somebody sent something,
/// and that somebody was looked at, makes up most of the audit log: it is not indexed, so that it costs those who
/// register nothing.
fn indexes_by_person() -> Vec<IndexCreateStatement> {
    let told = Expr::cust("action <> 'submission.received' AND action <> 'person.opened'");
    vec![
        index("audit_by_person", "audit_records", &["person_id", "at"]).and_where(told).take(),
        index("mails_by_submission", "outbox_mails", &["submission_id"]),
        index("invitations_by_person", "survey_invitations", &["person_id"]),
        index("merges_by_kept", "person_merges", &["kept_id"]),
        index("merges_by_merged", "person_merges", &["merged_id"]),
    ]
}
