//! Where a counsellor or company meets people by video whose booking has no address of its own: told to both sides of a booking, and to
//! nobody else. Whoever has it has it for good, so that it belongs to a room where people are let in one by one.

use jiff::Timestamp;
use sea_orm::{DatabaseTransaction, EntityTrait, IntoActiveModel, sea_query::OnConflict};

use crate::store::{
    JoinAddressError, Store, audit::AuditEntry, booking_store::is_join_address, entities::host_address,
    store_change::StoreChange, work_log::WorkLog,
};

/// Where somebody is met.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostAddress {
    /// The key of the counsellor or company.
    pub resource: String,
    /// The address.
    pub address: String,
    /// When it was written down.
    pub set_at: Timestamp,
    /// The account that wrote it down.
    pub set_by: String,
}

impl Store {
    /// Where counsellors and companies meet people.
    pub async fn host_addresses(&self) -> anyhow::Result<Vec<HostAddress>> {
        let address = |row: host_address::Model| {
            let set_at = Timestamp::from_millisecond(row.set_at)?;
            Ok(HostAddress { resource: row.resource, address: row.address, set_at, set_by: row.set_by })
        };
        host_address::Entity::find().all(&self.databases.readers).await?.into_iter().map(address).collect()
    }

    /// Writes down where somebody is met; an empty address takes that back. Mails that are sent from then on tell it.
    pub async fn set_host_address(&self, resource: &str, address: &str, actor: &str) -> Result<(), JoinAddressError> {
        let address = address.trim();
        if !address.is_empty() && !is_join_address(address) {
            return Err(JoinAddressError::NotAnAddress);
        }
        let row = host_address::Model {
            resource: resource.to_owned(),
            address: address.to_owned(),
            set_at: Timestamp::now().as_millisecond(),
            set_by: actor.to_owned(),
        };
        Ok(self.write(AddressChange(row)).await?)
    }
}

struct AddressChange(host_address::Model);

impl StoreChange for AddressChange {
    type Made = ();

    async fn apply(&self, log: &mut WorkLog, db: &DatabaseTransaction) -> anyhow::Result<()> {
        let row = &self.0;
        host_address::Entity::delete_by_id(row.resource.clone()).exec(db).await?;
        if !row.address.is_empty() {
            let known = OnConflict::column(host_address::Column::Resource)
                .update_columns([
                    host_address::Column::Address,
                    host_address::Column::SetAt,
                    host_address::Column::SetBy,
                ])
                .to_owned();
            let written = host_address::Entity::insert(row.clone().into_active_model()).on_conflict(known);
            written.exec_without_returning(db).await?;
        }
        let (at, actor) = (Timestamp::from_millisecond(row.set_at)?, row.set_by.clone());
        log.audit.push(AuditEntry { at, actor, action: "host.address", person: None, subject: None });
        Ok(())
    }
}
