//! The server of a programme: receives what the forms of its site send.
//!
//! | room | holds |
//! |---|---|
//! | [`web`] | routes, the one type of errors, limits; the trait [`web::Workspace`] |
//!
//! It never names the engine: pages, forms and settings of the site reach it through [`web::Workspace`], whose types are
//! the model's. So an edit here does not compile the engine, and the engine knows nothing of a server.

pub mod web;
