//! What the program serves over HTTP: one folder a feature, each with its own routes; they do not import each other.

pub mod preview;
