//! Bookings of a span of days, as the calendar of the office shows them.

use axum::{Extension, extract::State, http::StatusCode, response::Response};
use jiff::{ToSpan, civil::Date};
use serde_json::{Value, json};

use super::{
    super::{
        booking_scope::{own_lines, visitor_names},
        office_state::OfficeState,
        site_hosts::{midnight, talk_day},
        staff_visit::StaffVisit,
    },
    api_parameters::{AFTER, LIMIT, query_parameter},
    api_problem::{ApiFault, json_answer},
    api_query::ApiQuery,
    api_routes::ApiRoutes,
    json_shapes::{day, id, object, one_of, or_null, page, text, time},
};
use crate::{
    intake::{bookings::BookingMark, staff::StaffRight},
    store::BookingLine,
    web::operation::{AnswerContent, ApiOperation, OperationAnswer, OperationBody, OperationMethod},
};

/// The most days that are asked for at once.
const MOST_DAYS: i32 = 31;

const LIST: ApiOperation = ApiOperation {
    path: "/api/office/v1/bookings",
    method: OperationMethod::Get,
    id: "listBookings",
    summary: "Bookings of some days, by their time, whatever became of them. Who booked is named for tokens that may open persons",
    parameters: &[
        query_parameter("from", "The first day; it has to be there", day),
        query_parameter("until", "The last day, at most 31 days from the first on; it has to be there", day),
        query_parameter("kind", "Those of one definition", text),
        query_parameter("host", "Those with one host", text),
        AFTER,
        LIMIT,
    ],
    body: OperationBody::None,
    answers: &[OperationAnswer { status: 200, text: "A page", content: AnswerContent::Json(shape) }],
};

/// The route.
pub(super) fn add(routes: ApiRoutes) -> ApiRoutes {
    routes.add(StaffRight::ManageBookings, LIST, list)
}

fn shape() -> Value {
    page(object(json!({
        "submission": id(),
        "kind": text(),
        "host": text(),
        "title": text(),
        "channel": text(),
        "state": text(),
        "starts_at": time(),
        "ends_at": time(),
        "expires_at": or_null(time()),
        "mark": or_null(one_of(BookingMark::ALL.iter().map(|mark| mark.name()))),
        "visitor": or_null(text()),
    })))
}

async fn list(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Extension(query): Extension<ApiQuery>,
) -> Result<Response, ApiFault> {
    let (first, last) = span(&query)?;
    let (page, site, store) = (query.page()?, state.app.site(), &state.app.store);
    let (kind, host) = (query.text("kind"), query.text("host"));
    // Hours after midnight belong to the day before.
    let lines = store.booking_lines(midnight(first), midnight(last.saturating_add(2.days()))).await?;
    let mut lines = own_lines(&state, &visit, lines).await?;
    lines.retain(|line| {
        (kind.is_empty() || kind == line.view.booking)
            && (host.is_empty() || host == line.view.resource)
            && (first..=last).contains(&talk_day(&line.view, &site))
    });
    let names = visitor_names(&state, &visit, &lines).await?;
    let shape = |line: &BookingLine| booking_json(line, names.get(&line.view.submission).map(String::as_str));
    Ok(json_answer(StatusCode::OK, &page.cut(&lines, |line| line.view.submission.0.to_string(), shape)?))
}

fn span(query: &ApiQuery) -> Result<(Date, Date), ApiFault> {
    let read = |name: &'static str| -> Result<Date, ApiFault> {
        query.needed(name)?.parse().map_err(|_| ApiFault::field(name, "日付は 2026-12-01 の形にしてください。"))
    };
    let (first, last) = (read("from")?, read("until")?);
    if last < first || last.saturating_sub((MOST_DAYS - 1).days()) > first {
        return Err(ApiFault::field("until", "fromから31日までの日付にしてください。"));
    }
    Ok((first, last))
}

fn booking_json(line: &BookingLine, visitor: Option<&str>) -> Value {
    let view = &line.view;
    json!({
        "submission": view.submission.0,
        "kind": view.booking,
        "host": view.resource,
        "title": view.title,
        "channel": view.channel.name(),
        "state": view.state.name(),
        "starts_at": view.starts_at.to_string(),
        "ends_at": view.ends_at.to_string(),
        "expires_at": view.expires_at.map(|at| at.to_string()),
        "mark": line.mark.map(BookingMark::name),
        "visitor": visitor,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_a_span_of_a_month_at_most() {
        for (query, is_good) in [
            ("from=2026-12-01&until=2026-12-01", true),
            ("from=2026-12-01&until=2026-12-31", true),
            ("from=2026-12-01&until=2027-01-01", false),
            ("from=2026-12-02&until=2026-12-01", false),
            ("from=2026-12-02", false),
            ("from=x&until=2026-12-01", false),
        ] {
            assert_eq!(span(&ApiQuery::parse(query)).is_ok(), is_good, "{query}");
        }
    }
}
