//! Work in a process apart, from both sides: the program that starts itself anew, and the hidden command by which it
//! does what it was started for.
//!
//! The process gets its work on standard input, gives lines on standard output and touches nothing else. It holds itself
//! to limits of memory and time, so that it ends even when whoever started it has died.

use std::{
    io::{BufRead, BufReader, Read, Write},
    path::PathBuf,
    process::{Child, Command, ExitStatus, Stdio},
    sync::mpsc::{self, RecvTimeoutError},
    thread,
    time::Duration,
};

use anyhow::{Context, Error, Result};

use super::{
    args::{ApartArgs, ApartWork},
    terminal::{CLEAN, Terminal},
};
use tsubame_engine::site::compile_sheets;
use tsubame_model::source::{Apart, ApartEnd, ApartTask};

/// How much memory a process apart may ask for, what it only reserves among it.
#[cfg(target_os = "linux")]
const MOST_BYTES: u64 = 4 * 1024 * 1024 * 1024;

/// How much time of a processor it may use before the system ends it. Whoever waits for it loses patience sooner.
#[cfg(target_os = "linux")]
const MOST_SECONDS: u64 = 120;

/// This program, started anew.
#[derive(Debug)]
pub(super) struct OwnProgram {
    file: PathBuf,
}

impl OwnProgram {
    /// The program of this process. On Linux also when its file has been replaced meanwhile.
    pub fn find() -> Option<Self> {
        if cfg!(target_os = "linux") {
            return Some(Self { file: PathBuf::from("/proc/self/exe") });
        }
        std::env::current_exe().ok().map(|file| Self { file })
    }

    fn start(&self, task: ApartTask) -> std::io::Result<Child> {
        let name = match task {
            ApartTask::Sass => "sass",
        };
        let mut command = Command::new(&self.file);
        command.args(["apart", name]).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn()
    }
}

impl Apart for OwnProgram {
    fn run(
        &self,
        task: ApartTask,
        input: Vec<u8>,
        patience: Duration,
        on_line: &mut dyn FnMut(String),
    ) -> Result<(), ApartEnd> {
        let not_started = |reason: &dyn ToString| ApartEnd::NotStarted(reason.to_string());
        let mut child = self.start(task).map_err(|error| not_started(&error))?;
        let (Some(mut work), Some(answers)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(not_started(&"it has no streams"));
        };
        // Both streams at once: a process that waits to be read from would not read.
        thread::spawn(move || work.write_all(&input));
        let (lines, received) = mpsc::channel();
        thread::spawn(move || {
            BufReader::new(answers).lines().map_while(Result::ok).try_for_each(|line| lines.send(line))
        });
        loop {
            match received.recv_timeout(patience) {
                Ok(line) => on_line(line),
                Err(RecvTimeoutError::Disconnected) => break,
                Err(RecvTimeoutError::Timeout) => {
                    // It may have ended this very moment, and then there is nothing to stop.
                    let _ = child.kill().and_then(|()| child.wait());
                    return Err(ApartEnd::TooLong(patience));
                }
            }
        }
        let status = child.wait().map_err(|error| ApartEnd::Broken(error.to_string()))?;
        if status.success() { Ok(()) } else { Err(ApartEnd::Broken(words(status))) }
    }
}

/// `signal: 6 (SIGABRT)`, or the exit code.
fn words(status: ExitStatus) -> String {
    status.to_string()
}

/// `tsubame apart`: does the work on standard input.
pub(super) fn work_apart(command: &ApartArgs, terminal: &mut Terminal<'_>) -> Result<u8> {
    hold_back().context("setting limits")?;
    let mut input = Vec::new();
    std::io::stdin().lock().read_to_end(&mut input).context("reading the work")?;
    let mut written = Ok(());
    let mut on_line = |line: String| {
        if written.is_ok() {
            written = writeln!(terminal.out, "{line}").and_then(|()| terminal.out.flush());
        }
    };
    match command.work {
        ApartWork::Sass => compile_sheets(&input, &mut on_line).map_err(Error::msg)?,
    }
    written.context("writing the answer")?;
    Ok(CLEAN)
}

/// Limits this process.
#[cfg(target_os = "linux")]
fn hold_back() -> Result<()> {
    use rustix::process::{Resource, Rlimit, Signal, getrlimit, set_parent_process_death_signal, setrlimit};

    set_parent_process_death_signal(Some(Signal::KILL))?;
    for (resource, most) in [(Resource::As, MOST_BYTES), (Resource::Cpu, MOST_SECONDS), (Resource::Core, 0)] {
        let most = getrlimit(resource).maximum.map_or(most, |given| given.min(most));
        setrlimit(resource, Rlimit { current: Some(most), maximum: Some(most) })?;
    }
    Ok(())
}

/// Elsewhere it is ended by who started it, or by the system.
#[cfg(not(target_os = "linux"))]
fn hold_back() -> Result<()> {
    Ok(())
}
