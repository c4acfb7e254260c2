//! Cases as a list, and those of a pipeline as a board with a column for each status: with how many there are, and of how many people.

use std::collections::BTreeMap;

use askama::Template;
use axum::{
    Extension,
    extract::{Query, State},
    http::{StatusCode, Uri},
    response::Response,
};
use jiff::Timestamp;
use uuid::Uuid;

use super::{
    super::{
        account_names::AccountNames,
        case_words::{CaseWords, case_address},
        export::{self, ExportOrder, ExportedList, MOST_ROWS},
        facet_words::name_or_none,
        fiscal_choice::{FiscalChoice, FiscalQuery},
        frame::{OfficeFrame, show},
        list_choice::{ListChoice, choices},
        office_form::OfficeForm,
        office_routes::{OfficeRoutes, RouteAccess},
        office_state::OfficeState,
        owners::{OwnerChoice, owner_choices},
        person_scope::programme_scope,
        sort_head::SortHead,
        staff_visit::StaffVisit,
        times::{day, local_day, since, today},
    },
    case_query::CaseQuery,
};
use crate::{
    intake::{
        cases::{CaseId, Pipeline, PipelineKind},
        staff::StaffRight,
    },
    store::{CaseCount, CaseFilter, CaseList, CaseListing, CaseOrder, DataTable, EndFilter, ListedCase, TableCell},
    web::Error,
};

const EXPORT: RouteAccess = RouteAccess::Right(StaffRight::ExportPersons);

/// How many cases are shown at most: in a list, and in a column.
const MOST_CASES: usize = 300;
const MOST_CARDS: usize = 50;

/// The routes.
pub(super) fn add(routes: OfficeRoutes) -> OfficeRoutes {
    routes
        .get("/cases", RouteAccess::Right(StaffRight::OpenPerson), page)
        .get("/cases/export", EXPORT, export::ask)
        .post("/cases/export", EXPORT, export)
}

/// A case in the list, or on a card.
struct CaseRow {
    address: String,
    name: String,
    pipeline: String,
    status: String,
    since: String,
    owner: String,
    due: String,
    is_late: bool,
    company: String,
    opened: String,
}

/// A status of the board.
struct BoardColumn {
    id: String,
    label: String,
    count: String,
    cards: Vec<CaseRow>,
    /// Whether its cases can go on.
    has_steps: bool,
    /// The list of all of them, where there are more than cards.
    rest: Option<String>,
}

#[derive(Template)]
#[template(path = "office/cases.html")]
struct CasesHtml {
    frame: OfficeFrame,
    is_board: bool,
    count: String,
    pipelines: Vec<ListChoice>,
    statuses: Vec<ListChoice>,
    owners: Vec<OwnerChoice>,
    years: Vec<ListChoice>,
    query: CaseQuery,
    /// The same cases as the other of list and board.
    other_view: String,
    /// The pipeline whose flow is shown, and what it is called.
    flow: Option<(String, String)>,
    rows: Vec<CaseRow>,
    columns: Vec<BoardColumn>,
    heads: Vec<SortHead>,
    /// The page after this one.
    next: Option<String>,
    may_edit: bool,
    /// The page that takes the cases away, for whoever may.
    export: Option<String>,
}

/// Which cases an address asks for.
struct AskedCases {
    /// The same as far as it is known.
    query: CaseQuery,
    filter: CaseFilter,
    /// The fiscal years that can be chosen.
    years: Vec<ListChoice>,
}

impl AskedCases {
    async fn read(state: &OfficeState, visit: &StaffVisit, query: CaseQuery, now: Timestamp) -> Result<Self, Error> {
        let (mut query, today) = (query.known(&state.app.site().casework), today(now));
        let asked = FiscalQuery { year: query.year.clone() };
        let fiscal = FiscalChoice::read(&asked, &state.app.rules().await?, today);
        if fiscal.chosen.is_none() {
            query.year.clear();
        }
        let opened = fiscal.chosen.and_then(|year| year.times());
        let filter = CaseFilter { opened, ..query.filter(today, &visit.actor()) };
        Ok(Self { query, filter, years: fiscal.years })
    }
}

