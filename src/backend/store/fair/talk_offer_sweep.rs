//! Offers of talks that nobody took end, and what is free is offered, again and again: whatever made it free.

use jiff::Timestamp;
use sea_orm::DatabaseTransaction;

use super::{
    talk_offers::{TalkOffers, end_offers, over_offers},
    talk_rows::{coming_fairs, lock_fair},
};
use crate::store::{Store, store_change::StoreChange, work_log::WorkLog};

impl Store {
    /// Ends offers of talks that are over, and offers what is free at the tables of fairs to come, for so many hours.
    pub async fn offer_talks(&self, offer_hours: u32, now: Timestamp) -> anyhow::Result<()> {
        let db = &self.databases.readers;
        for (event, plan) in coming_fairs(now, db).await? {
            let offers = TalkOffers { event: &event.id, now, offer_hours, actor: "system" };
            if over_offers(&event.id, now, db).await?.is_empty() && offers.find((&event, &plan), db).await?.is_empty() {
                continue;
            }
            self.write(TalkOfferSweep { event: event.id, now, offer_hours }).await?;
        }
        Ok(())
    }
}

struct TalkOfferSweep {
    event: String,
    now: Timestamp,
    offer_hours: u32,
}

impl StoreChange for TalkOfferSweep {
    type Made = ();

    async fn apply(&self, log: &mut WorkLog, db: &DatabaseTransaction) -> anyhow::Result<()> {
        let Self { event, now, offer_hours } = self;
        // Under the lock, so that nobody takes what ends at this moment.
        lock_fair(event, db).await?;
        end_offers(event, *now, &mut log.audit, db).await?;
        let offers = TalkOffers { event, now: *now, offer_hours: *offer_hours, actor: "system" };
        offers.make(&mut log.audit, db).await
    }
}
