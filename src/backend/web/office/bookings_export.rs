//! The talks of the calendar as a file.

use std::collections::BTreeSet;

use axum::{
    Extension,
    extract::{Query, State},
    http::Uri,
    response::Response,
};
use jiff::Timestamp;

use super::{
    booking_scope::visitor_names,
    booking_words::mark_label,
    bookings::{AskedCalendar, CalendarQuery, asked_lines},
    export::{self, ExportOrder, ExportedList},
    facet_words::booking_label,
    office_form::OfficeForm,
    office_routes::{OfficeRoutes, RouteAccess},
    office_state::OfficeState,
    site_hosts::{site_hosts, talk_day},
    staff_visit::StaffVisit,
    times::{local_day, today},
};
use crate::{
    intake::staff::StaffRight,
    store::{BookingLine, DataTable, TableCell},
    web::Error,
};

const ACCESS: RouteAccess = RouteAccess::Right(StaffRight::ExportPersons);

/// The routes.
pub(super) fn add(routes: OfficeRoutes) -> OfficeRoutes {
    routes.get("/bookings/export", ACCESS, export::ask).post("/bookings/export", ACCESS, export)
}

/// The talks of the days that are shown: a row for each.
async fn export(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Query(query): Query<CalendarQuery>,
    uri: Uri,
    Extension(form): Extension<OfficeForm>,
) -> Result<Response, Error> {
    let order = match ExportOrder::read(&form, uri, &visit) {
        Ok(order) => order,
        Err(page) => return page,
    };
    let (site, asked) = (state.app.site(), AskedCalendar::of(query, today(Timestamp::now())));
    let lines = asked_lines(&state, &visit, &asked).await?;
    let names = visitor_names(&state, &visit, &lines).await?;
    let hosts = site_hosts(&site);
    let cells = |line: &BookingLine| {
        let view = &line.view;
        let kind = site.bookings.by_name.get(&view.booking);
        let host = hosts.iter().find(|host| host.key == view.resource);
        let texts = [
            kind.map_or(view.booking.as_str(), |kind| kind.label.as_str()),
            host.map_or(view.title.as_str(), |host| host.label),
            view.channel.label(),
            booking_label(view.state),
            line.mark.map(mark_label).unwrap_or_default(),
            names.get(&view.submission).map(String::as_str).unwrap_or_default(),
        ];
        let day = TableCell::Text(local_day(talk_day(view, &site)));
        let times = [view.starts_at, view.ends_at].map(TableCell::Time);
        [day].into_iter().chain(times).chain(texts.map(|text| TableCell::Text(text.to_owned()))).collect()
    };
    let mut persons = BTreeSet::new();
    for line in &lines {
        persons.insert(state.app.store.person_of(line.record).await?);
    }
    let headings = ["日", "始まり", "終わり", "種類", "担当者", "方法", "状態", "結果", "名前"];
    let table = DataTable { headings: headings.map(str::to_owned).into(), rows: lines.iter().map(cells).collect() };
    order.send(&state, &visit, ExportedList { stem: "bookings", table, persons }).await
}
