//! The accounts of the list as a file, for whoever looks through who may come in.

use std::collections::BTreeSet;

use axum::{Extension, extract::State, http::Uri, response::Response};

use super::{
    accounts::{ACCESS, AccountRow, row},
    export::{self, ExportOrder, ExportedList},
    office_form::OfficeForm,
    office_routes::OfficeRoutes,
    office_state::OfficeState,
    staff_visit::StaffVisit,
};
use crate::{
    store::{DataTable, TableCell},
    web::Error,
};

/// The routes.
pub(super) fn add(routes: OfficeRoutes) -> OfficeRoutes {
    routes.get("/accounts/export", ACCESS, export::ask).post("/accounts/export", ACCESS, export)
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
    let (accounts, mails) = (state.app.store.accounts().await?, state.app.store.invitation_mails().await?);
    let cells = |row: AccountRow| {
        let state = match row.mail_state {
            "" => row.state.to_owned(),
            mail => format!("{}（リンクのメール：{mail}）", row.state),
        };
        let cells = [row.name, row.mail, row.roles.join("、"), state, row.signed_in, row.factors, row.since];
        cells.map(TableCell::Text).into()
    };
    let headings = ["名前", "メールアドレス", "役割", "状態", "最後のサインイン", "2段階認証", "作成"];
    let rows = accounts.iter().map(|account| cells(row(account, &mails))).collect();
    let table = DataTable { headings: headings.map(str::to_owned).into(), rows };
    order.send(&state, &visit, ExportedList { stem: "accounts", table, persons: BTreeSet::new() }).await
}
