//! `multipart/form-data`: values and files, part by part.

use std::{
    mem,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use axum::body::Bytes;
use mime::Mime;
use multer::{Field, Multipart};
use tsubame_model::schema::{FileFault, Form, FormField, FormValues, InputType, SentFile};

use super::{
    DecodeError, DecodeLimits, ReceivedForm, StoredFile, body::BoundedBody, body_format::is_utf8, texts::TextCollector,
};
use crate::web::forms::{FileSink, file_probe::FileProbe};

/// Most characters of a file's name; of a longer one the end is kept, where its ending stands.
const NAME_CHARACTERS: usize = 200;

/// Reads the parts of a body.
pub(super) struct MultipartReader<'a, S: FileSink> {
    form: &'a Form,
    limits: DecodeLimits,
    sink: &'a mut S,
    texts: TextCollector,
    files: Vec<(String, SentFile)>,
    stored: Vec<StoredFile<S::Stored>>,
}

impl<'a, S: FileSink> MultipartReader<'a, S> {
    pub(super) fn new(form: &'a Form, limits: DecodeLimits, sink: &'a mut S) -> Self {
        Self { form, limits, sink, texts: TextCollector::new(limits), files: Vec::new(), stored: Vec::new() }
    }

    /// Reads all parts.
    pub(super) async fn read(
        mut self,
        body: BoundedBody,
        boundary: String,
    ) -> Result<ReceivedForm<S::Stored>, DecodeError> {
        let unused = Arc::new(AtomicUsize::new(0));
        let mut parts = Multipart::new(body.into_stream(Arc::clone(&unused)), boundary);
        while let Some(field) = parts.next_field().await.map_err(from_multer)? {
            unused.store(0, Ordering::Relaxed);
            let name = field.name().ok_or(DecodeError::Unreadable)?.to_owned();
            let file_name = field.file_name().map(bare_name);
            let part = Part { field, unused: &unused };
            match file_name {
                None => self.read_text(name, part).await?,
                Some(file_name) => self.read_file(name, file_name, part).await?,
            }
        }
        let values = FormValues { texts: self.texts.into_texts(), files: self.files };
        Ok(ReceivedForm { values, stored: self.stored })
    }

    async fn read_text(&mut self, name: String, mut part: Part<'_>) -> Result<(), DecodeError> {
        if part.field.content_type().is_some_and(|named| !is_utf8(named)) {
            return Err(DecodeError::Unreadable);
        }
        let mut bytes = Vec::new();
        while let Some(piece) = part.next().await? {
            if bytes.len() + piece.len() > self.limits.text_bytes {
                return Err(DecodeError::TooLong);
            }
            bytes.extend_from_slice(&piece);
        }
        self.texts.push(name, String::from_utf8(bytes).map_err(|_| DecodeError::Unreadable)?)
    }

    /// Reads a file to its end, so that the fields behind it are read too. It is stored if the form asks for it.
    async fn read_file(&mut self, field: String, name: String, mut part: Part<'_>) -> Result<(), DecodeError> {
        let content_type = part.field.content_type().map_or_else(String::new, Mime::to_string);
        let is_asked = |asked: &&FormField| asked.input == InputType::File && asked.name == field;
        let asked = self.form.fields().find(is_asked);
        let mut keeper = FileKeeper {
            most_bytes: asked.filter(|asked| asked.accepts(&name)).map_or(0, FormField::most_file_bytes),
            sink: &mut *self.sink,
            probe: FileProbe::default(),
            size_bytes: 0,
            is_open: false,
        };
        loop {
            match part.next().await {
                Ok(Some(piece)) => keeper.take(piece).await?,
                Ok(None) => break,
                Err(error) => {
                    keeper.abandon().await?;
                    return Err(error);
                }
            }
        }
        let size_bytes = keeper.size_bytes;
        // A control for files without one sends a file without a name and without bytes.
        if name.is_empty() && size_bytes == 0 {
            return Ok(());
        }
        if self.files.len() >= self.limits.files {
            return Err(DecodeError::TooMany);
        }
        let (fault, stored) = keeper.end(&name).await?;
        let file = SentFile { name, size_bytes, content_type, fault };
        self.stored.extend(stored.map(|stored| StoredFile { field: field.clone(), file: file.clone(), stored }));
        self.files.push((field, file));
        Ok(())
    }
}

/// Hands a file on to the sink, as long as it fits, and looks at its bytes.
struct FileKeeper<'a, S> {
    sink: &'a mut S,
    probe: FileProbe,
    size_bytes: u64,
    /// How much of it may be stored: nothing of what no field asks for.
    most_bytes: u64,
    /// Whether the sink has begun a file that is not finished.
    is_open: bool,
}

impl<S: FileSink> FileKeeper<'_, S> {
    async fn take(&mut self, piece: Bytes) -> Result<(), DecodeError> {
        if piece.is_empty() {
            return Ok(());
        }
        let is_first = self.size_bytes == 0;
        self.size_bytes += piece.len() as u64;
        if self.size_bytes > self.most_bytes {
            return self.abandon().await;
        }
        self.probe.push(&piece);
        if is_first {
            self.sink.begin().await.map_err(DecodeError::Sink)?;
            self.is_open = true;
        }
        self.sink.write(piece).await.map_err(DecodeError::Sink)
    }

    async fn end(mut self, name: &str) -> Result<(Option<FileFault>, Option<S::Stored>), DecodeError> {
        // Of a file that did not fit, that is what is wrong.
        if self.size_bytes > self.most_bytes {
            return Ok((None, None));
        }
        let fault = mem::take(&mut self.probe).find_fault(name);
        if fault.is_some() || !self.is_open {
            self.abandon().await?;
            return Ok((fault, None));
        }
        let stored = self.sink.finish().await.map_err(DecodeError::Sink)?;
        Ok((None, Some(stored)))
    }

    async fn abandon(&mut self) -> Result<(), DecodeError> {
        if mem::take(&mut self.is_open) { self.sink.abandon().await.map_err(DecodeError::Sink) } else { Ok(()) }
    }
}

/// A part, whose bytes count as used once they are read.
struct Part<'a> {
    field: Field<'static>,
    unused: &'a AtomicUsize,
}

impl Part<'_> {
    async fn next(&mut self) -> Result<Option<Bytes>, DecodeError> {
        let piece = self.field.chunk().await.map_err(from_multer)?;
        self.unused.store(0, Ordering::Relaxed);
        Ok(piece)
    }
}

fn from_multer(error: multer::Error) -> DecodeError {
    match error {
        multer::Error::StreamReadFailed(reason) => {
            reason.downcast::<DecodeError>().map_or(DecodeError::Interrupted, |error| *error)
        }
        _ => DecodeError::Unreadable,
    }
}

/// The name of a file without the folders that some browsers put before it.
fn bare_name(written: &str) -> String {
    let name = written.rsplit(['/', '\\']).next().unwrap_or_default();
    let skipped = name.chars().count().saturating_sub(NAME_CHARACTERS);
    name.chars().skip(skipped).collect()
}
