//! A file that somebody sent, for whoever may have it: always something to save, never something to look at in the browser,
//! whatever it says it is.

use axum::{
    body::Body,
    http::{HeaderName, HeaderValue, header},
    response::Response,
};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::Error;
use crate::{
    intake::UploadId,
    store::{OpenUpload, Store},
    uploads::UploadVault,
};

/// What stays as it is in the name of a file in a header (RFC 8187).
const NAME: &AsciiSet = &NON_ALPHANUMERIC.remove(b'.').remove(b'-').remove(b'_');

/// The answer to somebody who asks for a file; the audit log tells that `actor` did. What is in quarantine, infected or of an
/// erased person is not there.
pub async fn answer_upload(store: &Store, vault: &UploadVault, id: UploadId, actor: &str) -> Result<Response, Error> {
    let file = store.open_upload(id, actor).await?.ok_or(Error::NotFound)?;
    answer_file(vault, &file).await
}

/// The same for a file that was opened.
pub(super) async fn answer_file(vault: &UploadVault, file: &OpenUpload) -> Result<Response, Error> {
    let reader = vault.read(file.id, &file.key).await?;
    let mut response = Response::new(Body::from_stream(reader.into_stream()));
    for (name, value) in headers(file) {
        response.headers_mut().insert(name, HeaderValue::try_from(value).map_err(anyhow::Error::from)?);
    }
    Ok(response)
}

fn headers(file: &OpenUpload) -> [(HeaderName, String); 6] {
    let name = utf8_percent_encode(&file.name, NAME);
    [
        (header::CONTENT_TYPE, "application/octet-stream".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename*=UTF-8''{name}")),
        (header::CONTENT_LENGTH, file.size_bytes.to_string()),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox".to_owned()),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ]
}
