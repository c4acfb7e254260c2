//! Finding persons: by what was typed, which stands in no address in clear, and by values that say nothing of one person alone.

use askama::Template;
use axum::{
    Extension,
    extract::{Path, RawQuery, State},
    http::{StatusCode, Uri},
    response::Response,
};
use jiff::Timestamp;
use uuid::Uuid;

use super::{
    export::{self, ExportOrder, ExportedList, MOST_ROWS},
    facet_words::name_or_none,
    filter_boxes::{AppliedFilter, FilterGroup, applied_filters, chosen_year, count_text, filter_groups, within_year},
    frame::{OfficeFrame, see_other, show},
    list_choice::ListChoice,
    office_form::OfficeForm,
    office_routes::{OfficeRoutes, RouteAccess},
    office_state::OfficeState,
    path_id::path_id,
    person_columns::{PersonColumn, shown},
    person_filters::PersonFilters,
    person_list::ListQuery,
    person_scope::programme_scope,
    sort_head::SortHead,
    staff_visit::StaffVisit,
    times::today,
};
use crate::{
    intake::{
        search::{FacetKind, PersonQuery},
        staff::StaffRight,
    },
    store::{DataTable, FoundPerson, SegmentQuery, TableCell},
    web::{Error, SiteSnapshot},
};

const ACCESS: RouteAccess = RouteAccess::Right(StaffRight::FindPersons);
const EXPORT: RouteAccess = RouteAccess::Right(StaffRight::ExportPersons);

/// How many persons are on a page.
pub(super) const PAGE_SIZE: usize = 50;

/// The routes.
pub(super) fn add(routes: OfficeRoutes) -> OfficeRoutes {
    routes
        .get("/persons", ACCESS, list)
        .post("/persons", ACCESS, search)
        .get("/persons/export", EXPORT, export::ask)
        .post("/persons/export", EXPORT, export)
        .post("/segments", ACCESS, save_segment)
        .post("/segments/{segment}/delete", ACCESS, delete_segment)
}

/// A person in the list.
struct PersonRow {
    id: Uuid,
    name: String,
    cells: Vec<PersonCell>,
    is_provisional: bool,
}

/// What a column says of a person.
struct PersonCell {
    label: String,
    text: String,
    /// Whether it stands on one line.
    is_short: bool,
}

/// A column that can be chosen.
struct ColumnBox {
    name: String,
    label: String,
    is_set: bool,
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
    heads: Vec<SortHead>,
    columns: Vec<ColumnBox>,
    persons: Vec<PersonRow>,
    count: String,
    next: Option<String>,
    is_oldest_first: bool,
    chosen: Vec<AppliedFilter>,
    /// The list without what was typed.
    untyped: String,
    groups: Vec<FilterGroup>,
    /// Fiscal years by which it can be narrowed.
    years: Vec<ListChoice>,
    segments: Vec<SegmentRow>,
    has_filters: bool,
    /// Whether a single letter was typed, by which only some are found.
    has_single_letter: bool,
    may_open: bool,
    may_edit: bool,
    may_export: bool,
    /// The page that takes the list away, and the one that changes many of it.
    export: String,
    bulk: String,
    may_write: bool,
    /// Where those of the filters are written to; what was typed is kept in no selection.
    write_address: Option<String>,
}

async fn list(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    RawQuery(query): RawQuery,
) -> Result<Response, Error> {
    let query = ListQuery::parse(query.as_deref().unwrap_or_default()).allowed(&visit);
    let (site, rules) = (state.app.site(), state.app.rules().await?);
    let found = query.find(&state, &visit, PAGE_SIZE).await?;
    let fiscal = chosen_year(&query.filters, &rules, today(Timestamp::now()));
    let boxes = if fiscal.chosen.is_some() { query.filters.of_any_month() } else { query.filters.clone() };
    let next = found.next.map(|after| ListQuery { after: Some(after.0), ..query.clone() }.address());
    let typed = query.typed(&state, &visit);
    let page = PersonsHtml {
        frame: OfficeFrame::new("登録者", "/persons", &visit).with_done(query.done.as_deref().and_then(done_text)),
        has_single_letter: PersonQuery::parse(&typed).is_some_and(|query| query.has_single_letter()),
        typed,
        heads: heads(&query, &site),
        columns: column_boxes(&query, &visit, &site),
        persons: found.rows.iter().map(|person| row(person, &query.columns, &site)).collect(),
        count: count_text(found.count),
        next,
        is_oldest_first: query.is_oldest_first,
        chosen: applied_filters(&query, fiscal.chosen.as_ref(), &site),
        untyped: ListQuery { sealed: String::new(), after: None, ..query.clone() }.address(),
        groups: filter_groups(&state, &boxes, &site).await?,
        years: fiscal.years,
        segments: segments(&state, &visit).await?,
        has_filters: !query.filters.is_empty(),
        may_open: visit.may(StaffRight::OpenPerson),
        may_edit: visit.may(StaffRight::EditPerson),
        may_export: visit.may(StaffRight::ExportPersons),
        export: ListQuery { after: None, ..query.clone() }.address_of("/persons/export"),
        bulk: query.address_of("/persons/bulk"),
        may_write: visit.may(StaffRight::SendMessages),
        write_address: write_address(&query, &visit),
    };
    show(&page, StatusCode::OK)
}

