//! Words with values in double braces, as the templates of mails have them: `{{ recipient.name }}`, and with what stands there where
//! the value is empty: `{{ recipient.name | 皆さま }}`, or as templates write it, `| default(value="皆さま")`.

use std::collections::BTreeSet;

use super::{
    message_fault::{MessagePart, MessageTextFault, MessageTextFaultKind},
    placeholder::Placeholder,
    value_place::ValuePlace,
};

/// A piece of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
enum MessagePiece {
    Plain(String),
    Value { of: Placeholder, fallback: String, at: ValuePlace },
}

/// A text that was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MessageText(Vec<MessagePiece>);

impl MessageText {
    /// Reads a text, and tells all that is wrong with it. What cannot be read stays as it stands.
    pub fn parse(text: &str, part: MessagePart) -> (Self, Vec<MessageTextFault>) {
        let (mut pieces, mut faults) = (Vec::new(), Vec::new());
        let mut at = 0;
        while let Some(start) = text[at..].find(['{', '}']).map(|found| at + found) {
            let rest = &text[start..];
            let fault = |kind| MessageTextFault::at(part, text, start, kind);
            let Some(inside) = rest.strip_prefix("{{") else {
                let length = if rest.starts_with("{%") || rest.starts_with("}}") { 2 } else { 1 };
                if rest.starts_with("{%") {
                    faults.push(fault(MessageTextFaultKind::Tag));
                } else if rest.starts_with("}}") {
                    faults.push(fault(MessageTextFaultKind::Unopened));
                }
                pieces.push(MessagePiece::Plain(text[at..start + length].to_owned()));
                at = start + length;
                continue;
            };
            pieces.push(MessagePiece::Plain(text[at..start].to_owned()));
            let line_end = inside.find('\n').unwrap_or(inside.len());
            let Some(length) = inside[..line_end].find("}}") else {
                faults.push(fault(MessageTextFaultKind::Unclosed));
                pieces.push(MessagePiece::Plain("{{".to_owned()));
                at = start + 2;
                continue;
            };
            let (name, fallback) = read_value(&inside[..length]);
            match Placeholder::parse(name) {
                Some(of) => {
                    let at = ValuePlace::of(text, start);
                    pieces.push(MessagePiece::Value { of, fallback: fallback.to_owned(), at });
                }
                None => faults.push(fault(MessageTextFaultKind::Unknown(name.to_owned()))),
            }
            at = start + 2 + length + 2;
        }
        pieces.push(MessagePiece::Plain(text[at..].to_owned()));
        (Self(pieces), faults)
    }

    /// The text for one reader.
    pub fn fill(&self, value: impl Fn(Placeholder) -> String) -> String {
        let mut text = String::new();
        for piece in &self.0 {
            match piece {
                MessagePiece::Plain(plain) => text.push_str(plain),
                MessagePiece::Value { of, fallback, .. } => {
                    let value = value(*of);
                    text.push_str(if value.is_empty() { fallback } else { &value });
                }
            }
        }
        text
    }

    /// What it says of whoever reads it.
    pub fn placeholders(&self) -> BTreeSet<Placeholder> {
        self.values().map(|(of, ..)| of).collect()
    }

    /// Its values, each with where it stands.
    pub(super) fn places(&self) -> impl Iterator<Item = (Placeholder, ValuePlace)> {
        self.values().map(|(of, _, at)| (of, at))
    }

    /// Where a value stands first that would leave a gap.
    pub fn gap_of(&self, wanted: Placeholder) -> Option<ValuePlace> {
        self.values().find(|(of, fallback, _)| *of == wanted && fallback.is_empty()).map(|(.., at)| at)
    }

    /// What would leave a gap where the value is empty.
    pub fn without_fallback(&self) -> BTreeSet<Placeholder> {
        self.values().filter(|(_, fallback, _)| fallback.is_empty()).map(|(of, ..)| of).collect()
    }

