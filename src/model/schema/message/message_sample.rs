//! Words to begin with: files of `data/messages/` that editors keep. Each is a few lines of `Name: value`, an empty line, and the
//! body, as the texts of `data/mail/` are.

use super::{
    message_check::check_message,
    message_fault::{MessagePart, MessageTextFault},
    message_purpose::MessagePurpose,
};
use crate::source::{Diagnostic, Place, SourcePath, Wording};

/// The code of every fault in such a file.
const CODE: &str = "message-sample";

/// What stands at the head of a file.
const KEYS: [&str; 3] = ["Label", "Purpose", "Subject"];

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

impl MessageSample {
    /// Whether a file holds such words.
    pub fn is_sample_file(path: &SourcePath) -> bool {
        path.parent() == "data/messages" && path.extension() == Some("txt")
    }
}

/// Reads a file; all that is wrong with it, if anything is. The words of one that has a fault are not used.
pub fn parse_message_sample(path: &SourcePath, text: &str) -> (Option<MessageSample>, Vec<Diagnostic>) {
    let text = text.trim_start_matches('\u{FEFF}').replace("\r\n", "\n");
    let (head, body) = text.split_once("\n\n").unwrap_or((&text, ""));
    let mut reader = SampleReader { path, text: &text, faults: Vec::new() };
    let found = reader.read_head(head);
    let [label, purpose, subject] = found.map(|found| found.unwrap_or(HeadLine { number: 1, column: 1, value: "" }));
    for (key, line) in KEYS.iter().zip([&label, &purpose, &subject]).filter(|(_, line)| line.value.is_empty()) {
        let message = Wording::new(format!("`{key}:` says nothing"), format!("「{key}:」の行に内容がありません"));
        let hint = Wording::new(
            format!("write a line `{key}: …` at the head of the file"),
            format!("ファイルのはじめに「{key}: …」の行を書いてください"),
        );
        reader.report((line.number, 1), message, hint);
    }
    let known = MessagePurpose::parse(purpose.value);
    if known.is_none() && !purpose.value.is_empty() {
        let message = Wording::new(
            format!("`{}` is nothing that a message is for", purpose.value),
            format!("Purposeの「{}」は使えません", purpose.value),
        );
        let hint = Wording::new("write service, event or news", "service、event、newsのどれかにしてください");
        reader.report((purpose.number, purpose.column), message, hint);
    }
    let body = body.trim_end();
    if !subject.value.is_empty() {
        let body_line = head.lines().count() + 1;
        // Of what it will be about is not known yet.
        for fault in check_message(subject.value, body, true) {
            let place = match fault.part {
                MessagePart::Subject => (subject.number, subject.column + fault.column - 1),
                MessagePart::Body => (body_line + fault.line, fault.column),
            };
            reader.report_words(place, &fault);
        }
    }
    let name = path.file_name().strip_suffix(".txt").unwrap_or(path.file_name()).to_owned();
    let sample = known.filter(|_| reader.faults.is_empty()).map(|purpose| MessageSample {
        name,
        label: label.value.to_owned(),
        purpose,
        subject: subject.value.to_owned(),
        body: body.to_owned(),
    });
    (sample, reader.faults)
}

/// A line of the head.
#[derive(Clone, Copy)]
struct HeadLine<'a> {
    number: usize,
    /// At which character the value begins, from 1.
    column: usize,
    value: &'a str,
}

struct SampleReader<'a> {
    path: &'a SourcePath,
    text: &'a str,
    faults: Vec<Diagnostic>,
}

