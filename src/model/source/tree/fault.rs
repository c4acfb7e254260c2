//! What can be wrong with a TOML or YAML text, or with the shape of what stands in it: as data, without words.

use super::{
    super::{Span, Step, Wording},
    node::Shape,
};

/// A fault, with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TreeFault {
    /// Bytes in the file.
    pub span: Span,
    /// The steps from the root to the value at fault; none for faults of writing.
    pub path: Vec<Step>,
    /// What is wrong.
    pub kind: TreeFaultKind,
}

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TreeFaultKind {
    /// The text is not TOML, or not YAML.
    Syntax {
        /// As far as it is known without words.
        problem: SyntaxProblem,
        /// What the format's parser says, in English, to be shown only.
        detail: String,
    },
    /// A key stands twice in a table.
    DuplicateKey {
        /// The key.
        key: String,
        /// Where it stands first.
        first: Span,
    },
    /// A key that means nothing here.
    UnknownKey {
        /// The key.
        key: String,
        /// The key that was probably meant.
        meant: Option<&'static str>,
        /// All keys that mean something here.
        allowed: Vec<&'static str>,
    },
    /// A key that has to be there is not. The place is that of its table.
    MissingKey {
        /// The key.
        key: &'static str,
    },
    /// A value of another kind than the one wanted.
    WrongShape {
        /// What is wanted.
        expected: Shape,
        /// What is there.
        found: FoundValue,
    },
    /// A text that is none of those allowed.
    NotOneOf {
        /// The text.
        value: String,
        /// The one that was probably meant.
        meant: Option<String>,
        /// Those allowed.
        allowed: Vec<String>,
    },
    /// A whole number that is too small or too large.
    OutOfRange {
        /// The least number allowed.
        least: i128,
        /// The greatest number allowed.
        greatest: i128,
        /// The number.
        value: i128,
    },
    /// A text that is no date.
    NotADate {
        /// The text.
        value: String,
    },
    /// A value that means nothing to what reads it, which says why in its own words.
    Refused {
        /// One sentence without a full stop at its end.
        reason: Wording,
    },
}

/// What is there instead of what is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundValue {
    /// Its kind.
    pub shape: Shape,
    /// A text, number or boolean as a person reads it; empty for anything else.
    pub value: String,
}

/// What is wrong with the writing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SyntaxProblem {
    /// A text without the quotes that TOML wants.
    UnquotedText,
    /// A text in quotes that cannot be read: an unknown escape, a character that must not stand there.
    Text,
    /// No date or time, though written like one.
    Date,
    /// No number, or one that no program can hold.
    Number,
    /// Neither `true` nor `false`, though written like one.
    Boolean,
    /// There is no such sign where there has to be one: `=`, `]`, `"`.
    Expected(&'static str),
    /// A key without a value.
    MissingValue,
    /// A key cannot be read, or is missing.
    Key,
    /// A value cannot be both what it is and a table.
    NotATable,
    /// Lists and tables inside each other, too deep to be meant.
    TooDeep,
    /// Aliases that repeat values more often than can be meant.
    TooManyAliases,
    /// An alias for what is not there, or not yet.
    Alias,
    /// A tab at the beginning of a line, where YAML allows spaces alone.
    Tab,
    /// A tag that means nothing to this program.
    Tag,
    /// A second document in one file.
    SecondDocument,
    /// Anything else.
    Other,
}

impl TreeFault {
    /// A fault of writing.
    pub(super) fn syntax(span: Span, problem: SyntaxProblem, detail: impl Into<String>) -> Self {
        Self { span, path: Vec::new(), kind: TreeFaultKind::Syntax { problem, detail: detail.into() } }
    }

    /// A key that stands there twice.
    pub(super) fn duplicate(key: &str, span: Span, first: Span) -> Self {
        Self { span, path: Vec::new(), kind: TreeFaultKind::DuplicateKey { key: key.to_owned(), first } }
    }

    /// Whether the text itself is at fault, not what it says.
    pub fn is_syntax(&self) -> bool {
        matches!(self.kind, TreeFaultKind::Syntax { .. } | TreeFaultKind::DuplicateKey { .. })
    }
}
