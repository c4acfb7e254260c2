//! Places that count characters, as the parser of YAML gives them, as places that count bytes.

use super::super::Span;

/// Turns counts of characters into bytes of a file, fast for counts that grow.
pub(super) struct CharPlaces<'a> {
    text: &'a str,
    /// Where the text starts in its file, in bytes.
    start: usize,
    is_ascii: bool,
    /// The place found last: characters and bytes of the text.
    chars: usize,
    bytes: usize,
}

impl<'a> CharPlaces<'a> {
    pub fn new(text: &'a str, start: usize) -> Self {
        Self { text, start, is_ascii: text.is_ascii(), chars: 0, bytes: 0 }
    }

    /// The text.
    pub fn text(&self) -> &'a str {
        self.text
    }

    /// The bytes of the file that a span of characters of the text covers.
    pub fn span(&mut self, span: &saphyr_parser::Span) -> Span {
        let start = self.byte(span.start.index());
        start..self.byte(span.end.index()).max(start)
    }

    /// The byte of the file at which a character of the text starts; the text's end for one past it.
    pub fn byte(&mut self, char: usize) -> usize {
        if self.is_ascii {
            return self.start + char.min(self.text.len());
        }
        if char < self.chars {
            (self.chars, self.bytes) = (0, 0);
        }
        let rest = self.text.get(self.bytes..).unwrap_or_default();
        let skipped = char - self.chars;
        match rest.char_indices().nth(skipped) {
            Some((bytes, _)) => {
                (self.chars, self.bytes) = (char, self.bytes + bytes);
                self.start + self.bytes
            }
            None => self.start + self.text.len(),
        }
    }

    /// The byte after the character that starts at a byte of the file.
    pub fn end_of_char(&self, byte: usize) -> usize {
        let rest = byte.checked_sub(self.start).and_then(|at| self.text.get(at..));
        byte + rest.and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8)
    }

    /// A tab among what a line begins with: the line of a byte of the file, the one behind it or the one before it, as the
    /// parser does not always stop at the tab itself.
    pub fn indenting_tab_near(&self, byte: usize) -> Option<usize> {
        let (before, after) = self.text.split_at_checked(byte.saturating_sub(self.start))?;
        let own = before.rfind('\n').map_or(0, |at| at + 1);
        let next = after.find('\n').map(|at| before.len() + at + 1);
        let last = own.checked_sub(1).map(|end| before[..end].rfind('\n').map_or(0, |at| at + 1));
        [Some(own), next, last].into_iter().flatten().find_map(|line| self.indenting_tab(line))
    }

    /// The first tab of the text among what a line begins with.
    pub fn first_indenting_tab(&self) -> Option<usize> {
        if !self.text.contains('\t') {
            return None;
        }
        let lines = self.text.match_indices('\n').map(|(at, _)| at + 1);
        std::iter::once(0).chain(lines).find_map(|line| self.indenting_tab(line))
    }

    /// The tab among what the line begins with that starts at a byte of the text. Lines without a value may have any.
    fn indenting_tab(&self, line: usize) -> Option<usize> {
        let rest = self.text.get(line..)?;
        let value = rest.trim_start_matches([' ', '\t']);
        let indent = &rest[..rest.len() - value.len()];
        let is_empty = value.is_empty() || value.starts_with(['\n', '\r', '#']);
        indent.find('\t').filter(|_| !is_empty).map(|at| self.start + line + at)
    }

    /// Where a list in a block starts that the parser found at a byte of the file: at its first dash, which it leaves out
    /// of lists that are not indented.
    pub fn dash_at_or_before(&self, byte: usize) -> usize {
        let at = byte.saturating_sub(self.start);
        let Some((before, after)) = self.text.split_at_checked(at) else { return byte };
        let before = before.trim_end_matches([' ', '\t']);
        if !after.starts_with("- ") && before.ends_with('-') { self.start + before.len() - 1 } else { byte }
    }
}
