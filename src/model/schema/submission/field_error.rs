//! What is wrong with a value that was sent: as data, without the value, and in words for the visitor.

use super::SlotFault;
use crate::source::MessageLanguage;

/// A fault of one field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// The field's name.
    pub name: String,
    /// Its label.
    pub label: String,
    /// What is wrong.
    pub kind: FieldErrorKind,
}

/// What is wrong. Values are no part of it, so that an error may be written into a log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FieldErrorKind {
    /// Nothing was typed.
    NotTyped,
    /// Nothing was chosen.
    NotChosen,
    /// A box is not ticked.
    NotTicked,
    /// No file was chosen.
    NoFile,
    /// There is more than one value where there can be one.
    Repeated,
    /// A value that is none of the choices.
    NotAChoice,
    /// Too many characters, or octets of an address.
    TooLong {
        /// How many there are.
        length: usize,
        /// How many there may be.
        most: usize,
    },
    /// Too few characters.
    TooShort {
        /// How many there are.
        length: usize,
        /// How many there have to be.
        least: usize,
    },
    /// No reading in kana.
    NotKana,
    /// No e-mail address.
    NotEmail,
    /// No telephone number.
    NotTel,
    /// No postal code.
    NotPostcode,
    /// No day.
    NotADay,
    /// Not of the form that the field asks for.
    Pattern {
        /// What the form says about it.
        hint: String,
    },
    /// A control character, or a line break in a line.
    ForbiddenCharacter,
    /// A file that is too large.
    FileTooLarge {
        /// How many megabytes it may have.
        most_megabytes: u64,
    },
    /// A file of another kind.
    FileKind {
        /// How the names of the right ones end.
        endings: Vec<String>,
    },
    /// A file that is not what its name says.
    FileContent,
    /// A document with a program in it.
    FileMacros,
    /// The page did not say which text was agreed to.
    ConsentVersion,
    /// The page names what the site does not have.
    UnknownReference,
    /// A time that cannot be booked.
    Slot(SlotFault),
    /// A group that is larger than the whole event.
    TooManySeats {
        /// How many seats it has.
        most: u32,
    },
}

impl FieldError {
    /// What is wrong and what to do, for the visitor of a site in this language.
    pub fn in_language(&self, language: MessageLanguage) -> String {
        match language {
            MessageLanguage::English => self.in_english(),
            MessageLanguage::Japanese => self.in_japanese(),
        }
    }

    /// The same in English.
    pub fn in_english(&self) -> String {
        let label = &self.label;
        match &self.kind {
            FieldErrorKind::NotTyped => format!("Please fill in “{label}”."),
            FieldErrorKind::NotChosen => format!("Please choose an answer to “{label}”."),
            FieldErrorKind::NotTicked => format!("Please tick “{label}”."),
            FieldErrorKind::NoFile => format!("Please choose a file for “{label}”."),
            FieldErrorKind::Repeated => format!("Two or more answers to “{label}” arrived. Please give one only."),
            FieldErrorKind::NotAChoice => format!("Please choose “{label}” anew from the answers that are shown."),
            FieldErrorKind::TooLong { length, most } => {
                let over = length - most;
                format!("“{label}” can have {most} characters. It has {length} now; please take {over} or more away.")
            }
            FieldErrorKind::TooShort { length, least } => {
                format!("Please give “{label}” {least} characters or more. It has {length} now.")
            }
            FieldErrorKind::NotKana => {
                format!("Please write “{label}” in katakana (like ヤマダ タロウ). Hiragana will do as well.")
            }
            FieldErrorKind::NotEmail => format!("Please look at the form of “{label}” (like name@example.jp)."),
            FieldErrorKind::NotTel => {
                format!("Please write “{label}” with its area code, as 10 or 11 digits (like 090-1234-5678).")
            }
            FieldErrorKind::NotPostcode => format!("Please write “{label}” as 7 digits (like 980-8671)."),
            FieldErrorKind::NotADay => format!("Please write “{label}” as a day that exists (like 2026-12-04)."),
            FieldErrorKind::Pattern { hint } if hint.is_empty() => format!("Please look at how “{label}” is written."),
            FieldErrorKind::Pattern { hint } => format!("Please look at how “{label}” is written. {hint}"),
            FieldErrorKind::ForbiddenCharacter => {
                format!(
                    "“{label}” has a character that cannot be used (a control character or a line break). Please remove \
                     it and type it anew."
                )
            }
            FieldErrorKind::FileTooLarge { most_megabytes } => {
                format!("A file of “{label}” can have {most_megabytes} MB. Please choose a smaller one.")
            }
            FieldErrorKind::FileKind { endings } => {
                format!("“{label}” takes files of these kinds: {}. Please choose another one.", endings.join(", "))
            }
            FieldErrorKind::FileContent => {
                format!(
                    "The file of “{label}” is not what its name says, is damaged or has a password. Please save it anew \
                     and choose it again."
                )
            }
            FieldErrorKind::FileMacros => {
                format!("The file of “{label}” has macros in it. Please save it without them, or as a PDF.")
            }
            FieldErrorKind::ConsentVersion => {
                format!(
                    "It did not arrive which text you agree to. Please open the page anew and tick “{label}” once more."
                )
            }
            FieldErrorKind::Slot(fault) => fault.in_english(label),
            FieldErrorKind::TooManySeats { most } => {
                format!(
                    "“{label}” can be {most} at most: there are no more seats in all. Please choose a smaller number."
                )
            }
            FieldErrorKind::UnknownReference => {
                "What you apply to cannot be found. It may be over, or its page may have moved. Please open the page \
                 anew."
                    .to_owned()
            }
        }
    }