/// The list as a file.
async fn export(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    uri: Uri,
    Extension(form): Extension<OfficeForm>,
) -> Result<Response, Error> {
    let query = ListQuery::parse(uri.query().unwrap_or_default()).allowed(&visit);
    let order = match ExportOrder::read(&form, uri, &visit) {
        Ok(order) => order,
        Err(page) => return page,
    };
    let site = state.app.site();
    let found = query.find_all(&state, &visit, MOST_ROWS).await?;
    let headings = query.columns.iter().map(|column| column.label(&site));
    let row = |person: &FoundPerson| {
        let confirmed = if person.is_provisional { "未確認" } else { "確認済み" };
        let own = [name_of(person), confirmed.to_owned()].map(TableCell::Text);
        own.into_iter().chain(query.columns.iter().map(|column| column.cell(person, &site))).collect()
    };
    let list = ExportedList {
        stem: "persons",
        table: DataTable {
            headings: ["名前", "メールの確認"].map(str::to_owned).into_iter().chain(headings).collect(),
            rows: found.iter().map(row).collect(),
        },
        persons: found.iter().map(|person| person.person).collect(),
    };
    order.send(&state, &visit, list).await
}

/// Where one writes to those of some filters, for whoever may.
fn write_address(query: &ListQuery, visit: &StaffVisit) -> Option<String> {
    if !query.sealed.is_empty() || query.filters.is_empty() || !visit.may(StaffRight::SendMessages) {
        return None;
    }
    Some(ListQuery { filters: query.filters.clone(), ..ListQuery::default() }.address_of("/messages/new"))
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
    let (rules, ticked) = (state.app.rules().await?, PersonFilters::parse(form.texts("f")));
    let query = ListQuery {
        sealed,
        filters: within_year(ticked, form.text("year"), (&rules, today(Timestamp::now()))),
        after: None,
        is_oldest_first: form.text("order") == "oldest",
        columns: PersonColumn::parse_all(form.texts("c")),
        done: None,
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
        let kept = SegmentQuery { filters: filters.to_vec(), scope: programme_scope(&visit) };
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

/// What stands above the columns. Persons lie in the order in which they first came, and in no other.
fn heads(query: &ListQuery, site: &SiteSnapshot) -> Vec<SortHead> {
    let turned = || ListQuery { is_oldest_first: !query.is_oldest_first, after: None, ..query.clone() }.address();
    let head = |column: &PersonColumn| match column {
        PersonColumn::FirstContact => SortHead::sorting(column.label(site), Some(query.is_oldest_first), turned()),
        _ => SortHead::plain(column.label(site)),
    };
    query.columns.iter().map(head).collect()
}

fn row(person: &FoundPerson, columns: &[PersonColumn], site: &SiteSnapshot) -> PersonRow {
    PersonRow {
        id: person.person.0,
        name: name_of(person),
        cells: columns.iter().map(|column| cell(column, person, site)).collect(),
        is_provisional: person.is_provisional,
    }
}

fn cell(column: &PersonColumn, person: &FoundPerson, site: &SiteSnapshot) -> PersonCell {
    let text = shown(&column.cell(person, site));
    PersonCell { label: column.label(site), text, is_short: column.is_short() }
}

/// What somebody called themselves last.
pub(super) fn name_of(person: &FoundPerson) -> String {
    name_or_none(person.names.first().map_or("", String::as_str))
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

/// The columns that the list can have: those of any list, and what the forms by which it is narrowed let people choose.
fn column_boxes(query: &ListQuery, visit: &StaffVisit, site: &SiteSnapshot) -> Vec<ColumnBox> {
    let mut columns = PersonColumn::offered();
    let forms = query.filters.facets().filter(|facet| facet.kind == FacetKind::Form);
    for form in forms.filter_map(|facet| site.forms.get(&facet.value)) {
        let fields = form.fields().filter(|field| !field.choices.is_empty() && !field.sensitive);
        columns.extend(
            fields.map(|field| PersonColumn::Known(FacetKind::Answer, format!("{}/{}", form.form, field.name))),
        );
    }
    let others = query.columns.iter().filter(|column| !columns.contains(column)).cloned().collect::<Vec<_>>();
    let all = columns.into_iter().chain(others);
    let allowed = all.filter(|column| *column != PersonColumn::WholeMail || visit.may(StaffRight::ExportPersons));
    let column_box = |column: PersonColumn| ColumnBox {
        name: column.name(),
        label: column.label(site),
        is_set: query.columns.contains(&column),
    };
    allowed.map(column_box).collect()
}

fn done_text(done: &str) -> Option<&'static str> {
    match done {
        "bulk" => Some("選んだ人をまとめて変更しました。"),
        _ => None,
    }
}
