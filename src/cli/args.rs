//! The arguments as typed.

use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};

/// Builds the web presence of UIJ-turn programmes.
#[derive(Debug, Parser)]
#[command(name = "tsubame", version, about)]
pub(super) struct Args {
    /// The folder of the site, or one inside it
    #[arg(short, long, default_value = ".", global = true)]
    pub root: PathBuf,
    /// The configuration file, if it is neither zola.toml nor config.toml
    #[arg(short, long, global = true)]
    pub config: Option<PathBuf>,
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Build the site into its output folder
    Build(BuildArgs),
}

#[derive(Debug, clap::Args)]
pub(super) struct BuildArgs {
    /// The site's address, instead of `base_url`
    #[arg(short = 'u', long)]
    pub base_url: Option<String>,
    /// Where to write the site, instead of `output_dir`
    #[arg(short, long)]
    pub output_dir: Option<PathBuf>,
    /// Write into the folder given by --output-dir even if it exists
    #[arg(short, long)]
    pub force: bool,
    /// Make drafts part of the site
    #[arg(long)]
    pub drafts: bool,
    /// Minify the HTML
    #[arg(long)]
    pub minify: bool,
    /// How to show what was found
    #[arg(long, value_enum, default_value_t = Format::Human)]
    pub format: Format,
}

/// How a run shows what it found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// Texts with the source line and a caret
    Human,
    /// One JSON object on standard output
    Json,
}
