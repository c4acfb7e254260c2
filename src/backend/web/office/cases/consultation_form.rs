//! A consultation is written down: what is counted of it in fields, and what was said beside them.

use askama::Template;
use axum::{
    Extension,
    extract::{Path, Query, State},
    http::StatusCode,
    response::Response,
};
use serde::Deserialize;
use strum::VariantArray;
use uuid::Uuid;

use super::{
    super::{
        case_words::{REACTIONS, RESULTS, TOPICS, band_label, case_address, kind_label, method_label, side_label},
        frame::{OfficeFrame, see_other, show},
        office_form::OfficeForm,
        office_routes::{OfficeRoutes, RouteAccess},
        office_state::OfficeState,
        person::name_of,
        person_scope::{find_person, viewer_of},
        staff_visit::StaffVisit,
    },
    case_scope::find_case,
};
use crate::{
    intake::{
        PersonId,
        cases::{
            CaseId, CodedValue, ConsultationFacts, ConsultationKind, ConsultationMethod, NoteAudience, NoteSide,
            TimeBand,
        },
        staff::StaffRight,
    },
    store::NewNote,
    web::Error,
};

const EDIT: RouteAccess = RouteAccess::Right(StaffRight::EditPerson);

/// The longest record, in characters, and the longest consultation, in minutes.
const LONGEST_TEXT: usize = 20_000;
const LONGEST_MINUTES: u16 = 600;

/// The routes.
pub(super) fn add(routes: OfficeRoutes) -> OfficeRoutes {
    routes.get("/persons/{person}/consultations", EDIT, page).post("/persons/{person}/consultations", EDIT, write)
}

/// About which case, in an address.
#[derive(Debug, Deserialize)]
struct ConsultationAddress {
    case: Option<String>,
}

/// With whom, and about which case of theirs.
struct ConsultationSubject {
    person: PersonId,
    case: Option<CaseId>,
}

/// A value that can be chosen, with its words.
type ValueChoice = (&'static str, &'static str);

#[derive(Template)]
#[template(path = "office/consultation.html")]
struct ConsultationHtml {
    frame: OfficeFrame,
    person: Uuid,
    name: String,
    case: String,
    kinds: Vec<ValueChoice>,
    methods: Vec<ValueChoice>,
    bands: Vec<ValueChoice>,
    topics: &'static [ValueChoice],
    reactions: &'static [ValueChoice],
    results: &'static [ValueChoice],
    sides: Vec<ValueChoice>,
    sees_counselling: bool,
    fault: Option<&'static str>,
    typed: OfficeForm,
}

impl ConsultationHtml {
    /// Whether a value was chosen, or is the one that stands there first.
    fn is_chosen(&self, name: &str, value: &str, first: &str) -> bool {
        if self.typed.has(name) { self.typed.texts(name).any(|chosen| chosen == value) } else { value == first }
    }
}

async fn page(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Path(person): Path<String>,
    Query(address): Query<ConsultationAddress>,
) -> Result<Response, Error> {
    let person = find_person(&state, &visit, &person).await?;
    let case = own_case(&state, &visit, person, address.case.as_deref().unwrap_or_default()).await?;
    draw(&state, &visit, ConsultationSubject { person, case }, (None, OfficeForm::default())).await
}

/// The case that a consultation is about, if it is about one of this person.
async fn own_case(
    state: &OfficeState,
    visit: &StaffVisit,
    person: PersonId,
    case: &str,
) -> Result<Option<CaseId>, Error> {
    if case.is_empty() {
        return Ok(None);
    }
    let (case, owner) = find_case(state, visit, case).await?;
    if owner == person { Ok(Some(case.id)) } else { Err(Error::NotFound) }
}

async fn draw(
    state: &OfficeState,
    visit: &StaffVisit,
    subject: ConsultationSubject,
    (fault, typed): (Option<&'static str>, OfficeForm),
) -> Result<Response, Error> {
    let ConsultationSubject { person, case } = subject;
    let viewer = viewer_of(state, visit, person).await?;
    let found = state.app.store.person_page(person, &viewer).await?.ok_or(Error::NotFound)?;
    let page = ConsultationHtml {
        frame: OfficeFrame::new("相談の記録", "/persons", visit),
        person: person.0,
        name: name_of(&found),
        case: case.map(|case| case.0.to_string()).unwrap_or_default(),
        kinds: ConsultationKind::VARIANTS.iter().map(|kind| (kind.name(), kind_label(*kind))).collect(),
        methods: ConsultationMethod::VARIANTS.iter().map(|method| (method.name(), method_label(*method))).collect(),
        bands: TimeBand::VARIANTS.iter().map(|band| (band.name(), band_label(*band))).collect(),
        topics: TOPICS,
        reactions: REACTIONS,
        results: RESULTS,
        sides: NoteSide::VARIANTS.iter().map(|side| (side.name(), side_label(*side))).collect(),
        sees_counselling: viewer.sees_counselling,
        fault,
        typed,
    };
    show(&page, if fault.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK })
}

