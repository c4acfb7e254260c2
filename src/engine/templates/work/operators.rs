//! Operators of expressions.

/// What an operator means for texts.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Operator {
    Concatenation,
    Other,
    /// A name with arguments follows, no operand.
    Test,
}

/// The operator that a word is.
pub(super) fn operator_of(word: &str) -> Option<Operator> {
    match word {
        "~" => Some(Operator::Concatenation),
        "is" => Some(Operator::Test),
        // `not` is the first word of `not in`.
        "+" | "-" | "*" | "/" | "//" | "**" | "%" | "==" | "!=" | "<" | ">" | "<=" | ">=" | "and" | "or" | "in"
        | "not" | "if" | "else" => Some(Operator::Other),
        _ => None,
    }
}
