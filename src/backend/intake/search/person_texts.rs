//! The texts by which somebody is found: their names, readings, addresses and telephone numbers, as they were sent.

/// What a person goes by.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PersonTexts {
    /// Names, each once, in the order in which they were added; so are the others.
    pub names: Vec<String>,
    /// How names are read.
    pub kana: Vec<String>,
    /// Addresses.
    pub mails: Vec<String>,
    /// Telephone numbers.
    pub phones: Vec<String>,
}

impl PersonTexts {
    /// Adds what a field of this name holds, if people are found by it.
    pub fn add(&mut self, field: &str, text: &str) {
        let texts = match field {
            "name" => &mut self.names,
            "kana" => &mut self.kana,
            "email" => &mut self.mails,
            "tel" | "phone" => &mut self.phones,
            _ => return,
        };
        if !text.trim().is_empty() && !texts.iter().any(|known| known == text) {
            texts.push(text.to_owned());
        }
    }
}
