//! Regular expressions that stand in the program.

use regex::Regex;

/// Compiles a pattern that stands in the program. One that is wrong ends the test that first uses it, instead of
/// switching off in silence what it is for; so each has such a test.
///
/// # Panics
///
/// When the text is no regular expression.
#[expect(clippy::expect_used, reason = "the pattern is a constant of the program, and a test uses it")]
pub fn pattern(text: &'static str) -> Regex {
    Regex::new(text).expect("a pattern of the program is a regular expression")
}
