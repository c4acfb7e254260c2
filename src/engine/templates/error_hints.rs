//! What to do about a fault in a template, by its kind.

use super::tera_report::TeraFaultKind;
use tsubame_model::source::Wording;

/// Names that Tera 1 had, with what stands in for them in Tera 2.
const RENAMED: &[(&str, &str, &str)] = &[
    ("addslashes", "use `replace`", "`replace` を使ってください"),
    ("as_str", "it is called `str` now", "今の名前は `str` です"),
    ("concat", "write `[...list, item]`", "`[...list, item]` と書きます"),
    ("divisibleby", "it is called `divisible_by(divisor=…)` now", "今の名前は `divisible_by(divisor=…)` です"),
    ("escape", "it is called `escape_html` now", "今の名前は `escape_html` です"),
    (
        "filter",
        "write a list comprehension: `[item for item in list if …]`",
        "`[item for item in list if …]` と書きます",
    ),
    ("linebreaksbr", "it is called `newlines_to_br` now", "今の名前は `newlines_to_br` です"),
    ("map", "write a list comprehension: `[item.name for item in list]`", "`[item.name for item in list]` と書きます"),
    ("object", "it is called `map` now", "今の名前は `map` です"),
    ("slice", "write `list[start:end]`", "`list[start:end]` と書きます"),
    ("trim_end_matches", "it is called `trim_end(pat=…)` now", "今の名前は `trim_end(pat=…)` です"),
    ("trim_start_matches", "it is called `trim_start(pat=…)` now", "今の名前は `trim_start(pat=…)` です"),
];

/// What to do; nothing where the message says all there is.
pub(super) fn hint(kind: &TeraFaultKind) -> Option<Wording> {
    if let TeraFaultKind::UnknownFilter(name) | TeraFaultKind::UnknownTest(name) = kind
        && let Some((old, now, now_japanese)) = RENAMED.iter().find(|(old, ..)| old == name)
    {
        let english = format!("`{old}` was part of Tera 1; {now}");
        return Some(Wording::new(english, format!("`{old}` は Tera 1 のものです。{now_japanese}")));
    }
    let (english, japanese) = match kind {
        TeraFaultKind::Refused { function } => function_hint(function)?,
        TeraFaultKind::CircularExtend(..) | TeraFaultKind::CircularInclude(..) => (
            "take the part that both need into a template of its own",
            "どちらにも要る部分を、別のテンプレートに分けてください",
        ),
        TeraFaultKind::DefinedTwice { .. } => (
            "rename one of them; only a site may define again what its theme defines",
            "どちらかの名前を変えてください。定義し直せるのは、テーマのものをサイトで定義するときだけです",
        ),
        TeraFaultKind::ComponentRecursion => (
            "a component that calls itself needs a condition around the call that ends it",
            "自分を呼ぶコンポーネントでは、どこかで終わるように、呼び出しを `if` で囲んでください",
        ),
        // Told with the function's name.
        TeraFaultKind::UnknownFunction(_) | TeraFaultKind::OutsideBlocks | TeraFaultKind::Other => return None,
        kind => hint_of_name(kind).or_else(|| hint_of_writing(kind))?,
    };
    Some(Wording::new(english, japanese))
}

