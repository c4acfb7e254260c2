//! Tsubame.
pub mod config;
pub mod content;
pub mod source;
