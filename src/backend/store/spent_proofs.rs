//! Proofs that were used: each is good for one submission, at whichever replica it arrives.

use std::collections::BTreeSet;

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, sea_query::OnConflict};
use uuid::Uuid;

use super::{entities::spent_proof, limit_counts::LimitSharing};
use crate::intake::SpentProof;

/// The proofs of a batch: those that were used before, and those that it uses.
pub(super) struct SpentProofs {
    spent: BTreeSet<Uuid>,
    fresh: BTreeSet<SpentProof>,
    sharing: LimitSharing,
}

impl SpentProofs {
    /// Which of these proofs were used before.
    pub async fn find(
        proofs: impl Iterator<Item = SpentProof>,
        sharing: LimitSharing,
        db: &impl ConnectionTrait,
    ) -> anyhow::Result<Self> {
        let asked: BTreeSet<Uuid> = proofs.map(|proof| proof.id).collect();
        let spent = if asked.is_empty() || sharing != LimitSharing::On {
            BTreeSet::new()
        } else {
            let rows = spent_proof::Entity::find().filter(spent_proof::Column::Id.is_in(asked)).all(db).await?;
            rows.into_iter().map(|row| row.id).collect()
        };
        Ok(Self { spent, fresh: BTreeSet::new(), sharing })
    }

    pub fn is_spent(&self, proof: SpentProof) -> bool {
        self.spent.contains(&proof.id)
    }

    /// Uses a proof.
    pub fn spend(&mut self, proof: Option<SpentProof>) {
        self.spent.extend(proof.map(|proof| proof.id));
        self.fresh.extend(proof);
    }

    /// Writes those that were used now, in the order of their ids; `false` if another process has used one at the same moment.
    pub async fn write(self, db: &impl ConnectionTrait) -> anyhow::Result<bool> {
        if self.fresh.is_empty() || self.sharing != LimitSharing::On {
            return Ok(true);
        }
        let count = self.fresh.len() as u64;
        let rows = self.fresh.into_iter().map(|proof| {
            spent_proof::Model { id: proof.id, expires_at: proof.expires_at.as_millisecond() }.into_active_model()
        });
        let known = OnConflict::column(spent_proof::Column::Id).do_nothing().to_owned();
        let inserted = spent_proof::Entity::insert_many(rows).on_conflict(known).exec_without_returning(db).await?;
        Ok(inserted == count)
    }
}
