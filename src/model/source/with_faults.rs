//! What parsing and checking give back: a value, and the faults that were found while it was made.

use super::Diagnostic;

/// A value with everything that was found wrong while it was made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WithFaults<T> {
    /// The value, as far as it could be made.
    pub value: T,
    /// What was found, in no order.
    pub faults: Vec<Diagnostic>,
}

impl<T> WithFaults<T> {
    /// A value with faults.
    pub fn new(value: T, faults: Vec<Diagnostic>) -> Self {
        Self { value, faults }
    }

    /// A value made of this one, with the same faults.
    pub fn map<U>(self, make: impl FnOnce(T) -> U) -> WithFaults<U> {
        WithFaults { value: make(self.value), faults: self.faults }
    }

    /// The same value with more faults.
    #[must_use]
    pub fn with_faults(mut self, more: impl IntoIterator<Item = Diagnostic>) -> Self {
        self.faults.extend(more);
        self
    }

    /// The value; its faults go to the others that a caller collects.
    pub fn unpack(self, collected: &mut impl Extend<Diagnostic>) -> T {
        collected.extend(self.faults);
        self.value
    }

    /// Whether no error was found.
    pub fn is_sound(&self) -> bool {
        !self.faults.iter().any(Diagnostic::is_error)
    }
}

impl<T> FromIterator<WithFaults<T>> for WithFaults<Vec<T>> {
    fn from_iter<I: IntoIterator<Item = WithFaults<T>>>(parts: I) -> Self {
        let mut faults = Vec::new();
        let value = parts.into_iter().map(|part| part.unpack(&mut faults)).collect();
        Self { value, faults }
    }
}
