//! `[extra.tsubame.phrases]`: where lines of Japanese may break.

use tsubame_model::source::{TableReader, Wording};

/// Which texts of Japanese pages get a `<wbr>` between their phrases.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PhrasesConfig {
    /// The elements whose text it is: `h1`, or `.lead` for those of a class.
    pub elements: Vec<String>,
    /// Elements inside of these that stay as they are.
    pub except: Vec<String>,
    /// Words that stay whole, such as names that no model knows.
    pub whole: Vec<String>,
}

impl Default for PhrasesConfig {
    fn default() -> Self {
        let elements = ["h1", "h2", "h3", "h4", ".lead", ".card-title"].map(str::to_owned).into();
        Self { elements, except: Vec::new(), whole: Vec::new() }
    }
}

impl PhrasesConfig {
    /// Reads the table; `None` while it is not switched on.
    pub(super) fn read(table: &mut TableReader<'_>) -> Option<Self> {
        let default = Self::default();
        let is_on = table.boolean("enabled").unwrap_or_default();
        let settings = Self {
            elements: table.list("elements", |name| name.parse(parse_name)).unwrap_or(default.elements),
            except: table.list("except", |name| name.parse(parse_name)).unwrap_or(default.except),
            whole: table.texts("whole").unwrap_or(default.whole),
        };
        is_on.then_some(settings)
    }
}

/// Elements by their name or by one class: nothing else is needed, and nothing of this can be read in two ways.
fn parse_name(text: &str) -> Result<String, Wording> {
    let name = text.strip_prefix('.').unwrap_or(text);
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    if name.starts_with(|first: char| first.is_ascii_alphabetic()) && name.bytes().all(is_plain) {
        return Ok(text.to_owned());
    }
    Err(Wording::new(
        format!("`{text}` is neither the name of an element, such as \"h1\", nor that of a class, such as \".lead\""),
        format!("`{text}` は、\"h1\" のような要素の名前でも、\".lead\" のようなクラスの名前でもありません"),
    ))
}
