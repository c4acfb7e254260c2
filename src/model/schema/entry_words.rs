//! What editors read of an entry that is not as its type says, but for single values.

use super::{
    ContentType, Field,
    definition::did_you_mean,
    value::{Problem, shortened},
};
use crate::source::{MessageLanguage, Step, Wording};

/// A path as editors read it: `extra.speakers[1].company`, and `extra.speakers[2件目].company` in Japanese.
pub(super) fn written(path: &[Step], language: MessageLanguage) -> String {
    let mut text = String::new();
    for step in path {
        match step {
            Step::Key(key) if text.is_empty() => text.push_str(key),
            Step::Key(key) => text.extend([".", key]),
            Step::Item(at) => text.push_str(&language.choose(format!("[{at}]"), format!("[{}件目]", at + 1))),
        }
    }
    text
}

/// A field that has to be there is not.
pub(super) fn missing(field: &Field) -> Problem {
    let (key, hint) = (&field.key, field.file_hint());
    let sentence = if hint.is_empty() { String::new() } else { format!(". {hint}") };
    let remedy = Wording::new(format!("add `{key}`{sentence}"), format!("`{key}` を書き足してください。{hint}"));
    Problem::new("entry-missing", is_missing(), remedy)
}

/// That something has to be there and is not.
pub(super) fn is_missing() -> Wording {
    Wording::new("is missing", "がありません")
}

/// A field that has to be there says nothing.
pub(super) fn empty(field: &Field) -> Problem {
    Problem::new("entry-missing", Wording::new("is empty", "が空です"), Wording::of_site(field.file_hint()))
}

/// What every entry has of its own is as the scaffold wrote it.
pub(super) fn sample_left() -> Problem {
    let what = Wording::new("is still the text of the sample", "が見本の文のままです");
    let remedy = Wording::new("say it in this page's own words", "このページの言葉に書き換えてください");
    Problem::new("entry-sample", what, remedy)
}

/// A text is shorter than it should be.
pub(super) fn rather_short(length: usize, wanted: usize) -> Problem {
    let what = Wording::new(
        format!("is short: it has {length} characters without marks, and readers expect {wanted}"),
        format!("が短めです。記号を除いて{length}字で、目安は{wanted}字です"),
    );
    let remedy = Wording::new(
        format!("add about {} more: figures, scenes, what does not go well", wanted - length),
        format!("あと{}字ほど、数字や場面、うまくいかない点を書き足してください", wanted - length),
    );
    Problem::new("entry-short", what, remedy)
}

/// A list has less than it has to have.
pub(super) fn too_few(count: usize, least: usize) -> Problem {
    let more = least - count;
    let what = Wording::new(
        format!("has too few items: the least is {least}, and it has {count}"),
        format!("が足りません。{count}件ですが、{least}件以上にします"),
    );
    Problem::new(
        "entry-limit",
        what,
        Wording::new(format!("add {more} more"), format!("あと{more}件書き足してください")),
    )
}

/// A list has more than it may have.
pub(super) fn too_many(count: usize, most: usize) -> Problem {
    let over = count - most;
    let what = Wording::new(
        format!("has too many items: the most is {most}, and it has {count}"),
        format!("が多すぎます。{count}件ですが、{most}件までです"),
    );
    Problem::new("entry-limit", what, Wording::new(format!("take {over} away"), format!("{over}件減らしてください")))
}

/// A key that no field of the type has: the message, and the hint where no other key can have been meant.
pub(super) fn unknown_key(kind: &ContentType, key: &str) -> (Wording, Wording) {
    let ContentType { label, file, .. } = kind;
    let message = Wording::new(
        format!("the type \"{label}\" has no field `{key}`"),
        format!("`{key}` は、{label}の項目として決められていません"),
    );
    let hint = Wording::new(
        format!("remove it if it is not needed, or add the field to {file}"),
        format!("要らなければ消し、要るなら {file} に項目を足してください"),
    );
    (message, hint)
}

