//! The server of a programme: receives what the forms of its site send. It never names the engine; builds, files and
//! git reach it through a trait.
