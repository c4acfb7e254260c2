//! What an office writes down of its work: meetings, days, accounts elsewhere, what is handed over. Secrets do not belong there.

use strum::VariantArray;
use uuid::Uuid;

/// Something that was written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OfficeRecordId(pub Uuid);

/// What a record is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, VariantArray)]
pub enum OfficeRecordKind {
    /// Who met, and what was decided.
    Meeting,
    /// What somebody did on a day.
    Daily,
    /// Who holds an account of a service elsewhere.
    Account,
    /// Something that is handed over at the end.
    HandOver,
}

/// How far something is handed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, VariantArray)]
pub enum HandOverState {
    /// Nothing was done.
    Open,
    /// It is being done.
    Underway,
    /// It is handed over.
    Done,
}

impl OfficeRecordKind {
    /// Its name in the database.
    pub fn name(self) -> &'static str {
        match self {
            Self::Meeting => "meeting",
            Self::Daily => "daily",
            Self::Account => "account",
            Self::HandOver => "hand_over",
        }
    }

    /// The one of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::VARIANTS.iter().copied().find(|kind| kind.name() == name)
    }

    /// The names of what is written down beside a title, in the order in which it is shown.
    pub fn fields(self) -> &'static [&'static str] {
        match self {
            Self::Meeting => &["place", "present", "agenda", "decisions", "todos"],
            Self::Daily => &["hours", "done"],
            Self::Account => &["holder", "secret_place", "remark"],
            Self::HandOver => &["receiver", "remark"],
        }
    }
}

impl HandOverState {
    /// Its name in the database.
    pub fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Underway => "underway",
            Self::Done => "done",
        }
    }

    /// The one of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::VARIANTS.iter().copied().find(|state| state.name() == name)
    }
}

/// What stands before a secret where people write one down.
const SECRET_WORDS: [&str; 13] = [
    "パスワード",
    "パスフレーズ",
    "合言葉",
    "暗証番号",
    "秘密鍵",
    "apiキー",
    "password",
    "passwd",
    "passphrase",
    "secret",
    "token",
    "api key",
    "api_key",
];

/// What stands between such a word and the secret.
const ASSIGNMENTS: [char; 4] = [':', '：', '=', '＝'];

/// A secret that somebody would write down has at least so many characters.
const SHORTEST_SECRET: usize = 4;

/// A word of so many letters, digits and signs is a secret by its looks.
const SHORTEST_MIXTURE: usize = 10;

/// Whether a text looks as if it held a secret itself, and not where one lies: `パスワード：abcd1234`, or a word such as no language has.
/// It errs on the side of refusing, since whoever reads the list is not who may use the account.
pub fn looks_like_secret(text: &str) -> bool {
    let lowered = text.to_lowercase();
    let is_assigned = SECRET_WORDS.iter().any(|word| {
        lowered.match_indices(word).any(|(at, _)| {
            let rest = lowered[at + word.len()..].trim_start();
            rest.strip_prefix(ASSIGNMENTS).is_some_and(|rest| begins_as_secret(rest.trim_start()))
        })
    });
    is_assigned
        || text.split(|letter: char| letter.is_whitespace() || "、。，「」（）()".contains(letter)).any(is_mixture)
}

/// Whether what stands after `パスワード：` is written in the letters of keyboards: a place is described in words.
fn begins_as_secret(rest: &str) -> bool {
    rest.chars().take_while(char::is_ascii_graphic).count() >= SHORTEST_SECRET
}

/// Large and small letters with digits between them, in one word that is no address. A year at the end makes no secret of a name.
fn is_mixture(word: &str) -> bool {
    let is_address = word.contains(['@', '.', '/']);
    let is_long = word.len() >= SHORTEST_MIXTURE && word.chars().all(|letter| letter.is_ascii_graphic());
    let begin = word.trim_end_matches(|letter: char| letter.is_ascii_digit());
    let has = |is: fn(&char) -> bool| begin.chars().any(|letter| is(&letter));
    let is_mixed = has(char::is_ascii_uppercase) && has(char::is_ascii_lowercase) && has(char::is_ascii_digit);
    is_long && is_mixed && !is_address
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_is_known_by_its_name() {
        for &kind in OfficeRecordKind::VARIANTS {
            assert_eq!(OfficeRecordKind::parse(kind.name()), Some(kind));
            assert!(!kind.fields().is_empty() && !kind.fields().contains(&"title"), "{kind:?}");
        }
        for &state in HandOverState::VARIANTS {
            assert_eq!(HandOverState::parse(state.name()), Some(state));
        }
        assert_eq!((OfficeRecordKind::parse("note"), HandOverState::parse("")), (None, None));
    }

    #[test]
    fn where_a_secret_lies_may_be_written_down_and_the_secret_may_not() {
        for (text, expected) in [
            ("金庫の封筒（担当：佐藤）", false),
            ("パスワード：金庫の封筒", false),
            ("パスワードは管理ソフトの「公式X」", false),
            ("https://vault.example.jp/items/Ab3-99xyz", false),
            ("staff-2026@example.jp", false),
            ("Instagram2026", false),
            ("パスワード：sendai2026", true),
            ("パスワード = sendai", true),
            ("Password:hunter2", true),
            ("ログインID：sendai、PASSWD： a1b2c3", true),
            ("API_KEY=0123456789", true),
            ("暗証番号：1234", true),
            ("金庫 Xk9#mPq27vB", true),
            ("秘密は（aB3-dE5-gH7）です", true),
            ("", false),
        ] {
            assert_eq!(looks_like_secret(text), expected, "{text}");
        }
    }
}
