//! `tsubame init`

use std::path::Path;

use anyhow::{Result, bail};

use super::{
    args::{Args, InitArgs},
    show::shown,
    terminal::{CLEAN, Terminal},
};
use crate::disk::{Scaffolded, list_visible, write_scaffold};
use tsubame_engine::transfer::{SiteOptions, check_base_url, scaffold_site};

/// As in Zola.
const BASE_URL: &str = "https://example.com";
const TITLE: &str = "新しいサイト";

/// How many names of what is in the way are told.
const MOST_NAMES: usize = 5;

/// Makes a site, and says what to do next. The result is the exit code.
pub(super) fn init(args: &Args, command: &InitArgs, terminal: &mut Terminal<'_>) -> Result<u8> {
    let folder = args.root.join(&command.name);
    if folder.exists() && !folder.is_dir() {
        bail!("{} is a file; a site needs a folder", folder.display());
    }
    let present = list_visible(&folder)?;
    if !present.is_empty() && !command.force {
        let more = if present.len() > MOST_NAMES { ", …" } else { "" };
        let names = present.iter().take(MOST_NAMES).map(String::as_str).collect::<Vec<_>>().join(", ");
        bail!("{} is not empty ({names}{more}); use --force to add what a site needs beside it", said(&folder));
    }
    if let Some(base_url) = &command.base_url {
        check_base_url(base_url)?;
    }
    let options = ask(command, terminal)?;
    let mut scaffold = scaffold_site(&options);
    let mut left = Vec::new();
    // A zola.toml would win over the configuration that is there.
    if present.iter().any(|name| name == "config.toml") {
        scaffold.files.retain(|(path, _)| path.as_str() != "zola.toml");
        left.push("config.toml".to_owned());
    }
    let scaffolded = write_scaffold(&folder, &scaffold.folders, &scaffold.files)?;
    left.extend(scaffolded.left.iter().map(ToString::to_string));
    show(&folder, &scaffolded, &left, terminal)?;
    Ok(CLEAN)
}

fn show(folder: &Path, scaffolded: &Scaffolded, left: &[String], terminal: &mut Terminal<'_>) -> Result<()> {
    let folder = folder.canonicalize().unwrap_or_else(|_| folder.to_path_buf());
    writeln!(terminal.out, "Made a site in {}:", said(&folder))?;
    for path in &scaffolded.made {
        writeln!(terminal.out, "  {path}")?;
    }
    if !left.is_empty() {
        writeln!(terminal.out, "Left as they were: {}", left.join(", "))?;
    }
    let place = shown(&folder);
    let step = if place.is_empty() { String::new() } else { format!("  cd {}\n", quoted(&place)) };
    writeln!(
        terminal.out,
        "\nNext:\n{step}  tsubame build          # writes the site into public/\n  tsubame new news/      # makes a \
         section\n  tsubame new news/first # makes a page in it\n\nThe title and the address are in zola.toml."
    )?;
    Ok(())
}

/// A folder as it is told in a sentence.
fn said(folder: &Path) -> String {
    let place = shown(&folder.canonicalize().unwrap_or_else(|_| folder.to_path_buf()));
    if place.is_empty() { "this folder".to_owned() } else { place }
}

/// A path as a shell takes it for one word.
fn quoted(path: &str) -> String {
    let is_plain = |character: char| character.is_alphanumeric() || "/._-+@%".contains(character);
    if path.chars().all(is_plain) { path.to_owned() } else { format!("'{}'", path.replace('\'', "'\\''")) }
}

/// What the options leave open is asked, if somebody is there; else it is as usual.
fn ask(command: &InitArgs, terminal: &mut Terminal<'_>) -> Result<SiteOptions> {
    let mut options = SiteOptions {
        base_url: command.base_url.clone().unwrap_or_else(|| BASE_URL.to_owned()),
        title: command.title.clone().unwrap_or_else(|| TITLE.to_owned()),
        with_sass: !command.no_sass,
        with_search: command.search,
    };
    if command.yes || terminal.answers.is_none() {
        return Ok(options);
    }
    while command.base_url.is_none() {
        options.base_url = ask_text("What is the address of the site?", BASE_URL, terminal)?;
        match check_base_url(&options.base_url) {
            Ok(()) => break,
            Err(reason) => writeln!(terminal.err, "{reason}")?,
        }
    }
    if command.title.is_none() {
        options.title = ask_text("What is its title?", TITLE, terminal)?;
    }
    if !command.no_sass {
        options.with_sass = ask_whether("Do you want to write its style in Sass?", true, terminal)?;
    }
    if !command.search {
        options.with_search = ask_whether("Do you want a search index?", false, terminal)?;
    }
    Ok(options)
}

