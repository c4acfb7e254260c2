//! One organisation with everything: who works there, how it went on, what it was advised and invited to. Opening it is written into the
//! audit log.

use anyhow::Context;
use jiff::{Timestamp, civil::Date};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::{
    organisation_contacts::{CONTACT, OrganisationContact},
    organisation_dealings::ADVICE,
    organisation_rows::{OrganisationView, read_civil_day, read_openings},
    organisation_steps::{NEXT, STEP_NOTE},
};
use crate::{
    intake::organisations::{AdviceKind, InvitationAnswer, InvitationPart, OrganisationId},
    store::{
        Store,
        audit::AuditEntry,
        entities::{
            organisation, organisation_advice, organisation_contact, organisation_invitation, organisation_step,
            person_case,
        },
        own_keys::{OwnKeys, SealedColumn},
    },
};

/// One organisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrganisationPage {
    /// How it stands.
    pub organisation: OrganisationView,
    /// What is to be done next.
    pub next: String,
    /// Who works there, by their ids, in the order in which they were written down.
    pub contacts: Vec<(Uuid, OrganisationContact)>,
    /// How it went on, newest first.
    pub steps: Vec<OrganisationStep>,
    /// What it was advised, newest first.
    pub advice: Vec<GivenAdvice>,
    /// What it was invited to, newest first.
    pub invitations: Vec<OrganisationInvitation>,
    /// How many cases of people there are with the company of its profile, and how many of these go on still.
    pub cases: [u64; 2],
}

/// That an organisation went on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrganisationStep {
    /// When.
    pub at: Timestamp,
    /// By which account.
    pub actor: String,
    /// From which status; `None` for the first.
    pub from: Option<String>,
    /// To which.
    pub to: String,
    /// What was written about it.
    pub note: String,
}

/// What an organisation was advised.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GivenAdvice {
    /// On which day.
    pub given_on: Date,
    /// About what.
    pub kind: AdviceKind,
    /// By which account.
    pub actor: String,
    /// In which words.
    pub text: String,
}

/// What an organisation was invited to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrganisationInvitation {
    /// The event.
    pub event: String,
    /// As what.
    pub part: InvitationPart,
    /// What it says.
    pub answer: InvitationAnswer,
    /// Since when.
    pub changed_at: Timestamp,
}

/// What the rows of an organisation are read with.
struct OrganisationReader<'a> {
    store: &'a Store,
    keys: OwnKeys,
    id: Uuid,
}

impl Store {
    /// One organisation, for an account that is written down; `None` if there is none.
    pub async fn organisation_page(&self, id: OrganisationId, actor: &str) -> anyhow::Result<Option<OrganisationPage>> {
        let readers = &self.databases.readers;
        let Some(row) = organisation::Entity::find_by_id(id.0).one(readers).await? else { return Ok(None) };
        self.write(AuditEntry::of_row(id.0, "organisation.opened", actor, Timestamp::now())).await?;
        let openings = read_openings([id.0], readers).await?.remove(&id.0).unwrap_or_default();
        let reader =
            OrganisationReader { store: self, keys: OwnKeys::read([id.0], &self.keys, readers).await?, id: id.0 };
        Ok(Some(OrganisationPage {
            next: reader.text(NEXT, row.sealed.as_deref())?,
            contacts: reader.contacts().await?,
            steps: reader.steps().await?,
            advice: reader.advice().await?,
            invitations: reader.invitations().await?,
            cases: reader.cases(row.content_id.as_deref()).await?,
            organisation: OrganisationView::of(row, openings)?,
        }))
    }
}

impl OrganisationReader<'_> {
    /// A text; an empty one if there is none, or its key is gone.
    fn text(&self, column: SealedColumn, sealed: Option<&[u8]>) -> anyhow::Result<String> {
        let opened = sealed.zip(self.keys.of(self.id)).map(|(sealed, key)| key.open(column, sealed));
        Ok(opened.transpose()?.unwrap_or_default())
    }

    async fn contacts(&self) -> anyhow::Result<Vec<(Uuid, OrganisationContact)>> {
        let readers = &self.store.databases.readers;
        let rows = organisation_contact::Entity::find()
            .filter(organisation_contact::Column::OrganisationId.eq(self.id))
            .order_by_asc(organisation_contact::Column::MadeAt)
            .order_by_asc(organisation_contact::Column::Id)
            .all(readers)
            .await?;
        let keys = OwnKeys::read(rows.iter().map(|row| row.id), &self.store.keys, readers).await?;
        // Whoever was erased since the backup of a restore has no key.
        let known = rows.iter().filter_map(|row| Some((row, keys.of(row.id)?)));
        known.map(|(row, key)| Ok((row.id, key.open(CONTACT, &row.sealed)?))).collect()
    }

    async fn steps(&self) -> anyhow::Result<Vec<OrganisationStep>> {
        let rows = organisation_step::Entity::find()
            .filter(organisation_step::Column::OrganisationId.eq(self.id))
            .order_by_desc(organisation_step::Column::At)
            .order_by_desc(organisation_step::Column::Id)
            .all(&self.store.databases.readers)
            .await?;
        let step = |row: organisation_step::Model| {
            let note = self.text(STEP_NOTE, row.sealed.as_deref())?;
            let at = Timestamp::from_millisecond(row.at)?;
            Ok(OrganisationStep { at, actor: row.actor, from: row.from_step, to: row.to_step, note })
        };
        rows.into_iter().map(step).collect()
    }

    /// Cases name a company by the key of its profile.
    async fn cases(&self, profile: Option<&str>) -> anyhow::Result<[u64; 2]> {
        let (Some(profile), readers) = (profile, &self.store.databases.readers) else { return Ok([0, 0]) };
        let of_company = || person_case::Entity::find().filter(person_case::Column::Organisation.eq(profile));
        let open = of_company().filter(person_case::Column::ClosedAt.is_null()).count(readers).await?;
        Ok([of_company().count(readers).await?, open])
    }

    async fn advice(&self) -> anyhow::Result<Vec<GivenAdvice>> {
        let rows = organisation_advice::Entity::find()
            .filter(organisation_advice::Column::OrganisationId.eq(self.id))
            .order_by_desc(organisation_advice::Column::GivenOn)
            .order_by_desc(organisation_advice::Column::Id)
            .all(&self.store.databases.readers)
            .await?;
        let advice = |row: organisation_advice::Model| {
            Ok(GivenAdvice {
                given_on: read_civil_day(&row.given_on)?,
                kind: AdviceKind::parse(&row.kind).context("a kind of advice is unknown")?,
                text: self.text(ADVICE, Some(&row.sealed))?,
                actor: row.actor,
            })
        };
        rows.into_iter().map(advice).collect()
    }

    async fn invitations(&self) -> anyhow::Result<Vec<OrganisationInvitation>> {
        let rows = organisation_invitation::Entity::find()
            .filter(organisation_invitation::Column::OrganisationId.eq(self.id))
            .order_by_desc(organisation_invitation::Column::MadeAt)
            .all(&self.store.databases.readers)
            .await?;
        let invitation = |row: organisation_invitation::Model| {
            Ok(OrganisationInvitation {
                part: InvitationPart::parse(&row.part).context("a part at an event is unknown")?,
                answer: InvitationAnswer::parse(&row.answer).context("an answer to an invitation is unknown")?,
                event: row.event_id,
                changed_at: Timestamp::from_millisecond(row.changed_at)?,
            })
        };
        rows.into_iter().map(invitation).collect()
    }
}
