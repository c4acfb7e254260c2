//! Why a mail cannot be put together.

/// What is wrong with it. No value of the mail is in it, so that it may be logged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MessageFault {
    /// An address that no mail server takes.
    #[error("an address of the mail is none that mail can be sent to")]
    Address,
    /// The type of an attachment is none.
    #[error("the type of an attachment is not written as `text/calendar`")]
    AttachmentType,
    /// The address for leaving the newsletter is not one of a page.
    #[error("the address for leaving the newsletter does not begin with https://")]
    Unsubscribe,
    /// The parts do not make a message.
    #[error("the parts of the mail do not make a message")]
    Incomplete,
}
