//! Companies, towns and partners: which there are, how far they are, of which something is late, and how many were won in each month.

use std::collections::{BTreeMap, BTreeSet};

use askama::Template;
use axum::{
    Extension,
    extract::{Query, RawQuery, State},
    http::{StatusCode, Uri},
    response::Response,
};
use jiff::{Timestamp, civil::Date};
use serde::Deserialize;
use strum::VariantArray;
use uuid::Uuid;

use super::{
    account_names::AccountNames,
    export::{self, ExportOrder, ExportedList},
    fiscal_choice::{FiscalChoice, FiscalQuery, year_label},
    frame::{OfficeFrame, show},
    list_choice::{ListChoice, choices},
    office_form::OfficeForm,
    office_routes::{OfficeRoutes, RouteAccess},
    office_state::OfficeState,
    organisation_words::{organisation_kind_label, organisation_pipeline, step_label},
    staff_visit::StaffVisit,
    times::{local_day, today},
};
use crate::{
    intake::{
        calendar::FiscalCalendar,
        organisations::{JobOpenings, OrganisationKind},
        staff::StaffRight,
    },
    store::{DataTable, OrganisationView, TableCell, WonMonth, won_by_month},
    web::{Error, SiteSnapshot},
};

const SEE: RouteAccess = RouteAccess::Right(StaffRight::SeeOrganisations);

/// The routes.
pub(super) fn add(routes: OfficeRoutes) -> OfficeRoutes {
    routes
        .get("/organisations", SEE, list)
        .get("/organisations/export", SEE, export::ask)
        .post("/organisations/export", SEE, export)
        .get("/organisations/figures", SEE, figures)
}

/// What is asked for. Nothing of it is about a person.
#[derive(Debug, Default, Deserialize)]
pub(super) struct OrganisationQuery {
    #[serde(default)]
    pub kind: String,
    #[serde(default)]
    pub step: String,
    #[serde(default)]
    pub trade: String,
    #[serde(default)]
    pub place: String,
    pub late: Option<String>,
}

impl OrganisationQuery {
    /// Whether an organisation is one of those.
    pub fn takes(&self, organisation: &OrganisationView, today: Date) -> bool {
        let facts = &organisation.facts;
        let is_same = |asked: &str, known: &str| asked.is_empty() || asked == known;
        is_same(&self.kind, facts.kind.name())
            && is_same(&self.step, &organisation.step)
            && is_same(&self.trade, &facts.trade)
            && is_same(&self.place, &facts.place)
            && (self.late.is_none() || is_late(organisation, today))
    }
}

/// Whether what was to be done next is over its day.
pub(super) fn is_late(organisation: &OrganisationView, today: Date) -> bool {
    organisation.closed_at.is_none() && organisation.due_on.is_some_and(|due| due < today)
}

/// An organisation in a list.
struct OrganisationRow {
    id: Uuid,
    name: String,
    kind: &'static str,
    place: String,
    trade: String,
    step: String,
    openings: u64,
    occupations: String,
    due: String,
    is_late: bool,
    won: String,
    owner: String,
}

/// How many there are at a step.
struct StepCount {
    label: String,
    count: usize,
}

#[derive(Template)]
#[template(path = "office/organisations.html")]
struct OrganisationsHtml {
    frame: OfficeFrame,
    rows: Vec<OrganisationRow>,
    counts: Vec<StepCount>,
    late_count: usize,
    kinds: Vec<ListChoice>,
    steps: Vec<ListChoice>,
    trades: Vec<ListChoice>,
    places: Vec<ListChoice>,
    is_late_only: bool,
    may_manage: bool,
    has_pipeline: bool,
    /// What the address says beside its path.
    query: String,
}

/// A month of figures.
struct MonthRow {
    label: String,
    id: String,
    won: usize,
    openings: u64,
    occupations: Vec<(String, u64)>,
    rows: Vec<OrganisationRow>,
}

#[derive(Template)]
#[template(path = "office/organisation_figures.html")]
struct FiguresHtml {
    frame: OfficeFrame,
    fiscal: FiscalChoice,
    /// Where the page is, and what it shows without a choice.
    place: &'static str,
    whole: &'static str,
    /// How many were won in each fiscal year, the newest first.
    years: Vec<(String, usize, u64)>,
    months: Vec<MonthRow>,
    total: usize,
    total_openings: u64,
}

async fn list(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Query(query): Query<OrganisationQuery>,
    RawQuery(asked): RawQuery,
) -> Result<Response, Error> {
    let (site, today) = (state.app.site(), today(Timestamp::now()));
    let accounts = AccountNames::read(&state).await?;
    let all = state.app.store.organisations(&visit.scope()).await?;
    let pipeline = organisation_pipeline(&site);
    let statuses = pipeline.map(|pipeline| pipeline.statuses.as_slice()).unwrap_or_default();
    let count = |step: &str| all.iter().filter(|organisation| organisation.step == step).count();
    let kinds = OrganisationKind::VARIANTS.iter().map(|kind| (kind.name(), organisation_kind_label(*kind)));
    let texts = |text: fn(&OrganisationView) -> &str| all.iter().map(text).collect::<BTreeSet<_>>();
    let (trades, places) = (texts(|known| &known.facts.trade), texts(|known| &known.facts.place));
    let page = OrganisationsHtml {
        frame: OfficeFrame::new("企業・団体", "/organisations", &visit),
        counts: statuses
            .iter()
            .map(|status| StepCount { label: status.label.clone(), count: count(&status.id) })
            .collect(),
        late_count: all.iter().filter(|organisation| is_late(organisation, today)).count(),
        kinds: choices(kinds, &query.kind),
        steps: choices(statuses.iter().map(|status| (status.id.as_str(), status.label.as_str())), &query.step),
        trades: choices(trades.into_iter().map(|text| (text, text)), &query.trade),
        places: choices(places.into_iter().map(|text| (text, text)), &query.place),
        is_late_only: query.late.is_some(),
        rows: all
            .iter()
            .filter(|organisation| query.takes(organisation, today))
            .map(|organisation| row(organisation, &site, (&accounts, today)))
            .collect(),
        may_manage: visit.may(StaffRight::ManageOrganisations),
        has_pipeline: pipeline.is_some(),
        query: asked.map(|query| format!("?{query}")).unwrap_or_default(),
    };
    show(&page, StatusCode::OK)
}

