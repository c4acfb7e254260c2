//! What reading an entry's front matter found wrong, in the words of its type: for editors, with the field's label and its
//! hint.
//!
//! The fault comes with its cause as data; nothing is read out of its message.

use super::{ContentType, Field};
use crate::source::{
    DataNode, Diagnostic, FaultWords, Format, FrontMatterFault, FullWidthSlip, MessageLanguage, NodeEntry, Step,
    TreeFault, TreeFaultKind, Wording,
};

/// An entry's text and what of its front matter could be parsed, as far as there is any.
#[derive(Clone, Copy, Debug)]
pub struct FrontMatterText<'a> {
    /// The whole file.
    pub text: &'a str,
    /// How the front matter is written.
    pub format: Format,
    /// What it says.
    pub root: Option<&'a DataNode<'a>>,
}

/// Says a fault in the words of the entry's type. One without a cause stays as it is.
pub fn front_matter_fault(kind: &ContentType, front: FrontMatterText<'_>, fault: Diagnostic) -> Diagnostic {
    let Some(cause) = fault.cause.as_deref() else { return fault };
    let key = key_of(cause, front);
    let field = key.as_deref().and_then(|key| find_field(kind, key));
    let is_misplaced = field.is_some_and(|field| field.key.starts_with("extra.") && key.as_ref() != Some(&field.key))
        && is_of_taxonomies(cause);
    let reason = |language| match cause {
        _ if is_misplaced => misplaced(language),
        FrontMatterFault::Tree(tree) => reason_of_tree(tree, front, language),
        cause => reason_in_words(cause, language),
    };
    if *cause == FrontMatterFault::NoFrontMatter {
        let hint = Wording::compose(|language| reason(language).hint.unwrap_or_default());
        return Diagnostic {
            message: Wording::compose(|language| reason(language).message),
            hint: Some(hint),
            ..fault
        };
    }
    let message = Wording::compose(|language| {
        let FaultWords { message, hint } = reason(language);
        let subject = subject(field, key.as_deref(), language);
        let remedy = hint.map_or_else(String::new, |hint| format!("{}{hint}", language.choose("; ", "。")));
        let start = language.choose(format!("{subject} cannot be read: "), format!("{subject}を読めません。"));
        format!("{start}{message}{remedy}")
    });
    // The message says already what to do, so the engine's hint must not say the same once more.
    let is_said = |hint: &Wording| reason(MessageLanguage::English).hint.as_deref() == Some(hint.english());
    let of_field = field.map(Field::file_hint).filter(|hint| !hint.is_empty()).map(Wording::of_site);
    let hint = of_field.or_else(|| fault.hint.clone().filter(|hint| !is_said(hint)));
    Diagnostic { message, hint, ..fault }
}

/// What cannot be read.
fn subject(field: Option<&Field>, key: Option<&str>, language: MessageLanguage) -> String {
    match (field, key) {
        (Some(Field { label, key, .. }), _) => {
            language.choose(format!("\"{label}\" ({key})"), format!("「{label}」（{key}）"))
        }
        (None, Some(key)) => format!("`{key}`"),
        (None, None) => language.choose("the front matter", "フロントマター").to_owned(),
    }
}

/// What is wrong with the writing or with the shape of a value, without the name of the value.
fn reason_of_tree(fault: &TreeFault, front: FrontMatterText<'_>, language: MessageLanguage) -> FaultWords {
    let slip = FullWidthSlip::at(front.format, front.text, &fault.span).filter(|_| fault.is_syntax());
    // The value's name stands before the reason already.
    match slip {
        Some(slip) => slip.in_language(language),
        None => TreeFault { path: Vec::new(), ..fault.clone() }.in_language(language),
    }
}

fn misplaced(language: MessageLanguage) -> FaultWords {
    let message = language.choose("it belongs below the line [extra]", "[extra] の行より下に書く項目です");
    let hint = language.choose("see whether the line [extra] is missing", "[extra] の行を忘れていないか見てください");
    FaultWords { message: message.to_owned(), hint: Some(hint.to_owned()) }
}

