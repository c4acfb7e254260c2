//! `tsubame new`

use std::{
    env,
    ffi::OsString,
    path::Path,
    process::{Command, Stdio},
};

use anyhow::{Context, Result, bail};

use super::{
    CLEAN, FAULTS, Terminal,
    args::{Args, NewArgs},
    show::{show_diagnostics, shown},
};
use crate::{
    config::BuildOptions,
    disk::{discover, write_scaffold},
    schema::{ContentType, Types},
    site::{configure, read_types},
    source::Diagnostic,
    transfer::{EntryWish, draft_entry, draft_typed},
};

/// Makes a page or a section, says where, and opens it if asked. The result is the exit code.
pub(super) fn new(args: &Args, command: &NewArgs, terminal: &mut Terminal<'_>) -> Result<u8> {
    // Before anything is written, so that a missing editor leaves nothing half done.
    let editor = if command.open { Some(find_editor()?) } else { None };
    let found = discover(&args.root, args.config.as_deref())?;
    let options = BuildOptions { drafts: true, ..BuildOptions::default() };
    let config = match configure(&found.project, &options) {
        Ok(config) => config,
        Err(diagnostics) => {
            show_diagnostics(&diagnostics, terminal)?;
            return Ok(FAULTS);
        }
    };
    let world = &*found.project.world;
    let wish = EntryWish {
        path: command.name.as_ref().unwrap_or(&command.path).clone(),
        in_folder: command.dir,
        is_section: command.section,
        title: command.title.clone(),
        date: command.date.clone(),
        today: world.now().date().to_string(),
        is_draft: command.draft,
        lang: command.lang.clone(),
    };
    let files = &found.project.files;
    let draft = if command.name.is_some() {
        let (types, faults) = read_types(&found.project);
        if faults.iter().any(Diagnostic::is_error) {
            show_diagnostics(&faults, terminal)?;
            return Ok(FAULTS);
        }
        draft_typed((&types, find_type(&types, &command.path)?), &wish, &config, files, world)?
    } else {
        draft_entry(&wish, &config, files, world)?
    };
    let scaffolded = write_scaffold(&found.root, &draft.scaffold.folders, &draft.scaffold.contents())?;
    if let Some(path) = scaffolded.left.first() {
        bail!("{path} exists already");
    }
    show_diagnostics(&draft.warnings, terminal)?;
    let place = found.root.join(draft.path.as_str());
    writeln!(terminal.out, "Made {}", shown(&place))?;
    match editor {
        Some(editor) => open(&editor, &place),
        None => Ok(CLEAN),
    }
}

/// The type that was asked for.
fn find_type<'a>(types: &'a Types, id: &str) -> Result<&'a ContentType> {
    if types.is_empty() {
        bail!("the site has no content types: data/types/ holds none; `tsubame new PATH` makes a page without a type");
    }
    let ids = || types.iter().map(|kind| kind.id.as_str()).collect::<Vec<_>>().join(", ");
    types.get(id).with_context(|| format!("there is no content type `{id}`, only {}", ids()))
}

/// The command of the editor, as its owner has set it.
fn find_editor() -> Result<OsString> {
    let set = ["VISUAL", "EDITOR"].into_iter().filter_map(env::var_os);
    let editor = set.into_iter().find(|editor| !editor.to_string_lossy().trim().is_empty());
    editor.context("--open needs an editor: set VISUAL or EDITOR, for instance EDITOR=nano")
}

/// Opens the file and waits. The shell takes the command apart, which may have arguments of its own.
fn open(editor: &OsString, place: &Path) -> Result<u8> {
    let mut line = editor.clone();
    line.push(" \"$@\"");
    let status = Command::new("sh").arg("-c").arg(line).arg("sh").arg(place).stdin(Stdio::inherit()).status();
    let status = status.context("opening the editor")?;
    if !status.success() {
        bail!("the editor `{}` ended with {status}; the file stays", editor.to_string_lossy());
    }
    Ok(CLEAN)
}
