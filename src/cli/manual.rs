//! `tsubame completion` and `tsubame man`: what the definitions of the arguments tell shells and readers.

use std::path::Path;

use anyhow::{Context, Result};
use clap::{Command, CommandFactory};
use clap_mangen::Man;

use super::{
    args::{Args, CompletionArgs, ManArgs},
    terminal::{CLEAN, Terminal},
};
use crate::disk::replace_file;

/// Prints the completion script of a shell.
pub(super) fn print_completion(command: &CompletionArgs, terminal: &mut Terminal<'_>) -> Result<u8> {
    let mut script = Vec::new();
    clap_complete::generate(command.shell, &mut Args::command(), "tsubame", &mut script);
    terminal.out.write_all(&script)?;
    Ok(CLEAN)
}

/// Prints the manual page of the program, or writes those of all its commands.
pub(super) fn print_manual(command: &ManArgs, terminal: &mut Terminal<'_>) -> Result<u8> {
    let mut program = Args::command().disable_help_subcommand(true);
    program.build();
    match &command.output {
        None => terminal.out.write_all(&page(&program)?.1)?,
        Some(folder) => write_pages(&program, folder, terminal)?,
    }
    Ok(CLEAN)
}

fn write_pages(command: &Command, folder: &Path, terminal: &mut Terminal<'_>) -> Result<()> {
    let (name, bytes) = page(command)?;
    let written = replace_file(folder, &name, &bytes)?;
    writeln!(terminal.out, "{}", written.display())?;
    command
        .get_subcommands()
        .filter(|part| !part.is_hide_set())
        .try_for_each(|part| write_pages(part, folder, terminal))
}

/// The name of a command's page and the page itself.
fn page(command: &Command) -> Result<(String, Vec<u8>)> {
    let manual = Man::new(command.clone());
    let mut bytes = Vec::new();
    manual.render(&mut bytes).with_context(|| format!("writing the manual of {}", command.get_name()))?;
    Ok((manual.get_filename(), bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_arguments_are_sound_and_explained() {
        let program = Args::command();
        program.clone().debug_assert();
        for command in program.get_subcommands() {
            assert!(command.get_about().is_some(), "{}", command.get_name());
            for argument in command.get_arguments() {
                assert!(argument.get_help().is_some(), "{} {}", command.get_name(), argument.get_id());
            }
        }
    }
}
