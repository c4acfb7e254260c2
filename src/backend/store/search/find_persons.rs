//! Pages of persons: found by the index, decrypted, looked at, and noted in the audit log. Only who is shown is decrypted, and whoever
//! stands among them because hashes are cut short.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use sea_orm::DatabaseConnection;
use uuid::Uuid;

use super::{
    index_content::read_facets,
    index_search::{IndexCondition, IndexSearch, PersonOrder},
    loaded_persons::{LoadedPersons, read_persons},
    person_count::PersonCount,
};
use crate::{
    intake::{
        HashKey, PersonId, RegistrationState,
        search::{Facet, FacetFilter, FacetKind, PersonQuery, PersonTexts},
    },
    store::{Keys, Store, audit::AuditEntry},
};

/// How many are decrypted for one page at most, of whom some may turn out to be somebody else.
const MOST_OPENED: usize = 1000;

/// How many are found at a time: as many as are counted.
const MOST_AT_ONCE: usize = 1000;

/// How many digits of a telephone number are shown.
const SHOWN_DIGITS: usize = 4;

/// Who is looked for.
#[derive(Clone, Debug, Default)]
pub struct PersonSearch {
    /// What was typed.
    pub query: Option<PersonQuery>,
    /// What they must have: one of each.
    pub filters: Vec<FacetFilter>,
    /// The programmes of whoever asks, if they may not see all persons: who sent nothing for one of these is not found.
    pub scope: Option<BTreeSet<String>>,
    /// From which end.
    pub order: PersonOrder,
    /// Where the page before ended.
    pub after: Option<PersonId>,
    /// How many a page has at most.
    pub page_size: usize,
    /// Whether addresses are shown as a whole.
    pub shows_mails: bool,
    /// Whether it is told what is known of each in clear.
    pub shows_facets: bool,
}

/// A page of persons.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundPage {
    /// Those on it.
    pub rows: Vec<FoundPerson>,
    /// Where the next page begins, if there may be one.
    pub next: Option<PersonId>,
    /// How many there are in all. If they are more than a page, it is of those whom the index finds, of whom a few may be somebody else.
    pub count: PersonCount,
}

/// Somebody who was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundPerson {
    /// Who.
    pub person: PersonId,
    /// Their names, the last one first; so are the others.
    pub names: Vec<String>,
    /// How these are read.
    pub kana: Vec<String>,
    /// Their addresses, of which only a letter and what is after the at sign is shown unless all is asked for.
    pub mails: Vec<String>,
    /// The last digits of their telephone numbers.
    pub phone_endings: Vec<String>,
    /// When they first sent something.
    pub first_contact: Timestamp,
    /// When they last did.
    pub last_contact: Timestamp,
    /// The forms through which they did.
    pub forms: BTreeSet<String>,
    /// Their registrations by the ids of events, the last one first.
    pub registrations: Vec<(String, RegistrationState)>,
    /// Whether no address of theirs was confirmed yet.
    pub is_provisional: bool,
    /// What is known of them in clear, if that was asked for.
    pub facets: BTreeSet<Facet>,
}

impl PersonSearch {
    /// What whoever is found must have.
    pub(super) fn conditions(&self, key: &HashKey) -> Vec<IndexCondition> {
        let mut conditions = scoped_conditions(&self.filters, self.scope.as_ref());
        if let Some(query) = &self.query {
            conditions.extend(query.grams(key).into_iter().map(IndexCondition::Gram));
        }
        conditions
    }
}

/// The same of values alone.
pub(super) fn scoped_conditions(filters: &[FacetFilter], scope: Option<&BTreeSet<String>>) -> Vec<IndexCondition> {
    let scope = scope.map(|programmes| programmes.iter().map(|name| Facet::new(FacetKind::Programme, name)).collect());
    let all = filters.iter().cloned().chain(scope);
    all.map(|filter: FacetFilter| IndexCondition::AnyFacet(filter.0.iter().map(Facet::id).collect())).collect()
}

impl Store {
    /// A page of persons, for an account that is written down.
    pub async fn find_persons(&self, search: &PersonSearch, actor: &str) -> anyhow::Result<FoundPage> {
        let entry = AuditEntry {
            at: Timestamp::now(),
            actor: actor.to_owned(),
            action: "persons.listed",
            person: None,
            subject: None,
        };
        self.write(entry).await?;
        let db = &self.databases.readers;
        let found = IndexSearch::plan(search.conditions(&self.keys.index), search.order, db).await?;
        let counted = found.find(None, MOST_AT_ONCE, db).await?;
        let mut count = PersonCount::of(u64::try_from(counted.len())?);
        let mut page = PageReader { search, keys: &self.keys, db, seen: BTreeSet::new(), rows: Vec::new(), opened: 0 };
        let mut waiting = match search.after {
            None => counted,
            Some(after) => found.find(Some(after.0), MOST_AT_ONCE, db).await?,
        };
        let mut may_be_more = waiting.len() == MOST_AT_ONCE;
        let next = loop {
            let (chunk, rest) = waiting.split_at(waiting.len().min(page.room()));
            page.read(chunk).await?;
            // All that there are have been looked at.
            let Some(last) = chunk.last().copied() else { break None };
            waiting = rest.to_vec();
            if waiting.is_empty() && may_be_more {
                waiting = found.find(Some(last), MOST_AT_ONCE, db).await?;
                may_be_more = waiting.len() == MOST_AT_ONCE;
            }
            if page.room() == 0 {
                break (!waiting.is_empty()).then_some(PersonId(last));
            }
        };
        if search.after.is_none() && next.is_none() {
            count = PersonCount::of(u64::try_from(page.rows.len())?);
        }
        Ok(FoundPage { rows: page.rows, next, count })
    }

