//! A submission made ready to be written: what says who somebody is is encrypted with a key of their own, what is to be
//! found is hashed, what is counted stays in clear. This is the work of the task that received it; the writer only writes.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::json;
use tsubame_model::{
    schema::{Form, FormAnswer, Submission},
    source::Data,
};

use super::{
    Keys, PersonKey, SealedPlace, SlotRequest, TalkWishes, WrappedKey,
    entities::upload,
    row_id::{new_row_id, row_id_at},
    slot_request::{AppliedSlot, RowHead},
};
use crate::intake::{
    Applicant, Attendance, CONFIRM_HOURS, Digest, HashKey, LimitKey, PersonId, RepeatKey, SpentProof, SubmissionHash,
    SubmissionId, Suspicion, repeat_keys,
};

/// The field of forms in which somebody asks for newsletters, by whichever of its choices.
pub(super) const NEWS_FIELD: &str = "news";

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
    /// Why it is held, in the order in which that was found.
    pub(super) suspicions: Vec<Suspicion>,
    /// What it is counted under.
    pub(super) counted: Option<LimitKey>,
    /// What its sender did for it.
    pub(super) proof: Option<SpentProof>,
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
    pub(super) slot: Option<AppliedSlot>,
    /// The companies that its sender wants to talk with at the event.
    pub(super) talks: Option<TalkWishes>,
    /// For how many hours it waits to be confirmed, if its form wants that and it gets neither a seat nor a time.
    pub(super) confirm_hours: Option<u32>,
    /// Within how many hours staff are to answer it, if its form asks a question of them.
    pub(super) answer_hours: Option<u32>,
    /// The files that came with it.
    pub(super) uploads: Vec<upload::Model>,
    /// How many bytes of files its address may send within a day.
    pub(super) upload_quota: Option<u64>,
}

/// An address that can be found, and read with its person's key.
#[derive(Clone, Debug)]
pub(super) struct SealedAddress {
    pub lookup: Digest,
    pub sealed: Vec<u8>,
}

/// What is said of a submission beside what was sent.
struct SubmissionReceipt {
    id: SubmissionId,
    person: PersonId,
    consent_text: String,
    is_held: bool,
    at: Timestamp,
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
    /// Makes a checked submission ready. `is_held` says that nobody knows which page has sent it, so somebody has to look at
    /// it first; so does a honeypot that was filled in.
    pub fn seal(
        form: &Form,
        submission: &Submission,
        consent_text: String,
        is_held: bool,
        keys: &Keys,
    ) -> anyhow::Result<Self> {
        let (id, person) = (SubmissionId(new_row_id()), PersonId(new_row_id()));
        let receipt = SubmissionReceipt { id, person, consent_text, is_held, at: Timestamp::now() };
        Self::seal_received(form, submission, receipt, keys)
    }

    /// The same as if it had been sent at that time, which its ids say too.
    pub fn seal_at(
        form: &Form,
        submission: &Submission,
        consent_text: String,
        keys: &Keys,
        at: Timestamp,
    ) -> anyhow::Result<Self> {
        let (id, person) = (SubmissionId(row_id_at(at)), PersonId(row_id_at(at)));
        let receipt = SubmissionReceipt { id, person, consent_text, is_held: false, at };
        Self::seal_received(form, submission, receipt, keys)
    }

