//! What is wrong with a value that was sent: as data, without the value, and in words for the visitor.

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
    /// The page did not say which text was agreed to.
    ConsentVersion,
    /// The page names what the site does not have.
    UnknownReference,
}

impl FieldError {
    /// What is wrong and what to do, for the visitor.
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
            FieldErrorKind::ConsentVersion => {
                format!(
                    "どの文面への同意かが届きませんでした。ページを開き直して、「{label}」にもう一度印を付けてください。"
                )
            }
            FieldErrorKind::UnknownReference => {
                "申し込み先が見つかりません。終わったか、ページが移ったのかもしれません。ページを開き直してください。"
                    .to_owned()
            }
        }
    }
}
