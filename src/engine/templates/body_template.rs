//! Content files as templates: which need templating at all, and what must be kept from Tera in those that do.

use std::borrow::Cow;

use memchr::memmem;
use tera::{Error, ErrorKind, Tera};

use super::{render_stack::with_room, tera_diagnostics::ONE_OFF};

/// Two bytes that stand in for `{#` of a heading's id. They are as long as what they replace, so that places of faults
/// stay right. The first that the text itself does not use is taken.
const STAND_INS: &[&str] = &["\u{91}", "\u{92}", "\u{86}", "\u{87}", "\u{80}", "\u{81}", "\u{99}"];

/// Whether a body has to go through Tera: it holds an opener followed somewhere by its closer.
pub(super) fn needs_templating(body: &str) -> bool {
    let body = body.as_bytes();
    [("{{", "}}"), ("{%", "%}"), ("{#", "#}")].iter().any(|(opener, closer)| {
        let start = memmem::find(body, opener.as_bytes());
        start.is_some_and(|start| memmem::find(&body[start + 2..], closer.as_bytes()).is_some())
    })
}

/// A body whose headings' ids, `# Title {#id}`, are hidden from Tera, which would take them for comments.
pub(super) struct ShieldedBody<'a> {
    /// What Tera is given.
    pub text: Cow<'a, str>,
    stand_in: Option<&'static str>,
}

impl<'a> ShieldedBody<'a> {
    /// Hides the ids.
    pub fn new(body: &'a str) -> Self {
        let as_it_is = Self { text: Cow::Borrowed(body), stand_in: None };
        if !body.lines().any(|line| heading_id(line).is_some()) {
            return as_it_is;
        }
        let Some(stand_in) = STAND_INS.iter().find(|stand_in| !body.contains(**stand_in)) else { return as_it_is };
        let mut text = String::with_capacity(body.len());
        for line in body.split_inclusive('\n') {
            match heading_id(line) {
                Some(at) => text.extend([&line[..at], stand_in, &line[at + 2..]]),
                None => text.push_str(line),
            }
        }
        Self { text: Cow::Owned(text), stand_in: Some(stand_in) }
    }

    /// Brings the ids back into what Tera made of the text.
    pub fn restore(&self, rendered: String) -> String {
        match self.stand_in {
            Some(stand_in) => rendered.replace(stand_in, "{#"),
            None => rendered,
        }
    }

    /// What Tera says of the author's own words, those that count work left out, if it cannot parse them.
    pub fn syntax_error(&self) -> Option<Error> {
        let error = with_room(|| Tera::default().add_raw_template(ONE_OFF, &self.text)).err()?;
        matches!(error.kind(), ErrorKind::SyntaxError(_)).then_some(error)
    }
}

/// Where the `{#` of an id stands at the end of an ATX heading. What ends in `#}` is a Tera comment.
fn heading_id(line: &str) -> Option<usize> {
    let line = line.trim_end();
    let heading = line.trim_start_matches(' ');
    let level = heading.bytes().take_while(|byte| *byte == b'#').count();
    let is_heading =
        line.len() - heading.len() <= 3 && (1..=6).contains(&level) && heading[level..].starts_with([' ', '\t']);
    if !is_heading || !line.ends_with('}') || line.ends_with("#}") {
        return None;
    }
    let at = line.rfind("{#")?;
    let inner = &line[at + 2..line.len() - 1];
    let is_id = !inner.is_empty() && !inner.starts_with([' ', '\t', '{', '}', '#']) && !inner.contains(['{', '}']);
    is_id.then_some(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_opener_needs_its_closer() {
        for (body, expected) in [
            ("", false),
            ("plain {{ text", false),
            ("}} then {{", false),
            ("{{ x }}", true),
            ("{% x %}", true),
            ("{# x #}", true),
            ("# A {#id}", false),
            ("{{ x %}", false),
        ] {
            assert_eq!(needs_templating(body), expected, "{body}");
        }
    }

    #[test]
    fn only_what_cannot_be_parsed_is_an_error_of_syntax() {
        for (body, expected) in [
            ("{{ x ~ }}", true),
            ("{% if %}", true),
            ("{{ x | nope }}", false),
            ("{{ <nope /> }}", false),
            ("# A {#id}\n{{ 1 / 0 }}", false),
        ] {
            assert_eq!(ShieldedBody::new(body).syntax_error().is_some(), expected, "{body}");
        }
    }

    #[test]
    fn ids_of_headings_are_sheltered() {
        for (line, is_sheltered) in [
            ("# A {#id}", true),
            ("   ## 見出し {#id .class}  ", true),
            ("# A {# comment #}", false),
            ("# A {# id }", false),
            ("# A {##}", false),
            ("#A {#id}", false),
            ("text {#id}", false),
            ("    # code {#id}", false),
            ("# {{ x }} {#id}", true),
        ] {
            let shielded = ShieldedBody::new(line);
            assert_eq!(shielded.stand_in.is_some(), is_sheltered, "{line}");
            assert_eq!(shielded.text.len(), line.len());
            assert_eq!(shielded.restore(shielded.text.to_string()), line);
        }
        let body = "\u{91}\n# A {#id}\n";
        let shielded = ShieldedBody::new(body);
        assert_eq!(shielded.stand_in, Some("\u{92}"));
        assert_eq!(shielded.restore(shielded.text.to_string()), body);
    }
}
