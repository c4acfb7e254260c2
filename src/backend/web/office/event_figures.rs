//! The figures of an event, which name nobody: what the report of an event is written from.

use std::collections::{BTreeMap, BTreeSet};

use askama::Template;
use axum::{
    Extension,
    extract::{Query, State},
    http::{StatusCode, Uri},
    response::Response,
};

use super::{
    attendee_rows::place_label,
    event_scope::find_event,
    events::{EventAddress, event_query},
    export::{self, ExportOrder, ExportedList},
    frame::{OfficeFrame, show},
    office_form::OfficeForm,
    office_routes::{OfficeRoutes, RouteAccess},
    office_state::OfficeState,
    staff_visit::StaffVisit,
    times::days_and_times,
    walk_in::event_form,
};
use crate::{
    intake::staff::StaffRight,
    store::{CancelledBy, DataTable, EventDay, EventFigures, FairCounts, HeadCount, TableCell},
    web::{Error, SiteSnapshot},
};

const ACCESS: RouteAccess = RouteAccess::Right(StaffRight::SeeFigures);

/// The routes.
pub(super) fn add(routes: OfficeRoutes) -> OfficeRoutes {
    routes.get("/event/figures", ACCESS, page).get("/event/figures/export", ACCESS, export::ask).post(
        "/event/figures/export",
        ACCESS,
        export,
    )
}

/// A line of figures.
struct FigureRow {
    label: String,
    /// One for each heading after the first.
    numbers: Vec<u64>,
}

/// Figures that belong together.
struct FigureTable {
    title: String,
    headings: Vec<&'static str>,
    rows: Vec<FigureRow>,
}

#[derive(Template)]
#[template(path = "office/event_figures.html")]
struct EventFiguresHtml {
    frame: OfficeFrame,
    query: String,
    when: String,
    tables: Vec<FigureTable>,
}

async fn page(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Query(address): Query<EventAddress>,
) -> Result<Response, Error> {
    let (day, tables) = read(&state, &visit, &address.id).await?;
    let page = EventFiguresHtml {
        frame: OfficeFrame::new(format!("{}の集計", day.title), "/events", &visit),
        query: event_query(&address.id),
        when: format!("{}、{}", days_and_times(day.starts_at, day.ends_at), day.place),
        tables,
    };
    show(&page, StatusCode::OK)
}

/// All figures of the page as one table: a row for each number.
async fn export(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Query(address): Query<EventAddress>,
    uri: Uri,
    Extension(form): Extension<OfficeForm>,
) -> Result<Response, Error> {
    let order = match ExportOrder::read(&form, uri, &visit) {
        Ok(order) => order,
        Err(page) => return page,
    };
    let (_, tables) = read(&state, &visit, &address.id).await?;
    let mut rows = Vec::new();
    for table in &tables {
        for row in &table.rows {
            for (heading, number) in table.headings.iter().skip(1).zip(&row.numbers) {
                let texts = [table.title.clone(), row.label.clone(), (*heading).to_owned()].map(TableCell::Text);
                let number = TableCell::Number(i64::try_from(*number).map_err(anyhow::Error::from)?);
                rows.push(texts.into_iter().chain([number]).collect());
            }
        }
    }
    let headings = ["集計", "区分", "数えたもの", "数"].map(str::to_owned).into();
    let table = DataTable { headings, rows };
    order.send(&state, &visit, ExportedList { stem: "event-figures", table, persons: BTreeSet::new() }).await
}

async fn read(state: &OfficeState, visit: &StaffVisit, event: &str) -> Result<(EventDay, Vec<FigureTable>), Error> {
    find_event(visit, event)?;
    let day = state.app.store.event_day(event).await?.ok_or(Error::NotFound)?;
    let figures = state.app.store.event_figures(event).await?;
    let mut tables = tables_of(&figures, &state.app.site());
    let talks = state.app.store.fair_counts(event).await?;
    tables.extend((talks != FairCounts::default()).then(|| talk_table(talks)));
    Ok((day, tables))
}

