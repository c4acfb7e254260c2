//! Workflow commands of GitHub Actions: one line each.
//!
//! <https://docs.github.com/actions/reference/workflow-commands-for-github-actions>

/// The message of a command: it is one line, and `%` begins an escape.
pub fn encode_command_text(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// The value of a property, which also ends at commas and colons.
pub fn encode_command_property(text: &str) -> String {
    encode_command_text(text).replace(':', "%3A").replace(',', "%2C")
}
