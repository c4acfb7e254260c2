//! Which template files a site has, and their names for the template engine.

use super::Project;
use crate::{config::Config, templates::TemplateFile};
use tsubame_model::source::{Diagnostic, SourcePath, WithFaults, Wording};

/// Endings of files that are templates.
const ENDINGS: [&str; 6] = ["html", "xml", "md", "txt", "json", "ics"];

/// Reads the template files of the site and of its theme; `None` when the theme has none, as then all would be missing.
pub(super) fn read_template_files(project: &Project, config: &Config) -> WithFaults<Option<Vec<TemplateFile>>> {
    let mut files = read_folder(project, "templates", "");
    if let Some(theme) = &config.theme {
        let folder = format!("themes/{theme}/templates");
        let of_theme = read_folder(project, &folder, &format!("{theme}/templates/"));
        if of_theme.value.is_empty() {
            let message = Wording::new(
                format!("the theme `{theme}` has no templates in {folder}"),
                format!("テーマ `{theme}` のテンプレートが {folder} にありません"),
            );
            let hint = Wording::new(
                "install the whole theme, or correct `theme`",
                "テーマをすべて入れ直すか、`theme` を直してください",
            );
            let fault = Diagnostic::error("theme-missing", message).in_file(&config.file).with_hint(hint);
            return WithFaults::new(None, files.faults).with_faults(of_theme.faults).with_faults([fault]);
        }
        files.value.extend(of_theme.value);
        files.faults.extend(of_theme.faults);
    }
    files.map(Some)
}

fn read_folder(project: &Project, folder: &str, prefix: &str) -> WithFaults<Vec<TemplateFile>> {
    let is_template = |path: &&SourcePath| path.extension().is_some_and(|ending| ENDINGS.contains(&ending));
    let mut files = WithFaults::<Vec<_>>::default();
    for path in project.below(folder).filter(is_template) {
        match project.read_text(path) {
            Ok(text) => {
                let name = format!("{prefix}{}", path.strip_folder(folder).unwrap_or_default());
                files.value.push(TemplateFile { name, path: path.clone(), text });
            }
            Err(fault) => files.faults.push(fault),
        }
    }
    files
}
