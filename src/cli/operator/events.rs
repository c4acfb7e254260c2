//! `tsubame events`: changes of events that people are registered for wait until somebody decides; here whoever runs the
//! server does.

use anyhow::{Context, Result};
use jiff::Timestamp;

use super::{
    args::{EventsArgs, EventsStep},
    programme::Programme,
};
use crate::cli::{
    args::Args,
    terminal::{CLEAN, FAULTS, Terminal},
};
use tsubame_backend::{
    intake::calendar::clock_in_japan,
    store::{EventFacts, PendingEventChange, Store},
};

/// Who decides, as the audit log calls whoever runs the server.
const OPERATOR: &str = "operator";

/// Lists changes, or decides about one. The result is the exit code.
pub(super) fn events(args: &Args, command: &EventsArgs, terminal: &mut Terminal<'_>) -> Result<u8> {
    let Some(programme) = Programme::open(args, terminal)? else { return Ok(FAULTS) };
    let Programme { location, keys, registrations, threads, .. } = programme;
    threads.block_on(async {
        let (store, writer) = Store::open(&location, keys).await?;
        let done = step(&store, &command.step, registrations.offer_hours, terminal).await;
        // The writer ends, with all written, once nobody can ask it any more.
        drop(store);
        writer.await.context("the writer of the database")?;
        done
    })
}

async fn step(store: &Store, step: &EventsStep, offer_hours: u32, terminal: &mut Terminal<'_>) -> Result<u8> {
    match step {
        EventsStep::Pending => {
            let changes = store.pending_event_changes().await?;
            for change in &changes {
                terminal.out.write_all(told(change).as_bytes())?;
            }
            writeln!(terminal.out, "changes that wait: {}", changes.len())?;
        }
        EventsStep::Confirm { id } => {
            let change = find(store, id).await?;
            let done = store.confirm_event_change(change.id, OPERATOR, offer_hours).await?;
            let done = done.with_context(|| waits_no_more(id))?;
            writeln!(
                terminal.out,
                "It holds now. notices in the outbox: {}, seats offered: {}",
                done.notices, done.offers
            )?;
        }
        EventsStep::Refuse { id } => {
            let change = find(store, id).await?;
            let is_refused = store.refuse_event_change(change.id, OPERATOR).await?;
            is_refused.then_some(()).with_context(|| waits_no_more(id))?;
            writeln!(terminal.out, "What held holds still; write the content so that it says it too")?;
        }
    }
    Ok(CLEAN)
}

async fn find(store: &Store, id: &str) -> Result<PendingEventChange> {
    let changes = store.pending_event_changes().await?;
    changes.into_iter().find(|change| change.id.to_string() == id).with_context(|| waits_no_more(id))
}

fn waits_no_more(id: &str) -> String {
    format!("no change {id} waits; `tsubame events pending` lists those that do")
}

/// A change in lines: what it is called, what it changes, whom it concerns.
fn told(change: &PendingEventChange) -> String {
    let PendingEventChange { id, before, after, seated, waiting, seats, .. } = change;
    let commit = after.content_commit.as_deref().map_or_else(String::new, |commit| format!(", commit {commit}"));
    let (was, is) = (facts_told(before), facts_told(after));
    let lines = was.iter().zip(&is).filter(|(was, is)| was != is).map(|(was, is)| format!("  {was} -> {is}\n"));
    format!(
        "{id} {} ({}{commit})\n{}  with a seat: {seated}, seats held: {seats}, waiting: {waiting}, to be written to: {}\n",
        before.id,
        in_japan(after.content_time),
        lines.collect::<String>(),
        change.notices()
    )
}

/// What touches people, a text for each, in one order.
fn facts_told(facts: &EventFacts) -> [String; 5] {
    let places = facts.places.iter().map(|(attendance, capacity)| {
        let capacity = capacity.map_or_else(|| "no limit".to_owned(), |capacity| capacity.to_string());
        format!("{} {capacity}", attendance.name())
    });
    [
        format!("begins {}", in_japan(facts.starts_at)),
        format!("ends {}", in_japan(facts.ends_at)),
        (if facts.is_on { "takes place" } else { "does not take place" }).to_owned(),
        facts.place.clone(),
        places.collect::<Vec<_>>().join(", "),
    ]
}

fn in_japan(at: Timestamp) -> String {
    clock_in_japan(at).strftime("%Y-%m-%d %H:%M JST").to_string()
}
