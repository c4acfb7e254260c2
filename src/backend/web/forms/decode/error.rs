//! Why a body is no form.

use crate::web::Error;

/// Why a body cannot be read as what a form sends. It has no value in it, so that it may be written into a log.
#[derive(Debug, thiserror::Error)]
pub enum DecodeError {
    /// The `Content-Type` is none of the three, or missing.
    #[error("the body is of no type that forms send")]
    UnknownType,
    /// The body is not what its type says, or holds what is no text: another charset than UTF-8, bytes that are not
    /// UTF-8, half of a surrogate pair, NUL and other control characters. It is one error, since whoever tries to break
    /// the server learns nothing from it, and a visitor has to do the same about each: type the text anew.
    #[error("the body is not what its type says, or is no text")]
    Unreadable,
    /// JSON of another shape than an object of texts and lists of texts.
    #[error("the JSON is no object of texts")]
    OtherShape,
    /// More bytes than the form can have use for, in a value or in all.
    #[error("the body is longer than the form allows")]
    TooLong,
    /// More values or files than the form can have use for.
    #[error("the body has more values than the form allows")]
    TooMany,
    /// The body ended before it was whole, or the connection did.
    #[error("the body was cut off")]
    Interrupted,
    /// A file could not be stored.
    #[error("a file could not be stored")]
    Sink(#[source] anyhow::Error),
}

impl From<DecodeError> for Error {
    fn from(error: DecodeError) -> Self {
        match error {
            DecodeError::UnknownType => Self::UnsupportedMediaType,
            DecodeError::Unreadable | DecodeError::Interrupted => Self::Unreadable,
            DecodeError::OtherShape => Self::OtherShape,
            DecodeError::TooLong | DecodeError::TooMany => Self::BodyTooLarge,
            DecodeError::Sink(reason) => Self::Storage(reason),
        }
    }
}
