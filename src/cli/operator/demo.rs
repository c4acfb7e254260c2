//! `tsubame demo`: an empty database is filled with people who do not exist.

use std::time::Duration;

use anyhow::{Context, Result, anyhow};
use jiff::Timestamp;

use super::{args::DemoArgs, private_folder::find_keys, programme::ProgrammePlace};
use crate::{
    cli::{
        args::Args,
        terminal::{CLEAN, FAULTS, Terminal},
    },
    workspace::{DiskWorkspace, PageSource},
};
use tsubame_backend::{
    demo::{DemoPlan, DemoSite, populate},
    store::Store,
    web::Workspace,
};
use tsubame_engine::config::BuildOptions;
use tsubame_http::{ConnectionLimits, ServerOptions, ServerThreads, answering_threads};

/// The same people at every machine.
const SEED: u64 = 980;

/// Makes people up. The result is the exit code.
pub(super) fn demo(args: &Args, command: &DemoArgs, terminal: &mut Terminal<'_>) -> Result<u8> {
    let Some(place) = ProgrammePlace::find(args, terminal)? else { return Ok(FAULTS) };
    let keys = find_keys(&place.key_file(), terminal)?;
    let ProgrammePlace { root, settings, private } = place;
    let workspace = DiskWorkspace {
        root: root.clone(),
        config: args.config.clone(),
        language: terminal.language,
        options: BuildOptions::default(),
        pages: PageSource::Output,
    };
    let site = DemoSite {
        forms: workspace.forms()?,
        content: workspace.content()?,
        casework: workspace.casework()?,
        bookings: workspace.bookings()?,
    };
    let location = settings.database.location(&root, &private).value;
    let connections = ConnectionLimits::default();
    let options = ServerOptions { name: "demo", threads: answering_threads(), patience: Duration::ZERO, connections };
    let threads = ServerThreads::start(&options)?;
    let plan = DemoPlan { persons: usize::try_from(command.persons)?, seed: SEED, now: Timestamp::now() };
    let language = terminal.language;
    let report = threads.block_on(async {
        let (store, writer) = Store::open(&location, keys.clone()).await?;
        let made = if store.holds_persons().await? {
            Err(anyhow!(language.choose(
                "somebody is kept here already, and people who do not exist would be among them; try it in another folder, or remove \
                 the database in private/ if nobody in it is real",
                "すでに登録者がいるため、架空の人を加えませんでした。別のフォルダーで試すか、実在の人がいなければ private/ のデータベースを消してください",
            )))
        } else {
            populate(&store, &keys, &site, plan).await
        };
        // The writer ends, with all written, once nobody can ask it any more.
        drop(store);
        writer.await.context("the writer of the database")?;
        made
    })?;
    let told = language.choose(
        format!(
            "{} people who do not exist sent {} forms; {} came to events, staff wrote {} records\n{} accounts of staff, for `tsubame up`: \
             the sign-in page of the office offers them",
            report.persons, report.submissions, report.attendances, report.records, report.accounts
        ),
        format!(
            "架空の{}人が{}件を送り、{}人がイベントに参加し、担当者が{}件を記録しました\n担当者のアカウント{}件は、`tsubame up` の事務局のサインイン画面で選べます",
            report.persons, report.submissions, report.attendances, report.records, report.accounts
        ),
    );
    writeln!(terminal.out, "{told}")?;
    Ok(CLEAN)
}
