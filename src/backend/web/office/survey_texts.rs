//! What people wrote in a survey, read by whoever may open persons, and the words that staff put on it to count what many write of.

use askama::Template;
use axum::{
    Extension,
    extract::{Query, State},
    http::StatusCode,
    response::Response,
};
use serde::Deserialize;
use tsubame_model::schema::FormField;
use url::form_urlencoded;
use uuid::Uuid;

use super::{
    frame::{OfficeFrame, see_other, show},
    office_form::OfficeForm,
    office_routes::{OfficeRoutes, RouteAccess},
    office_state::OfficeState,
    path_id::path_id,
    person_scope::is_own_submission,
    staff_visit::StaffVisit,
    survey_scope::{SurveyAddress, survey_address},
    times::day,
};
use crate::{
    intake::{SubmissionId, cases::PersonTag, is_read, staff::StaffRight},
    store::{SurveyText, TextAddress, TextTag},
    web::{Error, SiteSnapshot},
};

const READ: RouteAccess = RouteAccess::Right(StaffRight::OpenPerson);
const TAG: RouteAccess = RouteAccess::Right(StaffRight::EditPerson);

const NO_TAG: &str = "タグは40文字までの1行で入力してください。";

/// The routes.
pub(super) fn add(routes: OfficeRoutes) -> OfficeRoutes {
    routes.get("/survey/texts", READ, page).post("/survey/tags", TAG, add_tag).post(
        "/survey/tags/remove",
        TAG,
        remove_tag,
    )
}

/// Which texts, in an address.
#[derive(Clone, Debug, Deserialize)]
struct TextsQuery {
    form: String,
    field: String,
    occasion: Option<String>,
    /// The word that they are to have on them.
    tag: Option<String>,
    done: Option<String>,
}

impl TextsQuery {
    /// The same as a form of the page sends it.
    fn of(form: &OfficeForm) -> Self {
        let text = |name: &str| form.text(name).to_owned();
        let (occasion, tag) = (Some(text("occasion")), None);
        Self { form: text("form"), field: text("field"), occasion, tag, done: None }
    }

    fn address(&self) -> String {
        let base = survey_address("/survey/texts", &self.form, self.occasion.as_deref());
        let field = form_urlencoded::Serializer::new(String::new()).append_pair("field", &self.field).finish();
        format!("{base}&{field}")
    }
}

/// What somebody wrote.
struct TextRow {
    submission: Uuid,
    person: Uuid,
    answered: String,
    text: String,
    tags: Vec<String>,
}

/// A word on texts, with the way to those that have it.
struct TagRow {
    tag: String,
    count: u64,
    address: Option<String>,
}

#[derive(Template)]
#[template(path = "office/survey_texts.html")]
struct SurveyTextsHtml {
    frame: OfficeFrame,
    survey: String,
    results: String,
    address: String,
    form: String,
    field: String,
    occasion: String,
    reason: String,
    chosen: Option<String>,
    tags: Vec<TagRow>,
    texts: Vec<TextRow>,
    may_tag: bool,
    fault: Option<&'static str>,
}

async fn page(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Query(query): Query<TextsQuery>,
) -> Result<Response, Error> {
    let done = query.done.as_deref().and_then(done_text);
    draw(&state, &visit, &query, done, None).await
}

