//! A template as it was read.

use tsubame_model::source::SourcePath;

/// One template file as read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplateFile {
    /// What Tera calls it: `page.html`, or `THEME/templates/page.html` for a theme's.
    pub name: String,
    /// Where it lies.
    pub path: SourcePath,
    /// Its text.
    pub text: String,
}
