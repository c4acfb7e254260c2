//! Sass → CSS.

use std::{
    collections::{BTreeMap, HashMap},
    io,
    path::{Path, PathBuf},
    sync::Arc,
};

use grass::{Fs, Options, OutputStyle};

use super::Project;
use crate::config::Config;
use tsubame_model::source::{Checked, Diagnostic, Place, ReadError, SourcePath};

/// Compiles the theme's style sheets, then the site's over them: output path → CSS.
pub(super) fn compile(project: &Project, config: &Config) -> Checked<HashMap<String, Arc<[u8]>>> {
    let of_theme = config.theme.iter().map(|theme| format!("themes/{theme}/sass"));
    let of_site = config.compile_sass.then(|| "sass".to_owned());
    let mut sheets = Checked::<HashMap<_, _>>::default();
    for folder in of_theme.chain(of_site) {
        let compiled = compile_folder(project, &folder).unpack(&mut sheets.faults);
        sheets.value.extend(compiled);
    }
    sheets
}

fn compile_folder(project: &Project, folder: &str) -> Checked<BTreeMap<String, Arc<[u8]>>> {
    let mut sources: BTreeMap<String, &SourcePath> = BTreeMap::new();
    let mut sheets = Checked::<BTreeMap<_, _>>::default();
    for path in project.below(folder) {
        let Some(relative) = path.strip_folder(folder).filter(|relative| is_sheet(relative)) else { continue };
        let output = format!("{}.css", relative.rsplit_once('.').map_or(relative, |(stem, _)| stem));
        if let Some(other) = sources.insert(output.clone(), path) {
            let fault = Diagnostic::error("sass-collision", format!("{other} and this file both become {output}"));
            sheets.faults.push(fault.in_file(path).with_hint("rename one of them, or start its name with `_`"));
        }
        match compile_sheet(project, path) {
            Ok(css) => drop(sheets.value.insert(output, Arc::from(css.into_bytes()))),
            Err(fault) => sheets.faults.push(fault),
        }
    }
    sheets
}

/// Style sheets of their own; names and folders that start with `_` are parts of others.
fn is_sheet(relative: &str) -> bool {
    let ending = relative.rsplit_once('.').map(|(_, ending)| ending);
    matches!(ending, Some("scss" | "sass")) && !relative.split('/').any(|part| part.starts_with('_'))
}

fn compile_sheet(project: &Project, path: &SourcePath) -> Result<String, Diagnostic> {
    let files = SassFiles(project);
    let options = Options::default().style(OutputStyle::Compressed).fs(&files);
    grass::from_path(path.as_str(), &options).map_err(|error| fault_of(project, path, &error.to_string()))
}

/// Turns the compiler's report (`Error: message`, the excerpt, `./file:line:column`) into a diagnostic.
fn fault_of(project: &Project, path: &SourcePath, report: &str) -> Diagnostic {
    let message = report.lines().next().unwrap_or_default().trim_start_matches("Error: ");
    let fault = Diagnostic::error("sass", format!("the style sheet cannot be compiled: {message}"))
        .with_hint("the style sheet is Sass as dart-sass 1.5x knows it");
    let place = report.lines().rev().find_map(parse_location);
    let Some((file, line, column)) = place else { return fault.in_file(path) };
    let file = SourcePath::new(file.trim_start_matches("./"));
    let text = project.read_text(&file).unwrap_or_default();
    let fault = if file == *path { fault } else { fault.with_note("while compiling", path, None) };
    fault.in_file(&file).with_place(Some(Place::at(&text, line, column, 1)))
}

fn parse_location(line: &str) -> Option<(&str, usize, usize)> {
    let (rest, column) = line.trim().rsplit_once(':')?;
    let (file, line) = rest.rsplit_once(':')?;
    Some((file, line.parse().ok()?, column.parse().ok()?))
}

/// The project as the Sass compiler's file system.
struct SassFiles<'a>(&'a Project);

// The trait of the compiler asks for `Debug`.
impl std::fmt::Debug for SassFiles<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SassFiles")
    }
}

fn source_path(path: &Path) -> SourcePath {
    let mut parts: Vec<String> = Vec::new();
    for part in path.components() {
        match part {
            std::path::Component::ParentDir => drop(parts.pop()),
            std::path::Component::Normal(name) => parts.push(name.to_string_lossy().into_owned()),
            _ => {}
        }
    }
    SourcePath::new(parts.join("/"))
}

impl Fs for SassFiles<'_> {
    fn is_dir(&self, path: &Path) -> bool {
        self.0.below(source_path(path).as_str()).next().is_some()
    }

    fn is_file(&self, path: &Path) -> bool {
        self.0.files.binary_search(&source_path(path)).is_ok()
    }

    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        let bytes = self.0.world.files.read(&source_path(path)).map_err(|error| match error {
            ReadError::Missing => io::Error::from(io::ErrorKind::NotFound),
            other => io::Error::other(other.to_string()),
        })?;
        // The compiler takes parts that are no text as a fault of its own, so they must not reach it.
        match std::str::from_utf8(&bytes) {
            Ok(_) => Ok(bytes),
            Err(_) => Err(io::Error::other(format!("{} is not UTF-8 text", path.display()))),
        }
    }

    fn canonicalize(&self, path: &Path) -> io::Result<PathBuf> {
        Ok(PathBuf::from(source_path(path).as_str()))
    }
}