async fn page(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Query(query): Query<CaseQuery>,
) -> Result<Response, Error> {
    let (site, now) = (state.app.site(), Timestamp::now());
    let AskedCases { query, filter, years } = AskedCases::read(&state, &visit, query, now).await?;
    let after = Uuid::parse_str(&query.after).ok().filter(|_| !query.is_board()).map(CaseId);
    let listing = CaseListing { filter, scope: programme_scope(&visit), most: MOST_CASES, after };
    let found = state.app.store.list_cases(&listing, &visit.actor()).await?;
    let accounts = AccountNames::read(&state).await?;
    let rows = CaseRows { words: CaseWords { site: &site }, accounts: &accounts, now };
    let pipeline = site.casework.pipelines.get(&query.pipeline);
    let board = pipeline.filter(|_| query.is_board());
    let of_persons = |pipeline: &&Pipeline| pipeline.kind != PipelineKind::Organisation;
    let pipelines = site.casework.pipelines.values().filter(of_persons);
    let statuses = pipeline.filter(|_| !query.is_board()).map(|pipeline| pipeline.statuses.iter());
    let view = if query.is_board() { "" } else { "board" };
    let page = CasesHtml {
        frame: OfficeFrame::new("案件", "/cases", &visit),
        is_board: query.is_board(),
        count: count_text(found.cases, found.persons),
        pipelines: choices(pipelines.map(|known| (known.id.as_str(), known.label.as_str())), &query.pipeline),
        statuses: choices(
            statuses.into_iter().flatten().map(|known| (known.id.as_str(), known.label.as_str())),
            &query.status,
        ),
        owners: owner_choices(&state, Some(query.owner.as_str()).filter(|owner| !owner.is_empty())).await?,
        years,
        other_view: CaseQuery { view: view.to_owned(), status: String::new(), ..query.ordered("") }.address(),
        flow: pipeline.map(|pipeline| (format!("/pipeline/{}", pipeline.id), pipeline.label.clone())),
        heads: case_heads(&query),
        next: found
            .next
            .filter(|_| board.is_none())
            .map(|last| CaseQuery { after: last.0.to_string(), ..query.clone() }.address()),
        columns: board
            .map(|pipeline| rows.columns(pipeline, &found, (&query, listing.filter.ends)))
            .unwrap_or_default(),
        may_edit: visit.may(StaffRight::EditPerson),
        export: visit
            .may(StaffRight::ExportPersons)
            .then(|| query.ordered(&query.order).address().replacen("/cases", "/cases/export", 1)),
        rows: if board.is_some() { Vec::new() } else { found.rows.iter().map(|row| rows.row(row)).collect() },
        query,
    };
    show(&page, StatusCode::OK)
}

/// The cases of the page as a table; of a board, those of all its columns.
async fn export(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Query(query): Query<CaseQuery>,
    uri: Uri,
    Extension(form): Extension<OfficeForm>,
) -> Result<Response, Error> {
    let order = match ExportOrder::read(&form, uri, &visit) {
        Ok(order) => order,
        Err(page) => return page,
    };
    let (site, now) = (state.app.site(), Timestamp::now());
    let asked = AskedCases::read(&state, &visit, query, now).await?;
    let listing =
        CaseListing { filter: asked.filter, scope: programme_scope(&visit), most: MOST_ROWS + 1, after: None };
    let found = state.app.store.list_cases(&listing, &visit.actor()).await?;
    let accounts = AccountNames::read(&state).await?;
    let rows = CaseRows { words: CaseWords { site: &site }, accounts: &accounts, now };
    let cells = |case: &ListedCase| {
        let row = rows.row(case);
        let texts = [row.name, row.pipeline, row.status, row.due, row.owner, row.company].map(TableCell::Text);
        texts.into_iter().chain([TableCell::Time(case.case.status_since)]).collect()
    };
    let headings = ["名前", "種類", "状態", "期日", "担当", "企業", "状態の始まり"].map(str::to_owned).into();
    let list = ExportedList {
        stem: "cases",
        table: DataTable { headings, rows: found.rows.iter().map(cells).collect() },
        persons: found.rows.iter().map(|case| case.person).collect(),
    };
    order.send(&state, &visit, list).await
}

