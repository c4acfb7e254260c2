//! JSON in a `<script>` element of HTML.

use serde::Serialize;

/// A value as JSON that may stand in a `<script>` element: nothing in it ends the element or begins a comment, and it is
/// a literal of JavaScript as well. `null` where the value cannot be JSON.
pub fn json_in_html(value: &impl Serialize) -> String {
    let json = serde_json::to_string(value).unwrap_or_else(|_| "null".to_owned());
    let escape = |letter: char| match letter {
        '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => Some(format!("\\u{:04x}", u32::from(letter))),
        _ => None,
    };
    if !json.contains(['<', '>', '&', '\u{2028}', '\u{2029}']) {
        return json;
    }
    json.chars().fold(String::with_capacity(json.len() + 16), |mut text, letter| {
        match escape(letter) {
            Some(escaped) => text.push_str(&escaped),
            None => text.push(letter),
        }
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_element_ends_inside() {
        assert_eq!(json_in_html(&"</script>&\u{2028}春"), r#""\u003c/script\u003e\u0026\u2028春""#);
    }
}
