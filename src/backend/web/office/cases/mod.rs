//! The cases of persons: the way from the first word to its end, by the site's pipelines; what was said on it;
//! and how many there are.
//!
//! | file | holds |
//! |---|---|
//! | `case_scope` | which cases somebody may see |
//! | `list`, `case_query` | cases as a list and as a board, and what its address says |
//! | `pipeline_page` | the flow of a pipeline, with counts |
//! | `opening`, `case_page` | a case begins; one case |
//! | `case_edits`, `case_move` | what is changed of it; it goes on, and the mail with that |
//! | `consultation_form`, `consultation_counts` | consultations written down, and counted |
//! | `referrals` | who was sent on to a public office |

mod case_edits;
mod case_move;
mod case_page;
mod case_query;
mod case_scope;
mod consultation_counts;
mod consultation_form;
mod list;
mod opening;
mod pipeline_page;
mod referrals;

pub(super) use case_query::CaseQuery;

use super::office_routes::OfficeRoutes;

/// The routes.
pub(super) fn add(routes: OfficeRoutes) -> OfficeRoutes {
    let routes = pipeline_page::add(list::add(routes));
    let routes = case_move::add(case_edits::add(case_page::add(opening::add(routes))));
    let routes = consultation_counts::add(consultation_form::add(routes));
    referrals::add(routes)
}
