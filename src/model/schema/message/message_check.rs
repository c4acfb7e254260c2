//! What is wrong with the words of a message, each with its place, before anybody gets it.

use super::{
    message_fault::{MessagePart, MessageTextFault, MessageTextFaultKind},
    message_text::MessageText,
};

/// The longest subject in characters. Mail programs show less.
pub const LONGEST_MESSAGE_SUBJECT: usize = 100;

/// The longest body in characters.
pub const LONGEST_MESSAGE: usize = 10_000;

/// All that is wrong with a message.
pub fn check_message(subject: &str, body: &str, is_about_event: bool) -> Vec<MessageTextFault> {
    let mut faults = check_part(MessagePart::Subject, subject, is_about_event);
    faults.extend(check_part(MessagePart::Body, body, is_about_event));
    faults
}

fn check_part(part: MessagePart, text: &str, is_about_event: bool) -> Vec<MessageTextFault> {
    let most = match part {
        MessagePart::Subject => LONGEST_MESSAGE_SUBJECT,
        MessagePart::Body => LONGEST_MESSAGE,
    };
    let at = |found: usize, kind| MessageTextFault::at(part, text, found, kind);
    if text.trim().is_empty() {
        return vec![at(0, MessageTextFaultKind::Empty)];
    }
    let (read, mut faults) = MessageText::parse(text, part);
    if let Some((end, _)) = text.char_indices().nth(most) {
        faults.push(at(end, MessageTextFaultKind::TooLong(most)));
    }
    if part == MessagePart::Subject
        && let Some(found) = text.find(['\n', '\r'])
    {
        faults.push(at(found, MessageTextFaultKind::LineBreak));
    }
    for (value, place) in read.places() {
        if part == MessagePart::Subject && !value.is_public() {
            faults.push(MessageTextFault::in_place(part, place, MessageTextFaultKind::Personal(value)));
        }
        if value.is_of_event() && !is_about_event {
            faults.push(MessageTextFault::in_place(part, place, MessageTextFaultKind::WithoutEvent(value)));
        }
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::{super::placeholder::Placeholder, *};

    #[test]
    fn what_is_wrong_with_words_is_told_before_anybody_gets_them() {
        use MessagePart::{Body, Subject};
        use MessageTextFaultKind::{Empty, LineBreak, Personal, TooLong, Unknown, WithoutEvent};
        let long = "長".repeat(LONGEST_MESSAGE_SUBJECT + 1);
        for (subject, body, faults) in [
            ("件名", "本文", vec![]),
            (" ", "\n", vec![(Subject, 1, 1, Empty), (Body, 1, 1, Empty)]),
            ("件名\nBcc: x@example.jp", "本文", vec![(Subject, 1, 3, LineBreak)]),
            ("件名\r", "本文", vec![(Subject, 1, 3, LineBreak)]),
            (long.as_str(), "本文", vec![(Subject, 1, 101, TooLong(LONGEST_MESSAGE_SUBJECT))]),
            ("{{ recipient.name }}", "本文", vec![(Subject, 1, 1, Personal(Placeholder::RecipientName))]),
            ("件名", "一\n二{{ event.time }}", vec![(Body, 2, 2, WithoutEvent(Placeholder::EventTime))]),
            (
                "件名",
                "event.time {{ event.time }}\n{{ event.time | 夜 }}",
                vec![
                    (Body, 1, 12, WithoutEvent(Placeholder::EventTime)),
                    (Body, 2, 1, WithoutEvent(Placeholder::EventTime)),
                ],
            ),
            ("件名", "{{ name }}", vec![(Body, 1, 1, Unknown("name".to_owned()))]),
        ] {
            let found: Vec<_> = check_message(subject, body, false)
                .into_iter()
                .map(|fault| (fault.part, fault.line, fault.column, fault.kind))
                .collect();
            assert_eq!(found, faults, "{subject} {body}");
        }
        assert_eq!(check_message("{{ event.title }}", "{{ event.time }} {{ recipient.name }}", true), []);
    }
}
