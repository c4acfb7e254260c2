//! An organisation is written down, and what is known of it is changed.

use askama::Template;
use axum::{
    Extension,
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};
use jiff::civil::Date;
use strum::VariantArray;

use super::{
    frame::{OfficeFrame, see_other, show},
    list_choice::{ListChoice, choices},
    office_form::OfficeForm,
    office_routes::{OfficeRoutes, RouteAccess},
    office_state::OfficeState,
    organisation_words::{PROFILES, organisation_kind_label, organisation_pipeline},
    path_id::path_id,
    programme_choice::{ProgrammeChoice, chosen_programme, find_own, programme_choices},
    staff_visit::StaffVisit,
};
use crate::{
    intake::{
        calendar::BusinessCalendar,
        organisations::{JobOpenings, OrganisationId, OrganisationKind},
        staff::StaffRight,
    },
    store::{
        AccountView, OrganisationEdit, OrganisationFacts, OrganisationOutcome, OrganisationRules, OrganisationView,
    },
    web::Error,
};

const MANAGE: RouteAccess = RouteAccess::Right(StaffRight::ManageOrganisations);

/// The longest text of one line, and how many lines of open places there are at most.
const LONGEST: usize = 200;
const MOST_OPENINGS: usize = 30;

/// So many empty lines for open places stand below those that are filled in.
const FREE_LINES: usize = 3;

/// The routes.
pub(super) fn add(routes: OfficeRoutes) -> OfficeRoutes {
    routes
        .get("/organisations/new", MANAGE, new_page)
        .post("/organisations", MANAGE, create)
        .get("/organisations/{organisation}/edit", MANAGE, edit_page)
        .post("/organisations/{organisation}", MANAGE, edit)
}

/// What stands in the form: as it was typed, or as it is known.
#[derive(Default)]
struct TypedOrganisation {
    kind: String,
    name: String,
    kana: String,
    place: String,
    trade: String,
    source: String,
    content: String,
    won_on: String,
    owner: String,
    openings: Vec<(String, String)>,
}

impl TypedOrganisation {
    fn of_form(form: &OfficeForm) -> Self {
        let text = |name: &str| form.text(name).to_owned();
        let lines = form.texts("occupation").zip(form.texts("openings"));
        let lines = lines.map(|(occupation, count)| (occupation.trim().to_owned(), count.trim().to_owned()));
        Self {
            kind: text("kind"),
            name: text("name"),
            kana: text("kana"),
            place: text("place"),
            trade: text("trade"),
            source: text("source"),
            content: text("content"),
            won_on: text("won_on"),
            owner: text("owner"),
            openings: lines.filter(|(occupation, count)| !occupation.is_empty() || !count.is_empty()).collect(),
        }
    }

    fn of_facts(facts: &OrganisationFacts) -> Self {
        let openings = facts.openings.iter();
        Self {
            kind: facts.kind.name().to_owned(),
            name: facts.name.clone(),
            kana: facts.kana.clone(),
            place: facts.place.clone(),
            trade: facts.trade.clone(),
            source: facts.source.clone(),
            content: facts.content.clone().unwrap_or_default(),
            won_on: facts.won_on.map(|day| day.to_string()).unwrap_or_default(),
            owner: facts.owner.clone().unwrap_or_default(),
            openings: openings.map(|opening| (opening.occupation.clone(), opening.count.to_string())).collect(),
        }
    }

