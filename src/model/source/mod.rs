//! What every other room shares: project paths, places in texts, diagnostics, plain data and the world outside.
//!
//! This room knows nothing of sites, Markdown or templates, and never touches the disk itself: the trait [`World`]
//! is the one window through which the pure rooms see files, the network, the environment and the clock.

mod data;
mod date;
mod diagnostic;
mod format;
mod locate;
mod path;
mod place;
mod tree;
mod world;
mod zone;

pub use data::Data;
pub use date::{Date, deserialize_date};
pub use diagnostic::{Diagnostic, Note, Severity, sort_diagnostics};
pub use format::{Format, FormatError, parse_format, parse_toml, parse_yaml, parse_yaml_with};
pub use locate::{Step, locate_key, locate_value, steps_to};
pub use path::SourcePath;
pub use place::{Place, Span};
pub use tree::{
    DataNode, FaultWords, FoundValue, FullWidthSlip, NodeEntry, NodeValue, Shape, SyntaxProblem, TableReader,
    TreeFault, TreeFaultKind, ValueReader, WholeNumber, parse_tree, read_table, read_value, suggest,
};
pub use world::{Method, ProbeAnswer, ProbeBody, ProbeFault, ProbeRequest, ReadError, Request, Response, World};
pub use zone::Zone;
