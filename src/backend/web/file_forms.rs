//! Forms with files that staff send: read piece by piece, each file encrypted while it arrives, and known by the hash of its bytes. What is
//! taken is said here once; who may send a form is for its route.

use axum::{
    body::{Body, Bytes},
    http::HeaderMap,
};
use tsubame_model::{
    schema::{FileFault, Form, FormField, SentFile, parse_form},
    source::SourcePath,
};

use super::{
    Error,
    forms::{FileSink, ReceivedForm, UploadSink, decode},
    state::AppState,
};
use crate::{
    intake::{Digest, approvals::FileHasher},
    store::{NewUpload, SentApprovalFile},
};

/// The name of the field.
pub(super) const FILE_FIELD: &str = "files";

/// Most files of a form.
pub(super) const MOST_FILES: usize = 5;

/// Most megabytes of a file, of a million bytes each.
pub(super) const MOST_MEGABYTES: u64 = 20;

/// What such a form takes beside texts: documents without programs in them, and pictures.
const FILE_FORM: &str = "form: office-files\nlabel: files\nversion: '1'\ngroups:\n- legend: files\n  fields:\n  - {name: files, type: file, label: \
                         files, multiple: true, accept: [pdf, png, jpg, jpeg, docx, xlsx, pptx], max_megabytes: 20}\n  - {name: text, type: \
                         textarea, label: text, max_length: 50000}\nconsent: {version: '1', label: none, link: /}\nsubmit: send\nhoneypot: remark\nthanks: thanks\n";

/// What a form sent.
#[derive(Debug, Default)]
pub(super) struct FileFormValues {
    /// Names and values, in their order.
    pub texts: Vec<(String, String)>,
    /// The files that were stored.
    pub files: Vec<SentApprovalFile>,
    /// Those that were not, by their names, and why.
    pub refused: Vec<(String, FileRefusal)>,
}

/// Why a file is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FileRefusal {
    /// This server keeps no files.
    NotKept,
    /// It is of no kind that is taken.
    Kind,
    /// It is longer than allowed.
    TooLarge,
    /// It is not what its name says.
    Content,
    /// It brings a program along.
    Macros,
    /// There are more files than a form may have.
    TooMany,
}

/// Reads a form, and stores its files.
pub(super) async fn read_file_form(state: &AppState, headers: &HeaderMap, body: Body) -> Result<FileFormValues, Error> {
    let (form, _) = parse_form(&SourcePath::new("data/forms/office-files.yaml"), FILE_FORM);
    let mut form = form.ok_or_else(|| anyhow::anyhow!("the form of files cannot be read"))?;
    let is_kept = state.uploads().is_some();
    if !is_kept {
        // Nothing is stored of a file that is longer than nothing.
        for field in form.groups.iter_mut().flat_map(|group| &mut group.fields) {
            field.max_megabytes = Some(0);
        }
    }
    let mut sink = HashedSink { files: UploadSink::new(state.uploads()), hasher: FileHasher::default() };
    let received = decode(&form, headers, body, &mut sink).await?;
    Ok(sort(&form, received, is_kept))
}

/// Ends files that nobody keeps after all.
pub(super) async fn discard_files(state: &AppState, files: Vec<SentApprovalFile>) {
    if let Some(vault) = state.uploads() {
        vault.discard(files.into_iter().map(|file| file.stored)).await;
    }
}

/// Those that were stored and those that were not.
fn sort(form: &Form, received: ReceivedForm<(NewUpload, Digest)>, is_kept: bool) -> FileFormValues {
    let field = form.fields().find(|field| field.name == FILE_FIELD);
    let is_stored = |file: &SentFile| received.stored.iter().any(|stored| stored.file == *file);
    let refused = received.values.files.iter().filter(|(_, file)| !is_stored(file));
    let mut refused: Vec<(String, FileRefusal)> =
        refused.map(|(_, file)| (file.name.clone(), refusal_of(file, field, is_kept))).collect();
    if received.values.files.len() > MOST_FILES {
        refused.extend(
            received.values.files.iter().skip(MOST_FILES).map(|(_, file)| (file.name.clone(), FileRefusal::TooMany)),
        );
    }
    let sent = received.stored.into_iter().map(|file| SentApprovalFile {
        name: file.file.name,
        content_type: file.file.content_type,
        hash: file.stored.1,
        stored: file.stored.0,
    });
    FileFormValues { texts: received.values.texts, files: sent.collect(), refused }
}

fn refusal_of(file: &SentFile, field: Option<&FormField>, is_kept: bool) -> FileRefusal {
    match file.fault {
        _ if !is_kept => FileRefusal::NotKept,
        Some(FileFault::Macros) => FileRefusal::Macros,
        Some(FileFault::OtherContent) => FileRefusal::Content,
        None if field.is_none_or(|field| !field.accepts(&file.name)) => FileRefusal::Kind,
        None => FileRefusal::TooLarge,
    }
}

/// Stores files, and knows each by the hash of its bytes.
struct HashedSink<'a> {
    files: UploadSink<'a>,
    hasher: FileHasher,
}

impl FileSink for HashedSink<'_> {
    type Stored = (NewUpload, Digest);

    async fn begin(&mut self) -> anyhow::Result<()> {
        self.hasher = FileHasher::default();
        self.files.begin().await
    }

    async fn write(&mut self, piece: Bytes) -> anyhow::Result<()> {
        self.hasher.push(&piece);
        self.files.write(piece).await
    }

    async fn finish(&mut self) -> anyhow::Result<Self::Stored> {
        let hash = std::mem::take(&mut self.hasher).finish();
        Ok((self.files.finish().await?, hash))
    }

    async fn abandon(&mut self) -> anyhow::Result<()> {
        self.files.abandon().await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form() -> Form {
        let (form, faults) = parse_form(&SourcePath::new("data/forms/office-files.yaml"), FILE_FORM);
        assert!(faults.is_empty(), "{faults:?}");
        form.unwrap()
    }

    #[test]
    fn the_form_says_what_is_taken() {
        let form = form();
        let field = form.fields().find(|field| field.name == FILE_FIELD).unwrap();
        assert_eq!((field.most_file_bytes(), field.multiple), (MOST_MEGABYTES * 1_000_000, true));
        for (name, is_taken) in [("a.pdf", true), ("a.PPTX", true), ("a.docm", false), ("a.exe", false), ("a", false)] {
            assert_eq!(field.accepts(name), is_taken, "{name}");
        }
    }

    #[test]
    fn what_is_not_taken_has_its_reason() {
        use FileRefusal::{Content, Kind, Macros, NotKept, TooLarge};
        let form = form();
        let field = form.fields().find(|field| field.name == FILE_FIELD);
        let file =
            |name: &str, fault| SentFile { name: name.to_owned(), size_bytes: 9, content_type: String::new(), fault };
        for (name, fault, is_kept, reason) in [
            ("a.pdf", None, true, TooLarge),
            ("a.exe", None, true, Kind),
            ("a.pdf", Some(FileFault::OtherContent), true, Content),
            ("a.docx", Some(FileFault::Macros), true, Macros),
            ("a.pdf", None, false, NotKept),
        ] {
            assert_eq!(refusal_of(&file(name, fault), field, is_kept), reason, "{name}");
        }
    }
}
