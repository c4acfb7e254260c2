//! Writing a message: to whom, what for, and its words, which are looked at before they are kept. Nothing that was typed is lost.

use std::sync::Arc;

use askama::Template;
use axum::{
    Extension,
    extract::{Path, Query, RawQuery, State},
    http::StatusCode,
    response::Response,
};
use tokio::task::spawn_blocking;
use tsubame_model::source::SourcePath;
use uuid::Uuid;

use super::{
    event_scope::find_event,
    events::EventAddress,
    frame::{OfficeFrame, see_other, show_with_script},
    message_choice::{ReadersLink, choose_page},
    message_readers::{audience_address, choose_readers, find_message},
    message_reply::AskedQuestion,
    message_words::{fault_text, placeholder_label, purpose_label, refusal_text, sample_fault_text, target_label},
    office_form::OfficeForm,
    office_routes::{OfficeRoutes, RouteAccess},
    office_state::OfficeState,
    path_id::path_id,
    programme_choice::{ProgrammeChoice, programme_choices},
    staff_visit::StaffVisit,
};
use crate::{
    intake::{
        messages::{
            LONGEST_MESSAGE, LONGEST_MESSAGE_SUBJECT, MessagePurpose, MessageSample, Placeholder, check_message,
            parse_message_sample,
        },
        staff::StaffRight,
    },
    store::{AttendeeAudience, MessageDraft, MessageEdit, MessageOutcome, MessageTarget, MessageView, SendRefusal},
    web::{Error, WorkspaceError},
};

const SEND: RouteAccess = RouteAccess::Right(StaffRight::SendMessages);

/// The routes.
pub(super) fn add(routes: OfficeRoutes) -> OfficeRoutes {
    routes
        .get("/event/notice", SEND, about_event)
        .get("/messages/new", SEND, new_page)
        .post("/messages", SEND, write)
        .get("/messages/{message}/edit", SEND, edit_page)
        .post("/messages/{message}/edit", SEND, edit)
}

/// The words of a message, as they stand in the form.
#[derive(Default)]
struct TypedWords {
    purpose: String,
    subject: String,
    text: String,
}

impl TypedWords {
    fn of(form: &OfficeForm) -> Self {
        let text = form.raw("text").replace("\r\n", "\n");
        Self { purpose: form.text("purpose").to_owned(), subject: form.text("subject").to_owned(), text }
    }
}

#[derive(Template)]
#[template(path = "office/message_form.html")]
struct MessageFormHtml {
    frame: OfficeFrame,
    /// Where it is sent to.
    action: String,
    target: String,
    /// The page of the one person that it is to.
    person: Option<Uuid>,
    /// The question that it answers.
    asked: Option<AskedQuestion>,
    /// What says to whom it is.
    fields: Vec<(String, String)>,
    /// Programmes of which one is to be chosen.
    programmes: Vec<ProgrammeChoice>,
    purposes: Vec<(&'static str, &'static str, bool)>,
    words: TypedWords,
    longest_subject: usize,
    longest_text: usize,
    insertions: Vec<TextInsertion>,
    /// What its policy names its script by.
    nonce: String,
    samples: Vec<ReadersLink>,
    faults: Vec<String>,
    is_one: bool,
}

/// Something that can be put into the text.
struct TextInsertion {
    label: &'static str,
    code: String,
}

impl TextInsertion {
    fn of(placeholder: Placeholder) -> Self {
        // Some readers have no name.
        let fallback = if placeholder == Placeholder::RecipientName { " | 皆さま" } else { "" };
        let code = format!("{{{{ {}{fallback} }}}}", placeholder.name());
        Self { label: placeholder_label(placeholder), code }
    }
}

/// What a form is drawn for.
struct FormPlace {
    title: &'static str,
    action: String,
    target: MessageTarget,
    label: String,
    fields: Vec<(String, String)>,
    /// The question that it answers.
    asked: Option<AskedQuestion>,
    /// Words to begin with.
    samples: Vec<MessageSample>,
    /// Whether it is not written yet.
    is_new: bool,
}

async fn new_page(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    RawQuery(query): RawQuery,
) -> Result<Response, Error> {
    let query = OfficeForm::parse(query.unwrap_or_default().as_bytes());
    let Some(mut place) = new_place(&state, &visit, &query).await? else { return choose_page(&state, &visit).await };
    let (samples, faults) = samples(&state).await?;
    let sample = samples.iter().find(|sample| sample.name == query.text("sample"));
    let words = if let Some(sample) = sample {
        TypedWords {
            purpose: sample.purpose.name().to_owned(),
            subject: sample.subject.clone(),
            text: sample.body.clone(),
        }
    } else {
        let (subject, text) = place.asked.as_ref().map(AskedQuestion::reply_words).unwrap_or_default();
        TypedWords { purpose: query.text("purpose").to_owned(), subject, text }
    };
    place.samples = samples;
    show_form(&draw((&state, &visit), place, words, faults), StatusCode::OK)
}

