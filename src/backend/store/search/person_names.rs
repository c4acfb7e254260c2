//! What persons call themselves, for lists of what is about them.

use std::collections::{BTreeMap, BTreeSet};

use super::loaded_persons::LoadedPersons;
use crate::{intake::PersonId, store::Store};

impl Store {
    /// What each of these persons called themselves last; nothing of whoever has not said, or is gone. Whoever asks writes the list down
    /// that it is for.
    pub async fn names_of(&self, persons: &BTreeSet<PersonId>) -> anyhow::Result<BTreeMap<PersonId, String>> {
        if persons.is_empty() {
            return Ok(BTreeMap::new());
        }
        let ids = persons.iter().map(|person| person.0).collect();
        let texts = LoadedPersons::read(&ids, &self.keys, &self.databases.readers).await?.texts()?;
        let name = |(person, texts): (uuid::Uuid, crate::intake::search::PersonTexts)| {
            texts.names.into_iter().next().map(|name| (PersonId(person), name))
        };
        Ok(texts.into_iter().filter_map(name).collect())
    }
}
