//! Templates of mails, read once and rendered for each mail.

use std::io::{self, Write};

use serde::Serialize;
use tera::{Context, Tera};
use tsubame_model::{
    encode::header_value,
    source::{Diagnostic, Wording},
};

use super::{
    fault::diagnose,
    file::MailFiles,
    names::{html_name, kind_of, path, subject_name, text_name},
    values::MailValues,
};
use crate::intake::MailKind;

/// The longest part of a mail in bytes. Templates are 64 KiB at most and say no value twice by a loop; this holds what
/// long values would make of them.
const LONGEST_PART: usize = 256 * 1024;

/// A mail in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RenderedMail {
    /// One line, without anything personal.
    pub subject: String,
    /// Lines that end in LF.
    pub text: String,
    /// The same as a page.
    pub html: String,
}

/// A template that does not render. Its words hold no value.
#[derive(Debug, thiserror::Error)]
#[error("the template {template} cannot be rendered: {reason}")]
pub struct MailTemplateError {
    /// Its name: `reminder.html`.
    pub template: String,
    /// Why not.
    pub reason: &'static str,
    /// The same with its place, for whoever wrote the template.
    pub fault: Box<Diagnostic>,
}

/// All templates, read.
#[derive(Debug)]
pub struct MailTemplates {
    tera: Tera,
    files: MailFiles,
}

impl MailTemplates {
    /// Reads templates, by file names without folders: `reminder.txt`. All that is wrong with them, if anything is; what
    /// shows only when they are rendered is for [`check_templates`].
    pub fn parse(files: &[(String, String)]) -> Result<Self, Vec<Diagnostic>> {
        let files = MailFiles::new(files)?;
        let mut tera = Tera::default();
        // Functions that a template may not call are not there to be called either.
        for name in ["range", "throw"] {
            tera.register_function(name, |_: tera::Kwargs, _: &tera::State| -> tera::TeraResult<String> {
                Err(tera::Error::message("templates of mails call no functions"))
            });
        }
        match tera.add_raw_templates(files.for_tera()) {
            Ok(()) => Ok(Self { tera, files }),
            Err(error) => Err(vec![diagnose(&error, None, &files)]),
        }
    }

    /// A mail with these values.
    ///
    /// # Errors
    ///
    /// A template names a value that is not there or must not be there, or what it makes is too long.
    pub fn render(&self, kind: MailKind, values: &MailValues) -> Result<RenderedMail, MailTemplateError> {
        self.render_as(kind, kind.name(), values)
    }

    /// The same by the template of a name, which pipelines give to mails of cases.
    ///
    /// # Errors
    ///
    /// The same, or there is no such template.
    pub fn render_as(
        &self,
        kind: MailKind,
        name: &str,
        values: &MailValues,
    ) -> Result<RenderedMail, MailTemplateError> {
        let values = values.for_kind(kind);
        let (subject, text, html) = (subject_name(name), text_name(name), html_name(name));
        let subject_line = header_value(&self.render_part(&subject, &text, &values.for_subject())?);
        if subject_line.is_empty() {
            let fault = Diagnostic::error(
                "mail-subject",
                Wording::new("the subject of this mail can be empty", "このメールの件名は空になることがあります"),
            );
            let hint = Wording::new(
                "let the line `Subject:` say something whatever the values are",
                "値がないときにも何か残るように「Subject:」の行を書いてください",
            );
            let fault = Box::new(fault.in_file(&path(&text)).with_hint(hint));
            return Err(MailTemplateError { template: text, reason: "its subject is empty", fault });
        }
        let text = tidy(&self.render_part(&text, &text, &values)?);
        let html = self.render_part(&html, &html, &values)?.trim_start().to_owned();
        Ok(RenderedMail { subject: subject_line, text, html })
    }

    /// All mails that there are templates of, each with its kind.
    pub(super) fn mails(&self) -> Vec<(MailKind, String)> {
        self.files.mails()
    }

    /// Whether there is a template of this name that is of a kind.
    pub fn has(&self, kind: MailKind, name: &str) -> bool {
        kind_of(name) == Some(kind) && !self.files.text(&text_name(name)).is_empty()
    }

    /// What one template says, `file` being the one in which it is written.
    fn render_part(&self, template: &str, file: &str, values: &impl Serialize) -> Result<String, MailTemplateError> {
        let mut out = BoundedText::default();
        let context = Context::from_serialize(values);
        let rendered = context.and_then(|context| self.tera.render_to(template, &context, &mut out));
        let failure = |reason, error: &tera::Error| {
            let fault = Box::new(diagnose(error, Some(file), &self.files));
            MailTemplateError { template: file.to_owned(), reason, fault }
        };
        rendered.map_err(|error| {
            let reason = if out.is_full { "it is too long" } else { "it asks for what is not there" };
            failure(reason, &error)
        })?;
        let not_text = || failure("it is no text", &tera::Error::message("this template makes no UTF-8"));
        String::from_utf8(out.bytes).map_err(|_| not_text())
    }
}

/// Lines without spaces at their ends, and never more than one empty line between others.
fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.lines().map(str::trim_end) {
        if !line.is_empty() || !(out.is_empty() || out.ends_with("\n\n")) {
            out.push_str(line);
            out.push('\n');
        }
    }
    out.truncate(out.trim_end().len());
    out.push('\n');
    out
}

/// Bytes, up to a limit.
#[derive(Default)]
struct BoundedText {
    bytes: Vec<u8>,
    is_full: bool,
}

impl Write for BoundedText {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.bytes.len() + bytes.len() > LONGEST_PART {
            self.is_full = true;
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
