//! A submission made ready to be written: what says who somebody is is encrypted with a key of their own, what is to be
//! found is hashed, what is counted stays in clear. This is the work of the task that received it; the writer only writes.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::json;
use tsubame_model::{
    schema::{Form, FormAnswer, Submission},
    source::Data,
};
use uuid::Uuid;

use super::{Keys, PersonKey, SealedPlace, WrappedKey};
use crate::intake::{Applicant, Attendance, Digest, PersonId, RepeatKey, SubmissionHash, SubmissionId, repeat_keys};

/// A submission as it is written.
#[derive(Clone, Debug)]
pub struct SealedSubmission {
    /// What it is called from now on.
    pub id: SubmissionId,
    /// Who sent it: somebody provisional, until an address is verified.
    pub person: PersonId,
    pub(super) form: String,
    pub(super) form_version: Option<String>,
    pub(super) received_at: Timestamp,
    pub(super) is_held: bool,
    pub(super) origin: String,
    pub(super) sealed: Vec<u8>,
    /// Coded answers, by field.
    pub(super) coded: Vec<(String, String)>,
    pub(super) address: Option<SealedAddress>,
    pub(super) key: WrappedKey,
    pub(super) consent: ConsentText,
    pub(super) repeat_keys: Vec<RepeatKey>,
    pub(super) hash: SubmissionHash,
    pub(super) event: Option<AppliedEvent>,
}

/// An address that can be found, and read with its person's key.
#[derive(Clone, Debug)]
pub(super) struct SealedAddress {
    pub lookup: Digest,
    pub sealed: Vec<u8>,
}

/// The event that somebody wants to come to.
#[derive(Clone, Debug)]
pub(super) struct AppliedEvent {
    pub id: String,
    pub applicant: Applicant,
}

/// The text that was agreed to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConsentText {
    /// The form that asked.
    pub form: String,
    /// Its version, as the page showed it.
    pub version: String,
    /// All of it.
    pub text: String,
}

impl ConsentText {
    /// Its name: a hash of all of it.
    pub(super) fn id(&self) -> Vec<u8> {
        let parts = [&self.form, &self.version, &self.text].map(|part| format!("{}:{part}", part.len()));
        blake3::hash(parts.concat().as_bytes()).as_bytes().to_vec()
    }
}

impl SealedSubmission {
    /// Makes a checked submission ready. `is_held` says that somebody has to look at it first, whatever the honeypot said.
    pub fn seal(
        form: &Form,
        submission: &Submission,
        consent_text: String,
        is_held: bool,
        keys: &Keys,
    ) -> anyhow::Result<Self> {
        let now = Timestamp::now();
        let (id, person, key) = (SubmissionId(Uuid::new_v4()), PersonId(Uuid::new_v4()), PersonKey::generate());
        let is_held = is_held || submission.is_suspicious;
        let (coded, answers) = part_answers(form, submission);
        let sealed = key.seal(SealedSubmission::place(person), &serde_json::to_vec(&answers)?)?;
        let address = submission.email().map(|email| seal_address(email, &key, person, keys)).transpose()?;
        let hash = SubmissionHash::of(submission, &keys.index);
        let lookup = address.as_ref().map(|address| address.lookup);
        let event = submission.references.get("event").zip(Attendance::of(submission)).map(|(id, attendance)| {
            let applicant = Applicant { attendance, lookup, is_held, must_confirm: form.double_opt_in };
            AppliedEvent { id: id.clone(), applicant }
        });
        Ok(Self {
            id,
            person,
            form: submission.form.clone(),
            form_version: submission.form_version.clone(),
            received_at: now,
            is_held,
            origin: json!({ "references": submission.references, "attribution": submission.attribution }).to_string(),
            sealed,
            coded,
            address,
            key: keys.master.wrap(&key, person)?,
            consent: ConsentText {
                form: submission.form.clone(),
                version: submission.consent.version.clone(),
                text: consent_text,
            },
            repeat_keys: repeat_keys(submission, hash, now, &keys.index),
            hash,
            event,
        })
    }

    /// Where the answers of a person are kept encrypted.
    pub(super) fn place(person: PersonId) -> SealedPlace {
        SealedPlace { table: "submissions", column: "sealed", person }
    }
}

impl SealedAddress {
    /// Where an address is kept encrypted.
    pub fn place(person: PersonId) -> SealedPlace {
        SealedPlace { table: "person_addresses", column: "sealed", person }
    }
}

/// An address is found in small letters, whichever were typed; it is kept as typed.
fn seal_address(email: &str, key: &PersonKey, person: PersonId, keys: &Keys) -> anyhow::Result<SealedAddress> {
    let lookup = keys.index.hash("email", &[email.to_ascii_lowercase().as_bytes()]);
    Ok(SealedAddress { lookup, sealed: key.seal(SealedAddress::place(person), email.as_bytes())? })
}

/// The answers in two parts: those of the form's own choices, and all others.
fn part_answers(form: &Form, submission: &Submission) -> (Vec<(String, String)>, BTreeMap<String, Data>) {
    let (mut coded, mut others) = (Vec::new(), BTreeMap::new());
    for (name, answer) in &submission.answers {
        let is_coded = form.fields().any(|field| field.name == *name && field.is_coded());
        match answer {
            FormAnswer::Choice(value) if is_coded => coded.push((name.clone(), value.clone())),
            FormAnswer::Choices(values) if is_coded => {
                coded.extend(values.iter().map(|value| (name.clone(), value.clone())));
            }
            FormAnswer::Ticked if is_coded => coded.push((name.clone(), "yes".to_owned())),
            _ => {
                others.insert(name.clone(), answer.as_data());
            }
        }
    }
    (coded, others)
}
