//! What is kept: the database, its keys, and the one writer that everything durable goes through.
//!
//! | file | holds |
//! |---|---|
//! | `entities`, `migrations` | the tables, as types and as they come to be |
//! | `cipher` | what is encrypted under which key |
//! | `keys`, `key_file` | all secrets of a programme, and the file that holds them |
//! | `sealed_submission` | a submission made ready to be written: checked, encrypted, hashed |
//! | `event_rows`, `waiting_counts`, `event_facts` | an event under its lock, who waits for it, and what the content says of it |
//! | `event_update`, `event_changes`, `event_before`, `resettlement` | what the content says comes in; what touches people waits for staff |
//! | `seat_offers`, `series_dates`, `series_move`, `reminders` | what is free is offered; another date is taken; who comes is reminded once |
//! | `subscriptions`, `newsletters`, `newsletter_facts` | who wants newsletters, who left, and what is written to them |
//! | `file_cipher` | files, encrypted piece by piece |
//! | `upload_rows`, `upload_store` | files that came with submissions, as rows |
//! | `file_scans` | looking for viruses in files, whichever table they are rows of |
//! | `limit_counts`, `limit_store`, `spent_proofs` | how much was taken of one sender, and what they did for more |
//! | `fair` | talks at the tables of fairs: wished for, given, looked after, followed up |
//! | `event_day` | who comes, who came, and what staff change by hand |
//! | `held_submissions` | what waits for somebody to look at it, and its release |
//! | `incidents` | when a person had to look after the server |
//! | `data_incidents` | what happened to personal data, whom it touched, who was told |
//! | `organisations` | companies, towns and partners of the programmes |
//! | `api_tokens` | by what programs come in, and what they ask for again |
//! | `approvals` | what the city approves, in fixed versions with their files |
//! | `office_records` | meetings, days, accounts elsewhere, what is handed over |
//! | `own_keys`, `programme_filter` | keys of what belongs to no person; what belongs to programmes |
//! | `mail_facts` | what a mail is about, decrypted when it is written |
//! | `mails`, `outbox_queue`, `outbox_store`, `wanted_mails` | mails that wait to be sent, how they are claimed, and whether they still hold |
//! | `outbox_listing`, `mail_tries`, `mail_decisions` | the same for whoever looks at them, with every try; what staff do with them |
//! | `outbox_readers` | whom those are for, and what they are about |
//! | `webhooks` | what other programs are told of what happens |
//! | `messages` | what staff write to people, a few mails at a time |
//! | `address_changes` | addresses that turn out to take no mail, and those put in their place |
//! | `unconfirmed` | submissions without a seat that wait for the button of a mail |
//! | `attempts`, `reception` | what is a repeat of what, and what senders are told |
//! | `batch`, `batch_bookings` | one transaction for many submissions |
//! | `survey_rows`, `survey_invites`, `survey_answers`, `incentives` | who is asked what, what they answer, what they are thanked with |
//! | `seat_counts` | seats that are left, from memory |
//! | `persons` | whose an address is, which records are one person's, and how it ends |
//! | `personal_dealings` | what came of what somebody sent, for whoever asks what is kept of them |
//! | `person_store` | the same as handlers and staff ask for it, and the table of an event; what is read is noted in the audit log |
//! | `search` | persons are found, by the index that follows what comes in |
//! | `registrations_table`, `data_table` | who comes to an event, as a table; tables that are taken away |
//! | `list_exports` | which lists staff took away, and why |
//! | `casework` | what staff know of people: cases, notes, tasks; one person on one line of time |
//! | `outbox_stops` | whether mails are sent at all |
//! | `figures`, `operator_queries` | what is measured; what operators and staff ask of the store |
//! | `registration_change` | one registration confirmed, given back or over, and who moves up |
//! | `slot_request`, `slot_rows` | a wish for a time, and time that is taken, under its lock |
//! | `booking_change`, `booking_view`, `booking_writer`, `booking_store` | bookings changed, how they stand, and both as others see it |
//! | `booking_mails`, `booking_facts` | the mails that tell of a booking, and what they tell |
//! | `booking_reasons`, `host_time_rows` | why staff changed one; who is away, or there beside their hours |
//! | `booking_desk` | talks and their hosts as staff look after them |
//! | `question_rows`, `questions` | what staff have to answer, and that they did |
//! | `survey_desk` | what surveys were answered with, in numbers and in words |
//! | `writer`, `store_change`, `work_log` | the queue in front of it; changes that it makes without knowing them, and what they leave to it |
//! | `write_error` | why something was not written |
//! | `audit`, `audit_heads`, `audit_verify`, `audit_store` | the chain of what was done; the ends of chains, kept elsewhere; looking at all of it |
//! | `audit_listing` | the same for whoever may read it |
//! | `office_scope` | whose something is, for pages whose addresses anybody could change |
//! | `audited_commands` | what operators' commands write beside a server |
//! | `recovery`, `backup` | files that a key of people opens, and backups in them: written, restored, tried |
//! | `backup_runs` | when that was |
//! | `setting_overrides`, `template_versions` | what staff set in the place of what files say |
//! | `s3` | buckets in which backups and files lie |
//! | `staff` | accounts of staff: invited, signed in, reset |
//! | `rotation` | a new master key |
//! | `database`, `log_writeback` | opening SQLite or PostgreSQL; SQLite's log written back beside the writer |
//! | `row_id`, `row_insert` | ids whose rows lie together; many rows in one statement, many statements in one call |
//!
//! Nothing here decides who gets a seat or what is a repeat: that is `intake`, which knows no database.