/// What stands above the columns. Cases are found by their days and by when they began.
fn case_heads(query: &CaseQuery) -> Vec<SortHead> {
    let order = query.order();
    let to = |order: &str| query.ordered(order).address();
    let due = match order {
        CaseOrder::DueSoonest => SortHead::sorting("期日", Some(true), to("latest")),
        CaseOrder::DueLatest => SortHead::sorting("期日", Some(false), to("")),
        _ => SortHead::sorting("期日", None, to("")),
    };
    let opened = match order {
        CaseOrder::OpenedLast => SortHead::sorting("始めた日", Some(false), to("oldest")),
        CaseOrder::OpenedFirst => SortHead::sorting("始めた日", Some(true), to("newest")),
        _ => SortHead::sorting("始めた日", None, to("newest")),
    };
    let [name, pipeline, status, owner, company] = ["名前", "種類", "状態", "担当", "企業"].map(SortHead::plain);
    vec![name, pipeline, status, due, owner, company, opened]
}

/// How many cases, and of how many people.
pub(super) fn count_text(cases: u64, persons: u64) -> String {
    format!("{cases}件（{persons}人）")
}

/// By what rows are written.
struct CaseRows<'a> {
    words: CaseWords<'a>,
    accounts: &'a AccountNames,
    now: Timestamp,
}

impl CaseRows<'_> {
    fn row(&self, found: &ListedCase) -> CaseRow {
        let case = &found.case;
        CaseRow {
            address: case_address(case.id),
            name: name_or_none(&found.name),
            pipeline: self.words.label(&case.pipeline),
            status: self.words.status(&case.pipeline, &case.status),
            since: since(case.status_since, self.now),
            owner: case.owner.as_deref().map(|owner| self.accounts.of(owner)).unwrap_or_default(),
            due: case.due_on.map(local_day).unwrap_or_default(),
            is_late: case.closed_at.is_none() && case.due_on.is_some_and(|day| day < today(self.now)),
            company: self.words.company_of(case),
            opened: day(case.opened_at),
        }
    }

    /// A column for each status in the order of the pipeline, then those that it has no more. Ends stand there where what is over is
    /// asked for.
    fn columns(
        &self,
        pipeline: &Pipeline,
        found: &CaseList,
        (query, ends): (&CaseQuery, EndFilter),
    ) -> Vec<BoardColumn> {
        let is_shown = |is_end: bool| match ends {
            EndFilter::Open => !is_end,
            EndFilter::Over => is_end,
            EndFilter::Any => true,
        };
        let counts: BTreeMap<&str, &CaseCount> =
            found.by_status.iter().filter_map(|count| Some((count.status.as_deref()?, count))).collect();
        let known = pipeline.statuses.iter().filter(|status| is_shown(status.is_end));
        let mut ids: Vec<&str> = known.map(|status| status.id.as_str()).collect();
        ids.extend(counts.keys().filter(|id| !ids.contains(*id)).copied().collect::<Vec<_>>());
        let column = |id: &str| {
            let (cases, persons) = counts.get(id).map_or((0, 0), |count| (count.cases, count.persons));
            let cards = found.rows.iter().filter(|row| row.case.status == id).take(MOST_CARDS);
            let cards: Vec<CaseRow> = cards.map(|row| self.row(row)).collect();
            let rest = CaseQuery { view: String::new(), status: id.to_owned(), ..query.ordered("") };
            BoardColumn {
                id: id.to_owned(),
                label: self.words.status(&pipeline.id, id),
                count: count_text(cases, persons),
                has_steps: pipeline.steps_from(id).next().is_some(),
                rest: (cases > cards.len() as u64).then(|| rest.address()),
                cards,
            }
        };
        ids.into_iter().map(column).collect()
    }
}
