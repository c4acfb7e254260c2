//! Sending over SMTP, and understanding what servers say.
//!
//! | file | holds |
//! |---|---|
//! | `settings` | how to reach the mail server of a programme |
//! | `client`, `connection` | sending, with connections kept for the next mails; one conversation, step by step |
//! | `reply` | what a server said, as data |
//! | `classify` | what that means for the queue: who is at fault, and whether to try again |
//!
//! What a server answers becomes a [`Delivery`], which says who is concerned: the address, the mail, our sender, or
//! nobody. This knows no queue; one call is one attempt.

mod classify;
mod client;
mod connection;
mod reply;
#[cfg(test)]
pub(crate) mod responder;
mod settings;
#[cfg(test)]
mod tests;

pub use self::{
    classify::{Delivery, SmtpStep, SmtpTrouble, classify},
    client::SmtpClient,
    reply::{EnhancedStatus, SmtpReply},
    settings::{SmtpCredentials, SmtpPatience, SmtpSecurity, SmtpSettings, SmtpSettingsFault},
};
