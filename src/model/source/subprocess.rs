//! Work that is done in a process of its own, because what editors write may end the process that reads it, or never let it
//! come to an end.

use std::time::Duration;

use thiserror::Error;

/// The kinds of such work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SubprocessTask {
    /// Compiling style sheets.
    Sass,
}

impl SubprocessTask {
    /// The name by which a process is told what to do.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sass => "sass",
        }
    }

    /// The one of that name.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Sass].into_iter().find(|task| task.name() == name)
    }
}

/// How such a process ended, other than well.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum SubprocessFailure {
    /// Nothing came from it for too long, and it was stopped.
    #[error("it takes longer than {} s", .0.as_secs())]
    TooLong(Duration),
    /// The system ended it, for want of stack or memory; how, in words.
    #[error("it needs more stack or memory than it may have ({0})")]
    Exhausted(String),
    /// It broke off by itself, which is nobody's fault but the program's; how, in words.
    #[error("it broke off ({0})")]
    Broken(String),
    /// The same without a word.
    #[error("it broke off (it ended without an answer)")]
    Silent,
    /// It could not be started; the reason in words.
    #[error("the program cannot start itself anew: {0}")]
    NotStarted(String),
}

impl SubprocessFailure {
    /// The same in Japanese.
    pub fn japanese(&self) -> String {
        match self {
            Self::TooLong(patience) => format!("{}秒たっても終わりません", patience.as_secs()),
            Self::Exhausted(how) => format!("使えるスタックやメモリーでは足りません（{how}）"),
            Self::Broken(how) => format!("途中で止まりました（{how}）"),
            Self::Silent => "何も返さずに止まりました".to_owned(),
            Self::NotStarted(reason) => format!("プログラムが自分をもう一つ起動できません: {reason}"),
        }
    }
}

/// Starts such processes. May be called from many threads.
pub trait SubprocessRunner: Send + Sync {
    /// Has some work done. Each line of what comes of it is handed over as soon as it is there; without one for longer
    /// than `patience`, the process is stopped.
    fn run(
        &self,
        task: SubprocessTask,
        input: Vec<u8>,
        patience: Duration,
        on_line: &mut dyn FnMut(String),
    ) -> Result<(), SubprocessFailure>;
}
