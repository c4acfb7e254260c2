//! Tokens by which programs come into the office.
//!
//! | file | holds |
//! |---|---|
//! | `api_token_rows` | which there are, and what each may do |
//! | `api_token_changes` | they are made and revoked |
//! | `api_token_use` | who sends one, and how often |
//! | `api_requests` | what a program asks for again is done once |
//!
//! A token is shown once. Only its keyed hash is kept, and no backup has that: nobody comes in by a backup.

mod api_requests;
mod api_token_changes;
mod api_token_rows;
mod api_token_use;
#[cfg(test)]
pub(super) mod tests;

pub(super) use api_requests::OnceChange;

pub use api_requests::{ApiRequestKey, OnceOutcome};
pub use api_token_changes::{MadeApiToken, RevokeOutcome};
pub use api_token_rows::ApiTokenView;
pub use api_token_use::{ApiTokenOutcome, ApiTokenVisit};
