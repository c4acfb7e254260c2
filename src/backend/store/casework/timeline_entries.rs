//! Rows of one person as entries of a timeline.

use std::collections::BTreeMap;

use anyhow::Context;
use jiff::Timestamp;
use serde_json::Value;
use uuid::Uuid;

use super::{
    notes::NoteView,
    person_marks::{PhaseView, TagView},
    person_rows::RecordRows,
    referrals::ReferralView,
    sealed_text::WrittenIn,
    submission_rows::SubmissionRows,
    tasks::TaskView,
    timeline::{SentFileView, TimelineEntry, TimelineKind},
};
use crate::{
    intake::{Attendance, PersonId, RegistrationState, SubmissionId, UploadId, cases::CaseId},
    store::{
        BookingView, MailState, MessageEvent, MessageFacts, SeatPlace, StaffReason, UploadState,
        entities::{audit_record, message_recipient, outbox_mail, registration, registration_reason},
        event_day::open_reason,
        event_rows::seats_of,
        messages::open_words,
        persons::{RecordKeys, read_answers, texts_in, texts_of},
        upload_rows::place,
    },
};

/// What the audit log tells of what has an entry of its own.
const TOLD_ELSEWHERE: [&str; 23] = [
    "address.read",
    "case.mailed",
    "case.moved",
    "case.opened",
    "consent.withdrawn",
    "message.deleted",
    "message.edited",
    "message.previewed",
    "message.queued",
    "message.started",
    "message.written",
    "note.added",
    "note.history",
    "person.exported",
    "person.joined",
    "person.merged",
    "person.phase",
    "person.tagged",
    "referral.added",
    "survey.invited",
    "task.added",
    "task.done",
    "task.planned",
];

/// The field of forms that says what somebody is called.
const NAME_FIELD: &str = "name";

/// Who does what is nobody's account.
const NOBODY: [&str; 2] = ["visitor", "system"];

/// The rows of one person, with what opens them.
pub(super) struct TimelineSources<'a> {
    pub records: &'a RecordRows,
    pub sent: &'a SubmissionRows,
    pub keys: &'a RecordKeys,
}

/// Entries as they are found.
#[derive(Default)]
struct FoundEntries(Vec<TimelineEntry>);

impl FoundEntries {
    fn add(&mut self, at: i64, actor: Option<&str>, kind: TimelineKind) -> anyhow::Result<()> {
        let actor = actor.filter(|actor| !NOBODY.contains(actor)).map(str::to_owned);
        self.0.push(TimelineEntry { at: Timestamp::from_millisecond(at)?, actor, kind });
        Ok(())
    }
}

