//! Where a tag makes new values: its words, read as Tera's parser reads them. A word that counts goes behind each of them;
//! filters bind closer than all operators, so that it needs no brackets.

use super::{
    filter_results::{FilterResult, filter_result},
    hooks::{MADE, PIECE},
    operators::{Operator, operator_of},
};
use crate::templates::tags::{Tag, TagKind, Word, WordKind};

/// Functions of Tera that make something large, and its variable that is a map of all others. Functions of this program
/// count for themselves.
const MAKING_NAMES: &[&str] = &["__tera_context", "range", "super"];

/// Tera refuses what is nested deeper.
const DEEPEST: usize = 64;

/// Of so many pieces a text is put together before its length is looked at on the way.
const FEW_PIECES: usize = 4;

/// What a tag makes.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct MadeValues {
    /// Words that count, and the places they go to.
    pub hooks: Vec<Hook>,
    /// Whether lists or maps are among it.
    pub has_lists: bool,
}

/// A word that counts, and the place behind what it counts.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Hook {
    pub at: usize,
    pub words: String,
    /// Whether it counts only in texts of content: what lists and maps take whose items are counted where they are made,
    /// and what makes nothing but takes as long as a text is.
    pub is_of_content: bool,
}

/// What a tag makes; `None` where Tera would refuse it.
pub(super) fn made_values(text: &str, tag: &Tag) -> Option<MadeValues> {
    let mut reader = Reader { text, words: &tag.words, at: 0, depth: 0, made: MadeValues::default() };
    reader.tag(tag)?;
    (reader.at == tag.words.len()).then_some(reader.made)
}

struct Reader<'a> {
    text: &'a str,
    words: &'a [Word],
    /// The number of the next word.
    at: usize,
    /// How many expressions are open.
    depth: usize,
    made: MadeValues,
}

/// What stands between two operators.
#[derive(Clone, Copy)]
struct Operand {
    end: usize,
    is_literal: bool,
}

impl<'a> Reader<'a> {
    fn tag(&mut self, tag: &Tag) -> Option<()> {
        if tag.kind == TagKind::Output {
            return self.output();
        }
        self.at = 1;
        match tag.word(self.text, 0) {
            "set" | "set_global" if tag.word(self.text, 2) == "=" => self.expression_from(3),
            "set" | "set_global" => {
                self.at = 2;
                self.suffixes().map(drop)
            }
            "if" | "elif" => self.expression_from(1),
            "for" => self.expression_from(if tag.word(self.text, 2) == "," { 5 } else { 3 }),
            "filter" => {
                self.filter()?;
                self.suffixes().map(drop)
            }
            "<" => {
                self.at = 0;
                self.component()
            }
            _ => {
                self.at = self.words.len();
                Some(())
            }
        }
    }

    /// What a component writes by itself is counted as it is written.
    fn output(&mut self) -> Option<()> {
        if self.current() == "<" {
            self.component()?;
            if self.at == self.words.len() {
                return Some(());
            }
            self.made = MadeValues::default();
        }
        self.expression_from(0)
    }

    fn expression_from(&mut self, at: usize) -> Option<()> {
        self.at = at;
        self.expression().map(drop)
    }

