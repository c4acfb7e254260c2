//! The flow of a pipeline as a drawing and in words, with how many cases are where, and the drawing as a file.

use std::collections::BTreeMap;

use askama::Template;
use axum::{
    Extension,
    extract::{Path, State},
    http::{StatusCode, header},
    response::Response,
};
use tsubame_http::answer;

use super::{
    super::{
        case_words::{CaseWords, coded_label},
        frame::{OfficeFrame, office_headers, show},
        office_routes::{OfficeRoutes, RouteAccess},
        office_state::OfficeState,
        person_scope::programme_scope,
        staff_visit::StaffVisit,
    },
    case_query::CaseQuery,
    list::count_text,
};
use crate::{
    intake::{
        cases::{CountsAs, Pipeline, PipelineStatus},
        staff::StaffRight,
    },
    store::{CaseCount, CaseFilter, CaseListing, EndFilter},
    web::{Error, mail_words::mail_in_words},
};

const SEE: RouteAccess = RouteAccess::Right(StaffRight::OpenPerson);

/// The routes.
pub(super) fn add(routes: OfficeRoutes) -> OfficeRoutes {
    routes.get("/pipeline/{name}", SEE, page).get("/pipeline/{name}/flow.svg", SEE, drawing)
}

/// A status, and where it leads.
struct StatusRow {
    label: String,
    counts_as: &'static str,
    due: String,
    next: Vec<String>,
    count: String,
}

#[derive(Template)]
#[template(path = "office/pipeline.html")]
struct PipelineHtml {
    frame: OfficeFrame,
    id: String,
    label: String,
    board: String,
    whole: String,
    statuses: Vec<StatusRow>,
    follow_ups: Vec<String>,
}

async fn page(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Path(name): Path<String>,
) -> Result<Response, Error> {
    let site = state.app.site();
    let pipeline = site.casework.pipelines.get(&name).ok_or(Error::NotFound)?;
    let counts = counts(&state, &visit, &name).await?;
    let words = CaseWords { site: &site };
    let months = |months: &[u8]| months.iter().map(u8::to_string).collect::<Vec<_>>().join("・");
    let follow_ups = pipeline.follow_ups.iter().map(|rule| {
        format!(
            "「{}」から{}か月後に、その後の様子をたずねます。",
            words.status(&name, &rule.status),
            months(&rule.months)
        )
    });
    let board = CaseQuery { pipeline: name.clone(), view: "board".to_owned(), ..CaseQuery::default() };
    let page = PipelineHtml {
        frame: OfficeFrame::new(format!("{}の流れ", pipeline.label), "/cases", &visit),
        id: name.clone(),
        label: pipeline.label.clone(),
        board: board.address(),
        whole: count_of(counts.get("").copied()),
        statuses: status_rows(pipeline, &counts, words),
        follow_ups: follow_ups.collect(),
    };
    show(&page, StatusCode::OK)
}

/// How many cases and people by status, and under no status in all. Who has every programme sees those who are gone counted too.
async fn counts(
    state: &OfficeState,
    visit: &StaffVisit,
    pipeline: &str,
) -> Result<BTreeMap<String, (u64, u64)>, Error> {
    let store = &state.app.store;
    let scope = programme_scope(visit);
    let found = if scope.is_none() {
        store.count_cases().await?
    } else {
        let filter = CaseFilter { pipeline: Some(pipeline.to_owned()), ends: EndFilter::Any, ..CaseFilter::default() };
        let list = store.list_cases(&CaseListing { filter, scope, most: 0, after: None }, &visit.actor()).await?;
        let (cases, persons) = (list.cases, list.persons);
        let whole = CaseCount { pipeline: pipeline.to_owned(), status: None, cases, persons };
        list.by_status.into_iter().chain([whole]).collect()
    };
    let own = found.into_iter().filter(|count| count.pipeline == pipeline);
    Ok(own.map(|count| (count.status.unwrap_or_default(), (count.cases, count.persons))).collect())
}

fn count_of(count: Option<(u64, u64)>) -> String {
    let (cases, persons) = count.unwrap_or_default();
    count_text(cases, persons)
}

/// All statuses of the pipeline, then those that it has no more.
fn status_rows(pipeline: &Pipeline, counts: &BTreeMap<String, (u64, u64)>, words: CaseWords<'_>) -> Vec<StatusRow> {
    let row = |status: &PipelineStatus| StatusRow {
        label: status.label.clone(),
        counts_as: match (status.counts_as, status.is_end) {
            (CountsAs::Open, _) => "進行中",
            (CountsAs::Reached, false) => "達成（続ける）",
            (CountsAs::Reached, true) => "達成して終える",
            (CountsAs::GivenUp, _) => "中止して終える",
        },
        due: status.due_days.map(|days| format!("{days}日以内")).unwrap_or_default(),
        next: pipeline
            .steps_from(&status.id)
            .map(|step| {
                let label = words.status(&pipeline.id, &step.to);
                step.mail
                    .as_ref()
                    .map_or_else(|| label.clone(), |mail| format!("{label}（メール「{}」）", mail_in_words(mail)))
            })
            .collect(),
        count: count_of(counts.get(&status.id).copied()),
    };
    let gone = counts.iter().filter(|(id, _)| !id.is_empty() && pipeline.status(id).is_none());
    let gone = gone.map(|(id, count)| StatusRow {
        label: coded_label(&[], id),
        counts_as: "いまはない状態",
        due: String::new(),
        next: Vec::new(),
        count: count_of(Some(*count)),
    });
    pipeline.statuses.iter().map(row).chain(gone).collect()
}

async fn drawing(State(state): State<OfficeState>, Path(name): Path<String>) -> Result<Response, Error> {
    let site = state.app.site();
    let pipeline = site.casework.pipelines.get(&name).ok_or(Error::NotFound)?;
    // The names of pipelines are letters, digits, `-` and `_`.
    let file = format!("attachment; filename=\"{}.svg\"", pipeline.id);
    let mut headers = office_headers("image/svg+xml", "sandbox; default-src 'none'");
    headers.push((header::CONTENT_DISPOSITION, file));
    Ok(answer(StatusCode::OK, pipeline.diagram(), &headers))
}
