//! Thanks for answers: a code, or a place in a draw, once a person. Who is thanked is known by a keyed hash of their address, and
//! nothing leads from there to what they answered.

use anyhow::Context;
use jiff::Timestamp;
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect,
    sea_query::{Expr, LockBehavior, LockType, OnConflict},
};
use tsubame_model::schema::IncentiveKind;
use uuid::Uuid;

use super::{
    Invitation, Store, WriteError,
    audit::AuditEntry,
    entities::{incentive_code, incentive_grant, person_address},
    store_change::StoreChange,
    work_log::WorkLog,
};
use crate::intake::{Digest, HashKey, PersonId, draw};

/// What somebody got for answering.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GrantedIncentive {
    /// Their code, if it is codes that are given and one was left.
    pub code: Option<String>,
    /// Whether they won; `None` before a draw.
    pub has_won: Option<bool>,
}

impl Store {
    /// Adds codes for a survey; gives how many of them are new.
    pub async fn add_incentive_codes(&self, form: &str, codes: Vec<String>) -> Result<u64, WriteError> {
        self.write(AddCodes { form: form.to_owned(), codes }).await
    }

    /// How many codes of a survey are left.
    pub async fn incentive_codes_left(&self, form: &str) -> anyhow::Result<u64> {
        let left = incentive_code::Entity::find()
            .filter(incentive_code::Column::Form.eq(form))
            .filter(incentive_code::Column::IsGiven.eq(false));
        Ok(left.count(&self.databases.readers).await?)
    }

    /// What whoever was invited got for answering, at whichever occasion that was.
    pub async fn incentive_of(&self, invitation: &Invitation) -> anyhow::Result<Option<GrantedIncentive>> {
        let db = &self.databases.readers;
        let Some(address) = address_of(invitation.person, db).await? else { return Ok(None) };
        let granted = incentive_grant::Entity::find()
            .filter(incentive_grant::Column::Form.eq(&invitation.form))
            .filter(incentive_grant::Column::Lookup.eq(address.lookup));
        let granted = granted.one(db).await?;
        Ok(granted.map(|granted| GrantedIncentive { code: granted.code, has_won: granted.has_won }))
    }

    /// Draws so many winners of a survey, once: a second draw gives the first one's. The seed is what the draw can be repeated
    /// with.
    pub async fn draw_incentive(
        &self,
        form: &str,
        count: usize,
        seed: HashKey,
        actor: &str,
    ) -> Result<Vec<PersonId>, WriteError> {
        self.write(Draw { form: form.to_owned(), count, seed, actor: actor.to_owned() }).await
    }
}

/// Thanks somebody who has answered, unless they were thanked before. Without codes that are left, they are thanked without
/// one, and staff see that more are needed.
pub(super) async fn grant_incentive(
    kind: IncentiveKind,
    form: &str,
    person: PersonId,
    db: &impl ConnectionTrait,
) -> anyhow::Result<()> {
    // Whom staff asked on the phone may have no address; there is nothing by which they are one person.
    let Some(address) = address_of(person, db).await? else { return Ok(()) };
    let row = incentive_grant::Model {
        id: Uuid::new_v4(),
        form: form.to_owned(),
        lookup: address.lookup,
        address_id: Some(address.id),
        code: None,
        has_won: None,
    };
    // The unique key says who was thanked before.
    let thanked = OnConflict::new().do_nothing().to_owned();
    let inserted = incentive_grant::Entity::insert(row.clone().into_active_model());
    if inserted.on_conflict(thanked).exec_without_returning(db).await? == 0 || kind == IncentiveKind::Draw {
        return Ok(());
    }
    let code = incentive_code::Entity::find()
        .filter(incentive_code::Column::Form.eq(form))
        .filter(incentive_code::Column::IsGiven.eq(false))
        .order_by_asc(incentive_code::Column::Code)
        .limit(1)
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
        .one(db)
        .await?;
    let Some(code) = code else {
        log::error!("the survey {form} has no codes left for those who answer: add some");
        return Ok(());
    };
    let mut granted = row.into_active_model();
    granted.code = Set(Some(code.code.clone()));
    granted.update(db).await?;
    let mut code = code.into_active_model();
    code.is_given = Set(true);
    code.update(db).await?;
    Ok(())
}

async fn address_of(person: PersonId, db: &impl ConnectionTrait) -> anyhow::Result<Option<person_address::Model>> {
    let of_person = person_address::Column::PersonId.eq(person.0);
    Ok(person_address::Entity::find().filter(of_person).one(db).await?)
}

struct AddCodes {
    form: String,
    codes: Vec<String>,
}

impl StoreChange for AddCodes {
    type Made = u64;

    async fn apply(&self, _log: &mut WorkLog, db: &DatabaseTransaction) -> anyhow::Result<u64> {
        let mut added = 0;
        for code in &self.codes {
            let row = incentive_code::Model { form: self.form.clone(), code: code.clone(), is_given: false };
            let known = OnConflict::new().do_nothing().to_owned();
            let row = row.into_active_model();
            added += incentive_code::Entity::insert(row).on_conflict(known).exec_without_returning(db).await?;
        }
        Ok(added)
    }
}

struct Draw {
    form: String,
    count: usize,
    seed: HashKey,
    actor: String,
}

impl StoreChange for Draw {
    type Made = Vec<PersonId>;

    async fn apply(&self, log: &mut WorkLog, db: &DatabaseTransaction) -> anyhow::Result<Vec<PersonId>> {
        let of_form = incentive_grant::Column::Form.eq(&self.form);
        let grants = incentive_grant::Entity::find()
            .filter(of_form.clone())
            .order_by_asc(incentive_grant::Column::Id)
            .lock_exclusive()
            .all(db)
            .await?;
        let digest = |lookup: &Vec<u8>| Digest::try_from(lookup.clone()).ok().context("a hash has a wrong length");
        let won = grants.iter().filter(|grant| grant.has_won == Some(true));
        let mut winners = won.map(|grant| digest(&grant.lookup)).collect::<anyhow::Result<Vec<Digest>>>()?;
        if grants.iter().all(|grant| grant.has_won.is_none()) {
            let entries = grants.iter().map(|grant| digest(&grant.lookup)).collect::<anyhow::Result<Vec<Digest>>>()?;
            winners = draw(&entries, self.count, &self.seed);
            let is_winner = incentive_grant::Column::Lookup.is_in(winners.iter().map(|winner| winner.to_vec()));
            let all = incentive_grant::Entity::update_many().filter(of_form.clone());
            all.col_expr(incentive_grant::Column::HasWon, Expr::value(false)).exec(db).await?;
            let winning = incentive_grant::Entity::update_many().filter(of_form).filter(is_winner);
            winning.col_expr(incentive_grant::Column::HasWon, Expr::value(true)).exec(db).await?;
            let (at, actor) = (Timestamp::now(), self.actor.clone());
            log.audit.push(AuditEntry { at, actor, action: "incentive.drawn", person: None, subject: None });
        }
        // All at once: there is no index of addresses by their hashes, and there are few draws.
        let is_winner = person_address::Column::Lookup.is_in(winners.iter().map(|winner| winner.to_vec()));
        let addresses = person_address::Entity::find().filter(is_winner).all(db).await?;
        let person = |winner: &Digest| {
            let known = addresses.iter().filter(|address| address.lookup[..] == winner[..]);
            known.max_by_key(|address| address.verified_at).map(|address| PersonId(address.person_id))
        };
        Ok(winners.iter().filter_map(person).collect())
    }
}