/// What else is wrong, without the name of the value.
fn reason_in_words(cause: &FrontMatterFault, language: MessageLanguage) -> FaultWords {
    let (message, hint) = match (cause, language) {
        // Said by the reader of the tree.
        (FrontMatterFault::Tree(fault), language) => return fault.in_language(language),
        (FrontMatterFault::NoFrontMatter, MessageLanguage::English) => (
            "the settings at the head of the file (its front matter) do not stand between two lines `+++`",
            Some("begin the file with a line that is `+++` alone, write the fields, and then another line `+++`"),
        ),
        (FrontMatterFault::NoFrontMatter, MessageLanguage::Japanese) => (
            "ファイルの初めの設定（フロントマター）が、`+++` の行で囲まれていません",
            Some("一行目を `+++` だけにし、項目を書き、そのあとにもう一度 `+++` だけの行を書いてください"),
        ),
        (FrontMatterFault::EmptyValue { .. }, MessageLanguage::English) => {
            ("it is empty", Some("write something, or remove the line"))
        }
        (FrontMatterFault::EmptyValue { .. }, MessageLanguage::Japanese) => {
            ("空です", Some("書き足すか、行ごと消してください"))
        }
        (FrontMatterFault::ControlCharacter { .. }, MessageLanguage::English) => (
            "it has a character that nobody sees and no address can have (a control character)",
            Some("remove it if it is a line break or was copied from elsewhere"),
        ),
        (FrontMatterFault::ControlCharacter { .. }, MessageLanguage::Japanese) => (
            "アドレスに使えない、目に見えない文字（制御文字）が入っています",
            Some("改行か、ほかの文書から写した文字なら、消してください"),
        ),
        (FrontMatterFault::UndeclaredTaxonomy { .. }, MessageLanguage::English) => {
            ("this taxonomy is not among the `taxonomies` of zola.toml", None)
        }
        (FrontMatterFault::UndeclaredTaxonomy { .. }, MessageLanguage::Japanese) => {
            ("この分類は zola.toml の taxonomies にありません", None)
        }
        (FrontMatterFault::NoDate { .. }, MessageLanguage::English) => {
            ("it is not a date or time", Some("write it as 2026-11-21"))
        }
        (FrontMatterFault::NoDate { .. }, MessageLanguage::Japanese) => {
            ("日付や時刻として読めません", Some("2026-11-21 のように書きます"))
        }
        (FrontMatterFault::WrongOrder { .. }, MessageLanguage::English) => {
            ("the entry disappears before it appears", None)
        }
        (FrontMatterFault::WrongOrder { .. }, MessageLanguage::Japanese) => {
            ("出る日時が、消える日時より後になっています", None)
        }
    };
    FaultWords { message: message.to_owned(), hint: hint.map(str::to_owned) }
}

fn is_of_taxonomies(cause: &FrontMatterFault) -> bool {
    match cause {
        FrontMatterFault::UndeclaredTaxonomy { .. } => true,
        FrontMatterFault::Tree(fault) => fault.path.first() == Some(&Step::Key("taxonomies".to_owned())),
        _ => false,
    }
}

/// The key that a fault is about, with those of the tables around it.
fn key_of(cause: &FrontMatterFault, front: FrontMatterText<'_>) -> Option<String> {
    match cause {
        FrontMatterFault::Tree(fault) => {
            let keys: Vec<&str> = fault
                .path
                .iter()
                .map_while(|step| match step {
                    Step::Key(key) => Some(key.as_str()),
                    Step::Item(_) => None,
                })
                .collect();
            match &fault.kind {
                _ if !keys.is_empty() => Some(keys.join(".")),
                TreeFaultKind::DuplicateKey { key, .. } => Some(key.clone()),
                _ => key_before(front.root?, front.text, fault.span.start),
            }
        }
        FrontMatterFault::EmptyValue { key }
        | FrontMatterFault::ControlCharacter { key }
        | FrontMatterFault::NoDate { key }
        | FrontMatterFault::WrongOrder { key } => Some(key.clone()),
        FrontMatterFault::UndeclaredTaxonomy { name } => Some(format!("taxonomies.{name}")),
        FrontMatterFault::NoFrontMatter => None,
    }
}

/// The key that stands before a place on the same line.
fn key_before(node: &DataNode<'_>, text: &str, at: usize) -> Option<String> {
    let is_before = |entry: &&NodeEntry<'_>| {
        let between = text.get(entry.key_span.start..at.max(entry.key_span.start));
        entry.key_span.start <= at && between.is_some_and(|between| !between.contains('\n'))
    };
    for entry in node.as_table()?.iter().rev() {
        if let Some(inner) = key_before(&entry.node, text, at) {
            return Some(format!("{}.{inner}", entry.key));
        }
        if is_before(&entry) {
            return Some(entry.key.to_string());
        }
    }
    None
}

