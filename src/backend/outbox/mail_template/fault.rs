//! What is wrong with a template, as a diagnostic: file, place, and what to do.

use tera::{Error, ErrorKind};
use tsubame_model::source::{Diagnostic, Place, Wording};

use super::{
    file::MailFiles,
    names::{kind_of, path, text_name},
};

/// What Tera found, in the file `name` unless Tera knows better.
pub(super) fn diagnose(error: &Error, name: Option<&str>, files: &MailFiles) -> Diagnostic {
    match error.kind() {
        ErrorKind::SyntaxError(report) => of_report(report, "mail-syntax", files).with_hint(Wording::new(
            "close what is open here: every `if` has its `endif`, every `block` its `endblock`",
            "開いたものを閉じてください。if には endif、block には endblock が必要です",
        )),
        ErrorKind::RenderingError(report) => of_report(report, "mail-render", files).with_hint(Wording::new(
            "check the spelling of the value; a subject may say `programme.name`, `event.title` and `newsletter.title` alone",
            "値の名前を確かめてください。件名で使えるのは programme.name、event.title、newsletter.title だけです",
        )),
        // What is left tells its place in words alone, if it has one: its first line says what it is about.
        _ => {
            let words = error.to_string();
            let first = words.lines().next().unwrap_or_default().trim_end_matches('.');
            let fault = Diagnostic::error("mail-template", said_by_tera(first)).with_hint(Wording::new(
                "check blocks and tests; take the template that comes with the program where nothing else helps",
                "block や is の後を確かめてください。わからないときは、もとのファイルに戻してください",
            ));
            match name {
                Some(name) => fault.in_file(&path(name)),
                None => fault,
            }
        }
    }
}

/// What Tera says, which is in English.
fn said_by_tera(words: &str) -> Wording {
    Wording::new(words, format!("メールのテンプレートを読めません。Tera の報告: {words}"))
}

fn of_report(report: &tera::ReportError, code: &'static str, files: &MailFiles) -> Diagnostic {
    let span = report.span();
    let mail = report.filename().strip_suffix(".subject").filter(|mail| kind_of(mail).is_some());
    let name = mail.map_or_else(|| report.filename().to_owned(), text_name);
    let width = if span.start_line == span.end_line { span.end_col.saturating_sub(span.start_col) } else { 1 };
    let place = Place::at(files.text(&name), span.start_line, span.start_col + 1, width.max(1));
    let message = said_by_tera(report.message().trim_end_matches('.'));
    Diagnostic::error(code, message).in_file(&path(&name)).with_place(Some(place))
}
