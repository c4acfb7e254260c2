//! `tsubame export`: what is kept of people, as a file for somebody's desk. The audit log says that it was taken.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};

use super::{
    args::{ExportArgs, ExportFormat, ExportTable, RegistrationsArgs},
    private_file::replace_private,
    private_folder::make_private,
    programme::Programme,
};
use crate::{
    cli::{
        args::Args,
        terminal::{CLEAN, FAULTS, Terminal},
    },
    workspace::{DiskWorkspace, PageSource},
};
use tsubame_backend::{
    documents::TableFormat,
    store::{DataTable, EventFormColumns, Store},
    web::{Workspace, event_form_columns},
};
use tsubame_engine::config::BuildOptions;

/// Who takes it, as the audit log calls whoever runs the server.
const OPERATOR: &str = "operator";

/// The folder of what was taken, in the private one.
const EXPORTS: &str = "exports";

/// Writes a table. The result is the exit code.
pub(super) fn export(args: &Args, command: &ExportArgs, terminal: &mut Terminal<'_>) -> Result<u8> {
    let ExportTable::Registrations(command) = &command.table;
    let Some(programme) = Programme::open(args, terminal)? else { return Ok(FAULTS) };
    let workspace = DiskWorkspace {
        root: args.root.clone(),
        config: args.config.clone(),
        language: terminal.language,
        options: BuildOptions::default(),
        pages: PageSource::Output,
    };
    let columns = event_form_columns(&workspace.forms()?);
    let Programme { private, keys, location, threads, .. } = programme;
    let table = threads.block_on(async {
        let (store, writer) = Store::open(&location, keys).await?;
        let table = read_table(&store, &command.event, &columns).await;
        // The writer ends, with all written, once nobody can ask it any more.
        drop(store);
        writer.await.context("the writer of the database")?;
        table
    })?;
    let bytes = table_format(command.format).render(&table);
    let file = match &command.to {
        Some(file) => file.clone(),
        None => usual_file(&private, command)?,
    };
    replace_private(&file, &bytes?)?;
    writeln!(terminal.out, "{} registrations that hold seats or wait: {}", table.rows.len(), file.display())?;
    writeln!(
        terminal.err,
        "note: the file holds what people have sent, in clear; hand it over on a way that nobody else reads, and remove it then"
    )?;
    Ok(CLEAN)
}

async fn read_table(store: &Store, event: &str, columns: &EventFormColumns) -> Result<DataTable> {
    ensure!(
        store.seats(event).await?.is_some(),
        "no event {event} is known here; events are called as their pages are: the name of the file or folder in content/events/"
    );
    store.registrations_table(event, columns, OPERATOR).await
}

/// Where it goes when nobody says where.
fn usual_file(private: &Path, command: &RegistrationsArgs) -> Result<PathBuf> {
    let folder = private.join(EXPORTS);
    make_private(&folder)?;
    let ending = table_format(command.format).name();
    Ok(folder.join(format!("registrations-{}.{ending}", command.event.replace('/', "-"))))
}

fn table_format(format: ExportFormat) -> TableFormat {
    match format {
        ExportFormat::Csv => TableFormat::Csv,
        ExportFormat::Xlsx => TableFormat::Xlsx,
        ExportFormat::Json => TableFormat::Json,
    }
}
