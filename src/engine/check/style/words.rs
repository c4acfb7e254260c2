//! `data/style.yaml`: the words that the rules of style go by, which editors can change.

use serde::Deserialize;

use crate::site::Project;
use tsubame_model::source::{Diagnostic, Place, SourcePath, Wording, parse_yaml};

/// The words of a site. What its file does not say is as below.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(default, deny_unknown_fields)]
pub(super) struct StyleWords {
    /// Most letters of a sentence.
    pub sentence_max: usize,
    /// Words to avoid, with what to do in their place.
    pub avoid: Vec<AvoidedWord>,
    /// Honorifics that are two in one, with the single one.
    pub honorifics: Vec<AvoidedWord>,
    /// Particles that are written twice.
    pub particles: Vec<String>,
}

/// A word, and what is better.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub(super) struct AvoidedWord {
    pub word: String,
    pub instead: String,
}

impl StyleWords {
    /// Where they are.
    pub const FILE: &str = "data/style.yaml";

    /// Reads those of a site; a site without the file has the usual ones.
    pub fn read(project: &Project) -> Result<Self, Diagnostic> {
        let path = SourcePath::new(Self::FILE);
        if !project.world.files.exists(&path) {
            return Ok(Self::default());
        }
        let text = project.read_text(&path)?;
        parse_yaml(&text).map_err(|error| {
            let message = Wording::new(
                format!("the words of style cannot be read: {}", error.message.english()),
                format!("文章の決まりを読み込めません: {}", error.message.japanese()),
            );
            let hint = Wording::new(
                "the head of the file says what may stand in it",
                "書ける項目は、ファイルの先頭に説明があります",
            );
            let place = error.span.map(|span| Place::of(&text, &span));
            Diagnostic::error("style-file", message).in_file(&path).with_place(place).with_hint(hint)
        })
    }
}

impl Default for StyleWords {
    fn default() -> Self {
        let pairs = |pairs: &[(&str, &str)]| {
            let pair =
                |(word, instead): &(&str, &str)| AvoidedWord { word: (*word).into(), instead: (*instead).into() };
            pairs.iter().map(pair).collect()
        };
        Self {
            sentence_max: 100,
            avoid: pairs(&[
                ("誰でも", "どんな人に向くかを書きます"),
                // What happens each time may be said so; what is promised may not.
                ("必ず見つか", "条件と例外を書きます"),
                ("必ず決ま", "条件と例外を書きます"),
                ("必ず成功", "条件と例外を書きます"),
                ("絶対", "根拠になる数字や事実を書きます"),
                ("アットホーム", "職場の様子を場面で書きます"),
                ("やりがい", "何に手応えがあるのかを場面で書きます"),
            ]),
            honorifics: pairs(&[
                ("お召し上がりになられ", "召し上がる"),
                ("ご覧になられ", "ご覧になる"),
                ("おっしゃられ", "おっしゃる"),
                ("お越しになられ", "お越しになる"),
                ("お見えになられ", "お見えになる"),
                ("お帰りになられ", "お帰りになる"),
                ("お話しになられ", "お話しになる"),
                ("お聞きになられ", "お聞きになる"),
                ("拝見させていただ", "拝見する"),
                ("伺わせていただ", "伺う"),
            ]),
            particles: ["をを", "がが"].map(str::to_owned).into(),
        }
    }
}
