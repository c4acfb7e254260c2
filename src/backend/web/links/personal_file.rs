//! Everything that is kept about somebody as one page to keep: to read, and the same as JSON to take elsewhere. The page speaks
//! the words of the site; the JSON has every name and value as it is kept.

use askama::Template;
use jiff::Timestamp;
use serde_json::{Value, json};

use super::personal_rows::{sent_rows, touch_label};
use crate::{
    intake::bookings::BookingMark,
    outbox::JapanTime,
    store::{KeptSubmission, PersonalData, PersonalDealings, ToldCase},
    web::{SiteSnapshot, mail_words::mail_in_words},
};

/// The page.
#[derive(Template)]
#[template(path = "personal-data.html")]
pub(super) struct PersonalFile {
    addresses: Vec<(String, String)>,
    sent: Vec<SentPart>,
    touches: Vec<(String, String)>,
    mails: Vec<(String, JapanTime)>,
    messages: Vec<(JapanTime, WrittenMessage)>,
    cases: Vec<(String, Vec<(String, JapanTime)>)>,
    /// Since when they get news.
    news: Option<JapanTime>,
    /// All of it once more. It stands in the page as text, which the template encodes.
    json: String,
}

/// A message as it was read.
#[derive(Clone, Debug)]
pub(super) struct WrittenMessage {
    pub sent_at: Timestamp,
    pub title: String,
    pub text: String,
}

/// Something that was sent, as people read it.
struct SentPart {
    title: String,
    rows: Vec<(String, String)>,
    consent: String,
}

impl PersonalFile {
    /// The page of a person. The site says what things are called.
    pub fn new(data: &PersonalData, site: &SiteSnapshot) -> Self {
        let touches = [("最初", &data.touches.first), ("最後", &data.touches.last)];
        let touches = touches.into_iter().flat_map(|(which, source)| {
            source.iter().map(move |(name, value)| (format!("{which}の訪問：{}", touch_label(name)), value.clone()))
        });
        let verified = |at: Option<Timestamp>| {
            at.map_or_else(|| "未確認".to_owned(), |at| format!("{}に確認", JapanTime::at(at).as_str()))
        };
        Self {
            addresses: data.addresses.iter().map(|(address, at)| (address.clone(), verified(*at))).collect(),
            sent: data.submissions.iter().map(|sent| sent_part(sent, site)).collect(),
            touches: touches.collect(),
            mails: data.mails.iter().map(|(kind, at)| (mail_in_words(kind).to_owned(), JapanTime::at(*at))).collect(),
            messages: Vec::new(),
            cases: Vec::new(),
            news: None,
            json: format!("{:#}", json_of(data)),
        }
    }

    /// The same with what came of it.
    pub fn with_dealings(
        self,
        dealings: &PersonalDealings,
        messages: Vec<WrittenMessage>,
        site: &SiteSnapshot,
    ) -> Self {
        let mut json: Value = serde_json::from_str(&self.json).unwrap_or_default();
        json["messages"] = messages
            .iter()
            .map(|told| json!({ "sent_at": told.sent_at.to_string(), "subject": told.title, "text": told.text }))
            .collect();
        json["cases"] = dealings.cases.iter().map(case_json).collect();
        json["news_since"] = json!(dealings.news_since.map(|at| at.to_string()));
        Self {
            messages: messages.into_iter().map(|told| (JapanTime::at(told.sent_at), told)).collect(),
            cases: dealings.cases.iter().map(|case| case_part(case, site)).collect(),
            news: dealings.news_since.map(JapanTime::at),
            json: format!("{json:#}"),
            ..self
        }
    }
}

/// A case in the words of the site: what it is called, and the steps of it.
fn case_part(case: &ToldCase, site: &SiteSnapshot) -> (String, Vec<(String, JapanTime)>) {
    let pipeline = site.casework.pipelines.get(&case.pipeline);
    let label = pipeline.map_or(case.pipeline.as_str(), |pipeline| pipeline.label.as_str());
    let company = case.organisation.as_deref().map(|key| site.words.words_of("company", key).unwrap_or(key));
    let title = company.map_or_else(|| label.to_owned(), |company| format!("{label}（{company}）"));
    let status = |id: &str| {
        let known = pipeline.and_then(|pipeline| pipeline.statuses.iter().find(|status| status.id == id));
        known.map_or_else(|| id.to_owned(), |status| status.label.clone())
    };
    (title, case.steps.iter().map(|(id, at)| (status(id), JapanTime::at(*at))).collect())
}

fn case_json(case: &ToldCase) -> Value {
    let steps = case.steps.iter().map(|(status, at)| json!({ "status": status, "at": at.to_string() }));
    json!({
        "pipeline": case.pipeline,
        "organisation": case.organisation,
        "steps": steps.collect::<Vec<_>>(),
    })
}

fn sent_part(sent: &KeptSubmission, site: &SiteSnapshot) -> SentPart {
    let form = site.forms.get(&sent.form);
    let text = sent.consent.as_ref().map(|consent| consent.text.as_str()).unwrap_or_default();
    SentPart {
        title: form.map_or_else(|| sent.form.clone(), |form| form.label.clone()),
        rows: sent_rows(sent, site),
        consent: form.map_or_else(|| text.to_owned(), |form| site.readable_consent(text, form)),
    }
}

fn json_of(data: &PersonalData) -> Value {
    let time = |at: &Timestamp| at.to_string();
    let sent = data.submissions.iter().map(|sent| {
        let consent = sent.consent.as_ref().map(|consent| {
            json!({
                "version": consent.version,
                "text": consent.text,
                "given_at": time(&consent.given_at),
                "withdrawn_at": consent.withdrawn_at.as_ref().map(time),
            })
        });
        let registration = sent.registration.as_ref().map(|registration| {
            json!({
                "event": registration.event,
                "title": registration.title,
                "state": registration.state.name(),
                "seats": registration.seats,
                "checked_in_at": sent.checked_in_at.as_ref().map(time),
            })
        });
        let booking = sent.booking.as_ref().map(|booking| {
            json!({
                "booking": booking.booking,
                "resource": booking.resource,
                "title": booking.title,
                "channel": booking.channel.name(),
                "state": booking.state.name(),
                "starts_at": time(&booking.starts_at),
                "ends_at": time(&booking.ends_at),
                "mark": sent.booking_mark.map(BookingMark::name),
            })
        });
        let files = sent
            .files
            .iter()
            .map(|file| json!({ "field": file.field, "name": file.name, "size_bytes": file.size_bytes }));
        json!({
            "form": sent.form,
            "received_at": time(&sent.received_at),
            "answers": sent.answers,
            "references": sent.references,
            "attribution": sent.source,
            "consent": consent,
            "registration": registration,
            "booking": booking,
            "files": files.collect::<Vec<_>>(),
        })
    });
    let addresses =
        data.addresses.iter().map(|(address, at)| json!({ "address": address, "verified_at": at.as_ref().map(time) }));
    let mails = data.mails.iter().map(|(kind, at)| json!({ "kind": kind, "written_at": time(at) }));
    json!({
        "addresses": addresses.collect::<Vec<_>>(),
        "submissions": sent.collect::<Vec<_>>(),
        "attribution": { "first": data.touches.first, "last": data.touches.last },
        "mails": mails.collect::<Vec<_>>(),
    })
}
