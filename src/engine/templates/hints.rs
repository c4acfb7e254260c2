//! What to do about a fault in a template, by the words of Tera's message.

/// Names that Tera 1 had, with what stands in for them in Tera 2.
const RENAMED: &[(&str, &str)] = &[
    ("addslashes", "use `replace`"),
    ("as_str", "it is called `str` now"),
    ("concat", "write `[...list, item]`"),
    ("divisibleby", "it is called `divisible_by(divisor=…)` now"),
    ("escape", "it is called `escape_html` now"),
    ("filter", "write a list comprehension: `[item for item in list if …]`"),
    ("linebreaksbr", "it is called `newlines_to_br` now"),
    ("map", "write a list comprehension: `[item.name for item in list]`"),
    ("object", "it is called `map` now"),
    ("slice", "write `list[start:end]`"),
    ("trim_end_matches", "it is called `trim_end(pat=…)` now"),
    ("trim_start_matches", "it is called `trim_start(pat=…)` now"),
];

/// What messages begin with, and the hint for them.
const BY_MESSAGE: &[(&str, &str)] = &[
    (
        "Unknown tag",
        "check the spelling; `macro` and `import` of Tera 1 became components, `{% include %}` takes one name",
    ),
    (
        "Unexpected end",
        "something opened before is not closed: look for a missing endif, endfor, endblock or endcomponent",
    ),
    (
        "`load_data`",
        "paths are looked up from the project's root, then in static/ and content/; `required=false` allows none",
    ),
    ("`get_url`", "paths of content begin with `@/` and end with `.md`; others are paths of the published site"),
    (
        "`get_page`",
        "give the path from content/, as in `blog/a.md`; `allow_missing=true` gives nothing instead of a fault",
    ),
    ("`get_section`", "give the path from content/, as in `blog/_index.md`; `allow_missing=true` allows none"),
    ("`trans`", "add the key to `translations` of that language in the configuration"),
    ("Unknown filter", "check the spelling; filters are those of Tera 2 and Zola 0.23"),
    ("Unknown test", "check the spelling; tests are those of Tera 2 and Zola 0.23"),
    ("Unknown function", "check the spelling; functions are those of Tera 2 and Zola 0.23"),
    ("Unknown component", "define it in any template: {% component name(argument) %} … {% endcomponent name %}"),
    ("Unknown template", "names of templates are paths from the folder templates/ of the site or the theme"),
    ("Block `", "a template that extends another can only fill blocks that the other one has"),
    ("Argument `", "pass the argument in the call, or give it a default where the component is defined"),
    ("Component argument `", "pass a value of that type, or change the type where the component is defined"),
    ("Unknown argument(s)", "remove the argument, or add it where the component is defined"),
    ("Field `", "if the field may be missing, write `value?.field or \"\"` or use the filter `default(value=…)`"),
    ("Variable `", "check the spelling; if it may be missing, use the filter `default(value=…)`"),
];

/// A hint for a message.
pub(super) fn hint(message: &str) -> Option<String> {
    let quoted = message.split('`').nth(1).unwrap_or_default();
    if message.starts_with("Unknown filter") || message.starts_with("Unknown test") {
        let renamed = RENAMED.iter().find(|(old, _)| *old == quoted);
        if let Some((old, now)) = renamed {
            return Some(format!("`{old}` was part of Tera 1; {now}"));
        }
    }
    if message.contains("macro") || message.contains("`import`") {
        return Some("Tera 2 has components instead of macros: {% component name(argument) %}".to_owned());
    }
    let known = BY_MESSAGE.iter().find(|(start, _)| message.starts_with(start));
    known.map(|(_, hint)| (*hint).to_owned())
}
