//! Tsubame builds the web presence of UIJ-turn programmes from plain files: a site that Zola 0.23 builds too.
//!
//! # The map
//!
//! One folder of `src/` is one room. A room may import only rooms above it in this table (`disk` and `cli` also `site`):
//!
//! | room | holds |
//! |---|---|
//! | [`source`] | project paths, places in texts, [`source::Diagnostic`], plain data, [`source::World`] |
//! | [`config`] | `zola.toml` as written → [`config::Config`] |
//! | [`schema`] | content types, forms and targets from `data/`; what is wrong with an entry |
//! | [`content`] | files with front matter → pages and sections → [`content::Library`] |
//! | [`markdown`] | Markdown → HTML, table of contents, summary, links |
//! | [`images`] | what is asked to be made of images, and making it, bytes to bytes |
//! | [`templates`] | Tera: loading, the values and functions that templates see |
//! | [`site`] | the phases of a build: files → artifacts and diagnostics; files beside Zola's: calendars, sitemaps, headers |
//! | [`check`] | rules over a built site, one file a rule; what every code of a fault means |
//! | [`transfer`] | the files of a new site, of a new page or section |
//! | [`disk`] | finding, reading and watching a project, publishing a site, with compressed copies |
//! | [`web`] | what is served over HTTP: the live preview |
//! | [`cli`] | arguments, progress, printing, exit codes |
//!
//! `source` to `site` are pure: they touch no disk, clock or environment but through [`source::World`], which the
//! compiler checks (`disallowed_methods` in `clippy.toml`). `tests/it/tidy/` enforces the table.
//!
//! # What always holds
//!
//! - A phase's value is never written to by a later phase.
//! - A fault in the site is a [`source::Diagnostic`], never a panic, and never only the first one.
//! - Nothing reaches the output folder before the whole site is known to be without errors.
//! - The same files give the same bytes: nothing depends on hash order, the clock or the number of threads, except
//!   where a template asks for the clock or for chance, or a date of the content has passed. `--now` sets the clock.
//! - Every call of a template function goes through one place, which can record what was asked. A build that is given
//!   a [`site::Memo`] takes from it what would be asked the same today, and makes byte for byte what it would make
//!   without; so far only the preview gives one.
//!
//! # A page becomes HTML
//!
//! [`disk::discover`] finds the project and lists its files. [`site::configure`] resolves the configuration.
//! [`site::build`] reads `content/events/shibuya.md`; [`content::parse_page`] splits off the front matter and works out
//! its URL; [`schema::validate`] holds it against the type of its folder, if there is one; [`content::assemble`] hangs
//! it into its section, finds its neighbours and its terms. Its body goes through Tera if it holds template code, then
//! through [`markdown::render`]. [`templates::Engine`] renders `page.html` with values made on demand and shared. The text, minified if the site asks for it, is an [`site::Artifact`]; the
//! [`disk::Publisher`] compares it with what stands in `public/` and, when the whole site is clean, moves it there.
//!
//! # What is deliberately not there
//!
//! No global state, no code that depends on the order of unordered maps, no second path for rebuilds.

pub mod cli;
pub mod disk;
pub mod preview;
