//! Files: which are stored, which are only told, which end the request.

use axum::{
    http::{StatusCode, header},
    response::IntoResponse,
};
use tsubame_model::schema::{FieldErrorKind, FileFault, FormAnswer};

use super::*;

/// A file, and what the form cannot do without.
fn with_rest<'a>(name: &'a str, bytes: &'a [u8]) -> Vec<(&'a str, &'a [u8])> {
    vec![(name, bytes), ("name", "あ".as_bytes()), ("consent", b"yes"), ("consent_version", b"7")]
}

async fn receive(parts: &[(&str, &[u8])]) -> (Result<ReceivedForm<Vec<u8>>, DecodeError>, KeepingSink) {
    let (content_type, body) = multipart(parts);
    let mut sink = KeepingSink::default();
    let found = decode(&form(), &headers(&content_type), Body::from(body), &mut sink).await;
    (found, sink)
}

fn pdf(length: usize) -> Vec<u8> {
    let mut bytes = b"%PDF-1.7\n".to_vec();
    bytes.resize(length, b'\r');
    bytes
}

#[tokio::test]
async fn a_file_goes_to_the_sink_piece_by_piece() {
    let long = pdf(1_000_000);
    let (found, sink) = receive(&with_rest("paper; C:\\fakepath\\履歴書.PDF", &long)).await;
    let found = found.unwrap();
    let file = &found.values.files[0].1;
    assert_eq!((file.name.as_str(), file.size_bytes, file.fault), ("履歴書.PDF", 1_000_000, None));
    assert_eq!(found.stored.len(), 1);
    assert!(found.stored[0].field == "paper" && found.stored[0].file == *file && found.stored[0].stored == long);
    assert!(sink.longest_piece <= 64 * 1024, "{}", sink.longest_piece);
    assert_eq!(check(&found.values).unwrap().answers["paper"], FormAnswer::Files(vec![file.clone()]));
}

#[tokio::test]
async fn what_is_not_stored_is_a_field_error_with_the_other_values_kept() {
    let large = pdf(1_000_001);
    let endings = || vec!["pdf".to_owned(), "docx".to_owned()];
    let cases: [(&str, &[u8], usize, Option<FieldErrorKind>); 7] = [
        ("paper; a.pdf", &large[..], 1, Some(FieldErrorKind::FileTooLarge { most_megabytes: 1 })),
        ("paper; a.pdf", b"MZ program", 1, Some(FieldErrorKind::FileContent)),
        ("paper; a.pdf", b"", 0, Some(FieldErrorKind::FileContent)),
        ("paper; a.exe", b"MZ program", 0, Some(FieldErrorKind::FileKind { endings: endings() })),
        // A control without a file, a file that nobody asked for, and a file in a field of text.
        ("paper; ", b"", 0, None),
        ("old_paper; a.pdf", b"%PDF-1.7", 0, None),
        ("text; a.pdf", b"%PDF-1.7", 0, None),
    ];
    for (name, bytes, abandoned, kind) in cases {
        let (found, sink) = receive(&with_rest(name, bytes)).await;
        let found = found.unwrap();
        assert_eq!((found.stored.len(), sink.abandoned), (0, abandoned), "{name}");
        assert_eq!(found.values.texts.len(), 3, "{name}");
        let errors = check(&found.values).err().unwrap_or_default();
        assert_eq!(errors.into_iter().map(|error| error.kind).next(), kind, "{name}");
    }
}

#[tokio::test]
async fn floods_of_files_are_refused() {
    let many: Vec<(&str, &[u8])> = vec![("paper; a.pdf", b"%PDF-1.7"); 8];
    let (found, _) = receive(&many).await;
    assert!(matches!(found, Err(DecodeError::TooMany)), "{found:?}");
    let (found, _) = receive(&[("paper; a.pdf", &pdf(2_200_000))]).await;
    assert!(matches!(found, Err(DecodeError::TooLong)), "{found:?}");
}

#[tokio::test]
async fn a_file_that_is_cut_off_is_given_up() {
    let (content_type, body) = multipart(&[("paper; a.pdf", &pdf(100_000))]);
    for (length, abandoned) in [(60_000, 1), (150, 0), (20, 0)] {
        let mut sink = KeepingSink::default();
        let cut_off = Body::from(body[..length].to_vec());
        let error = decode(&form(), &headers(&content_type), cut_off, &mut sink).await.unwrap_err();
        assert!(matches!(error, DecodeError::Unreadable), "{error:?}");
        assert_eq!(sink.abandoned, abandoned, "{length}");
    }
}

/// A sink that takes nothing.
struct FullSink;

impl FileSink for FullSink {
    type Stored = ();

    async fn begin(&mut self) -> anyhow::Result<()> {
        anyhow::bail!("the disk is full")
    }

    async fn write(&mut self, _piece: axum::body::Bytes) -> anyhow::Result<()> {
        anyhow::bail!("the disk is full")
    }

    async fn finish(&mut self) -> anyhow::Result<()> {
        anyhow::bail!("the disk is full")
    }

    async fn abandon(&mut self) -> anyhow::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn a_full_disk_is_nobodys_fault_outside() {
    let (content_type, body) = multipart(&[("paper; a.pdf", b"%PDF-1.7")]);
    let error = decode(&form(), &headers(&content_type), Body::from(body), &mut FullSink).await.unwrap_err();
    let answer = Error::from(error).into_response();
    assert_eq!(answer.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert!(answer.headers().contains_key(header::RETRY_AFTER));
}

#[test]
fn a_fault_of_the_bytes_is_no_fault_of_the_name() {
    // The check looks at the ending first, whatever the bytes are.
    let file = |name: &str| tsubame_model::schema::SentFile {
        name: name.to_owned(),
        size_bytes: 1,
        content_type: String::new(),
        fault: Some(FileFault::Macros),
    };
    let values = |name: &str| FormValues { texts: with_consent(&[]), files: vec![("paper".to_owned(), file(name))] };
    assert_eq!(check(&values("a.docx")).unwrap_err()[0].kind, FieldErrorKind::FileMacros);
    assert!(matches!(check(&values("a.docm")).unwrap_err()[0].kind, FieldErrorKind::FileKind { .. }));
}
