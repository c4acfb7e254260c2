//! What a request sends to a form, as bytes: read, and held against the form.
//!
//! The first byte says how it is written: `u` urlencoded, `j` JSON, else in several parts, with the boundary `x`. The second
//! says how long the pieces are in which it arrives: what comes of it must not depend on that.
#![no_main]

use std::{convert::Infallible, sync::LazyLock};

use axum::{
    body::{Body, Bytes},
    http::{HeaderMap, header},
};
use libfuzzer_sys::fuzz_target;
use tokio::runtime::{Builder, Runtime};
use tsubame_backend::web::forms::{DecodeError, DecodeLimits, FileSink, ReceivedForm, decode};
use tsubame_fuzz::now;
use tsubame_model::{
    schema::{Form, KnownReferences, SubmissionContext, has_forbidden_character, parse_form},
    source::SourcePath,
};

const FORM: &str = "form: event\nlabel: 申込\nversion: '1'\nreferences: [event]\ngroups:\n- legend: すべて\n  fields:\n  - {name: name, \
    type: text, label: 名, required: true, max_length: 20}\n  - {name: email, type: email, label: 宛先, max_length: 99}\n  - {name: \
    interest, type: checkbox, label: 関心, choices: [{value: IT, label: IT}, {value: a&b, label: 他}]}\n  - {name: paper, type: file, label: \
    書類, accept: [pdf, docx], multiple: true, max_megabytes: 1}\nconsent: {version: '1', label: 同意, link: /p/}\nsubmit: 送る\nhoneypot: \
    trap\nattribution: true\nthanks: 届きました\n";

static RECEIVED: LazyLock<Option<Form>> = LazyLock::new(|| parse_form(&SourcePath::new("data/forms/event.yaml"), FORM).0);

static RUNTIME: LazyLock<Option<Runtime>> = LazyLock::new(|| Builder::new_current_thread().build().ok());

/// Keeps the lengths of files, and sees to it that they come one after the other.
#[derive(Default)]
struct LengthSink {
    open: Option<u64>,
}

impl FileSink for LengthSink {
    type Stored = u64;

    async fn begin(&mut self) -> anyhow::Result<()> {
        assert_eq!(self.open.replace(0), None, "a file begins while another is open");
        Ok(())
    }

    async fn write(&mut self, piece: Bytes) -> anyhow::Result<()> {
        *self.open.as_mut().expect("a file is open") += piece.len() as u64;
        Ok(())
    }

    async fn finish(&mut self) -> anyhow::Result<u64> {
        Ok(self.open.take().expect("a file is open"))
    }

    async fn abandon(&mut self) -> anyhow::Result<()> {
        self.open.take().expect("a file is open");
        Ok(())
    }
}

fuzz_target!(|data: &[u8]| {
    let [format, length, bytes @ ..] = data else { return };
    let (Some(form), Some(runtime)) = (&*RECEIVED, &*RUNTIME) else { panic!("the form of the target is at fault") };
    let content_type = match format {
        b'u' => "application/x-www-form-urlencoded",
        b'j' => "application/json",
        _ => "multipart/form-data; boundary=x",
    };
    let headers = [(header::CONTENT_TYPE, header::HeaderValue::from_static(content_type))].into_iter().collect();
    let whole = runtime.block_on(read(form, &headers, Body::from(bytes.to_vec())));
    let pieces: Vec<_> = bytes.chunks(usize::from(*length).max(1)).map(Bytes::copy_from_slice).collect();
    let pieces = futures_util::stream::iter(pieces.into_iter().map(Ok::<_, Infallible>));
    let in_pieces = runtime.block_on(read(form, &headers, Body::from_stream(pieces)));
    match (&whole, &in_pieces) {
        (Ok(whole), Ok(in_pieces)) => assert_eq!(whole, in_pieces, "it depends on the pieces"),
        (Err(_), Err(_)) => return,
        _ => panic!("it depends on the pieces whether it can be read: {whole:?}, {in_pieces:?}"),
    }
    if let Ok(received) = whole {
        look_at(form, &received);
    }
});

async fn read(form: &Form, headers: &HeaderMap, body: Body) -> Result<ReceivedForm<u64>, DecodeError> {
    decode(form, headers, body, &mut LengthSink::default()).await
}

fn look_at(form: &Form, received: &ReceivedForm<u64>) {
    let limits = DecodeLimits::of(form);
    let texts = &received.values.texts;
    assert!(texts.len() <= limits.texts && received.values.files.len() <= limits.files, "more than the limits allow");
    assert!(!texts.iter().any(|(name, value)| has_forbidden_character(name) || has_forbidden_character(value)));
    for file in &received.stored {
        assert_eq!(file.file.size_bytes, file.stored, "a file is as long as it is said to be");
        assert!(form.fields().any(|field| field.name == file.field), "a file for nothing");
    }
    let context = SubmissionContext { references: &KnownReferences::default(), now: &now() };
    if let Err(errors) = form.check(&received.values, &context) {
        assert!(!errors.is_empty(), "nothing is refused without a reason");
    }
}
