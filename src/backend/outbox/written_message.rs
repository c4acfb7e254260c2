//! What staff wrote, for one reader: with values in the place of what stands for them. The same words are shown before it is sent.

use super::{JapanTime, MessageValues, ProgrammeValues};
use crate::{
    intake::messages::{MessagePart, MessageText, Placeholder},
    store::{MessageEvent, MessageFacts},
};

/// What stands before the subject of a message that goes to whoever writes it.
const TRIAL: &str = "［テスト］";

/// A message for a reader of this name.
pub fn fill_message(facts: &MessageFacts, name: &str, programme: &ProgrammeValues) -> MessageValues {
    let event = facts.event.as_ref();
    let value = |of: Placeholder| match of {
        Placeholder::RecipientName => name.to_owned(),
        Placeholder::EventTitle => event.map(|event| event.title.clone()).unwrap_or_default(),
        Placeholder::EventTime => event.map(time_of).unwrap_or_default(),
        Placeholder::EventPlace => event.map(|event| event.place.clone()).unwrap_or_default(),
        Placeholder::EventUrl => event.map(|event| format!("{}{}", programme.url, event.url)).unwrap_or_default(),
        Placeholder::ProgrammeName => programme.name.clone(),
        Placeholder::ProgrammeContact => programme.contact.clone(),
        Placeholder::ProgrammeUrl => programme.url.clone(),
    };
    let fill = |text: &str, part| MessageText::parse(text, part).0.fill(value);
    let subject = fill(&facts.subject, MessagePart::Subject);
    let title = if facts.is_trial { format!("{TRIAL}{subject}") } else { subject };
    MessageValues { title, text: fill(&facts.text, MessagePart::Body) }
}

fn time_of(event: &MessageEvent) -> String {
    JapanTime::between(event.starts_at, event.ends_at).as_str().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_reader_reads_their_own_words() {
        let event = MessageEvent {
            title: "夜の会".to_owned(),
            starts_at: "2099-12-18T10:00:00Z".parse().unwrap(),
            ends_at: "2099-12-18T12:00:00Z".parse().unwrap(),
            place: "坂の上ホール（架空）".to_owned(),
            url: "events/night/".to_owned(),
        };
        let mut facts = MessageFacts {
            subject: "{{ event.title }}のお礼".to_owned(),
            text: "{{ recipient.name | 皆さま }} 様\n{{ event.time }}\n{{ event.url }}\n{{ programme.name }}"
                .to_owned(),
            event: Some(event),
            is_trial: false,
        };
        let (name, url) = ("CROSS SENDAI".to_owned(), "https://site.example.jp/".to_owned());
        let programme = ProgrammeValues { name, url, ..ProgrammeValues::default() };
        let filled = fill_message(&facts, "山田", &programme);
        assert_eq!(filled.title, "夜の会のお礼");
        let time = "2099年12月18日（金） 19:00〜21:00（日本時間）";
        assert_eq!(filled.text, format!("山田 様\n{time}\nhttps://site.example.jp/events/night/\nCROSS SENDAI"));
        facts.is_trial = true;
        let trial = fill_message(&facts, "", &programme);
        assert!(trial.title == "［テスト］夜の会のお礼" && trial.text.starts_with("皆さま 様"), "{trial:?}");
    }
}