/// Whoever wants to tell the people of an event something about it writes a message to those with a seat.
async fn about_event(
    Extension(visit): Extension<StaffVisit>,
    Query(address): Query<EventAddress>,
) -> Result<Response, Error> {
    find_event(&visit, &address.id)?;
    let form = audience_address(&address.id, AttendeeAudience::Confirmed);
    Ok(see_other(&format!("{form}&purpose={}", MessagePurpose::Event.name())))
}

/// The form for a new message; `None` if nobody has said to whom.
async fn new_place(state: &OfficeState, visit: &StaffVisit, form: &OfficeForm) -> Result<Option<FormPlace>, Error> {
    let Some(chosen) = choose_readers(state, visit, form).await? else { return Ok(None) };
    let label = target_label(&chosen.target, None, &state.app.site());
    let asked = AskedQuestion::read(state, visit, chosen.question).await?;
    Ok(Some(FormPlace {
        title: "メッセージを書く",
        action: "/messages".to_owned(),
        target: chosen.target,
        label,
        fields: chosen.fields,
        asked,
        samples: Vec::new(),
        is_new: true,
    }))
}

/// Words to begin with, and what is wrong with files of these.
async fn samples(state: &OfficeState) -> Result<(Vec<MessageSample>, Vec<String>), Error> {
    let workspace = Arc::clone(&state.app.workspace);
    let files = spawn_blocking(move || workspace.message_samples()).await.map_err(anyhow::Error::from)?;
    let files = match files {
        Ok(files) => files,
        Err(WorkspaceError::Unreadable(error)) => {
            log::error!("words for messages cannot be read: {error:#}");
            return Ok((Vec::new(), Vec::new()));
        }
        Err(error) => return Err(error.into()),
    };
    let (mut samples, mut faults) = (Vec::new(), Vec::new());
    for (file, text) in &files {
        let path = SourcePath::new(format!("data/messages/{file}"));
        if MessageSample::is_sample_file(&path) {
            let (sample, found) = parse_message_sample(&path, text);
            samples.extend(sample);
            faults.extend(found.iter().map(sample_fault_text));
        }
    }
    Ok((samples, faults))
}

fn draw(
    (state, visit): (&OfficeState, &StaffVisit),
    place: FormPlace,
    words: TypedWords,
    faults: Vec<String>,
) -> MessageFormHtml {
    let is_about_event = place.target.event().is_some();
    let chosen = place.fields.iter().find(|(name, _)| name == "programme").map(|(_, value)| value.clone());
    let own = programme_choices(state, visit, chosen.as_deref().unwrap_or_default());
    let has_choice = own.len() > 1 && matches!(place.target, MessageTarget::Segment(_)) && place.is_new;
    let purpose = MessagePurpose::parse(&words.purpose);
    let query = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(&place.fields).finish();
    MessageFormHtml {
        frame: OfficeFrame::new(place.title, "/messages", visit),
        action: place.action,
        target: place.label,
        person: match &place.target {
            MessageTarget::Person(person) => Some(person.0),
            MessageTarget::Segment(_) | MessageTarget::Attendees { .. } => None,
        },
        asked: place.asked,
        fields: place.fields.into_iter().filter(|(name, _)| !has_choice || name != "programme").collect(),
        programmes: if has_choice { own } else { Vec::new() },
        purposes: [MessagePurpose::Event, MessagePurpose::Service, MessagePurpose::News]
            .into_iter()
            .filter(|known| is_about_event || *known != MessagePurpose::Event)
            .map(|known| (known.name(), purpose_label(known), purpose == Some(known)))
            .collect(),
        words,
        longest_subject: LONGEST_MESSAGE_SUBJECT,
        longest_text: LONGEST_MESSAGE,
        insertions: Placeholder::ALL
            .into_iter()
            .filter(|known| is_about_event || !known.is_of_event())
            .map(TextInsertion::of)
            .collect(),
        nonce: Uuid::new_v4().simple().to_string(),
        samples: place
            .samples
            .into_iter()
            .map(|sample| ReadersLink {
                text: sample.label,
                address: format!("/messages/new?{query}&sample={}", sample.name),
            })
            .collect(),
        faults,
        is_one: place.target.is_one(),
    }
}

fn show_form(page: &MessageFormHtml, status: StatusCode) -> Result<Response, Error> {
    show_with_script(page, &page.nonce, status)
}

