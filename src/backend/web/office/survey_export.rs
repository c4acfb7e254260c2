//! The results of a survey as a file.

use std::collections::BTreeSet;

use axum::{
    Extension,
    extract::{Query, State},
    http::Uri,
    response::Response,
};

use super::{
    export::{self, ExportOrder, ExportedList},
    office_form::OfficeForm,
    office_routes::OfficeRoutes,
    office_state::OfficeState,
    staff_visit::StaffVisit,
    survey_scope::SurveyAddress,
    surveys::{ACCESS, ResultsQuery, question_card, shown_answers},
};
use crate::{
    intake::is_counted,
    store::{DataTable, TableCell},
    web::Error,
};

/// The routes.
pub(super) fn add(routes: OfficeRoutes) -> OfficeRoutes {
    routes.get("/survey/export", ACCESS, export::ask).post("/survey/export", ACCESS, export)
}

/// The tables of the page as one: a row for each choice of a question.
async fn export(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Query(query): Query<ResultsQuery>,
    uri: Uri,
    Extension(form): Extension<OfficeForm>,
) -> Result<Response, Error> {
    let order = match ExportOrder::read(&form, uri, &visit) {
        Ok(order) => order,
        Err(page) => return page,
    };
    let site = state.app.site();
    let found = SurveyAddress::find(&site, &visit, (&query.form, query.occasion.as_deref()))?;
    let sheet = state.app.store.survey_sheet(&found.form.form, &found.scope).await?;
    let answers = shown_answers(&sheet, &visit).unwrap_or_default();
    let mut rows = Vec::new();
    for field in found.form.fields().filter(|field| is_counted(field)) {
        let card = question_card(field, answers);
        for row in card.rows {
            let texts = [card.label.clone(), row.label].map(TableCell::Text);
            let numbers = [row.count, row.percent, card.answered];
            let numbers = numbers.map(|number| TableCell::Number(i64::try_from(number).unwrap_or(i64::MAX)));
            rows.push(texts.into_iter().chain(numbers).collect());
        }
    }
    let headings = ["質問", "回答", "件数", "割合（%）", "答えた人"].map(str::to_owned).into();
    let list = ExportedList { stem: "survey", table: DataTable { headings, rows }, persons: BTreeSet::new() };
    order.send(&state, &visit, list).await
}
