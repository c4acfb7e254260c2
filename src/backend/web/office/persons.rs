//! Finding persons: by what was typed, which stands in no address in clear, and by values that say nothing of one person alone.

use std::collections::BTreeSet;

use askama::Template;
use axum::{
    Extension,
    extract::{Path, RawQuery, State},
    http::StatusCode,
    response::Response,
};
use url::form_urlencoded;
use uuid::Uuid;

use super::{
    facet_words::{facet_text, kind_label, registration_label},
    frame::{OfficeFrame, see_other, show},
    office_form::OfficeForm,
    office_routes::{OfficeRoutes, RouteAccess},
    office_state::OfficeState,
    path_id::path_id,
    person_filters::{PersonFilters, write_facet},
    staff_visit::StaffVisit,
    times::day,
};
use crate::{
    intake::{
        PersonId,
        search::{Facet, FacetKind, PersonQuery},
        staff::{ProgrammeScope, StaffRight},
    },
    store::{FacetCount, FoundPerson, PersonCount, PersonOrder, PersonSearch, SegmentQuery},
    web::{Error, SiteSnapshot},
};

const ACCESS: RouteAccess = RouteAccess::Right(StaffRight::FindPersons);

/// How many persons are on a page.
const PAGE_SIZE: usize = 50;

/// The kinds of values that a list can be narrowed by, besides answers, which belong to a form.
const KINDS: [FacetKind; 7] = [
    FacetKind::Form,
    FacetKind::Event,
    FacetKind::EventState,
    FacetKind::Programme,
    FacetKind::Booking,
    FacetKind::Source,
    FacetKind::Month,
];

/// The most values of one kind that are listed; whoever wants another has a link to it from elsewhere.
const MOST_VALUES: usize = 60;

/// The routes.
pub(super) fn add(routes: OfficeRoutes) -> OfficeRoutes {
    routes.get("/persons", ACCESS, list).post("/persons", ACCESS, search).post("/segments", ACCESS, save_segment).post(
        "/segments/{segment}/delete",
        ACCESS,
        delete_segment,
    )
}

/// What a list shows, as its address says it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct ListQuery {
    /// What was typed, sealed for the account.
    sealed: String,
    filters: PersonFilters,
    after: Option<Uuid>,
    is_oldest_first: bool,
}

impl ListQuery {
    fn parse(query: &str) -> Self {
        let pairs: Vec<(String, String)> = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        let first = |name: &str| pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
        Self {
            sealed: first("s").unwrap_or_default().to_owned(),
            filters: PersonFilters::parse(pairs.iter().filter(|(key, _)| key == "f").map(|(_, value)| value.as_str())),
            after: first("after").and_then(|id| Uuid::parse_str(id).ok()),
            is_oldest_first: first("order") == Some("oldest"),
        }
    }

    /// The address of the list.
    fn address(&self) -> String {
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
        let query = query.finish();
        if query.is_empty() { "/persons".to_owned() } else { format!("/persons?{query}") }
    }
}

/// A person in the list.
struct PersonRow {
    id: Uuid,
    name: String,
    kana: String,
    mail: String,
    phone: String,
    last: String,
    forms: Vec<String>,
    registration: String,
    is_provisional: bool,
}

/// A box by which the list is narrowed.
struct FilterBox {
    value: String,
    text: String,
    count: String,
    is_set: bool,
}

/// Boxes of one kind.
struct FilterGroup {
    label: String,
    boxes: Vec<FilterBox>,
    is_open: bool,
}

/// Of what kind and name the boxes of a group are, and what that is called.
struct GroupHeading {
    kind: FacetKind,
    name: String,
    label: String,
}

/// A selection that was kept.
struct SegmentRow {
    id: Uuid,
    name: String,
    address: String,
    count: String,
}

#[derive(Template)]
#[template(path = "office/persons.html")]
struct PersonsHtml {
    frame: OfficeFrame,
    typed: String,
    persons: Vec<PersonRow>,
    count: String,
    next: Option<String>,
    is_oldest_first: bool,
    chosen: Vec<FilterBox>,
    groups: Vec<FilterGroup>,
    segments: Vec<SegmentRow>,
    has_filters: bool,
    may_open: bool,
    may_write: bool,
    /// Where those of the filters are written to; what was typed is kept in no selection.
    write_address: Option<String>,
}