async fn write(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Path(person): Path<String>,
    Extension(form): Extension<OfficeForm>,
) -> Result<Response, Error> {
    let person = find_person(&state, &visit, &person).await?;
    let case = own_case(&state, &visit, person, form.text("case")).await?;
    let facts = match read_facts(&form) {
        Ok(facts) => facts,
        Err(fault) => return draw(&state, &visit, ConsultationSubject { person, case }, (Some(fault), form)).await,
    };
    let text = form.text("text").to_owned();
    if text.is_empty() || text.chars().count() > LONGEST_TEXT {
        let fault = Some("話した内容は1文字以上、20,000文字までにしてください。");
        return draw(&state, &visit, ConsultationSubject { person, case }, (fault, form)).await;
    }
    let audience = NoteAudience::parse(form.text("audience")).unwrap_or(NoteAudience::Team);
    if !viewer_of(&state, &visit, person).await?.sees(audience) {
        let fault = Some("相談員だけの記録は、相談員が書けます。");
        return draw(&state, &visit, ConsultationSubject { person, case }, (fault, form)).await;
    }
    let side = NoteSide::parse(form.text("side"));
    let new = NewNote { person, case, audience, side, text, consultation: Some(facts) };
    state.app.store.add_note(new, &visit.actor()).await?.ok_or(Error::NotFound)?;
    let page = case.map_or_else(|| format!("/persons/{}", person.0), case_address);
    Ok(see_other(&format!("{page}?done=consulted")))
}

/// What is counted, or what is wrong with it.
fn read_facts(form: &OfficeForm) -> Result<ConsultationFacts, &'static str> {
    let kind = ConsultationKind::parse(form.text("kind")).ok_or("相談の種類を選んでください。")?;
    let method = ConsultationMethod::parse(form.text("method")).ok_or("相談の方法を選んでください。")?;
    let minutes = match form.text("minutes") {
        "" => None,
        typed => {
            let minutes = typed.parse().ok().filter(|minutes| (1..=LONGEST_MINUTES).contains(minutes));
            Some(minutes.ok_or("時間は、1から600までの分で入力してください。")?)
        }
    };
    let among = |words: &[ValueChoice], value: &str| words.iter().any(|(code, _)| *code == value);
    let coded = |words: &[ValueChoice], name: &str| {
        CodedValue::parse(form.text(name)).filter(|value| among(words, value.as_str()))
    };
    let topics = form.texts("topics").filter(|topic| among(TOPICS, topic));
    Ok(ConsultationFacts {
        kind,
        method,
        minutes,
        time_band: TimeBand::parse(form.text("time_band")),
        topics: topics.filter_map(CodedValue::parse).collect(),
        reaction: coded(REACTIONS, "reaction"),
        result: coded(RESULTS, "result"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_counted_is_read_from_the_form_and_nothing_else_is() {
        let form = |text: &str| OfficeForm::parse(text.as_bytes());
        let whole = "kind=resume&method=video&minutes=45&topics=resume&topics=gossip&topics=money&reaction=positive&result=junk";
        let facts = read_facts(&form(whole)).unwrap();
        assert_eq!((facts.kind, facts.method), (ConsultationKind::Resume, ConsultationMethod::Video));
        assert_eq!((facts.minutes, facts.band()), (Some(45), Some(TimeBand::UnderHour)));
        assert_eq!(facts.topics.iter().map(CodedValue::as_str).collect::<Vec<_>>(), ["resume", "money"]);
        assert_eq!((facts.reaction.as_ref().map(CodedValue::as_str), facts.result), (Some("positive"), None));
        for (text, words) in [
            ("method=video", "種類"),
            ("kind=talk", "方法"),
            ("kind=talk&method=video&minutes=0", "600"),
            ("kind=talk&method=video&minutes=long", "600"),
        ] {
            assert!(read_facts(&form(text)).unwrap_err().contains(words), "{text}");
        }
    }
}
