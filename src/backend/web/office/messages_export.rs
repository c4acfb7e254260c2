//! The messages of the list as a file. It names none of their readers.

use std::collections::BTreeSet;

use axum::{Extension, extract::State, http::Uri, response::Response};

use super::{
    account_names::AccountNames,
    export::{self, ExportOrder, ExportedList, MOST_ROWS},
    messages::{SEND, row},
    office_form::OfficeForm,
    office_routes::OfficeRoutes,
    office_state::OfficeState,
    staff_visit::StaffVisit,
};
use crate::{
    store::{DataTable, MessageView, TableCell},
    web::Error,
};

/// The routes.
pub(super) fn add(routes: OfficeRoutes) -> OfficeRoutes {
    routes.get("/messages/export", SEND, export::ask).post("/messages/export", SEND, export)
}

async fn export(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    uri: Uri,
    Extension(form): Extension<OfficeForm>,
) -> Result<Response, Error> {
    let order = match ExportOrder::read(&form, uri, &visit) {
        Ok(order) => order,
        Err(page) => return page,
    };
    let found = state.app.store.messages(&visit.scope(), MOST_ROWS as u64 + 1).await?;
    let accounts = AccountNames::read(&state).await?;
    let cells = |message: &MessageView| {
        let row = row(message, &state, &accounts);
        let words = [row.subject, row.target, row.purpose.to_owned(), row.state.to_owned()].map(TableCell::Text);
        let counts = [row.all, row.sent, row.skipped];
        let counts = counts.map(|count| TableCell::Number(i64::try_from(count).unwrap_or(i64::MAX)));
        let written = TableCell::Time(message.started_at.unwrap_or(message.written_at));
        words.into_iter().chain(counts).chain([TableCell::Text(row.account), written]).collect()
    };
    let headings = ["件名", "宛先", "種類", "状態", "宛先の数", "送信済み", "除外", "書いた人", "日時"];
    let table = DataTable { headings: headings.map(str::to_owned).into(), rows: found.iter().map(cells).collect() };
    order.send(&state, &visit, ExportedList { stem: "messages", table, persons: BTreeSet::new() }).await
}