async fn list(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    RawQuery(query): RawQuery,
) -> Result<Response, Error> {
    let query = ListQuery::parse(query.as_deref().unwrap_or_default());
    let typed = state.app.keys.master.open_search(&query.sealed, visit.account());
    let typed = typed.unwrap_or_default();
    let wanted = PersonSearch {
        query: PersonQuery::parse(&typed),
        filters: query.filters.to_vec(),
        scope: scope_of(&visit),
        order: if query.is_oldest_first { PersonOrder::Oldest } else { PersonOrder::Newest },
        after: query.after.map(PersonId),
        page_size: PAGE_SIZE,
        shows_mails: false,
    };
    let site = state.app.site();
    let found = state.app.store.find_persons(&wanted, &visit.actor()).await?;
    let next = found.next.map(|after| ListQuery { after: Some(after.0), ..query.clone() }.address());
    let page = PersonsHtml {
        frame: OfficeFrame::new("登録者", "/persons", &visit),
        typed,
        persons: found.rows.iter().map(|person| row(person, &site)).collect(),
        count: count_text(found.count),
        next,
        is_oldest_first: query.is_oldest_first,
        chosen: query.filters.facets().map(|facet| chosen_box(facet, &site)).collect(),
        groups: groups(&state, &query.filters, &site).await?,
        segments: segments(&state, &visit).await?,
        has_filters: !query.filters.is_empty(),
        may_open: visit.may(StaffRight::OpenPerson),
        may_write: visit.may(StaffRight::SendMessages),
        write_address: write_address(&query, &visit),
    };
    show(&page, StatusCode::OK)
}

/// Where one writes to those of some filters, for whoever may.
fn write_address(query: &ListQuery, visit: &StaffVisit) -> Option<String> {
    if !query.sealed.is_empty() || query.filters.is_empty() || !visit.may(StaffRight::SendMessages) {
        return None;
    }
    let facets = query.filters.facets().map(|facet| ("f", write_facet(facet)));
    Some(form_urlencoded::Serializer::new("/messages/new?".to_owned()).extend_pairs(facets).finish())
}

/// What was typed does not belong into an address: it is sealed for whoever typed it.
async fn search(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Extension(form): Extension<OfficeForm>,
) -> Result<Response, Error> {
    let typed = form.text("q");
    let sealed =
        if typed.is_empty() { String::new() } else { state.app.keys.master.seal_search(typed, visit.account())? };
    let query = ListQuery {
        sealed,
        filters: PersonFilters::parse(form.texts("f")),
        after: None,
        is_oldest_first: form.text("order") == "oldest",
    };
    Ok(see_other(&query.address()))
}

async fn save_segment(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Extension(form): Extension<OfficeForm>,
) -> Result<Response, Error> {
    let filters = PersonFilters::parse(form.texts("f"));
    let name: String = form.text("name").chars().take(60).collect();
    if !name.is_empty() && !filters.is_empty() {
        let kept = SegmentQuery { filters: filters.to_vec(), scope: scope_of(&visit) };
        state.app.store.save_segment(&name, &kept, &visit.actor()).await?;
    }
    let query = ListQuery { filters, ..ListQuery::default() };
    Ok(see_other(&query.address()))
}

async fn delete_segment(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Path(segment): Path<String>,
) -> Result<Response, Error> {
    let id = path_id(&segment)?;
    let segments = state.app.store.segments().await?;
    let is_theirs = segments.iter().any(|segment| segment.id == id && segment.owner == visit.actor());
    if !is_theirs {
        return Err(Error::NotFound);
    }
    state.app.store.delete_segment(id, &visit.actor()).await?;
    Ok(see_other("/persons"))
}

/// The programmes whose persons somebody may see; `None` for all.
fn scope_of(visit: &StaffVisit) -> Option<BTreeSet<String>> {
    match visit.scope() {
        ProgrammeScope::All => None,
        ProgrammeScope::Only(programmes) => Some(programmes),
    }
}

