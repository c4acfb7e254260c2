//! Surveys by personal links: `/api/s/TOKEN`. A GET shows the form, and never what was answered, since links are forwarded; a
//! POST answers, and a browser that sends it again is told the same.

mod form_view;
mod operations;
mod survey_page;

use axum::{
    Router,
    body::Body,
    extract::{Path, State},
    http::{HeaderMap, StatusCode, header},
    response::Response,
    routing::get,
};
use jiff::{Timestamp, Zoned};
use tsubame_http::answer;
use tsubame_model::schema::{AnswerPolicy, FieldError, Form, FormValues, SubmissionContext, SurveyTerms};

pub(super) use self::operations::OPERATIONS;
use self::survey_page::{SurveyPage, already_answered, closed, thanks, unknown};
use super::{
    Error, OriginVerdict, SiteSnapshot,
    forms::{ReceivedForm, UploadSink, decode, field_problem},
    judge_origin,
    page::NoticePage,
    state::AppState,
    wants_page,
};
use crate::{
    intake::InvitationId,
    store::{Invitation, Respondent, SealedResponse, Survey, SurveyReception},
};

/// The routes of surveys.
pub(super) fn router() -> Router<AppState> {
    Router::new().route("/api/s/{token}", get(show).post(receive)).route("/api/s/{token}/thanks", get(show_thanks))
}

/// The surveys of a site, as invitations go by them.
pub(super) fn surveys_of(site: &SiteSnapshot) -> Vec<Survey> {
    let survey =
        |form: &Form| Some(Survey { form: form.form.clone(), label: form.label.clone(), terms: form.survey.clone()? });
    site.forms.values().filter_map(survey).collect()
}

/// A link, with what it leads to.
struct OpenSurvey<'a> {
    token: String,
    invitation: Invitation,
    form: &'a Form,
    terms: &'a SurveyTerms,
}

impl<'a> OpenSurvey<'a> {
    /// Follows a link; `None` if it leads nowhere: it was made up, its person is erased, or the survey is no more.
    async fn find(state: &AppState, site: &'a SiteSnapshot, token: String) -> Result<Option<Self>, Error> {
        let Some(id) = InvitationId::parse_link(&token, &state.keys.index) else { return Ok(None) };
        let Some(invitation) = state.store.invitation(id).await? else { return Ok(None) };
        let Some(form) = site.forms.get(&invitation.form) else { return Ok(None) };
        Ok(form.survey.as_ref().map(|terms| Self { token, invitation, form, terms }))
    }

    /// Why there is nothing to fill in.
    fn refusal(&self) -> Option<NoticePage> {
        match self.terms.answers {
            AnswerPolicy::Once if self.invitation.is_answered => Some(already_answered(self.form)),
            _ if self.invitation.closes_at <= Timestamp::now() => Some(closed(self.form)),
            _ => None,
        }
    }

    fn page<'b>(&'b self, values: &'b FormValues, errors: &'b [FieldError], home: &'b str) -> SurveyPage<'b> {
        SurveyPage { form: self.form, invitation: &self.invitation, values, errors, home }
    }

    /// What is sent, with the reference to what it is about: that comes from the invitation, never from the request.
    fn with_references(&self, mut values: FormValues) -> FormValues {
        values.texts.retain(|(name, _)| !self.form.references.contains(name));
        values.texts.extend(
            self.form.references.first().map(|reference| (reference.clone(), self.invitation.occasion.clone())),
        );
        values
    }
}

async fn show(State(state): State<AppState>, Path(token): Path<String>) -> Result<Response, Error> {
    let site = state.site();
    let Some(survey) = OpenSurvey::find(&state, &site, token).await? else {
        return Ok(unknown().answer(StatusCode::NOT_FOUND, &site.home));
    };
    if let Some(notice) = survey.refusal() {
        return Ok(notice.answer(StatusCode::OK, &site.home));
    }
    let values = survey.with_references(FormValues::default());
    Ok(survey.page(&values, &[], &site.home).answer(StatusCode::OK))
}

async fn receive(
    State(state): State<AppState>,
    Path(token): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Error> {
    let site = state.site();
    if judge_origin(&headers, &site.origins) == OriginVerdict::Foreign {
        return Err(Error::ForeignOrigin);
    }
    let Some(survey) = OpenSurvey::find(&state, &site, token).await? else {
        return Ok(unknown().answer(StatusCode::NOT_FOUND, &site.home));
    };
    // A survey has no field for files.
    let ReceivedForm { values, .. } = decode(survey.form, &headers, body, &mut UploadSink::new(None)).await?;
    let (values, now) = (survey.with_references(values), Zoned::now());
    let context = SubmissionContext { references: &site.references, now: &now };
    let submission = match survey.form.check(&values, &context) {
        Ok(submission) => submission,
        Err(errors) if wants_page(&headers) => {
            return Ok(survey.page(&values, &errors, &site.home).answer(StatusCode::UNPROCESSABLE_ENTITY));
        }
        Err(errors) => return Ok(field_problem(&errors)),
    };
    let consent = site.agreed_text(survey.form, submission.consent.is_current);
    let by = Respondent { invitation: &survey.invitation, answered_by: "visitor" };
    let response = SealedResponse::seal(survey.form, &submission, consent, by, &state.keys)?;
    Ok(match state.store.answer_survey(response).await? {
        SurveyReception::Kept { .. } => {
            let location = (header::LOCATION, format!("/api/s/{}/thanks", survey.token));
            answer(StatusCode::SEE_OTHER, "", &[location, (header::CACHE_CONTROL, "no-store".to_owned())])
        }
        SurveyReception::Answered => already_answered(survey.form).answer(StatusCode::CONFLICT, &site.home),
        SurveyReception::Closed => closed(survey.form).answer(StatusCode::CONFLICT, &site.home),
        SurveyReception::Unknown => unknown().answer(StatusCode::NOT_FOUND, &site.home),
    })
}

/// What a browser is led to once an answer was received. It can be loaded as often as one likes.
async fn show_thanks(State(state): State<AppState>, Path(token): Path<String>) -> Result<Response, Error> {
    let site = state.site();
    let survey = OpenSurvey::find(&state, &site, token).await?;
    let Some(survey) = survey.filter(|survey| survey.invitation.is_answered) else {
        return Ok(unknown().answer(StatusCode::NOT_FOUND, &site.home));
    };
    let incentive = state.store.incentive_of(&survey.invitation).await?;
    Ok(thanks(survey.form, survey.terms, incentive.as_ref()).answer(StatusCode::OK, &site.home))
}
