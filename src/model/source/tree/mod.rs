//! TOML and YAML texts as trees whose every value knows its place, and readers of them that collect faults.
//!
//! | file | holds |
//! |---|---|
//! | `node` | the tree: values and keys that know where they stand |
//! | `toml`, `toml_tables` | TOML as a tree, and which headers and keys make which tables |
//! | `yaml`, `yaml_scalar`, `yaml_place` | YAML as a tree; what a scalar is; places in bytes |
//! | `table_reader`, `value_reader`, `key_index` | reading a table by its keys, reading one value, finding keys among very many |
//! | `fault`, `slip`, `suggest` | what can be wrong, as data; full-width characters by mistake; the name that was probably meant |
//! | `words_english`, `words_japanese` | faults in words |
//!
//! A text is parsed once, into a [`DataNode`] and the faults of its writing; what it means is read from there by
//! [`read_table`], which adds the faults of its meaning. A fault is data until [`TreeFault::in_language`] makes
//! words of it. One fault never hides another: what cannot be read is
//! [`NodeValue::Invalid`] in the tree, and readers pass over it in silence.
//!
//! This module knows nothing of pages, types or settings.

mod fault;
mod key_index;
mod node;
#[cfg(test)]
mod parity_tests;
#[cfg(test)]
mod reader_tests;
mod slip;
mod suggest;
mod table_reader;
mod toml;
mod toml_tables;
mod value_reader;
mod words_english;
mod words_japanese;
mod yaml;
mod yaml_place;
mod yaml_scalar;

pub use fault::{FoundValue, SyntaxProblem, TreeFault, TreeFaultKind};
pub use node::{DataNode, NodeEntry, NodeValue, Shape};
pub use slip::FullWidthSlip;
pub use suggest::suggest;
pub use table_reader::{TableReader, read_table, read_value};
pub use value_reader::{ValueReader, WholeNumber};
pub use words_english::FaultWords;

use super::{Format, Span};

/// Parses the part `within` of a file's `text`; all spans are places in the whole text. A span that is none of the text
/// is read as an empty one.
pub fn parse_tree(format: Format, text: &str, within: Span) -> (DataNode<'_>, Vec<TreeFault>) {
    let (part, start) = (text.get(within.clone()).unwrap_or_default(), within.start);
    match format {
        Format::Toml => toml::parse_toml_tree(part, start),
        Format::Yaml => yaml::parse_yaml_tree(part, start),
    }
}