mod address_changes;
mod api_tokens;
mod approvals;
mod attempts;
mod audit;
mod audit_heads;
mod audit_listing;
mod audit_store;
mod audit_verify;
mod audited_commands;
mod backup;
mod backup_runs;
mod batch;
mod batch_bookings;
mod batch_guard;
mod batch_transaction;
mod booking_change;
mod booking_desk;
mod booking_facts;
mod booking_mails;
mod booking_reasons;
mod booking_store;
mod booking_view;
mod booking_writer;
mod casework;
mod cipher;
mod data_incidents;
mod data_table;
mod database;
mod entities;
mod event_before;
mod event_changes;
mod event_day;
mod event_facts;
mod event_rows;
mod event_update;
mod fair;
mod figures;
mod file_cipher;
mod file_scans;
mod held_submissions;
mod host_time_rows;
mod incentives;
mod incidents;
mod joined_reads;
mod key_file;
mod keys;
mod limit_counts;
mod limit_store;
mod list_exports;
mod log_writeback;
mod lost_race;
mod mail_decisions;
mod mail_facts;
mod mail_tries;
mod mails;
mod messages;
mod migrations;
mod newsletter_facts;
mod newsletters;
mod office_records;
mod office_scope;
mod one_core;
mod operator_queries;
mod organisations;
mod outbox_listing;
mod outbox_queue;
mod outbox_readers;
mod outbox_stops;
mod outbox_store;
mod own_keys;
mod person_store;
mod personal_dealings;
mod persons;
mod programme_filter;
mod question_rows;
mod questions;
mod reception;
mod recovery;
mod registration_change;
mod registrations_table;
mod reminders;
mod resettlement;
mod rotation;
mod row_id;
mod row_insert;
mod s3;
mod sealed_submission;
mod search;
mod seat_counts;
mod seat_offers;
mod series_dates;
mod series_move;
mod setting_overrides;
mod slot_request;
mod slot_rows;
mod spent_proofs;
mod staff;
mod store_change;
mod subscriptions;
mod survey_answers;
mod survey_desk;
mod survey_invites;
mod survey_rows;
mod template_versions;
mod unconfirmed;
mod upload_rows;
mod upload_store;
mod waiting_counts;
mod wanted_mails;
mod webhooks;
mod work_log;
mod write_error;
mod writer;

