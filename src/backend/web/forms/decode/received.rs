//! What was received through a form, before it is checked.

#[cfg(doc)]
use tsubame_model::schema::Form;
use tsubame_model::schema::{FormValues, SentFile};

/// What a form sent, as far as it could be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReceivedForm<F> {
    /// What [`Form::check`] looks at.
    pub values: FormValues,
    /// The files that were stored: those without a fault that a file field of the form asked for. The others are among
    /// the values all the same, so that the check can say what is wrong with them.
    pub stored: Vec<StoredFile<F>>,
}

/// A file that lies in the sink.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredFile<F> {
    /// The field it was sent for.
    pub field: String,
    /// What was said of it.
    pub file: SentFile,
    /// What the sink made of it.
    pub stored: F,
}