async fn draw(
    state: &OfficeState,
    visit: &StaffVisit,
    query: &TextsQuery,
    done: Option<&'static str>,
    fault: Option<&'static str>,
) -> Result<Response, Error> {
    let (store, site) = (&state.app.store, state.app.site());
    let reader = visit.with_right(StaffRight::OpenPerson);
    let (found, field) = find_field(&site, &reader, query)?;
    let of = TextAddress { form: found.form.form.clone(), field: field.name.clone(), scope: found.scope.clone() };
    let mut texts = Vec::new();
    for text in store.survey_texts(&of, &visit.actor()).await? {
        let has_tag = query.tag.as_ref().is_none_or(|tag| text.tags.contains(tag));
        if has_tag && is_own_submission(state, &reader, text.submission).await? {
            texts.push(text_row(text));
        }
    }
    let tags = store.text_tags(&of.form, &of.field, &of.scope).await?;
    let page = SurveyTextsHtml {
        frame: OfficeFrame::new(field.label.clone(), "/surveys", visit).with_done(done),
        survey: found.form.label.clone(),
        results: survey_address("/survey", &query.form, query.occasion.as_deref()),
        address: query.address(),
        form: query.form.clone(),
        field: query.field.clone(),
        occasion: query.occasion.clone().unwrap_or_default(),
        reason: field.reason.clone(),
        chosen: query.tag.clone(),
        tags: tags.into_iter().map(|tag| tag_row(tag, query)).collect(),
        texts,
        may_tag: visit.may(StaffRight::EditPerson),
        fault,
    };
    let status = if fault.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    show(&page, status)
}

/// A survey with one of its fields in which people write.
fn find_field<'a>(
    site: &'a SiteSnapshot,
    visit: &StaffVisit,
    query: &TextsQuery,
) -> Result<(SurveyAddress<'a>, &'a FormField), Error> {
    let found = SurveyAddress::find(site, visit, (&query.form, query.occasion.as_deref()))?;
    let field = found.form.fields().find(|field| field.name == query.field && is_read(field));
    Ok((found, field.ok_or(Error::NotFound)?))
}

fn text_row(text: SurveyText) -> TextRow {
    TextRow {
        submission: text.submission.0,
        person: text.record.0,
        answered: day(text.answered_at),
        text: text.text,
        tags: text.tags,
    }
}

/// Texts that are gone have no page that lists them.
fn tag_row(tag: TextTag, query: &TextsQuery) -> TagRow {
    if tag.tag == "*" {
        return TagRow { tag: "そのほか".to_owned(), count: tag.count, address: None };
    }
    let chosen = form_urlencoded::Serializer::new(String::new()).append_pair("tag", &tag.tag).finish();
    TagRow { address: Some(format!("{}&{chosen}", query.address())), tag: tag.tag, count: tag.count }
}

async fn add_tag(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Extension(form): Extension<OfficeForm>,
) -> Result<Response, Error> {
    let (query, answer) = find_text(&state, &visit, &form).await?;
    let Some(tag) = PersonTag::parse(form.text("tag")) else {
        return draw(&state, &visit, &query, None, Some(NO_TAG)).await;
    };
    let is_there = state.app.store.tag_text(answer, &query.field, &tag, &visit.actor()).await?;
    back_to(&query, (answer, is_there), "tagged")
}

async fn remove_tag(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Extension(form): Extension<OfficeForm>,
) -> Result<Response, Error> {
    let (query, answer) = find_text(&state, &visit, &form).await?;
    let is_there = state.app.store.untag_text(answer, &query.field, form.text("tag"), &visit.actor()).await?;
    back_to(&query, (answer, is_there), "untagged")
}

/// The text that a form names, which has to be one of somebody's own.
async fn find_text(
    state: &OfficeState,
    visit: &StaffVisit,
    form: &OfficeForm,
) -> Result<(TextsQuery, SubmissionId), Error> {
    let (query, answer) = (TextsQuery::of(form), SubmissionId(path_id(form.text("submission"))?));
    let site = state.app.site();
    let (found, _) = find_field(&site, visit, &query)?;
    let is_of = state.app.store.is_answer_of(answer, &found.form.form).await?;
    if is_of && is_own_submission(state, visit, answer).await? { Ok((query, answer)) } else { Err(Error::NotFound) }
}

fn back_to(query: &TextsQuery, (answer, is_there): (SubmissionId, bool), done: &str) -> Result<Response, Error> {
    if !is_there {
        return Err(Error::NotFound);
    }
    Ok(see_other(&format!("{}&done={done}#text-{}", query.address(), answer.0)))
}

fn done_text(done: &str) -> Option<&'static str> {
    match done {
        "tagged" => Some("タグをつけました。"),
        "untagged" => Some("タグを外しました。"),
        _ => None,
    }
}
