//! The tables as types: one file a table, one field a column. `super::migrations` makes them.
//!
//! Times are milliseconds since 1970, so that both databases compare them alike. `sealed` holds a cipher text that only the
//! key of its person opens; everything else lies in clear and says nothing about who somebody is.

pub mod address_owner;
pub mod audit_record;
pub mod backup_run;
pub mod booking;
pub mod booking_cell;
pub mod booking_lock;
pub mod consent;
pub mod consent_text;
pub mod counted_answer;
pub mod counted_submission;
pub mod ended_answer;
pub mod erased_key;
pub mod event;
pub mod event_change;
pub mod event_place;
pub mod event_reminder;
pub mod held_submission;
pub mod host_notice;
pub mod incentive_code;
pub mod incentive_grant;
pub mod incident;
pub mod limit_count;
pub mod merge_release;
pub mod newsletter;
pub mod newsletter_mail;
pub mod outbox_mail;
pub mod outbox_stop;
pub mod person;
pub mod person_address;
pub mod person_join;
pub mod person_key;
pub mod person_merge;
pub mod person_notice;
pub mod person_trait;
pub mod registration;
pub mod repeat_key;
pub mod spent_proof;
pub mod submission;
pub mod submission_answer;
pub mod subscription;
pub mod subscription_end;
pub mod survey_invitation;
pub mod survey_mail;
pub mod survey_response;
pub mod survey_revision;
pub mod unconfirmed_submission;
pub mod upload;