/// The field that a key means, wherever its table is.
fn find_field<'a>(kind: &'a ContentType, key: &str) -> Option<&'a Field> {
    let last = |key: &str| key.rsplit('.').next().unwrap_or_default().to_owned();
    let named = last(key);
    kind.field(key).or_else(|| kind.fields.iter().find(|field| last(&field.key) == named))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        schema::{Types, language_tests::check_languages},
        source::{SourcePath, parse_tree, read_table},
    };

    const TYPE: &str = "id: a\nlabel: A\nfolder: a\nfields:\n  - { key: title, kind: text, label: 見出し, hint: 40字まで。 }\n  \
        - { key: extra.access, kind: text, label: 行き方, hint: 駅から。 }\n";

    fn say(text: &str, format: Format, cause: Option<FrontMatterFault>) -> Vec<Diagnostic> {
        let (types, _) = Types::parse(&[(SourcePath::new("data/types/a.yaml"), TYPE.to_owned())]);
        let (root, mut faults) = parse_tree(format, text, 4..text.len() - 4);
        if faults.is_empty() {
            read_table(&root, &mut faults, |table| {
                table.tolerate_unknown();
                let _ = (table.text("title"), table.date("date"), table.integer::<usize>("weight"));
                let _ = table.table("taxonomies", |inner| inner.texts("access"));
            });
        }
        let faults = faults.into_iter().map(|fault| Diagnostic::of_tree("front-matter", fault, text));
        let caused = cause.map(|cause| Diagnostic::error("x", Wording::of_site("y")).with_cause(cause));
        let front = FrontMatterText { text, format, root: Some(&root) };
        let said = faults.chain(caused).map(|fault| front_matter_fault(types.get("a").unwrap(), front, fault));
        let said: Vec<Diagnostic> = said.collect();
        check_languages(&said, &[TYPE, text]);
        said
    }

    #[test]
    fn faults_of_front_matter_become_an_editors() {
        for (line, expected) in [
            ("title = 40人", "「見出し」（title）を読めません。文字を引用符で囲んでいません"),
            ("title = “x”", "「見出し」（title）を読めません。全角の「“」があります。半角の"),
            ("title ＝ \"x\"", "全角の「＝」があります"),
            ("title = \"x", "「見出し」（title）を読めません。引用符が閉じていません"),
            ("date = 2026-13-02", "`date`を読めません。日付や時刻として"),
            ("taxonomies = {access = 5}", "「行き方」（extra.access）を読めません。[extra] の行より下に"),
            ("[extra", "かっこが閉じていません"),
            ("weight = 99999999999999999999", "`weight`を読めません。"),
            ("weight = -1", "`weight`を読めません。0以上"),
            ("title = 5", "「見出し」（title）を読めません。文字列を書くところに、数 5 があります"),
        ] {
            let said = say(&format!("+++\n{line}\n+++\n"), Format::Toml, None);
            let found = said.first().unwrap_or_else(|| panic!("{line}"));
            assert!(found.message.japanese().contains(expected), "{line}: {:?}", found.message);
            assert_eq!(found.place.as_ref().map(|place| place.line), Some(2), "{line}");
        }
        let said = say("---\ntitle: 東北\ntitle: 5\n---\n", Format::Yaml, None);
        assert!(said[0].message.japanese().starts_with("「見出し」（title）を読めません。"), "{:?}", said[0].message);
        let key = || "extra.access".to_owned();
        for (cause, expected) in [
            (
                FrontMatterFault::EmptyValue { key: "title".to_owned() },
                "「見出し」（title）を読めません。空です。書き足すか",
            ),
            (FrontMatterFault::NoFrontMatter, "`+++` の行で囲まれていません"),
            (FrontMatterFault::NoDate { key: key() }, "「行き方」（extra.access）を読めません。日付"),
            (FrontMatterFault::WrongOrder { key: key() }, "消える日時より後"),
            (FrontMatterFault::UndeclaredTaxonomy { name: "x".to_owned() }, "`taxonomies.x`を読めません。この分類は"),
            (FrontMatterFault::UndeclaredTaxonomy { name: "access".to_owned() }, "[extra] の行より下に"),
        ] {
            let said = say("+++\ntitle = \"x\"\n+++\n", Format::Toml, Some(cause));
            assert!(said[0].message.japanese().contains(expected), "{:?}", said[0].message);
        }
    }
}