    /// What is known by it, or all that is wrong.
    fn check(&self, state: &OfficeState, programme: Option<String>) -> Result<OrganisationFacts, Vec<&'static str>> {
        let mut faults = Vec::new();
        let kind = OrganisationKind::parse(&self.kind);
        if kind.is_none() {
            faults.push("種別を選んでください。");
        }
        if self.name.is_empty() {
            faults.push("名称を入力してください。");
        }
        let texts = [&self.name, &self.kana, &self.place, &self.trade, &self.source];
        if texts.into_iter().any(|text| text.chars().count() > LONGEST) {
            faults.push("名称、ふりがな、所在地、業種、きっかけは、それぞれ200文字までにしてください。");
        }
        let site = state.app.site();
        if !self.content.is_empty() && !site.references.values(PROFILES).any(|known| known == self.content) {
            faults.push("サイトに、その企業の紹介がありません。一覧から選び直してください。");
        }
        let won_on: Option<Date> = self.won_on.parse().ok();
        if !self.won_on.is_empty() && won_on.is_none() {
            faults.push("開拓の日は、2026-12-01のように入力してください。");
        }
        let openings: Option<Vec<JobOpenings>> = self.openings.iter().map(read_opening).collect();
        if openings.is_none() || self.openings.len() > MOST_OPENINGS {
            faults.push("求人は、職種と、1〜9999の人数を組にして、30行までにしてください。");
        }
        let (Some(kind), Some(openings), true) = (kind, openings, faults.is_empty()) else { return Err(faults) };
        let optional = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
        Ok(OrganisationFacts {
            programme,
            kind,
            name: self.name.clone(),
            kana: self.kana.clone(),
            place: self.place.clone(),
            trade: self.trade.clone(),
            source: self.source.clone(),
            content: optional(&self.content),
            won_on,
            openings,
            owner: optional(&self.owner),
        })
    }
}

/// A line of open places.
fn read_opening((occupation, count): &(String, String)) -> Option<JobOpenings> {
    let count = count.parse().ok().filter(|count| (1..=9999).contains(count))?;
    let is_short = !occupation.is_empty() && occupation.chars().count() <= LONGEST;
    is_short.then(|| JobOpenings { occupation: occupation.clone(), count })
}

#[derive(Template)]
#[template(path = "office/organisation_form.html")]
struct OrganisationFormHtml {
    frame: OfficeFrame,
    /// Where the form is sent to, and where one comes from.
    action: String,
    back: String,
    /// The version that is edited; none of one that is new.
    version: Option<i32>,
    typed: TypedOrganisation,
    lines: Vec<(String, String)>,
    programmes: Vec<ProgrammeChoice>,
    kinds: Vec<ListChoice>,
    profiles: Vec<ListChoice>,
    owners: Vec<ListChoice>,
    faults: Vec<&'static str>,
}

/// What is drawn: which organisation, what stands in the form, what is wrong with it.
struct FormDraft {
    of: Option<(OrganisationId, i32)>,
    typed: TypedOrganisation,
    programme: String,
    faults: Vec<&'static str>,
}

async fn draw(state: &OfficeState, visit: &StaffVisit, draft: FormDraft) -> Result<Response, Error> {
    let FormDraft { of, typed, programme, faults } = draft;
    let site = state.app.site();
    let accounts = state.app.store.accounts().await?;
    let may = |account: &AccountView| {
        account.disabled_at.is_none() && account.grants.may_anywhere(StaffRight::SeeOrganisations)
    };
    let owners = accounts.iter().filter(|account| may(account));
    let owners: Vec<(String, &str)> = owners.map(|account| (account.id.to_string(), account.name.as_str())).collect();
    let profiles = site.references.values(PROFILES);
    let profiles = profiles.map(|known| (known, site.words.words_of(PROFILES, known).unwrap_or(known)));
    let kinds = OrganisationKind::VARIANTS.iter().map(|kind| (kind.name(), organisation_kind_label(*kind)));
    let (title, action, back) = match of {
        None => ("企業・団体を加える".to_owned(), "/organisations".to_owned(), "/organisations".to_owned()),
        Some((id, _)) => {
            let path = format!("/organisations/{}", id.0);
            (format!("{}の変更", typed.name), path.clone(), path)
        }
    };
    let status = if faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let free = std::iter::repeat_n((String::new(), String::new()), FREE_LINES);
    let page = OrganisationFormHtml {
        frame: OfficeFrame::new(title, "/organisations", visit),
        action,
        back,
        version: of.map(|(_, version)| version),
        lines: typed.openings.iter().cloned().chain(free).collect(),
        programmes: if of.is_none() { programme_choices(state, visit, &programme) } else { Vec::new() },
        kinds: choices(kinds, &typed.kind),
        profiles: choices(profiles, &typed.content),
        owners: choices(owners.iter().map(|(id, name)| (id.as_str(), *name)), &typed.owner),
        typed,
        faults,
    };
    show(&page, status)
}

