//! Submissions with the files that came with them: what is not kept after all leaves no file behind.

use super::StoredFile;
use crate::{
    store::{NewUpload, Reception, SealedSubmission, SentUpload},
    web::{Error, state::AppState},
};

/// Has the store keep a submission with its files. They go again where nothing of it was kept: it had been received before, or
/// is not received at all. Where the store does not say, the sweep finds out.
pub(super) async fn keep(
    state: &AppState,
    sealed: SealedSubmission,
    files: Vec<StoredFile<NewUpload>>,
) -> Result<Reception, Error> {
    let sent: Vec<SentUpload> = files.iter().map(sent_upload).collect();
    let sealed = match &state.settings.uploads {
        Some(uploads) => sealed.with_uploads(&sent, uploads.terms(), &state.keys)?,
        None => sealed,
    };
    let id = sealed.id;
    let reception = state.store.receive(sealed).await?;
    if !matches!(reception, Reception::Received { submission, .. } if submission == id) {
        discard(state, files).await;
    }
    Ok(reception)
}

fn sent_upload(file: &StoredFile<NewUpload>) -> SentUpload {
    SentUpload {
        field: file.field.clone(),
        name: file.file.name.clone(),
        content_type: file.file.content_type.clone(),
        stored: file.stored.clone(),
    }
}

pub(super) async fn discard(state: &AppState, files: Vec<StoredFile<NewUpload>>) {
    if let Some(vault) = state.uploads() {
        vault.discard(files.into_iter().map(|file| file.stored)).await;
    }
}
