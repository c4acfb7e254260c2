//! `tsubame evidence`: what a city asks to be shown, made from the program and the site as they are.

use std::{fs, path::Path};

use anyhow::{Context, Result};

use super::args::EvidenceArgs;
use crate::{
    cli::{
        args::Args,
        terminal::{CLEAN, FAULTS, Terminal},
    },
    workspace::{DiskWorkspace, PageSource},
};
use tsubame_backend::{
    documents::TableFormat,
    evidence::{EvidenceSheet, RegisterInput, checklist, personal_data_register},
    web::Workspace,
};
use tsubame_engine::config::BuildOptions;

/// Prints both sheets, or writes them as files. The result is the exit code: a gap of the register is a fault.
pub(super) fn evidence(args: &Args, command: &EvidenceArgs, terminal: &mut Terminal<'_>) -> Result<u8> {
    let workspace = DiskWorkspace {
        root: args.root.clone(),
        config: args.config.clone(),
        language: terminal.language,
        options: BuildOptions::default(),
        pages: PageSource::Output,
    };
    let bookings = workspace.bookings()?;
    let booked_by = bookings.by_name.values().map(|booking| booking.form.clone()).collect();
    let (register, faults) = personal_data_register(&RegisterInput { forms: workspace.forms()?, booked_by });
    for sheet in [checklist(), register] {
        match &command.to {
            Some(folder) => write_sheet(folder, &sheet, terminal)?,
            None => writeln!(terminal.out, "{}", sheet.render_markdown())?,
        }
    }
    for fault in &faults {
        writeln!(terminal.err, "error: {}", fault.text)?;
    }
    Ok(if faults.is_empty() { CLEAN } else { FAULTS })
}

fn write_sheet(folder: &Path, sheet: &EvidenceSheet, terminal: &mut Terminal<'_>) -> Result<()> {
    fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
    let csv = TableFormat::Csv.render(&sheet.table)?;
    for (ending, bytes) in [("md", sheet.render_markdown().into_bytes()), ("csv", csv)] {
        let file = folder.join(format!("{}.{ending}", sheet.name));
        fs::write(&file, bytes).with_context(|| file.display().to_string())?;
        writeln!(terminal.out, "{}", file.display())?;
    }
    Ok(())
}
