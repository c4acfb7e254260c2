//! To whom somebody may write: persons of their programmes, people of their events, a selection within these. And which messages they may
//! see: those of their programmes.

use std::collections::BTreeSet;

use url::form_urlencoded;

use super::{
    event_scope::find_event,
    office_form::OfficeForm,
    office_state::OfficeState,
    path_id::path_id,
    person_filters::{PersonFilters, write_facet},
    person_scope::{find_person, programme_scope},
    programme_choice::find_own,
    staff_visit::StaffVisit,
};
use crate::{
    intake::{PersonId, SubmissionId},
    store::{AttendeeAudience, MessageTarget, MessageView, SegmentQuery},
    web::Error,
};

/// The fields of a form, or of an address, that say to whom a message is.
const FIELDS: [&str; 6] = ["person", "question", "event", "audience", "programme", "to"];

/// A target that somebody has chosen, and may write to.
pub(super) struct ChosenReaders {
    pub target: MessageTarget,
    /// The question of the one person that it answers.
    pub question: Option<SubmissionId>,
    /// For which programme they write.
    pub programme: Option<String>,
    /// What says the same again: names and values.
    pub fields: Vec<(String, String)>,
}

/// Where one writes to those of an event.
pub(super) fn audience_address(event: &str, audience: AttendeeAudience) -> String {
    let mut address = form_urlencoded::Serializer::for_suffix("/messages/new?".to_owned(), "/messages/new?".len());
    address.append_pair("event", event).append_pair("audience", audience.name()).finish()
}

/// The message that an address names. One of another programme is not there.
pub(super) async fn find_message(state: &OfficeState, visit: &StaffVisit, message: &str) -> Result<MessageView, Error> {
    let found = state.app.store.message(path_id(message)?).await?.ok_or(Error::NotFound)?;
    find_own(visit, Some(found.programme.clone().into()))?;
    Ok(found)
}

/// To whom a form, or an address, says that a message is; `None` if it says nothing of that.
pub(super) async fn choose_readers(
    state: &OfficeState,
    visit: &StaffVisit,
    form: &OfficeForm,
) -> Result<Option<ChosenReaders>, Error> {
    let filters = kept_filters(state, visit, form).await?;
    let mut question = None;
    let chosen = if !form.text("person").is_empty() {
        let person = find_person(state, visit, form.text("person")).await?;
        question = find_question_of(state, person, form.text("question")).await?;
        (MessageTarget::Person(person), programme_of(state, visit, person).await?)
    } else if !form.text("event").is_empty() {
        let event = form.text("event").to_owned();
        find_event(visit, &event)?;
        let audience = AttendeeAudience::parse(form.text("audience")).ok_or(Error::NotFound)?;
        // Whoever looks after the event sees it, whoever has written it.
        let programme = Some(event.clone());
        (MessageTarget::Attendees { event, audience }, programme)
    } else if !filters.is_empty() || form.text("to") == "all" {
        let programme = chosen_programme(state, visit, form)?;
        let scope = programme.clone().map(|programme| BTreeSet::from([programme]));
        (MessageTarget::Segment(SegmentQuery { filters: filters.to_vec(), scope }), programme)
    } else {
        return Ok(None);
    };
    let given = FIELDS.iter().map(|name| ((*name).to_owned(), form.text(name).to_owned()));
    let mut fields: Vec<(String, String)> = given.filter(|(_, value)| !value.is_empty()).collect();
    fields.extend(filters.facets().map(|facet| ("f".to_owned(), write_facet(facet))));
    Ok(Some(ChosenReaders { target: chosen.0, question, programme: chosen.1, fields }))
}

/// The values that a selection is made by: those that are named, or those of a selection that the account keeps.
async fn kept_filters(state: &OfficeState, visit: &StaffVisit, form: &OfficeForm) -> Result<PersonFilters, Error> {
    if form.text("segment").is_empty() {
        return Ok(PersonFilters::parse(form.texts("f")));
    }
    let id = path_id(form.text("segment"))?;
    let kept = state.app.store.segments().await?;
    let own = kept.iter().find(|segment| segment.id == id && segment.owner == visit.actor());
    // What somebody may see is what they may now, not when they kept it.
    Ok(PersonFilters::of(&own.ok_or(Error::NotFound)?.query.filters))
}

/// The programme of a person for which somebody may write to them.
async fn programme_of(state: &OfficeState, visit: &StaffVisit, person: PersonId) -> Result<Option<String>, Error> {
    let Some(own) = programme_scope(visit) else { return Ok(None) };
    for programme in own {
        if state.app.store.is_of_programmes(person, &BTreeSet::from([programme.clone()])).await? {
            return Ok(Some(programme));
        }
    }
    Err(Error::NotFound)
}

/// The programme for which somebody writes: the one that they have chosen, or their only one; the whole office's, for whoever has the right
/// for all.
fn chosen_programme(state: &OfficeState, visit: &StaffVisit, form: &OfficeForm) -> Result<Option<String>, Error> {
    let wanted = form.text("programme");
    let Some(own) = programme_scope(visit) else {
        let is_known = wanted.is_empty() || state.app.site().references.values("programme").any(|name| name == wanted);
        return if is_known {
            Ok(Some(wanted.to_owned()).filter(|name| !name.is_empty()))
        } else {
            Err(Error::NotFound)
        };
    };
    let found = if wanted.is_empty() { own.first().cloned() } else { own.get(wanted).cloned() };
    found.map(Some).ok_or(Error::NotFound)
}

/// The question that a form names, if it is one of this person.
async fn find_question_of(
    state: &OfficeState,
    person: PersonId,
    question: &str,
) -> Result<Option<SubmissionId>, Error> {
    if question.is_empty() {
        return Ok(None);
    }
    let found = state.app.store.question(SubmissionId(path_id(question)?)).await?.ok_or(Error::NotFound)?;
    let is_theirs = state.app.store.person_of(found.record).await? == person;
    if is_theirs { Ok(Some(found.submission)) } else { Err(Error::NotFound) }
}
