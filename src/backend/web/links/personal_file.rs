//! Everything that is kept about somebody as one page to keep: to read, and the same as JSON to take elsewhere.

use std::collections::BTreeMap;

use askama::Template;
use jiff::Timestamp;
use serde_json::{Value, json};
use tsubame_model::schema::{Form, FormField};

use crate::{
    intake::calendar::render_japan_time,
    store::{KeptSubmission, PersonalData},
};

/// The page.
#[derive(Template)]
#[template(path = "personal-data.html")]
pub(super) struct PersonalFile {
    addresses: Vec<(String, String)>,
    sent: Vec<SentPart>,
    touches: Vec<(String, String)>,
    mails: Vec<(String, String)>,
    /// All of it once more. It stands in the page as text, which the template encodes.
    json: String,
}

/// Something that was sent, as people read it.
struct SentPart {
    title: String,
    rows: Vec<(String, String)>,
    consent: String,
}

impl PersonalFile {
    /// The page of a person. Forms say what their fields are called.
    pub fn new(data: &PersonalData, forms: &BTreeMap<String, Form>) -> Self {
        let touches = [("最初", &data.touches.first), ("最後", &data.touches.last)];
        let touches = touches.into_iter().flat_map(|(which, source)| {
            source.iter().map(move |(name, value)| (format!("{which}の訪問：{name}"), value.clone()))
        });
        let verified = |at: Option<Timestamp>| {
            at.map_or_else(|| "未確認".to_owned(), |at| format!("{} に確認", render_japan_time(at)))
        };
        Self {
            addresses: data.addresses.iter().map(|(address, at)| (address.clone(), verified(*at))).collect(),
            sent: data.submissions.iter().map(|sent| sent_part(sent, forms.get(&sent.form))).collect(),
            touches: touches.collect(),
            mails: data.mails.iter().map(|(kind, at)| (kind.clone(), render_japan_time(*at))).collect(),
            json: format!("{:#}", json_of(data)),
        }
    }
}

fn sent_part(sent: &KeptSubmission, form: Option<&Form>) -> SentPart {
    let field = |name: &str| form.and_then(|form| form.fields().find(|field| field.name == name));
    let mut rows = vec![("受け付けた日時".to_owned(), render_japan_time(sent.received_at))];
    rows.extend(sent.references.iter().map(|(name, value)| (name.clone(), value.clone())));
    rows.extend(sent.answers.iter().map(|(name, values)| {
        let field = field(name);
        let label = field.map_or_else(|| name.clone(), |field| field.label.clone());
        let values: Vec<String> = values.iter().map(|value| label_of(field, value)).collect();
        (label, values.join("、"))
    }));
    rows.extend(sent.registration.iter().map(|registration| {
        let state = if sent.is_open() { "申し込み中" } else { "終了" };
        let group = if registration.seats > 1 { format!("（{}人）", registration.seats) } else { String::new() };
        (registration.title.clone(), format!("{state}{group}"))
    }));
    let given = sent.consent.as_ref();
    rows.extend(given.map(|consent| ("同意した日時".to_owned(), render_japan_time(consent.given_at))));
    let withdrawn = given.and_then(|consent| consent.withdrawn_at);
    rows.extend(withdrawn.map(|at| ("同意を取り消した日時".to_owned(), render_japan_time(at))));
    SentPart {
        title: form.map_or_else(|| sent.form.clone(), |form| form.label.clone()),
        rows,
        consent: given.map(|consent| consent.text.clone()).unwrap_or_default(),
    }
}

/// What a choice is called; what was typed, as it was typed.
fn label_of(field: Option<&FormField>, value: &str) -> String {
    let choices = field.map(|field| field.choices.as_slice()).unwrap_or_default();
    let choice = choices.iter().find(|choice| choice.text() == value);
    choice.map_or_else(|| value.to_owned(), |choice| choice.label.clone())
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
            })
        });
        json!({
            "form": sent.form,
            "received_at": time(&sent.received_at),
            "answers": sent.answers,
            "references": sent.references,
            "attribution": sent.source,
            "consent": consent,
            "registration": registration,
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
