//! What templates of mails are called: by their files, and by Tera.

use tsubame_model::source::SourcePath;

use crate::intake::MailKind;

/// The folder of the templates, from the root of the site.
const FOLDER: &str = "data/mail";

/// How the name of a mail begins that goes with a step of a case: pipelines name these, and a site has as many as it likes.
const CASE_MAIL: &str = "case-";

/// The name of the text of a mail.
pub(super) fn text_name(mail: &str) -> String {
    format!("{mail}.txt")
}

/// The name of the page of a mail.
pub(super) fn html_name(mail: &str) -> String {
    format!("{mail}.html")
}

/// The name under which Tera knows the subject of a mail.
pub(super) fn subject_name(mail: &str) -> String {
    format!("{mail}.subject")
}

/// The kind that a mail of this name is of; `None` where no mail has it.
pub fn kind_of(mail: &str) -> Option<MailKind> {
    MailKind::of_name(mail).or_else(|| mail.starts_with(CASE_MAIL).then_some(MailKind::CaseStep))
}

/// Where the file of a template lies.
pub(super) fn path(name: &str) -> SourcePath {
    SourcePath::new(format!("{FOLDER}/{name}"))
}
