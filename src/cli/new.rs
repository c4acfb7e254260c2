//! `tsubame new`

use std::{
    env,
    ffi::OsString,
    path::Path,
    process::{Command, Stdio},
};

use anyhow::{Context, Result, bail};

use super::{
    args::{Args, NewArgs},
    show::{show_diagnostics, shown},
    terminal::{CLEAN, FAULTS, Terminal},
};
use crate::disk::{discover, write_scaffold};
use tsubame_engine::{
    config::BuildOptions,
    site::{configure, read_types},
    transfer::{EntryOptions, ScaffoldContext, scaffold_entry, scaffold_typed_entry},
};
use tsubame_model::{
    schema::{ContentType, Types},
    source::{Diagnostic, WithFaults},
};

/// Makes a page or a section, says where, and opens it if asked. The result is the exit code.
pub(super) fn new(args: &Args, command: &NewArgs, terminal: &mut Terminal<'_>) -> Result<u8> {
    // Before anything is written, so that a missing editor leaves nothing half done.
    let editor = if command.open { Some(find_editor()?) } else { None };
    let found = discover(&args.root, args.config.as_deref())?;
    let options = BuildOptions { drafts: true, ..BuildOptions::default() };
    let config = match configure(&found.project, &options) {
        Ok(config) => {
            terminal.language = config.message_language();
            config
        }
        Err(diagnostics) => {
            show_diagnostics(&diagnostics, terminal)?;
            return Ok(FAULTS);
        }
    };
    let world = &found.project.world;
    let options = EntryOptions {
        path: command.name.as_ref().unwrap_or(&command.path).clone(),
        in_folder: command.dir,
        is_section: command.section,
        title: command.title.clone(),
        date: command.date.clone(),
        today: world.clock.build_time.date(),
        is_draft: command.draft,
        lang: command.lang.clone(),
    };
    let context = ScaffoldContext { config: &config, files: &found.project.files, world };
    let WithFaults { value: types, faults } = read_types(&found.project, &config);
    let by_place = if command.name.is_none() { type_of_place(&types, &options) } else { None };
    if (command.name.is_some() || by_place.is_some()) && faults.iter().any(Diagnostic::is_error) {
        show_diagnostics(&faults, terminal)?;
        return Ok(FAULTS);
    }
    let kind = if command.name.is_some() { Some(find_type(&types, &command.path)?) } else { by_place };
    let draft = match kind {
        Some(kind) => scaffold_typed_entry(&types, kind, &options, context)?,
        None => scaffold_entry(&options, context)?,
    };
    let scaffolded = write_scaffold(&found.root, &draft.scaffold.folders, &draft.scaffold.contents())?;
    if let Some(path) = scaffolded.left.first() {
        bail!("{path} exists already");
    }
    show_diagnostics(&draft.warnings, terminal)?;
    let place = found.root.join(draft.path.as_str());
    writeln!(terminal.out, "Made {}", shown(&place))?;
    if let Some(kind) = by_place {
        writeln!(terminal.out, "It is of the content type `{}`, as all pages of its folder are.", kind.id)?;
    }
    match editor {
        Some(editor) => open(&editor, &place),
        None => Ok(CLEAN),
    }
}

/// The type of the pages of a folder, by the path of a new page: without it, what is made would break the type's rules.
fn type_of_place<'a>(types: &'a Types, options: &EntryOptions) -> Option<&'a ContentType> {
    if options.is_section || options.path.ends_with('/') {
        return None;
    }
    let inside = options.path.trim_start_matches("./");
    let inside = inside.strip_prefix("content/").unwrap_or(inside);
    types.of_entry(&format!("{}.md", inside.strip_suffix(".md").unwrap_or(inside)))
}

/// The type that was asked for.
fn find_type<'a>(types: &'a Types, id: &str) -> Result<&'a ContentType> {
    if types.is_empty() {
        bail!(
            "the site has no content types: there are none in data/types/, or the configuration has no [extra.tsubame]; \
             `tsubame new PATH` makes a page without a type"
        );
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
