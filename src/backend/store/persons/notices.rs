//! What became visible of persons and is for staff to decide: it waits until somebody has seen to it.

use jiff::Timestamp;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait,
    IntoActiveModel, QueryFilter, QueryOrder,
};
use strum::VariantArray;
use uuid::Uuid;

use super::{StoreChange, WorkLog, records::person_of};
use crate::{
    intake::PersonId,
    store::{audit::AuditEntry, entities::person_notice},
};

/// What became visible.
#[derive(Clone, Copy, Debug, PartialEq, Eq, VariantArray)]
pub enum NoticeKind {
    /// A person has two registrations at one event; the notice is about the later one, or about the group that waits for more
    /// seats than the person has.
    TwoRegistrations,
    /// An address was confirmed that is another verified person's; the notice is about that one.
    SharedAddress,
    /// A consent was taken back; the notice is about its submission.
    ConsentWithdrawn,
    /// A registration could not be given again when persons were parted; the notice is about it.
    NotGivenAgain,
}

impl NoticeKind {
    fn name(self) -> &'static str {
        match self {
            Self::TwoRegistrations => "two-registrations",
            Self::SharedAddress => "shared-address",
            Self::ConsentWithdrawn => "consent-withdrawn",
            Self::NotGivenAgain => "not-given-again",
        }
    }
}

/// What waits for staff.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonNotice {
    /// What it is called.
    pub id: Uuid,
    /// What it says.
    pub kind: NoticeKind,
    /// Of whom.
    pub person: PersonId,
    /// The row that it is about.
    pub subject: Uuid,
    /// When it became visible.
    pub created_at: Timestamp,
}

/// Tells staff something, once for the same subject.
pub(super) async fn tell_staff(
    (kind, person, subject): (NoticeKind, PersonId, Uuid),
    now: Timestamp,
    db: &impl ConnectionTrait,
) -> anyhow::Result<()> {
    let same = person_notice::Entity::find()
        .filter(person_notice::Column::Kind.eq(kind.name()))
        .filter(person_notice::Column::Subject.eq(subject));
    if same.one(db).await?.is_some() {
        return Ok(());
    }
    let row = person_notice::Model {
        id: Uuid::new_v4(),
        kind: kind.name().to_owned(),
        person_id: person.0,
        subject,
        created_at: now.as_millisecond(),
        closed_at: None,
    };
    person_notice::Entity::insert(row.into_active_model()).exec_without_returning(db).await?;
    Ok(())
}

/// Takes back what staff were told of a person at a moment and have not seen to: it does not hold any more.
pub(super) async fn take_back_notices(
    (kind, person): (NoticeKind, PersonId),
    told_at: i64,
    db: &impl ConnectionTrait,
) -> anyhow::Result<()> {
    let told = person_notice::Entity::delete_many()
        .filter(person_notice::Column::Kind.eq(kind.name()))
        .filter(person_notice::Column::PersonId.eq(person.0))
        .filter(person_notice::Column::CreatedAt.eq(told_at))
        .filter(person_notice::Column::ClosedAt.is_null());
    told.exec(db).await?;
    Ok(())
}

/// All that waits, oldest first, each of the person that its record belongs to today.
pub(in crate::store) async fn open_notices(db: &impl ConnectionTrait) -> anyhow::Result<Vec<PersonNotice>> {
    let open = person_notice::Entity::find().filter(person_notice::Column::ClosedAt.is_null());
    let mut notices = Vec::new();
    for row in open.order_by_asc(person_notice::Column::CreatedAt).all(db).await? {
        let Some(kind) = NoticeKind::VARIANTS.iter().copied().find(|kind| kind.name() == row.kind) else { continue };
        notices.push(PersonNotice {
            id: row.id,
            kind,
            person: person_of(PersonId(row.person_id), db).await?,
            subject: row.subject,
            created_at: Timestamp::from_millisecond(row.created_at)?,
        });
    }
    Ok(notices)
}

/// Staff have seen to a notice.
pub(in crate::store) struct NoticeClosing {
    pub notice: Uuid,
    pub actor: String,
    pub now: Timestamp,
}

impl StoreChange for NoticeClosing {
    /// Whether there was such a notice.
    type Made = bool;

    async fn apply(&self, log: &mut WorkLog, db: &DatabaseTransaction) -> anyhow::Result<bool> {
        let Some(row) = person_notice::Entity::find_by_id(self.notice).one(db).await? else { return Ok(false) };
        if row.closed_at.is_none() {
            log.audit.push(AuditEntry {
                at: self.now,
                actor: self.actor.clone(),
                action: "notice.closed",
                person: Some(PersonId(row.person_id)),
                subject: Some(row.id),
            });
            let mut row = row.into_active_model();
            row.closed_at = Set(Some(self.now.as_millisecond()));
            row.update(db).await?;
        }
        Ok(true)
    }
}
