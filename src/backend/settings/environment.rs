//! Variables of the environment: what they say wins over the file, and secrets come from them alone. A fault names the variable
//! and never what it holds.

use tsubame_model::source::{Diagnostic, Wording};

use super::fault::CODE;

/// The environment, with what is wrong in it.
pub struct Environment<'a> {
    variable: &'a dyn Fn(&str) -> Option<String>,
    faults: Vec<Diagnostic>,
}

impl<'a> Environment<'a> {
    /// Over whatever gives the value of a variable by its name.
    pub fn new(variable: &'a dyn Fn(&str) -> Option<String>) -> Self {
        Self { variable, faults: Vec::new() }
    }

    /// What a variable says. An empty one says nothing.
    pub fn get(&self, name: &str) -> Option<String> {
        (self.variable)(name).filter(|value| !value.is_empty())
    }

    /// What a variable means to something that can read it, or say why it cannot, in words that begin with the name.
    pub fn parse<T>(&mut self, name: &str, parse: impl FnOnce(&str) -> Result<T, Wording>) -> Option<T> {
        match parse(&self.get(name)?) {
            Ok(value) => Some(value),
            Err(reason) => {
                self.refuse(reason);
                None
            }
        }
    }

    /// Adds a fault of a variable: one sentence without a full stop that names it.
    pub fn refuse(&mut self, reason: Wording) {
        let hint = Wording::new(
            "it is a variable of the environment: look at the shell, the unit or the file that starts the server",
            "これは環境変数です。サーバーを起動するシェル、ユニット、環境ファイルをご確認ください",
        );
        self.faults.push(Diagnostic::error(CODE, reason).with_hint(hint));
    }

    pub(super) fn into_faults(self) -> Vec<Diagnostic> {
        self.faults
    }
}
