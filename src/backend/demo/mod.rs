//! People who do not exist: a database is filled with two thousand of them, a year of events and talks, and the staff who look after
//! them, so that everything can be seen before anybody has registered. All of it goes through the doors that real people go through.
//!
//! | file | holds |
//! |---|---|
//! | `made_up_names` | names and how they are read |
//! | `made_up_answers` | what somebody answers to a form |
//! | `made_up_cases` | cases, and what was said on their way |
//! | `office_books` | companies, approvals and records of the office |
//! | `drafts` | messages that staff have begun |
//! | `population` | who sends what, when, and what comes of it |

mod drafts;
mod made_up_answers;
mod made_up_cases;
mod made_up_names;
mod office_books;
mod population;

pub use population::{DemoPlan, DemoReport, DemoSite, populate};