/// An entry lies in none of the folders that its type has: the message and the hint.
pub(super) fn wrong_folder(kind: &ContentType, folder: &str) -> (Wording, Wording) {
    let label = &kind.label;
    let message = Wording::new(
        format!("pages of the type \"{label}\" do not belong in this folder (content/{folder})"),
        format!("{label}を置くフォルダーが違います（content/{folder}）"),
    );
    let hint = Wording::compose(|language| {
        let (open, close) = language.choose((" (", ")"), ("（", "）"));
        let known = kind.categories.iter().map(|known| format!("content/{}{open}{}{close}", known.folder, known.label));
        let known = known.collect::<Vec<String>>().join(language.choose(", ", "、"));
        format!("{}: {known}", language.choose("move it to one of these", "次のどれかに移してください"))
    });
    (message, hint)
}

/// An image of the body that says nothing to those who do not see it.
pub(super) fn no_alt() -> Problem {
    let what = Wording::new("has an image without an alternative text", "の画像に代替テキストがありません");
    let remedy = Wording::new(
        "write it inside of the brackets: ![what the image shows](name of its file)",
        "![何が写っているか](ファイル名) のように、[ ] の中に書いてください",
    );
    Problem::new("entry-alt", what, remedy)
}

/// A relation to a draft.
pub(super) fn names_draft(written: &str) -> Problem {
    let written = shortened(written);
    let what = Wording::new(
        format!("names \"{written}\", which is a draft, so that this page does not show it"),
        format!("の「{written}」は下書きなので、このページには出ません"),
    );
    let remedy = Wording::new(
        "make the other page no draft (remove its line `draft`), or do not name it here",
        "相手の下書きを外す（draft の行を消す）か、ここから外してください",
    );
    Problem::new("entry-relation-draft", what, remedy)
}

/// A relation to a page of another type than the one with this label.
pub(super) fn names_other_type(written: &str, label: &str) -> Problem {
    let written = shortened(written);
    let what = Wording::new(
        format!("names \"{written}\", which is no page of the type \"{label}\""),
        format!("の「{written}」は{label}のページではありません"),
    );
    let remedy = Wording::new(
        format!("write the path of a page of the type \"{label}\""),
        format!("{label}のページのパスを書いてください"),
    );
    Problem::new("entry-relation", what, remedy)
}

/// A relation to no page, where one of the type with this label is wanted.
pub(super) fn names_no_page(written: &str, label: &str, meant: Option<&str>) -> Problem {
    let written = shortened(written);
    let what = Wording::new(
        format!("names the page \"{written}\", which does not exist"),
        format!("の「{written}」というページはありません"),
    );
    let path = || {
        Wording::new(
            format!("write the path of a page of the type \"{label}\", without content/ at its start"),
            format!("{label}のページのパスを、content/ より後ろだけ書いてください"),
        )
    };
    Problem::new("entry-relation", what, meant.map_or_else(path, did_you_mean))
}

/// An image that is not there; `folder` is that of the entry.
pub(super) fn names_no_image(written: &str, folder: &str) -> Problem {
    let written = shortened(written);
    let what = Wording::new(
        format!("names the image \"{written}\", which does not exist"),
        format!("の画像「{written}」がありません"),
    );
    let remedy = Wording::new(
        format!("put it into {folder}, or correct its name"),
        format!("{folder} に置くか、ファイル名を直してください"),
    );
    Problem::new("entry-image", what, remedy)
}

/// A file that is not there; `folder` is that of the entry.
pub(super) fn names_no_file(written: &str, folder: &str) -> Problem {
    let written = shortened(written);
    let what = Wording::new(
        format!("names the file \"{written}\", which does not exist"),
        format!("のファイル「{written}」がありません"),
    );
    let remedy = Wording::new(
        format!("put it into {folder}, or correct its name"),
        format!("{folder} に置くか、ファイル名を直してください"),
    );
    Problem::new("entry-file", what, remedy)
}

/// A file of another kind than one of those with these endings.
pub(super) fn wrong_ending(written: &str, endings: &[String]) -> Problem {
    let written = shortened(written);
    let dotted: Vec<String> = endings.iter().map(|ending| format!(".{ending}")).collect();
    let what = Wording::new(
        format!("names a file of another kind (\"{written}\")"),
        format!("のファイルの種類が違います（「{written}」）"),
    );
    let remedy = Wording::new(
        format!("name a file that ends with {}", dotted.join(" or ")),
        format!("名前が {} で終わるファイルにしてください", dotted.join(" か ")),
    );
    Problem::new("entry-file", what, remedy)
}
