//! What is to be done: everybody's or one's own, what is late first, each done with its button. Whoever was asked how it went has said
//! something, which is noted with it.

use askama::Template;
use axum::{
    Extension,
    extract::{Path, Query, State},
    http::{StatusCode, Uri},
    response::Response,
};
use jiff::{Timestamp, ToSpan, civil::Date};
use serde::Deserialize;

use super::{
    account_names::AccountNames,
    case_words::CaseWords,
    export::{self, ExportOrder, ExportedList, MOST_ROWS},
    facet_words::name_or_none,
    frame::{OfficeFrame, see_other, show},
    office_form::OfficeForm,
    office_routes::{OfficeRoutes, RouteAccess},
    office_state::OfficeState,
    owners::{OwnerChoice, owner_choices, read_owner},
    path_id::path_id,
    person_scope::{find_person, programme_scope},
    staff_visit::StaffVisit,
    task_lines::{TaskLine, TaskLines},
    times::today,
};
use crate::{
    intake::{
        PersonId,
        cases::{FollowUpResult, TaskId},
        staff::StaffRight,
    },
    store::{DataTable, FollowUpAnswer, ListedTask, NewTask, TableCell, TaskListing, TaskOwner, TaskTitle},
    web::Error,
};

const EDIT: RouteAccess = RouteAccess::Right(StaffRight::EditPerson);
const EXPORT: RouteAccess = RouteAccess::Right(StaffRight::ExportPersons);

/// How many tasks are shown at most, and how many of them on today's page.
const MOST_TASKS: u64 = 300;
const MOST_TODAY: u64 = 30;

/// The longest title, and the longest text about a result, in characters.
const LONGEST_TITLE: usize = 200;
const LONGEST_TEXT: usize = 2_000;

/// The routes.
pub(super) fn add(routes: OfficeRoutes) -> OfficeRoutes {
    let routes = routes.get("/tasks/export", EXPORT, export::ask).post("/tasks/export", EXPORT, export);
    routes.get("/tasks", EDIT, list).post("/tasks", EDIT, add_task).post("/tasks/{task}/done", EDIT, end_task)
}

/// Which tasks, in an address.
#[derive(Clone, Debug, Default, Deserialize)]
struct TaskAddress {
    who: Option<String>,
    until: Option<String>,
    done: Option<String>,
}

impl TaskAddress {
    fn is_everybodys(&self) -> bool {
        self.who.as_deref() == Some("all")
    }

    fn until(&self) -> &str {
        self.until.as_deref().unwrap_or("week")
    }

    /// The tasks that somebody asks for, at most so many.
    fn listing(&self, visit: &StaffVisit, most: u64) -> TaskListing {
        let owner = if self.is_everybodys() { TaskOwner::Anybody } else { TaskOwner::AccountOrNobody(visit.actor()) };
        let until = last_day(self.until(), today(Timestamp::now()));
        TaskListing { until, owner, scope: programme_scope(visit), most }
    }
}

#[derive(Template)]
#[template(path = "office/tasks.html")]
struct TasksHtml {
    frame: OfficeFrame,
    tasks: Vec<TaskLine>,
    is_everybodys: bool,
    until: String,
    late: usize,
    may_edit: bool,
    owners: Vec<OwnerChoice>,
    fault: Option<&'static str>,
    typed: OfficeForm,
    may_export: bool,
}

#[derive(Template)]
#[template(path = "office/task_result.html")]
struct TaskResultHtml {
    frame: OfficeFrame,
    task: TaskLine,
    fault: &'static str,
    typed: OfficeForm,
}

async fn list(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Query(address): Query<TaskAddress>,
) -> Result<Response, Error> {
    draw(&state, &visit, &address, (None, OfficeForm::default())).await
}

async fn draw(
    state: &OfficeState,
    visit: &StaffVisit,
    address: &TaskAddress,
    (fault, typed): (Option<&'static str>, OfficeForm),
) -> Result<Response, Error> {
    let tasks = lines(state, visit, &address.listing(visit, MOST_TASKS), "tasks").await?;
    let page = TasksHtml {
        frame: OfficeFrame::new("用件", "/tasks", visit).with_done(address.done.as_deref().and_then(done_text)),
        late: tasks.iter().filter(|task| task.is_late).count(),
        tasks,
        is_everybodys: address.is_everybodys(),
        until: address.until().to_owned(),
        may_edit: true,
        owners: owner_choices(state, Some(&visit.actor())).await?,
        fault,
        typed,
        may_export: visit.may(StaffRight::ExportPersons),
    };
    show(&page, if fault.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK })
}

/// The tasks of the page as a table.
async fn export(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Query(address): Query<TaskAddress>,
    uri: Uri,
    Extension(form): Extension<OfficeForm>,
) -> Result<Response, Error> {
    let order = match ExportOrder::read(&form, uri, &visit) {
        Ok(order) => order,
        Err(page) => return page,
    };
    let found = lines(&state, &visit, &address.listing(&visit, MOST_ROWS as u64 + 1), "tasks").await?;
    let persons = found.iter().filter_map(|line| line.person).map(PersonId).collect();
    let cells = |line: TaskLine| {
        let case = line.case.map(|(_, label)| label).unwrap_or_default();
        [line.due, line.text, line.name, case, line.owner].map(TableCell::Text).into()
    };
    let headings = ["期日", "用件", "名前", "案件", "担当"].map(str::to_owned).into();
    let table = DataTable { headings, rows: found.into_iter().map(cells).collect() };
    order.send(&state, &visit, ExportedList { stem: "tasks", table, persons }).await
}

fn last_day(until: &str, today: Date) -> Date {
    match until {
        "today" => today,
        "all" => Date::MAX,
        _ => today.checked_add(7.days()).unwrap_or(Date::MAX),
    }
}

