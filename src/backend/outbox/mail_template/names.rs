//! What templates of mails are called: by their files, and by Tera.

use tsubame_model::source::SourcePath;

use crate::intake::MailKind;

/// The folder of the templates, from the root of the site.
const FOLDER: &str = "data/mail";

/// The name of the text of a kind.
pub(super) fn text_name(kind: MailKind) -> String {
    format!("{}.txt", kind.name())
}

/// The name of the page of a kind.
pub(super) fn html_name(kind: MailKind) -> String {
    format!("{}.html", kind.name())
}

/// The name under which Tera knows the subject of a kind.
pub(super) fn subject_name(kind: MailKind) -> String {
    format!("{}.subject", kind.name())
}

/// Where the file of a template lies.
pub(super) fn path(name: &str) -> SourcePath {
    SourcePath::new(format!("{FOLDER}/{name}"))
}
