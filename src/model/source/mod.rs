//! What every other room shares: project paths, places in texts, diagnostics and their words, plain data and the world
//! outside.
//!
//! | file | holds |
//! |---|---|
//! | `path`, `folders` | paths of files inside a project; the folders with a meaning of their own |
//! | `place`, `step` | places in a text; the way from a value to one inside it |
//! | `wording` | texts that can be said in more than one language |
//! | `diagnostic`, `shown_diagnostic`, `with_faults` | faults, the same in one language, and a value with the faults that were found |
//! | `data`, `format`, `tree` | plain data; TOML and YAML to typed values, and as trees that know their places |
//! | `nesting`, `yaml_size` | how deep a text is nested, and how much YAML holds, before anything is made of it |
//! | `date`, `zone`, `time_of_day` | dates as content writes them, what they mean as instants, times that go on past midnight |
//! | `world`, `files`, `byte_store`, `network`, `stopwatch`, `subprocess` | the world outside, and its parts: files, bytes that outlive a run, other servers, time that passes, processes of their own |
//! | `pattern` | regular expressions that stand in the program |
//!
//! This room knows nothing of sites, Markdown or templates, and never touches the disk itself: [`World`]
//! bundles the windows through which the pure rooms see files, stores, the network, the environment and the clock.

mod byte_store;
mod data;
mod date;
mod diagnostic;
mod files;
mod folders;
mod format;
mod nesting;
mod network;
mod path;
mod pattern;
mod place;
mod shown_diagnostic;
mod step;
mod stopwatch;
mod subprocess;
mod time_of_day;
mod tree;
mod with_faults;
mod wording;
mod world;
mod yaml_size;
mod zone;

pub use byte_store::{ByteStore, EmptyStore};
pub use data::Data;
pub use date::{Date, deserialize_date};
pub use diagnostic::{Diagnostic, FrontMatterFault, Note, Severity, Stops, sort_diagnostics};
pub use files::{ProjectFiles, ReadError};
pub use folders::{CONFIG_FILES, PRIVATE_FOLDER, SiteFolder, THEME_FILE, entry_folder};
pub use format::{Format, FormatError, parse_format, parse_toml, parse_yaml};
pub use network::{Method, Network, Offline, ProbeAnswer, ProbeBody, ProbeFault, ProbeRequest, Request, Response};
pub use path::SourcePath;
pub use pattern::pattern;
pub use place::{Place, Span};
pub use shown_diagnostic::{ShownDiagnostic, ShownNote};
pub use step::{Step, steps_to};
pub use stopwatch::{StoppedWatch, Stopwatch};
pub use subprocess::{SubprocessFailure, SubprocessRunner, SubprocessTask};
pub use time_of_day::{TimeOfDay, TimeOfDayError};
pub use tree::{
    DataNode, FaultWords, FoundValue, FullWidthSlip, NodeEntry, NodeValue, Shape, SyntaxProblem, TableReader,
    TreeFault, TreeFaultKind, ValueReader, WholeNumber, parse_tree, read_table, read_value, suggest,
};
pub use with_faults::WithFaults;
pub use wording::{MessageLanguage, Wording};
pub use world::{BuildClock, EnvVariables, World};
pub use yaml_size::{YamlSize, expanded_yaml};
pub use zone::Zone;
