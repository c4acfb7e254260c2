//! Work in a subprocess, from both sides: the program that starts itself anew, and the hidden command by which it
//! does what it was started for.
//!
//! The process gets its work on standard input, gives lines on standard output and touches nothing else. It holds itself
//! to limits of memory and time, so that it ends even when whoever started it has died.

use std::{
    io::{BufRead, BufReader, Read, Write},
    os::unix::process::ExitStatusExt,
    path::PathBuf,
    process::{Child, Command, Stdio},
    sync::mpsc::{self, RecvTimeoutError},
    thread,
    time::Duration,
};

use anyhow::{Context, Error, Result};

use super::{
    args::SubprocessArgs,
    terminal::{CLEAN, Terminal},
};
use tsubame_engine::site::compile_sheets;
use tsubame_model::source::{SubprocessFailure, SubprocessRunner, SubprocessTask};

/// How much memory a subprocess may ask for, what it only reserves among it.
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

    fn start(&self, task: SubprocessTask) -> std::io::Result<Child> {
        let mut command = Command::new(&self.file);
        command
            .args(["subprocess", task.name()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
    }
}

impl SubprocessRunner for OwnProgram {
    fn run(
        &self,
        task: SubprocessTask,
        input: Vec<u8>,
        patience: Duration,
        on_line: &mut dyn FnMut(String),
    ) -> Result<(), SubprocessFailure> {
        let not_started = |reason: &dyn ToString| SubprocessFailure::NotStarted(reason.to_string());
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
                    return Err(SubprocessFailure::TooLong(patience));
                }
            }
        }
        let status = child.wait().map_err(|error| SubprocessFailure::Broken(error.to_string()))?;
        match status.signal() {
            Some(_) => Err(SubprocessFailure::Exhausted(status.to_string())),
            None if status.success() => Ok(()),
            None => Err(SubprocessFailure::Broken(status.to_string())),
        }
    }
}

/// `tsubame subprocess`: does the work on standard input.
pub(super) fn run_task(command: &SubprocessArgs, terminal: &mut Terminal<'_>) -> Result<u8> {
    limit_process().context("setting limits")?;
    let mut input = Vec::new();
    std::io::stdin().lock().read_to_end(&mut input).context("reading the work")?;
    let mut written = Ok(());
    let mut on_line = |line: String| {
        if written.is_ok() {
            written = writeln!(terminal.out, "{line}").and_then(|()| terminal.out.flush());
        }
    };
    match command.task {
        SubprocessTask::Sass => compile_sheets(&input, &mut on_line).map_err(Error::msg)?,
    }
    written.context("writing the answer")?;
    Ok(CLEAN)
}

/// Limits this process.
#[cfg(target_os = "linux")]
fn limit_process() -> Result<()> {
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
fn limit_process() -> Result<()> {
    Ok(())
}
