//! Sending over SMTP, and understanding what servers say.
//!
//! What a server answers becomes a [`Delivery`], which says who is concerned: the address, the mail, our sender, or
//! nobody. This knows no queue; one call is one attempt.

mod classify;
mod client;
mod connection;
mod reply;
#[cfg(test)]
pub(super) mod responder;
mod settings;
#[cfg(test)]
mod tests;

pub use self::{
    classify::{Delivery, SmtpStep, SmtpTrouble, classify},
    client::SmtpClient,
    reply::{EnhancedStatus, SmtpReply},
    settings::{SmtpCredentials, SmtpPatience, SmtpSecurity, SmtpSettings, SmtpSettingsFault},
};
