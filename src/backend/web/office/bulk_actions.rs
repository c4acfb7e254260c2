//! Changing many persons at once: those ticked in a list, or all of it. What will change, and for whom, is shown before; if others are in
//! the list by then, it is shown again.

use askama::Template;
use axum::{
    Extension,
    extract::State,
    http::{StatusCode, Uri},
    response::Response,
};
use futures_util::future::try_join_all;

use super::{
    frame::{OfficeFrame, see_other, show},
    office_form::OfficeForm,
    office_routes::{OfficeRoutes, RouteAccess},
    office_state::OfficeState,
    person_list::ListQuery,
    persons::{PAGE_SIZE, name_of},
    staff_visit::StaffVisit,
};
use crate::{
    intake::{
        cases::{PersonPhase, PersonTag},
        search::{Facet, FacetKind},
        staff::StaffRight,
    },
    store::FoundPerson,
    web::{Error, SiteSnapshot},
};

/// The most persons that are changed at once.
const MOST_PERSONS: usize = 2_000;

/// How many of them are named.
const NAMED: usize = 10;

/// How many are written side by side.
const AT_ONCE: usize = 50;

/// The routes.
pub(super) fn add(routes: OfficeRoutes) -> OfficeRoutes {
    routes.post("/persons/bulk", RouteAccess::Right(StaffRight::EditPerson), step)
}

/// What is done to each.
enum BulkAction {
    Tag(PersonTag),
    Untag(PersonTag),
    Phase(PersonPhase),
}

impl BulkAction {
    /// What the form says; `None` if it says nothing that can be done.
    fn read(form: &OfficeForm, site: &SiteSnapshot) -> Option<Self> {
        match form.text("action") {
            "tag" => PersonTag::parse(form.text("tag")).map(Self::Tag),
            "untag" => PersonTag::parse(form.text("tag")).map(Self::Untag),
            "phase" => site.casework.phase(form.text("phase")).cloned().map(Self::Phase),
            _ => None,
        }
    }

    /// Whether it changes anything for somebody.
    fn changes(&self, person: &FoundPerson) -> bool {
        let has = |kind, value: &str| person.facets.contains(&Facet::new(kind, value));
        match self {
            Self::Tag(tag) => !has(FacetKind::Tag, tag.as_str()),
            Self::Untag(tag) => has(FacetKind::Tag, tag.as_str()),
            Self::Phase(phase) => !has(FacetKind::Phase, &phase.id),
        }
    }

    /// What it is called.
    fn label(&self) -> String {
        match self {
            Self::Tag(tag) => format!("タグ「{}」をつける", tag.as_str()),
            Self::Untag(tag) => format!("タグ「{}」を外す", tag.as_str()),
            Self::Phase(phase) => format!("段階を「{}」にする", phase.label),
        }
    }

    async fn apply(&self, state: &OfficeState, person: &FoundPerson, actor: &str) -> Result<bool, Error> {
        let (store, person) = (&state.app.store, person.person);
        Ok(match self {
            Self::Tag(tag) => store.tag_person(person, tag.clone(), actor).await?,
            Self::Untag(tag) => store.untag_person(person, tag.clone(), actor).await?,
            Self::Phase(phase) => store.set_phase(person, phase, actor).await?,
        })
    }
}

/// What will be done.
struct BulkPreview {
    label: String,
    changed: usize,
    unchanged: usize,
}

#[derive(Template)]
#[template(path = "office/bulk.html")]
struct BulkHtml {
    frame: OfficeFrame,
    action: String,
    back: String,
    /// Those who are ticked; none for the whole list.
    ticked: Vec<String>,
    is_whole: bool,
    count: usize,
    names: Vec<String>,
    others: usize,
    phases: Vec<(String, String, bool)>,
    chosen: String,
    tag: String,
    phase: String,
    preview: Option<BulkPreview>,
    fault: Option<&'static str>,
}

async fn step(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    uri: Uri,
    Extension(form): Extension<OfficeForm>,
) -> Result<Response, Error> {
    let query = ListQuery::parse(uri.query().unwrap_or_default()).allowed(&visit);
    let site = state.app.site();
    let found = chosen(&state, &visit, &query, &form).await?;
    let action = BulkAction::read(&form, &site);
    let is_same = form.parsed::<usize>("count") == Some(found.len());
    let fault = match &action {
        _ if found.is_empty() => Some("変更する人を、一覧で選んでください。"),
        _ if found.len() > MOST_PERSONS => Some("一度に変更できるのは2,000人までです。条件をしぼってください。"),
        None if form.has("action") => Some("することと、タグまたは段階を選んでください。タグは40文字までです。"),
        Some(action) if form.has("confirmed") && is_same => {
            apply(&state, &found, action, &visit.actor()).await?;
            let list = ListQuery { after: None, ..query };
            let address = list.address();
            let mark = if address.contains('?') { '&' } else { '?' };
            return Ok(see_other(&format!("{address}{mark}done=bulk")));
        }
        _ if form.has("confirmed") => {
            Some("確かめていただいた後に、対象の人が変わりました。もう一度お確かめください。")
        }
        _ => None,
    };
    let is_possible = !found.is_empty() && found.len() <= MOST_PERSONS;
    let preview = action.as_ref().filter(|_| is_possible).map(|action| {
        let changed = found.iter().filter(|person| action.changes(person)).count();
        BulkPreview { label: action.label(), changed, unchanged: found.len() - changed }
    });
    let phases = site.casework.phases.iter();
    let page = BulkHtml {
        frame: OfficeFrame::new("まとめて変更する", "/persons", &visit),
        action: query.address_of("/persons/bulk"),
        back: query.address(),
        ticked: form.texts("p").map(str::to_owned).collect(),
        is_whole: form.has("all"),
        count: found.len(),
        names: found.iter().take(NAMED).map(name_of).collect(),
        others: found.len().saturating_sub(NAMED),
        phases: phases.map(|phase| (phase.id.clone(), phase.label.clone(), phase.id == form.text("phase"))).collect(),
        chosen: form.text("action").to_owned(),
        tag: form.text("tag").to_owned(),
        phase: form.text("phase").to_owned(),
        preview,
        fault,
    };
    show(&page, if fault.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK })
}

/// Those who are meant, as far as the list has them still.
async fn chosen(
    state: &OfficeState,
    visit: &StaffVisit,
    query: &ListQuery,
    form: &OfficeForm,
) -> Result<Vec<FoundPerson>, Error> {
    if form.has("all") {
        return query.find_all(state, visit, MOST_PERSONS).await;
    }
    let ticked: Vec<&str> = form.texts("p").collect();
    if ticked.is_empty() {
        return Ok(Vec::new());
    }
    let mut rows = query.find(state, visit, PAGE_SIZE).await?.rows;
    rows.retain(|person| ticked.contains(&person.person.0.to_string().as_str()));
    Ok(rows)
}

async fn apply(state: &OfficeState, persons: &[FoundPerson], action: &BulkAction, actor: &str) -> Result<(), Error> {
    for part in persons.chunks(AT_ONCE) {
        try_join_all(part.iter().map(|person| action.apply(state, person, actor))).await?;
    }
    Ok(())
}
