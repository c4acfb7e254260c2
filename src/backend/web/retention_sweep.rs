//! What is done once an hour: what is over the term of its form, as staff have set it or its file says, or of its field ends, and so does what nobody has confirmed; who came
//! with two addresses can be found; so do people of organisations with which nobody works any more; of signing in and of requests, what is over is removed; who is to be asked how it went since is planned.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use jiff::{Timestamp, Zoned};
use tokio::time::{MissedTickBehavior, interval};
use tsubame_model::schema::Form;

use super::state::AppState;
use crate::{
    intake::calendar::{BusinessCalendar, calendar_in_japan},
    store::AnswerTerm,
};

/// How often.
const HOUR: Duration = Duration::from_hours(1);

/// Keeps house until its task is ended.
pub(super) async fn sweep_retention(state: AppState) {
    let mut ticks = interval(HOUR);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        if let Err(error) = end_terms(&state, Timestamp::now()).await {
            log::error!("what is over its term cannot be ended: {error:#}");
        }
    }
}

/// Ends what is over at `now`, and gives how many submissions that was.
pub(super) async fn end_terms(state: &AppState, now: Timestamp) -> anyhow::Result<usize> {
    let clock = calendar_in_japan(now);
    let (site, rules) = (state.site(), state.rules().await?);
    let term = |form: &Form| rules.term_of(&form.form, form.retention);
    let cutoffs = site.forms.values().filter_map(|form| Some((form.form.clone(), term(form)?.cutoff(&clock))));
    let ended = state.store.end_retention(&cutoffs.collect::<Vec<_>>()).await?;
    if ended > 0 {
        log::info!("{ended} submissions were over the term of their form and have ended");
    }
    let terms: Vec<AnswerTerm> = site.forms.values().flat_map(|form| answer_terms(form, &clock)).collect();
    let answers = state.store.end_answers(&terms).await?;
    if answers > 0 {
        log::info!("{answers} submissions had answers that were over a term of their own and have ended");
    }
    let unconfirmed = state.store.end_unconfirmed(now).await?;
    if unconfirmed > 0 {
        log::info!("{unconfirmed} submissions were not confirmed in time and have ended");
    }
    let contacts = state.store.end_contacts(now).await?;
    if contacts > 0 {
        log::info!("{contacts} people of organisations were over their term and have ended");
    }
    state.store.read_person_traits().await?;
    state.store.sweep_sign_ins(now).await?;
    state.store.sweep_api_requests(now).await?;
    state.store.sweep_deliveries(now).await?;
    let calendar = BusinessCalendar::office(&site.bookings.holidays);
    state.store.plan_follow_ups(site.casework.pipelines.values(), &calendar).await?;
    Ok(ended)
}

/// The terms of the fields of a form, those that are alike together.
fn answer_terms(form: &Form, clock: &Zoned) -> Vec<AnswerTerm> {
    let mut fields: BTreeMap<Timestamp, BTreeSet<String>> = BTreeMap::new();
    for field in form.fields() {
        if let Some(term) = field.retention {
            fields.entry(term.cutoff(clock)).or_default().insert(field.name.clone());
        }
    }
    let form = &form.form;
    fields.into_iter().map(|(cutoff, fields)| AnswerTerm { form: form.clone(), fields, cutoff }).collect()
}
