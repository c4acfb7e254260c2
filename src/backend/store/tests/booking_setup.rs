//! A booking with two counsellors, and people who wish for their time.

use std::{
    collections::BTreeMap,
    sync::atomic::{AtomicUsize, Ordering},
};

use jiff::{Timestamp, ToSpan};
use sea_orm::{EntityTrait, QueryOrder};
use tsubame_model::{
    schema::{Booking, Channel, FormAnswer, Submission, parse_booking},
    source::SourcePath,
};

use super::setup::{TestDatabase, keys, sealed, sent_by};
use crate::{
    intake::{
        SubmissionId,
        bookings::{Slot, SlotCandidate, cells},
        calendar::clock_in_japan,
    },
    store::{
        Reception, SealedSubmission, SlotRequest, Store,
        entities::{booking, booking_cell},
    },
};

const DEFINITION: &str = "booking: talk
label: 相談
kind: consultation
form: talk
free_of_charge: 相談は無料です
channels: [video, phone]
join_address: \"https://meet.example.jp/talk-{code}\"
slots: { minutes: 60, every_minutes: 30, buffer_after_minutes: 15, lead_hours: 3, horizon_days: 60 }
holidays: open
opening: { everyday: [\"6:00–25:00\"] }
resources:
  - { key: sato, label: 佐藤, qualification: キャリアコンサルタント, mail: sato@desk.example.jp }
  - { key: ito, label: 伊藤 }
";

pub fn definition() -> Booking {
    let (booking, faults) = parse_booking(&SourcePath::new("data/bookings/talk.yaml"), DEFINITION, &["talk"]);
    let faults: Vec<_> = faults.into_iter().filter(tsubame_model::source::Diagnostic::is_error).collect();
    assert_eq!(faults, []);
    booking.unwrap()
}

/// A time on a day that is far away: `10:00`.
pub fn at(clock: &str) -> Timestamp {
    format!("2099-12-10T{clock}+09:00").parse().unwrap()
}

/// The slot of somebody at that time.
pub fn slot(resource: &str, clock: &str) -> Slot {
    let start = at(clock);
    let business_day = clock_in_japan(start).date();
    Slot { resource: resource.to_owned(), business_day, start, end: start + 60.minutes(), is_extra: false }
}

pub fn candidate(resource: &str, clock: &str) -> SlotCandidate {
    let slot = slot(resource, clock);
    let cells = cells(slot.start, slot.end, &definition().slots);
    SlotCandidate { slot, cells }
}

/// What somebody with this number sends for a time with one of these.
pub fn wish(number: usize, resources: &[&str], clock: &str) -> SealedSubmission {
    wished(sealed(&asked(number, clock)), resources, clock, false)
}

/// The same of somebody whom staff look at first.
pub fn held_wish(number: usize, resources: &[&str], clock: &str) -> SealedSubmission {
    let form = super::setup::form();
    let sealed = SealedSubmission::seal(&form, &asked(number, clock), "文面".to_owned(), true, &keys()).unwrap();
    wished(sealed, resources, clock, false)
}

/// The same of somebody who has to confirm the address first.
pub fn unconfirmed_wish(number: usize, resources: &[&str], clock: &str) -> SealedSubmission {
    wished(sealed(&asked(number, clock)), resources, clock, true)
}

/// Each is an attempt of its own, so that a person can wish for several times.
fn asked(number: usize, clock: &str) -> Submission {
    static ATTEMPTS: AtomicUsize = AtomicUsize::new(0);
    let attempt = format!("attempt-{}", ATTEMPTS.fetch_add(1, Ordering::Relaxed));
    let mut submission = Submission { references: BTreeMap::new(), request_id: Some(attempt), ..sent_by(number) };
    submission.answers.insert("slot".to_owned(), FormAnswer::Choice(format!("2099-12-10T{clock}+09:00")));
    submission
}

/// The same for a slot of a definition as a test has it.
pub fn wish_of(booking: &Booking, number: usize, slot: Slot) -> SealedSubmission {
    let clock = clock_in_japan(slot.start).strftime("%H:%M").to_string();
    let request = SlotRequest::new(booking, &[slot], Channel::Video, false);
    sealed(&asked(number, &clock)).with_slot(request, &keys()).unwrap()
}

fn wished(sealed: SealedSubmission, resources: &[&str], clock: &str, must_confirm: bool) -> SealedSubmission {
    let slots: Vec<Slot> = resources.iter().map(|resource| slot(resource, clock)).collect();
    let request = SlotRequest::new(&definition(), &slots, Channel::Video, must_confirm);
    sealed.with_slot(request, &keys()).unwrap()
}

/// The submission of a wish that was granted, or is looked at.
pub async fn book(store: &Store, wish: SealedSubmission) -> SubmissionId {
    match store.receive(wish).await.unwrap() {
        Reception::Received { submission, .. } => submission,
        other => panic!("{other:?}"),
    }
}

/// All bookings, by their time.
pub async fn all_bookings(store: &Store) -> Vec<booking::Model> {
    booking::Entity::find().order_by_asc(booking::Column::StartsAt).all(store.readers()).await.unwrap()
}

/// How many cells are taken.
pub async fn taken_cells(store: &Store) -> usize {
    booking_cell::Entity::find().all(store.readers()).await.unwrap().len()
}

/// Two processes without the guard, on a database that does not guard them either.
pub async fn unguarded_pair(database: &TestDatabase) -> [Store; 2] {
    let pair = [database.unguarded_replica().await, database.unguarded_replica().await];
    database.execute("DROP TABLE booking_cells").await;
    database.execute("CREATE TABLE booking_cells (resource text, cell bigint, booking_id uuid)").await;
    pair
}
