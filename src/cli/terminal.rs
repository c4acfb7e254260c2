//! Where a run prints, whom it may ask, and what it ends with.

use std::{
    io::{BufRead, Write},
    sync::{Arc, mpsc::Receiver},
};

use tsubame_model::source::{MessageLanguage, SubprocessRunner};

/// Nothing was wrong.
pub const CLEAN: u8 = 0;
/// The site has faults and was not published.
pub const FAULTS: u8 = 1;
/// Something outside the site failed: the disk, the arguments.
pub const FAILURE: u8 = 2;

/// Where a run prints.
pub(super) struct Terminal<'a> {
    pub out: &'a mut dyn Write,
    pub err: &'a mut dyn Write,
    /// Whether `err` is a terminal that somebody watches: colours and progress make sense there.
    pub is_watched: bool,
    /// Whether the run is all that its process does, so that signals to the process mean the run.
    pub owns_process: bool,
    /// Ends commands that run until they are told to, with a message or by being hung up. Without it, signals to this
    /// process do.
    pub stop: Option<Receiver<()>>,
    /// Where answers come from, if somebody is there to be asked.
    pub answers: Option<&'a mut dyn BufRead>,
    /// The language of what is said of a site: that of its settings, once they are read; until then the one that whoever
    /// sits there has set.
    pub language: MessageLanguage,
    /// Starts this program anew, for work that might end the process; only where this process is the program.
    pub subprocesses: Option<Arc<dyn SubprocessRunner>>,
}

/// The language that the variables of an environment ask for, as POSIX has them: the first one that says something counts.
pub(super) fn find_language(variable: impl Fn(&str) -> Option<String>) -> MessageLanguage {
    let mut values = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().filter_map(variable);
    values.find(|value| !value.is_empty()).map_or_else(MessageLanguage::default, |tag| MessageLanguage::of_tag(&tag))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_variable_that_says_something_counts() {
        for (variables, language) in [
            (&[][..], MessageLanguage::English),
            (&[("LANG", "ja_JP.UTF-8")], MessageLanguage::Japanese),
            (&[("LANG", "ja_JP.UTF-8"), ("LC_MESSAGES", "en_US.UTF-8")], MessageLanguage::English),
            (&[("LANG", "en_US.UTF-8"), ("LC_ALL", ""), ("LC_MESSAGES", "ja")], MessageLanguage::Japanese),
            (&[("LANG", "ja_JP.UTF-8"), ("LC_ALL", "C")], MessageLanguage::English),
            (&[("LC_CTYPE", "ja_JP.UTF-8")], MessageLanguage::English),
        ] {
            let value =
                |name: &str| variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
            assert_eq!(find_language(value), language, "{variables:?}");
        }
    }
}
