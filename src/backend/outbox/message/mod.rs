//! A mail as data, and as the bytes that a mail server is given.
//!
//! | file | holds |
//! |---|---|
//! | `outgoing` | one mail to one person, put together as MIME |
//! | `address` | addresses as people have them, and as mail servers want them |
//! | `message_id` | the name that a mail keeps through all attempts to send it |
//! | `fault` | why a mail cannot be put together |
//!
//! Whatever its values are, they stay in their headers and parts. This knows nothing of templates' files, of servers or
//! of who gets which mail.

mod address;
mod fault;
mod message_id;
mod outgoing;
#[cfg(test)]
mod tests;

pub(crate) use self::address::mail_address;
pub(super) use self::address::unquoted;
pub use self::{
    fault::MessageFault,
    message_id::MessageId,
    outgoing::{MailAttachment, MailPurpose, MailSender, OutgoingMail, WireMessage},
};
