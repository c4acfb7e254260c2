//! `tsubame evidence`: what a city asks to be shown, made from the program and the site as they are.

use std::{collections::BTreeMap, fs, path::Path};

use anyhow::{Context, Result};

use super::{args::EvidenceArgs, private_folder::KEYS, programme::Programme, settings::read_operator_settings};
use crate::{
    cli::{
        args::Args,
        terminal::{CLEAN, FAULTS, Terminal},
    },
    disk::discover,
    workspace::{DiskWorkspace, PageSource},
};
use tsubame_backend::{
    documents::TableFormat,
    evidence::{EvidenceSheet, RegisterInput, checklist, personal_data_register},
    intake::programme_settings::SettingKey,
    store::Store,
    web::Workspace,
};
use tsubame_engine::config::BuildOptions;
use tsubame_model::schema::Retention;

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
    let Some(terms) = read_terms(args, terminal)? else { return Ok(FAULTS) };
    let (register, faults) = personal_data_register(&RegisterInput { forms: workspace.forms()?, booked_by, terms });
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

/// How long staff have said that what forms received is kept; nothing where no server has run yet. `None` if something is wrong with the
/// settings, which is told.
fn read_terms(args: &Args, terminal: &mut Terminal<'_>) -> Result<Option<BTreeMap<String, Retention>>> {
    let root = discover(&args.root, args.config.as_deref())?.root;
    let Some(settings) = read_operator_settings(&root, terminal)? else { return Ok(None) };
    if !settings.server.private_folder(&root).join(KEYS).exists() {
        return Ok(Some(BTreeMap::new()));
    }
    let Some(Programme { location, keys, threads, .. }) = Programme::open(args, terminal)? else { return Ok(None) };
    let values = threads.block_on(async {
        let (store, writer) = Store::open(&location, keys).await?;
        let values = store.setting_values().await;
        drop(store);
        writer.await.context("the writer of the database")?;
        values
    })?;
    let term = |(name, value): (String, String)| match SettingKey::parse(&name)? {
        SettingKey::Retention(form) => Some((form, Retention::parse(&value).ok()?)),
        _ => None,
    };
    Ok(Some(values.into_iter().filter_map(term).collect()))
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
