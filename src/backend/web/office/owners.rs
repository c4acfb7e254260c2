//! Who can look after a case or do a task: whoever may write about persons, and may come in.

use super::office_state::OfficeState;
use crate::{intake::staff::StaffRight, web::Error};

/// Somebody who can be chosen.
pub(super) struct OwnerChoice {
    pub id: String,
    pub name: String,
    pub is_set: bool,
}

/// All who can be chosen, by name; whoever is chosen now stays so, even if they may no more.
pub(super) async fn owner_choices(state: &OfficeState, chosen: Option<&str>) -> Result<Vec<OwnerChoice>, Error> {
    let accounts = state.app.store.accounts().await?.into_iter().filter_map(|account| {
        let id = account.id.0.to_string();
        let is_set = chosen == Some(id.as_str());
        let may = account.disabled_at.is_none() && account.grants.may_anywhere(StaffRight::EditPerson);
        (may || is_set).then_some(OwnerChoice { id, name: account.name, is_set })
    });
    Ok(accounts.collect())
}

/// Who was chosen in a form; `None` for nobody. An account that is not there was not on the page.
pub(super) async fn read_owner(state: &OfficeState, owner: &str) -> Result<Option<String>, Error> {
    if owner.is_empty() {
        return Ok(None);
    }
    let is_there = owner_choices(state, None).await?.into_iter().any(|choice| choice.id == owner);
    if is_there { Ok(Some(owner.to_owned())) } else { Err(Error::NotFound) }
}