pub use address_changes::{AddressCorrection, ReportEffect, ReportVerdict};
pub use api_tokens::{
    ApiRequestKey, ApiTokenOutcome, ApiTokenView, ApiTokenVisit, MadeApiToken, OnceOutcome, RevokeOutcome,
};
pub use approvals::{
    ApprovalDecided, ApprovalDecision, ApprovalFile, ApprovalPage, ApprovalRequest, ApprovalStanding, ApprovalVersion,
    ApprovalView, AskRefusal, DecisionOutcome, NewVersion, SentApprovalFile, VersionFiles, VersionOutcome,
};
pub use audit_heads::ChainHead;
pub use audit_listing::{AuditFilter, AuditRow};
pub use audit_verify::{AuditVerdict, verify_audit_log};
pub use backup::{
    BackupFile, BackupPlace, BackupPlaces, BackupReport, KeyringCopies, KeyringRefresh, RestoreReport, RestoreSources,
    RestoreTerms, erase_keys, restore, try_restore, write_backup,
};
pub use backup_runs::BackupTimes;
pub use booking_change::BookingOutcome;
pub use booking_desk::{
    AddedHostTime, BookingCounts, BookingLine, BookingRecord, HostAddress, HostTimeView, MarkOutcome, NewHostTime,
};
pub use booking_facts::BookingFacts;
pub use booking_reasons::BookingHand;
pub use booking_store::JoinAddressError;
pub use booking_view::BookingView;
pub use casework::{
    CaseCount, CaseFilter, CaseList, CaseListing, CaseMailFacts, CaseMailWords, CaseMove, CaseOrder, CaseOutcome,
    CaseRules, CaseView, ConsultationAspects, ConsultationCount, ContactAddress, DueFilter, EarlierNote, EndFilter,
    FollowUpAnswer, ListedCase, ListedTask, NewCase, NewNote, NewReferral, NewTask, NoteEdit, NoteOutcome, NoteView,
    OwnerFilter, PersonPage, PhaseView, ReferralCount, ReferralView, SentFileView, TagView, TaskListing, TaskOwner,
    TaskTitle, TaskView, TimelineEntry, TimelineKind,
};
pub use cipher::{MasterKeySource, MasterKeys, PersonKey, SealedPlace, WrappedKey};
pub use data_incidents::{
    AuditSelection, CloseOutcome, DataIncidentContent, DataIncidentEdit, DataIncidentPage, DataIncidentView, DutyMark,
    DutyView, EarlierIncident, IncidentOutcome, TouchedCount, TouchedPerson,
};
pub use data_table::{DataTable, TableCell};
pub use database::{DatabaseLocation, Databases};
pub use event_before::EventBefore;
pub use event_changes::{ConfirmedEventChange, PendingEventChange};
pub use event_day::{
    AnswerCount, Attendee, AttendeeAudience, AttendeeKey, AttendeeOrder, Attendees, CancelledBy, CheckIn,
    CheckInOutcome, CheckedAt, CheckedIn, EventDay, EventDays, EventFigures, HandChangeRequest, HandOutcome, HeadCount,
    PlaceCount, PrintedBadge, SeatPlace, StaffReason, UndoneCheckIn, UndoneOutcome, WalkIn, WalkInOutcome,
};
pub use event_facts::EventFacts;
pub use fair::{
    DeskTalk, DeskVisitor, FairCounts, FairDesk, FairFollowUp, FairTalkOutcome, FairTalkView, FairVisit,
    FollowUpReason, NewFairTalk, TablePlanFacts, TalkHand, TalkMove, TalkWishes, UnmatchedPair,
};
pub use figures::{StoreFigures, WriterMeasures};
pub use file_cipher::{FileDecryptor, FileEncryptor, FileKey, PIECE_BYTES};
pub use file_scans::ScanOutcome;
pub use held_submissions::{HeldSubmission, ReleaseOutcome};
pub use incentives::GrantedIncentive;
pub use incidents::{Incident, SeenAlarm};
pub use key_file::KeyFile;
pub use keys::Keys;
pub use limit_counts::LimitReached;
pub use list_exports::{ListExport, NewListExport};
pub use mail_decisions::{GiveUpCause, MailTry};
pub use mail_facts::{MailFacts, RegistrationFacts};
pub use mails::MailState;
pub use messages::{
    MessageCounts, MessageDraft, MessageEdit, MessageEvent, MessageFacts, MessageOutcome, MessagePlan, MessageTarget,
    MessageView, SendRefusal,
};
pub use newsletter_facts::NewsletterFacts;
pub use newsletters::{NewsletterDraft, NewsletterSegment};
pub use office_records::{
    EarlierRecord, NewOfficeRecord, OfficeRecordContent, OfficeRecordEdit, OfficeRecordView, RecordOutcome,
};
pub use organisations::{
    GivenAdvice, NewAdvice, NewOrganisationInvitation, NextAction, OrganisationContact, OrganisationEdit,
    OrganisationFacts, OrganisationInvitation, OrganisationMove, OrganisationOutcome, OrganisationPage,
    OrganisationRules, OrganisationStep, OrganisationView, WonMonth, won_by_month,
};
pub use outbox_listing::{OutboxEntry, OutboxFilter, OutboxPage, OutboxRow};
pub use outbox_queue::{ClaimedMail, MailOutcome};
pub use outbox_readers::MailAbout;
pub use personal_dealings::{PersonalDealings, ToldCase, ToldMessage};
pub use persons::{
    AnswerTerm, ErasedPerson, KeptConsent, KeptSubmission, KeptUpload, MergeOutcome, NoticeKind, OverTerm,
    PersonNotice, PersonalData, SimilarPersons, UndoOutcome,
};
pub use programme_filter::ProgrammeOwner;
pub use questions::{AnsweredBy, QuestionView};
pub use reception::{Reception, SeatReceipt};
pub use recovery::{AgeFault, RecoveryKey, RecoveryRecipient};
pub use registration_change::RegistrationView;
pub use registrations_table::EventFormColumns;
pub use rotation::{count_old_wrappings, rotate_master_key};
pub use s3::{Bucket, BucketAccess, BucketVersions, ObjectWriter, OpenBucket, is_bucket_name, is_bucket_prefix};
pub use sealed_submission::{ConsentText, SealedSubmission};
pub use search::{
    FacetCount, FoundPage, FoundPerson, PersonCount, PersonOrder, PersonSearch, PersonSegment, ReaderSearch,
    SegmentQuery,
};
pub use seat_counts::{EventSeats, SeatCount};
pub use series_move::{OtherDate, SeriesMoveOutcome};
pub use setting_overrides::{SettingOutcome, SettingView, WordsMark};
pub use slot_request::SlotRequest;
pub use staff::{
    AcceptFault, AcceptOutcome, AccountChangeOutcome, AccountMailFacts, AccountView, DEMO_MAIL_HOST,
    InvitationAcceptance, InvitationKind, InvitationMail, InvitationView, InviteOutcome, NewAccount, NewPasskey,
    NewSession, OPERATOR, OwnerProof, PasskeyAddition, PasskeyAsked, PasskeyAttempt, PasskeySignIn, PasskeyStart,
    PasskeyView, RelyingParty, ResetOutcome, SecretToken, SessionView, SignInAttempt, SignInOutcome, StaffSession,
    fresh_totp_secret, is_demo_mail,
};
pub use subscriptions::SubscriptionEnd;
pub use survey_answers::{ResponseRate, SurveyReception};
pub use survey_desk::{OccasionCount, SurveyScope, SurveySheet, SurveyText, TextAddress, TextTag};
pub use survey_invites::{Invitee, Survey};
pub use survey_rows::{Invitation, Respondent, SealedResponse, SurveyFacts};
pub use template_versions::{TemplateEdit, TemplateOutcome, TemplateVersion, TemplateWords};
pub use upload_rows::{NewUpload, SentUpload, UploadState, UploadTerms};
pub use upload_store::{OpenUpload, UploadView};
pub use webhooks::{
    ClaimedDelivery, DeliveryState, DeliveryView, HeldDeliveries, MadeWebhook, NewWebhook, WebhookView,
};
pub use write_error::WriteError;
pub use writer::Store;

#[cfg(test)]
pub(crate) use staff::tests as staff_support;
#[cfg(test)]
pub(crate) use tests::{backups, booking_setup, fair_setup, mail_setup, s3_buckets, s3_server, setup as test_support};
#[cfg(test)]
mod tests;