/// The organisations of the page as a table.
async fn export(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Query(query): Query<OrganisationQuery>,
    uri: Uri,
    Extension(form): Extension<OfficeForm>,
) -> Result<Response, Error> {
    let order = match ExportOrder::read(&form, uri, &visit) {
        Ok(order) => order,
        Err(page) => return page,
    };
    let (site, today) = (state.app.site(), today(Timestamp::now()));
    let accounts = AccountNames::read(&state).await?;
    let all = state.app.store.organisations(&visit.scope()).await?;
    let cells = |organisation: &OrganisationView| {
        let row = row(organisation, &site, (&accounts, today));
        let before = [row.name, row.kind.to_owned(), row.place, row.trade, row.step, row.won, row.occupations];
        let openings = TableCell::Number(i64::try_from(row.openings).unwrap_or(i64::MAX));
        let after = [row.due, row.owner].map(TableCell::Text);
        before.map(TableCell::Text).into_iter().chain([openings]).chain(after).collect()
    };
    let rows = all.iter().filter(|organisation| query.takes(organisation, today)).map(cells).collect();
    let headings = ["名前", "種類", "所在地", "業種", "段階", "開拓日", "職種", "求人の人数", "次の期日", "担当"];
    let table = DataTable { headings: headings.map(str::to_owned).into(), rows };
    order.send(&state, &visit, ExportedList { stem: "organisations", table, persons: BTreeSet::new() }).await
}

fn row(
    organisation: &OrganisationView,
    site: &SiteSnapshot,
    (accounts, today): (&AccountNames, Date),
) -> OrganisationRow {
    let facts = &organisation.facts;
    let occupation = |opening: &JobOpenings| format!("{}（{}人）", opening.occupation, opening.count);
    OrganisationRow {
        id: organisation.id.0,
        name: facts.name.clone(),
        kind: organisation_kind_label(facts.kind),
        place: facts.place.clone(),
        trade: facts.trade.clone(),
        step: step_label(site, &organisation.step),
        openings: organisation.count_openings(),
        occupations: facts.openings.iter().map(occupation).collect::<Vec<_>>().join("、"),
        due: organisation.due_on.map(local_day).unwrap_or_default(),
        is_late: is_late(organisation, today),
        won: facts.won_on.map(local_day).unwrap_or_default(),
        owner: facts.owner.as_deref().map(|owner| accounts.of(owner)).unwrap_or_default(),
    }
}

async fn figures(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Query(query): Query<FiscalQuery>,
) -> Result<Response, Error> {
    let (site, today) = (state.app.site(), today(Timestamp::now()));
    let (accounts, rules) = (AccountNames::read(&state).await?, state.app.rules().await?);
    let fiscal = FiscalChoice::read(&query, &rules, today);
    let mut months = won_by_month(state.app.store.organisations(&visit.scope()).await?);
    let years = years_of(&months, rules.fiscal);
    if let Some(year) = &fiscal.chosen {
        months.retain(|month| year.months.contains(&month.month));
    }
    let month = |month: &WonMonth| MonthRow {
        label: format!("{}年{}月", month.month.year(), month.month.month()),
        id: month.month.strftime("m%Y-%m").to_string(),
        won: month.organisations.len(),
        openings: month.count_openings(),
        occupations: month.occupations.clone(),
        rows: month.organisations.iter().map(|known| row(known, &site, (&accounts, today))).collect(),
    };
    let page = FiguresHtml {
        frame: OfficeFrame::new("開拓の月別の数", "/organisations", &visit),
        fiscal,
        place: "/organisations/figures",
        whole: "すべての年度",
        years,
        total: months.iter().map(|month| month.organisations.len()).sum(),
        total_openings: months.iter().map(WonMonth::count_openings).sum(),
        months: months.iter().map(month).collect(),
    };
    show(&page, StatusCode::OK)
}

/// How many were won in each fiscal year, and how many are looked for there.
fn years_of(months: &[WonMonth], fiscal: FiscalCalendar) -> Vec<(String, usize, u64)> {
    let mut years: BTreeMap<i16, (usize, u64)> = BTreeMap::new();
    for month in months {
        let (won, openings) = years.entry(fiscal.year_of(month.month)).or_default();
        *won += month.organisations.len();
        *openings += month.count_openings();
    }
    years.into_iter().rev().map(|(year, (won, openings))| (year_label(year), won, openings)).collect()
}