/// What to do about a name that stands for nothing.
fn hint_of_name(kind: &TeraFaultKind) -> Option<(&'static str, &'static str)> {
    Some(match kind {
        TeraFaultKind::UnknownFilter(_) => (
            "check the spelling; filters are those of Tera 2 and Zola 0.23",
            "書き間違いがないか見てください。使えるフィルターは Tera 2 と Zola 0.23 のものです",
        ),
        TeraFaultKind::UnknownTest(_) => (
            "check the spelling; tests are those of Tera 2 and Zola 0.23",
            "書き間違いがないか見てください。使えるテストは Tera 2 と Zola 0.23 のものです",
        ),
        TeraFaultKind::UnknownComponent(_) => (
            "define it in any template: {% component name(argument) %} … {% endcomponent name %}",
            "どれかのテンプレートで定義してください: {% component 名前(引数) %} … {% endcomponent 名前 %}",
        ),
        TeraFaultKind::UnknownTemplate(_) | TeraFaultKind::MissingParent { .. } => (
            "names of templates are paths from the folder templates/ of the site or the theme",
            "テンプレートの名前は、サイトかテーマの templates/ からのパスで書きます",
        ),
        TeraFaultKind::UnknownBlock(_) => (
            "a template that extends another can only fill blocks that the other one has",
            "ほかのテンプレートを元にしたテンプレートで書けるのは、元にあるブロックだけです",
        ),
        TeraFaultKind::UndefinedField(_) => (
            "if the field may be missing, write `value?.field or \"\"` or use the filter `default(value=…)`",
            "なくてもよい項目なら、`value?.field or \"\"` と書くか、フィルター `default(value=…)` を使ってください",
        ),
        TeraFaultKind::UndefinedVariable(_) => (
            "check the spelling; if it may be missing, use the filter `default(value=…)`",
            "書き間違いがないか見てください。なくてもよいなら、フィルター `default(value=…)` を使ってください",
        ),
        _ => return None,
    })
}

/// What to do about the way in which something is written or called.
fn hint_of_writing(kind: &TeraFaultKind) -> Option<(&'static str, &'static str)> {
    Some(match kind {
        TeraFaultKind::Macro => (
            "Tera 2 has components instead of macros: {% component name(argument) %}",
            "Tera 2 では、マクロの代わりにコンポーネントを使います: {% component 名前(引数) %}",
        ),
        TeraFaultKind::UnknownTag => (
            "check the spelling; `macro` and `import` of Tera 1 became components, `{% include %}` takes one name",
            "書き間違いがないか見てください。Tera 1 の `macro` と `import` はコンポーネントになり、\
             `{% include %}` に書けるのは一つの名前です",
        ),
        TeraFaultKind::UnexpectedEnd => (
            "something opened before is not closed: look for a missing endif, endfor, endblock or endcomponent",
            "前に開いたものが閉じられていません。endif、endfor、endblock、endcomponent の書き忘れを探してください",
        ),
        TeraFaultKind::MissingArgument(_) => (
            "pass the argument in the call, or give it a default where the component is defined",
            "呼び出しに引数を書くか、コンポーネントの定義で既定値を決めてください",
        ),
        TeraFaultKind::WrongArgumentType(_) => (
            "pass a value of that type, or change the type where the component is defined",
            "その種類の値を渡すか、コンポーネントの定義で種類を変えてください",
        ),
        TeraFaultKind::UnknownArgument => (
            "remove the argument, or add it where the component is defined",
            "その引数を消すか、コンポーネントの定義に足してください",
        ),
        _ => return None,
    })
}

fn function_hint(function: &str) -> Option<(&'static str, &'static str)> {
    Some(match function {
        "load_data" => (
            "paths are looked up from the project's root, then in static/ and content/; `required=false` allows none",
            "パスは、サイトのいちばん上のフォルダー、static/、content/ の順に探します。`required=false` を付けると、\
             なくてもよくなります",
        ),
        "get_url" => (
            "paths of content begin with `@/` and end with `.md`; others are paths of the published site",
            "コンテンツのパスは `@/` で始まり `.md` で終わります。それ以外は、公開したサイトでのパスとして扱います",
        ),
        "get_page" => (
            "give the path from content/, as in `blog/a.md`; `allow_missing=true` gives nothing instead of a fault",
            "`blog/a.md` のように content/ からのパスを書いてください。`allow_missing=true` を付けると、なくてもよくなります",
        ),
        "get_section" => (
            "give the path from content/, as in `blog/_index.md`; `allow_missing=true` allows none",
            "`blog/_index.md` のように content/ からのパスを書いてください。`allow_missing=true` を付けると、\
             なくてもよくなります",
        ),
        "trans" => (
            "add the key to `translations` of that language in the configuration",
            "設定の、その言語の `translations` に足してください",
        ),
        _ => return None,
    })
}
