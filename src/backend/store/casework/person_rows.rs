//! What hangs on the records of one person. All of it is asked for at once, each question by an index over the record:
//! how long it takes does not grow with how many others there are.

use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::Expr,
};
use uuid::Uuid;

use crate::{
    intake::cases::NoteAudience,
    store::{
        entities::{
            audit_record, case_change, message_recipient, person, person_address, person_case, person_join, person_key,
            person_merge, person_note, person_phase, person_tag, person_task, referral, submission, survey_invitation,
        },
        joined_reads::{JoinedReads, ReadPart},
    },
};

/// How much of the audit log a page shows at most: the newest of it.
const MOST_AUDIT_RECORDS: u64 = 500;

/// What the index over the audit log leaves out, in its words: else it would not be asked.
const TOLD: &str = "action <> 'submission.received' AND action <> 'person.opened'";

/// The questions.
pub(super) struct RecordParts {
    persons: ReadPart<person::Model>,
    keys: ReadPart<person_key::Model>,
    addresses: ReadPart<person_address::Model>,
    joins: ReadPart<person_join::Model>,
    merges: ReadPart<person_merge::Model>,
    submissions: ReadPart<submission::Model>,
    invitations: ReadPart<survey_invitation::Model>,
    cases: ReadPart<person_case::Model>,
    case_changes: ReadPart<case_change::Model>,
    notes: ReadPart<person_note::Model>,
    tasks: ReadPart<person_task::Model>,
    phases: ReadPart<person_phase::Model>,
    tags: ReadPart<person_tag::Model>,
    referrals: Option<ReadPart<referral::Model>>,
    readers: ReadPart<message_recipient::Model>,
    audit: ReadPart<audit_record::Model>,
}

/// The answers.
pub(super) struct RecordRows {
    pub persons: Vec<person::Model>,
    pub keys: Vec<person_key::Model>,
    pub addresses: Vec<person_address::Model>,
    pub joins: Vec<person_join::Model>,
    pub merges: Vec<person_merge::Model>,
    pub submissions: Vec<submission::Model>,
    pub invitations: Vec<survey_invitation::Model>,
    pub cases: Vec<person_case::Model>,
    pub case_changes: Vec<case_change::Model>,
    pub notes: Vec<person_note::Model>,
    pub tasks: Vec<person_task::Model>,
    pub phases: Vec<person_phase::Model>,
    pub tags: Vec<person_tag::Model>,
    pub referrals: Vec<referral::Model>,
    pub readers: Vec<message_recipient::Model>,
    pub audit: Vec<audit_record::Model>,
}

impl RecordParts {
    /// Asks for everything of records; for what is for counsellors alone, only if they ask.
    pub fn ask(records: &[Uuid], sees_counselling: bool, reads: &mut JoinedReads) -> Self {
        let of = || records.iter().copied();
        let is_theirs = person_merge::Column::KeptId.is_in(of()).or(person_merge::Column::MergedId.is_in(of()));
        let mut notes = person_note::Entity::find().filter(person_note::Column::RecordId.is_in(of()));
        if !sees_counselling {
            notes = notes.filter(person_note::Column::Audience.eq(NoteAudience::Team.name()));
        }
        let referrals = referral::Entity::find().filter(referral::Column::RecordId.is_in(of()));
        let audit = audit_record::Entity::find()
            .filter(audit_record::Column::PersonId.is_in(of()))
            .filter(Expr::cust(TOLD))
            .order_by_desc(audit_record::Column::At)
            .limit(MOST_AUDIT_RECORDS);
        Self {
            persons: reads.add(person::Entity::find().filter(person::Column::Id.is_in(of()))),
            keys: reads.add(person_key::Entity::find().filter(person_key::Column::PersonId.is_in(of()))),
            addresses: reads.add(person_address::Entity::find().filter(person_address::Column::PersonId.is_in(of()))),
            joins: reads.add(person_join::Entity::find().filter(person_join::Column::RecordId.is_in(of()))),
            merges: reads.add(person_merge::Entity::find().filter(is_theirs)),
            submissions: reads.add(submission::Entity::find().filter(submission::Column::PersonId.is_in(of()))),
            invitations: reads
                .add(survey_invitation::Entity::find().filter(survey_invitation::Column::PersonId.is_in(of()))),
            cases: reads.add(person_case::Entity::find().filter(person_case::Column::RecordId.is_in(of()))),
            case_changes: reads.add(case_change::Entity::find().filter(case_change::Column::RecordId.is_in(of()))),
            notes: reads.add(notes),
            tasks: reads.add(person_task::Entity::find().filter(person_task::Column::RecordId.is_in(of()))),
            phases: reads.add(person_phase::Entity::find().filter(person_phase::Column::RecordId.is_in(of()))),
            tags: reads.add(person_tag::Entity::find().filter(person_tag::Column::RecordId.is_in(of()))),
            referrals: sees_counselling.then(|| reads.add(referrals)),
            readers: reads
                .add(message_recipient::Entity::find().filter(message_recipient::Column::RecordId.is_in(of()))),
            audit: reads.add(audit),
        }
    }
}

impl RecordRows {
    /// Reads everything of records.
    pub async fn read(records: &[Uuid], sees_counselling: bool, db: &impl ConnectionTrait) -> anyhow::Result<Self> {
        let mut reads = JoinedReads::default();
        let parts = RecordParts::ask(records, sees_counselling, &mut reads);
        let mut rows = reads.read(db).await?;
        Ok(Self {
            persons: rows.take(&parts.persons)?,
            keys: rows.take(&parts.keys)?,
            addresses: rows.take(&parts.addresses)?,
            joins: rows.take(&parts.joins)?,
            merges: rows.take(&parts.merges)?,
            submissions: rows.take(&parts.submissions)?,
            invitations: rows.take(&parts.invitations)?,
            cases: rows.take(&parts.cases)?,
            case_changes: rows.take(&parts.case_changes)?,
            notes: rows.take(&parts.notes)?,
            tasks: rows.take(&parts.tasks)?,
            phases: rows.take(&parts.phases)?,
            tags: rows.take(&parts.tags)?,
            referrals: parts.referrals.map(|part| rows.take(&part)).transpose()?.unwrap_or_default(),
            readers: rows.take(&parts.readers)?,
            audit: rows.take(&parts.audit)?,
        })
    }
}
