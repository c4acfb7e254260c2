//! What a mail about a case says, for the mail that says it, and whether that still holds.

use sea_orm::{ConnectionTrait, EntityTrait};
use uuid::Uuid;

use crate::store::entities::{case_mail, person_case};

/// What a mail about a case says, for the mail that says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseMailFacts {
    /// The template that its pipeline names.
    pub template: String,
    /// What its pipeline is called.
    pub title: String,
    /// What the company is called that it is about; empty where there is none.
    pub organisation: String,
}

/// What a mail about a case says; `None` for a mail that is none.
pub(in crate::store) async fn case_mail_facts(
    mail: Uuid,
    db: &impl ConnectionTrait,
) -> anyhow::Result<Option<CaseMailFacts>> {
    let found = case_mail::Entity::find_by_id(mail).one(db).await?;
    Ok(found.map(|row| CaseMailFacts { template: row.template, title: row.title, organisation: row.organisation }))
}

/// Whether a case still is where a mail says that it went.
pub(in crate::store) async fn is_case_mail_wanted(mail: Uuid, db: &impl ConnectionTrait) -> anyhow::Result<bool> {
    let Some(sent) = case_mail::Entity::find_by_id(mail).one(db).await? else { return Ok(false) };
    let case = person_case::Entity::find_by_id(sent.case_id).one(db).await?;
    Ok(case.is_some_and(|case| case.status == sent.status))
}
