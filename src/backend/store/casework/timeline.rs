//! Everything that happened with one person, each with its time: what they sent, what came of it, and what staff did.

use std::collections::BTreeMap;

use jiff::Timestamp;
use uuid::Uuid;

use super::{
    notes::NoteView,
    person_marks::{PhaseView, TagView},
    referrals::ReferralView,
    tasks::TaskView,
};
use crate::{
    intake::{PersonId, RegistrationState, SubmissionId, UploadId, cases::CaseId},
    store::{BookingView, MailState, MessageFacts, SeatPlace, StaffReason, UploadState},
};

/// Something that happened.
#[derive(Clone, Debug, PartialEq)]
pub struct TimelineEntry {
    /// When.
    pub at: Timestamp,
    /// The account that did it; `None` for the person and for the server itself.
    pub actor: Option<String>,
    /// What.
    pub kind: TimelineKind,
}

/// A file that somebody sent, as it is listed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SentFileView {
    /// The file.
    pub id: UploadId,
    /// The field that it was sent for.
    pub field: String,
    /// What it is called.
    pub name: String,
    /// How long it is.
    pub size_bytes: u64,
    /// What is known of it as far as viruses go.
    pub state: UploadState,
}

/// What happened.
#[derive(Clone, Debug, PartialEq)]
pub enum TimelineKind {
    /// They sent a form.
    Submission {
        /// What it is called.
        submission: SubmissionId,
        /// The form.
        form: String,
        /// The answers by the names of their fields, with those that were chosen.
        answers: BTreeMap<String, Vec<String>>,
        /// What it was sent for.
        references: BTreeMap<String, String>,
        /// The files that came with it.
        files: Vec<SentFileView>,
        /// Whether somebody has to look at it first.
        is_held: bool,
    },
    /// They registered for an event; how that stands now.
    Registration {
        /// The submission that it came of.
        submission: SubmissionId,
        /// What they registered for.
        place: SeatPlace,
        /// Where it is now, if that is somewhere else.
        moved_to: Option<SeatPlace>,
        /// What became of it.
        state: RegistrationState,
        /// When they were let in at the door.
        checked_in_at: Option<Timestamp>,
        /// When it begins, where that is still known.
        starts_at: Option<Timestamp>,
    },
    /// A registration was changed, by staff with why.
    SeatChange(StaffReason),
    /// They booked a time; how that stands now.
    Booking(BookingView),
    /// A mail to them.
    Mail {
        /// What it is called.
        mail: Uuid,
        /// The name of its template.
        kind: String,
        /// What became of it.
        state: MailState,
        /// When it is tried next, while it waits; else when that was.
        due_at: Timestamp,
    },
    /// Staff wrote to them.
    Message {
        /// Which message.
        message: Uuid,
        /// What it says, with placeholders.
        words: MessageFacts,
        /// What they are called in what was sent with the address that it went to; empty where no form has asked.
        reader: String,
        /// Whether it was to them alone.
        is_own: bool,
        /// What became of the mail; `None` if there is none any more, or none yet.
        state: Option<MailState>,
    },
    /// They agreed to something.
    ConsentGiven {
        /// The submission with which.
        submission: SubmissionId,
        /// The form that asked.
        form: String,
        /// The version of the text.
        version: String,
    },
    /// They took it back.
    ConsentWithdrawn {
        /// The submission with which they had agreed.
        submission: SubmissionId,
    },
    /// They were asked how it was.
    SurveyAsked {
        /// The form.
        form: String,
        /// What people call it.
        label: String,
        /// What it is about.
        occasion: String,
        /// Until when it may be answered.
        closes_at: Timestamp,
    },
    /// They answered; what they said is the submission.
    SurveyAnswered {
        /// The form.
        form: String,
        /// The submission that holds.
        submission: SubmissionId,
    },
    /// Somebody wrote a note.
    Note(NoteView),
    /// Something is to be done.
    TaskMade(TaskView),
    /// It was done.
    TaskDone(TaskView),
    /// They are in another phase.
    Phase(PhaseView),
    /// Somebody put a word on them that is still there.
    Tagged(TagView),
    /// A case began or went on.
    CaseStep {
        /// Which.
        case: CaseId,
        /// Its pipeline.
        pipeline: String,
        /// The status before; `None` if it began.
        from: Option<String>,
        /// The status from then on.
        to: String,
        /// What somebody wrote about it.
        note: Option<String>,
    },
    /// They were sent on to another office. Only counsellors read that.
    Referral(ReferralView),
    /// Another record turned out to be theirs, by an address that they confirmed.
    Joined {
        /// The record.
        record: PersonId,
    },
    /// Staff put them together with somebody.
    Merged {
        /// By what it can be undone.
        merge: Uuid,
        /// The one that stays.
        kept: PersonId,
        /// The one that was put to it.
        merged: PersonId,
        /// When it was undone.
        undone_at: Option<Timestamp>,
    },
    /// Something else that the audit log tells.
    Change {
        /// What was done, as `registration.changed`.
        action: String,
        /// The row that it was done to.
        subject: Option<Uuid>,
    },
}
