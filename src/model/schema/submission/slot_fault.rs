//! Why the time that somebody chose cannot be booked, in words for them: each says what is free instead.

/// What is wrong with a chosen time. `next` are the next free ones, in the words of the booking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SlotFault {
    /// Somebody else has it.
    Taken {
        /// What is free next.
        next: Vec<String>,
    },
    /// It is none that can be booked: closed, too soon, too far ahead, or not in this way.
    NotOffered {
        /// What is free next.
        next: Vec<String>,
    },
}

impl SlotFault {
    /// What is wrong and what to do, in English.
    pub fn in_english(&self, label: &str) -> String {
        let (what, next) = match self {
            Self::Taken { next } => ("has been taken by somebody else", next),
            Self::NotOffered { next } => ("cannot be booked", next),
        };
        let free = if next.is_empty() {
            "Nothing else is free at the moment.".to_owned()
        } else {
            format!("Free next: {}. Please choose another one.", next.join("; "))
        };
        format!("“{label}”: this time {what}. {free}")
    }

    /// The same in Japanese.
    pub fn in_japanese(&self, label: &str) -> String {
        let (what, next) = match self {
            Self::Taken { next } => ("ほかの方の予約が入りました", next),
            Self::NotOffered { next } => ("予約できない日時です", next),
        };
        let free = if next.is_empty() {
            "いま空いている時間はありません。日を改めてお試しください。".to_owned()
        } else {
            format!("次に空いているのは、{}です。選び直してください。", next.join("、"))
        };
        format!("「{label}」は{what}。{free}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        schema::{FieldErrorKind, FormAnswer, FormValues, KnownReferences, SubmissionContext, parse_form},
        source::SourcePath,
    };

    #[test]
    fn a_time_is_kept_as_it_was_sent_and_asked_for_where_it_must_be_chosen() {
        let text = "form: talk\nlabel: 相談\nversion: '1'\ngroups:\n- legend: 日時\n  fields:\n  - {name: slot, type: slot, label: 日時, \
                    required: true}\nconsent: {version: '1', label: 同意します, link: /privacy/}\nsubmit: 送る\nhoneypot: remark\nthanks: \
                    届きました\n";
        let (form, faults) = parse_form(&SourcePath::new("data/forms/talk.yaml"), text);
        assert_eq!(faults, []);
        let now = "2026-11-21T12:00:00+09:00[Asia/Tokyo]".parse().unwrap();
        let sent = |slot: &str| {
            let texts = [("slot", slot), ("consent", "yes"), ("consent_version", "1")];
            let texts = texts.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
            let references = KnownReferences::default();
            let context = SubmissionContext { references: &references, now: &now };
            form.as_ref().unwrap().check(&FormValues { texts, files: Vec::new() }, &context)
        };
        let chosen = "2026-12-10T10:00+09:00/sato";
        assert_eq!(sent(chosen).unwrap().answers["slot"], FormAnswer::Text(chosen.to_owned()));
        assert_eq!(sent("").unwrap_err()[0].kind, FieldErrorKind::NotChosen);
    }

    #[test]
    fn r24_who_comes_late_is_told_what_is_free_next() {
        let next = vec!["12月10日（木）11:00～12:00".to_owned(), "12月10日（木）12:00～13:00".to_owned()];
        let taken = SlotFault::Taken { next };
        assert_eq!(
            taken.in_japanese("日時"),
            "「日時」はほかの方の予約が入りました。次に空いているのは、12月10日（木）11:00～12:00、\
             12月10日（木）12:00～13:00です。選び直してください。"
        );
        assert!(taken.in_english("Time").contains("taken by somebody else. Free next: 12月10日"));
        let none = SlotFault::NotOffered { next: Vec::new() };
        assert!(none.in_japanese("日時").contains("いま空いている時間はありません"));
        assert!(none.in_english("Time").contains("Nothing else is free"));
    }
}
