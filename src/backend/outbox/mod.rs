//! Writing to people: the words of mails, the mails, handing them over, and what servers say about them, then and later.
//!
//! | file | holds |
//! |---|---|
//! | `mail_template` | the words of mails |
//! | `composer`, `booking_mail`, `fair_mail`, `written_message` | a mail of the outbox in words; what is said of a booking, and of talks at tables; what staff wrote, for one reader |
//! | `calendar_file` | the entry of a calendar that goes with a seat or a booking |
//! | `message` | a mail as data and as bytes |
//! | `smtp` | handing it over, and understanding what servers say |
//! | `retry` | when a mail is tried again, when it is given up, when nothing is sent any more |
//! | `worker` | the outbox is emptied, mail by mail |
//! | `delivery_report`, `report_intake` | what a mail server tells later, and what is done about it |
//! | `reports_token` | what a mail server proves itself by that passes reports on |
//!
//! [`OutboxWorker`] goes through it like this: it writes an attempt down, [`MailComposer`] writes the mail, [`SmtpClient`] hands it
//! over, [`next_step`] says what comes then, and [`must_stop`] whether anything is sent at all. An attempt that is found without
//! an outcome after a crash counts as [`Delivery::Uncertain`].

mod booking_mail;
mod calendar_file;
mod composer;
mod delivery_report;
mod fair_mail;
mod mail_template;
mod message;
mod report_intake;
mod reports_token;
mod retry;
mod smtp;
mod worker;
mod written_message;

pub(crate) use self::message::mail_address;
#[cfg(test)]
pub(crate) use self::smtp::responder;
pub use self::{
    booking_mail::BookingGuide,
    calendar_file::{CalendarEntry, CalendarMethod},
    composer::{FindBookingGuide, MailComposer},
    delivery_report::{DeliveryReport, ReportedRecipient, parse_report},
    mail_template::{
        AccountValues, BeforeValues, CaseValues, JapanTime, LinkValues, MailTemplateError, MailTemplates, MailValues,
        MessageValues, NewsletterValues, OccasionValues, ProgrammeValues, RecipientValues, RenderedMail, SurveyValues,
        TalkValues, TemplateOverride, UsedTemplates, check_templates, join_subject, kind_of_template,
        override_templates, split_subject, template_names, with_override,
    },
    message::{MailAttachment, MailPurpose, MailSender, MessageFault, MessageId, OutgoingMail, WireMessage},
    report_intake::{ReportOutcome, take_report},
    reports_token::ReportsToken,
    retry::{AttemptCount, GiveUpReason, NextStep, RecentAttempts, STOP_WINDOW, must_stop, next_attempt, next_step},
    smtp::{
        Delivery, EnhancedStatus, SmtpClient, SmtpCredentials, SmtpPatience, SmtpReply, SmtpSecurity, SmtpSettings,
        SmtpSettingsFault, SmtpStep, SmtpTrouble, classify,
    },
    worker::{OutboxWorker, RenewWords},
    written_message::fill_message,
};