fn tables_of(figures: &EventFigures, site: &SiteSnapshot) -> Vec<FigureTable> {
    let mut tables = vec![heads(figures)];
    let channels = figures.channels.iter().map(|(channel, count)| {
        let label = channel.clone().unwrap_or_else(|| "わからない（直接来た人を含む）".to_owned());
        counted(label, *count)
    });
    tables.push(FigureTable {
        title: "何をきっかけに知ったか".to_owned(),
        headings: HEADS.into(),
        rows: channels.collect(),
    });
    let mut answers: BTreeMap<&str, Vec<FigureRow>> = BTreeMap::new();
    for ((field, value), count) in &figures.answers {
        let row =
            FigureRow { label: choice_label(field, value, site), numbers: vec![count.registered, count.attended] };
        answers.entry(field).or_default().push(row);
    }
    tables.extend(answers.into_iter().map(|(field, rows)| FigureTable {
        title: field_label(field, site),
        headings: vec!["回答", "申し込んだ人", "来た人"],
        rows,
    }));
    let surveys = figures.surveys.iter().map(|(form, rate)| FigureRow {
        label: site.forms.get(form).map_or_else(|| form.clone(), |found| found.label.clone()),
        numbers: vec![rate.invited, rate.answered],
    });
    let surveys: Vec<FigureRow> = surveys.collect();
    if !surveys.is_empty() {
        let headings = vec!["アンケート", "お願いした数", "回答"];
        tables.push(FigureTable { title: "アンケート".to_owned(), headings, rows: surveys });
    }
    tables
}

/// What is counted of talks at the tables of companies.
fn talk_table(counts: FairCounts) -> FigureTable {
    let rows = [
        ("希望", counts.wished),
        ("予約", counts.booked),
        ("話した", counts.held),
        ("どちらかが来なかった", counts.missed),
        ("話せた組み合わせ", counts.matched),
    ];
    let row = |(label, count): (&str, u64)| FigureRow { label: label.to_owned(), numbers: vec![count] };
    FigureTable {
        title: "企業のテーブルでの面談".to_owned(),
        headings: vec!["区分", "件数"],
        rows: rows.map(row).into(),
    }
}

/// What is counted of registrations.
const HEADS: [&str; 3] = ["区分", "申し込み", "人数"];

fn heads(figures: &EventFigures) -> FigureTable {
    let mut rows = vec![
        counted("申し込み", figures.registered),
        counted("席のある人", figures.confirmed),
        counted("キャンセル待ちのまま", figures.waiting),
    ];
    rows.extend(figures.cancelled.iter().map(|(by, count)| {
        let by = match by {
            CancelledBy::Visitor => "本人",
            CancelledBy::Staff => "事務局",
            CancelledBy::Unknown => "不明（消去済み）",
        };
        counted(format!("取り消し（{by}）"), *count)
    }));
    rows.push(counted("期限切れ", figures.lapsed));
    rows.extend(
        figures.attended.iter().map(|(place, count)| counted(format!("来た人（{}）", place_label(*place)), *count)),
    );
    rows.push(counted("うち当日の申し込み", figures.walk_ins));
    rows.push(counted("席があり、来なかった人", figures.no_shows));
    FigureTable { title: "申し込みと参加".to_owned(), headings: HEADS.into(), rows }
}

fn counted(label: impl Into<String>, count: HeadCount) -> FigureRow {
    FigureRow { label: label.into(), numbers: vec![count.registrations, count.seats] }
}

fn field_label(field: &str, site: &SiteSnapshot) -> String {
    let known = event_form(site).and_then(|form| form.fields().find(|known| known.name == field));
    known.map_or_else(|| field.to_owned(), |known| known.label.clone())
}

/// The words of a choice. `*` stands for what too few have said.
fn choice_label(field: &str, value: &str, site: &SiteSnapshot) -> String {
    if value == "*" {
        return "消去された人の、数の少ない回答".to_owned();
    }
    let known = event_form(site).and_then(|form| form.fields().find(|known| known.name == field));
    let choice = known.and_then(|known| known.choices.iter().find(|choice| choice.text() == value));
    choice.map_or_else(|| value.to_owned(), |choice| choice.label.clone())
}