    /// The same in Japanese.
    pub fn in_japanese(&self) -> String {
        let label = &self.label;
        match &self.kind {
            FieldErrorKind::NotTyped => format!("「{label}」を入力してください。"),
            FieldErrorKind::NotChosen => format!("「{label}」を選んでください。"),
            FieldErrorKind::NotTicked => format!("「{label}」に印を付けてください。"),
            FieldErrorKind::NoFile => format!("「{label}」のファイルを選んでください。"),
            FieldErrorKind::Repeated => format!("「{label}」の答えが二つ以上届きました。一つだけにしてください。"),
            FieldErrorKind::NotAChoice => format!("「{label}」を、表示されている選択肢から選び直してください。"),
            FieldErrorKind::TooLong { length, most } => {
                let over = length - most;
                format!("「{label}」は{most}字までです。いま{length}字あるので、{over}字以上減らしてください。")
            }
            FieldErrorKind::TooShort { length, least } => {
                format!("「{label}」は{least}字以上で入力してください。いま{length}字です。")
            }
            FieldErrorKind::NotKana => {
                format!("「{label}」はカタカナで入力してください（例　ヤマダ タロウ）。ひらがなでも構いません。")
            }
            FieldErrorKind::NotEmail => format!("「{label}」の形を確かめてください（例　name@example.jp）。"),
            FieldErrorKind::NotTel => {
                format!("「{label}」は市外局番から、10桁か11桁の数字で入力してください（例　090-1234-5678）。")
            }
            FieldErrorKind::NotPostcode => format!("「{label}」は7桁の数字で入力してください（例　980-8671）。"),
            FieldErrorKind::NotADay => format!("「{label}」は、ある日付で入力してください（例　2026-12-04）。"),
            FieldErrorKind::Pattern { hint } => format!("「{label}」の書き方を確かめてください。{hint}"),
            FieldErrorKind::ForbiddenCharacter => {
                format!("「{label}」に使えない文字（制御文字や改行）があります。消して、打ち直してください。")
            }
            FieldErrorKind::FileTooLarge { most_megabytes } => {
                format!("「{label}」のファイルは{most_megabytes}MBまでです。小さいファイルを選んでください。")
            }
            FieldErrorKind::FileKind { endings } => {
                format!("「{label}」に送れるのは {} のファイルです。選び直してください。", endings.join("、"))
            }
            FieldErrorKind::FileContent => {
                format!(
                    "「{label}」のファイルは、中身が名前と違うか、壊れているか、パスワードが付いています。保存し直して、もう一度選んでください。"
                )
            }
            FieldErrorKind::FileMacros => {
                format!("「{label}」のファイルにマクロが入っています。マクロなしかPDFで保存し直してください。")
            }
            FieldErrorKind::ConsentVersion => {
                format!(
                    "どの文面への同意かが届きませんでした。ページを開き直して、「{label}」にもう一度印を付けてください。"
                )
            }
            FieldErrorKind::Slot(fault) => fault.in_japanese(label),
            FieldErrorKind::TooManySeats { most } => {
                format!("「{label}」は、定員の{most}人までです。人数を選び直してください。")
            }
            FieldErrorKind::UnknownReference => {
                "申し込み先が見つかりません。終わったか、ページが移ったのかもしれません。ページを開き直してください。"
                    .to_owned()
            }
        }
    }
}
