//! The built page once more, with what was typed and a message at each field: what a browser without scripts is shown.
//!
//! It is the page that the visitor comes from, read as a stream of tags. What was typed is put in as the value of an
//! attribute or as text, through the encoder for HTML, so it cannot become a tag. The messages look as those of the theme's
//! `form.js`: the same classes, ids and relations.
//!
//! What it goes by is the theme's markup: `<form data-form="NAME">` with a summary `[data-errors]` and boxes
//! `[data-field="NAME"]`. In a form without these the values are put in all the same and the messages stand above it.
//!
//! | file | holds |
//! |---|---|
//! | `render` | the whole way, from a page and what was sent to the page again |
//! | `page_form` | where the form stands in the page |
//! | `control_fill` | the value of each control, and which message stands where |
//! | `messages` | the markup of messages and of their summary |
//! | `addresses`, `selectors` | addresses made absolute; handlers for elements |

mod addresses;
mod control_fill;
mod messages;
mod page_form;
mod render;
mod selectors;

#[cfg(test)]
mod tests;

pub(crate) use self::selectors::on;
use axum::{
    http::{HeaderName, StatusCode, header},
    response::Response,
};
use lol_html::errors::{RewritingError, SelectorError};
use tsubame_http::answer;
use tsubame_model::schema::{FieldError, Form, FormValues};
use url::Url;

pub use render::render_page_again;

/// A page that is shown again.
#[derive(Clone, Copy, Debug)]
pub struct PageAgain<'a> {
    /// The form on it.
    pub form: &'a Form,
    /// What was sent.
    pub values: &'a FormValues,
    /// What is wrong with it, in the order of the form; nothing where it is shown for the first time.
    pub errors: &'a [FieldError],
    /// Where visitors find the page: its relative addresses mean what they mean there, although it is shown elsewhere.
    /// The form is sent from there once more, so a server on a desk must not give the address of the published site.
    pub address: &'a Url,
}

/// Why a page cannot be shown again. Field errors as problem details are what is left then.
#[derive(Debug, thiserror::Error)]
pub enum PageAgainError {
    /// The page does not have the form.
    #[error("the page does not have the form")]
    NoForm,
    /// The form's name cannot be looked for.
    #[error("the name of the form is none that a page can have")]
    Name(#[from] SelectorError),
    /// The page is HTML that browsers may read in different ways.
    #[error("the page cannot be read")]
    Rewriting(#[from] RewritingError),
}

/// An answer with such a page: 422 where something is wrong with what was sent. `policy` is the site's own, from its `_headers`: the page asks for what it asks for there. It is
/// kept by no cache and by no search engine.
pub fn page_again_answer(status: StatusCode, html: Vec<u8>, policy: &[(HeaderName, String)]) -> Response {
    let own = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CACHE_CONTROL, "no-store"),
        (HeaderName::from_static("x-robots-tag"), "noindex"),
    ];
    let own = own.map(|(name, value)| (name, value.to_owned()));
    answer(status, html, &[policy, &own].concat())
}
