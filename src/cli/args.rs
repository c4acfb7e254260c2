//! The arguments as typed.

use std::{net::IpAddr, path::PathBuf};

use clap::{Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

#[cfg(feature = "backend")]
use super::operator::args::OperatorCommand;

use tsubame_model::source::{Date, SubprocessTask};

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
    /// Show the site in a browser, built anew at every change
    Serve(ServeArgs),
    #[cfg(feature = "backend")]
    #[command(flatten)]
    Operator(OperatorCommand),
    /// Build the site without publishing it, and look for broken links and other faults
    Check(CheckArgs),
    /// Make a new site that can be built at once
    Init(InitArgs),
    /// Make a new page or section, with the fields that its type or its neighbours have
    New(NewArgs),
    /// Print a script that completes the program's arguments in a shell
    Completion(CompletionArgs),
    /// Print the manual page, or write one for every command
    Man(ManArgs),
    /// Do work that might end the process; the program starts itself with it
    #[command(hide = true)]
    Subprocess(SubprocessArgs),
}

impl Command {
    /// How the command shows what it found, failures among it.
    pub fn format(&self) -> OutputFormat {
        match self {
            Self::Build(command) => command.format,
            Self::Check(command) => command.format,
            #[cfg(feature = "backend")]
            Self::Operator(_) => OutputFormat::Human,
            Self::Serve(_)
            | Self::Init(_)
            | Self::New(_)
            | Self::Completion(_)
            | Self::Man(_)
            | Self::Subprocess(_) => OutputFormat::Human,
        }
    }
}

#[derive(Debug, clap::Args)]
pub(super) struct BuildArgs {
    /// The site's address, instead of `base_url`
    #[arg(short = 'u', long)]
    pub base_url: Option<String>,
    /// Where to write the site, instead of `output_dir`
    #[arg(short, long)]
    pub output_dir: Option<PathBuf>,
    /// Replace what is in the output folder even if no build made it
    #[arg(short, long)]
    pub force: bool,
    /// Make drafts part of the site
    #[arg(long)]
    pub drafts: bool,
    /// Build the site as it is at this time, instead of now: 2026-12-01 or 2026-12-01T10:00:00+09:00
    #[arg(long, value_name = "TIME", value_parser = parse_time)]
    pub now: Option<String>,
    /// Minify the HTML
    #[arg(long)]
    pub minify: bool,
    /// Look at the site as `check` does too, and publish nothing if that finds errors
    #[arg(long)]
    pub check: bool,
    /// Follow links to other sites too
    #[arg(long, requires = "check")]
    pub check_external: bool,
    /// How to show what was found
    #[arg(long, value_enum, default_value_t = OutputFormat::Human)]
    pub format: OutputFormat,
}

#[derive(Debug, clap::Args)]
pub(super) struct ServeArgs {
    /// The address to listen on; others in the network reach 0.0.0.0
    #[arg(short, long, default_value = "127.0.0.1")]
    pub interface: IpAddr,
    /// The port; when it is taken, the next free one
    #[arg(short, long, default_value_t = 1111)]
    pub port: u16,
    /// The folder that --store-html writes to, instead of `output_dir`
    #[arg(short, long)]
    pub output_dir: Option<PathBuf>,
    /// Let --store-html replace what is in a folder that no build made
    #[arg(long)]
    pub force: bool,
    /// Write the site into the output folder too, as long as it is served
    #[arg(short = 'H', long)]
    pub store_html: bool,
    /// The site's address, instead of the one that is served
    #[arg(short = 'u', long)]
    pub base_url: Option<String>,
    /// Leave the port out of the address given by --base-url
    #[arg(long)]
    pub no_port_append: bool,
    /// Make drafts part of the site
    #[arg(long)]
    pub drafts: bool,
    /// Build the site as it is at this time, instead of now: 2026-12-01 or 2026-12-01T10:00:00+09:00
    #[arg(long, value_name = "TIME", value_parser = parse_time)]
    pub now: Option<String>,
    /// Open the site in the browser
    #[arg(short = 'O', long)]
    pub open: bool,
    /// Build anew too when this file or folder changes, from the project's folder on; may be repeated
    #[arg(long, value_name = "PATH")]
    pub extra_watch_path: Vec<PathBuf>,
    /// Taken for Zola's sake: only what a change touches is made anew in any case
    #[arg(short, long)]
    pub fast: bool,
    /// Wait for so many milliseconds without a change before building anew
    #[arg(short, long, value_name = "MS", default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..=60_000))]
    pub debounce: u64,
}