fn row(person: &FoundPerson, site: &SiteSnapshot) -> PersonRow {
    let first = |texts: &[String]| texts.first().cloned().unwrap_or_default();
    let form = |form: &String| site.forms.get(form).map_or_else(|| form.clone(), |found| found.label.clone());
    let registration = person.registrations.first().map(|(event, state)| {
        let title = site.words.words_of("event", event).unwrap_or(event);
        format!("{title}（{}）", registration_label(*state))
    });
    PersonRow {
        id: person.person.0,
        name: person.names.first().cloned().unwrap_or_else(|| "（名前なし）".to_owned()),
        kana: first(&person.kana),
        mail: first(&person.mails),
        phone: person.phone_endings.first().map(|digits| format!("…{digits}")).unwrap_or_default(),
        last: day(person.last_contact),
        forms: person.forms.iter().map(form).collect(),
        registration: registration.unwrap_or_default(),
        is_provisional: person.is_provisional,
    }
}

fn chosen_box(facet: &Facet, site: &SiteSnapshot) -> FilterBox {
    let text = format!("{}：{}", kind_label(facet.kind), facet_text(facet, site));
    FilterBox { value: write_facet(facet), text, count: String::new(), is_set: true }
}

/// The boxes of every kind, and of the answers of the forms that are chosen.
async fn groups(state: &OfficeState, filters: &PersonFilters, site: &SiteSnapshot) -> Result<Vec<FilterGroup>, Error> {
    let mut groups = Vec::new();
    for kind in KINDS {
        let heading = GroupHeading { kind, name: String::new(), label: kind_label(kind).to_owned() };
        groups.extend(group(state, filters, site, heading).await?);
    }
    let forms = filters.facets().filter(|facet| facet.kind == FacetKind::Form);
    for form in forms.filter_map(|facet| site.forms.get(&facet.value)) {
        for field in form.fields().filter(|field| !field.choices.is_empty() && !field.sensitive) {
            let (name, label) = (format!("{}/{}", form.form, field.name), format!("{}：{}", form.label, field.label));
            groups.extend(group(state, filters, site, GroupHeading { kind: FacetKind::Answer, name, label }).await?);
        }
    }
    Ok(groups)
}

/// The boxes of one kind and name; none where nobody has a value of it.
async fn group(
    state: &OfficeState,
    filters: &PersonFilters,
    site: &SiteSnapshot,
    heading: GroupHeading,
) -> Result<Option<FilterGroup>, Error> {
    let GroupHeading { kind, name, label } = heading;
    let counts = state.app.store.facet_values(kind, &name).await?;
    let filter_box = |found: &FacetCount| {
        let facet = Facet::named(kind, &name, &found.value);
        FilterBox {
            value: write_facet(&facet),
            text: facet_text(&facet, site),
            count: count_text(found.persons),
            is_set: filters.has(&facet),
        }
    };
    let boxes: Vec<FilterBox> = counts.iter().take(MOST_VALUES).map(filter_box).collect();
    let (is_open, is_empty) = (boxes.iter().any(|found| found.is_set), boxes.is_empty());
    Ok((!is_empty).then_some(FilterGroup { label, boxes, is_open }))
}

async fn segments(state: &OfficeState, visit: &StaffVisit) -> Result<Vec<SegmentRow>, Error> {
    let mut rows = Vec::new();
    for segment in state.app.store.segments().await?.iter().filter(|segment| segment.owner == visit.actor()) {
        let count = state.app.store.count_segment(segment.id).await?;
        let query = ListQuery { filters: PersonFilters::of(&segment.query.filters), ..ListQuery::default() };
        let count = count.map(count_text).unwrap_or_default();
        rows.push(SegmentRow { id: segment.id, name: segment.name.clone(), address: query.address(), count });
    }
    Ok(rows)
}

fn count_text(count: PersonCount) -> String {
    match count {
        PersonCount::Exactly(count) => format!("{count}人"),
        PersonCount::AtLeast(count) => format!("{count}人以上"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_has_an_address_that_says_the_same_again() {
        let facets = [Facet::new(FacetKind::Form, "member"), Facet::named(FacetKind::Answer, "member/area", "宮城")];
        let texts: Vec<String> = facets.iter().map(write_facet).collect();
        let query = ListQuery {
            sealed: "abc-_9".to_owned(),
            filters: PersonFilters::parse(texts.iter().map(String::as_str)),
            after: Some(Uuid::from_u128(7)),
            is_oldest_first: true,
        };
        let address = query.address();
        assert_eq!(ListQuery::parse(address.strip_prefix("/persons?").unwrap()), query);
        assert_eq!(ListQuery::default().address(), "/persons");
        assert_eq!(ListQuery::parse("after=x&f=junk&order=up"), ListQuery::default());
    }
}
