//! Text of child templates that can never be seen: what stands outside the blocks of a template that extends another.
//!
//! Zola's first 0.23 builds left it out in silence, and sites have such lines; Tera 2.4 refuses them. Here they are
//! left out with a warning, so that a site is accepted that either of them accepts.

use std::borrow::Cow;

use tera::Tera;

use super::{
    template_file::TemplateFile,
    tera_report::{TeraFaultKind, read_error},
};
use tsubame_model::source::{Diagnostic, Place, Severity, Wording};

/// More places than this in one template are left to Tera, which refuses the first of them.
const MOST: usize = 200;

/// The text that Tera is given. What can never be seen is blank in it, so that all places stay where they are.
pub(super) fn blank_unreachable<'a>(file: &'a TemplateFile, warnings: &mut Vec<Diagnostic>) -> Cow<'a, str> {
    let mut text = Cow::Borrowed(file.text.as_str());
    if !text.contains("extends") {
        return text;
    }
    for _ in 0..MOST {
        let mut scratch = Tera::default();
        let Err(error) = scratch.add_raw_template(&file.name, &text) else { break };
        let refused = read_error(&error).into_iter().find(|fault| fault.kind == TeraFaultKind::OutsideBlocks);
        let Some(span) = refused.and_then(|fault| fault.place?.range) else { break };
        let Some(unseen) = text.get(span.clone()) else { break };
        if unseen.trim().is_empty() {
            break;
        }
        let start = span.start + unseen.len() - unseen.trim_start().len();
        let message = Wording::new(
            "this stands outside the blocks of a template that extends another, so it is never seen",
            "ほかのテンプレートを元にしたテンプレートの、ブロックの外にあるので、表示されません",
        );
        let mut warning = Diagnostic::error("template-unreachable", message).in_file(&file.path);
        warning.severity = Severity::Warning;
        let warning = warning.with_place(Some(Place::of(&file.text, &(start..span.start + unseen.trim_end().len()))));
        warnings.push(warning.with_hint(Wording::new(
            "move it into a block, or remove it; Zola with Tera 2.4 refuses it",
            "ブロックの中に移すか、消してください。Tera 2.4 を使う Zola ではエラーになります",
        )));
        let blank: String = unseen.bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }).collect();
        text.to_mut().replace_range(span, &blank);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use tsubame_model::source::SourcePath;

    #[test]
    fn only_what_is_never_seen_is_blank() {
        let blank = |text: &str| {
            let file =
                TemplateFile { name: "a.html".to_owned(), path: SourcePath::new("a.html"), text: text.to_owned() };
            let mut warnings = Vec::new();
            (blank_unreachable(&file, &mut warnings).into_owned(), warnings.len())
        };
        for (text, count) in [
            ("{% extends \"b\" %}\n{% block a %}x{{ y }}{% endblock %}{# z #}", 0),
            ("text {{ x }}", 0),
            ("{% extends \"b\" %}{% if %}", 0),
        ] {
            assert_eq!(blank(text), (text.to_owned(), count));
        }
        let text = "{% extends \"b\" %}{% set a = 1 %}\n{% block a %}x{% endblock %}\n見えない\n{{ x }}{% if a %}{{ b }}{% endif %}";
        let (blanked, count) = blank(text);
        assert_eq!((blanked.len(), count), (text.len(), 4));
        let left: String = blanked.split_whitespace().collect();
        assert_eq!(left, "{%extends\"b\"%}{%blocka%}x{%endblock%}");
    }
}