    /// How many have one of each of these values, without a look at who they are.
    pub async fn count_persons(
        &self,
        filters: &[FacetFilter],
        scope: Option<&BTreeSet<String>>,
    ) -> anyhow::Result<PersonCount> {
        let db = &self.databases.readers;
        let found = IndexSearch::plan(scoped_conditions(filters, scope), PersonOrder::Newest, db).await?;
        Ok(PersonCount::of(u64::try_from(found.find(None, MOST_AT_ONCE, db).await?.len())?))
    }
}

/// A page that is being filled.
struct PageReader<'a> {
    search: &'a PersonSearch,
    keys: &'a Keys,
    db: &'a DatabaseConnection,
    seen: BTreeSet<Uuid>,
    rows: Vec<FoundPerson>,
    opened: usize,
}

impl PageReader<'_> {
    /// How many more are to be looked at.
    fn room(&self) -> usize {
        if self.opened >= MOST_OPENED { 0 } else { self.search.page_size.saturating_sub(self.rows.len()) }
    }

    /// Adds those of whom it is true.
    async fn read(&mut self, found: &[Uuid]) -> anyhow::Result<()> {
        // The index knows of a join a moment later.
        let owners = read_persons(&found.iter().copied().collect(), self.db).await?;
        let persons: Vec<Uuid> = found.iter().filter_map(|id| owners.get(id).copied()).collect();
        let loaded = LoadedPersons::read(&persons.iter().copied().collect(), self.keys, self.db).await?;
        let mut texts = loaded.texts()?;
        let mut facets = if self.search.shows_facets { read_facets(&loaded, self.db).await? } else { BTreeMap::new() };
        self.opened += found.len();
        for person in persons {
            let own = texts.remove(&person).unwrap_or_default();
            let is_meant = self.search.query.as_ref().is_none_or(|query| query.verify(&own));
            if is_meant && self.seen.insert(person) {
                let found = found_person(person, own, &loaded, self.search.shows_mails)?;
                let facets = facets.remove(&person).unwrap_or_default();
                self.rows.extend(found.map(|found| FoundPerson { facets, ..found }));
            }
        }
        Ok(())
    }
}

/// Somebody as a row; `None` if they are gone.
fn found_person(
    person: Uuid,
    texts: PersonTexts,
    loaded: &LoadedPersons,
    shows_mails: bool,
) -> anyhow::Result<Option<FoundPerson>> {
    let Some(row) = loaded.rows.get(&person) else { return Ok(None) };
    let is_theirs = |record: Uuid| loaded.person_of(record) == Some(person);
    let sent: Vec<_> = loaded.submissions.iter().filter(|sent| is_theirs(sent.person_id)).collect();
    let last = sent.first().map_or(row.created_at, |sent| sent.received_at);
    let first = sent.last().map_or(row.created_at, |sent| sent.received_at);
    let of_sent: BTreeSet<Uuid> = sent.iter().map(|sent| sent.id).collect();
    let registrations = loaded.registrations.iter().filter(|row| of_sent.contains(&row.submission_id));
    let registrations =
        registrations.filter_map(|row| Some((row.event_id.clone(), RegistrationState::parse(&row.state)?)));
    let mails = texts.mails.into_iter().map(|mail| if shows_mails { mail } else { masked(&mail) });
    Ok(Some(FoundPerson {
        person: PersonId(person),
        names: texts.names,
        kana: texts.kana,
        mails: mails.collect(),
        phone_endings: texts.phones.iter().map(|phone| ending(phone)).collect(),
        first_contact: Timestamp::from_millisecond(first)?,
        last_contact: Timestamp::from_millisecond(last)?,
        forms: sent.iter().map(|sent| sent.form.clone()).collect(),
        registrations: registrations.collect(),
        is_provisional: row.verified_at.is_none(),
        facets: BTreeSet::new(),
    }))
}

/// An address of which only the first letter and the host are there.
fn masked(mail: &str) -> String {
    let (local, host) = mail.rsplit_once('@').unwrap_or((mail, ""));
    format!("{}…@{host}", local.chars().take(1).collect::<String>())
}

/// The last digits of a number.
fn ending(phone: &str) -> String {
    let digits: Vec<char> = phone.chars().filter(char::is_ascii_digit).collect();
    digits[digits.len().saturating_sub(SHOWN_DIGITS)..].iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn little_of_an_address_and_of_a_number_is_shown() {
        assert_eq!(masked("taro@example.jp"), "t…@example.jp");
        assert_eq!(masked("\"taro@home\"@example.jp"), "\"…@example.jp");
        assert_eq!(ending("090-1234-5678"), "5678");
        assert_eq!(ending("12"), "12");
    }
}
