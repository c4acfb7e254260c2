//! The first phase: the configuration file, and the theme's settings below it.

use super::Project;
use crate::config::{BuildOptions, Config, merge_theme, missing_backend, resolve};
use tsubame_model::{
    schema::Form,
    source::{Diagnostic, SourcePath, Wording},
};

/// Reads the configuration of a project, with the settings of its theme.
pub fn configure(project: &Project, options: &BuildOptions) -> Result<Config, Vec<Diagnostic>> {
    let config = with_theme(project, options)?;
    let mut forms = project.below("data").filter(|path| config.tsubame.is_there && Form::is_form_file(path));
    let form = forms.next();
    match form.and_then(|form| missing_backend(&config.extra, form)) {
        Some(fault) => Err(vec![fault.in_file(&project.config_file)]),
        None => Ok(config),
    }
}

fn with_theme(project: &Project, options: &BuildOptions) -> Result<Config, Vec<Diagnostic>> {
    let text = project.read_text(&project.config_file).map_err(|fault| vec![fault])?;
    let config = resolve(&project.config_file, &text, options)?;
    let Some(theme) = config.theme.clone() else { return Ok(config) };
    let path = SourcePath::new(format!("themes/{theme}/theme.toml"));
    if project.files.binary_search(&path).is_err() {
        // A link that leads out of the project may be why; it is wrong then to say that nothing is there.
        let is_above = |file: &SourcePath| file == &path || path.strip_folder(file.as_str()).is_some();
        let mut causes: Vec<Diagnostic> =
            project.faults.iter().filter(|fault| fault.file.as_ref().is_some_and(is_above)).cloned().collect();
        if causes.iter().any(Diagnostic::is_error) {
            return Err(causes);
        }
        let message = Wording::new(
            format!("the theme `{theme}` is not installed: {path} does not exist"),
            format!("テーマ `{theme}` が入っていません。{path} がありません"),
        );
        let fault = Diagnostic::error("theme-missing", message).with_place(config.theme_place.clone());
        let hint = Wording::new(
            format!("put the theme into themes/{theme}, or correct `theme`"),
            format!("テーマを themes/{theme} に置くか、`theme` を直してください"),
        );
        causes.push(fault.in_file(&project.config_file).with_hint(hint));
        return Err(causes);
    }
    let settings = project.read_text(&path).map_err(|fault| vec![fault])?;
    merge_theme(config, &path, &settings)
}
