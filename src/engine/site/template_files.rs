//! Which template files a site has, and their names for the template engine.

use super::Project;
use crate::{config::Config, templates::TemplateFile};
use tsubame_model::source::{Diagnostic, SourcePath};

/// Endings of files that are templates.
const ENDINGS: [&str; 6] = ["html", "xml", "md", "txt", "json", "ics"];

/// Reads the templates of the site and of its theme; `None` when the site has no place for templates at all.
pub(super) fn read_templates(
    project: &Project,
    config: &Config,
    faults: &mut Vec<Diagnostic>,
) -> Option<Vec<TemplateFile>> {
    let mut files = read_folder(project, "templates", "", faults);
    if let Some(theme) = &config.theme {
        let folder = format!("themes/{theme}/templates");
        let of_theme = read_folder(project, &folder, &format!("{theme}/templates/"), faults);
        if of_theme.is_empty() {
            let fault = Diagnostic::error("theme-missing", format!("the theme `{theme}` has no templates in {folder}"));
            faults.push(fault.in_file(&config.file).with_hint("install the whole theme, or correct `theme`"));
            return None;
        }
        files.extend(of_theme);
    }
    Some(files)
}

fn read_folder(project: &Project, folder: &str, prefix: &str, faults: &mut Vec<Diagnostic>) -> Vec<TemplateFile> {
    let is_template = |path: &&SourcePath| path.extension().is_some_and(|ending| ENDINGS.contains(&ending));
    let mut files = Vec::new();
    for path in project.below(folder).filter(is_template) {
        match project.read_text(path) {
            Ok(text) => {
                let name = format!("{prefix}{}", path.strip_folder(folder).unwrap_or_default());
                files.push(TemplateFile { name, path: path.clone(), text });
            }
            Err(fault) => faults.push(fault),
        }
    }
    files
}
