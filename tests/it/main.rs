//! The integration tests, in one binary: whole sites go in, `public/` and diagnostics come out.
//!
//! They know the program only by its command line (`tsubame::cli::run` and the binary), never by its rooms, so that
//! the rooms can change freely. What can be tested on one pure function is tested there, not here.
#![expect(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]
#![expect(clippy::print_stderr, reason = "a test that leaves something out says so")]
#![expect(clippy::disallowed_methods, reason = "tests lay out sites on the disk and read what was published")]

mod api;
mod backend;
mod bad_input;
mod broken_sites;
mod buckets;
mod build;
mod check;
mod codes;
mod conformance;
mod delivery;
mod disk;
mod durability;
mod elasticlunr;
mod events;
mod evidence;
mod hostile_values;
mod images;
mod job_rules;
mod language;
mod preview;
mod promises;
mod publish;
mod readme;
#[expect(dead_code, reason = "how it breaks off is tested where the backend's store is, which takes this file too")]
mod s3_server;
mod scaffold;
mod schedule;
mod search;
mod seo;
mod server;
mod site;
mod small_disk;
mod storage;
mod supply;
mod support;
mod theme;
mod tidy;
mod typed;
mod up;
mod users;
mod videos;
mod zola_cases;