    fn seal_received(
        form: &Form,
        submission: &Submission,
        receipt: SubmissionReceipt,
        keys: &Keys,
    ) -> anyhow::Result<Self> {
        let SubmissionReceipt { id, person, consent_text, is_held, at: now } = receipt;
        let key = PersonKey::generate();
        let (coded, answers) = part_answers(form, submission);
        let sealed = key.seal(SealedSubmission::place(person), &serde_json::to_vec(&answers)?)?;
        let address = submission.email().map(|email| seal_address(email, &key, person, keys)).transpose()?;
        let hash = SubmissionHash::of(submission, &keys.index);
        let lookup = address.as_ref().map(|address| address.lookup);
        let confirm_hours = lookup.filter(|_| form.double_opt_in).map(|_| CONFIRM_HOURS);
        let occasion = ["event", "programme"].iter().find_map(|name| submission.references.get(*name));
        let event = occasion.zip(Attendance::of(submission)).map(|(id, attendance)| {
            let (must_confirm, seats) = (form.double_opt_in, form.seats_asked(submission));
            let applicant = Applicant { attendance, lookup, is_held: false, must_confirm, seats };
            AppliedEvent { id: id.clone(), applicant }
        });
        let mut made = Self {
            id,
            person,
            form: submission.form.clone(),
            form_version: submission.form_version.clone(),
            received_at: now,
            is_held: false,
            suspicions: Vec::new(),
            counted: None,
            proof: None,
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
            slot: None,
            talks: None,
            confirm_hours,
            answer_hours: form.answer_hours,
            uploads: Vec::new(),
            upload_quota: None,
        };
        let found = [(is_held, Suspicion::Origin), (submission.is_suspicious, Suspicion::Trap)];
        for (_, suspicion) in found.into_iter().filter(|(is_found, _)| *is_found) {
            made.hold(suspicion);
        }
        Ok(made)
    }

    /// Whether a mail asks its sender to confirm it.
    pub fn has_to_be_confirmed(&self) -> bool {
        self.confirm_hours.is_some()
    }

    /// Has somebody look at it first.
    pub fn hold(&mut self, suspicion: Suspicion) {
        self.is_held = true;
        self.suspicions.push(suspicion);
        if let Some(event) = &mut self.event {
            event.applicant.is_held = true;
        }
    }

    /// Says what it was counted under, and what its sender did to get past the limit.
    pub fn set_limit(&mut self, counted: LimitKey, proof: Option<SpentProof>) {
        (self.counted, self.proof) = (Some(counted), proof);
    }

    /// Says how long it waits to be confirmed, if it has to be.
    pub fn set_confirm_hours(&mut self, hours: u32) {
        self.confirm_hours = self.confirm_hours.map(|_| hours);
    }

    /// Adds a wish for a time.
    pub fn with_slot(mut self, request: SlotRequest, keys: &Keys) -> anyhow::Result<Self> {
        let key = keys.master.unwrap(&self.key, self.person)?;
        let lookup = self.address.as_ref().map(|address| address.lookup);
        self.slot = Some(AppliedSlot::new(request, self.person, &key, lookup)?);
        Ok(self)
    }

    /// Adds wishes for talks at the event.
    #[must_use]
    pub fn with_talks(mut self, talks: TalkWishes) -> Self {
        self.talks = Some(talks).filter(|talks| !talks.companies.is_empty());
        self
    }

    /// What a booking that comes of it begins with.
    pub(super) fn row_head(&self) -> RowHead {
        RowHead { person: self.person, submission: self.id, is_held: self.is_held, received_at: self.received_at }
    }

    /// Whether somebody asks for newsletters, who must then say that the address is theirs.
    pub(super) fn wants_news(&self) -> bool {
        !self.is_held && self.address.is_some() && self.coded.iter().any(|(field, _)| field == NEWS_FIELD)
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
pub(super) fn seal_address(
    email: &str,
    key: &PersonKey,
    person: PersonId,
    keys: &Keys,
) -> anyhow::Result<SealedAddress> {
    let lookup = email_lookup(email, &keys.index);
    Ok(SealedAddress { lookup, sealed: key.seal(SealedAddress::place(person), email.as_bytes())? })
}

/// The hash by which an address is found.
pub(super) fn email_lookup(email: &str, index: &HashKey) -> Digest {
    index.hash("email", &[email.to_ascii_lowercase().as_bytes()])
}

/// The answers in two parts: those of the form's own choices, and all others.
pub(super) fn part_answers(form: &Form, submission: &Submission) -> (Vec<(String, String)>, BTreeMap<String, Data>) {
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
