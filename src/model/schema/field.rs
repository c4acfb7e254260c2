//! A field of a content type: what an editor fills in.

use regex::Regex;

use super::Condition;
use crate::source::{Data, Wording};

/// What has to hold of the times in a list of tables.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimeMarks {
    /// The key of the time in each table.
    pub at: String,
    /// The field that says how long all of it lasts.
    pub until: Option<String>,
    /// Whether the first one is the beginning.
    pub from_start: bool,
}

/// One field, as its type's file describes it.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// Where it stands in the front matter, with dots between tables: `extra.start`; `body` is the text below it. In a
    /// table's own fields, the key inside that table.
    pub key: String,
    /// What kind of value it holds.
    pub kind: FieldKind,
    /// Its name for editors.
    pub label: String,
    /// What is meant, for editors, wherever they fill it in.
    pub hint: String,
    /// How it is written in a file, for whoever edits files.
    pub syntax: String,
    /// Whether it has to be there, where `show_when` holds.
    pub required: bool,
    /// When the field has a meaning at all; without conditions, always.
    pub show_when: Vec<Condition>,
    /// Fewest characters of a text, or of each item of a list.
    pub min_length: Option<usize>,
    /// Most characters.
    pub max_length: Option<usize>,
    /// How many characters a text should have at least, without marks of Markdown.
    pub recommended_length: Option<usize>,
    /// Least number.
    pub min: Option<f64>,
    /// Greatest number.
    pub max: Option<f64>,
    /// Fewest items of a list or tables.
    pub min_items: Option<usize>,
    /// Most items.
    pub max_items: Option<usize>,
    /// What a text, or each item of a list, has to look like; `hint` says it in words.
    pub pattern: Option<Pattern>,
    /// The values allowed for a choice, or for each item of a list.
    pub choices: Vec<Choice>,
    /// The type of the entries that a relation may name.
    pub to: Option<String>,
    /// The fields of a table, or of each of several tables.
    pub fields: Vec<Field>,
    /// What has to hold of the times in several tables.
    pub time_marks: Option<TimeMarks>,
    /// How the name of a file may end, in lower case without the dot; without any, as it likes.
    pub endings: Vec<String>,
    /// The field that says how long a film lasts, or when the last of its subtitles is over.
    pub lasts: Option<String>,
    /// Whether pages show what is at the address in a frame.
    pub framed: bool,
    /// Whether the content API counts its values, so that readers can narrow a list down.
    pub facet: bool,
    /// Whether the content API shows it.
    pub api: bool,
    /// What a new entry begins with. A date may say days from today: `+30d`, `+30d 14:00+09:00`.
    pub sample: Option<Data>,
}

impl Field {
    /// What is meant, and how it is written in a file.
    pub fn file_hint(&self) -> String {
        format!("{}{}", self.hint, self.syntax)
    }

    /// The label of a choice's value.
    pub fn choice_label(&self, value: &Data) -> Option<&str> {
        self.choices.iter().find(|choice| choice.value == *value).map(|choice| choice.label.as_str())
    }
}

/// What kind of value a field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldKind {
    /// A line of text.
    Text,
    /// Markdown; only the body of an entry is.
    Markdown,
    /// A day: 2026-11-21.
    Date,
    /// A day and a time with an offset: 2026-11-21T18:00:00+09:00.
    Datetime,
    /// A whole number.
    Integer,
    /// Any number.
    Number,
    /// Yes or no.
    Boolean,
    /// One of several values.
    Choice,
    /// Texts.
    List,
    /// The name of a picture that lies beside the entry, or its path below `static/` with `/` in front.
    Image,
    /// The name of any other file, at the same places.
    File,
    /// A length of time in ISO 8601: PT5M30S.
    Duration,
    /// A web address.
    Url,
    /// Another entry, by its path below `content/`.
    Relation,
    /// Fields of its own.
    Table,
    /// Several tables of the same fields.
    Tables,
}

/// A value that may be chosen.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    /// The value in the front matter.
    pub value: Data,
    /// What editors and readers see.
    pub label: String,
}

impl Choice {
    /// The value as it is written in a page's HTML, and sent.
    pub fn text(&self) -> String {
        match &self.value {
            Data::Text(text) => text.clone(),
            Data::Bool(value) => value.to_string(),
            Data::Integer(number) => number.to_string(),
            Data::Large(number) => number.to_string(),
            Data::Float(number) => number.to_string(),
            Data::Null | Data::List(_) | Data::Map(_) => String::new(),
        }
    }
}

/// A regular expression, which holds for a whole text.
#[derive(Clone, Debug)]
pub struct Pattern {
    /// As written.
    pub text: String,
    regex: Regex,
}

impl Pattern {
    /// Reads a pattern, or says why it is none.
    pub(super) fn parse(text: &str) -> Result<Self, Wording> {
        let regex = Regex::new(&format!("^(?:{text})$"));
        let regex = regex.map_err(|_| {
            let english = format!("`{text}` is not a regular expression");
            Wording::new(english, format!("`{text}` は正規表現として読めません"))
        })?;
        Ok(Self { text: text.to_owned(), regex })
    }

    /// Whether all of the text is as the pattern says.
    pub fn matches(&self, text: &str) -> bool {
        self.regex.is_match(text)
    }
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}
