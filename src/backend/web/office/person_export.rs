//! All that the page of a person shows, as a file: for somebody who asks what is kept of them, or for whoever takes over.

use axum::{
    Extension,
    extract::{Path, State},
    http::Uri,
    response::Response,
};

use super::{
    account_names::AccountNames,
    case_words::task_text,
    export::{self, ExportOrder, ExportedList},
    office_form::OfficeForm,
    office_routes::{OfficeRoutes, RouteAccess},
    office_state::OfficeState,
    person::{name_of, told_programme},
    person_scope::{find_person, viewer_of},
    staff_visit::StaffVisit,
    timeline_links::TimelineLinks,
    timeline_words::TimelineWords,
    times::local_day,
};
use crate::{
    intake::staff::StaffRight,
    store::{DataTable, PersonPage, TableCell},
    web::Error,
};

const ACCESS: RouteAccess = RouteAccess::Right(StaffRight::ExportPersons);

/// The routes.
pub(super) fn add(routes: OfficeRoutes) -> OfficeRoutes {
    routes.get("/persons/{person}/export", ACCESS, export::ask).post("/persons/{person}/export", ACCESS, export)
}

async fn export(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Path(person): Path<String>,
    uri: Uri,
    Extension(form): Extension<OfficeForm>,
) -> Result<Response, Error> {
    let person = find_person(&state, &visit, &person).await?;
    let order = match ExportOrder::read(&form, uri, &visit) {
        Ok(order) => order,
        Err(page) => return page,
    };
    let viewer = viewer_of(&state, &visit, person).await?;
    let found = state.app.store.person_page(person, &viewer).await?.ok_or(Error::NotFound)?;
    let (site, accounts) = (state.app.site(), AccountNames::read(&state).await?);
    let programme = told_programme(&state, &found).await;
    let words =
        TimelineWords { site: &site, accounts: &accounts, programme: &programme, links: &TimelineLinks::default() };
    let table = table_of(&found, &words);
    order.send(&state, &visit, ExportedList { stem: "person", table, persons: [person].into() }).await
}

/// How they are reached and where they stand, and then everything that happened, the newest first.
fn table_of(found: &PersonPage, words: &TimelineWords<'_>) -> DataTable {
    let mut rows = vec![row(["", "名前", &name_of(found), "", ""])];
    rows.extend(found.addresses.iter().map(|address| row(["", "メールアドレス", &address.address, "", ""])));
    rows.extend(found.phones.iter().map(|phone| row(["", "電話番号", phone, "", ""])));
    rows.extend(found.tags.iter().map(|tag| row(["", "タグ", &tag.tag, "", ""])));
    rows.extend(
        found
            .open_tasks
            .iter()
            .map(|task| row(["", "用件", &task_text(&task.title), &format!("{}まで", local_day(task.due_on)), ""])),
    );
    for entry in found.timeline.iter().filter_map(|entry| words.row(entry)) {
        let facts = entry.facts.iter().map(|(label, value)| format!("{label}：{value}"));
        let facts = facts.chain(entry.files.iter().map(|file| format!("{}：{}", file.label, file.name)));
        let facts = facts.chain((!entry.text.is_empty()).then(|| entry.text.clone())).collect::<Vec<_>>().join("\n");
        rows.push(row([&entry.at, "できごと", &entry.title, &facts, &entry.actor]));
    }
    DataTable {
        headings: ["時刻", "種類", "内容", "くわしい内容", "担当"].map(str::to_owned).into(), rows
    }
}

fn row(texts: [&str; 5]) -> Vec<TableCell> {
    texts.map(|text| TableCell::Text(text.to_owned())).into()
}
