//! Hints for what Tera 1 and Zola 0.22 had and their successors write otherwise, by what stands in the template where it
//! cannot be read on.

use std::sync::LazyLock;

use regex::Regex;

use tsubame_model::source::{Wording, pattern};

/// The end of a path of names, before the dot of `list.0`.
static PATH: LazyLock<Regex> = LazyLock::new(|| pattern(r"([A-Za-z_][\w.\[\]?]*)\.$"));
/// A call of a macro, from the colons on.
static MACRO_CALL: LazyLock<Regex> = LazyLock::new(|| pattern(r"^::\s*([A-Za-z_]\w*)\s*\(([^()]*)\)"));
/// The start of a call whose first argument has no name.
static CALL: LazyLock<Regex> = LazyLock::new(|| pattern(r"(\bis\s+(?:not\s+)?|\|\s*)?([A-Za-z_]\w*)\s*\(\s*$"));
/// An `include` with its template.
static INCLUDE: LazyLock<Regex> = LazyLock::new(|| pattern(r#"include\s+("[^"]*"|'[^']*')\s*$"#));
/// The first text of a list.
static FIRST_TEXT: LazyLock<Regex> = LazyLock::new(|| pattern(r#"^\[\s*("[^"]*"|'[^']*')"#));
/// The tag of a shortcode with a body, from its name on.
static SHORTCODE: LazyLock<Regex> = LazyLock::new(|| pattern(r"^([A-Za-z_]\w*)\s*\("));

/// A shortcode as Hugo calls it, `{{< name … >}}` or `{{% name … %}}`: what stands inside.
static SHORTCODE_OF_HUGO: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^\{\{(?:<\s*/?\s*([A-Za-z_][^{}]*)>\}\}|%\s*/?\s*([A-Za-z_][^{}]*)%\}\})"));

/// The names of the arguments that tests take.
const TEST_ARGUMENTS: [(&str, &str); 5] = [
    ("starting_with", "pat"),
    ("ending_with", "pat"),
    ("containing", "pat"),
    ("matching", "pat"),
    ("divisible_by", "divisor"),
];

/// What to write instead of what stands before and after the byte at which a template cannot be read on.
pub(super) fn hint_at(text: &str, at: usize) -> Option<Wording> {
    let (before, after) = text.split_at_checked(at)?;
    let line = before.rsplit('\n').next().unwrap_or_default();
    if is_comment_of_go(line, after) {
        return Some(comment_hint());
    }
    if let Some(hint) = before.rfind("{{").and_then(|start| hint_of_hugo(&text[start..], at - start)) {
        return Some(hint);
    }
    if let Some(call) = MACRO_CALL.captures(after) {
        let component = component_call(&call[1], &call[2]);
        return Some(Wording::new(
            format!("macros became components in Tera 2: write {{{{{component}}}}} for the call"),
            format!("Tera 2 ではマクロがコンポーネントになりました。呼び出しは {{{{{component}}}}} と書きます"),
        ));
    }
    if let Some(name) = INCLUDE.captures(line).filter(|_| after.starts_with("ignore")) {
        return Some(one_include(&name[1]));
    }
    if line.trim_end().ends_with("include") && after.starts_with('[') {
        let first = FIRST_TEXT.captures(after).map_or_else(|| "\"a.html\"".to_owned(), |first| first[1].to_owned());
        return Some(one_include(&first));
    }
    let positions = positions_in_brackets(after);
    if let Some(path) = PATH.captures(line).filter(|_| !positions.is_empty()) {
        let path = &path[1];
        return Some(Wording::new(
            format!("an item of a list is asked for in brackets: write {path}{positions}"),
            format!("リストの何番目かは角かっこで書きます: {path}{positions}"),
        ));
    }
    if let Some(call) = CALL.captures(line).filter(|_| !after.starts_with(')')) {
        let value = first_value(after);
        let known = TEST_ARGUMENTS.iter().find(|(test, _)| *test == &call[2]);
        return Some(match known {
            Some((test, name)) => Wording::new(
                format!("arguments have names in Tera 2: write {test}({name}={value})"),
                format!("Tera 2 では引数に名前を付けます: {test}({name}={value})"),
            ),
            None => Wording::new(
                format!("arguments have names in Tera 2: write its name first, as in {}(NAME={value})", &call[2]),
                format!("Tera 2 では引数に名前を付けます: {}(名前={value})", &call[2]),
            ),
        });
    }
    None
}

/// Whether a text that cannot be read on is a comment as Hugo has it, `{{/* … */}}`.
fn is_comment_of_go(line: &str, after: &str) -> bool {
    let Some((_, inside)) = line.rsplit_once("{{") else { return false };
    let written = format!("{inside}{after}");
    inside.chars().all(|letter| letter.is_whitespace() || matches!(letter, '-' | '/' | '*'))
        && written.trim_start_matches('-').trim_start().starts_with("/*")
}

fn comment_hint() -> Wording {
    Wording::new(
        "a comment stands between {# and #} in Tera: write {# … #}",
        "Tera のコメントは {# と #} で囲みます: {# … #}",
    )
}

/// What to write instead of a shortcode of Hugo that stands at the start of a text, if the fault at a byte of that text
/// is a part of it. A call that closes itself is one of Tera.
fn hint_of_hugo(text: &str, fault: usize) -> Option<Wording> {
    let captures = SHORTCODE_OF_HUGO.captures(text).filter(|captures| captures[0].len() > fault)?;
    let inside = captures.get(1).or_else(|| captures.get(2))?.as_str();
    if inside.ends_with('/') {
        return None;
    }
    let is_of_name = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-');
    let end = inside.find(|letter: char| !is_of_name(letter)).unwrap_or(inside.len());
    let name = inside[..end].replace('-', "_");
    let alone = format!("{{{{<{name} argument={{value}} />}}}}");
    let around = format!("{{% <{name} argument={{value}}> %}} … {{% </{name}> %}}");
    Some(Wording::new(
        format!("what is a shortcode in Hugo is a component here: write {alone}, or {around} around a text"),
        format!(
            "Hugo のショートコードにあたるものは、ここではコンポーネントです。{alone} と書くか、文章を囲むなら {around} と書きます"
        ),
    ))
}

/// The places of a list at the start of a text, `0.1`, as they are written in Tera 2: `[0][1]`.
fn positions_in_brackets(after: &str) -> String {
    let mut brackets = String::new();
    for part in after.split('.') {
        let end = part.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(part.len());
        if end > 0 {
            brackets.extend(["[", &part[..end], "]"]);
        }
        if end == 0 || end < part.len() {
            break;
        }
    }
    brackets
}

fn one_include(name: &str) -> Wording {
    Wording::new(
        format!("Tera 2 includes one file that is there: write {{% include {name} %}}"),
        format!("Tera 2 の `include` に書けるのは、実際にある一つのファイルです: {{% include {name} %}}"),
    )
}

/// What to write instead of a tag that Tera does not have, by what stands from its name on.
pub(super) fn hint_of_tag(text: &str, at: usize) -> Option<Wording> {
    let rest = text.get(at..)?;
    if rest.strip_prefix("comment").is_some_and(|rest| rest.trim_start_matches([' ', '-']).starts_with("%}")) {
        return Some(comment_hint());
    }
    let name = &SHORTCODE.captures(rest)?[1];
    let call = format!("{{% <{name} argument={{value}}> %}} … {{% </{name}> %}}");
    Some(Wording::new(
        format!("shortcodes became components in Zola 0.23: write {call}"),
        format!("Zola 0.23 ではショートコードがコンポーネントになりました: {call}"),
    ))
}

/// What to write instead of a function that does not exist, where it may have been a shortcode or a macro.
pub(super) fn hint_of_function(name: &str) -> Wording {
    let call = format!("{{{{<{name} argument={{value}} />}}}}");
    Wording::new(
        format!(
            "check the spelling; functions are those of Tera 2 and Zola 0.23, and what was a shortcode or a macro is \
             called as a component: {call}"
        ),
        format!(
            "書き間違いがないか見てください。使える関数は Tera 2 と Zola 0.23 のものです。ショートコードやマクロだったものは、\
             コンポーネントとして呼びます: {call}"
        ),
    )
}

/// The call of a component with the arguments of a macro: texts stay, everything else stands in braces.
fn component_call(name: &str, arguments: &str) -> String {
    let argument = |argument: &str| {
        let (name, value) = argument.split_once('=').unwrap_or(("argument", argument));
        let (name, value) = (name.trim(), value.trim());
        let is_text = value.len() > 1 && value.starts_with('"') && value.ends_with('"');
        if is_text { format!(" {name}={value}") } else { format!(" {name}={{{value}}}") }
    };
    let arguments: String = arguments.split(',').filter(|part| !part.trim().is_empty()).map(argument).collect();
    format!("<{name}{arguments} />")
}

/// The value at the start of a list of arguments.
fn first_value(after: &str) -> &str {
    let end = match after.chars().next() {
        Some(quote @ ('"' | '\'' | '`')) => after[1..].find(quote).map(|at| at + 2),
        _ => after.find([',', ')', '\n']),
    };
    after[..end.unwrap_or(after.len())].trim()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_tera_1_had_is_written_otherwise() {
        for (before, after, expected) in [
            ("{{ cards", "::one(title=\"a\") }}", "{{<one title=\"a\" />}}"),
            ("{{ self", "::row(n=1, item=page.title) }}", "{{<row n={1} item={page.title} />}}"),
            ("{{ m", "::empty() }}", "{{<empty />}}"),
            ("{% include ", "[\"a.html\", \"b.html\"] %}", "{% include \"a.html\" %}"),
            ("{% include \"m.html\" ", "ignore missing %}", "{% include \"m.html\" %}"),
            ("x\n{{ config.extra.list.", "0 }}", "config.extra.list[0]"),
            ("{{ a[1].b.", "12.c }}", "a[1].b[12]"),
            ("{{ list.", "0.1 }}", "list[0][1]"),
            ("{{ list.", "0.10.2.name }}", "list[0][10][2]"),
            ("x {{", "/* a */}}", "{# … #}"),
            ("{{- ", "/* a */ -}}", "{# … #}"),
            ("{{/", "* a */}}", "{# … #}"),
            ("{% if \"abc\" is starting_with(", "\"a\") %}", "starting_with(pat=\"a\")"),
            ("{% if n is not divisible_by(", "2) %}", "divisible_by(divisor=2)"),
            ("{{ x | truncate(", "10) }}", "truncate(NAME=10)"),
        ] {
            let hint = hint_at(&format!("{before}{after}"), before.len()).unwrap_or_else(|| panic!("{before}{after}"));
            let hint = hint.english();
            assert!(hint.ends_with(expected) || hint.contains(&format!("{expected} for the call")), "{hint}");
        }
        for (before, after) in
            [("{{ a ", "}"), ("{% if x ", "y %}"), ("{{ f(", ")) }}"), ("{{ a ", "/* 2 }}"), ("", "")]
        {
            assert_eq!(hint_at(&format!("{before}{after}"), before.len()), None, "{before}{after}");
        }
    }

    #[test]
    fn shortcodes_of_hugo_are_components() {
        for (before, after, name) in [
            ("{{< figure src=\"x\" ", ">}}", "figure"),
            ("a {{ b }} {{<figure", ">}}", "figure"),
            ("{{< youtube", " w7Ft2ym_a5c >}}", "youtube"),
            ("{{< ", "/note >}}", "note"),
            ("{{", "% my-note \"a\" %}} text {{% /my-note %}}", "my_note"),
            ("{{< figure\n  src=\"x\"\n", ">}}", "figure"),
        ] {
            let hint = hint_at(&format!("{before}{after}"), before.len()).unwrap_or_else(|| panic!("{before}{after}"));
            let hint = hint.english();
            assert!(hint.contains(&format!("{{{{<{name} argument={{value}} />}}}}")), "{hint}");
            assert!(hint.contains(&format!("{{% <{name} argument={{value}}> %}} … {{% </{name}> %}}")), "{hint}");
        }
        for (before, after) in
            [("{{<figure src=", "/>}}"), ("{{< figure a b ", "/>}}"), ("{{ ", "% 2 }}"), ("{{< a >}} {% b ", "%}")]
        {
            assert_eq!(hint_at(&format!("{before}{after}"), before.len()), None, "{before}{after}");
        }
    }

    #[test]
    fn tags_that_tera_does_not_have() {
        assert!(hint_of_tag("{% youtube(id=1) %}", 3).is_some_and(|hint| hint.english().contains("{% <youtube ")));
        assert_eq!(hint_of_tag("{% comment %}x{% endcomment %}", 3), Some(comment_hint()));
        assert_eq!(hint_of_tag("{% nope %}", 3), None);
    }
}
