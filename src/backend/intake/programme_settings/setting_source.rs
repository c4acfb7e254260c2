//! Who says what holds, beside staff.

/// Who says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SettingSource {
    /// A variable of the environment.
    Variable(&'static str),
    /// The file of the operator.
    File,
    /// Nobody: it is what holds without a word.
    Default,
}

/// A setting as the file and the environment have it, without anything secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrittenSetting {
    /// Its table and key.
    pub name: &'static str,
    /// What it is set to; empty where nothing is.
    pub value: String,
    /// Who says so.
    pub source: SettingSource,
}