async fn new_page(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
) -> Result<Response, Error> {
    let typed = TypedOrganisation { owner: visit.actor(), ..TypedOrganisation::default() };
    draw(&state, &visit, FormDraft { of: None, typed, programme: String::new(), faults: Vec::new() }).await
}

async fn create(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Extension(form): Extension<OfficeForm>,
) -> Result<Response, Error> {
    let (typed, programme) = (TypedOrganisation::of_form(&form), form.text("programme").to_owned());
    let site = state.app.site();
    let chosen = chosen_programme(&state, &visit, &form);
    let mut faults: Vec<&'static str> = chosen.as_ref().err().copied().into_iter().collect();
    let pipeline = organisation_pipeline(&site);
    if pipeline.is_none() {
        faults.push(
            "サイトに企業・団体の手順がないため、加えられません。data/pipelines/organisation.yaml を置いてください。",
        );
    }
    let facts = typed.check(&state, chosen.unwrap_or_default());
    faults.extend(facts.as_ref().err().into_iter().flatten());
    let (Ok(facts), Some(pipeline), true) = (facts, pipeline, faults.is_empty()) else {
        return draw(&state, &visit, FormDraft { of: None, typed, programme, faults }).await;
    };
    let calendar = BusinessCalendar::office(&site.bookings.holidays);
    let rules = OrganisationRules { pipeline, calendar: &calendar };
    let id = state.app.store.add_organisation(facts, rules, &visit.actor()).await?;
    Ok(see_other(&format!("/organisations/{}?done=added", id.0)))
}

/// The organisation that an address names, as far as it is of somebody's programmes.
async fn find(state: &OfficeState, visit: &StaffVisit, organisation: &str) -> Result<OrganisationView, Error> {
    let id = OrganisationId(path_id(organisation)?);
    find_own(visit, state.app.store.owner_of_organisation(id).await?)?;
    let page = state.app.store.organisation_page(id, &visit.actor()).await?;
    Ok(page.ok_or(Error::NotFound)?.organisation)
}

async fn edit_page(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Path(organisation): Path<String>,
) -> Result<Response, Error> {
    let known = find(&state, &visit, &organisation).await?;
    let typed = TypedOrganisation::of_facts(&known.facts);
    let of = Some((known.id, known.version));
    draw(&state, &visit, FormDraft { of, typed, programme: String::new(), faults: Vec::new() }).await
}

async fn edit(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Path(organisation): Path<String>,
    Extension(form): Extension<OfficeForm>,
) -> Result<Response, Error> {
    let known = find(&state, &visit, &organisation).await?;
    let typed = TypedOrganisation::of_form(&form);
    let version = form.parsed("version").unwrap_or_default();
    let faults = match typed.check(&state, known.facts.programme.clone()) {
        Err(faults) => faults,
        Ok(facts) => {
            let edit = OrganisationEdit { id: known.id, version, facts };
            match state.app.store.edit_organisation(edit, &visit.actor()).await? {
                OrganisationOutcome::Changed => {
                    return Ok(see_other(&format!("/organisations/{}?done=edited", known.id.0)));
                }
                OrganisationOutcome::Stale => vec![
                    "先にほかの人が変更しました。入力した内容は残っています。今の内容と見比べて、もう一度保存してください。",
                ],
                _ => return Err(Error::NotFound),
            }
        }
    };
    // Whoever was told may save over what the other one wrote.
    let of = Some((known.id, known.version));
    draw(&state, &visit, FormDraft { of, typed, programme: String::new(), faults }).await
}