    fn values(&self) -> impl Iterator<Item = (Placeholder, &str, ValuePlace)> {
        self.0.iter().filter_map(|piece| match piece {
            MessagePiece::Plain(_) => None,
            MessagePiece::Value { of, fallback, at } => Some((*of, fallback.as_str(), *at)),
        })
    }
}

/// The name between two braces, and what stands there instead.
fn read_value(inside: &str) -> (&str, &str) {
    let bar = inside.char_indices().find(|(_, letter)| matches!(letter, '|' | '｜'));
    let Some((at, letter)) = bar else { return (inside.trim(), "") };
    let rest = inside[at + letter.len_utf8()..].trim();
    let written = rest.strip_prefix("default(value=").and_then(|rest| rest.strip_suffix(')'));
    (inside[..at].trim(), written.map_or(rest, |value| value.trim().trim_matches('"')))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(text: &str, name: &str) -> String {
        let (read, faults) = MessageText::parse(text, MessagePart::Body);
        assert_eq!(faults, [], "{text}");
        read.fill(|of| if of == Placeholder::RecipientName { name.to_owned() } else { "値".to_owned() })
    }

    #[test]
    fn values_and_what_stands_for_them_are_put_in() {
        for (text, with, without) in [
            ("{{ recipient.name }} 様", "山田 様", " 様"),
            ("{{recipient.name|皆さま}}へ", "山田へ", "皆さまへ"),
            ("{{ recipient.name ｜ 皆 さま }}へ", "山田へ", "皆 さまへ"),
            ("{{ recipient.name | default(value=\"皆さま\") }}へ", "山田へ", "皆さまへ"),
            ("{{ event.title }}\n{{ event.time }}", "値\n値", "値\n値"),
            ("{ } だけなら、そのまま", "{ } だけなら、そのまま", "{ } だけなら、そのまま"),
            ("", "", ""),
        ] {
            assert_eq!((filled(text, "山田").as_str(), filled(text, "").as_str()), (with, without), "{text}");
        }
        let name = "{{ event.title }}";
        assert_eq!(filled("{{ recipient.name }}", name), name, "what somebody is called is no placeholder");
    }

    #[test]
    fn what_would_leave_a_gap_is_known() {
        let text = "{{ recipient.name | 皆さま }} {{ event.title }} {{ recipient.name }}";
        let (read, _) = MessageText::parse(text, MessagePart::Body);
        assert_eq!(read.without_fallback(), [Placeholder::RecipientName, Placeholder::EventTitle].into());
        let text = "{{ recipient.name | 皆さま }}\nあ{{ recipient.name }} {{ recipient.name }}";
        let (read, _) = MessageText::parse(text, MessagePart::Body);
        assert_eq!(read.gap_of(Placeholder::RecipientName), Some(ValuePlace { line: 2, column: 2 }));
        assert_eq!(read.gap_of(Placeholder::EventTitle), None);
        let (read, _) = MessageText::parse("{{ recipient.name | 皆さま }}", MessagePart::Body);
        assert!(read.without_fallback().is_empty() && read.placeholders() == [Placeholder::RecipientName].into());
    }

    #[test]
    fn what_cannot_be_read_is_told_with_its_place_and_stays() {
        use MessageTextFaultKind::{Tag, Unclosed, Unknown, Unopened};
        for (text, place, kind, stays) in [
            ("一行目\n{{ recipient.mail }}", (2, 1), Unknown("recipient.mail".to_owned()), "一行目\n"),
            ("あ{{ }}", (1, 2), Unknown(String::new()), "あ"),
            ("あい{{ recipient.name\n}", (1, 3), Unclosed, "あい{{ recipient.name\n}"),
            ("あ}}い", (1, 2), Unopened, "あ}}い"),
            ("{% if a %}", (1, 1), Tag, "{% if a %}"),
        ] {
            let (read, faults) = MessageText::parse(text, MessagePart::Body);
            let found: Vec<_> = faults.iter().map(|fault| ((fault.line, fault.column), fault.kind.clone())).collect();
            assert_eq!(found, [(place, kind)], "{text}");
            assert_eq!(read.fill(|_| String::new()), stays);
        }
    }
}