/// What keeps words from being kept.
fn faults_of(words: &TypedWords, target: &MessageTarget) -> Vec<String> {
    let is_about_event = target.event().is_some();
    let found = check_message(&words.subject, &words.text, is_about_event);
    let mut faults: Vec<String> = found.iter().map(|fault| fault_text(fault, is_about_event)).collect();
    match MessagePurpose::parse(&words.purpose) {
        None => faults.push("メッセージの種類を選んでください。".to_owned()),
        Some(MessagePurpose::Event) if target.event().is_none() => faults.push(
            "イベントについての連絡は、イベントの名簿から書くメッセージでだけ選べます。事務連絡かお知らせを選んでください。"
                .to_owned(),
        ),
        // It is about something that its readers have registered for.
        Some(MessagePurpose::Service) if matches!(target, MessageTarget::Segment(query) if query.filters.is_empty()) => {
            faults.push(
                "登録者の全員に送れるのは、お知らせだけです。事務連絡は、条件でしぼりこんだ人に送ってください。"
                    .to_owned(),
            );
        }
        Some(_) => {}
    }
    faults
}

async fn write(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Extension(form): Extension<OfficeForm>,
) -> Result<Response, Error> {
    let Some(chosen) = choose_readers(&state, &visit, &form).await? else {
        return choose_page(&state, &visit).await;
    };
    let words = TypedWords::of(&form);
    let faults = faults_of(&words, &chosen.target);
    let purpose = match MessagePurpose::parse(&words.purpose) {
        Some(purpose) if faults.is_empty() => purpose,
        _ => {
            let place = new_place(&state, &visit, &form).await?.ok_or(Error::NotFound)?;
            return show_form(&draw((&state, &visit), place, words, faults), StatusCode::UNPROCESSABLE_ENTITY);
        }
    };
    let (target, programme) = (chosen.target, chosen.programme);
    let draft = MessageDraft { target, programme, purpose, subject: words.subject, text: words.text };
    let written = match chosen.question {
        Some(question) => state.app.store.write_answer(question, draft, &visit.actor()).await?,
        None => state.app.store.write_message(draft, &visit.actor()).await?,
    };
    let written = written.ok_or(Error::NotFound)?;
    Ok(see_other(&format!("/messages/{written}?done=written")))
}

async fn edit_page(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Path(message): Path<String>,
) -> Result<Response, Error> {
    let found = find_message(&state, &visit, &message).await?;
    let (subject, text) = found.words.clone().unwrap_or_default();
    let words = TypedWords { purpose: found.purpose.name().to_owned(), subject, text };
    let place = edit_place(&state, &visit, &found).await?;
    show_form(&draw((&state, &visit), place, words, Vec::new()), StatusCode::OK)
}

async fn edit_place(state: &OfficeState, visit: &StaffVisit, found: &MessageView) -> Result<FormPlace, Error> {
    Ok(FormPlace {
        title: "メッセージを直す",
        action: format!("/messages/{}/edit", found.id),
        target: found.target.clone(),
        label: target_label(&found.target, found.event.as_ref(), &state.app.site()),
        fields: vec![("version".to_owned(), found.version.to_string())],
        asked: AskedQuestion::read(state, visit, found.question).await?,
        samples: Vec::new(),
        is_new: false,
    })
}

async fn edit(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Path(message): Path<String>,
    Extension(form): Extension<OfficeForm>,
) -> Result<Response, Error> {
    let found = find_message(&state, &visit, &message).await?;
    let words = TypedWords::of(&form);
    let mut faults = faults_of(&words, &found.target);
    let mut status = StatusCode::UNPROCESSABLE_ENTITY;
    if let (Some(purpose), true) = (MessagePurpose::parse(&words.purpose), faults.is_empty()) {
        let edit = MessageEdit {
            message: path_id(&message)?,
            version: form.parsed("version").unwrap_or_default(),
            purpose,
            subject: words.subject.clone(),
            text: words.text.clone(),
        };
        match state.app.store.edit_message(edit, &visit.actor()).await? {
            MessageOutcome::Done => return Ok(see_other(&format!("/messages/{}?done=edited", found.id))),
            MessageOutcome::Unknown => return Err(Error::NotFound),
            MessageOutcome::Stale => faults.push(
                "ほかの人が先に直しました。入力した内容を控え、画面を開き直して、もう一度直してください。".to_owned(),
            ),
            MessageOutcome::Refused(_) => faults.push(refusal_text(SendRefusal::NotNow).to_owned()),
        }
        status = StatusCode::CONFLICT;
    }
    let mut place = edit_place(&state, &visit, &found).await?;
    place.fields = vec![("version".to_owned(), form.text("version").to_owned())];
    show_form(&draw((&state, &visit), place, words, faults), status)
}