/// Asks for a text; an empty answer is the usual one.
fn ask_text(question: &str, usual: &str, terminal: &mut Terminal<'_>) -> Result<String> {
    write!(terminal.err, "{question} [{usual}] ")?;
    terminal.err.flush()?;
    let mut answer = String::new();
    let length = terminal.answers.as_mut().map_or(Ok(0), |answers| answers.read_line(&mut answer))?;
    if length == 0 {
        bail!("the answers ended before all was asked; nothing was made");
    }
    let answer = answer.trim();
    Ok(if answer.is_empty() { usual.to_owned() } else { answer.to_owned() })
}

/// Asks until the answer is a yes or a no.
fn ask_whether(question: &str, usual: bool, terminal: &mut Terminal<'_>) -> Result<bool> {
    loop {
        let answer = ask_text(question, if usual { "Y/n" } else { "y/N" }, terminal)?;
        match answer.to_lowercase().as_str() {
            "y/n" => return Ok(usual),
            "y" | "yes" | "はい" => return Ok(true),
            "n" | "no" | "いいえ" => return Ok(false),
            _ => writeln!(terminal.err, "Please answer y or n.")?,
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;
    use tsubame_model::source::MessageLanguage;

    use super::*;
    use crate::cli::args::Command;

    /// What is wished for with the given arguments and answers, and what was asked.
    fn asked_options(arguments: &[&str], answers: &str) -> (Result<SiteOptions>, String) {
        let args = Args::try_parse_from([&["tsubame", "init"], arguments].concat()).unwrap();
        let Command::Init(command) = args.command else { panic!("another command") };
        let (mut out, mut err, mut answers) = (Vec::new(), Vec::new(), answers.as_bytes());
        let mut terminal = Terminal {
            out: &mut out,
            err: &mut err,
            is_watched: false,
            owns_process: false,
            stop: None,
            answers: Some(&mut answers),
            language: MessageLanguage::English,
            subprocesses: None,
        };
        let options = ask(&command, &mut terminal);
        (options, String::from_utf8(err).unwrap())
    }

    #[test]
    fn questions_are_asked_until_they_are_answered() {
        let (found, _) = asked_options(&[], "\n\n\n\n");
        let usual = SiteOptions { base_url: BASE_URL.into(), title: TITLE.into(), with_sass: true, with_search: false };
        assert_eq!(found.unwrap(), usual);

        let (found, asked) = asked_options(&[], "example.jp\nhttps://a.jp\n家\nmaybe\nno\nYES\n");
        let told =
            SiteOptions { base_url: "https://a.jp".into(), title: "家".into(), with_sass: false, with_search: true };
        assert_eq!(found.unwrap(), told);
        assert!(asked.contains("is not an address") && asked.contains("Please answer"), "{asked}");
    }

    #[test]
    fn what_is_said_is_not_asked() {
        let (found, asked) = asked_options(&["--base-url", "/", "--title", "x", "--no-sass", "--search"], "");
        assert_eq!(asked, "");
        assert!(!found.as_ref().unwrap().with_sass && found.unwrap().with_search);
        assert_eq!(asked_options(&["--yes"], "").1, "");
        assert!(asked_options(&[], "https://a.jp\n").0.is_err(), "the answers end");
    }

    #[test]
    fn paths_for_a_shell() {
        for (path, expected) in [("a/b", "a/b"), ("サイト", "サイト"), ("a b", "'a b'"), ("it's", "'it'\\''s'")] {
            assert_eq!(quoted(path), expected);
        }
    }
}