/// What somebody has to do today, and should have done before: what is theirs, and what nobody has taken.
pub(super) async fn due_today(state: &OfficeState, visit: &StaffVisit) -> Result<Vec<TaskLine>, Error> {
    let visit = visit.with_right(StaffRight::EditPerson);
    let listing = TaskListing {
        until: today(Timestamp::now()),
        owner: TaskOwner::AccountOrNobody(visit.actor()),
        scope: programme_scope(&visit),
        most: MOST_TODAY,
    };
    lines(state, &visit, &listing, "today").await
}

async fn lines(
    state: &OfficeState,
    visit: &StaffVisit,
    listing: &TaskListing,
    from: &'static str,
) -> Result<Vec<TaskLine>, Error> {
    let (site, accounts) = (state.app.site(), AccountNames::read(state).await?);
    let words = CaseWords { site: &site };
    let lines = TaskLines { words, accounts: &accounts, today: today(Timestamp::now()), from };
    let found = state.app.store.list_tasks(listing, &visit.actor()).await?;
    let line = |found: &ListedTask| TaskLine {
        name: found.person.map(|_| name_or_none(&found.name)).unwrap_or_default(),
        ..lines.line(&found.task, found.person, found.case.as_ref())
    };
    Ok(found.iter().map(line).collect())
}

/// A task about nobody: those about somebody are written on their pages, where they are encrypted.
async fn add_task(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Extension(form): Extension<OfficeForm>,
) -> Result<Response, Error> {
    let title: String = form.text("title").chars().take(LONGEST_TITLE).collect();
    let owner = read_owner(&state, form.text("owner")).await?;
    let (Some(due_on), false) = (form.parsed("due_on"), title.is_empty()) else {
        let fault = Some("用件と期日を入力してください。");
        return draw(&state, &visit, &TaskAddress::default(), (fault, form)).await;
    };
    let new = NewTask { person: None, case: None, title, due_on, owner };
    state.app.store.add_task(new, &visit.actor()).await?;
    Ok(see_other("/tasks?done=task"))
}

async fn end_task(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Path(task): Path<String>,
    Extension(form): Extension<OfficeForm>,
) -> Result<Response, Error> {
    let task = TaskId(path_id(&task)?);
    let person = match form.text("person") {
        "" => None,
        person => Some(find_person(&state, &visit, person).await?),
    };
    let store = &state.app.store;
    if !store.is_task_of(task, person).await? {
        return Err(Error::NotFound);
    }
    let known = store.task(task).await?.ok_or(Error::NotFound)?;
    let is_open = known.done_at.is_none();
    match (FollowUpResult::parse(form.text("result")), &known.title) {
        (Some(result), TaskTitle::FollowUp { .. }) => {
            let text: String = form.text("text").chars().take(LONGEST_TEXT).collect();
            let answer = FollowUpAnswer { result, text: Some(text).filter(|text| !text.is_empty()) };
            store.answer_follow_up(task, answer, &visit.actor()).await?;
        }
        (None, TaskTitle::FollowUp { .. }) if is_open => {
            let (site, accounts) = (state.app.site(), AccountNames::read(&state).await?);
            let case = match known.case {
                Some(case) => store.case(case).await?,
                None => None,
            };
            let words = CaseWords { site: &site };
            let lines = TaskLines { words, accounts: &accounts, today: today(Timestamp::now()), from: "" };
            let page = TaskResultHtml {
                frame: OfficeFrame::new("結果の記録", "/tasks", &visit),
                task: lines.line(&known, person, case.as_ref()),
                fault: "結果を選んでください。まだ終えていません。",
                typed: form,
            };
            return show(&page, StatusCode::UNPROCESSABLE_ENTITY);
        }
        _ => {
            store.done_task(task, &visit.actor()).await?;
        }
    }
    Ok(see_other(&way_back(form.text("from"), person, known.case.map(|case| case.0))))
}

/// The page that a button was pressed on.
fn way_back(from: &str, person: Option<PersonId>, case: Option<uuid::Uuid>) -> String {
    match (from, person, case) {
        ("tasks", ..) => "/tasks?done=task_done".to_owned(),
        ("case", _, Some(case)) => format!("/cases/{case}?done=task_done"),
        ("today", ..) | (_, None, _) => "/?done=task_done".to_owned(),
        (_, Some(person), _) => format!("/persons/{}?done=task_done", person.0),
    }
}

fn done_text(done: &str) -> Option<&'static str> {
    match done {
        "task" => Some("用件を加えました。"),
        "task_done" => Some("用件を終えました。"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_button_leads_back_to_the_page_that_it_was_on() {
        let (person, case) = (Some(PersonId(Uuid::from_u128(1))), Some(Uuid::from_u128(2)));
        for (from, person, case, expected) in [
            ("tasks", person, case, "/tasks?done=task_done"),
            ("case", person, case, "/cases/00000000-0000-0000-0000-000000000002?done=task_done"),
            ("case", person, None, "/persons/00000000-0000-0000-0000-000000000001?done=task_done"),
            ("person", person, case, "/persons/00000000-0000-0000-0000-000000000001?done=task_done"),
            ("today", person, case, "/?done=task_done"),
            ("https://evil.example/", None, None, "/?done=task_done"),
        ] {
            assert_eq!(way_back(from, person, case), expected, "{from}");
        }
    }

    #[test]
    fn a_list_goes_as_far_as_it_says() {
        let monday = "2026-11-30".parse().unwrap();
        let days = ["today", "week", "all", "junk"].map(|until| last_day(until, monday).to_string());
        assert_eq!(days, ["2026-11-30", "2026-12-07", "9999-12-31", "2026-12-07"]);
    }
}
