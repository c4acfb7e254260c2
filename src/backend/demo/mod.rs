//! People who do not exist: a database is filled with two thousand of them, a year of events and talks, and the staff who look after
//! them, so that everything can be seen before anybody has registered. All of it goes through the doors that real people go through.
//!
//! | file | holds |
//! |---|---|
//! | `demo_site` | what the site says that they go by |
//! | `made_up_names` | names and how they are read |
//! | `made_up_answers` | what somebody answers to a form |
//! | `made_up_cases` | cases, and what was said on their way |
//! | `office_books` | companies, approvals and records of the office |
//! | `drafts` | messages that staff have begun |
//! | `made_up_fairs` | what became of the talks at fairs that are over |
//! | `made_up_talks` | talks that are booked, and what surveys are answered with |
//! | `population` | who sends what, when, and what comes of it |

mod demo_site;
mod drafts;
mod made_up_answers;
mod made_up_cases;
mod made_up_fairs;
mod made_up_names;
mod made_up_talks;
mod office_books;
mod population;

pub use demo_site::DemoSite;
pub use population::{DemoPlan, DemoReport, populate};
