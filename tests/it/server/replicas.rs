//! Two servers on one database give out the seats of one event, and the time of one counsellor, to people who all come at once. That
//! without the locks both are given out twice is shown in the tests of the store, where the locks can be left out.

use std::{collections::BTreeMap, net::SocketAddr, path::Path, sync::Barrier, thread};

use super::{
    databases::TestedDatabase,
    process::{Sent, ServerProcess},
    site::{EVENT, SEATS, registration, site_with_open_event},
};
use crate::preview::client::get;

/// How many come.
const PEOPLE: usize = 200;

/// With whom they want to talk, how many times they want, and how many cells of five minutes one takes.
const COUNSELLOR: &str = "counsellor-takahashi";
const SLOTS: usize = 20;
const CELLS: usize = 12;

#[test]
fn r20_two_servers_on_one_file_give_out_each_seat_once() {
    let project = site_with_open_event();
    give_out_seats(project.root(), &TestedDatabase::sqlite(project.root()));
}

#[test]
fn r20_two_servers_on_postgresql_give_out_each_seat_once() {
    let project = site_with_open_event();
    give_out_seats(project.root(), &TestedDatabase::postgres());
}

#[test]
fn r24_two_servers_on_one_file_give_each_time_to_one_of_those_who_want_it() {
    let project = site_with_open_event();
    give_out_slots(project.root(), &TestedDatabase::sqlite(project.root()));
}

#[test]
fn r24_two_servers_on_postgresql_give_each_time_to_one_of_those_who_want_it() {
    let project = site_with_open_event();
    give_out_slots(project.root(), &TestedDatabase::postgres());
}

/// Has everybody come at the same moment; gives what each of them comes back with.
fn all_at_once<T: Send>(come: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let (start, come) = (Barrier::new(PEOPLE), &come);
    let start = &start;
    thread::scope(|scope| {
        let one = |number: usize| {
            scope.spawn(move || {
                start.wait();
                come(number)
            })
        };
        let all: Vec<_> = (0..PEOPLE).map(one).collect();
        all.into_iter().map(|one| one.join().expect("an answer")).collect()
    })
}

fn give_out_seats(root: &Path, database: &TestedDatabase) {
    let servers = [0, 1].map(|_| ServerProcess::start(root, &database.variables()));
    let addresses = [servers[0].address(), servers[1].address()];
    let told = all_at_once(|number| {
        let sent = Sent { path: "/api/forms/event", body: &registration(number), ..Sent::default() };
        let answer = sent.to(addresses[number % 2]);
        assert_eq!(answer.status, 303, "{}", answer.text());
        answer.header("location").to_owned()
    });
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for location in &told {
        *counts.entry(location.as_str()).or_default() += 1;
    }
    let expected =
        [("/api/forms/event/received?seat=line", PEOPLE - SEATS), ("/api/forms/event/received?seat=seat", SEATS)];
    assert_eq!(counts, BTreeMap::from(expected));

    let rows = database.rows("SELECT state, coalesce(seat, in_line) FROM registrations ORDER BY 1, 2");
    let confirmed = (1..=SEATS).map(|seat| format!("confirmed|{seat}"));
    let waiting = (1..=PEOPLE - SEATS).map(|number| format!("waiting|{number}"));
    assert_eq!(rows, confirmed.chain(waiting).collect::<Vec<_>>(), "no seat twice, no gap in the line");
    let held = format!(r#"{{"venue":{{"capacity":{SEATS},"left":0,"waiting":{}}}}}"#, PEOPLE - SEATS);
    for server in servers {
        // What the other one gave out is seen a second later.
        thread::sleep(std::time::Duration::from_secs(1));
        assert_eq!(get(server.address(), &format!("/api/events/{EVENT}/seats"), "").text(), held);
        let (status, printed) = server.stop();
        assert!(status.success(), "{printed}");
    }
}

/// First all want one time, then others want twenty, each of which ten want, at both servers.
fn give_out_slots(root: &Path, database: &TestedDatabase) {
    let servers = [0, 1].map(|_| ServerProcess::start(root, &database.variables()));
    let addresses = [servers[0].address(), servers[1].address()];
    let free = free_slots(addresses[0]);
    // The latest ones: nothing that is near becomes too near while this runs.
    let wanted = &free[free.len().checked_sub(1 + SLOTS).expect("a month has more free times than that")..];
    let (one, others) = wanted.split_at(1);
    for (first, slots) in [(0, one), (PEOPLE, others)] {
        let told = all_at_once(|number| {
            let body = talk(first + number, &slots[number % slots.len()]);
            let sent = Sent { path: "/api/forms/consultation", body: &body, wants_page: false, ..Sent::default() };
            let answer = sent.to(addresses[number / slots.len() % 2]);
            // Who comes too late is told what is free instead.
            let is_refused = answer.status == 422 && answer.text().contains(r#""slots":[{"#);
            assert!(answer.status == 200 || is_refused, "{}", answer.text());
            answer.status == 200
        });
        assert_eq!(told.iter().filter(|is_booked| **is_booked).count(), slots.len(), "of {} times", slots.len());
    }
    let booked = 1 + SLOTS;
    let of_states = database.rows("SELECT state, count(*), count(DISTINCT starts_at) FROM bookings GROUP BY state");
    assert_eq!(of_states, [format!("booked|{booked}|{booked}")], "no time twice");
    let taken = database.rows("SELECT count(*) FROM booking_cells");
    assert_eq!(taken, [(booked * 2 * CELLS).to_string()], "of the counsellor and of each visitor");
    assert_eq!(database.rows("SELECT count(*) FROM submissions"), [booked.to_string()], "the others sent nothing");
    let mails = database.rows("SELECT kind, count(*) FROM outbox_mails WHERE kind = 'booking-confirmed' GROUP BY kind");
    assert_eq!(mails, [format!("booking-confirmed|{booked}")]);
    for server in servers {
        let (status, printed) = server.stop();
        assert!(status.success(), "{printed}");
    }
}

/// When the counsellor is free, as forms say it, in order.
fn free_slots(address: SocketAddr) -> Vec<String> {
    let answer = get(address, &format!("/api/bookings/consultation/slots?with={COUNSELLOR}&days=31"), "");
    let told: serde_json::Value = serde_json::from_str(&answer.text()).expect("JSON");
    let slots = told["slots"].as_array().expect("a list");
    slots.iter().map(|slot| slot["value"].as_str().expect("a text").to_owned()).collect()
}

/// What somebody with this number sends to talk with the counsellor.
fn talk(number: usize, slot: &str) -> String {
    let time = slot.split('/').next().unwrap_or_default().replace('+', "%2B");
    format!(
        "channel=video&topics=job&slot={time}%2F{COUNSELLOR}&name=taro{number}&email=taro{number}%40example.jp&consent=yes&\
         consent_version=2026-11-29&form_version=2026-11-29&request_id=attempt-{number}"
    )
}
