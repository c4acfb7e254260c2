//! Two servers on one database give out the seats of one event, to people who all come at once. That without the lock the seats
//! are sold twice is shown in the tests of the store, where the lock can be left out.

use std::{collections::BTreeMap, sync::Barrier, thread};

use super::{
    databases::TestedDatabase,
    process::{Sent, ServerProcess},
    site::{EVENT, SEATS, registration, site_with_open_event},
};
use crate::preview::client::get;

/// How many come.
const PEOPLE: usize = 200;

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

fn give_out_seats(root: &std::path::Path, database: &TestedDatabase) {
    let servers = [0, 1].map(|_| ServerProcess::start(root, &database.variables()));
    let addresses = [servers[0].address(), servers[1].address()];
    let start = Barrier::new(PEOPLE);
    let come = |number: usize| {
        start.wait();
        let sent = Sent { path: "/api/forms/event", body: &registration(number), ..Sent::default() };
        let answer = sent.to(addresses[number % 2]);
        assert_eq!(answer.status, 303, "{}", answer.text());
        answer.header("location").to_owned()
    };
    let told: Vec<String> = thread::scope(|scope| {
        let all: Vec<_> = (0..PEOPLE).map(|number| scope.spawn(move || come(number))).collect();
        all.into_iter().map(|one| one.join().expect("an answer")).collect()
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