impl SampleReader<'_> {
    /// The lines of the known keys, in their order.
    fn read_head<'h>(&mut self, head: &'h str) -> [Option<HeadLine<'h>>; 3] {
        let mut found = [None; 3];
        for (number, line) in head.lines().enumerate().map(|(at, line)| (at + 1, line)) {
            let (key, value) = line.split_once(':').unwrap_or((line, ""));
            let before = line.len() - value.trim_start().len();
            let column = line[..before].chars().count() + 1;
            let key = key.trim();
            if let Some(at) = KEYS.iter().position(|known| *known == key) {
                found[at] = Some(HeadLine { number, column, value: value.trim() });
                continue;
            }
            let message =
                Wording::new(format!("there is no line `{key}:`"), format!("「{key}」という項目はありません"));
            let hint = Wording::new(
                "write Label, Purpose and Subject, then an empty line, then the body",
                "Label、Purpose、Subjectの3つを書き、空の行の後に本文を書いてください",
            );
            self.report((number, 1), message, hint);
        }
        found
    }

    fn report_words(&mut self, place: (usize, usize), fault: &MessageTextFault) {
        self.report(place, fault.message(), fault.hint());
    }

    fn report(&mut self, (line, column): (usize, usize), message: Wording, hint: Wording) {
        let place = Place::at(self.text, line, column, 1);
        let fault = Diagnostic::error(CODE, message).in_file(self.path).with_hint(hint).with_place(Some(place));
        self.faults.push(fault);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{schema::language_tests::check_languages, source::MessageLanguage};

    fn parse(text: &str) -> (Option<MessageSample>, Vec<Diagnostic>) {
        let found = parse_message_sample(&SourcePath::new("data/messages/a.txt"), text);
        check_languages(&found.1, &[text]);
        found
    }

    #[test]
    fn the_samples_of_this_repository_can_be_used() {
        for (name, text) in [
            ("after-the-event", include_str!("../../../../data/messages/after-the-event.txt")),
            ("next-event", include_str!("../../../../data/messages/next-event.txt")),
        ] {
            let path = SourcePath::new(format!("data/messages/{name}.txt"));
            assert!(MessageSample::is_sample_file(&path));
            let (sample, faults) = parse_message_sample(&path, text);
            assert_eq!(faults, []);
            let sample = sample.unwrap();
            assert!(sample.name == name && !sample.label.is_empty(), "{sample:?}");
            assert!(sample.body.contains("{{ recipient.name |"), "{sample:?}");
        }
        assert!(!MessageSample::is_sample_file(&SourcePath::new("data/messages/README.md")));
    }

    #[test]
    fn what_is_wrong_with_a_file_is_told_with_its_place_and_what_to_do() {
        let good = "Label: あ\nPurpose: service\nSubject: 件名\n\n本文";
        assert!(parse(good).0.is_some() && parse(&good.replace('\n', "\r\n")).0.is_some());
        let long = good.replace("本文", &"長".repeat(10_001));
        for (text, expected) in [
            ("Label: あ\nPurpose: service\n\n本文", vec![(1, 1, "「Subject:」の行に内容がありません")]),
            ("Label: あ\nPurpose: event\nSubject:\n\n本文", vec![(3, 1, "「Subject:」の行に内容がありません")]),
            (
                "Label: あ\nPurpose: 宣伝\nColour: red\nSubject: 件名\n\n本文",
                vec![(3, 1, "「Colour」という項目はありません"), (2, 10, "Purposeの「宣伝」は使えません")],
            ),
            (
                "Label: あ\nPurpose: news\nSubject: 件名\n\n本文\nと{{ nobody }}",
                vec![(6, 2, "「{{ nobody }}」という差し込みはありません")],
            ),
            (
                "Label: あ\nPurpose: news\nSubject: 件{{ nobody }}\n\n本文",
                vec![(3, 11, "「{{ nobody }}」という差し込みはありません")],
            ),
            ("Label: あ\nPurpose: news\nSubject: 件名\n\n", vec![(5, 1, "本文がありません")]),
            (long.as_str(), vec![(5, 10_001, "本文が10000文字を超えています")]),
        ] {
            let (sample, faults) = parse(text);
            let found: Vec<_> = faults
                .iter()
                .map(|fault| {
                    let place = fault.place.as_ref().unwrap();
                    (place.line, place.column, fault.message.in_language(MessageLanguage::Japanese))
                })
                .collect();
            assert_eq!((sample, found), (None, expected), "{text:.80}");
        }
    }
}
