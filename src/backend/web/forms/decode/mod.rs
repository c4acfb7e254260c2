//! The body of a request as what a form sends: names, values and files.
//!
//! | file | holds |
//! |---|---|
//! | `limits` | how much a form may send |
//! | `body_format`, `body` | in which format a body says that it is; reading it in pieces, no further than its limit |
//! | `urlencoded`, `json`, `multipart` | the three formats |
//! | `texts` | names and values while they are read, held to the limits |
//! | `received` | what came, before it is checked |
//! | `error` | why a body is no form |
//!
//! Nothing is read beyond the limits, which come from the form, and no file is held in memory. Whether the values are
//! right is for [`Form::check`]; what comes out here is text in UTF-8 without control characters, of any length that a
//! visitor can correct.

mod body;
mod body_format;
mod error;
mod json;
mod limits;
mod multipart;
mod received;
#[cfg(test)]
mod tests;
mod texts;
mod urlencoded;

use axum::{body::Body, http::HeaderMap};
use tsubame_model::schema::{Form, FormValues};

use self::{
    body::BoundedBody, body_format::BodyFormat, json::read_object, multipart::MultipartReader, texts::TextCollector,
    urlencoded::read_pairs,
};
use super::FileSink;
pub use error::DecodeError;
pub use limits::DecodeLimits;
pub use received::{ReceivedForm, StoredFile};

/// Reads what a form sends, by its `Content-Type`:
///
/// - `application/x-www-form-urlencoded`: pairs, as browsers send them.
/// - `multipart/form-data`: pairs and files. The bytes of files go to `sink` while they arrive, if the form has a file
///   field of that name and as long as they fit; what they are is told by [`SentFile::fault`].
/// - `application/json`: an object. A value is a text, or a list of texts for a name that is sent more than once; a ticked
///   box is `"yes"`, a number is written as text. `null`, numbers, booleans and objects are refused, so that nothing is
///   read as something else than its sender meant.
///
/// Whatever is no clean text in UTF-8 is refused whole, in every format with the same error.
///
/// [`SentFile::fault`]: tsubame_model::schema::SentFile::fault
pub async fn decode<S: FileSink>(
    form: &Form,
    headers: &HeaderMap,
    body: Body,
    sink: &mut S,
) -> Result<ReceivedForm<S::Stored>, DecodeError> {
    let limits = DecodeLimits::of(form);
    let format = BodyFormat::of(headers)?;
    let most_bytes = match &format {
        BodyFormat::Multipart { .. } => limits.multipart_bytes,
        BodyFormat::Urlencoded | BodyFormat::Json => limits.body_bytes,
    };
    let body = BoundedBody::new(headers, body, most_bytes)?;
    let mut texts = TextCollector::new(limits);
    match format {
        BodyFormat::Urlencoded => read_pairs(&body.read_all().await?, &mut texts)?,
        BodyFormat::Json => read_object(&body.read_all().await?, &mut texts)?,
        BodyFormat::Multipart { boundary } => {
            return MultipartReader::new(form, limits, sink).read(body, boundary).await;
        }
    }
    Ok(ReceivedForm { values: FormValues { texts: texts.into_texts(), files: Vec::new() }, stored: Vec::new() })
}