#[derive(Debug, clap::Args)]
pub(super) struct InitArgs {
    /// The folder of the new site; without it, the current one
    #[arg(value_name = "NAME", default_value = ".", hide_default_value = true)]
    pub name: PathBuf,
    /// Write into a folder that is not empty; files that are there stay as they are
    #[arg(short, long)]
    pub force: bool,
    /// The site's address
    #[arg(short = 'u', long, value_name = "URL")]
    pub base_url: Option<String>,
    /// The site's title
    #[arg(short, long, value_name = "TEXT")]
    pub title: Option<String>,
    /// Write the style as CSS, without Sass
    #[arg(long)]
    pub no_sass: bool,
    /// Write a search index
    #[arg(long)]
    pub search: bool,
    /// Ask nothing; take the defaults for what is not said
    #[arg(short, long)]
    pub yes: bool,
}

#[derive(Debug, clap::Args)]
pub(super) struct NewArgs {
    /// The page below content/, like events/sendai-night; with a slash at its end, a section. Before NAME, a content type
    #[arg(value_name = "PATH|TYPE")]
    pub path: String,
    /// The name of an entry of that type, like sendai-night
    #[arg(value_name = "NAME")]
    pub name: Option<String>,
    /// Give the page a folder of its own (PATH/index.md), for pictures beside it
    #[arg(short, long, conflicts_with = "section")]
    pub dir: bool,
    /// Make a section (PATH/_index.md)
    #[arg(short, long)]
    pub section: bool,
    /// The title, if not made from the path
    #[arg(short, long, value_name = "TEXT")]
    pub title: Option<String>,
    /// The date; without it, today where the neighbours have dates
    #[arg(long, value_name = "DATE")]
    pub date: Option<String>,
    /// Mark it as a draft
    #[arg(long)]
    pub draft: bool,
    /// The language, if not the site's own (PATH.CODE.md)
    #[arg(short, long, value_name = "CODE")]
    pub lang: Option<String>,
    /// Open it in the editor that VISUAL or EDITOR names
    #[arg(short, long)]
    pub open: bool,
}

#[derive(Debug, clap::Args)]
pub(super) struct CompletionArgs {
    /// The shell
    pub shell: Shell,
}

#[derive(Debug, clap::Args)]
pub(super) struct ManArgs {
    /// Write a page for every command into this folder, instead of printing the main one
    #[arg(short, long, value_name = "DIR")]
    pub output: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
pub(super) struct SubprocessArgs {
    /// What is to be done with what comes on standard input
    #[arg(value_parser = parse_task)]
    pub task: SubprocessTask,
}

fn parse_task(name: &str) -> Result<SubprocessTask, String> {
    SubprocessTask::parse(name).ok_or_else(|| "there is no work of that name".to_owned())
}

#[derive(Debug, clap::Args)]
pub(super) struct CheckArgs {
    /// Make drafts part of the site
    #[arg(long)]
    pub drafts: bool,
    /// Build the site as it is at this time, instead of now: 2026-12-01 or 2026-12-01T10:00:00+09:00
    #[arg(long, value_name = "TIME", value_parser = parse_time)]
    pub now: Option<String>,
    /// Leave links to other sites alone
    #[arg(long, alias = "skip-external-links")]
    pub skip_external: bool,
    /// Ask other sites again, even if an earlier run has asked them
    #[arg(long)]
    pub fresh: bool,
    /// End with 1 also when there are only warnings
    #[arg(long)]
    pub deny_warnings: bool,
    /// Count the content against data/targets.yaml instead, and end with 1 if something is missing
    #[arg(long, conflicts_with_all = ["explain", "fresh", "skip_external"])]
    pub targets: bool,
    /// Say what a code means, or list all codes
    #[arg(long, value_name = "CODE", num_args = 0..=1, default_missing_value = "")]
    pub explain: Option<String>,
    /// How to show what was found
    #[arg(long, value_enum, default_value_t = OutputFormat::Human)]
    pub format: OutputFormat,
}

/// A date of any form that front matter allows.
fn parse_time(text: &str) -> Result<String, String> {
    let wrong = || "it is no date; write it as 2026-12-01 or 2026-12-01T10:00:00+09:00".to_owned();
    Date::parse(text).map(|_| text.to_owned()).ok_or_else(wrong)
}

/// How a run shows what it found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum OutputFormat {
    /// Texts with the source line and a caret
    Human,
    /// One JSON object on standard output
    Json,
    /// Workflow commands of GitHub Actions on standard output, which become annotations
    Github,
}
