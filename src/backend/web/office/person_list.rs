//! Which persons a list shows, in which order and with which columns, as its address says it, and finding them.

use url::form_urlencoded;
use uuid::Uuid;

use super::{
    office_state::OfficeState,
    person_columns::PersonColumn,
    person_filters::{PersonFilters, write_facet},
    person_scope::programme_scope,
    staff_visit::StaffVisit,
};
use crate::{
    intake::{PersonId, search::PersonQuery, staff::StaffRight},
    store::{FoundPage, FoundPerson, PersonOrder, PersonSearch},
    web::Error,
};

/// How many of a whole list are opened at a time.
const ROWS_AT_ONCE: usize = 500;

/// What a list shows, as its address says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ListQuery {
    /// What was typed, sealed for the account.
    pub sealed: String,
    pub filters: PersonFilters,
    pub after: Option<Uuid>,
    pub is_oldest_first: bool,
    /// What it shows of each.
    pub columns: Vec<PersonColumn>,
    /// What was done before; no part of its address.
    pub done: Option<String>,
}

impl ListQuery {
    /// Reads the part of an address after the question mark.
    pub fn parse(query: &str) -> Self {
        let pairs: Vec<(String, String)> = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        let first = |name: &str| pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
        Self {
            sealed: first("s").unwrap_or_default().to_owned(),
            filters: PersonFilters::parse(pairs.iter().filter(|(key, _)| key == "f").map(|(_, value)| value.as_str())),
            after: first("after").and_then(|id| Uuid::parse_str(id).ok()),
            is_oldest_first: first("order") == Some("oldest"),
            columns: PersonColumn::parse_all(
                pairs.iter().filter(|(key, _)| key == "c").map(|(_, value)| value.as_str()),
            ),
            done: first("done").map(str::to_owned),
        }
    }

    /// The address of the list.
    pub fn address(&self) -> String {
        self.address_of("/persons")
    }

    /// The address of a page about the list.
    pub fn address_of(&self, path: &str) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        if !self.sealed.is_empty() {
            query.append_pair("s", &self.sealed);
        }
        for facet in self.filters.facets() {
            query.append_pair("f", &write_facet(facet));
        }
        if self.is_oldest_first {
            query.append_pair("order", "oldest");
        }
        if let Some(after) = self.after {
            query.append_pair("after", &after.to_string());
        }
        if self.columns != PersonColumn::usual() {
            for column in &self.columns {
                query.append_pair("c", &column.name());
            }
        }
        let query = query.finish();
        if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
    }
}

impl Default for ListQuery {
    fn default() -> Self {
        Self::parse("")
    }
}

impl ListQuery {
    /// What somebody may see of it: whole addresses are for whoever may take lists away.
    #[must_use]
    pub fn allowed(mut self, visit: &StaffVisit) -> Self {
        if !visit.may(StaffRight::ExportPersons) {
            self.columns.retain(|column| *column != PersonColumn::WholeMail);
        }
        self
    }

    /// What was typed, if it was this account that did.
    pub fn typed(&self, state: &OfficeState, visit: &StaffVisit) -> String {
        state.app.keys.master.open_search(&self.sealed, visit.account()).unwrap_or_default()
    }

    /// A page of the list.
    pub async fn find(&self, state: &OfficeState, visit: &StaffVisit, page_size: usize) -> Result<FoundPage, Error> {
        let wanted = PersonSearch {
            query: PersonQuery::parse(&self.typed(state, visit)),
            filters: self.filters.to_vec(),
            scope: programme_scope(visit),
            order: if self.is_oldest_first { PersonOrder::Oldest } else { PersonOrder::Newest },
            after: self.after.map(PersonId),
            page_size,
            shows_mails: self.columns.contains(&PersonColumn::WholeMail),
            shows_facets: true,
        };
        Ok(state.app.store.find_persons(&wanted, &visit.actor()).await?)
    }

    /// All of the list, from its first page on: more than so many are not looked for.
    pub async fn find_all(
        &self,
        state: &OfficeState,
        visit: &StaffVisit,
        most: usize,
    ) -> Result<Vec<FoundPerson>, Error> {
        let (mut query, mut rows) = (Self { after: None, ..self.clone() }, Vec::new());
        loop {
            let page = query.find(state, visit, ROWS_AT_ONCE).await?;
            rows.extend(page.rows);
            match page.next {
                Some(next) if rows.len() <= most => query.after = Some(next.0),
                _ => return Ok(rows),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::search::{Facet, FacetKind};

    #[test]
    fn a_list_has_an_address_that_says_the_same_again() {
        let facets = [Facet::new(FacetKind::Form, "member"), Facet::named(FacetKind::Answer, "member/area", "宮城")];
        let texts: Vec<String> = facets.iter().map(write_facet).collect();
        let query = ListQuery {
            sealed: "abc-_9".to_owned(),
            filters: PersonFilters::parse(texts.iter().map(String::as_str)),
            after: Some(Uuid::from_u128(7)),
            is_oldest_first: true,
            columns: PersonColumn::parse_all(["kana", "tag"]),
            done: None,
        };
        let address = query.address();
        assert_eq!(ListQuery::parse(address.strip_prefix("/persons?").unwrap()), query);
        assert_eq!(ListQuery::default().address(), "/persons");
        assert_eq!(ListQuery::parse("after=x&f=junk&order=up"), ListQuery::default());
    }
}
