//! Words to begin with: files of `data/messages/` that editors keep. Each is a few lines of `Name: value`, an empty line, and the
//! body, as the texts of `data/mail/` are.

use super::{
    message_check::check_message,
    message_fault::{MessagePart, MessageTextFault},
    message_state::MessagePurpose,
};

/// Words to begin with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessageSample {
    /// The name of its file, without its ending.
    pub name: String,
    /// What people call it.
    pub label: String,
    /// What it is for.
    pub purpose: MessagePurpose,
    /// The subject.
    pub subject: String,
    /// The body.
    pub body: String,
}

/// Something that is wrong with a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SampleFault {
    /// In which line, from 1.
    pub line: usize,
    /// What it is.
    pub kind: SampleFaultKind,
}

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SampleFaultKind {
    /// A line at the head is none of `Label:`, `Purpose:` and `Subject:`.
    Head(String),
    /// One of these is not there.
    Missing(&'static str),
    /// What it is for is neither `service` nor `news`.
    Purpose(String),
    /// Its words.
    Words(MessageTextFault),
}

impl MessageSample {
    /// Reads a file; all that is wrong with it, if anything is.
    pub fn parse(name: &str, text: &str) -> Result<Self, Vec<SampleFault>> {
        let text = text.trim_start_matches('\u{FEFF}').replace("\r\n", "\n");
        let (head, body) = text.split_once("\n\n").unwrap_or((&text, ""));
        let mut faults = Vec::new();
        let [mut label, mut purpose, mut subject] = [None; 3];
        for (number, line) in head.lines().enumerate() {
            let (key, value) = line.split_once(':').unwrap_or((line, ""));
            let value = Some((number + 1, value.trim()));
            match key.trim() {
                "Label" => label = value,
                "Purpose" => purpose = value,
                "Subject" => subject = value,
                other => faults.push(SampleFault { line: number + 1, kind: SampleFaultKind::Head(other.to_owned()) }),
            }
        }
        let mut told = |found: Option<(usize, &str)>, key| {
            if found.is_none_or(|(_, value)| value.is_empty()) {
                let line = found.map_or(1, |(line, _)| line);
                faults.push(SampleFault { line, kind: SampleFaultKind::Missing(key) });
            }
            found.unwrap_or((1, "")).1.to_owned()
        };
        let (label, subject_text) = (told(label, "Label"), told(subject, "Subject"));
        let written = told(purpose, "Purpose");
        let known = MessagePurpose::parse(&written);
        if known.is_none() && !written.is_empty() {
            let line = purpose.map_or(1, |(line, _)| line);
            faults.push(SampleFault { line, kind: SampleFaultKind::Purpose(written) });
        }
        let body = body.trim_end().to_owned();
        let body_line = head.lines().count() + 1;
        if !subject_text.is_empty() {
            // Of what it will be about is not known yet.
            let words = check_message(&subject_text, &body, true).into_iter().map(|fault| {
                let line = match fault.part {
                    MessagePart::Subject => subject.map_or(1, |(line, _)| line),
                    MessagePart::Body => body_line + fault.line,
                };
                SampleFault { line, kind: SampleFaultKind::Words(fault) }
            });
            faults.extend(words);
        }
        match known.filter(|_| faults.is_empty()) {
            Some(purpose) => Ok(Self { name: name.to_owned(), label, purpose, subject: subject_text, body }),
            None => Err(faults),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{super::MessageTextFaultKind, *};

    #[test]
    fn the_samples_of_this_repository_can_be_used() {
        for (name, text) in [
            ("after-the-event", include_str!("../../../../data/messages/after-the-event.txt")),
            ("next-event", include_str!("../../../../data/messages/next-event.txt")),
        ] {
            let sample = MessageSample::parse(name, text).unwrap();
            assert!(!sample.label.is_empty() && sample.body.contains("{{ recipient.name |"), "{sample:?}");
        }
    }

    #[test]
    fn what_is_wrong_with_a_file_is_told_with_its_line() {
        let of = |text: &str| {
            let faults = MessageSample::parse("a", text).unwrap_err();
            faults.into_iter().map(|fault| (fault.line, fault.kind)).collect::<Vec<_>>()
        };
        assert_eq!(of("Label: あ\nPurpose: service\n\n本文"), [(1, SampleFaultKind::Missing("Subject"))]);
        let found = of("Label: あ\nPurpose: 宣伝\nColour: red\nSubject: 件名\n\n本文");
        let expected =
            [(3, SampleFaultKind::Head("Colour".to_owned())), (2, SampleFaultKind::Purpose("宣伝".to_owned()))];
        assert_eq!(found, expected);
        let found = of("Label: あ\nPurpose: news\nSubject: 件名\n\n本文\n{{ nobody }}");
        assert!(
            matches!(&found[..], [(6, SampleFaultKind::Words(fault))] if fault.kind == MessageTextFaultKind::Unknown("nobody".to_owned())),
            "{found:?}"
        );
        assert!(MessageSample::parse("a", "Label: あ\r\nPurpose: news\r\nSubject: 件名\r\n\r\n本文\r\n").is_ok());
    }
}
