//! Which submissions are one submission that was sent again: by the name that the page's script gave to the attempt, or,
//! without a script, by form, values and time.

use jiff::Timestamp;
use tsubame_model::{
    schema::{FormAnswer, Submission},
    source::Data,
};

use super::{Digest, HashKey};

/// How long a window of repeats without a script is.
const WINDOW_S: i64 = 600;

/// What a repeat has in common with the first: the same key within the same form is the same attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RepeatKey(pub Digest);

/// What was sent, in 256 bits: the same key with another hash is a conflict, for somebody changed the answers of an
/// attempt that is already received.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SubmissionHash(pub Digest);

impl SubmissionHash {
    /// The hash of the values as the form takes them, not of the bytes that carried them: the script sends them
    /// otherwise than the browser. Where the visitor came from is not part of it, since a second try may know more of that.
    pub fn of(submission: &Submission, key: &HashKey) -> Self {
        let mut values: Vec<Vec<u8>> = vec![submission.form.clone().into_bytes()];
        for (name, value) in &submission.references {
            values.extend([name.clone().into_bytes(), value.clone().into_bytes()]);
        }
        for (name, answer) in &submission.answers {
            values.extend([name.clone().into_bytes(), answer_bytes(answer)]);
        }
        let parts: Vec<&[u8]> = values.iter().map(Vec::as_slice).collect();
        Self(key.hash("submission", &parts))
    }
}

/// An answer as bytes that no other answer of its field has. Files are told apart by their lengths, too.
fn answer_bytes(answer: &FormAnswer) -> Vec<u8> {
    let text = match answer {
        FormAnswer::Files(files) => {
            let told = files.iter().map(|file| format!("{}\0{}", file.name, file.size_bytes));
            told.collect::<Vec<_>>().join("\0")
        }
        _ => match answer.as_data() {
            Data::List(values) => values.iter().filter_map(Data::as_str).collect::<Vec<_>>().join("\0"),
            value => value.as_str().unwrap_or_default().to_owned(),
        },
    };
    text.into_bytes()
}

/// The keys under which a submission may have been received before; the first is the one that it is stored under. Empty
/// where nothing tells a repeat from a second submission that happens to say the same: without a script, forms that ask for
/// no address.
///
/// A window of ten minutes has an edge: what was sent just before it is found by the key of the window before.
pub fn repeat_keys(submission: &Submission, hash: SubmissionHash, now: Timestamp, key: &HashKey) -> Vec<RepeatKey> {
    let form = submission.form.as_bytes();
    if let Some(id) = &submission.request_id {
        return vec![RepeatKey(key.hash("attempt", &[form, id.as_bytes()]))];
    }
    if submission.email().is_none() {
        return Vec::new();
    }
    let window = now.as_second().div_euclid(WINDOW_S);
    let derived = |window: i64| RepeatKey(key.hash("window", &[form, &hash.0, &window.to_le_bytes()]));
    vec![derived(window), derived(window - 1)]
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use tsubame_model::schema::GivenConsent;

    use super::*;

    fn key() -> HashKey {
        HashKey::new([1; 32])
    }

    fn submission(email: Option<&str>, request_id: Option<&str>) -> Submission {
        let address = email.map(|email| ("email".to_owned(), FormAnswer::Email(email.to_owned())));
        Submission {
            form: "event".to_owned(),
            form_version: None,
            answers: address.into_iter().collect(),
            references: BTreeMap::new(),
            consent: GivenConsent { version: "1".to_owned(), is_current: true },
            attribution: BTreeMap::new(),
            request_id: request_id.map(str::to_owned),
            is_suspicious: false,
            unknown_names: 0,
        }
    }

    fn keys(submission: &Submission, second: i64) -> Vec<RepeatKey> {
        let now = Timestamp::from_second(second).unwrap();
        repeat_keys(submission, SubmissionHash::of(submission, &key()), now, &key())
    }

    fn shared(a: &[RepeatKey], b: &[RepeatKey]) -> bool {
        b.contains(&a[0])
    }

    #[test]
    fn r08_an_attempt_is_known_by_its_name_whatever_it_says() {
        let first = submission(Some("taro@example.jp"), Some("a1"));
        let corrected = submission(Some("jiro@example.jp"), Some("a1"));
        assert_eq!(keys(&first, 0), keys(&corrected, 90_000));
        assert_ne!(SubmissionHash::of(&first, &key()), SubmissionHash::of(&corrected, &key()));
        assert_ne!(keys(&first, 0), keys(&submission(Some("taro@example.jp"), Some("a2")), 0));
    }

    #[test]
    fn r10_without_a_script_the_values_and_ten_minutes_tell() {
        let taro = submission(Some("taro@example.jp"), None);
        // Pressed twice, also over the edge of a window; an hour later it is a new submission.
        for (first, second, is_repeat) in [(0, 599, true), (599, 600, true), (0, 1199, true), (0, 1200, false)] {
            assert_eq!(shared(&keys(&taro, first), &keys(&taro, second)), is_repeat, "{first} {second}");
        }
        let hanako = submission(Some("hanako@example.jp"), None);
        assert!(!shared(&keys(&taro, 0), &keys(&hanako, 0)), "two people at once are two");
        assert!(keys(&submission(None, None), 0).is_empty(), "without an address nothing tells who it is");
    }
}
