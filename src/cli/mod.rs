//! The command line: arguments in, texts and an exit code out.
//!
//! | file | holds |
//! |---|---|
//! | `args` | the arguments as typed |
//! | `terminal` | where a run prints, whom it may ask, in which language, and the exit codes |
//! | `progress` | how far a build has come, on a terminal |
//! | `show`, `github` | what a run found: as text or JSON, and as annotations of GitHub |
//! | `clock`, `output` | the time for which the site is built, and the folder that it is published to |
//! | `build`, `check`, `targets` | `tsubame build`; `tsubame check`, and its option `--targets` |
//! | `serve` | `tsubame serve` |
//! | `init`, `new` | `tsubame init` and `tsubame new` |
//! | `manual` | `tsubame completion` and `tsubame man` |
//! | `subprocess` | work in a process of its own, from both sides |
//! | `operator` | what whoever runs the server of forms says |
//!
//! The only room that prints. It holds no rules of its own: it joins `disk` and `site` and shows what came of it.

mod args;
mod build;
mod check;
mod clock;
mod github;
mod init;
mod manual;
mod new;
#[cfg(feature = "backend")]
mod operator;
mod output;
mod progress;
mod serve;
mod show;
mod subprocess;
mod targets;
mod terminal;

use std::{
    ffi::OsString,
    io::{self, BufRead, IsTerminal, Write},
    sync::{Arc, mpsc::Receiver},
};

use clap::Parser;

pub use self::terminal::{CLEAN, FAILURE, FAULTS};
use self::{
    args::{Args, Command, OutputFormat},
    subprocess::OwnProgram,
    terminal::{Terminal, find_language},
};
use tsubame_engine::templates::give_threads_room;
use tsubame_model::source::{MessageLanguage, SubprocessRunner};

/// Runs the program as a process would: on the arguments, standard output and standard error of this one.
pub fn main() -> u8 {
    let (mut out, mut err) = (io::stdout(), io::stderr());
    let is_watched = err.is_terminal() && std::env::var_os("NO_COLOR").is_none();
    let can_ask = io::stdin().is_terminal() && io::stderr().is_terminal();
    let mut input = can_ask.then(|| io::stdin().lock());
    let answers = input.as_mut().map(|input| input as &mut dyn BufRead);
    let subprocesses = OwnProgram::find().map(|program| Arc::new(program) as Arc<dyn SubprocessRunner>);
    let language = find_language(|name| std::env::var(name).ok());
    let terminal = Terminal {
        out: &mut out,
        err: &mut err,
        is_watched,
        owns_process: true,
        stop: None,
        answers,
        language,
        subprocesses,
    };
    run_on(std::env::args_os(), terminal)
}

/// Runs the program with the given arguments (the program's name first) and streams. May be called any number of times.
pub fn run(args: impl IntoIterator<Item = OsString>, out: &mut (dyn Write + Send), err: &mut (dyn Write + Send)) -> u8 {
    run_on(args, unwatched(out, err, None))
}

/// As [`run`], for `serve`, which then ends when `stop` gets a message or its sender is dropped.
pub fn run_until(
    stop: Receiver<()>,
    args: impl IntoIterator<Item = OsString>,
    out: &mut (dyn Write + Send),
    err: &mut (dyn Write + Send),
) -> u8 {
    run_on(args, unwatched(out, err, Some(stop)))
}

/// Streams that nobody watches, whatever the environment of this process says.
fn unwatched<'a>(
    out: &'a mut (dyn Write + Send),
    err: &'a mut (dyn Write + Send),
    stop: Option<Receiver<()>>,
) -> Terminal<'a> {
    let language = MessageLanguage::default();
    Terminal { out, err, is_watched: false, owns_process: false, stop, answers: None, language, subprocesses: None }
}

fn run_on(args: impl IntoIterator<Item = OsString>, mut terminal: Terminal<'_>) -> u8 {
    give_threads_room();
    let args = match Args::try_parse_from(args) {
        Ok(args) => args,
        Err(error) => {
            let text = if terminal.is_watched { error.render().ansi().to_string() } else { error.render().to_string() };
            let stream: &mut dyn Write = if error.use_stderr() { terminal.err } else { terminal.out };
            let _ = stream.write_all(text.as_bytes());
            return if error.use_stderr() { FAILURE } else { CLEAN };
        }
    };
    let result = match args.command {
        Command::Build(ref command) => build::build(&args, command, &mut terminal),
        Command::Check(ref command) => check::check(&args, command, &mut terminal),
        Command::Serve(ref command) => serve::serve(&args, command, &mut terminal),
        #[cfg(feature = "backend")]
        Command::Operator(ref command) => operator::operate(&args, command, &mut terminal),
        Command::Init(ref command) => init::init(&args, command, &mut terminal),
        Command::New(ref command) => new::new(&args, command, &mut terminal),
        Command::Completion(ref command) => manual::print_completion(command, &mut terminal),
        Command::Man(ref command) => manual::print_manual(command, &mut terminal),
        Command::Subprocess(ref command) => subprocess::run_task(command, &mut terminal),
    };
    result.unwrap_or_else(|error| {
        // Nothing can be done when even the streams are closed.
        if args.command.format() == OutputFormat::Json {
            let _ = show::show_json_failure(&error, &mut terminal);
        }
        let _ = writeln!(terminal.err, "error: {error:#}");
        FAILURE
    })
}
