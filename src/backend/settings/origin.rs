//! Where a setting comes from. It is asked for when a value that could be read turns out to be of no use: a port that is taken,
//! a database that is not there.

use std::fmt;

use super::fault::SETTINGS_FILE;

/// A value with where it comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SettingValue<T> {
    /// The value.
    pub value: T,
    /// Who said so.
    pub origin: SettingOrigin,
}

/// Who set a value. What stands first wins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SettingOrigin {
    /// An option of the command line.
    CommandLine(&'static str),
    /// A variable of the environment.
    Variable(&'static str),
    /// A key of the file.
    File(&'static str),
    /// Nobody: it is what holds without a word.
    Default(&'static str),
}

impl<T> SettingValue<T> {
    /// What a key of the file says, or what holds without it.
    pub(super) fn of_file(key: &'static str, written: Option<T>, default: T) -> Self {
        match written {
            Some(value) => Self { value, origin: SettingOrigin::File(key) },
            None => Self { value: default, origin: SettingOrigin::Default(key) },
        }
    }

    /// The same unless the command line says another value.
    #[must_use]
    pub fn or_by_option(self, option: &'static str, given: Option<T>) -> Self {
        given.map_or(self, |value| Self { value, origin: SettingOrigin::CommandLine(option) })
    }
}

impl fmt::Display for SettingOrigin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::CommandLine(option) => write!(f, "given by {option} on the command line"),
            Self::Variable(name) => write!(f, "given by {name} in the environment"),
            Self::File(key) => write!(f, "given by `{key}` in {SETTINGS_FILE}"),
            Self::Default(key) => write!(f, "the default; `{key}` in {SETTINGS_FILE} sets another"),
        }
    }
}
