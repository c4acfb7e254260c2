//! What to do about a fault in a template, by its kind.

use super::tera_report::TeraFaultKind;

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

/// A hint for a fault of this kind.
pub(super) fn hint(kind: &TeraFaultKind) -> Option<String> {
    if let TeraFaultKind::UnknownFilter(name) | TeraFaultKind::UnknownTest(name) = kind
        && let Some((old, now)) = RENAMED.iter().find(|(old, _)| old == name)
    {
        return Some(format!("`{old}` was part of Tera 1; {now}"));
    }
    let hint = match kind {
        TeraFaultKind::Macro => "Tera 2 has components instead of macros: {% component name(argument) %}",
        TeraFaultKind::UnknownTag => {
            "check the spelling; `macro` and `import` of Tera 1 became components, `{% include %}` takes one name"
        }
        TeraFaultKind::UnexpectedEnd => {
            "something opened before is not closed: look for a missing endif, endfor, endblock or endcomponent"
        }
        TeraFaultKind::Refused { function } => return function_hint(function).map(str::to_owned),
        TeraFaultKind::UnknownFilter(_) => "check the spelling; filters are those of Tera 2 and Zola 0.23",
        TeraFaultKind::UnknownTest(_) => "check the spelling; tests are those of Tera 2 and Zola 0.23",
        TeraFaultKind::UnknownComponent(_) => {
            "define it in any template: {% component name(argument) %} … {% endcomponent name %}"
        }
        TeraFaultKind::UnknownTemplate(_) | TeraFaultKind::MissingParent { .. } => {
            "names of templates are paths from the folder templates/ of the site or the theme"
        }
        TeraFaultKind::UnknownBlock(_) => "a template that extends another can only fill blocks that the other one has",
        TeraFaultKind::MissingArgument(_) => {
            "pass the argument in the call, or give it a default where the component is defined"
        }
        TeraFaultKind::WrongArgumentType(_) => {
            "pass a value of that type, or change the type where the component is defined"
        }
        TeraFaultKind::UnknownArgument => "remove the argument, or add it where the component is defined",
        TeraFaultKind::UndefinedField(_) => {
            "if the field may be missing, write `value?.field or \"\"` or use the filter `default(value=…)`"
        }
        TeraFaultKind::UndefinedVariable(_) => {
            "check the spelling; if it may be missing, use the filter `default(value=…)`"
        }
        TeraFaultKind::CircularExtend(..) | TeraFaultKind::CircularInclude(..) => {
            "take the part that both need into a template of its own"
        }
        TeraFaultKind::DefinedTwice { .. } => "rename one of them; only a site may define again what its theme defines",
        TeraFaultKind::ComponentRecursion => {
            "a component that calls itself needs a condition around the call that ends it"
        }
        // Told with the function's name.
        TeraFaultKind::UnknownFunction(_) | TeraFaultKind::OutsideBlocks | TeraFaultKind::Other => return None,
    };
    Some(hint.to_owned())
}

/// What a function's arguments should be.
fn function_hint(function: &str) -> Option<&'static str> {
    Some(match function {
        "load_data" => {
            "paths are looked up from the project's root, then in static/ and content/; `required=false` allows none"
        }
        "get_url" => "paths of content begin with `@/` and end with `.md`; others are paths of the published site",
        "get_page" => {
            "give the path from content/, as in `blog/a.md`; `allow_missing=true` gives nothing instead of a fault"
        }
        "get_section" => "give the path from content/, as in `blog/_index.md`; `allow_missing=true` allows none",
        "trans" => "add the key to `translations` of that language in the configuration",
        _ => return None,
    })
}
