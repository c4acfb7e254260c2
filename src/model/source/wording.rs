//! Texts that can be said in more than one language: the choice is made where they are shown, not where they are found.

/// A language in which the program says what is wrong.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MessageLanguage {
    /// For everybody who has not asked for another one.
    #[default]
    English,
    /// For sites in Japanese, and for terminals in Japanese where no site can be read.
    Japanese,
}

impl MessageLanguage {
    /// The language for people who read the one with this tag: `ja`, `ja-JP`, or `ja_JP.UTF-8` as terminals have it.
    pub fn of_tag(tag: &str) -> Self {
        let primary = tag.split(['-', '_', '.', '@']).next().unwrap_or_default();
        if primary.eq_ignore_ascii_case("ja") { Self::Japanese } else { Self::English }
    }

    /// Its tag, as HTML has it.
    pub fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Japanese => "ja",
        }
    }

    /// The text that is in this language.
    pub fn choose<T>(self, english: T, japanese: T) -> T {
        match self {
            Self::English => english,
            Self::Japanese => japanese,
        }
    }
}

/// A text in all languages. There is none that is said in one of them alone: who has something to say says it in all.
/// Texts are sorted and compared by what they say in all of them, so that nothing but what people read depends on the
/// language.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Wording {
    english: String,
    japanese: String,
}

impl Wording {
    /// A text in both languages.
    pub fn new(english: impl Into<String>, japanese: impl Into<String>) -> Self {
        Self { english: english.into(), japanese: japanese.into() }
    }

    /// What the people of a site have written: one text, which is in the language of those who read it.
    pub fn of_site(text: impl Into<String>) -> Self {
        let text = text.into();
        Self::new(text.clone(), text)
    }

    /// What a library or the system says: it is quoted as it is, in whatever language that may be.
    pub fn of_library(text: &impl ToString) -> Self {
        Self::of_site(text.to_string())
    }

    /// A text that is put together anew in each language, so that no language gets into another.
    pub fn compose(say: impl Fn(MessageLanguage) -> String) -> Self {
        Self::new(say(MessageLanguage::English), say(MessageLanguage::Japanese))
    }

    /// The text in a language.
    pub fn in_language(&self, language: MessageLanguage) -> &str {
        language.choose(&self.english, &self.japanese)
    }

    /// The text in English.
    pub fn english(&self) -> &str {
        &self.english
    }

    /// The text in Japanese.
    pub fn japanese(&self) -> &str {
        &self.japanese
    }

    /// The text, with that of another one in each language in which it says nothing.
    #[must_use]
    pub fn or(self, other: &Self) -> Self {
        Self::compose(|language| match self.in_language(language) {
            "" => other.in_language(language).to_owned(),
            own => own.to_owned(),
        })
    }

    /// Whether it says nothing in any language.
    pub fn is_empty(&self) -> bool {
        self.english.is_empty() && self.japanese.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_by_their_tags() {
        for (tag, language) in [
            ("ja", MessageLanguage::Japanese),
            ("JA", MessageLanguage::Japanese),
            ("ja-JP", MessageLanguage::Japanese),
            ("ja_JP.UTF-8", MessageLanguage::Japanese),
            ("ja.UTF-8", MessageLanguage::Japanese),
            ("jav", MessageLanguage::English),
            ("en-JA", MessageLanguage::English),
            ("C.UTF-8", MessageLanguage::English),
            ("", MessageLanguage::English),
        ] {
            assert_eq!(MessageLanguage::of_tag(tag), language, "{tag}");
        }
    }

    #[test]
    fn every_language_has_its_text() {
        let (site, both) = (Wording::of_site("席"), Wording::new("seat", "席"));
        assert_eq!((site.english(), site.japanese()), ("席", "席"));
        assert_eq!((both.english(), both.japanese()), ("seat", "席"));
        let said = [MessageLanguage::English, MessageLanguage::Japanese].map(|language| both.in_language(language));
        assert_eq!(said, ["seat", "席"]);
        let whole = Wording::compose(|language| format!("<{}>", both.in_language(language)));
        assert_eq!(whole, Wording::new("<seat>", "<席>"));
        assert!(Wording::default().is_empty() && !site.is_empty());
        assert_eq!(Wording::new("", "席").or(&both), both);
    }
}
