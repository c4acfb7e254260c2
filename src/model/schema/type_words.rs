//! What can be wrong with a field of a type, and the words for it.

use crate::source::Wording;

/// What is wrong with a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FieldFlaw {
    /// It has no name for editors.
    NoLabel,
    /// It has no name in the front matter.
    NoKey,
    /// A choice without anything to choose from.
    NoChoices,
    /// A sample that is none of the choices.
    OddSample,
    /// A table without fields, or fields in what is no table.
    MisplacedFields,
    /// A relation that does not say to which type.
    NoTarget,
    /// What is neither a relation nor a list says to which type it leads.
    MisplacedTarget,
    /// It leads to a type that does not exist.
    UnknownTarget,
    /// The body is no Markdown, or something else is.
    MisplacedMarkdown,
    /// A table cannot be counted by its values.
    TableAsFacet,
    /// Endings for what is no file.
    MisplacedEndings,
    /// What is no file and lasts, or as long as a field that is no length says.
    OddLength,
    /// What is no address is shown in a frame.
    MisplacedFrame,
    /// Times in what is no list of tables, at a key that these do not have, or until a field that is no length.
    OddTimeMarks,
}

impl FieldFlaw {
    /// The key in the field's description at which it is told.
    pub fn key(self) -> &'static str {
        match self {
            Self::NoLabel => "label",
            Self::NoKey => "key",
            Self::NoChoices => "choices",
            Self::OddSample => "sample",
            Self::MisplacedFields => "fields",
            Self::NoTarget | Self::MisplacedTarget | Self::UnknownTarget => "to",
            Self::MisplacedMarkdown => "kind",
            Self::TableAsFacet => "facet",
            Self::MisplacedEndings => "endings",
            Self::OddLength => "lasts",
            Self::MisplacedFrame => "framed",
            Self::OddTimeMarks => "time_marks",
        }
    }

    /// What is wrong with the field of this key.
    pub fn message(self, key: &str) -> Wording {
        let (english, japanese) = match self {
            Self::NoLabel => ("`label` is empty", "label が空です"),
            Self::NoKey => ("`key` is empty", "key が空です"),
            Self::NoChoices => ("there are no choices", "選択肢がありません"),
            Self::OddSample => ("the sample is none of the choices", "見本が選択肢にありません"),
            Self::MisplacedFields => (
                "tables (`table`, `tables`) have `fields`, and nothing else has",
                "fields は表（table、tables）にだけ書きます",
            ),
            Self::NoTarget => ("`to` is missing", "to がありません"),
            Self::MisplacedTarget => {
                ("`to` goes with `relation` and `list` only", "to は relation と list にだけ書きます")
            }
            Self::UnknownTarget => ("`to` names a type that does not exist", "to の種類がありません"),
            Self::MisplacedMarkdown => {
                ("`markdown` is the kind of `body` and of nothing else", "markdown は body だけの kind です")
            }
            Self::TableAsFacet => ("a table cannot be a `facet`", "表は facet にできません"),
            Self::MisplacedEndings => ("`endings` goes with `file` only", "endings は file にだけ書きます"),
            Self::OddLength => (
                "`lasts` goes with `file` only, and names a field of the kind `duration`",
                "lasts は file にだけ書き、kind が duration の項目を名指しします",
            ),
            Self::MisplacedFrame => ("`framed` goes with `url` only", "framed は url にだけ書きます"),
            Self::OddTimeMarks => (
                "`time_marks` goes with `tables` only; its `at` is a key of these, its `until` a field of the kind `duration`",
                "time_marks は tables にだけ書き、at はその表の key、until は kind が duration の項目にします",
            ),
        };
        Wording::new(format!("field `{key}`: {english}"), format!("項目 `{key}`: {japanese}"))
    }

    /// What to do about it; empty where the message says so already.
    pub fn hint(self) -> Wording {
        match self {
            Self::NoLabel => Wording::new("write the name that editors see", "編集者に見せる名前を書きます"),
            Self::NoKey => Wording::new("write its name in the front matter", "フロントマターでの名前を書きます"),
            Self::NoChoices => Wording::new(
                "list them under `choices`, each with `value` and `label`",
                "choices に value と label を並べます",
            ),
            Self::OddSample => {
                Wording::new("write the `value` of one of the `choices`", "choices のどれかの value を書きます")
            }
            Self::NoTarget => Wording::new("write the id of the type that it names", "関連づける種類の id を書きます"),
            Self::UnknownTarget => Wording::new("write an id from data/types", "data/types にある id を書きます"),
            Self::MisplacedFields
            | Self::MisplacedTarget
            | Self::MisplacedMarkdown
            | Self::TableAsFacet
            | Self::MisplacedEndings
            | Self::OddLength
            | Self::MisplacedFrame
            | Self::OddTimeMarks => Wording::default(),
        }
    }
}