impl TimelineSources<'_> {
    /// All entries, newest first; of those at one moment, what came of another one stands above it.
    pub fn entries(&self) -> anyhow::Result<Vec<TimelineEntry>> {
        let mut found = FoundEntries::default();
        self.add_submissions(&mut found)?;
        self.add_consents(&mut found)?;
        self.add_registrations(&mut found)?;
        self.add_mails(&mut found)?;
        self.add_messages(&mut found)?;
        self.add_surveys(&mut found)?;
        self.add_joins(&mut found)?;
        self.add_cases(&mut found)?;
        self.add_marks(&mut found)?;
        self.add_changes(&mut found)?;
        let mut entries = found.0;
        entries.reverse();
        entries.sort_by_key(|entry| std::cmp::Reverse(entry.at));
        Ok(entries)
    }

    fn add_submissions(&self, found: &mut FoundEntries) -> anyhow::Result<()> {
        for row in &self.records.submissions {
            let mut answers: BTreeMap<String, Vec<String>> = BTreeMap::new();
            for (name, value) in read_answers(row, self.keys)?.unwrap_or_default() {
                answers.insert(name, texts_of(&value));
            }
            for answer in self.sent.answers.iter().filter(|answer| answer.submission_id == row.id) {
                answers.entry(answer.field.clone()).or_default().push(answer.value.clone());
            }
            let origin: Value = serde_json::from_str(&row.origin)?;
            let kind = TimelineKind::Submission {
                submission: SubmissionId(row.id),
                form: row.form.clone(),
                answers,
                references: texts_in(&origin, "references"),
                files: self.files(row.id)?,
                is_held: row.is_held,
            };
            found.add(row.received_at, None, kind)?;
        }
        Ok(())
    }

    /// The files that came with a submission; those whose key is gone nobody reads.
    fn files(&self, submission: Uuid) -> anyhow::Result<Vec<SentFileView>> {
        let mut files = Vec::new();
        for row in self.sent.uploads.iter().filter(|row| row.submission_id == submission) {
            let record = PersonId(row.person_id);
            let Some(key) = self.keys.of(record) else { continue };
            let told: Value = serde_json::from_slice(&key.open(place(record), &row.sealed)?)?;
            files.push(SentFileView {
                id: UploadId(row.id),
                field: row.field.clone(),
                name: told.get("name").and_then(Value::as_str).unwrap_or_default().to_owned(),
                size_bytes: u64::try_from(row.size_bytes)?,
                state: UploadState::parse(&row.state).context("a state of a file is unknown")?,
            });
        }
        Ok(files)
    }

    fn add_consents(&self, found: &mut FoundEntries) -> anyhow::Result<()> {
        for row in &self.sent.consents {
            let submission = SubmissionId(row.submission_id);
            let text = self.sent.consent_texts.iter().find(|text| text.id == row.text_id);
            let (form, version) = text.map(|text| (text.form.clone(), text.version.clone())).unwrap_or_default();
            found.add(row.given_at, None, TimelineKind::ConsentGiven { submission, form, version })?;
            if let Some(withdrawn_at) = row.withdrawn_at {
                found.add(withdrawn_at, None, TimelineKind::ConsentWithdrawn { submission })?;
            }
        }
        Ok(())
    }

    fn add_registrations(&self, found: &mut FoundEntries) -> anyhow::Result<()> {
        for row in &self.sent.registrations {
            let now = self.place_of(row)?;
            let mut changes = Vec::new();
            for reason in self.sent.reasons.iter().filter(|reason| reason.registration_id == row.id) {
                changes.extend(self.reason(reason)?);
            }
            changes.sort_by_key(|change| change.at);
            let first = changes.iter().find_map(|change| change.from.clone());
            let place = first.unwrap_or_else(|| now.clone());
            let kind = TimelineKind::Registration {
                submission: SubmissionId(row.submission_id),
                moved_to: (place != now).then_some(now),
                place,
                state: RegistrationState::parse(&row.state).context("a state of a registration is unknown")?,
                checked_in_at: self.checked_in_at(row.id)?,
                starts_at: self.starts_at(&row.event_id)?,
            };
            found.add(row.created_at, None, kind)?;
            for change in changes {
                let (at, by) = (change.at.as_millisecond(), change.by.clone());
                found.add(at, Some(&by), TimelineKind::SeatChange(change))?;
            }
        }
        for row in &self.sent.bookings {
            found.add(row.created_at, None, TimelineKind::Booking(BookingView::of(row)?))?;
        }
        Ok(())
    }

    fn checked_in_at(&self, registration: Uuid) -> anyhow::Result<Option<Timestamp>> {
        let came = self.sent.attendances.iter().find(|row| row.registration_id == registration);
        let at = came.filter(|row| row.undone_at.is_none()).map(|row| row.checked_in_at);
        Ok(at.map(Timestamp::from_millisecond).transpose()?)
    }

    fn starts_at(&self, event: &str) -> anyhow::Result<Option<Timestamp>> {
        let event = self.sent.events.iter().find(|known| known.id == event);
        Ok(event.map(|event| Timestamp::from_millisecond(event.starts_at)).transpose()?)
    }

    fn place_of(&self, row: &registration::Model) -> anyhow::Result<SeatPlace> {
        let event = self.sent.events.iter().find(|event| event.id == row.event_id);
        Ok(SeatPlace {
            event: row.event_id.clone(),
            title: event.map(|event| event.title.clone()).unwrap_or_default(),
            attendance: Attendance::parse(&row.attendance).context("an attendance is unknown")?,
            seats: seats_of(row.seats)?,
        })
    }

    fn reason(&self, row: &registration_reason::Model) -> anyhow::Result<Option<StaffReason>> {
        let titles = self.sent.events.iter().map(|event| (event.id.clone(), event.title.clone())).collect();
        open_reason(row, &titles, self.keys)
    }

    fn add_mails(&self, found: &mut FoundEntries) -> anyhow::Result<()> {
        let is_message = |mail: Uuid| self.records.readers.iter().any(|reader| reader.mail_id == Some(mail));
        for row in self.sent.mails.iter().filter(|row| !is_message(row.id)) {
            let kind = TimelineKind::Mail {
                mail: row.id,
                kind: row.kind.clone(),
                state: MailState::of_name(&row.state).with_context(|| format!("a mail cannot be {}", row.state))?,
                due_at: Timestamp::from_millisecond(row.due_at)?,
            };
            found.add(row.created_at, None, kind)?;
        }
        Ok(())
    }

    fn add_messages(&self, found: &mut FoundEntries) -> anyhow::Result<()> {
        for reader in &self.records.readers {
            let (Some(queued_at), Some(mail)) = (reader.queued_at, reader.mail_id) else { continue };
            let Some(row) = self.sent.messages.iter().find(|row| row.id == reader.message_id) else { continue };
            let Some((subject, text)) = open_words(row, self.keys)? else { continue };
            let mail = self.sent.mails.iter().find(|row| row.id == mail);
            let event = self.sent.events.iter().find(|event| Some(&event.id) == row.event_id.as_ref());
            let event = event.map(MessageEvent::of).transpose()?;
            let kind = TimelineKind::Message {
                message: row.id,
                words: MessageFacts { subject, text, event, is_trial: false },
                reader: self.reader_name(reader, mail)?,
                is_own: row.record_id.is_some(),
                state: mail.and_then(|mail| MailState::of_name(&mail.state)),
            };
            found.add(queued_at, Some(&row.account), kind)?;
        }
        Ok(())
    }

    /// What somebody was called when a message went to them: in what its mail is about, or in the last that they had sent from there.
    fn reader_name(
        &self,
        reader: &message_recipient::Model,
        mail: Option<&outbox_mail::Model>,
    ) -> anyhow::Result<String> {
        let sent = &self.records.submissions;
        let about = mail.and_then(|mail| sent.iter().find(|row| row.id == mail.submission_id));
        let own = || sent.iter().filter(|row| row.person_id == reader.record_id).max_by_key(|row| row.received_at);
        let Some(row) = about.or_else(own) else { return Ok(String::new()) };
        let answers = read_answers(row, self.keys)?.unwrap_or_default();
        Ok(answers.get(NAME_FIELD).and_then(Value::as_str).unwrap_or_default().to_owned())
    }

    fn add_surveys(&self, found: &mut FoundEntries) -> anyhow::Result<()> {
        for row in &self.records.invitations {
            let kind = TimelineKind::SurveyAsked {
                form: row.form.clone(),
                label: row.label.clone(),
                occasion: row.occasion.clone(),
                closes_at: Timestamp::from_millisecond(row.closes_at)?,
            };
            found.add(row.invited_at, None, kind)?;
            for answer in self.sent.responses.iter().filter(|answer| answer.invitation_id == row.id) {
                let submission = SubmissionId(answer.submission_id);
                let kind = TimelineKind::SurveyAnswered { form: row.form.clone(), submission };
                found.add(answer.answered_at, None, kind)?;
            }
        }
        Ok(())
    }

    fn add_joins(&self, found: &mut FoundEntries) -> anyhow::Result<()> {
        // Those that staff made are told as merges, as long as these are remembered.
        let merges = &self.records.merges;
        let is_merge = |record| merges.iter().any(|merge| merge.merged_id == record && merge.undone_at.is_none());
        for row in self.records.joins.iter().filter(|row| !is_merge(row.record_id)) {
            found.add(row.joined_at, None, TimelineKind::Joined { record: PersonId(row.record_id) })?;
        }
        for row in merges {
            let kind = TimelineKind::Merged {
                merge: row.id,
                kept: PersonId(row.kept_id),
                merged: PersonId(row.merged_id),
                undone_at: row.undone_at.map(Timestamp::from_millisecond).transpose()?,
            };
            found.add(row.merged_at, Some(&row.actor), kind)?;
        }
        Ok(())
    }

    fn add_cases(&self, found: &mut FoundEntries) -> anyhow::Result<()> {
        for row in &self.records.case_changes {
            let case = self.records.cases.iter().find(|case| case.id == row.case_id);
            let sealed = row.sealed.as_ref();
            let note = sealed.map(|sealed| WrittenIn::CaseChange.open(sealed, PersonId(row.record_id), self.keys));
            let kind = TimelineKind::CaseStep {
                case: CaseId(row.case_id),
                pipeline: case.map(|case| case.pipeline.clone()).unwrap_or_default(),
                from: row.from_status.clone(),
                to: row.to_status.clone(),
                note: note.transpose()?.flatten(),
            };
            found.add(row.at, Some(&row.actor), kind)?;
        }
        for row in &self.records.tasks {
            let Some(task) = TaskView::open(row, self.keys)? else { continue };
            if let Some(done_at) = row.done_at {
                found.add(done_at, row.done_by.as_deref(), TimelineKind::TaskDone(task.clone()))?;
            }
            found.add(row.made_at, Some(&row.made_by), TimelineKind::TaskMade(task))?;
        }
        Ok(())
    }

    fn add_marks(&self, found: &mut FoundEntries) -> anyhow::Result<()> {
        for row in &self.records.notes {
            if let Some(note) = NoteView::open(row, self.keys)? {
                found.add(row.at, Some(&row.author), TimelineKind::Note(note))?;
            }
        }
        for row in &self.records.phases {
            found.add(row.since, Some(&row.actor), TimelineKind::Phase(PhaseView::of(row)?))?;
        }
        for row in &self.records.tags {
            found.add(row.at, Some(&row.actor), TimelineKind::Tagged(TagView::of(row)?))?;
        }
        for row in &self.records.referrals {
            let referral = ReferralView::open(row, self.keys)?;
            found.add(row.at, Some(&row.actor), TimelineKind::Referral(referral))?;
        }
        Ok(())
    }

    fn add_changes(&self, found: &mut FoundEntries) -> anyhow::Result<()> {
        for row in self.records.audit.iter().filter(|row| self.is_shown(row)) {
            let kind = TimelineKind::Change { action: row.action.clone(), subject: row.subject };
            found.add(row.at, Some(&row.actor), kind)?;
        }
        Ok(())
    }

    /// Whether what the audit log tells has no entry of its own, and is not about something that this account does not see.
    fn is_shown(&self, row: &audit_record::Model) -> bool {
        let is_read = match row.action.split('.').next() {
            Some("note") => self.records.notes.iter().any(|note| Some(note.id) == row.subject),
            Some("referral") => self.records.referrals.iter().any(|referral| Some(referral.id) == row.subject),
            _ => true,
        };
        let is_told = |reason: &registration_reason::Model| {
            Some(reason.registration_id) == row.subject && reason.action == row.action && reason.at == row.at
        };
        is_read && !self.sent.reasons.iter().any(is_told) && !TOLD_ELSEWHERE.contains(&row.action.as_str())
    }
}
