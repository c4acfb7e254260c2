//! How the names of people are read whose form for an event did not ask for it, but who have said so elsewhere: a list at the door is in
//! the order of readings, and a badge shows one.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::ConnectionTrait;

use crate::{
    intake::{PersonId, search::fold_name},
    store::{Keys, search::LoadedPersons},
};

/// The readings of persons by their names. Whoever goes by several names has none: it may be that of another.
pub(super) async fn read_known_kana(
    wanted: &BTreeSet<PersonId>,
    keys: &Keys,
    db: &impl ConnectionTrait,
) -> anyhow::Result<BTreeMap<PersonId, String>> {
    if wanted.is_empty() {
        return Ok(BTreeMap::new());
    }
    let persons = wanted.iter().map(|person| person.0).collect();
    let mut known = BTreeMap::new();
    for (person, texts) in LoadedPersons::read(&persons, keys, db).await?.texts()? {
        let names: BTreeSet<String> = texts.names.iter().map(|name| fold_name(name)).collect();
        let kana = texts.kana.into_iter().next().filter(|_| names.len() == 1);
        known.extend(kana.map(|kana| (PersonId(person), kana)));
    }
    Ok(known)
}