    /// The next word; empty behind the last, and for texts in quotes, which mean nothing here.
    fn current(&self) -> &'a str {
        let word = self.words.get(self.at).filter(|word| word.kind != WordKind::Text);
        word.map_or("", |word| &self.text[word.span.clone()])
    }

    fn kind(&self) -> Option<WordKind> {
        self.words.get(self.at).map(|word| word.kind)
    }

    /// Goes on if this is the next word.
    fn skip(&mut self, word: &str) -> bool {
        let is_next = self.current() == word;
        self.at += usize::from(is_next);
        is_next
    }

    fn expect(&mut self, word: &str) -> Option<()> {
        self.skip(word).then_some(())
    }

    fn expect_name(&mut self) -> Option<()> {
        let is_name = self.kind() == Some(WordKind::Name);
        self.at += usize::from(is_name);
        is_name.then_some(())
    }

    /// Where the word before the next one ends.
    fn end(&self) -> Option<usize> {
        self.words.get(self.at.checked_sub(1)?).map(|word| word.span.end)
    }

    /// Counts what was read last.
    fn count(&mut self, is_of_content: bool) -> Option<()> {
        let at = self.end()?;
        self.made.hooks.push(Hook { at, words: format!(" | {MADE}"), is_of_content });
        Some(())
    }

    /// Reads an expression up to what cannot belong to it, and tells whether it is a literal.
    fn expression(&mut self) -> Option<bool> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return None;
        }
        let first = self.operand()?;
        let mut is_literal = first.is_literal;
        let mut pieces = vec![first];
        while let Some(operator) = self.operator() {
            is_literal = false;
            if operator != Operator::Concatenation {
                self.join(&pieces);
                pieces.clear();
            }
            if operator == Operator::Test {
                self.test()?;
            } else {
                pieces.push(self.operand()?);
            }
        }
        self.join(&pieces);
        self.depth -= 1;
        Some(is_literal)
    }

    /// Counts what a text is put together of, before it is.
    fn join(&mut self, pieces: &[Operand]) {
        let (Some(first), true) = (pieces.first(), pieces.len() > 1) else { return };
        let chain = first.end;
        let is_long = pieces.len() > FEW_PIECES;
        for (number, piece) in pieces.iter().filter(|piece| !piece.is_literal).enumerate() {
            let words = match (is_long, number) {
                (false, _) => format!(" | {PIECE}"),
                (true, 0) => format!(" | {PIECE}(chain={chain},first=true)"),
                (true, _) => format!(" | {PIECE}(chain={chain})"),
            };
            self.made.hooks.push(Hook { at: piece.end, words, is_of_content: false });
        }
    }

    fn operator(&mut self) -> Option<Operator> {
        let operator = operator_of(self.current())?;
        // `not in` is two words.
        self.at += if self.current() == "not" { 2 } else { 1 };
        Some(operator)
    }

    fn test(&mut self) -> Option<()> {
        self.skip("not");
        self.expect_name()?;
        if self.current() == "(" {
            // What is looked for is counted, since what is looked through may have no value at all.
            self.arguments_of(true)?;
        }
        self.suffixes().map(drop)
    }

    fn operand(&mut self) -> Option<Operand> {
        while self.skip("-") || self.skip("not") {}
        let is_literal = match (self.kind()?, self.current()) {
            (WordKind::Text | WordKind::Number, _) => {
                self.at += 1;
                true
            }
            (WordKind::Name, name) => self.name(name)?,
            (WordKind::Mark, "(") => {
                self.at += 1;
                self.expression()?;
                self.expect(")")?;
                false
            }
            (WordKind::Mark, "[") => self.list()?,
            (WordKind::Mark, "{") => self.map()?,
            (WordKind::Mark, "<") => {
                self.component()?;
                self.count(false)?;
                false
            }
            _ => return None,
        };
        let has_suffixes = self.suffixes()?;
        Some(Operand { end: self.end()?, is_literal: is_literal && !has_suffixes })
    }

    /// Reads a variable, a call or a literal, and tells whether it is a literal.
    fn name(&mut self, name: &str) -> Option<bool> {
        self.at += 1;
        if self.current() == "(" {
            self.arguments()?;
        }
        // What is looked up in a map is shared.
        if MAKING_NAMES.contains(&name) && !matches!(self.current(), "." | "?." | "[" | "?[") {
            self.count(false)?;
        }
        Some(matches!(name, "true" | "True" | "false" | "False" | "none" | "None" | "null"))
    }

    /// Reads fields, subscripts and filters behind a value, and tells whether there are any.
    fn suffixes(&mut self) -> Option<bool> {
        let start = self.at;
        loop {
            if self.skip(".") || self.skip("?.") {
                self.expect_name()?;
            } else if self.skip("[") || self.skip("?[") {
                self.subscript()?;
            } else if self.skip("|") {
                self.filter()?;
            } else {
                return Some(self.at > start);
            }
        }
    }

    fn subscript(&mut self) -> Option<()> {
        let mut is_slice = false;
        let mut place = None;
        while !self.skip("]") {
            if self.skip(":") {
                is_slice = true;
            } else {
                self.expression()?;
                place = self.end();
            }
        }
        if is_slice {
            return self.count(false);
        }
        // A letter of a text is found from its beginning on. What is not there must stay without a value, so that the place counts.
        self.made.hooks.extend(place.map(|at| Hook { at, words: format!(" | {MADE}"), is_of_content: true }));
        Some(())
    }

    fn filter(&mut self) -> Option<()> {
        let result = filter_result(self.current());
        self.expect_name()?;
        if self.current() == "(" {
            self.arguments()?;
        }
        if result == FilterResult::Known { Some(()) } else { self.count(result == FilterResult::Number) }
    }

    fn arguments(&mut self) -> Option<()> {
        self.arguments_of(false)
    }

    fn arguments_of(&mut self, counts_each: bool) -> Option<()> {
        self.expect("(")?;
        while !self.skip(")") {
            if !self.skip(",") {
                self.expect_name()?;
                self.expect("=")?;
                self.expression()?;
                if counts_each {
                    self.count(true)?;
                }
            }
        }
        Some(())
    }

    /// Reads a list or a comprehension, and tells whether it is a literal.
    fn list(&mut self) -> Option<bool> {
        let mut is_literal = true;
        self.expect("[")?;
        while !self.skip("]") {
            if self.skip(",") {
                continue;
            }
            if self.skip("for") {
                is_literal = false;
                while !self.skip("in") {
                    self.kind()?;
                    self.at += 1;
                }
            }
            let is_spread = self.skip("...");
            is_literal &= self.expression()? && !is_spread;
        }
        self.close(is_literal)
    }

    /// Reads a map, and tells whether it is a literal.
    fn map(&mut self) -> Option<bool> {
        let mut is_literal = true;
        self.expect("{")?;
        while !self.skip("}") {
            if self.skip(",") {
                continue;
            }
            let is_spread = self.skip("...");
            if !is_spread {
                self.kind()?;
                self.at += 1;
                self.expect(":")?;
            }
            is_literal &= self.expression()? && !is_spread;
        }
        self.close(is_literal)
    }

    /// Counts a list or map; one that is a literal is made once, when the template is read.
    fn close(&mut self, is_literal: bool) -> Option<bool> {
        if !is_literal {
            self.made.has_lists = true;
            self.count(true)?;
        }
        Some(is_literal)
    }

    /// Reads the call of a component up to its `>`.
    fn component(&mut self) -> Option<()> {
        self.expect("<")?;
        self.expect_name()?;
        while self.skip(".") {
            self.expect_name()?;
        }
        while !self.skip(">") {
            if self.skip("/") {
                continue;
            }
            if self.skip("{") {
                self.expect("...")?;
                self.expression()?;
                self.expect("}")?;
                continue;
            }
            self.expect_name()?;
            if self.skip("=") && self.skip("{") {
                self.expression()?;
                self.expect("}")?;
            } else if self.kind() == Some(WordKind::Text) {
                self.at += 1;
            }
        }
        Some(())
    }
}

#[cfg(test)]
mod tests;
